//! Law 10: what was accepted survives, and a mail whose fate is unknown is told apart.

use futures::FutureExt as _;
use halbsieben::domain::delivery::{Claim, Outcome};
use halbsieben::domain::id::InstanceId;
use halbsieben::storage::delivery::claims::{self, Asking};
use jiff::SignedDuration;

use crate::support::app::{TestApp, message_id_of};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate, SmtpPeer};

const ANNA: &str = "anna@example.org";

/// Claims what is due as another instance does, which then dies.
async fn claimed_by_another(app: &TestApp) -> Claim {
    let now = app.clock.now();
    let asking =
        Asking { owner: InstanceId::new(now), now, lapses_at: now + SignedDuration::from_secs(60), limit: 10, in_hand: Vec::new() };
    let db = app.db().await;
    let claimed = db.write(move |tx| {
        let asking = asking.clone();
        async move { claims::claim(tx, &asking).await }.boxed()
    });
    let [claimed] = <[_; 1]>::try_from(claimed.await.unwrap()).expect("one row");
    claimed.claim
}

/// Records that the server has accepted the mail of this claim; says whether the claim still held.
async fn record_accepted(app: &TestApp, claim: Claim) -> bool {
    let (now, db) = (app.clock.now(), app.db().await);
    let accepted = [(claim, Outcome::Accepted { reply: "250 late".into() }, now)];
    let recorded = db.write(move |tx| {
        let accepted = accepted.clone();
        async move { claims::settle(tx, &accepted).await }.boxed()
    });
    !recorded.await.unwrap().is_empty()
}

on_each_backend! {
    async fn law_10_an_accepted_sign_up_survives_the_end_of_the_process(app: TestApp) {
        app.sign_up(ANNA).await;
        let app = app.restarted().await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
    }

    async fn law_10_a_claim_that_holds_is_left_to_its_owner(app: TestApp) {
        app.sign_up(ANNA).await;
        let claim = claimed_by_another(&app).await;
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation claimed"]);
        assert!(record_accepted(&app, claim).await);
    }

    async fn law_10_a_lapsed_claim_is_taken_over_and_marked_as_maybe_twice(app: TestApp) {
        app.sign_up(ANNA).await;
        claimed_by_another(&app).await;
        app.advance(1);
        app.deliver().await;
        let row = app.row(ANNA, "confirmation").await;
        assert_eq!((row.state.as_str(), row.maybe_twice), ("accepted", true));
    }

    async fn law_10_the_old_owner_of_a_lapsed_claim_records_nothing(app: TestApp) {
        app.sign_up(ANNA).await;
        let old = claimed_by_another(&app).await;
        app.advance(1);
        let new = claimed_by_another(&app).await;
        assert!(!record_accepted(&app, old).await);
        assert!(record_accepted(&app, new).await);
    }

    async fn law_10_the_attempt_is_kept_before_the_mail_is_on_the_wire(backend: Backend) {
        let (peer, gate) = (SmtpPeer::start().await, Gate::new());
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        peer.on(At::Mail).nth(1).reply_after(&gate, "250 2.1.0 sender ok");
        app.sign_up(ANNA).await;
        let sending = tokio::spawn({ let app = app.app.clone(); async move { app.deliver_due().await } });
        peer.wait_until(|seen| seen.commands.iter().any(|(_, command)| command.starts_with("MAIL"))).await;
        let row = app.row(ANNA, "confirmation").await;
        gate.open();
        sending.await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.attempts), ("claimed", 1));
    }

    async fn law_10_a_mail_whose_reply_was_lost_is_sent_again_as_the_same_mail(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        peer.on(At::Dot).nth(1).accept_and_close();
        app.sign_up(ANNA).await;
        app.deliver().await;
        app.advance(2);
        app.deliver().await;
        let ids: Vec<_> = peer.seen().mails.iter().map(|mail| message_id_of(&mail.data)).collect();
        assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
        assert!(app.row(ANNA, "confirmation").await.maybe_twice);
    }

    async fn law_10_what_was_sent_is_not_sent_again_after_a_restart(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let app = app.restarted().await;
        app.advance(60);
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }
}

/// On one thread: when the peer sees the end of the connection, the sender has let go of all that it held.
#[tokio::test]
async fn law_10_a_sender_that_was_broken_off_comes_back_to_its_mail() {
    let (peer, gate) = (SmtpPeer::start().await, Gate::new());
    let app = TestApp::on(Backend::Sqlite).mail_to(&peer.url()).start().await;
    peer.on(At::Mail).nth(1).reply_after(&gate, "250 2.1.0 sender ok");
    app.sign_up(ANNA).await;
    let sending = tokio::spawn({
        let app = app.app.clone();
        async move { app.deliver_due().await }
    });
    peer.wait_until(|seen| seen.commands.iter().any(|(_, command)| command.starts_with("MAIL"))).await;
    sending.abort();
    drop(sending.await);
    gate.open();
    peer.wait_until(|seen| seen.open == 0).await;
    app.advance(1);
    app.deliver().await;
    assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
}
