//! A mail domain that looks mistyped is asked about, once, and may be right.

use super::{event_path, person};
use crate::support::app::TestApp;

on_each_backend! {
    async fn a_mistyped_domain_is_asked_about_and_nothing_is_kept_yet(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let before = app.dump().await;
        let answer = browser.submit(&page, &person("anna@gmial.com")).await;
        assert_eq!((answer.status, answer.all(".summary[role=alert] a")), (422, vec!["Meinten Sie anna@gmail.com?".to_owned()]));
        assert_eq!(answer.all(".question button"), ["Ja, übernehmen", "Nein, so ist es richtig"]);
        assert_eq!(answer.typed(), ["Anna", "Beispiel", "anna@gmial.com"], "what was typed is kept");
        assert_eq!(answer.all("form button")[0], "Kostenlos anmelden", "the Enter key answers no question");
        assert!(!answer.title().starts_with("Fehler"), "it is none");
        assert_eq!(app.dump().await, before);
    }

    async fn the_suggestion_is_taken_by_a_button(app: TestApp) {
        let done = answered(&app, "take").await;
        assert_eq!(done, ["anna@gmail.com"]);
        assert_eq!(app.ledger_of("anna@gmail.com").await, ["confirmation pending"]);
    }

    async fn the_address_is_kept_as_it_was_typed_by_another(app: TestApp) {
        let done = answered(&app, "keep").await;
        assert_eq!(done, ["anna@gmial.com"]);
        assert_eq!(app.ledger_of("anna@gmial.com").await, ["confirmation pending"]);
    }

    async fn an_address_that_was_put_right_by_hand_is_asked_about_no_more(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let question = browser.submit(&page, &person("anna@gmial.com")).await;
        let done = browser.follow(&browser.submit(&question, &[("email", "anna@example.org")]).await).await;
        assert_eq!(done.all(".address"), ["anna@example.org"]);
    }

    async fn great_domains_and_unknown_ones_are_asked_about_never(app: TestApp) {
        for email in ["a@gmx.de", "b@web.de", "c@vhs-musterstadt.de", "d@mail.com"] {
            let browser = app.browser();
            let page = browser.get(&event_path()).await;
            assert_eq!(browser.submit(&page, &person(email)).await.status, 303, "{email}");
        }
    }
}

/// Answers the question about `anna@gmial.com`; returns the address that the page after it names.
async fn answered(app: &TestApp, with: &str) -> Vec<String> {
    let browser = app.browser();
    let page = browser.get(&event_path()).await;
    let question = browser.submit(&page, &person("anna@gmial.com")).await;
    let form = question.form();
    let mut sent = form.filled_in(&[]);
    sent.push(("typo".to_owned(), with.to_owned()));
    browser.follow(&browser.post(&form.action, &sent).await).await.all(".address")
}
