//! Laws 7 and 8: the event is moved or called off while its reminders are going out.

use jiff::SignedDuration;
use mail_parser::MessageParser;

use super::audit::{Audit, Owed};
use super::process::Process;
use super::site::{SLUG, Site};
use super::{CONNECTIONS, PATIENCE, reminders};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::smtp::{Accepted, At, Gate};

const REMINDER: &str = "reminder_24h";
/// What a person reads.
fn text_of(mail: &Accepted) -> String {
    let parsed = MessageParser::default().parse(&mail.data).expect("a mail");
    parsed.body_text(0).expect("a text").into_owned()
}

/// Waits until the sending is well under way, and does this beside it; says how many mails were accepted by then. The mail
/// server lets half of them pass meanwhile and no more, so that a slow machine is not too late for the change.
async fn in_mid_run(site: &Site, chance: &mut Chance, command: &[&str]) -> (Process, usize) {
    let gate = Gate::new();
    site.peer.on(At::Dot).since_nth(site.people.len() / 2).reply_after(&gate, "250 2.0.0 queued");
    let process = site.serve().await;
    site.accepts(1 + chance.below(site.people.len() / 4), PATIENCE).await;
    site.run(command);
    let by_then = site.peer.accepted();
    gate.open();
    (process, by_then)
}

/// Ends the process, lets so much time pass, and starts another.
async fn later(site: &Site, mut process: Process, minutes: i64) -> Process {
    process.term();
    process.ended(PATIENCE).await;
    site.clock.advance(SignedDuration::from_mins(minutes));
    site.serve().await
}

on_each_backend! {
    async fn law_07_no_reminder_with_the_old_time_leaves_after_a_move(backend: Backend) {
        let mut chance = Chance::new("a move in mid-run");
        let people = reminders();
        let site = Site::on(backend).await.people(people).open().await;
        let (process, by_then) = in_mid_run(&site, &mut chance, &["event", "move", SLUG, "--start", "2031-05-15 21:00", "--yes"]).await;
        // Several changes within ten minutes may become one notice.
        let process = later(&site, process, 11).await;
        site.settled("change", people, PATIENCE).await;
        let told_of_the_old = Audit::of(&site);
        let stale = told_of_the_old.mails_after(by_then, REMINDER);
        assert!(stale.len() <= CONNECTIONS, "{} reminders of the old time left after the move", stale.len());
        // The reminder of the new time: a day before 21:00.
        let _process = later(&site, process, 150).await;
        let before = site.states(REMINDER).await.get("accepted").copied().unwrap_or_default();
        site.settled(REMINDER, people + usize::try_from(before).unwrap(), PATIENCE).await;
        let audit = Audit::of(&site);
        let everybody = site.registered().await;
        let what = format!("moved after {by_then} of {people} on {backend:?}, seed {}, {} more of the old time", chance.seed, stale.len());
        audit.holds(&what, &[Owed::to(&everybody, REMINDER), Owed::to(&everybody, "change")], 0);
        let of_the_new = audit.mails_after(told_of_the_old.mails.len(), REMINDER);
        assert_eq!(of_the_new.len(), people);
        assert!(of_the_new.iter().all(|mail| text_of(mail).contains("21:00") && !text_of(mail).contains("18:30")));
    }

    async fn law_08_no_reminder_leaves_after_the_event_is_called_off(backend: Backend) {
        let mut chance = Chance::new("called off in mid-run");
        let people = reminders();
        let site = Site::on(backend).await.people(people).open().await;
        let (_process, by_then) = in_mid_run(&site, &mut chance, &["event", "cancel", SLUG, "--reason", "Krankheit", "--yes"]).await;
        site.settled("event_cancelled", people, PATIENCE).await;
        site.settled(REMINDER, 0, PATIENCE).await;
        let audit = Audit::of(&site);
        let late = audit.mails_after(by_then, REMINDER).len();
        assert!(late <= CONNECTIONS, "{late} reminders left after the event was called off");
        let everybody = site.registered().await;
        let reminded: Vec<String> =
            audit.rows.iter().filter(|row| row.kind == REMINDER && row.state == "accepted").map(|row| row.email.clone()).collect();
        let what = format!("called off after {by_then} of {people} on {backend:?}, seed {}, {late} more reminders", chance.seed);
        audit.holds(&what, &[Owed::to(&everybody, "event_cancelled"), Owed::to(&reminded, REMINDER)], 0);
    }
}
