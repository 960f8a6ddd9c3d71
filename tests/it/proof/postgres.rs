//! Laws 10 and 15 where PostgreSQL goes away in mid-run: its connections are ended, its server is restarted without a farewell.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;

use super::audit::{Audit, Owed};
use super::site::{SLUG, Site};
use super::{CONNECTIONS, PATIENCE, reminders};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::postgres::OwnServer;
use crate::support::stopwatch;

const REMINDER: &str = "reminder_24h";
/// How often it goes away.
const ROUNDS: usize = 8;
/// Within which a page says that it cannot be shown.
const AT_ONCE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_connections_that_are_ended_in_mid_run_cost_nothing() {
    const END_ALL: &str =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::connections_ended")) {
        return;
    }
    let mut chance = Chance::new("connections ended");
    let site = Site::on(Backend::Postgres).await.people(reminders()).open().await;
    let process = site.serve().await;
    for _ in 0..ROUNDS {
        let some_more = site.peer.accepted() + 1 + chance.below(reminders() / (ROUNDS + 2));
        site.accepts(some_more.min(reminders()), PATIENCE).await;
        site.db.read().execute_unprepared(END_ALL).await.expect("it may");
    }
    let taken = process.sign_up(SLUG, "zoe@example.org").await;
    assert_eq!(taken, Some(303), "a write whose connection is gone takes another");
    let drained = site.settled(REMINDER, reminders(), PATIENCE).await;
    let what = format!("all connections ended {ROUNDS} times, seed {}, drained after {:.1} s", chance.seed, drained.as_secs_f64());
    Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER), Owed::to(&["zoe@example.org".to_owned()], "confirmation")], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_a_server_that_is_restarted_without_a_farewell_costs_nothing() {
    const RESTARTS: usize = 3;
    let Some(server) = OwnServer::start(concat!(module_path!(), "::server_restarted")) else { return };
    let mut chance = Chance::new("server restarted");
    let site = Site::on(Backend::Postgres).await.database(server.url.clone()).people(reminders()).open().await;
    let process = site.serve().await;
    for round in 0..RESTARTS {
        let some_more = site.peer.accepted() + 1 + chance.below(reminders() / (RESTARTS + 2));
        site.accepts(some_more.min(reminders()), PATIENCE).await;
        server.stop_at_once();
        if round == 0 {
            is_put_off(&process.address, &process).await;
        }
        let accepted = site.peer.accepted();
        process.says_again("a job was not done", 1).await;
        assert!(site.peer.accepted() <= accepted + CONNECTIONS, "what was on the wire, and no more");
        server.start_again();
    }
    let drained = site.settled(REMINDER, reminders(), PATIENCE).await;
    assert_eq!(process.sign_up(SLUG, "zoe@example.org").await, Some(303));
    let what = format!("server restarted {RESTARTS} times, seed {}, drained after {:.1} s", chance.seed, drained.as_secs_f64());
    let zoe = Owed {
        kind: "confirmation",
        attempted: vec!["zoe@example.org".to_owned(), "yves@example.org".to_owned()],
        acknowledged: Vec::new(),
    };
    Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER), zoe], 0);
}

/// Pages and forms say so at once, and the process lives.
async fn is_put_off(address: &str, process: &super::process::Process) {
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let since = stopwatch();
    assert_eq!(process.ask(&get(&format!("/events/{SLUG}/register"))).await, Some(503));
    assert!(since.elapsed() <= AT_ONCE, "after {:?}", since.elapsed());
    let since = stopwatch();
    assert_eq!(process.sign_up(SLUG, "yves@example.org").await, Some(503));
    assert!(since.elapsed() <= AT_ONCE, "after {:?}", since.elapsed());
    assert_eq!(process.ask(&get("/livez")).await, Some(200));
    assert_eq!(process.ask(&get("/healthz")).await, Some(503));
}
