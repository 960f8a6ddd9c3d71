//! Other processes on the same database: who sends, who tells whom, and whose clock holds.

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};

use crate::storage::Error;
use crate::storage::db::Db;

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
