//! What the ledger needs to keep its promises: changes told together, reminders for the team and after the end, addresses that
//! bounced, attempts that ended with their process, and who is at work.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{
    ColumnDef, ConditionalStatement as _, ConnectionTrait as _, DbErr, DeriveMigrationName, Expr, ExprTrait as _, ForeignKey,
    ForeignKeyAction, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    boolean, double_null, integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        changes(manager).await?;
        add(manager, "event", boolean("reminders_armed").default(true).take()).await?;
        add(manager, "registration", text_null("role").take()).await?;
        add(manager, "registration", timestamp_with_time_zone_null("unreachable_at").take()).await?;
        add(manager, "registration", text_null("unreachable_reason").take()).await?;
        // How often in a row whoever had taken the row up was never heard of again.
        add(manager, "delivery", integer("crashes").default(0).take()).await?;
        reminders(manager).await?;
        manager.create_table(instance()).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, mut column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column.take()).to_owned()).await
}

/// Every save of a date that people are told of together takes the place of the one date before.
async fn changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("event_change")
        .col(uuid("event_id"))
        .col(integer("position"))
        .col(timestamp_with_time_zone("saved_at"))
        .col(text("previous_starts_local"))
        .col(text("previous_ends_local"))
        .col(text("previous_zone"))
        .col(text("cause"))
        .primary_key(Index::create().col("event_id").col("position"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned();
    manager.create_table(table).await?;
    add(manager, "event", timestamp_with_time_zone_null("told_at").take()).await?;
    let db = manager.get_connection();
    db.execute_unprepared(
        "INSERT INTO event_change (event_id, position, saved_at, previous_starts_local, previous_ends_local, previous_zone, cause) \
         SELECT id, 0, changed_at, previous_starts_local, previous_ends_local, previous_zone, 'date' FROM event \
         WHERE changed_at IS NOT NULL AND previous_starts_local IS NOT NULL AND previous_ends_local IS NOT NULL \
               AND previous_zone IS NOT NULL",
    )
    .await?;
    db.execute_unprepared("UPDATE event SET told_at = changed_at").await?;
    for column in ["changed_at", "previous_starts_local", "previous_ends_local", "previous_zone"] {
        manager.alter_table(Table::alter().table("event").drop_column(column).to_owned()).await?;
    }
    Ok(())
}

/// Reminders get an audience, a side of the event and words of their own. Those that are there are for the team as well.
async fn reminders(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.rename_table(Table::rename().table("reminder_rule", "reminder_rule_before").to_owned()).await?;
    manager.drop_index(Index::drop().name("reminder_rule_unplanned").to_owned()).await?;
    manager.create_table(reminder_rule()).await?;
    let db = manager.get_connection();
    for audience in ["registrants", "team"] {
        db.execute_unprepared(&format!(
            "INSERT INTO reminder_rule (event_id, purpose, audience, due_at, begins_at, heard_by, useful_until, covered_by_later, planned_at) \
             SELECT event_id, purpose, '{audience}', due_at, due_at, heard_by, useful_until, covered_by_later, planned_at \
             FROM reminder_rule_before"
        ))
        .await?;
    }
    manager.drop_table(Table::drop().table("reminder_rule_before").to_owned()).await?;
    // The planner asks for rules that have begun and are not planned: few, whatever the number of events.
    let unplanned = Index::create()
        .name("reminder_rule_unplanned")
        .table("reminder_rule")
        .col("begins_at")
        .cond_where(Expr::col("planned_at").is_null())
        .to_owned();
    manager.create_index(unplanned).await
}

fn reminder_rule() -> TableCreateStatement {
    Table::create()
        .table("reminder_rule")
        .col(uuid("event_id"))
        // Its offset, as the ledger has it: `reminder_24h`, `follow_up_30min`.
        .col(text("purpose"))
        .col(text("audience"))
        // The organiser's own words, in Markdown.
        .col(text_null("text"))
        // Derived from the event's schedule, so that the planner only compares.
        .col(timestamp_with_time_zone("due_at"))
        // When the planner begins: at its moment, or so much earlier as its mails will take to leave (law 14).
        .col(timestamp_with_time_zone("begins_at"))
        .col(timestamp_with_time_zone("heard_by"))
        .col(timestamp_with_time_zone("useful_until"))
        .col(boolean("covered_by_later"))
        // When those who were registered had their rows, for a bulk that begins before its moment.
        .col(timestamp_with_time_zone_null("begun_at"))
        // When every registration that this rule concerns had its row in the ledger.
        .col(timestamp_with_time_zone_null("planned_at"))
        .primary_key(Index::create().col("event_id").col("purpose").col("audience"))
        .foreign_key(ForeignKey::create().from_col("event_id").to("event", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}

/// Every process that works on this database, and how it fares. One that is silent is gone.
fn instance() -> TableCreateStatement {
    Table::create()
        .table("instance")
        .col(pk_uuid("id"))
        .col(timestamp_with_time_zone("beat_at"))
        .col(boolean("sends_mail"))
        // Mails a second that the mail server took, as measured when there were many.
        .col(double_null("rate_per_second"))
        .col(timestamp_with_time_zone_null("paused_until"))
        .col(text_null("pause_reason"))
        .to_owned()
}
