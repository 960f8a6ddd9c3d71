//! Law 10 where the database takes nothing for a while: no mail leaves that could not be marked, and none is lost.

use std::time::Duration;

use halbsieben::app::StorageError;
use halbsieben::jobs;
use tokio_util::sync::CancellationToken;

use crate::support::app::{TestApp, message_id_of};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate, SmtpPeer};

/// One connection to the mail server, and little patience with the database.
async fn impatient(backend: Backend, peer: &SmtpPeer) -> TestApp {
    TestApp::on(backend).mail_to(&peer.url()).set("mail.connections", "1").set("database.wait_seconds", "1").start().await
}

on_each_backend! {
    async fn law_10_a_database_that_is_locked_lets_no_mail_out_and_loses_none(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = impatient(backend, &peer).await;
        app.sign_up_many(3).await;
        let lock = app.locked().await;
        assert!(matches!(app.app.deliver_due().await, Err(StorageError::Away(_))), "it says why it sends nothing");
        assert_eq!(peer.accepted(), 0);
        lock.release().await;
        app.deliver().await;
        assert_eq!(peer.accepted(), 3);
        assert_eq!(app.row("p1@example.org", "confirmation").await.attempts, 1);
    }

    async fn law_10_what_became_of_a_mail_is_marked_before_another_leaves_however_long_the_database_is_locked(backend: Backend) {
        let (peer, gate) = (SmtpPeer::start().await, Gate::new());
        let app = impatient(backend, &peer).await;
        peer.on(At::Dot).nth(1).reply_after(&gate, "250 2.0.0 queued");
        app.sign_up_many(3).await;
        let sending = tokio::spawn({ let app = app.app.clone(); async move { app.deliver_due().await } });
        gate.reached_by(1).await;
        let lock = app.locked().await;
        gate.open();
        assert!(matches!(sending.await.unwrap(), Err(StorageError::Away(_))));
        for _ in 0..2 {
            assert!(matches!(app.app.deliver_due().await, Err(StorageError::Away(_))));
            assert_eq!(peer.accepted(), 1, "the one that was on the wire");
        }
        lock.release().await;
        app.deliver().await;
        let mut ids: Vec<_> = peer.seen().mails.iter().map(|mail| message_id_of(&mail.data)).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), peer.accepted()), (3, 3), "all of them, and none twice");
        for person in 1..=3 {
            assert!(!app.row(&format!("p{person}@example.org"), "confirmation").await.maybe_twice);
        }
    }

    async fn law_10_a_process_that_is_asked_to_end_waits_until_what_became_of_its_last_mail_is_marked(backend: Backend) {
        /// Longer than anything else in its end waits for the database.
        const STILL: Duration = Duration::from_secs(5);
        let (peer, gate) = (SmtpPeer::start().await, Gate::new());
        let app = impatient(backend, &peer).await;
        peer.on(At::Dot).nth(1).reply_after(&gate, "250 2.0.0 queued");
        app.sign_up_many(1).await;
        let shutdown = CancellationToken::new();
        let mut jobs = tokio::spawn(jobs::run(app.app.clone(), shutdown.clone()));
        gate.reached_by(1).await;
        let lock = app.locked().await;
        shutdown.cancel();
        gate.open();
        tokio::time::timeout(STILL, &mut jobs).await.expect_err("it does not end before");
        lock.release().await;
        jobs.await.unwrap().unwrap();
        assert_eq!(app.ledger_of("p1@example.org").await, ["confirmation accepted"]);
    }

    async fn law_22_what_comes_due_while_the_database_is_locked_is_sent_afterwards(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = impatient(backend, &peer).await;
        app.sign_up_many(2).await;
        app.run_due().await;
        let lock = app.locked().await;
        app.at("2021-04-14T16:30:00Z");
        assert!(matches!(app.app.plan_due().await, Err(StorageError::Away(_))));
        lock.release().await;
        app.run_due().await;
        assert_eq!(peer.accepted(), 4);
    }
}

/// Nothing else is sent before it is recorded, so it must not be tried for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_12_an_outcome_that_the_database_never_takes_does_not_keep_others_from_being_sent() {
    const NEVER_FOR_P1: &str = "CREATE TRIGGER never_for_p1 BEFORE UPDATE ON delivery \
        WHEN NEW.state = 'accepted' AND OLD.registration_id = (SELECT id FROM registration WHERE email = 'p1@example.org') \
        BEGIN SELECT RAISE(ABORT, 'never'); END";
    let peer = SmtpPeer::start().await;
    let app = TestApp::on(Backend::Sqlite).mail_to(&peer.url()).start().await;
    app.sign_up("p1@example.org").await;
    app.tamper(NEVER_FOR_P1).await;
    app.app.deliver_due().await.expect_err("it cannot be recorded");
    app.sign_up("p2@example.org").await;
    let mut tries = 0;
    while app.app.deliver_due().await.is_err() {
        tries += 1;
        assert!(tries < 100 && peer.accepted() == 1, "before it is given up nothing is sent, and it is given up");
    }
    assert_eq!(app.ledger_of("p2@example.org").await, ["confirmation accepted"]);
}

/// The database takes one of two results, and for the other it has no room yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_what_became_of_a_mail_is_not_forgotten_while_the_database_has_no_room() {
    const FULL_FOR_P2: &str = "CREATE FUNCTION full_for_p2() RETURNS trigger AS $$ BEGIN \
        IF NEW.state = 'accepted' AND NEW.registration_id = (SELECT id FROM registration WHERE email = 'p2@example.org') \
        THEN RAISE SQLSTATE '53100'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql; \
        CREATE TRIGGER full_for_p2 BEFORE UPDATE ON delivery FOR EACH ROW EXECUTE FUNCTION full_for_p2()";
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::no_room")) {
        return;
    }
    let (peer, gate) = (SmtpPeer::start().await, Gate::new());
    let app = TestApp::on(Backend::Postgres).mail_to(&peer.url()).set("database.wait_seconds", "1").start().await;
    app.sign_up_many(2).await;
    app.tamper(FULL_FOR_P2).await;
    peer.on(At::Dot).reply_after(&gate, "250 2.0.0 queued");
    let sending = tokio::spawn({
        let app = app.app.clone();
        async move { app.deliver_due().await }
    });
    gate.reached_by(2).await;
    let lock = app.locked().await;
    gate.open();
    assert!(matches!(sending.await.unwrap(), Err(StorageError::Away(_))));
    lock.release().await;
    // Both are to be recorded at once now, and one cannot be.
    assert!(matches!(app.app.deliver_due().await, Err(StorageError::Away(_))));
    app.advance(2);
    drop(app.app.deliver_due().await);
    app.tamper("DROP TRIGGER full_for_p2 ON delivery").await;
    app.deliver().await;
    assert_eq!(peer.accepted(), 2, "nobody has it twice");
    assert_eq!(app.ledger_of("p2@example.org").await, ["confirmation accepted"]);
}
