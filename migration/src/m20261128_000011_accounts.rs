//! Accounts: organisers have a role and a password, and see where they are signed in.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{ColumnDef, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table};
use sea_orm_migration::schema::{integer, text, text_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Whoever was an organiser until now could do everything.
        let of_organiser = [
            text("role").default("admin").to_owned(),
            text_null("password_hash"),
            timestamp_with_time_zone_null("disabled_at"),
            integer("failed_sign_ins").default(0).to_owned(),
        ];
        let of_session = [
            timestamp_with_time_zone_null("begun_at"),
            timestamp_with_time_zone_null("seen_at"),
            text_null("browser"),
            integer("failed_before").default(0).to_owned(),
        ];
        let of_link = [text("opens").default("session").to_owned()];
        add(manager, "organiser", of_organiser).await?;
        add(manager, "session", of_session).await?;
        add(manager, "sign_in_link", of_link).await
    }
}

/// SQLite takes one column a statement.
async fn add(manager: &SchemaManager<'_>, table: &'static str, columns: impl IntoIterator<Item = ColumnDef>) -> Result<(), DbErr> {
    for column in columns {
        manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
    }
    Ok(())
}
