//! Events: what is announced, when it takes place, who may come, and when people are reminded.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    ConditionalStatement as _, DbErr, DeriveMigrationName, Expr, ExprTrait as _, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement,
    Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    boolean, integer, integer_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(event()).await?;
        manager.create_index(Index::create().name("event_starts_at").table("event").col("starts_at").to_owned()).await?;
        for table in [event_start(), event_person(), event_partner(), event_label(), question(), reminder_rule()] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("event_notices_due")
                    .table("event")
                    .col("notices_due_at")
                    .cond_where(Expr::col("notices_due_at").is_not_null())
                    .to_owned(),
            )
            .await?;
        // The planner asks for rules that are due and not yet planned: few, whatever the number of events.
        manager
            .create_index(
                Index::create()
                    .name("reminder_rule_unplanned")
                    .table("reminder_rule")
                    .col("due_at")
                    .cond_where(Expr::col("planned_at").is_null())
                    .to_owned(),
            )
            .await
    }
}

fn event() -> TableCreateStatement {
    Table::create()
        .table("event")
        .col(pk_uuid("id"))
        .col(text("slug").unique_key())
        .col(text("status"))
        // Rises with every change of the row or of its lists: a copy in memory with the same version is the same event.
        .col(integer("version"))
        // The truth is the clock on the wall; the instants are derived from it and follow a change of zone rules.
        .col(text("starts_local"))
        .col(text("ends_local"))
        .col(text("zone"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .col(integer("generation"))
        .col(integer("sequence"))
        // Set while notices of a change or a cancellation are still to be entered in the ledger.
        .col(timestamp_with_time_zone_null("notices_due_at"))
        .col(timestamp_with_time_zone_null("changed_at"))
        .col(text_null("previous_starts_local"))
        .col(text_null("previous_ends_local"))
        .col(text_null("previous_zone"))
        .col(timestamp_with_time_zone_null("cancelled_at"))
        .col(text_null("cancel_reason"))
        .col(text("locale"))
        .col(text("title"))
        .col(text_null("subtitle"))
        .col(text_null("series"))
        .col(text("location_kind"))
        .col(text_null("location"))
        .col(text("description"))
        .col(text_null("funding_note"))
        .col(text_null("fee"))
        .col(text_null("registration_note"))
        .col(text_null("event_type"))
        .col(text("registration_mode"))
        .col(integer_null("capacity"))
        .col(text_null("room_url"))
        .col(integer("doors_before_minutes"))
        .col(integer("doors_after_minutes"))
        .col(boolean("link_on_page"))
        .col(text("given_name_asked"))
        .col(text("family_name_asked"))
        .col(integer("retention_days"))
        // How many people were registered, once their data are gone (law 23).
        .col(integer_null("registered_in_the_end"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

/// Every start that an event has had: moving it back returns to the generation of that start (law 7).
fn event_start() -> TableCreateStatement {
    Table::create()
        .table("event_start")
        .col(uuid("event_id"))
        .col(integer("generation"))
        .col(text("starts_local"))
        .col(text("zone"))
        .primary_key(Index::create().col("event_id").col("generation"))
        .foreign_key(&mut of_event())
        .to_owned()
}

fn event_person() -> TableCreateStatement {
    positioned("event_person")
        .col(text("role"))
        .col(text_null("title"))
        .col(text("name"))
        .col(text_null("function"))
        .col(text_null("organisation"))
        .col(text_null("place"))
        .to_owned()
}

fn event_partner() -> TableCreateStatement {
    positioned("event_partner").col(text("name")).col(text_null("short_name")).col(text_null("parent")).to_owned()
}

/// Topics and audiences.
fn event_label() -> TableCreateStatement {
    positioned("event_label").col(text("kind")).col(text("name")).to_owned()
}

fn question() -> TableCreateStatement {
    Table::create()
        .table("question")
        .col(pk_uuid("id"))
        .col(uuid("event_id"))
        .col(integer("position"))
        .col(text("label"))
        .col(text("kind"))
        .col(boolean("required"))
        // One option a line.
        .col(text("options"))
        .foreign_key(&mut of_event())
        .index(Index::create().unique().name("question_position").col("event_id").col("position"))
        .to_owned()
}

fn reminder_rule() -> TableCreateStatement {
    Table::create()
        .table("reminder_rule")
        .col(uuid("event_id"))
        .col(integer("before_minutes"))
        .col(text("purpose"))
        // Derived from the event's schedule, so that the planner only compares.
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone("heard_by"))
        .col(timestamp_with_time_zone("useful_until"))
        .col(boolean("covered_by_later"))
        // When every registration that this rule concerns had its row in the ledger.
        .col(timestamp_with_time_zone_null("planned_at"))
        .primary_key(Index::create().col("event_id").col("before_minutes"))
        .foreign_key(&mut of_event())
        .to_owned()
}

/// A list that belongs to an event and keeps its order.
fn positioned(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(uuid("event_id"))
        .col(integer("position"))
        .primary_key(Index::create().col("event_id").col("position"))
        .foreign_key(&mut of_event())
        .to_owned()
}

fn of_event() -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}
