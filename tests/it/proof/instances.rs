//! Law 15: two instances on PostgreSQL are one, and one that dies or freezes hands its claims back within a minute.

use std::collections::HashMap;
use std::time::Duration;

use halbsieben::clock::Clock;

use super::audit::{Audit, Owed, message_id};
use super::process::Process;
use super::site::{SLUG, Site};
use super::{CONNECTIONS, LOOK_EVERY, PATIENCE, TAKES_OVER, reminders};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::smtp::{At, Gate, Seen};
use crate::support::stopwatch;

const REMINDER: &str = "reminder_24h";
/// Each instance has a sender of its own, so that the wire tells who sent what.
const FIRST: &str = "first@example.org";
const SECOND: &str = "second@example.org";
/// Within which a confirmation leaves (law 6).
const AT_ONCE: Duration = Duration::from_secs(2);

async fn instance(site: &Site, from: &str) -> Process {
    site.serve_with(&["--set", &format!("mail.from={from}"), "serve"]).await
}

/// Two instances, both at work: the mail server lets nobody send until both want to, and then so many mails pass.
async fn both_at_work(site: &Site, mails: usize) -> (Process, Process) {
    let gate = Gate::new();
    site.peer.on(At::Mail).reply_after(&gate, "250 2.1.0 sender ok");
    let (first, second) = (instance(site, FIRST).await, instance(site, SECOND).await);
    let wants_to = |from: &str, seen: &Seen| seen.commands.iter().any(|(_, command)| command.starts_with("MAIL") && command.contains(from));
    let came = site.peer.comes_to(PATIENCE, |seen| wants_to(FIRST, seen) && wants_to(SECOND, seen)).await;
    assert!(came, "both share the work");
    gate.open();
    site.peer.behave();
    site.accepts(mails, PATIENCE).await;
    (first, second)
}

/// Every second copy has to do with the instance that was stopped.
fn only_those_of_the_first_came_twice(audit: &Audit) {
    let mut senders: HashMap<&str, Vec<&str>> = HashMap::new();
    for mail in &audit.mails {
        senders.entry(message_id(mail)).or_default().push(&mail.from);
    }
    let others: Vec<_> = senders.into_iter().filter(|(_, senders)| senders.len() > 1 && !senders.contains(&FIRST)).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_what_a_frozen_instance_has_claimed_is_taken_over_within_a_minute() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::frozen")) {
        return;
    }
    let mut chance = Chance::new("one of two frozen");
    let site = Site::on(Backend::Postgres).await.people(reminders()).open().await;
    let (first, _second) = both_at_work(&site, 1 + chance.below(reminders() / 4)).await;
    first.freeze();
    let took = site.settled(REMINDER, reminders(), TAKES_OVER).await;
    first.thaw();
    // What it had on the wire comes to an end, and then it finds nothing more to do.
    assert!(site.peer.comes_to(PATIENCE, |seen| seen.open == 0).await, "it lets go of its connections");
    let audit = Audit::of(&site);
    let what = format!("one of two frozen, seed {}, taken over after {:.1} s", chance.seed, took.as_secs_f64());
    audit.holds(&what, &[Owed::to(&site.registered().await, REMINDER)], CONNECTIONS);
    only_those_of_the_first_came_twice(&audit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_an_instance_frozen_within_a_transaction_keeps_no_row_to_itself() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::frozen_within_a_transaction")) {
        return;
    }
    let site = Site::on(Backend::Postgres).await.people(reminders()).open().await;
    let (first, _second) = both_at_work(&site, 1).await;
    // Meanwhile the other one sends nothing, so that much is left when it has come to that.
    let gate = Gate::new();
    site.peer.on(At::Mail).matching(SECOND).reply_after(&gate, "250 2.1.0 sender ok");
    freeze_within_a_transaction(&site, &first).await;
    gate.open();
    let took = site.settled(REMINDER, reminders(), TAKES_OVER).await;
    let what = format!("one of two frozen within a transaction, taken over after {:.1} s", took.as_secs_f64());
    let audit = Audit::of(&site);
    audit.holds(&what, &[Owed::to(&site.registered().await, REMINDER)], CONNECTIONS);
    only_those_of_the_first_came_twice(&audit);
}

/// Freezes an instance between a write and its commit; that takes some tries.
async fn freeze_within_a_transaction(site: &Site, process: &Process) {
    const LONG_ENOUGH: Duration = Duration::from_millis(500);
    let since = stopwatch();
    while since.elapsed() < PATIENCE && site.peer.accepted() < site.people.len() / 2 {
        process.freeze();
        let frozen = stopwatch();
        while frozen.elapsed() < LONG_ENOUGH {
            if site.transactions_left_open().await > 0 {
                return;
            }
            Clock::pass(LOOK_EVERY).await;
        }
        process.thaw();
    }
    panic!("it was never caught within a transaction");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_what_a_dead_instance_has_claimed_is_taken_over_within_a_minute() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::dead")) {
        return;
    }
    let mut chance = Chance::new("one of two dead");
    let site = Site::on(Backend::Postgres).await.people(reminders()).open().await;
    let (mut first, _second) = both_at_work(&site, 1 + chance.below(reminders() / 4)).await;
    first.kill9();
    let took = site.settled(REMINDER, reminders(), TAKES_OVER).await;
    let audit = Audit::of(&site);
    let what = format!("one of two dead, seed {}, taken over after {:.1} s", chance.seed, took.as_secs_f64());
    audit.holds(&what, &[Owed::to(&site.registered().await, REMINDER)], CONNECTIONS);
    only_those_of_the_first_came_twice(&audit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_two_instances_send_nothing_twice() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::both")) {
        return;
    }
    let site = Site::on(Backend::Postgres).await.people(reminders()).open().await;
    let (_first, _second) = both_at_work(&site, 1).await;
    site.settled(REMINDER, reminders(), PATIENCE).await;
    Audit::of(&site).holds("two instances", &[Owed::to(&site.registered().await, REMINDER)], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_a_confirmation_leaves_at_once_from_another_instance() {
    const PEOPLE: usize = 5;
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::at_once")) {
        return;
    }
    let site = Site::on(Backend::Postgres).await.begins("2031-05-12T10:00:00Z").open().await;
    let _sender = site.serve().await;
    let pages = site.serve_with(&["serve", "--no-mail"]).await;
    let mut emails = Vec::new();
    for number in 0..PEOPLE {
        let email = format!("s{number}@example.org");
        assert_eq!(pages.sign_up(SLUG, &email).await, Some(303));
        let since = stopwatch();
        site.accepts(number + 1, PATIENCE).await;
        assert!(since.elapsed() < AT_ONCE, "after {:?}", since.elapsed());
        emails.push(email);
    }
    site.settled("confirmation", PEOPLE, PATIENCE).await;
    Audit::of(&site).holds("signed up at another instance", &[Owed::to(&emails, "confirmation")], 0);
}
