//! Laws 16 and 18: the queue for a place, a place that is held for an address, and the organiser who decides.

use futures::future::join_all;
use halbsieben::app::approval::Decision;
use halbsieben::app::confirm_address::ConfirmState;
use halbsieben::app::sign_up::{Answered, Receipt, SignUpError};
use halbsieben::domain::admission::Willing;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::registration::{Registration, RegistrationStatus};
use halbsieben::storage;

use crate::support::app::{EVENT, SLUG, TestApp, token_of};
use crate::support::backend::Backend;

const ANNA: &str = "anna@example.org";
const BEN: &str = "ben@example.org";

impl TestApp {
    /// One place, which Anna has, and Ben who waits for it.
    async fn with_ben_waiting(backend: Backend) -> Self {
        let app = Self::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        app.sign_up_or_wait(BEN).await.unwrap();
        app
    }

    async fn sign_up_or_wait(&self, email: &str) -> Result<Receipt, SignUpError> {
        let new = self.form(SLUG, email).await;
        self.app.sign_up_willing(SLUG, new, Willing::ToWait).await
    }

    /// What the page after the form says.
    async fn told(&self, email: &str) -> Answered {
        let receipt = self.sign_up_or_wait(email).await.unwrap();
        self.app.greeting(SLUG, &receipt.sealed).await.unwrap().expect("a greeting").answered
    }

    async fn person(&self, email: &str) -> Registration {
        let event_id = self.app.show_event(SLUG).await.unwrap().event.id;
        let email = EmailAddress::parse(email).unwrap();
        storage::registration::find_by_email(self.db().await.read(), event_id, &email).await.unwrap().expect("somebody with that address")
    }

    async fn status(&self, email: &str) -> RegistrationStatus {
        self.person(email).await.status
    }

    async fn confirm_token(&self, email: &str) -> String {
        token_of(&self.app.urls().confirm(self.person(email).await.id)).to_owned()
    }

    async fn confirm(&self, email: &str) -> ConfirmState {
        self.app.confirm_address(&self.confirm_token(email).await).await.unwrap().expect("the link is right").state
    }

    async fn ask_again(&self, token: &str) -> ConfirmState {
        self.app.ask_to_confirm_again(token).await.unwrap().expect("the link is right").state
    }

    async fn decide(&self, email: &str, decision: Decision) -> RegistrationStatus {
        self.app.decide(SLUG, &EmailAddress::parse(email).unwrap(), decision).await.unwrap()
    }
}

use RegistrationStatus::{Cancelled, Pending, Registered, Waitlisted};

on_each_backend! {
    async fn law_16_four_hundred_at_once_for_fifty_places_from_two_instances(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 50").start().await;
        let other = app.second_instance().await;
        let mut tries = Vec::new();
        for i in 0..400 {
            let new = app.form(SLUG, &format!("p{i}@example.org")).await;
            let instance = if i % 2 == 0 { app.app.clone() } else { other.clone() };
            tries.push(async move { instance.sign_up_willing(SLUG, new, Willing::ToWait).await });
        }
        assert!(join_all(tries).await.iter().all(Result::is_ok));
        let (db, event_id) = (app.db().await, app.app.show_event(SLUG).await.unwrap().event.id);
        let count = async |status| storage::registration::count(db.read(), event_id, status).await.unwrap();
        assert_eq!((count(Registered).await, count(Waitlisted).await), (50, 350));
        // Each has a place of its own in the queue.
        let mut positions = Vec::new();
        for waiting in storage::registration::list_waiting_to_change(db.read(), event_id, 400).await.unwrap() {
            positions.push(storage::registration::find_position(db.read(), &waiting).await.unwrap().unwrap());
        }
        assert_eq!(positions, (1..=350).collect::<Vec<_>>());
    }

    async fn law_16_whoever_cancels_lets_the_first_in_the_queue_move_up(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        assert!(matches!(app.try_sign_up(SLUG, BEN).await, Err(SignUpError::Full)));
        for email in [BEN, "cem@example.org"] {
            app.sign_up_or_wait(email).await.unwrap();
            app.advance(1);
        }
        app.run_due().await;
        assert_eq!(app.last_mail_to("cem@example.org").await.subject, "Warteliste: Kleine Städte, große Pläne");
        assert!(app.last_mail_to("cem@example.org").await.text.contains("(Platz 2)"));
        app.cancel(ANNA).await;
        app.run_due().await;
        let mail = app.last_mail_to(BEN).await;
        assert_eq!(mail.subject, "Platz frei: Sie sind bei „Kleine Städte, große Pläne“ dabei");
        assert!(mail.text.contains("/j/") && mail.source.contains("METHOD:REQUEST"), "{}", mail.text);
        assert_eq!((app.status(BEN).await, app.status("cem@example.org").await), (Registered, Waitlisted));
        assert_eq!(app.ledger_of(BEN).await, ["waitlisted accepted", "promoted accepted"]);
    }

    async fn law_16_nobody_who_comes_later_overtakes_the_queue(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.sign_up_or_wait(BEN).await.unwrap();
        app.confirm(BEN).await;
        assert_eq!(app.status(BEN).await, Waitlisted);
        // The time to confirm is over: the place is free, and nothing has happened yet that could have given it to Ben.
        app.advance(24 * 60 + 1);
        assert!(matches!(app.try_sign_up(SLUG, "late@example.org").await, Err(SignUpError::Full)));
        assert_eq!(app.status(BEN).await, Registered);
    }

    async fn law_16_a_place_that_time_has_freed_is_given_away_by_itself(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.sign_up_or_wait(BEN).await.unwrap();
        app.confirm(BEN).await;
        app.advance(24 * 60 + 1);
        app.app.promote_waitlists().await.unwrap();
        assert_eq!((app.status(BEN).await, app.status(ANNA).await), (Registered, Pending));
        assert_eq!(app.confirm(ANNA).await, ConfirmState::Expired);
    }

    async fn law_16_a_raised_limit_lets_as_many_move_up(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        for person in 0..5 {
            app.sign_up_or_wait(&format!("p{person}@example.org")).await.unwrap();
            app.advance(1);
        }
        assert_eq!(app.app.limit_places(SLUG, Some(3)).await.unwrap(), 2);
        assert_eq!((app.status("p2@example.org").await, app.status("p3@example.org").await), (Registered, Waitlisted));
        assert_eq!(app.app.limit_places(SLUG, None).await.unwrap(), 2);
        assert_eq!(app.status("p4@example.org").await, Registered);
    }

    async fn law_16_whoever_is_erased_lets_the_first_in_the_queue_move_up(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.app.erase_person(&EmailAddress::parse(ANNA).unwrap()).await.unwrap().expect("a receipt");
        assert_eq!(app.status(BEN).await, Registered);
    }

    async fn law_16_nobody_moves_up_once_the_event_has_started(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.at("2021-04-15T16:30:00Z");
        app.cancel(ANNA).await;
        app.app.promote_waitlists().await.unwrap();
        assert_eq!(app.status(BEN).await, Waitlisted);
        assert_eq!(app.app.limit_places(SLUG, Some(5)).await.unwrap(), 0);
    }

    async fn law_16_whoever_waits_moves_up_when_an_event_that_had_started_is_moved(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.at("2021-04-15T16:30:00Z");
        app.cancel(ANNA).await;
        app.move_to("2021-04-22T18:30").await;
        app.run_due().await;
        assert_eq!(app.status(BEN).await, Registered);
        let mails = app.mails_to(BEN).await;
        let mail = mails.iter().find(|mail| mail.subject.starts_with("Platz frei:")).expect("a mail");
        assert!(mail.text.contains("22. April"), "{}", mail.text);
    }

    async fn law_16_whoever_leaves_the_queue_is_passed_over(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        for email in [BEN, "cem@example.org"] {
            app.sign_up_or_wait(email).await.unwrap();
            app.advance(1);
        }
        app.cancel(BEN).await;
        app.cancel(ANNA).await;
        app.run_due().await;
        assert_eq!((app.status(BEN).await, app.status("cem@example.org").await), (Cancelled, Registered));
        // Nothing was in Ben's calendar.
        assert!(!app.last_mail_to(BEN).await.source.contains("METHOD:CANCEL"));
    }

    async fn law_08_who_never_had_a_place_has_no_entry_to_take_away(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.sign_up_or_wait(BEN).await.unwrap();
        app.advance(1);
        app.confirm(ANNA).await;
        app.confirm(BEN).await;
        app.run_due().await;
        assert_eq!(app.status(BEN).await, Waitlisted);
        app.advance(1);
        app.cancel(BEN).await;
        let asked = TestApp::on(backend).with("approval = true").start().await;
        asked.sign_up(BEN).await;
        asked.run_due().await;
        asked.advance(1);
        asked.cancel(BEN).await;
        for app in [&app, &asked] {
            app.run_due().await;
            let mail = app.last_mail_to(BEN).await;
            assert_eq!(mail.subject, "Abgemeldet: Kleine Städte, große Pläne");
            assert!(!mail.source.contains("VCALENDAR") && !mail.text.contains("Kalender"), "{}", mail.text);
        }
    }

    async fn law_08_whoever_moved_up_or_was_approved_has_an_entry_to_take_away(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.advance(1);
        app.cancel(ANNA).await;
        let asked = TestApp::on(backend).with("approval = true").start().await;
        asked.sign_up(BEN).await;
        asked.decide(BEN, Decision::Approve).await;
        for app in [&app, &asked] {
            app.run_due().await;
            app.advance(1);
            app.cancel(BEN).await;
            app.run_due().await;
            let mail = app.last_mail_to(BEN).await;
            assert!(mail.source.contains("METHOD:CANCEL") && mail.text.contains("Kalenderdatei"), "{}", mail.text);
        }
    }

    async fn law_05_whoever_moves_up_late_has_the_link_at_once_and_no_reminder_after_it(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.at("2021-04-15T15:29:00Z");
        app.run_due().await;
        app.cancel(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:31:00Z");
        app.run_due().await;
        let reminders = ["reminder_24h void covered_by_confirmation", "reminder_1h void covered_by_confirmation"];
        assert_eq!(app.ledger_of(BEN).await, ["waitlisted accepted", reminders[0], "promoted accepted", reminders[1]]);
    }

    async fn law_07_whoever_waits_hears_of_another_date_and_gets_no_link(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(11);
        app.run_due().await;
        let mail = app.last_mail_to(BEN).await;
        assert!(mail.text.contains("22. April 2021") && mail.text.contains("Ihr Platz in der\nReihe"), "{}", mail.text);
        assert!(!mail.text.contains("/j/") && !mail.source.contains("BEGIN:VCALENDAR"), "{}", mail.source);
    }

    async fn law_08_whoever_waits_hears_that_the_event_is_called_off(backend: Backend) {
        let app = TestApp::with_ben_waiting(backend).await;
        app.run_due().await;
        app.advance(1);
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        assert_eq!(app.ledger_of(BEN).await, ["waitlisted accepted", "event_cancelled accepted"]);
    }

    async fn law_16_a_held_place_is_confirmed_once_and_gives_the_link(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        assert!(matches!(app.try_sign_up(SLUG, BEN).await, Err(SignUpError::Full)), "it is held");
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        assert_eq!(mail.subject, "Noch ein Schritt: Kleine Städte, große Pläne");
        assert!(!mail.text.contains("/j/") && !mail.text.contains("Beispiel"), "no link and no name before: {}", mail.text);
        app.advance(1);
        assert!(matches!(app.confirm(ANNA).await, ConfirmState::Open { .. }));
        assert_eq!(app.confirm(ANNA).await, ConfirmState::Settled);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address accepted", "confirmation accepted"]);
        assert_eq!(app.last_mail_to(ANNA).await.subject, "Angemeldet: Kleine Städte, große Pläne, Do 15.04., 18:30 Uhr");
    }

    async fn law_16_whoever_confirms_too_late_may_ask_again(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(24 * 60 + 1);
        let token = app.confirm_token(ANNA).await;
        for _double_click in 0..2 {
            assert!(matches!(app.ask_again(&token).await, ConfirmState::Open { .. }));
        }
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2, "one mail more");
        assert!(matches!(app.confirm(ANNA).await, ConfirmState::Open { .. }));
        assert_eq!(app.status(ANNA).await, Registered);
        assert_eq!(app.ask_again(&token).await, ConfirmState::Settled, "there is nothing to ask for any more");
    }

    async fn law_16_a_held_place_is_free_the_moment_its_time_is_over(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\ndouble_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        let free = async || app.app.find_public_event(SLUG).await.unwrap().expect("it is public").free_places;
        app.at("2021-04-11T09:59:59Z");
        assert_eq!(free().await, Some(0));
        app.at("2021-04-11T10:00:00Z");
        assert_eq!(free().await, Some(1));
    }

    async fn law_16_a_mail_whose_click_would_come_too_late_is_not_sent(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.at("2021-04-11T10:00:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address expired"]);
        assert!(app.mails_to(ANNA).await.is_empty());
    }

    async fn law_12_a_queue_that_cannot_be_read_does_not_stop_the_others(backend: Backend) {
        let other = EVENT.replace("\"kleinstaedte\"", "\"zweite\"");
        let app = TestApp::on(backend).with("capacity = 1").published(&format!("capacity = 1\n{other}")).start().await;
        for (slug, waiting) in [(SLUG, "unreadable@example.org"), ("zweite", BEN)] {
            app.try_sign_up(slug, ANNA).await.unwrap();
            let new = app.form(slug, waiting).await;
            app.app.sign_up_willing(slug, new, Willing::ToWait).await.unwrap();
        }
        app.tamper("UPDATE event SET capacity = 2, version = version + 1").await;
        app.tamper("UPDATE registration SET email = 'no address' WHERE email_key = 'unreadable@example.org'").await;
        app.app.promote_waitlists().await.expect_err("one queue cannot be read");
        assert_eq!(app.app.show_event("zweite").await.unwrap().registered, 2);
    }

    async fn law_08_whoever_has_not_confirmed_hears_of_nothing_else(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-16T18:30").await;
        app.advance(11);
        app.run_due().await;
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address accepted"]);
    }

    async fn the_organiser_approves_and_declines(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\napproval = true").start().await;
        for email in [ANNA, BEN, "cem@example.org"] {
            app.sign_up_or_wait(email).await.unwrap();
            app.advance(1);
        }
        app.run_due().await;
        assert_eq!(app.last_mail_to(ANNA).await.subject, "Anfrage erhalten: Kleine Städte, große Pläne");
        assert_eq!(app.decide(ANNA, Decision::Approve).await, Registered);
        assert_eq!(app.decide(BEN, Decision::Approve).await, Waitlisted, "all places are taken");
        assert_eq!(app.decide("cem@example.org", Decision::Decline).await, Cancelled);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["requested accepted", "confirmation accepted"]);
        assert_eq!(app.ledger_of(BEN).await, ["requested accepted", "waitlisted accepted"]);
        assert_eq!(app.ledger_of("cem@example.org").await, ["requested accepted", "declined accepted"]);
        let twice = app.app.decide(SLUG, &EmailAddress::parse(ANNA).unwrap(), Decision::Approve).await;
        assert!(twice.is_err(), "decided is decided");
    }

    async fn law_07_whoever_is_approved_before_a_move_was_told_hears_of_the_new_date_once(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-16T18:30").await;
        app.advance(11);
        app.plan().await;
        app.advance(1);
        app.decide(ANNA, Decision::Approve).await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["requested accepted", "change void covered_by_confirmation", "confirmation accepted"]);
        assert!(app.last_mail_to(ANNA).await.subject.contains("16.04."), "{}", app.last_mail_to(ANNA).await.subject);
    }

    async fn law_17_a_full_event_answers_everybody_alike(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        app.advance(11);
        let full = |tried: Result<Receipt, SignUpError>| matches!(tried, Err(SignUpError::Full));
        assert!(full(app.try_sign_up(SLUG, ANNA).await) && full(app.try_sign_up(SLUG, BEN).await));
        let (anna, ben) = (app.told(ANNA).await, app.told(BEN).await);
        assert_eq!((anna, ben), (Answered::Waitlisted, Answered::Waitlisted));
        assert_eq!((app.told(ANNA).await, app.told(BEN).await), (anna, ben), "and once more");
        app.run_due().await;
        assert_eq!(app.last_mail_to(ANNA).await.subject, "Sie sind schon angemeldet: Kleine Städte, große Pläne");
    }

    async fn law_17_where_addresses_are_confirmed_everybody_is_told_to(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.confirm(ANNA).await;
        for minutes in [0, 11, 1] {
            app.advance(minutes);
            assert_eq!((app.told(ANNA).await, app.told(BEN).await), (Answered::Unconfirmed, Answered::Unconfirmed), "{minutes}");
        }
    }

    async fn law_17_who_sends_the_form_twice_sees_one_page(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        for _double_click in 0..2 {
            assert_eq!(app.told(ANNA).await, Answered::Registered);
        }
        app.told(BEN).await;
        app.advance(20);
        app.cancel(ANNA).await;
        for _double_click in 0..2 {
            assert_eq!(app.told(BEN).await, Answered::Waitlisted, "that a place became free, the mail says");
        }
    }

    async fn law_16_a_mail_that_is_held_back_comes_before_its_link_has_expired(backend: Backend) {
        let builder = TestApp::on(backend).set("limits.events_per_address_and_day", "1");
        let app = builder.published(&EVENT.replace("kleinstaedte", "abend")).with("double_opt_in = true").start().await;
        app.try_sign_up("abend", ANNA).await.unwrap();
        app.sign_up(ANNA).await;
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
        app.advance(12 * 60 + 1);
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2);
        assert!(matches!(app.confirm(ANNA).await, ConfirmState::Open { .. }));
    }

    async fn law_16_what_two_do_at_once_with_one_registration_is_done(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        let other = app.second_instance().await;
        for i in 0..20 {
            let email = format!("p{i}@example.org");
            app.sign_up(&email).await;
            let (token, link) = (app.confirm_token(&email).await, app.registration_token(&email).await);
            let (confirmed, cancelled) = tokio::join!(app.app.confirm_address(&token), other.cancel_registration(&link));
            assert!(confirmed.unwrap().is_some() && cancelled.unwrap().is_some());
            assert_eq!(app.status(&email).await, Cancelled, "confirmed after it was cancelled, or before: it is cancelled");
        }
    }
}
