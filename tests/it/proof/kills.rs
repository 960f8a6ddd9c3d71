//! Law 10: whatever it does when it is killed, nothing is lost.

use std::time::Duration;

use futures::future::join_all;
use halbsieben::clock::Clock;

use super::audit::{Audit, Owed};
use super::site::{SLUG, Site};
use super::{CONNECTIONS, PATIENCE, RESUMES, kills, reminders};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::smtp::{At, Gate};
use crate::support::stopwatch;

const REMINDER: &str = "reminder_24h";
/// How often a run is killed at an exact moment.
const ROUNDS: usize = 10;
/// Within which a run is killed that is killed by time: from the very start to well into the sending.
const SOON_MS: usize = 900;

on_each_backend! {
    async fn law_10_nothing_is_lost_however_often_it_is_killed(backend: Backend) {
        let mut chance = Chance::new("random kills");
        let (reminders, kills) = (reminders(), kills());
        let site = Site::on(backend).await.people(reminders).open().await;
        let mut process = site.spawn();
        let mut slowest = Duration::ZERO;
        for round in 0..kills {
            let before = site.peer.accepted();
            if round % 2 == 0 && before < reminders / 2 {
                // In mid-run, however fast that is. What earlier kills have left claimed is not waited for.
                slowest = slowest.max(site.accepts(before + 1, RESUMES).await);
                site.accepts(before + 1 + chance.below(reminders / (kills + 3)), RESUMES).await;
            } else {
                Clock::pass(Duration::from_millis(chance.below(SOON_MS) as u64)).await;
            }
            process.kill9();
            process = site.spawn();
        }
        let drained = site.settled(REMINDER, reminders, RESUMES).await;
        let what = format!(
            "{reminders} reminders on {backend:?}, seed {}, {kills} kills at random, sending again after {:.1} s, drained after {:.1} s",
            chance.seed, slowest.as_secs_f64(), drained.as_secs_f64()
        );
        Audit::of(&site).holds(&what, &[Owed::to(&site.registered().await, REMINDER)], CONNECTIONS * kills);
    }

    async fn law_10_killed_before_the_content_nothing_is_sent_twice(backend: Backend) {
        const LANES: usize = 4;
        let mut chance = Chance::new("kills before DATA");
        let site = Site::on(backend).await.people(400).connections(LANES).open().await;
        let mut process = site.spawn();
        for _ in 0..ROUNDS {
            site.accepts(site.peer.accepted() + 1 + chance.below(10), RESUMES).await;
            // Every connection waits for leave to send its content: whatever was sent before is marked.
            let gate = Gate::new();
            site.peer.on(At::Rcpt).reply_after(&gate, "250 2.1.5 recipient ok");
            tokio::time::timeout(PATIENCE, gate.reached_by(LANES)).await.expect("all connections come to it");
            process.kill9();
            site.peer.behave();
            gate.open();
            process = site.spawn();
        }
        let drained = site.settled(REMINDER, 400, RESUMES).await;
        let what = format!("{ROUNDS} kills before DATA on {backend:?}, seed {}, drained after {:.1} s", chance.seed, drained.as_secs_f64());
        Audit::of(&site).holds(&what, &[Owed::to(&site.registered().await, REMINDER)], 0);
    }

    async fn law_10_killed_between_the_reply_and_the_mark_one_mail_is_sent_twice(backend: Backend) {
        let mut chance = Chance::new("kills after 250");
        let site = Site::on(backend).await.people(200).connections(1).open().await;
        for round in 0..ROUNDS {
            let mut process = site.spawn();
            let dot = site.peer.on(At::Dot).nth(1 + chance.below(10));
            // By turns just before the reply is on its way, which is always a doubt, and just after, when the mark may win.
            if round % 2 == 0 {
                dot.reply_after_doing(process.killer(), "250 2.0.0 queued");
            } else {
                dot.reply_then_do("250 2.0.0 queued", process.killer());
            }
            process.ended(RESUMES).await;
            site.peer.behave();
        }
        let _process = site.spawn();
        let drained = site.settled(REMINDER, 200, RESUMES).await;
        let what = format!("{ROUNDS} kills after 250 on {backend:?}, seed {}, drained after {:.1} s", chance.seed, drained.as_secs_f64());
        let counts = Audit::of(&site).holds(&what, &[Owed::to(&site.registered().await, REMINDER)], ROUNDS);
        assert!(counts.duplicated >= ROUNDS / 2, "{what}: the kills came too late: {counts}");
    }

    async fn law_10_killed_right_after_a_sign_up_its_confirmation_comes(backend: Backend) {
        const AT_ONCE: usize = 5;
        let site = Site::on(backend).await.begins("2031-05-12T10:00:00Z").open().await;
        let (mut attempted, mut acknowledged) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let mut process = site.serve().await;
            let emails: Vec<String> = (0..AT_ONCE).map(|i| format!("r{round}p{i}@example.org")).collect();
            let killer = process.killer();
            // The first who is told that it was taken is the last: what becomes of the others nobody has promised.
            let told = join_all(emails.iter().map(|email| async {
                let status = process.sign_up(SLUG, email).await;
                killer();
                (status == Some(303)).then(|| email.clone())
            }));
            acknowledged.extend(told.await.into_iter().flatten());
            attempted.extend(emails);
            process.kill9();
        }
        let _process = site.spawn();
        let registered = site.registered().await;
        let since = stopwatch();
        site.settled("confirmation", registered.len(), RESUMES).await;
        let what = format!("{ROUNDS} kills after 303 on {backend:?}, confirmed after {:.1} s", since.elapsed().as_secs_f64());
        let counts =
            Audit::of(&site).holds(&what, &[Owed { kind: "confirmation", attempted, acknowledged }], ROUNDS * CONNECTIONS);
        assert!(counts.acknowledged >= ROUNDS, "{what}: {counts}");
    }
}
