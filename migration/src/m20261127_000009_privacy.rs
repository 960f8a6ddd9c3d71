//! Privacy: receipts of what was removed, the versions of what people were told, addresses that want no mail of an event, and the
//! counts that stay when the people have gone.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{integer, integer_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [erasure(), blocked_address(), notice()] {
            manager.create_table(table).await?;
        }
        for column in ["cancelled_in_the_end", "waitlisted_in_the_end", "present_in_the_end"] {
            let table = Table::alter().table("event").add_column(integer_null(column)).to_owned();
            manager.alter_table(table).await?;
        }
        // A person is looked for over all events: by who asks for their data, and by the limit of mails to one address.
        let by_address = Index::create().name("registration_of_address").table("registration").col("email_key").to_owned();
        manager.create_index(by_address).await
    }
}

/// What was removed, when and why; of whom, nobody can read here. It outlasts the event, so nothing holds it to one.
fn erasure() -> TableCreateStatement {
    Table::create()
        .table("erasure")
        .col(text("number").primary_key())
        .col(uuid_null("event_id"))
        .col(timestamp_with_time_zone("erased_at"))
        .col(text("reason"))
        .col(integer("registrations"))
        .col(integer("answers"))
        .col(integer("deliveries"))
        .col(integer("mails"))
        // When the pages of the database's file were written anew without it.
        .col(timestamp_with_time_zone_null("tidied_at"))
        .to_owned()
}

/// Addresses whose owners said that they had not registered: as keyed hashes, until the event's term has ended.
fn blocked_address() -> TableCreateStatement {
    Table::create()
        .table("blocked_address")
        .col(uuid("event_id"))
        .col(text("address_hash"))
        .primary_key(Index::create().col("event_id").col("address_hash"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}

/// What people were told when they registered, by the hash of its words.
fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(text("version").primary_key())
        .col(text("locale"))
        .col(text("text"))
        .col(timestamp_with_time_zone("first_told_at"))
        .to_owned()
}
