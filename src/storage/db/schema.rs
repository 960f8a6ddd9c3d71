//! The schema: which changes a database lacks, and making them.

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, TransactionTrait as _};

use crate::storage::db::{Db, OpenError, Writer};
use crate::storage::writer::immediate;

/// A schema change and whether it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Whether it was made.
    pub applied: bool,
}

impl Db {
    /// Makes the schema changes that are missing.
    ///
    /// # Errors
    /// When the schema is newer than this version, or a change fails.
    pub async fn migrate_up(&self) -> Result<(), OpenError> {
        self.refuse_newer().await?;
        let connection = match &self.writer {
            Writer::Grouped { connection, .. } => connection,
            Writer::Pooled { .. } => &self.read,
        };
        if self.backend() == DbBackend::Postgres {
            return migrate_postgres(connection).await;
        }
        // In one transaction that holds SQLite's lock: who starts at the same time waits, and finds the changes made.
        let guard = connection.begin_with_options(immediate()).await.map_err(OpenError::Migrate)?;
        Migrator::up(&guard, None).await.map_err(OpenError::Migrate)?;
        guard.commit().await.map_err(OpenError::Migrate)
    }

    /// Refuses a schema that this version cannot work on.
    ///
    /// # Errors
    /// When it is newer, or lacks changes.
    pub async fn check_schema(&self) -> Result<(), OpenError> {
        self.refuse_newer().await?;
        match self.changes().await?.iter().filter(|change| !change.applied).count() {
            0 => Ok(()),
            missing => Err(OpenError::Behind(missing)),
        }
    }

    /// Every schema change of this version, and whether it was made.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes(&self) -> Result<Vec<Change>, OpenError> {
        let applied = self.applied().await?;
        Ok(Migrator::migrations()
            .iter()
            .map(|known| Change { name: known.name().to_owned(), applied: applied.contains(&known.name().to_owned()) })
            .collect())
    }

    async fn refuse_newer(&self) -> Result<(), OpenError> {
        let known: Vec<String> = Migrator::migrations().iter().map(|known| known.name().to_owned()).collect();
        match self.applied().await?.into_iter().find(|applied| !known.contains(applied)) {
            Some(newer) => Err(OpenError::Newer(newer)),
            None => Ok(()),
        }
    }

    async fn applied(&self) -> Result<Vec<String>, OpenError> {
        let table = "seaql_migrations";
        let has_table = sea_orm_migration_table_exists(&self.read, table).await.map_err(OpenError::Migrate)?;
        if !has_table {
            return Ok(Vec::new());
        }
        let rows = self
            .read
            .query_all_raw(sea_orm::Statement::from_string(self.backend(), format!("SELECT version FROM {table}")))
            .await
            .map_err(OpenError::Migrate)?;
        rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>().map_err(OpenError::Migrate)
    }
}

async fn sea_orm_migration_table_exists(connection: &DatabaseConnection, table: &str) -> Result<bool, DbErr> {
    let catalogue = match connection.get_database_backend() {
        DbBackend::Postgres => "SELECT 1 AS one FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1",
        _ => "SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = $1",
    };
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), catalogue, [table.into()]);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

/// Several instances may start at once: the first one in makes the changes, the others wait and find them made.
async fn migrate_postgres(connection: &DatabaseConnection) -> Result<(), OpenError> {
    /// Any number that nothing else in this database locks by. The transaction that holds it waits for the changes, however long
    /// they take.
    const LOCK: &str = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(1830)";
    let guard = connection.begin_with_options(immediate()).await.map_err(OpenError::Migrate)?;
    guard.execute_unprepared(LOCK).await.map_err(OpenError::Migrate)?;
    Migrator::up(connection, None).await.map_err(OpenError::Migrate)?;
    guard.commit().await.map_err(OpenError::Migrate)
}
