//! Places: who waits for one is found quickly, and whom the organiser has turned down is known.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::prelude::{ConnectionTrait as _, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table};
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let declined = Table::alter().table("registration").add_column(boolean("declined").default(false)).to_owned();
        manager.alter_table(declined).await?;
        // Few wait, among millions who do not: an index of those alone. Both databases read it so.
        let waiting = "CREATE INDEX registration_waiting ON registration (event_id, waitlisted_at, id) WHERE status = 'waitlisted'";
        manager.get_connection().execute_unprepared(waiting).await.map(drop)
    }
}
