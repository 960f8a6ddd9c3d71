//! The participant's whole journey: opening and closing times, approval, double opt-in, the waiting list, proof of attendance, what
//! comes afterwards, and terms of deletion for single answers.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{ColumnDef, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table};
use sea_orm_migration::schema::{boolean, integer_null, text, text_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(
            manager,
            "event",
            [
                text_null("opens_local"),
                text_null("closes_local"),
                boolean("double_opt_in").default(false).take(),
                boolean("approval").default(false).take(),
                boolean("proves_attendance").default(false).take(),
                text_null("help_contact"),
                text_null("recording_url"),
                text_null("recording_until"),
                text("materials").default("[]").take(),
                text_null("survey_url"),
            ],
        )
        .await?;
        add(manager, "question", [text_null("purpose"), integer_null("retention_days")]).await?;
        let registration = [
            timestamp_with_time_zone_null("expires_at"),
            timestamp_with_time_zone_null("waitlisted_at"),
            timestamp_with_time_zone_null("present_at"),
            text_null("new_email"),
            text_null("notice"),
        ];
        add(manager, "registration", registration).await
    }
}

async fn add<const N: usize>(manager: &SchemaManager<'_>, table: &'static str, columns: [ColumnDef; N]) -> Result<(), DbErr> {
    for mut column in columns {
        manager.alter_table(Table::alter().table(table).add_column(column.take()).to_owned()).await?;
    }
    Ok(())
}
