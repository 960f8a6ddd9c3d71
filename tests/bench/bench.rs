//! What `tests/bench/run` measures with: generators of load, limits to hold the service against, and databases that are full
//! enough. Each answers with one line `name=value …`.
//!
//! Nothing here is part of the product; the product is measured from outside, as a process.
#![expect(clippy::print_stdout, reason = "the figures are for the script that asked")]

mod fill;
mod group_commit;
mod hello;
mod http;
mod ledger;
mod list_limit;
mod process;
mod sign_ups;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use jiff::Timestamp;

/// The parts that `tests/bench/run` puts together.
#[derive(Debug, Parser)]
enum Bench {
    /// Serve a page of BYTES, head included, and nothing else: the limit of every page.
    Hello { bind: SocketAddr, bytes: usize },
    /// Ask for a page once: its status and its size, head included.
    Get { url: String },
    /// Register COUNT people through the form, over CONNECTIONS connections that stay open.
    SignUps { url: String, count: u64, connections: u64 },
    /// COUNT registrations, each with its row of the ledger, by as many tasks at once as TASKS: the limit of sign-ups.
    GroupCommit { database: String, count: u64, tasks: u64 },
    /// Enter COUNT registrations for an event that is there.
    Fill { database: String, slug: String, count: u64 },
    /// How many are registered for an event.
    Count { database: String, slug: String },
    /// Wait until COUNT reminders of an event are settled, and say how they went.
    Reminders { database: String, slug: String, count: u64, due: Timestamp, limit_seconds: u64 },
    /// Write ROWS lines to FILE.csv or FILE.xlsx without a database: the limit of the list.
    ListLimit { file: PathBuf, rows: u32 },
    /// Run a command: how long it took, how much of the processor and how much memory.
    Run {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
}

fn main() -> Result<()> {
    match Bench::parse() {
        Bench::Hello { bind, bytes } => on_all_cores(hello::serve(bind, bytes)),
        Bench::Get { url } => on_one_core(http::get(url)),
        Bench::SignUps { url, count, connections } => on_one_core(sign_ups::run(url, count, connections)),
        Bench::GroupCommit { database, count, tasks } => on_all_cores(group_commit::run(database, count, tasks)),
        Bench::Fill { database, slug, count } => on_all_cores(fill::fill(database, slug, count)),
        Bench::Count { database, slug } => on_all_cores(fill::count(database, slug)),
        Bench::Reminders { database, slug, count, due, limit_seconds } => {
            on_one_core(ledger::reminders(database, slug, count, due, Duration::from_secs(limit_seconds)))
        }
        Bench::ListLimit { file, rows } => list_limit::write(&file, rows),
        Bench::Run { command } => process::run(&command),
    }
}

/// As the product runs.
fn on_all_cores(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// A generator must not take the cores that it measures.
fn on_one_core(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

#[expect(clippy::disallowed_methods, reason = "real effort is measured")]
fn now() -> Instant {
    Instant::now()
}

/// Durations in the order of their length.
struct Durations(Vec<Duration>);

impl Durations {
    fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The duration that `share` percent do not exceed, in milliseconds.
    fn percentile_ms(&self, share: usize) -> f64 {
        let at = (self.0.len() * share / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |duration| duration.as_secs_f64() * 1000.0)
    }
}

/// How many of something were done in a second.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn rate(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(f64::EPSILON)
}
