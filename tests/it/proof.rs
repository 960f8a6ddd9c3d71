//! The proof: the real binary as processes, killed, frozen, asked to end, moved under its feet and left without a mail server.
//!
//! What outlives the processes, a database, a mail server and a clock, is a [`site::Site`]; what came of it all is counted by
//! [`audit`], with the six counts by which queues are judged: attempted, acknowledged, lost, unexpected, duplicated, recovered.
//! Only commands, database and wire are touched here.
//!
//! `TEST_BINARY` names another binary than this build's, `PROOF_REMINDERS` and `PROOF_KILLS` say how many, and `PROOF_SEED`
//! repeats a run: each test prints the seed that it took.

mod audit;
mod changes;
mod clocks;
mod disk;
mod ending;
mod instances;
mod kills;
mod outage;
mod postgres;
mod process;
mod site;

use std::time::Duration;

/// Within which everything that a dead process has left is sent after a restart (law 10).
const RESUMES: Duration = Duration::from_secs(90);
/// Within which others take over what a dead or frozen instance has claimed (law 15).
const TAKES_OVER: Duration = Duration::from_mins(1);
/// How long the test waits for what should not take long; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a process or a database is asked whether it is so far.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Connections to the mail server, as they are by default.
const CONNECTIONS: usize = 8;

/// How many reminders fall due in a run.
fn reminders() -> usize {
    number("PROOF_REMINDERS").unwrap_or(600)
}

/// How often a run is killed at random.
fn kills() -> usize {
    number("PROOF_KILLS").unwrap_or(5)
}

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}
