//! The ledger: a row for every mail that has come due, and the test mailbox.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    ConditionalStatement as _, DbErr, DeriveMigrationName, Expr, ExprTrait as _, ForeignKey, ForeignKeyAction, Index, IndexCreateStatement,
    MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    binary, boolean, integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(delivery()).await?;
        // Law 2: one obligation is one row.
        let once = Index::create()
            .unique()
            .name("delivery_once")
            .table("delivery")
            .col("registration_id")
            .col("purpose")
            .col("generation")
            .to_owned();
        manager.create_index(once).await?;
        manager.create_index(Index::create().name("delivery_of_event").table("delivery").col("event_id").col("due_at").to_owned()).await?;
        manager.create_index(open_rows()).await?;
        manager.create_table(outbox_mail()).await
    }
}

/// What senders look through: the rows that are not settled, the most urgent first (law 13). Millions of settled rows are
/// not in it.
fn open_rows() -> IndexCreateStatement {
    Index::create()
        .name("delivery_open")
        .table("delivery")
        .col("urgent_at")
        .col("next_at")
        .cond_where(Expr::col("next_at").is_not_null())
        .to_owned()
}

fn delivery() -> TableCreateStatement {
    Table::create()
        .table("delivery")
        .col(pk_uuid("id"))
        .col(uuid("event_id"))
        .col(uuid("registration_id"))
        .col(text("purpose"))
        .col(integer("generation"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone("urgent_at"))
        .col(timestamp_with_time_zone("useful_until"))
        .col(text("state"))
        .col(text_null("reason"))
        // When a sender may take it up: when it is due, when to try again, when a claim lapses; none once it is settled.
        .col(timestamp_with_time_zone_null("next_at"))
        .col(text_null("claimed_by"))
        .col(integer("fence"))
        .col(integer("attempts"))
        .col(boolean("maybe_twice"))
        .col(text_null("last_reply"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(ForeignKey::create().from_col("registration_id").to("registration", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}

/// Mails of the `outbox:` transport: kept to be looked at, never sent.
fn outbox_mail() -> TableCreateStatement {
    Table::create()
        .table("outbox_mail")
        // The key of the ledger's row: the same mail twice is one mail here.
        .col(pk_uuid("delivery_id"))
        .col(timestamp_with_time_zone("sent_at"))
        .col(text("recipient"))
        .col(text("subject"))
        .col(text("text"))
        .col(text("html"))
        .col(binary("source"))
        .foreign_key(ForeignKey::create().from_col("delivery_id").to("delivery", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
