//! Somebody else who holds the database, so that it can be read and not written.

use std::time::Duration;

use halbsieben::clock::Clock;
use sea_orm::{
    ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait as _,
};

use super::TestApp;

/// Lasts until it is released or dropped.
pub(crate) struct Lock {
    tx: DatabaseTransaction,
    by_hand: DatabaseConnection,
}

impl TestApp {
    /// Holds the database as a backup or another program does.
    pub(crate) async fn locked(&self) -> Lock {
        let lock = self.begun().await;
        if lock.by_hand.get_database_backend() == DbBackend::Postgres {
            lock.tx.execute_unprepared("LOCK TABLE event, registration, delivery IN EXCLUSIVE MODE").await.expect("nobody else holds them");
        }
        lock
    }

    /// Somebody else in the middle of this statement's transaction.
    pub(crate) async fn holding(&self, statement: &str) -> Lock {
        let lock = self.begun().await;
        lock.tx.execute_unprepared(statement).await.expect("it is done");
        lock
    }

    async fn begun(&self) -> Lock {
        let by_hand = Database::connect(&self.settings.database.url).await.expect("it opens");
        let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let tx = by_hand.begin_with_options(options).await.expect("nobody else holds it");
        Lock { tx, by_hand }
    }
}

impl Lock {
    pub(crate) async fn release(self) {
        self.tx.rollback().await.expect("it was held");
    }

    pub(crate) async fn commit(self) {
        self.tx.commit().await.expect("it was held");
    }

    /// Waits until so many connections to PostgreSQL wait for it; SQLite tells nobody who waits.
    pub(crate) async fn waited_for_by(&self, connections: i64) {
        const WAITING: &str =
            "SELECT COUNT(*) AS many FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        const LOOK_EVERY: Duration = Duration::from_millis(20);
        if self.by_hand.get_database_backend() == DbBackend::Sqlite {
            return;
        }
        loop {
            let row = self.by_hand.query_one_raw(Statement::from_string(DbBackend::Postgres, WAITING)).await.unwrap().unwrap();
            if row.try_get::<i64>("", "many").unwrap() >= connections {
                return;
            }
            Clock::pass(LOOK_EVERY).await;
        }
    }
}
