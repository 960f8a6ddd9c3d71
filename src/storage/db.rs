//! Opening the database, and the one handle that everything is written through.
//!
//! SQLite has one writer at a time, and several that wait for one another starve for seconds. So one connection writes, in
//! a task of its own: it takes whatever has gathered, does it in one transaction and commits once (group commit). PostgreSQL
//! needs none of that: there each write is a transaction on its own connection.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use migration::{Migrator, MigratorTrait as _};
use sea_orm::sqlx::AssertSqlSafe;
use sea_orm::sqlx::Executor as _;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, TransactionTrait as _,
};
use tokio::sync::mpsc;

use crate::storage::Error;
use crate::storage::writer::{Job, immediate, write_alone, write_grouped, write_in_groups};

/// Connections that read from SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL: the throughput of single-row transactions still rises from 10 to 20.
const POSTGRES_CONNECTIONS: u32 = 20;
/// How long a connection to PostgreSQL is waited for: whoever waits for a page is told within two seconds that there is none.
const PATIENCE: Duration = Duration::from_millis(1_800);
/// How long PostgreSQL bears a transaction that waits for its owner. None of ours waits for anything but the database; one whose
/// owner is frozen or cut off holds rows that nobody else can take up, and must be gone before a claim lapses (law 15).
const LEAVE_NO_TRANSACTION_OPEN: &str = "SET idle_in_transaction_session_timeout = '30s'";
/// The page cache of each SQLite connection: 4 MB, as SQLite counts kibibytes by a minus. The system's own cache holds the rest.
const CACHE: &str = "-4000";
/// Rows that a query reads ahead of who takes them.
const ROWS_AHEAD: usize = 512;
/// How long SQLite's lock is waited for that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a write waits for its turn, where the settings say nothing: as long as for the lock.
const WAIT: Duration = BUSY_TIMEOUT;
/// The most writes that wait for the writer before callers wait, too.
const QUEUE: usize = 1024;

/// A transaction that writes.
pub type Tx = DatabaseTransaction;
/// Why the database did not take a statement.
pub type Refused = DbErr;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    writer: Writer,
    revision: Arc<AtomicU64>,
    /// Its file, on SQLite.
    path: Option<PathBuf>,
}

#[derive(Debug, Clone)]
enum Writer {
    Grouped { jobs: mpsc::Sender<Box<dyn Job>>, connection: DatabaseConnection, patience: Duration },
    Pooled,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Not an address of a database.
    #[error("database.url must begin with sqlite: or postgres:, not {0:?}")]
    Scheme(String),
    /// The folder cannot be made.
    #[error("the folder {folder} cannot be made: {source}", folder = .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database does not answer, or is none.
    #[error("the database {place} cannot be opened: {reason}{hint}")]
    Open {
        /// File or server, without a password.
        place: String,
        /// In the database's words.
        reason: String,
        /// What to do.
        hint: &'static str,
    },
    /// It was written by a newer version.
    #[error("the database has changes that this version does not know ({0}): start the newer version again, or restore a backup")]
    Newer(String),
    /// It lacks changes, and they are not to be made by themselves.
    #[error("the database lacks {0} changes: run `halbsieben migrate up`, or set database.auto_migrate = true")]
    Behind(usize),
    /// A change could not be made.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(DbErr),
}

/// A schema change and whether it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Whether it was made.
    pub applied: bool,
}

impl Db {
    /// Opens the database at `url`, making an SQLite file that is not there.
    ///
    /// # Errors
    /// When it cannot be opened, with what to do about it.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_waiting(url, WAIT).await
    }

    /// The same, where a write waits so long for others to let it in, and is given up then.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_waiting(url: &str, wait: Duration) -> Result<Self, OpenError> {
        let revision = Arc::new(AtomicU64::new(0));
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let mut options = ConnectOptions::new(url);
            options.max_connections(POSTGRES_CONNECTIONS).connect_timeout(PATIENCE).acquire_timeout(PATIENCE).sqlx_logging(false);
            let limits = format!("{LEAVE_NO_TRANSACTION_OPEN}; SET lock_timeout = {}", wait.as_millis());
            options.map_sqlx_postgres_pool_opts(move |pool| {
                let limits = limits.clone();
                pool.after_connect(move |connection, _| {
                    let limits = AssertSqlSafe(limits.clone());
                    Box::pin(async move { connection.execute(limits).await.map(drop) })
                })
            });
            let read = Database::connect(options).await.map_err(|error| postgres_error(url, &error))?;
            return Ok(Self { read, writer: Writer::Pooled, revision, path: None });
        }
        let path = sqlite_path(url)?;
        make_folder(&path)?;
        let connection = open_sqlite(&path, 1, false).await?;
        let read = open_sqlite(&path, SQLITE_READERS, true).await?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(write_in_groups(connection.clone(), queue));
        Ok(Self { read, writer: Writer::Grouped { jobs, connection, patience: wait }, revision, path: Some(path) })
    }

    /// The connections to read by.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// How many writes make sense at once: SQLite has one writer, which gathers what waits; on PostgreSQL more would only take
    /// connections from sign-ups.
    #[must_use]
    pub fn writes_at_once(&self) -> usize {
        if self.backend() == DbBackend::Postgres { 3 } else { 1 }
    }

    /// Rises with every write that this process has made.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// Does `work` in a transaction that is durable when this returns. `work` may be done more than once, so it must do
    /// nothing but write; what it has written is undone when it fails.
    ///
    /// # Errors
    /// When the database does not take it; [`Error::Away`] when it takes nothing for now.
    pub async fn write<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>> + Send + Sync + 'static,
    {
        let written = match &self.writer {
            Writer::Grouped { jobs, patience, .. } => write_grouped(jobs, work, *patience).await,
            Writer::Pooled => write_alone(&self.read, &work).await,
        }?;
        self.revision.fetch_add(1, Ordering::AcqRel);
        Ok(written)
    }

    /// Makes the schema changes that are missing.
    ///
    /// # Errors
    /// When the schema is newer than this version, or a change fails.
    pub async fn migrate_up(&self) -> Result<(), OpenError> {
        self.refuse_newer().await?;
        let connection = match &self.writer {
            Writer::Grouped { connection, .. } => connection,
            Writer::Pooled => &self.read,
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

/// Whether somebody else may send from this database.
#[derive(Debug)]
pub enum Sole {
    /// Nobody does, and nobody will.
    Free(SoleSender),
    /// Somebody does.
    Taken,
    /// Any number may.
    Shared,
}

/// The right to be the only one that sends. The system takes it from whoever dies.
#[derive(Debug)]
pub struct SoleSender {
    _lock: std::fs::File,
}

/// The channel by which processes on one PostgreSQL tell one another that there is something to do.
const CHANNEL: &str = "halbsieben";

impl Db {
    /// Asks for the right to be the only one that sends; on PostgreSQL any number do.
    #[must_use]
    pub fn sole_sender(&self) -> Sole {
        let Some(path) = &self.path else { return Sole::Shared };
        let mut beside = path.clone().into_os_string();
        beside.push("-sending");
        let locked = std::fs::File::create(beside).map(|file| file.try_lock().map(|()| file));
        match locked {
            Ok(Ok(file)) => Sole::Free(SoleSender { _lock: file }),
            Ok(Err(std::fs::TryLockError::WouldBlock)) => Sole::Taken,
            // A file system without locks, or without room: then nobody can be asked, and claims keep senders apart.
            Ok(Err(std::fs::TryLockError::Error(_))) | Err(_) => Sole::Shared,
        }
    }

    /// What the clock shows that all instances share: PostgreSQL's, at this moment. None on SQLite, which has no clock of its own.
    /// Every other time comes from the caller.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn now(&self) -> Result<Option<jiff::Timestamp>, Error> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let statement = sea_orm::Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp() AS now");
        let row = self.read.query_one_raw(statement).await?;
        row.map(|row| row.try_get("", "now").map(crate::storage::instant)).transpose().map_err(Error::from)
    }

    /// Tells the other processes on this database that there is something to do.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn notify(&self) -> Result<(), Error> {
        if self.backend() == DbBackend::Postgres {
            self.read.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
        }
        Ok(())
    }

    /// Wakes whoever waits by `heard` each time that another process says so.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn hear(&self, heard: &tokio::sync::Notify) -> Result<(), Error> {
        if self.backend() != DbBackend::Postgres {
            return std::future::pending().await;
        }
        let lost = |error: sea_orm::sqlx::Error| Error::from(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())));
        let mut listener = PgListener::connect_with(self.read.get_postgres_connection_pool()).await.map_err(lost)?;
        listener.listen(CHANNEL).await.map_err(lost)?;
        loop {
            listener.recv().await.map_err(lost)?;
            heard.notify_one();
        }
    }
}

/// Asks the database for a sign of life.
///
/// # Errors
/// When it gives none.
pub async fn ping(connection: &DatabaseConnection) -> Result<(), DbErr> {
    connection.execute_unprepared("SELECT 1").await.map(drop)
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

async fn open_sqlite(path: &Path, connections: u32, only_reads: bool) -> Result<DatabaseConnection, OpenError> {
    let mut options = ConnectOptions::new(format!("sqlite://{}", path.display()));
    options.max_connections(connections).min_connections(1).sqlx_logging(false).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |options| sqlite_options(options, only_reads));
    Database::connect(options).await.map_err(|error| sqlite_error(path, &error))
}

fn sqlite_options(options: SqliteConnectOptions, only_reads: bool) -> SqliteConnectOptions {
    options
        .create_if_missing(!only_reads)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an accepted sign-up survives the loss of power (law 10); with group commit it costs little.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // What is deleted is overwritten (law 24).
        .pragma("secure_delete", "ON")
        .pragma("cache_size", CACHE)
        // A list is read row by row through a channel: with the default of 50, every row is a wake-up of another thread.
        .row_buffer_size(ROWS_AHEAD)
        .pragma("query_only", if only_reads { "ON" } else { "OFF" })
}

/// The file of an address such as `sqlite://data/halbsieben.db` or `sqlite:///var/lib/halbsieben/halbsieben.db`.
fn sqlite_path(url: &str) -> Result<PathBuf, OpenError> {
    let rest = url.strip_prefix("sqlite:").ok_or_else(|| OpenError::Scheme(url.to_owned()))?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Ok(PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path)))
}

/// The file beside which everything else of this instance lies; none for a database server.
#[must_use]
pub fn file_of(url: &str) -> Option<PathBuf> {
    sqlite_path(url).ok()
}

fn make_folder(path: &Path) -> Result<(), OpenError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })
}

fn sqlite_error(path: &Path, error: &DbErr) -> OpenError {
    let reason = error.to_string();
    let hint = if reason.contains("not a database") || reason.contains("malformed") {
        "; restore a backup, or move the file away to begin with an empty one"
    } else if reason.contains("unable to open") || reason.contains("readonly") || reason.contains("permission") {
        "; see that this user may write the file and its folder"
    } else {
        ""
    };
    OpenError::Open { place: path.display().to_string(), reason, hint }
}

fn postgres_error(url: &str, error: &DbErr) -> OpenError {
    let server = url::Url::parse(url).ok();
    let place = server.map_or_else(String::new, |url| format!("{}{}", url.host_str().unwrap_or_default(), url.path()));
    OpenError::Open { place, reason: error.to_string(), hint: "; see that the server runs and database.url names user and database" }
}
