//! Laws 11 and 12: the mail server may do what it likes, and one bad row stays one bad row.

use halbsieben::domain::delivery::DeliveryState;

use crate::support::app::{EVENT, SLUG, TestApp, instant};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate, SmtpPeer};

const ANNA: &str = "anna@example.org";

async fn with_peer(backend: Backend) -> (TestApp, SmtpPeer) {
    let peer = SmtpPeer::start().await;
    (TestApp::on(backend).mail_to(&peer.url()).start().await, peer)
}

on_each_backend! {
    async fn law_11_a_server_that_is_down_costs_no_row_an_attempt(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.stop().await;
        app.sign_up_many(3).await;
        for _ in 0..5 {
            app.deliver().await;
            app.advance(2);
        }
        assert!(app.rows().await.iter().all(|(_, row)| row.attempts == 0 && row.state == DeliveryState::Pending));
    }

    async fn law_11_the_sender_says_that_the_server_is_down(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.stop().await;
        app.sign_up(ANNA).await;
        app.deliver().await;
        let said = app.app.health().await.expect_err("it cannot do its work");
        assert!(said.starts_with("mail does not leave"), "{said}");
    }

    async fn law_11_sending_resumes_within_ninety_seconds_of_the_servers_return(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        let address = peer.address();
        peer.stop().await;
        app.sign_up_many(3).await;
        for _ in 0..10 {
            app.deliver().await;
            app.advance(1);
        }
        let back = SmtpPeer::start_on(address).await;
        app.clock.advance(jiff::SignedDuration::from_secs(90));
        app.deliver().await;
        assert_eq!(back.seen().mails.len(), 3);
        app.app.health().await.expect("all is well again");
    }

    async fn law_11_greylisting_is_tried_again_and_accepted(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Rcpt).nth(1).reply("450 4.2.0 greylisted, come back later");
        app.sign_up(ANNA).await;
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation retrying"]);
        app.advance(2);
        app.deliver().await;
        let row = app.row(ANNA, "confirmation").await;
        assert_eq!((row.state, row.attempts), (DeliveryState::Accepted, 2));
    }

    async fn law_11_a_reminder_refused_at_18_00_is_tried_again_well_before_18_30(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let half_an_hour_before = format!("reminders_before_minutes = [30]\n{EVENT}");
        let app = TestApp::on(backend).mail_to(&peer.url()).published(&half_an_hour_before).start().await;
        app.sign_up(ANNA).await;
        app.deliver().await;
        app.at("2021-04-15T16:00:00Z");
        peer.on(At::Rcpt).reply("451 4.3.0 not now");
        app.plan().await;
        let mut tries = 0;
        while app.clock.now() < instant("2021-04-15T16:20:00Z") {
            tries += app.deliver().await;
            let next = app.app.next_due_at().await.unwrap().expect("it is tried again");
            app.clock.move_to(next);
        }
        assert!(tries >= 4, "{tries} tries");
    }

    async fn law_11_a_domain_that_asks_for_less_is_slowed_down_alone_and_gets_all_its_mails(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Rcpt).matching("@slow.example").nth(1).reply("450 4.7.28 too many mails for this domain");
        for person in 1..=6 {
            app.sign_up(&format!("p{person}@slow.example")).await;
            app.sign_up(&format!("p{person}@quick.example")).await;
        }
        app.deliver().await;
        let of_quick = |address: &str| address.ends_with("@quick.example");
        assert!(app.rows().await.iter().filter(|(address, _)| of_quick(address)).all(|(_, row)| row.state == DeliveryState::Accepted));
        assert!(peer.seen().mails.len() < 12, "the slow domain waits");
        for _ in 0..40 {
            let Some(next) = app.app.next_due_at().await.unwrap().filter(|next| *next < app.clock.now() + jiff::SignedDuration::from_mins(5)) else { break };
            app.clock.move_to(next);
            app.deliver().await;
        }
        assert_eq!(peer.seen().mails.len(), 12);
        assert_eq!(app.count(DeliveryState::Accepted).await, 12);
    }

    async fn law_11_a_refused_address_ends_its_own_row_with_the_servers_words(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Rcpt).matching("p3@").reply("550 5.1.1 no such user here");
        app.sign_up_many(5).await;
        app.deliver().await;
        let row = app.row("p3@example.org", "confirmation").await;
        assert_eq!((row.state, row.last_reply.as_deref()), (DeliveryState::Failed, Some("550 5.1.1 no such user here")));
        assert_eq!(app.count(DeliveryState::Accepted).await, 4);
    }

    async fn law_11_a_refusal_of_everything_fails_nobody(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Rcpt).reply("554 5.7.1 your address is on a list");
        app.sign_up_many(5).await;
        for _ in 0..5 {
            app.deliver().await;
            app.advance(2);
        }
        assert_eq!(app.count(DeliveryState::Failed).await, 0);
        peer.behave();
        app.advance(45);
        app.deliver().await;
        assert_eq!(peer.seen().mails.len(), 5);
    }

    async fn law_11_a_farewell_in_the_middle_costs_no_attempt(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Mail).reply("421 4.3.2 shutting down");
        app.sign_up_many(3).await;
        app.deliver().await;
        peer.behave();
        app.advance(2);
        app.deliver().await;
        assert!(app.rows().await.iter().all(|(_, row)| row.state == DeliveryState::Accepted && row.attempts == 1));
    }

    async fn law_11_a_connection_cut_in_the_content_is_not_acceptance(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Content).nth(1).close();
        app.sign_up(ANNA).await;
        app.deliver().await;
        assert!(peer.seen().mails.is_empty());
        app.advance(2);
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
        assert_eq!(peer.seen().mails.len(), 1);
    }

    async fn law_11_words_that_no_database_keeps_are_kept_without_them(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        peer.on(At::Dot).send_raw(b"250 2.0.0 queued\0as \xff\xfe 7\r\n".to_vec());
        app.sign_up(ANNA).await;
        app.deliver().await;
        app.advance(2);
        app.deliver().await;
        assert_eq!(peer.seen().mails.len(), 1);
    }

    async fn law_12_a_registration_that_cannot_be_read_stops_nobody_else(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).start().await;
        app.sign_up_many(10).await;
        app.tamper("UPDATE registration SET given_name = 'Anna https://spam.example', locale = 'xx' WHERE email = 'p1@example.org'").await;
        drop(app.app.deliver_due().await);
        assert_eq!(peer.seen().mails.len(), 9);
    }

    async fn law_12_a_registration_that_cannot_be_read_fails_with_words(backend: Backend) {
        let (app, _peer) = with_peer(backend).await;
        app.sign_up(ANNA).await;
        app.tamper("UPDATE registration SET locale = 'xx'").await;
        drop(app.app.deliver_due().await);
        let row = app.row(ANNA, "confirmation").await;
        assert_eq!(row.state, DeliveryState::Failed);
        assert!(row.last_reply.unwrap().contains("registration.locale"));
    }

    async fn law_12_a_bad_row_does_not_break_off_the_mail_of_another(backend: Backend) {
        let (app, peer) = with_peer(backend).await;
        let gate = Gate::new();
        peer.on(At::Dot).reply_after(&gate, "250 2.0.0 queued");
        app.sign_up_many(2).await;
        app.tamper("UPDATE registration SET locale = 'xx' WHERE email = 'p1@example.org'").await;
        let sending = tokio::spawn({ let app = app.app.clone(); async move { app.deliver_due().await } });
        peer.wait_until(|seen| seen.commands.iter().any(|(_, command)| command == "DATA")).await;
        gate.open();
        drop(sending.await.unwrap());
        assert_eq!(app.row("p2@example.org", "confirmation").await.state, DeliveryState::Accepted);
    }

    async fn law_12_an_event_that_cannot_be_read_keeps_no_other_from_its_reminders(backend: Backend) {
        let other = EVENT.replace(SLUG, "another");
        let app = TestApp::on(backend).published(&other).published(EVENT).start().await;
        app.try_sign_up("another", ANNA).await.unwrap();
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.tamper("UPDATE event SET locale = 'xx', version = version + 1 WHERE slug = 'another'").await;
        app.at("2021-04-15T15:30:00Z");
        drop(app.app.plan_due().await);
        drop(app.app.deliver_due().await);
        assert_eq!(app.row(ANNA, "reminder_1h").await.state, DeliveryState::Accepted);
    }
}

/// SQLite alone takes any text for a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_12_a_time_that_is_none_stops_nobody_else() {
    for nonsense in [
        "UPDATE delivery SET useful_until = 'soon' WHERE registration_id = (SELECT id FROM registration WHERE email = 'p1@example.org')",
        "UPDATE registration SET unreachable_at = 'soon' WHERE email = 'p1@example.org'",
    ] {
        let (app, peer) = with_peer(Backend::Sqlite).await;
        app.sign_up_many(3).await;
        assert_eq!(app.tamper(nonsense).await, 1);
        app.app.deliver_due().await.expect("the others are sent");
        let mut to: Vec<String> = peer.seen().mails.into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["p2@example.org", "p3@example.org"], "{nonsense}");
    }
}
