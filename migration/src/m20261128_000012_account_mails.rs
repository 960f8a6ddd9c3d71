//! Mails to organisers about their accounts. They belong to no event, so the ledger does not hold them.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(account_mail()).await?;
        let due = Index::create().name("account_mail_due").table("account_mail").col("next_at").to_owned();
        manager.create_index(due).await
    }
}

fn account_mail() -> TableCreateStatement {
    Table::create()
        .table("account_mail")
        .col(pk_uuid("id"))
        .col(uuid("organiser_id"))
        .col(text("kind"))
        .col(text("locale"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(text("state"))
        // When a sender may take it up; none once it is settled.
        .col(timestamp_with_time_zone_null("next_at"))
        .col(integer("fence"))
        .col(integer("attempts"))
        .col(text_null("last_reply"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        // For the list of the test mailbox.
        .col(text_null("subject"))
        .foreign_key(ForeignKey::create().from_col("organiser_id").to("organiser", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
