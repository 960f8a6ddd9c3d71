//! halbsieben ("half past six") takes registrations for online events, keeps them safely, and sees to it that everybody has
//! the link before the start. This page is the map of the house.
//!
//! ```text
//!   web   HTTP in, HTML out        jobs   the metronome        cli   one file a command
//!     └──────────────┬─────────────────────┴───────────────────────┘
//!                  [app]      what the service can do: one verb a function; owns transactions and the clock
//!        ┌───────────┼──────────────┐
//!   [storage]      [mail]         [list]
//!   SQL, only      a typed mail   attendees in,
//!   here           in, MIME out   a file out
//!        └───────────┼──────────────┘
//!                 [domain]    pure: events, registrations, what is owed to whom and when
//!
//!   leaves: [clock] the only reader of time · [config] settings · [urls] every link · [words] both languages
//! ```
//!
//! Arrows go down only; `tests/it/architecture.rs` fails on any other. Nothing below [app] reads the clock, nothing above it
//! touches [storage], and the tables themselves are private to it.
//!
//! # A sign-up, from end to end
//! 1. `web::public::sign_up::post` reads the form and asks [`domain::registration::SignUpForm::parse`] for a
//!    [`domain::registration::NewRegistration`], or shows the page again with all that is wrong (422).
//! 2. [`app::App::sign_up`] keeps it in one transaction: the registration, its confirmation as a row of the ledger, and the
//!    reminders that this confirmation covers ([`domain::timeline`]). [`storage::db::Db::write`] gathers such transactions and
//!    commits them together; when it returns, they survive the loss of power.
//! 3. It wakes the jobs and answers 303. The web never sends mail.
//!
//! # A reminder, from end to end
//! 1. An event's rules lie in `reminder_rule` with the moment at which each is due, derived from the clock on the wall
//!    ([`domain::schedule`]).
//! 2. [`jobs`] calls [`app::App::plan_due`] at that moment, or at the next beat of the metronome: one row in the ledger for
//!    each person to whom it is owed (law 2), with a reason for each to whom it is not.
//! 3. [`app::App::deliver_due`] claims rows, the most urgent first, looks at event and registration once more
//!    ([`domain::timeline::verdict`]), writes the mail ([`mail`]), hands it over ([`mail::smtp`]), and records what the server
//!    said before that connection takes its next mail.
//!
//! # What holds everywhere
//! - Time enters through [`clock::Clock`], once a verb; instants are cut to microseconds.
//! - A transaction never spans SMTP, and every write goes through [`storage::db::Db::write`].
//! - A job takes no input, is idempotent from the state of the database, and may run anywhere at the same time.
//! - A GET changes nothing.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod jobs;
pub mod list;
pub mod mail;
pub mod storage;
pub mod urls;
pub mod web;
pub mod words;
