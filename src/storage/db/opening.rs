//! Opening connections: what each is told when it begins, and why one cannot be had.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{AssertSqlSafe, Executor as _};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

/// Connections that read from SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL: the throughput of single-row transactions still rises from 10 to 20.
pub(super) const POSTGRES_CONNECTIONS: u32 = 20;
/// How long a connection to PostgreSQL is waited for: whoever waits for a page is told within two seconds that there is none.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How long PostgreSQL bears a transaction that waits for its owner. None of ours waits for anything but the database; one whose
/// owner is frozen or cut off holds rows that nobody else can take up, and must be gone before a claim lapses (law 15).
const LEAVE_NO_TRANSACTION_OPEN: &str = "SET idle_in_transaction_session_timeout = '30s'";
/// The page cache of each SQLite connection: 4 MB, as SQLite counts kibibytes by a minus. The system's own cache holds the rest.
const CACHE: &str = "-4000";
/// Rows that a query reads ahead of who takes them.
const ROWS_AHEAD: usize = 512;
/// How long SQLite's lock is waited for that another process holds.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
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

/// The connections to PostgreSQL. A statement waits so long for what others hold.
pub(super) async fn postgres(url: &str, wait: Duration) -> Result<DatabaseConnection, OpenError> {
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
    Database::connect(options).await.map_err(|error| postgres_error(url, &error))
}

/// The one connection that writes to SQLite. Makes a file that is not there.
pub(super) async fn sqlite_writer(path: &Path) -> Result<DatabaseConnection, OpenError> {
    sqlite(path, 1, false).await
}

/// The connections that read from SQLite.
pub(super) async fn sqlite_readers(path: &Path) -> Result<DatabaseConnection, OpenError> {
    sqlite(path, SQLITE_READERS, true).await
}

async fn sqlite(path: &Path, connections: u32, only_reads: bool) -> Result<DatabaseConnection, OpenError> {
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
pub(super) fn sqlite_path(url: &str) -> Result<PathBuf, OpenError> {
    let rest = url.strip_prefix("sqlite:").ok_or_else(|| OpenError::Scheme(url.to_owned()))?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Ok(PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path)))
}

/// The file beside which everything else of this instance lies; none for a database server.
#[must_use]
pub fn file_of(url: &str) -> Option<PathBuf> {
    sqlite_path(url).ok()
}

pub(super) fn make_folder(path: &Path) -> Result<(), OpenError> {
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
