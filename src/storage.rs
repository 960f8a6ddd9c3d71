//! What is kept, and the only place with SQL.
//!
//! Free functions over a connection, domain types in and out; the tables themselves (`entity`) are private, so that the
//! compiler keeps the ORM here. Verbs: `find` → Option, `list_*`, `count_*`, `insert`, `update_*`, `claim_*`. Nothing here
//! reads the clock: every time is set by the caller, never by the database.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{DbErr, SqlErr};

pub mod account_mail;
pub mod attendee;
mod away;
pub mod bounce;
pub mod db;
pub mod delivery;
#[expect(unreachable_pub, reason = "sea-orm's derives make them public; the module is private")]
mod entity;
pub mod erasure;
pub mod event;
pub mod figures;
pub mod forecast;
pub mod instance;
pub mod list_download;
pub mod note;
pub mod notice;
pub mod organiser;
pub mod outbox;
pub mod planner;
pub mod registration;
pub mod retention;
pub mod session;
mod writer;
pub mod zone_edition;

/// Why storage did not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Something with that key is there already.
    #[error("{0} is there already")]
    Conflict(String),
    /// The database takes nothing for now: it is locked, full, short of connections or not there. Nothing is wrong with what was
    /// asked, and the same may do a little later.
    #[error("the database takes nothing for now")]
    Away(#[source] DbErr),
    /// The database.
    #[error("the database does not answer as it should")]
    Database(#[source] DbErr),
}

impl Error {
    /// What a row holds that this version cannot read, in words. Then only that row is concerned (law 12); none when it is about
    /// the database itself.
    #[must_use]
    pub fn unreadable(&self) -> Option<&str> {
        match self {
            Self::Database(DbErr::Type(words)) => Some(words),
            _ => None,
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(key)) => Self::Conflict(key),
            _ if away::is_passing(&error) => Self::Away(error),
            _ => Self::Database(error),
        }
    }
}

/// A value in the database that the domain cannot read: written by hand, or by a version that knew more.
fn unreadable(column: &str, value: impl std::fmt::Display) -> DbErr {
    DbErr::Type(format!("{column} holds {value:?}, which this version cannot read", value = value.to_string()))
}

/// An instant as the database keeps it; microseconds, since PostgreSQL keeps no more.
fn stored(at: Timestamp) -> DateTimeUtc {
    DateTimeUtc::from_timestamp_micros(at.as_microsecond()).unwrap_or_default()
}

/// An instant as the domain has it.
fn instant(at: DateTimeUtc) -> Timestamp {
    Timestamp::from_microsecond(at.timestamp_micros()).unwrap_or_default()
}
