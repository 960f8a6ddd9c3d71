//! Laws 16 and 17: never one too many, and one person once.

use futures::future::join_all;
use halbsieben::app::sign_up::SignUpError;

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const ANNA: &str = "anna@example.org";

async fn with_five_places(backend: Backend) -> TestApp {
    TestApp::on(backend).published(&format!("capacity = 5\n{EVENT}")).start().await
}

async fn registered(app: &TestApp) -> u64 {
    app.app.show_event(SLUG).await.unwrap().registered
}

on_each_backend! {
    async fn law_16_twenty_at_once_take_exactly_five_places(backend: Backend) {
        let app = with_five_places(backend).await;
        let addresses: Vec<_> = (0..20).map(|i| format!("p{i}@example.org")).collect();
        let tried = join_all(addresses.iter().map(|email| app.try_sign_up(SLUG, email))).await;
        let full = tried.iter().filter(|tried| matches!(tried, Err(SignUpError::Full))).count();
        assert_eq!((registered(&app).await, full), (5, 15));
    }

    async fn law_16_two_instances_share_the_places(backend: Backend) {
        let app = with_five_places(backend).await;
        let other = app.second_instance().await;
        let mut tries = Vec::new();
        for i in 0..20 {
            let new = app.form(SLUG, &format!("p{i}@example.org")).await;
            let instance = if i % 2 == 0 { app.app.clone() } else { other.clone() };
            tries.push(async move { instance.sign_up(SLUG, new).await });
        }
        drop(join_all(tries).await);
        assert_eq!(registered(&app).await, 5);
    }

    async fn law_16_a_place_given_up_is_free_again(backend: Backend) {
        let app = with_five_places(backend).await;
        app.sign_up_many(5).await;
        app.cancel("p2@example.org").await;
        app.sign_up(ANNA).await;
        assert_eq!(registered(&app).await, 5);
    }

    async fn law_16_whoever_has_a_place_is_not_told_that_all_are_taken(backend: Backend) {
        let app = with_five_places(backend).await;
        app.sign_up_many(5).await;
        app.try_sign_up(SLUG, "p1@example.org").await.expect("the page of the first time");
    }

    async fn law_16_whoever_gave_a_place_up_does_not_get_one_that_is_taken(backend: Backend) {
        let app = with_five_places(backend).await;
        app.sign_up_many(5).await;
        app.cancel("p2@example.org").await;
        app.sign_up(ANNA).await;
        let refused = app.try_sign_up(SLUG, "p2@example.org").await;
        assert!(matches!(refused, Err(SignUpError::Full)));
    }

    async fn law_17_the_same_address_in_other_letters_is_one_registration(app: TestApp) {
        app.sign_up(ANNA).await;
        app.sign_up("  ANNA@Example.ORG ").await;
        assert_eq!(registered(&app).await, 1);
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation pending"]);
    }

    async fn law_17_a_second_sign_up_changes_nothing(app: TestApp) {
        app.sign_up(ANNA).await;
        let mut other = app.form(SLUG, ANNA).await;
        other.family_name = None;
        app.advance(30);
        app.app.sign_up(SLUG, other).await.unwrap();
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("Anna Beispiel"));
    }

    async fn law_17_fifty_sign_ups_at_once_of_one_person_are_one_mail(app: TestApp) {
        join_all((0..50).map(|_| app.sign_up(ANNA))).await;
        app.run_due().await;
        assert_eq!((registered(&app).await, app.mails_to(ANNA).await.len()), (1, 1));
    }

    async fn law_17_the_mail_is_sent_again_at_most_once_in_ten_minutes(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let mut sent = Vec::new();
        for minutes in [9, 1, 9, 1] {
            app.advance(minutes);
            app.sign_up(ANNA).await;
            app.run_due().await;
            sent.push(app.mails_to(ANNA).await.len());
        }
        assert_eq!(sent, [1, 2, 2, 3]);
    }

    async fn law_17_the_receipt_is_of_the_same_kind_for_a_known_person(app: TestApp) {
        let first = app.sign_up(ANNA).await;
        app.advance(1);
        let second = app.sign_up(ANNA).await;
        let (first, second) = (app.app.greeting(SLUG, &first.sealed).await.unwrap(), app.app.greeting(SLUG, &second.sealed).await.unwrap());
        let (first, second) = (first.expect("a greeting"), second.expect("a greeting"));
        assert_eq!((first.email, first.join_url), (second.email, second.join_url));
    }

    async fn law_17_after_cancelling_the_same_address_registers_again(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.cancel(ANNA).await;
        app.advance(1);
        app.sign_up(ANNA).await;
        app.run_due().await;
        assert_eq!(registered(&app).await, 1);
        // The notice of the end left too late to be true.
        assert_eq!(
            app.ledger_of(ANNA).await,
            ["confirmation accepted", "registration_cancelled void covered_by_confirmation", "confirmation accepted"]
        );
    }

    async fn law_17_whoever_comes_back_is_reminded(app: TestApp) {
        app.sign_up(ANNA).await;
        app.cancel(ANNA).await;
        app.advance(1);
        app.sign_up(ANNA).await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "reminder_1h").await.state.as_str(), "accepted");
    }
}
