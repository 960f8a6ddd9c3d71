//! Law 8: cancelled is cancelled.

use crate::support::app::{SLUG, TestApp, calendar_of, subject_of};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate, SmtpPeer};

const ANNA: &str = "anna@example.org";
const BEN: &str = "ben@example.org";

on_each_backend! {
    async fn law_08_a_cancelled_event_sends_everybody_one_notice_that_cancels_the_entry(app: TestApp) {
        app.sign_up(ANNA).await;
        app.sign_up(BEN).await;
        app.run_due().await;
        app.advance(1);
        app.app.cancel_event(SLUG, "Der Referent ist erkrankt.").await.unwrap();
        app.run_due().await;
        app.run_due().await;
        for person in [ANNA, BEN] {
            let [_, notice] = <[_; 2]>::try_from(app.mails_to(person).await).unwrap();
            assert!(notice.text.contains("Der Referent ist erkrankt."));
            assert!(calendar_of(notice.source.as_bytes()).contains("METHOD:CANCEL"));
        }
    }

    async fn law_08_a_cancelled_event_reminds_nobody(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "event_cancelled accepted"]);
    }

    async fn law_08_what_waits_for_a_cancelled_event_is_void(app: TestApp) {
        app.sign_up(ANNA).await;
        app.advance(1);
        app.app.cancel_event(SLUG, "").await.unwrap();
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation void event_cancelled"]);
    }

    async fn law_08_a_change_that_was_not_told_yet_is_not_told_after_the_cancellation(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(1);
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "event_cancelled accepted"]);
    }

    async fn law_08_a_cancelled_registration_gets_one_notice_and_no_reminder(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.cancel(ANNA).await;
        app.cancel(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "registration_cancelled accepted"]);
        assert!(calendar_of(app.last_mail_to(ANNA).await.source.as_bytes()).contains("METHOD:CANCEL"));
    }

    async fn law_08_what_waits_for_a_cancelled_registration_is_void(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.plan().await;
        app.advance(1);
        app.cancel(ANNA).await;
        assert_eq!(app.row(ANNA, "reminder_24h").await.reason.unwrap().as_str(), "registration_cancelled");
    }

    async fn law_08_a_registration_cancelled_before_the_event_was_gets_no_second_notice(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.cancel(ANNA).await;
        app.advance(1);
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "registration_cancelled accepted"]);
    }

    async fn law_08_who_cancels_after_the_event_was_called_off_gets_no_second_notice(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.app.cancel_event(SLUG, "x").await.unwrap();
        app.run_due().await;
        app.advance(1);
        app.cancel(ANNA).await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "event_cancelled accepted"]);
    }

    async fn law_08_due_but_not_on_the_wire_is_void_when_the_event_is_cancelled(backend: Backend) {
        let (app, peer, held) = with_one_mail_on_the_wire(backend).await;
        app.app.cancel_event(SLUG, "").await.unwrap();
        held.let_go().await;
        app.run_due().await;
        let confirmations = peer.seen().mails.iter().filter(|mail| subject_of(&mail.data).starts_with("Angemeldet")).count();
        assert_eq!((confirmations, peer.seen().mails.len()), (1, 1 + 3));
    }

    async fn law_08_due_but_not_on_the_wire_is_void_when_the_registration_is_cancelled(backend: Backend) {
        let (app, peer, held) = with_one_mail_on_the_wire(backend).await;
        for (person, row) in app.rows().await {
            if row.state.as_str() != "claimed" && !peer.seen().commands.iter().any(|(_, command)| command.contains(&person)) {
                app.cancel(&person).await;
            }
        }
        held.let_go().await;
        let confirmations = peer.seen().mails.iter().filter(|mail| subject_of(&mail.data).starts_with("Angemeldet")).count();
        assert_eq!(confirmations, 1);
    }
}

/// A sender that is held up.
struct Held {
    gate: Gate,
    sending: tokio::task::JoinHandle<u64>,
}

impl Held {
    async fn let_go(self) {
        self.gate.open();
        self.sending.await.expect("it sends");
    }
}

/// Three confirmations are claimed, the first is on the wire and its reply held back.
async fn with_one_mail_on_the_wire(backend: Backend) -> (TestApp, SmtpPeer, Held) {
    let (peer, gate) = (SmtpPeer::start().await, Gate::new());
    let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).start().await;
    app.sign_up_many(3).await;
    peer.on(At::Dot).nth(1).reply_after(&gate, "250 2.0.0 queued");
    let sending = tokio::spawn({
        let app = app.app.clone();
        async move { app.deliver_due().await.expect("delivered") }
    });
    peer.wait_until(|seen| seen.commands.iter().any(|(_, command)| command == "DATA")).await;
    app.advance(1);
    (app, peer, Held { gate, sending })
}
