//! Reminders off and on: on one's page, by the link in a mail, by the one click of a mail program.

use axum::http::header;

use super::{ANNA, annas_page};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;

/// What the ledger says of Anna's reminders.
async fn reminders(app: &TestApp) -> Vec<String> {
    app.ledger_of(ANNA).await.into_iter().filter(|row| row.starts_with("reminder")).collect()
}

/// Presses the button on Anna's page.
async fn switch(app: &TestApp, path: &str, to: &str) -> String {
    let browser = app.browser();
    let form = browser.get(path).await.form_at("/reminders");
    let answer = browser.post(&form.action, &[("reminders".to_owned(), to.to_owned())]).await;
    browser.follow(&answer).await.text()
}

on_each_backend! {
    async fn switched_off_on_the_page_none_is_sent(app: TestApp) {
        let path = annas_page(&app).await;
        let said = switch(&app, &path, "off").await;
        assert!(said.contains("Wir erinnern Sie nicht mehr.") && !said.contains("Geplant"), "{said}");
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void unsubscribed", "reminder_1h void unsubscribed"]);
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }

    async fn switched_on_again_what_is_still_of_use_is_owed_again(app: TestApp) {
        let path = annas_page(&app).await;
        switch(&app, &path, "off").await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void unsubscribed"]);
        app.advance(30);
        assert!(switch(&app, &path, "on").await.contains("Wir erinnern Sie wieder."));
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h accepted"]);
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h accepted", "reminder_1h accepted"]);
    }

    async fn law_05_switched_on_within_the_hour_of_the_next_one_that_one_stands_for_both(app: TestApp) {
        let path = annas_page(&app).await;
        switch(&app, &path, "off").await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        app.at("2021-04-15T15:00:00Z");
        switch(&app, &path, "on").await;
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void covered_by_later_reminder"]);
    }

    async fn law_04_switched_on_after_the_end_nothing_is_owed_any_more(app: TestApp) {
        let path = annas_page(&app).await;
        switch(&app, &path, "off").await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        app.at("2021-04-15T18:00:00Z");
        switch(&app, &path, "on").await;
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void unsubscribed", "reminder_1h void unsubscribed"]);
    }

    async fn law_03_switched_off_while_one_waits_it_is_not_sent(app: TestApp) {
        let path = annas_page(&app).await;
        app.at("2021-04-14T16:30:00Z");
        app.plan().await;
        assert_eq!(reminders(&app).await, ["reminder_24h pending"]);
        switch(&app, &path, "off").await;
        app.deliver().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void unsubscribed"]);
    }

    async fn law_18_the_link_in_a_mail_asks_and_the_button_does_it(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        let link = app.last_mail_to(ANNA).await.link_with("/unsubscribe");
        let before = app.dump().await;
        let question = browser.get(&link).await;
        assert_eq!((question.status, question.all("h1")), (200, vec!["Möchten Sie zu dieser Veranstaltung keine Erinnerungen mehr bekommen?".to_owned()]));
        assert_eq!(app.dump().await, before);
        let done = browser.submit(&question, &[]).await;
        assert_eq!((done.status, done.all("h1")), (200, vec!["Keine Erinnerungen mehr".to_owned()]));
        let back = browser.follow(&browser.post(&format!("{path}/reminders"), &done.form().filled_in(&[])).await).await;
        assert!(back.text().contains("Wir erinnern Sie wieder."), "{}", back.text());
    }

    async fn one_click_of_a_mail_program_comes_from_elsewhere_without_a_cookie_and_is_taken(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        let one_click = browser.post_from_elsewhere(&format!("{path}/unsubscribe"), "origin", "https://mail.example").await;
        assert_eq!((one_click.status, one_click.header("location"), browser.has_cookies()), (200, None, false));
        let with_files = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        let again = browser.post_raw(&format!("{path}/unsubscribe"), "multipart/form-data; boundary=x", with_files.into()).await;
        assert_eq!(again.status, 200);
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(reminders(&app).await, ["reminder_24h void unsubscribed", "reminder_1h void unsubscribed"]);
        // Nothing else is open to other sites.
        for end in ["reminders", "cancel", "rejoin", ""] {
            let address = format!("{path}/{end}");
            let foreign = browser.post_from_elsewhere(address.trim_end_matches('/'), "origin", "https://mail.example").await;
            assert_eq!(foreign.status, 403, "{end}");
        }
    }

    async fn reminders_carry_the_way_out_in_their_head(app: TestApp) {
        annas_page(&app).await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let head = app.last_mail_to(ANNA).await.source;
        assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{head}");
        assert!(!app.mails_to(ANNA).await[0].source.contains("List-Unsubscribe"));
    }

    async fn a_follow_up_is_not_sent_to_who_wants_no_reminders(backend: Backend) {
        let after = "\n[[reminders]]\nafter_minutes = 30\ntext = \"Danke!\"\n";
        let app = TestApp::on(backend).published(&format!("{EVENT}{after}")).start().await;
        let path = annas_page(&app).await;
        app.browser().post(&format!("{path}/unsubscribe"), &[]).await;
        app.at("2021-04-15T18:30:00Z");
        app.run_due().await;
        let rows = app.ledger_of(ANNA).await;
        assert!(rows.contains(&"follow_up_30min void unsubscribed".to_owned()), "{rows:?}");
        let mine = app.browser().get(&path).await;
        assert_eq!(mine.form_at("/reminders").action, format!("{path}/reminders"), "the page may still switch them on");
    }

    async fn nonsense_switches_nothing(app: TestApp) {
        let path = annas_page(&app).await;
        let before = app.dump().await;
        let answer = app.browser().post(&format!("{path}/reminders"), &[("reminders".to_owned(), "perhaps".to_owned())]).await;
        assert_eq!((answer.status, answer.header(header::CACHE_CONTROL.as_str())), (400, Some("private, no-store")));
        assert_eq!(app.browser().post("/r/unknown/unsubscribe", &[]).await.status, 404);
        assert_eq!(app.dump().await, before);
    }
}
