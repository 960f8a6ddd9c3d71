//! Registrations: one person at one event, once.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    boolean, integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(registration()).await?;
        // Law 17: one person once.
        let one_person_once =
            Index::create().unique().name("registration_email_key").table("registration").col("event_id").col("email_key").to_owned();
        manager.create_index(one_person_once).await?;
        // The list and the planner read an event's registrations in the order in which they were made.
        let in_order =
            Index::create().name("registration_in_order").table("registration").col("event_id").col("registered_at").col("id").to_owned();
        manager.create_index(in_order).await
    }
}

fn registration() -> TableCreateStatement {
    Table::create()
        .table("registration")
        .col(pk_uuid("id"))
        .col(uuid("event_id"))
        .col(text("status"))
        .col(text_null("given_name"))
        .col(text_null("family_name"))
        .col(text("email"))
        .col(text("email_key"))
        .col(text("locale"))
        // JSON, question id to answer: one row holds all that is known of a person, so one statement erases it and a list
        // of 100,000 is one scan.
        .col(text("answers"))
        .col(timestamp_with_time_zone("registered_at"))
        .col(timestamp_with_time_zone_null("cancelled_at"))
        .col(integer("confirmation"))
        .col(boolean("wants_reminders"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
