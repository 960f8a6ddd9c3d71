//! Organisers, and how they come in: by a link that opens once, then by a session.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{binary, pk_uuid, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(organiser()).await?;
        manager.create_table(key_of_organiser("sign_in_link")).await?;
        manager.create_table(key_of_organiser("session")).await
    }
}

fn organiser() -> TableCreateStatement {
    Table::create()
        .table("organiser")
        .col(pk_uuid("id"))
        .col(text("email_key").unique_key())
        .col(text("email"))
        .col(text("name"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

/// Only the hash of a key is kept: who reads the database cannot come in by it.
fn key_of_organiser(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(binary("key_hash").primary_key())
        .col(uuid("organiser_id"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(ForeignKey::create().from_col("organiser_id").to("organiser", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
