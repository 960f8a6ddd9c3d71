//! Who is asked to end finishes what is on the wire, and leaves the rest to whoever comes after.

use std::time::Duration;

use super::audit::{Audit, Owed};
use super::site::Site;
use super::{PATIENCE, RESUMES, reminders};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::smtp::{At, Gate};

const REMINDER: &str = "reminder_24h";
/// How long an end may take, as service managers have it.
const FAREWELL: Duration = Duration::from_secs(30);
const ROUNDS: usize = 5;

on_each_backend! {
    async fn law_10_asked_to_end_in_mid_run_nothing_is_lost_or_sent_twice(backend: Backend) {
        let mut chance = Chance::new("SIGTERM");
        let reminders = reminders();
        let site = Site::on(backend).await.people(reminders).open().await;
        for round in 0..ROUNDS {
            let mut process = site.serve().await;
            let some_more = site.peer.accepted() + 1 + chance.below(reminders / (ROUNDS + 3));
            site.accepts(some_more.min(reminders), PATIENCE).await;
            process.term();
            assert_eq!(process.ended(FAREWELL).await.code(), Some(0));
            assert!(round > 0 || site.peer.accepted() < reminders, "it was not asked in mid-run");
        }
        let _process = site.serve().await;
        site.settled(REMINDER, reminders, PATIENCE).await;
        let what = format!("SIGTERM {ROUNDS} times on {backend:?}, seed {}", chance.seed);
        Audit::of(&site).holds(&what, &[Owed::to(&site.registered().await, REMINDER)], 0);
    }

    async fn law_10_asked_to_end_it_waits_for_a_mail_server_that_takes_its_time(backend: Backend) {
        const LANES: usize = 4;
        let site = Site::on(backend).await.people(100).connections(LANES).open().await;
        let gate = Gate::new();
        site.peer.on(At::Dot).reply_after(&gate, "250 2.0.0 queued at last");
        let mut process = site.serve().await;
        tokio::time::timeout(PATIENCE, gate.reached_by(LANES)).await.expect("all connections come to it");
        process.term();
        process.says("asked to end").await;
        gate.open();
        assert_eq!(process.ended(FAREWELL).await.code(), Some(0));
        let _process = site.serve().await;
        site.settled(REMINDER, 100, RESUMES).await;
        Audit::of(&site).holds("SIGTERM before 250", &[Owed::to(&site.registered().await, REMINDER)], 0);
    }
}
