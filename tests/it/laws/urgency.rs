//! Laws 6 and 13: a confirmation leaves at once, whatever else is to be sent, and then the most urgent goes first.

use std::time::Duration;

use halbsieben::jobs;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate, Seen, SmtpPeer};

/// The law's limit.
const AT_ONCE: Duration = Duration::from_secs(2);
/// An event far ahead of every machine's clock.
const FAR_AHEAD: &str = "slug = \"kleinstaedte\"\ntitle = \"Kleine Städte\"\nstart = \"2099-04-15T18:30\"\nend = \"2099-04-15T20:00\"\n";
/// The mail that is on the wire of the one connection leaves before whoever comes later, and no other.
const CLAIMED_BEFORE: usize = 1;

/// An app with one connection to a peer, and so many people who are registered and have their confirmations.
async fn with_registered(backend: Backend, count: usize) -> (TestApp, SmtpPeer) {
    let peer = SmtpPeer::start().await;
    let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).start().await;
    app.sign_up_many(count).await;
    app.deliver().await;
    (app, peer)
}

/// Signs up while the first mail of a bulk is held at its end; says how many mails of the bulk left before the confirmation.
async fn left_before_the_confirmation(app: &TestApp, peer: &SmtpPeer) -> usize {
    let (gate, before) = (Gate::new(), peer.seen().mails.len());
    peer.on(At::Dot).nth(1).reply_after(&gate, "250 2.0.0 queued");
    app.plan().await;
    let sending = tokio::spawn({
        let app = app.app.clone();
        async move { app.deliver_due().await }
    });
    let contents = |seen: &Seen| seen.commands.iter().filter(|(_, command)| command == "DATA").count();
    peer.wait_until(|seen| contents(seen) > before).await;
    app.advance(1);
    app.sign_up("late@example.org").await;
    gate.open();
    sending.await.unwrap().expect("delivered");
    let mails = peer.seen().mails;
    mails[before..].iter().position(|mail| mail.to == "late@example.org").expect("the confirmation left")
}

on_each_backend! {
    async fn law_06_a_confirmation_does_not_wait_for_three_hundred_reminders(backend: Backend) {
        let (app, peer) = with_registered(backend, 300).await;
        app.at("2021-04-15T15:30:00Z");
        assert!(left_before_the_confirmation(&app, &peer).await <= CLAIMED_BEFORE);
    }

    async fn law_06_a_confirmation_does_not_wait_for_notices_of_a_change(backend: Backend) {
        let (app, peer) = with_registered(backend, 50).await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        assert!(left_before_the_confirmation(&app, &peer).await <= CLAIMED_BEFORE);
    }

    async fn law_06_a_confirmation_does_not_wait_for_reminders_that_are_late(backend: Backend) {
        let (app, peer) = with_registered(backend, 50).await;
        app.at("2021-04-15T16:40:00Z");
        assert!(left_before_the_confirmation(&app, &peer).await <= CLAIMED_BEFORE);
    }

    async fn law_13_a_small_event_is_not_starved_by_the_notices_of_a_large_one(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let large = EVENT.replace("2021-04-15", "2021-04-29");
        let small = EVENT.replace(SLUG, "small");
        let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).published(&large).published(&small).start().await;
        app.sign_up_many(40).await;
        app.try_sign_up("small", "anna@example.org").await.unwrap();
        app.deliver().await;
        app.at("2021-04-15T15:29:00Z");
        app.move_to("2021-05-06T18:30").await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(peer.seen().mails[41].to, "anna@example.org");
    }

    async fn law_13_a_moved_event_is_told_before_its_old_start(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let later = EVENT.replace(SLUG, "later").replace("18:30", "19:00");
        let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).published(EVENT).published(&later).start().await;
        app.sign_up("anna@example.org").await;
        app.try_sign_up("later", "ben@example.org").await.unwrap();
        app.deliver().await;
        app.at("2021-04-15T16:00:00Z");
        app.move_to("2021-04-22T18:30").await;
        app.run_due().await;
        assert_eq!(peer.seen().mails[2].to, "anna@example.org");
    }

    async fn law_06_a_confirmation_is_handed_over_within_two_seconds(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).in_real_time().mail_to(&peer.url()).published(FAR_AHEAD).start().await;
        let shutdown = CancellationToken::new();
        let jobs = tokio::spawn(jobs::run(app.app.clone(), shutdown.clone()));
        app.sign_up("anna@example.org").await;
        let handed_over = timeout(AT_ONCE, peer.wait_for(1)).await;
        shutdown.cancel();
        jobs.await.unwrap().unwrap();
        assert_eq!(handed_over.expect("within the limit").len(), 1);
    }
}
