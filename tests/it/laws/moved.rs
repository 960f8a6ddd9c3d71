//! Laws 7 and 9: a moved event owes anew, and nothing else happens to anybody.

use crate::support::app::{SLUG, TestApp, calendar_of};

const ANNA: &str = "anna@example.org";

/// Anna is registered and has her reminder of the day before.
async fn reminded_the_day_before(app: &TestApp) {
    app.sign_up(ANNA).await;
    app.run_due().await;
    app.at("2021-04-14T16:30:00Z");
    app.run_due().await;
    app.advance(5);
}

on_each_backend! {
    async fn law_07_moved_event_owes_a_new_reminder(app: TestApp) {
        reminded_the_day_before(&app).await;
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        app.run_due().await;
        app.at("2021-04-21T16:30:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h accepted", "change accepted", "reminder_24h accepted"]);
    }

    async fn law_07_a_command_beside_a_rehearsal_tells_whoever_registered_since_it_began(app: TestApp) {
        app.advance(600);
        app.sign_up(ANNA).await;
        app.advance(1);
        app.run_due().await;
        let command = app.second_instance_begun_anew().await;
        command.catch_up_with_rehearsal().await.unwrap();
        command.move_event(SLUG, "2021-04-22T18:30".parse().unwrap(), None).await.unwrap();
        app.advance(10);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "change accepted"]);
    }

    async fn law_07_a_moved_event_reminds_of_the_old_start_no_more(app: TestApp) {
        reminded_the_day_before(&app).await;
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        app.run_due().await;
        let before = app.mails().await.len();
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails().await.len(), before);
    }

    async fn law_07_what_was_pending_for_the_old_start_is_void(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.plan().await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h void event_moved", "change accepted"]);
    }

    async fn law_07_everybody_gets_one_notice_with_an_updated_calendar_entry(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let before = calendar_of(app.last_mail_to(ANNA).await.source.as_bytes());
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        app.run_due().await;
        app.run_due().await;
        let [_, notice] = <[_; 2]>::try_from(app.mails_to(ANNA).await).unwrap();
        let after = calendar_of(notice.source.as_bytes());
        let line = |entry: &str, name: &str| entry.lines().find(|line| line.starts_with(name)).expect("the line").to_owned();
        assert_eq!(line(&before, "UID"), line(&after, "UID"));
        assert_eq!((line(&before, "SEQUENCE"), line(&after, "SEQUENCE")), ("SEQUENCE:0".to_owned(), "SEQUENCE:1".to_owned()));
        assert_eq!(line(&after, "METHOD"), "METHOD:REQUEST");
        assert_eq!(line(&after, "DTSTART"), "DTSTART:20210422T163000Z");
    }

    async fn law_07_moved_back_does_not_send_the_old_ones_again(app: TestApp) {
        reminded_the_day_before(&app).await;
        app.move_to("2021-04-22T18:30").await;
        app.advance(10);
        app.run_due().await;
        app.advance(5);
        app.move_to("2021-04-15T18:30").await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        let reminded: Vec<_> = app.ledger_of(ANNA).await.into_iter().filter(|row| row.starts_with("reminder")).collect();
        assert_eq!(reminded, ["reminder_24h accepted", "reminder_1h accepted"]);
    }

    async fn law_07_moved_away_and_back_owes_what_had_not_been_sent(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(1);
        app.move_to("2021-04-15T18:30").await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "reminder_24h").await.state.as_str(), "accepted");
    }

    async fn law_07_moved_twice_before_a_notice_left_is_one_notice(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        for start in ["2021-04-22T18:30", "2021-04-23T18:30"] {
            app.advance(1);
            app.move_to(start).await;
            app.plan().await;
        }
        app.advance(10);
        app.run_due().await;
        let [_, notice] = <[_; 2]>::try_from(app.mails_to(ANNA).await).unwrap();
        assert!(notice.text.contains("23. April 2021"));
    }

    async fn law_07_whoever_registers_after_the_move_gets_no_notice(app: TestApp) {
        app.move_to("2021-04-22T18:30").await;
        app.advance(1);
        app.sign_up(ANNA).await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
    }

    async fn law_07_a_new_end_within_the_hour_of_a_reminder_that_waits_is_one_mail(app: TestApp) {
        reminded_the_day_before(&app).await;
        app.at("2021-04-15T15:30:00Z");
        app.plan().await;
        app.advance(1);
        app.app.move_event(SLUG, "2021-04-15T18:30".parse().unwrap(), Some("2021-04-15T21:00".parse().unwrap())).await.unwrap();
        app.run_due().await;
        let states = app.ledger_of(ANNA).await;
        assert_eq!(states, ["confirmation accepted", "reminder_24h accepted", "reminder_1h void covered_by_change", "change accepted"]);
    }

    async fn law_09_a_date_corrected_into_the_past_sends_nothing(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-09T18:30").await;
        app.run_due().await;
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }
}
