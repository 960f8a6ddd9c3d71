//! The limit of sign-ups: two rows each, durable, and nothing else. On SQLite one writer task that commits whatever has
//! gathered; on PostgreSQL a transaction each, over a pool as large as the product's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use halbsieben::clock::Clock;
use halbsieben::domain::id::RegistrationId;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::OnConflict;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveValue::Set, ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{Durations, now, process, rate};

/// The most registrations that share a commit.
const GROUP: usize = 100;
/// Connections to PostgreSQL, as the product has them.
const POOL: u32 = 20;
const EVENT: Uuid = Uuid::from_u128(7);

#[expect(unreachable_pub, reason = "sea-orm's derives make them public; the module is private")]
mod registrant {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_registration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub event_id: Uuid,
        pub email: String,
        pub name: String,
        pub locale: String,
        pub registered_at: DateTimeUtc,
        pub cancelled_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[expect(unreachable_pub, reason = "sea-orm's derives make them public; the module is private")]
mod owed {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_owed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub registration_id: Uuid,
        pub purpose: String,
        pub due_at: DateTimeUtc,
        pub attempts: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const SQLITE_TABLES: [&str; 4] = [
    "CREATE TABLE bench_registration (id blob PRIMARY KEY, event_id blob NOT NULL, email text NOT NULL, name text NOT NULL, locale text NOT NULL, registered_at text NOT NULL, cancelled_at text) WITHOUT ROWID",
    "CREATE UNIQUE INDEX bench_one_person_once ON bench_registration (event_id, email)",
    "CREATE TABLE bench_owed (id blob PRIMARY KEY, registration_id blob NOT NULL, purpose text NOT NULL, due_at text NOT NULL, attempts integer NOT NULL) WITHOUT ROWID",
    "CREATE UNIQUE INDEX bench_owed_once ON bench_owed (registration_id, purpose)",
];
const POSTGRES_TABLES: [&str; 4] = [
    "CREATE TABLE bench_registration (id uuid PRIMARY KEY, event_id uuid NOT NULL, email text NOT NULL, name text NOT NULL, locale text NOT NULL, registered_at timestamptz NOT NULL, cancelled_at timestamptz)",
    "CREATE UNIQUE INDEX bench_one_person_once ON bench_registration (event_id, email)",
    "CREATE TABLE bench_owed (id uuid PRIMARY KEY, registration_id uuid NOT NULL, purpose text NOT NULL, due_at timestamptz NOT NULL, attempts integer NOT NULL)",
    "CREATE UNIQUE INDEX bench_owed_once ON bench_owed (registration_id, purpose)",
];

/// Takes a registration when it is durable.
#[derive(Clone)]
enum Keeper {
    OneWriter(mpsc::Sender<(u64, oneshot::Sender<()>)>),
    Pool(DatabaseConnection),
}

/// `database` is a PostgreSQL address, or the path of a file that is not there yet.
pub(crate) async fn run(database: String, count: u64, tasks: u64) -> Result<()> {
    let keeper = if database.starts_with("postgres") { postgres(database).await? } else { sqlite(database).await? };
    let next = Arc::new(AtomicU64::new(0));
    let mut people = JoinSet::new();
    let began = now();
    for _ in 0..tasks {
        let (keeper, next) = (keeper.clone(), Arc::clone(&next));
        people.spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok::<_, anyhow::Error>(took);
                }
                let began = now();
                keeper.keep(number).await?;
                took.push(began.elapsed());
            }
        });
    }
    let mut all = Vec::new();
    while let Some(took) = people.join_next().await {
        all.extend(took??);
    }
    let took = began.elapsed();
    let (done, durations) = (u64::try_from(all.len())?, Durations::of(all));
    println!(
        "rate={:.1} p50_ms={:.2} p99_ms={:.2} cpu_s={:.2} wall_s={:.2}",
        rate(done, took),
        durations.percentile_ms(50),
        durations.percentile_ms(99),
        process::cpu_seconds(),
        took.as_secs_f64(),
    );
    Ok(())
}

async fn postgres(url: String) -> Result<Keeper> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(POOL).min_connections(POOL).sqlx_logging(false).test_before_acquire(false);
    let pool = Database::connect(options).await?;
    for table in POSTGRES_TABLES {
        pool.execute_unprepared(table).await?;
    }
    Ok(Keeper::Pool(pool))
}

async fn sqlite(path: String) -> Result<Keeper> {
    let mut options = ConnectOptions::new(format!("sqlite://{path}"));
    options.max_connections(1).sqlx_logging(false).test_before_acquire(false).map_sqlx_sqlite_opts(durable);
    let connection = Database::connect(options).await?;
    for table in SQLITE_TABLES {
        connection.execute_unprepared(table).await?;
    }
    let (jobs, mut queue) = mpsc::channel::<(u64, oneshot::Sender<()>)>(1024);
    tokio::spawn(async move {
        let mut group = Vec::with_capacity(GROUP);
        while queue.recv_many(&mut group, GROUP).await > 0 {
            let numbers: Vec<u64> = group.iter().map(|(number, _)| *number).collect();
            // Nobody is told of what was not kept: the asking end fails then.
            commit(&connection, &numbers).await?;
            group.drain(..).for_each(|(_, kept)| kept.send(()).unwrap_or_default());
        }
        Ok::<_, DbErr>(())
    });
    Ok(Keeper::OneWriter(jobs))
}

fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
}

impl Keeper {
    async fn keep(&self, number: u64) -> Result<()> {
        match self {
            Self::OneWriter(jobs) => {
                let (kept, answer) = oneshot::channel();
                jobs.send((number, kept)).await.ok().context("the writer has stopped")?;
                answer.await.context("the writer did not keep it")
            }
            Self::Pool(pool) => Ok(commit(pool, &[number]).await?),
        }
    }
}

async fn commit(connection: &DatabaseConnection, numbers: &[u64]) -> Result<(), DbErr> {
    let immediate = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let tx = connection.begin_with_options(immediate).await?;
    for number in numbers {
        keep(&tx, *number).await?;
    }
    tx.commit().await
}

async fn keep(tx: &DatabaseTransaction, number: u64) -> Result<(), DbErr> {
    let now = Clock::system().now();
    let at = DateTimeUtc::from_timestamp_micros(now.as_microsecond()).unwrap_or_default();
    let fresh = registrant::ActiveModel {
        id: Set(RegistrationId::new(now).uuid()),
        event_id: Set(EVENT),
        email: Set(format!("teilnehmer.{number}@example.org")),
        name: Set(format!("Jürgen Müller-Lüdenscheidt {number}")),
        locale: Set("de".to_owned()),
        registered_at: Set(at),
        cancelled_at: Set(None),
    };
    let again =
        OnConflict::columns([registrant::Column::EventId, registrant::Column::Email]).update_column(registrant::Column::Name).to_owned();
    let kept = registrant::Entity::insert(fresh).on_conflict(again).exec_with_returning(tx).await?;
    let confirmation = owed::ActiveModel {
        id: Set(RegistrationId::new(now).uuid()),
        registration_id: Set(kept.id),
        purpose: Set("confirmation".to_owned()),
        due_at: Set(at),
        attempts: Set(0),
    };
    owed::Entity::insert(confirmation).exec_without_returning(tx).await.map(drop)
}
