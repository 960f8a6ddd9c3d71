//! The newest edition of the zone rules by which any instance has worked on this database.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table};
use sea_orm_migration::schema::{integer, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row, whose key is 1.
        let table = Table::create().table("zone_edition").col(integer("id").primary_key()).col(text("newest")).to_owned();
        manager.create_table(table).await
    }
}
