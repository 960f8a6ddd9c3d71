//! The one handle to the database, which everything is written through.
//!
//! SQLite has one writer at a time, and several that wait for one another starve for seconds. So one connection writes, in
//! a task of its own: it takes whatever has gathered, does it in one transaction and commits once (group commit). PostgreSQL
//! needs none of that: there each write is a transaction on its own connection.
//!
//! `opening` makes the connections, `schema` brings the tables up to date, `others` is about other processes on the same database,
//! `tidying` leaves nothing of what was deleted behind.

mod opening;
mod others;
mod schema;
mod tidying;
mod turns;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr};
use tokio::sync::{Semaphore, mpsc};

pub use self::opening::{OpenError, file_of};
pub use self::others::{Sole, SoleSender};
pub use self::schema::Change;
use self::turns::Turns;
use crate::domain::id::EventId;
use crate::storage::Error;
use crate::storage::writer::{Job, write_grouped, write_in_groups, write_seated};

/// How long a write waits for its turn, where the settings say nothing: as long as for the lock.
const WAIT: Duration = opening::BUSY_TIMEOUT;
/// The most writes that wait for the writer before callers wait, too.
const QUEUE: usize = 1024;

/// A transaction that writes.
pub type Tx = DatabaseTransaction;
/// A turn; it ends when this is dropped.
#[derive(Debug)]
pub struct Turn {
    _held: tokio::sync::OwnedMutexGuard<()>,
}

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
    Pooled { turns: Arc<Turns>, seats: Arc<Semaphore>, patience: Duration },
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
            let read = opening::postgres(url, wait).await?;
            let seats = Arc::new(Semaphore::new(opening::POSTGRES_CONNECTIONS as usize));
            let writer = Writer::Pooled { turns: Arc::default(), seats, patience: wait };
            return Ok(Self { read, writer, revision, path: None });
        }
        let path = opening::sqlite_path(url)?;
        opening::make_folder(&path)?;
        let connection = opening::sqlite_writer(&path).await?;
        let read = opening::sqlite_readers(&path).await?;
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

    /// Waits for the turn to write what only one at a time can: the places of an event. Nothing where one connection writes anyway.
    pub async fn turn(&self, event: EventId) -> Option<Turn> {
        match &self.writer {
            Writer::Grouped { .. } => None,
            Writer::Pooled { turns, .. } => Some(Turn { _held: turns.wait(event.uuid()).await }),
        }
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
            Writer::Pooled { seats, patience, .. } => write_seated(seats, &self.read, &work, *patience).await,
        }?;
        self.revision.fetch_add(1, Ordering::AcqRel);
        Ok(written)
    }
}

/// Asks the database for a sign of life.
///
/// # Errors
/// When it gives none.
pub async fn ping(connection: &DatabaseConnection) -> Result<(), DbErr> {
    connection.execute_unprepared("SELECT 1").await.map(drop)
}
