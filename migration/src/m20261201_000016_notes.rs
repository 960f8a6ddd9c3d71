//! What organisers note down about somebody who has registered. It goes with the registration.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(registration_note()).await
    }
}

fn registration_note() -> TableCreateStatement {
    Table::create()
        .table("registration_note")
        .col(uuid("registration_id").primary_key())
        .col(text("text"))
        .col(uuid("organiser_id"))
        .col(timestamp_with_time_zone("changed_at"))
        .foreign_key(ForeignKey::create().from_col("registration_id").to("registration", "id").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(ForeignKey::create().from_col("organiser_id").to("organiser", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
