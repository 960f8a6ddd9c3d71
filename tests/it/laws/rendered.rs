//! Law 3: what a mail says is read when it is written, never when it was planned.

use crate::support::app::TestApp;

const ANNA: &str = "anna@example.org";

on_each_backend! {
    async fn law_03_a_name_changed_after_planning_is_the_new_name(app: TestApp) {
        app.sign_up(ANNA).await;
        app.tamper("UPDATE registration SET family_name = 'Neumann'").await;
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("Anna Neumann"));
    }

    async fn law_03_an_address_changed_after_planning_is_the_new_address(app: TestApp) {
        app.sign_up(ANNA).await;
        app.tamper("UPDATE registration SET email = 'neu@example.org', email_key = 'neu@example.org'").await;
        app.run_due().await;
        assert_eq!(app.mails_to("neu@example.org").await.len(), 1);
    }

    async fn law_03_a_title_changed_after_planning_is_the_new_title(app: TestApp) {
        app.sign_up(ANNA).await;
        app.tamper("UPDATE event SET title = 'Ein neuer Titel', version = version + 1").await;
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.subject.contains("Ein neuer Titel"));
    }

    async fn law_03_a_date_changed_after_planning_is_the_new_date(app: TestApp) {
        app.sign_up(ANNA).await;
        app.move_to("2021-04-22T19:00").await;
        app.deliver().await;
        let mail = app.last_mail_to(ANNA).await;
        assert!(mail.text.contains("22. April 2021") && !mail.text.contains("15. April 2021"), "{}", mail.text);
    }

    async fn law_03_a_mail_that_waited_beyond_the_old_end_is_sent_for_the_new_date(app: TestApp) {
        app.sign_up(ANNA).await;
        app.move_to("2021-04-22T18:30").await;
        app.at("2021-04-16T10:00:00Z");
        app.deliver().await;
        assert_eq!(app.row(ANNA, "confirmation").await.state.as_str(), "accepted");
    }

    async fn law_03_a_mail_that_waited_beyond_the_new_end_is_expired(app: TestApp) {
        app.sign_up(ANNA).await;
        app.move_to("2021-04-12T18:30").await;
        app.at("2021-04-13T10:00:00Z");
        app.deliver().await;
        assert_eq!(app.row(ANNA, "confirmation").await.state.as_str(), "expired");
    }
}
