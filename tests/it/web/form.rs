//! A form that cannot be taken comes back with what was typed, and says what is wrong with it.

use super::{ANNA, event_path, person};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// What the form asks beyond name and address.
pub(super) const QUESTIONS: &str = r#"
[[questions]]
label = "Was möchten Sie fragen?"
kind = "text"
required = true

[[questions]]
label = "Woher kommen Sie?"
kind = "choice"
required = true
options = ["aus der Stadt", "vom Land"]

[[questions]]
label = "Ich brauche Untertitel"
kind = "tick"
"#;

/// What somebody fills in where [`QUESTIONS`] are asked.
pub(super) fn with_answers<'a>(email: &'a str, question: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut fields = person(email).to_vec();
    fields.extend([("Was möchten Sie fragen?", question), ("vom Land", "")]);
    fields
}

async fn with(backend: Backend, more: &str) -> TestApp {
    TestApp::on(backend).published(&format!("{EVENT}{more}")).start().await
}

/// The sentences of the summary; each leads to its field, and stands there again.
fn problems(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 422, "{page:?}");
    let summary = page.all(".summary[role=alert] a");
    for (target, sentence) in page.attributes(".summary a", "href").iter().zip(&summary) {
        let field = page.attributes(&format!("[id=\"{}\"]", &target[1..]), "id");
        assert_eq!(field.len(), 1, "{target} leads to a field");
        assert!(page.all(".error-text").iter().any(|beside| beside.ends_with(sentence.as_str())), "{sentence} stands at its field");
    }
    summary
}

on_each_backend! {
    async fn an_empty_form_names_every_field_in_german(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let before = app.dump().await;
        let answer = browser.submit(&page, &[]).await;
        let said = ["Geben Sie Ihren Vornamen ein.", "Geben Sie Ihren Nachnamen ein.", "Geben Sie Ihre E-Mail-Adresse ein."];
        assert_eq!(problems(&answer), said);
        assert_eq!(answer.all(".summary h2"), ["Prüfen Sie Ihre Angaben"]);
        assert!(answer.title().starts_with("Fehler: Kleine Städte"), "{}", answer.title());
        assert_eq!(answer.attributes("input[aria-invalid=true]", "id"), ["given_name", "family_name", "email"]);
        assert_eq!(app.dump().await, before);
    }

    async fn an_empty_form_names_every_field_in_english(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/en/events/kleinstaedte").await;
        let answer = browser.submit(&page, &[]).await;
        assert_eq!(problems(&answer), ["Enter your first name.", "Enter your last name.", "Enter your e-mail address."]);
        assert_eq!(answer.all(".summary h2"), ["There is a problem"]);
        assert!(answer.title().starts_with("Error: Kleine Städte"), "{}", answer.title());
    }

    async fn each_empty_field_is_named_alone_and_the_others_keep_their_words(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        for (i, (field, _)) in person(ANNA).into_iter().enumerate() {
            let mut typed = person(ANNA);
            typed[i].1 = "  ";
            let answer = browser.submit(&page, &typed).await;
            assert_eq!(problems(&answer).len(), 1, "{field}");
            let kept: Vec<_> = typed.iter().map(|(_, value)| (*value).to_owned()).collect();
            assert_eq!(answer.typed(), kept);
        }
    }

    async fn a_form_that_was_put_right_is_taken(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let answer = browser.submit(&page, &person("anna@example")).await;
        assert_eq!(problems(&answer), ["Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org."]);
        let done = browser.follow(&browser.hurry(&answer, &[("email", ANNA)]).await).await;
        assert_eq!(done.all(".address"), [ANNA]);
    }

    async fn questions_are_asked_and_answered(backend: Backend) {
        let app = with(backend, QUESTIONS).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let answer = browser.submit(&page, &person(ANNA)).await;
        assert_eq!(problems(&answer), ["Beantworten Sie die Frage „Was möchten Sie fragen?“.", "Wählen Sie bei „Woher kommen Sie?“ eine Antwort aus."]);
        let first = browser.submit(&answer, &[("Was möchten Sie fragen?", "Wie & wann?"), ("Ich brauche Untertitel – freiwillig", "")]).await;
        assert_eq!(problems(&first), ["Wählen Sie bei „Woher kommen Sie?“ eine Antwort aus."]);
        assert_eq!(first.typed(), ["Anna", "Beispiel", ANNA, "Wie & wann?", "ja"]);
        let done = browser.follow(&browser.submit(&first, &[("vom Land", "")]).await).await;
        assert_eq!(done.all(".address"), [ANNA]);
        let kept = app.dump().await.join("\n");
        assert!(kept.contains("Wie & wann?") && kept.contains("vom Land"), "{kept}");
    }

    async fn an_answer_that_is_no_option_is_refused(backend: Backend) {
        let app = with(backend, QUESTIONS).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let form = page.form();
        let mut sent = form.filled_in(&person(ANNA));
        sent.retain(|(name, _)| *name != form.name_of("Was möchten Sie fragen?"));
        sent.push((form.name_of("Was möchten Sie fragen?"), "Nichts".to_owned()));
        sent.push((form.name_of("vom Land"), "vom Mars".to_owned()));
        app.advance(1);
        let answer = browser.post(&form.action, &sent).await;
        assert_eq!(problems(&answer), ["Wählen Sie bei „Woher kommen Sie?“ eine Antwort aus."]);
    }

    async fn a_name_that_is_not_asked_for_may_be_missing(backend: Backend) {
        let app = with(backend, "given_name = \"hidden\"\nfamily_name = \"optional\"\n").await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let done = browser.follow(&browser.submit(&page, &[("email", ANNA)]).await).await;
        assert_eq!(done.all(".address"), [ANNA]);
        app.run_due().await;
        assert!(!app.last_mail_to(ANNA).await.text.is_empty());
    }

    async fn the_last_place_is_given_once_and_the_other_keeps_the_form(backend: Backend) {
        let app = with(backend, "capacity = 1\n").await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        browser.follow(&browser.submit(&page, &person("first@example.org")).await).await;
        let late = browser.submit(&page, &person(ANNA)).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("Inzwischen sind alle Plätze vergeben. Ihre Angaben sind noch da."), "{}", late.text());
        assert_eq!(late.typed(), ["Anna", "Beispiel", ANNA]);
        let full = browser.get(&event_path()).await;
        assert!(full.text().contains("Ausgebucht") && !full.text().contains("Kostenlos anmelden"), "{}", full.text());
        let alone = browser.get("/events/kleinstaedte/register").await;
        assert_eq!((full.status, alone.status), (200, 200));
        for form in [&full, &alone] {
            assert_eq!(form.attributes("input[name=wait]", "value"), ["1"], "only to wait: {}", form.text());
        }
        app.cancel("first@example.org").await;
        assert_eq!(browser.hurry(&late, &[]).await.status, 303, "the form that was kept gets the place that became free");
    }

    async fn an_event_that_has_ended_takes_nobody(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        app.at("2021-04-15T18:00:00Z");
        let before = app.dump().await;
        let late = browser.submit(&page, &person(ANNA)).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("Die Anmeldung ist inzwischen geschlossen. Ihre Angaben wurden nicht gespeichert."), "{}", late.text());
        assert_eq!(app.dump().await, before);
        let alone = browser.get("/events/kleinstaedte/register").await;
        assert!(alone.text().contains("Die Anmeldung ist geschlossen.") && !alone.html().contains("<form"));
    }

    async fn a_cancelled_event_takes_nobody(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        app.app.cancel_event(SLUG, "Krankheit").await.unwrap();
        let before = app.dump().await;
        assert_eq!(browser.submit(&page, &person(ANNA)).await.status, 409);
        assert_eq!(app.dump().await, before);
    }

    async fn an_event_without_registration_has_no_form(backend: Backend) {
        let app = with(backend, "registration = \"open\"\n").await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert_eq!((page.status, page.html().contains("<form")), (200, false));
        assert_eq!(browser.get("/events/kleinstaedte/register").await.status, 404);
        assert_eq!(browser.post("/events/kleinstaedte/register", &[]).await.status, 404);
        app.at("2021-04-15T16:20:00Z");
        assert_eq!(browser.get(&event_path()).await.attributes(".reply a", "href"), ["https://meet.example.org/kleinstaedte"]);
    }
}
