//! The ways in which a write becomes durable: gathered with others on SQLite, alone on PostgreSQL.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait as _};
use tokio::sync::{mpsc, oneshot};

/// The most writes that share a commit.
const GROUP: usize = 128;
/// How often a transaction is tried again that PostgreSQL could not serialize.
const TRIES: u32 = 5;

/// A write that waits for the writer.
pub(super) trait Job: Send + std::fmt::Debug {
    /// Does it; what it returns is kept until it is answered.
    fn run<'t>(&'t mut self, tx: &'t DatabaseTransaction) -> BoxFuture<'t, Result<(), DbErr>>;
    /// Tells the caller what was kept, or why it failed.
    fn answer(self: Box<Self>, outcome: Result<(), DbErr>);
}

struct Write<T, W> {
    work: W,
    written: Option<T>,
    caller: oneshot::Sender<Result<T, DbErr>>,
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

pub(super) async fn write_grouped<T, W>(jobs: &mpsc::Sender<Box<dyn Job>>, work: W) -> Result<T, DbErr>
where
    T: Send + 'static,
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>> + Send + Sync + 'static,
{
    let gone = || DbErr::Custom("the writer has stopped".to_owned());
    let (caller, answer) = oneshot::channel();
    jobs.send(Box::new(Write { work, written: None, caller })).await.map_err(|_| gone())?;
    answer.await.map_err(|_| gone())?
}

pub(super) async fn write_in_groups(connection: DatabaseConnection, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        if commit(&connection, &mut group).await.is_ok() {
            group.drain(..).for_each(|job| job.answer(Ok(())));
            continue;
        }
        // One of them failed and took the others with it: each alone, so that only that one fails.
        for job in group.drain(..) {
            let mut alone = vec![job];
            let outcome = commit(&connection, &mut alone).await;
            for job in alone {
                job.answer(outcome.as_ref().map(drop).map_err(Clone::clone));
            }
        }
    }
}

async fn commit(connection: &DatabaseConnection, group: &mut [Box<dyn Job>]) -> Result<(), DbErr> {
    let tx = connection.begin_with_options(immediate()).await?;
    for job in group {
        // A write that panics fails alone: the writer is everybody's.
        let broke = |_| Err(DbErr::Custom("the write broke in a way that should not be possible".to_owned()));
        AssertUnwindSafe(job.run(&tx)).catch_unwind().await.unwrap_or_else(broke)?;
    }
    tx.commit().await
}

/// On PostgreSQL: a transaction of its own, tried again when it could not be put in an order with others.
pub(super) async fn write_alone<T, W>(connection: &DatabaseConnection, work: &W) -> Result<T, DbErr>
where
    W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>>,
{
    let mut tries = 1;
    loop {
        let attempt = async {
            let tx = connection.begin_with_options(immediate()).await?;
            let written = work(&tx).await?;
            tx.commit().await?;
            Ok(written)
        };
        match attempt.await {
            Err(error) if tries < TRIES && is_unordered(&error) => tries += 1,
            outcome => return outcome,
        }
    }
}

/// Whether PostgreSQL gave up on the order of transactions: `serialization_failure` or `deadlock_detected`.
fn is_unordered(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("could not serialize access") || text.contains("deadlock detected")
}

/// Every write begins IMMEDIATE: on SQLite, a transaction that reads first and then writes fails at once under load, and no
/// time limit helps.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() }
}
