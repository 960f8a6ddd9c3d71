//! Law 23: personal data go by themselves when their term has ended, and counts remain.

use crate::support::app::{SLUG, TestApp};

/// Thirty days after the end at 20:00, to the second.
const TERM_ENDS: &str = "2021-05-15T18:00:00Z";

on_each_backend! {
    async fn law_23_nothing_is_removed_before_the_term_has_ended(app: TestApp) {
        app.sign_up_many(3).await;
        app.at(TERM_ENDS);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        assert_eq!(app.app.list_attendees(SLUG, 0, 10).await.unwrap().len(), 3);
    }

    async fn law_23_registrations_mails_and_their_rows_go_when_the_term_has_ended(app: TestApp) {
        app.sign_up_many(3).await;
        app.run_due().await;
        app.at(TERM_ENDS);
        app.advance(1);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 3);
        assert!(app.app.list_attendees(SLUG, 0, 10).await.unwrap().is_empty());
        assert!(app.rows().await.is_empty());
        assert!(app.mails().await.is_empty());
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0, "a second run has nothing to do");
    }

    async fn law_23_how_many_were_registered_stays(app: TestApp) {
        app.sign_up_many(3).await;
        app.at(TERM_ENDS);
        app.advance(1);
        app.app.remove_past_term().await.unwrap();
        assert_eq!(app.tamper("UPDATE event SET registered_in_the_end = 0 WHERE registered_in_the_end = 3").await, 1);
    }
}
