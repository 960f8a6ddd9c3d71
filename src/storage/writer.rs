//! The ways in which a write becomes durable: gathered with others on SQLite, alone on PostgreSQL.
//!
//! Whoever has waited long enough for SQLite's lock withdraws the write, and is told that nothing was written: then nothing is
//! written later either.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::storage::away;

/// The most writes that share a commit.
const GROUP: usize = 128;
/// How often a transaction is tried that PostgreSQL could not serialize, or whose connection was lost before its commit.
const TRIES: u32 = 5;

/// A write that waits for the writer.
pub(super) trait Job: Send + std::fmt::Debug {
    /// Takes it out of its caller's hand; says no when the caller has withdrawn it.
    fn take_up(&mut self) -> bool;
    /// Does it; what it returns is kept until it is answered.
    fn run<'t>(&'t mut self, tx: &'t DatabaseTransaction) -> BoxFuture<'t, Result<(), DbErr>>;
    /// Tells the caller what was kept, or why it failed.
    fn answer(self: Box<Self>, outcome: Result<(), DbErr>);
}

/// Who decides on a write: whoever lays a hand on it first, the writer who does it or the caller who withdraws it.
#[derive(Debug, Default)]
struct Hand(AtomicBool);

impl Hand {
    /// Whether this was the first.
    fn lay(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

struct Write<T, W> {
    work: W,
    written: Option<T>,
    caller: oneshot::Sender<Result<T, DbErr>>,
    hand: Arc<Hand>,
    is_taken_up: bool,
}

impl<T, W> std::fmt::Debug for Write<T, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Write")
    }
}

impl<T, W> Job for Write<T, W>
where
    T: Send + 'static,
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>> + Send + Sync + 'static,
{
    fn take_up(&mut self) -> bool {
        self.is_taken_up = self.is_taken_up || self.hand.lay();
        self.is_taken_up
    }

    fn run<'t>(&'t mut self, tx: &'t DatabaseTransaction) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move {
            self.written = Some((self.work)(tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, outcome: Result<(), DbErr>) {
        let Self { written, caller, .. } = *self;
        let answer = outcome.and_then(|()| written.ok_or_else(|| DbErr::Custom("the write was not done".to_owned())));
        // A caller who has gone away needs no answer; what was written stays.
        drop(caller.send(answer));
    }
}

/// Hands a write to the writer, and waits so long for it to be taken up.
pub(super) async fn write_grouped<T, W>(jobs: &mpsc::Sender<Box<dyn Job>>, work: W, patience: Duration) -> Result<T, DbErr>
where
    T: Send + 'static,
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>> + Send + Sync + 'static,
{
    let gone = || DbErr::Custom("the writer has stopped".to_owned());
    let (caller, mut answer) = oneshot::channel();
    let hand = Arc::new(Hand::default());
    let job = Box::new(Write { work, written: None, caller, hand: Arc::clone(&hand), is_taken_up: false });
    let waiting = async {
        jobs.send(job).await.map_err(|_| gone())?;
        (&mut answer).await.map_err(|_| gone())?
    };
    match tokio::time::timeout(patience, waiting).await {
        Ok(answered) => answered,
        Err(_) if hand.lay() => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        // It is being done: then its end is known soon.
        Err(_) => answer.await.map_err(|_| gone())?,
    }
}

pub(super) async fn write_in_groups(connection: DatabaseConnection, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        match commit(&connection, &mut group).await {
            Ok(()) => group.drain(..).for_each(|job| job.answer(Ok(()))),
            // It has nothing to do with any of them, and each alone would wait as long once more.
            Err(error) if away::is_passing(&error) => group.drain(..).for_each(|job| job.answer(Err(error.clone()))),
            // One of them failed and took the others with it: each alone, so that only that one fails.
            Err(_) => write_apart(&connection, &mut group).await,
        }
    }
}

/// Each alone. When the database goes away meanwhile, the rest need not wait for it one by one.
async fn write_apart(connection: &DatabaseConnection, group: &mut Vec<Box<dyn Job>>) {
    let mut away = None;
    for job in group.drain(..) {
        if let Some(error) = &away {
            job.answer(Err(DbErr::clone(error)));
            continue;
        }
        let mut alone = vec![job];
        let outcome = commit(connection, &mut alone).await;
        away = outcome.as_ref().err().filter(|error| away::is_passing(error)).cloned();
        for job in alone {
            job.answer(outcome.clone());
        }
    }
}

/// Does all of them but those that were withdrawn, which are dropped.
async fn commit(connection: &DatabaseConnection, group: &mut Vec<Box<dyn Job>>) -> Result<(), DbErr> {
    let tx = connection.begin_with_options(immediate()).await?;
    group.retain_mut(|job| job.take_up());
    let (outcome, has_ended) = match run_all(&tx, group).await {
        Ok(()) => {
            let committed = tx.commit().await;
            let has_ended = committed.is_ok();
            (committed, has_ended)
        }
        Err(error) => (Err(error), tx.rollback().await.is_ok()),
    };
    if !has_ended {
        close(connection).await;
    }
    outcome
}

async fn run_all(tx: &DatabaseTransaction, group: &mut [Box<dyn Job>]) -> Result<(), DbErr> {
    for job in group {
        // A write that panics fails alone: the writer is everybody's.
        let broke = |_| Err(DbErr::Custom("the write broke in a way that should not be possible".to_owned()));
        AssertUnwindSafe(job.run(tx)).catch_unwind().await.unwrap_or_else(broke)?;
    }
    Ok(())
}

/// Closes the connection that writes; the next write opens another. Where the disk is full or fails, SQLite may have ended the
/// transaction by itself, or not at all, and sqlx counts on as if it were in one: what is written next would be a savepoint that
/// is released, and nothing would ever be committed.
async fn close(connection: &DatabaseConnection) {
    loop {
        match connection.get_sqlite_connection_pool().acquire().await {
            Ok(held) => return drop(held.close().await),
            // Nothing may be written through it.
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "the connection that writes cannot be closed yet"),
        }
    }
}

/// On PostgreSQL: no more at once than there are connections. Hundreds of forms wait here, as long as for a lock, and not at the pool,
/// which gives whoever only reads its turn among them, and lets nobody wait that long.
pub(super) async fn write_seated<T, W>(seats: &Semaphore, connection: &DatabaseConnection, work: &W, patience: Duration) -> Result<T, DbErr>
where
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>>,
{
    match tokio::time::timeout(patience, seats.acquire()).await {
        Ok(_seat) => write_alone(connection, work).await,
        Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
    }
}

/// A transaction of its own, tried again when it could not be put in an order with others, or when its connection
/// was lost before the commit: then nothing was done. What was lost during the commit may have been done, and is for the caller.
async fn write_alone<T, W>(connection: &DatabaseConnection, work: &W) -> Result<T, DbErr>
where
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>>,
{
    let mut tries = 1;
    loop {
        let mut is_open = true;
        let attempt = async {
            let tx = connection.begin_with_options(immediate()).await?;
            let written = work(&tx).await?;
            is_open = false;
            tx.commit().await?;
            Ok(written)
        };
        match attempt.await {
            Err(error) if tries < TRIES && (away::is_unordered(&error) || is_open && away::is_lost(&error)) => tries += 1,
            outcome => return outcome,
        }
    }
}

/// Every write begins IMMEDIATE: on SQLite, a transaction that reads first and then writes fails at once under load, and no
/// time limit helps.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() }
}
