//! Laws 4, 5 and 22: never late, caught up with one mail, and right after the clock has jumped.

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const ANNA: &str = "anna@example.org";

on_each_backend! {
    async fn law_04_nothing_is_sent_after_the_start_but_the_last_reminder(backend: Backend) {
        let rules = format!("reminders_before_minutes = [1440, 120]\n{EVENT}");
        let app = TestApp::on(backend).published(&rules).start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.plan().await;
        app.at("2021-04-15T16:31:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h void covered_by_later_reminder", "reminder_2h accepted"]);
    }

    async fn law_04_a_reminder_that_missed_the_end_is_recorded_as_expired(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T18:00:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h void covered_by_later_reminder", "reminder_1h expired"]);
    }

    async fn law_04_the_last_reminder_is_sent_until_the_end(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T17:59:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "reminder_1h").await.state.as_str(), "accepted");
    }

    async fn law_04_a_confirmation_after_the_end_is_expired(backend: Backend) {
        let app = TestApp::on(backend).begins("2021-04-15T17:59:00Z").start().await;
        app.sign_up(ANNA).await;
        app.at("2021-04-15T18:00:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "confirmation").await.state.as_str(), "expired");
        assert!(app.mails().await.is_empty());
    }

    async fn law_05_a_sign_up_at_18_20_gets_the_link_at_once_and_nothing_else(app: TestApp) {
        app.at("2021-04-15T16:20:00Z");
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T16:30:00Z");
        app.run_due().await;
        let [mail] = <[_; 1]>::try_from(app.mails_to(ANNA).await).unwrap();
        assert!(!mail.join_token().is_empty());
    }

    async fn law_05_a_sign_up_at_18_20_has_the_link_on_the_page(app: TestApp) {
        app.at("2021-04-15T16:20:00Z");
        let receipt = app.sign_up(ANNA).await;
        app.run_due().await;
        let greeting = app.app.greeting(SLUG, &receipt.sealed).await.unwrap().expect("a fresh receipt");
        let join_url = greeting.join_url.expect("the link");
        assert!(app.last_mail_to(ANNA).await.links().contains(&join_url));
    }

    async fn law_05_passed_reminders_are_recorded_as_covered_by_the_confirmation(app: TestApp) {
        app.at("2021-04-15T16:20:00Z");
        app.sign_up(ANNA).await;
        app.run_due().await;
        assert_eq!(
            app.ledger_of(ANNA).await,
            ["reminder_24h void covered_by_confirmation", "reminder_1h void covered_by_confirmation", "confirmation accepted"]
        );
    }

    async fn law_05_a_sign_up_half_an_hour_before_a_reminder_gets_one_mail(app: TestApp) {
        app.at("2021-04-15T15:00:00Z");
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }

    async fn law_05_a_sign_up_an_hour_before_a_reminder_gets_both(app: TestApp) {
        app.at("2021-04-15T14:30:00Z");
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2);
    }

    async fn law_05_two_reminders_within_an_hour_become_the_later_one(backend: Backend) {
        let rules = format!("reminders_before_minutes = [60, 15]\n{EVENT}");
        let app = TestApp::on(backend).published(&rules).start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        app.at("2021-04-15T16:15:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_1h void covered_by_later_reminder", "reminder_15min accepted"]);
    }

    async fn law_22_asleep_over_both_reminders_sends_one(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:45:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h void covered_by_later_reminder", "reminder_1h accepted"]);
    }

    async fn law_22_awake_within_the_hour_before_the_last_reminder_sends_only_that(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:00:00Z");
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2);
    }

    async fn law_22_a_clock_that_jumps_a_day_sends_nothing_twice(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let before = app.mails().await.len();
        app.advance(24 * 60);
        app.run_due().await;
        app.run_due().await;
        assert_eq!(app.mails().await.len(), before + 1);
    }
}
