//! What a database cannot do for now, told from what is wrong with a statement: one place for both databases.
//!
//! Locked, full, its disk broken, its server away or short of connections: whoever asks is to ask again, and has made no mistake.

use std::borrow::Cow;

use sea_orm::sqlx;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::sqlite::SqliteError;
use sea_orm::{DbErr, RuntimeErr};

/// `SQLITE_BUSY`, `LOCKED`, `READONLY`, `IOERR`, `FULL`, `CANTOPEN`, `PROTOCOL` (a race for its locks), whatever follows in the extended code.
const SQLITE: [u32; 7] = [5, 6, 8, 10, 13, 14, 15];
/// Classes of PostgreSQL's SQLSTATE: connection, insufficient resources, operator intervention, system error.
const POSTGRES_CLASSES: [&str; 4] = ["08", "53", "57", "58"];
/// Beside those: a lock that did not come, a transaction that waited too long, an order of transactions that was not found, and a
/// server that has become a standby.
const POSTGRES: [&str; 5] = ["55P03", "25P03", "40001", "40P01", "25006"];
/// The connection is gone: its own class, the ways in which an administrator or a crash ends one, and a transaction that waited
/// too long.
const POSTGRES_GONE: [&str; 4] = ["57P01", "57P02", "57P05", "25P03"];
/// `serialization_failure`, `deadlock_detected`, and `foreign_key_violation`: what a transaction has looked at and writes about was deleted by
/// another that came in between, such as a registration that is erased while its reminder is planned.
const POSTGRES_UNORDERED: [&str; 3] = ["40001", "40P01", "23503"];

/// Whether it passes by itself, or by the administrator's doing.
pub(super) fn is_passing(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        _ => match driver(error) {
            Some(sqlx::Error::Database(error)) => said(&**error).is_some_and(|said| match said {
                Said::Sqlite(code) => SQLITE.contains(&(code & 0xff)),
                Said::Postgres(state) => is_of(&state, &POSTGRES_CLASSES) || POSTGRES.contains(&&*state),
            }),
            Some(error) => is_of_the_connection(error),
            None => false,
        },
    }
}

/// Whether the connection was lost, so that the same on another one may do.
pub(super) fn is_lost(error: &DbErr) -> bool {
    match driver(error) {
        Some(sqlx::Error::Database(error)) => {
            matches!(said(&**error), Some(Said::Postgres(state)) if is_of(&state, &["08"]) || POSTGRES_GONE.contains(&&*state))
        }
        Some(sqlx::Error::Io(_)) => true,
        _ => false,
    }
}

/// Whether PostgreSQL gave up on the order of transactions: nothing was done, and the same may do.
pub(super) fn is_unordered(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(error)) = driver(error) else { return false };
    matches!(said(&**error), Some(Said::Postgres(state)) if POSTGRES_UNORDERED.contains(&&*state))
}

/// The code of a refusal.
enum Said<'a> {
    Sqlite(u32),
    Postgres(Cow<'a, str>),
}

fn said(error: &dyn DatabaseError) -> Option<Said<'_>> {
    let code = error.code()?;
    if error.try_downcast_ref::<SqliteError>().is_some() { code.parse().ok().map(Said::Sqlite) } else { Some(Said::Postgres(code)) }
}

fn driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn is_of_the_connection(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
    matches!(error, Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed)
}

fn is_of(state: &str, classes: &[&str]) -> bool {
    classes.iter().any(|class| state.starts_with(class))
}
