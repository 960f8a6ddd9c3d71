//! Who has taken which list of an event's people away: what organisers did, without anything of the people themselves.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{boolean, integer, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(list_download()).await?;
        let of_event = Index::create().name("list_download_of_event").table("list_download").col("event_id").col("made_at").to_owned();
        manager.create_index(of_event).await
    }
}

fn list_download() -> TableCreateStatement {
    Table::create()
        .table("list_download")
        .col(pk_uuid("id"))
        .col(uuid("event_id"))
        .col(uuid("organiser_id"))
        .col(timestamp_with_time_zone("made_at"))
        .col(text("form"))
        .col(text("columns"))
        // Who was on it; all otherwise. What was looked for is not kept: it may be a name.
        .col(text_null("people"))
        .col(boolean("searched"))
        .col(integer("count"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(ForeignKey::create().from_col("organiser_id").to("organiser", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
