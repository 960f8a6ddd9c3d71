//! Every public page in every state and both languages, held against what was approved.

mod account;
mod elsewhere;
mod organiser;
mod people;
mod personal;

use halbsieben::domain::locale::Locale;

use super::form::QUESTIONS;
use super::{ANNA, event_path, person};
use crate::support::app::{EVENT, SLUG, TestApp, TestMail};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// An event that shows everything that a page can show.
const RICH: &str = r#"
slug = "lesesaele"
title = "Lesesäle der Zukunft"
subtitle = "Was Bibliotheken auf dem Land leisten"
series = "Demokratie vor Ort"
start = "2021-04-20T18:30"
end = "2021-04-20T20:00"
room_url = "https://meet.example.org/lesesaele"
description = """
Ein Abend über *Orte*, die allen offen stehen.

Drei Fragen:

- Wer kommt?
- Wer bleibt weg?

Mehr auf https://example.org/lesesaele."""
funding_note = "Gefördert vom Ministerium für Beispiele."
registration_note = "Anmeldung bis zum Beginn."
event_type = "Podiumsgespräch"
topics = ["Bibliothek", "Ehrenamt"]
audiences = ["Engagierte"]

[[people]]
role = "guest"
title = "Dr."
name = "Halina Wróblewska"
function = "Leiterin"
organisation = "Stadtbücherei"
place = "Musterstadt"

[[people]]
role = "moderation"
name = "Emre Yıldızoğlu"

[[partners]]
name = "Volkshochschule Musterstadt"
short_name = "VHS"
"#;

/// Holds a page against what was approved: its head as people and search engines see it, and all below.
#[track_caller]
fn assert_page(name: &str, page: &Page) {
    let head = ["cache-control", "retry-after", "location"]
        .map(|name| page.header(name).map(|value| format!("{name}: {value}\n")).unwrap_or_default());
    let html = page.html();
    let main = html.find("<main").map_or(html, |at| &html[at..html.find("</main>").expect("an end") + "</main>".len()]);
    let meta = page.attributes("meta[name=description]", "content").into_iter().map(|text| format!("description: {text}\n"));
    let others = page.attributes("nav.language a", "href").into_iter().map(|path| format!("other language: {path}\n"));
    let refresh = page.attributes("meta[http-equiv=refresh]", "content").into_iter().map(|after| format!("refresh: {after}\n"));
    let more: String = meta.chain(others).chain(refresh).collect();
    let shown = format!(
        "{}\n{}title: {}\nlang: {}\n{more}\n{main}",
        page.status,
        head.concat(),
        page.title(),
        page.attributes("html", "lang").concat()
    );
    insta::with_settings!({
        omit_expression => true,
        prepend_module_to_snapshot => false,
        filters => vec![
            (r#"name="stamp" value="[^"]+""#, r#"name="stamp" value="STAMP""#),
            (r"receipt=[\w-]+", "receipt=RECEIPT"),
            (r"\b[0-9a-f]{16}\b", "VERSION"),
            (r"typed=[\w-]+", "typed=TYPED"),
            (r#"name="typed" value="[^"]+""#, r#"name="typed" value="TYPED""#),
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
            (r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "NUMBER"),
            (r"/(r|j|c|outbox|address)/[\w-]{20,}", "/$1/TOKEN"),
            (r"/(sign-in|setup)/[\w-]{20,}", "/$1/KEY"),
            (r#"name="end" value="[\w-]{20,}""#, r#"name="end" value="SESSION""#),
            (r"(?s)<svg.*?</svg>", "<svg/>"),
        ],
    }, {
        insta::assert_snapshot!(name, shown);
    });
}

/// Holds the page at that path against what was approved, in both languages.
async fn assert_both(app: &TestApp, name: &str, path: &str) {
    for locale in Locale::ALL {
        let path = format!("{}{path}", app.app.urls().prefix(locale));
        assert_page(&format!("{name}-{locale}"), &app.browser().get(&path).await);
    }
}

async fn with(more: &str) -> TestApp {
    TestApp::on(Backend::Sqlite).published(&format!("{EVENT}{more}")).start().await
}

/// The page of the default event in that language.
fn event_in(app: &TestApp, locale: Locale) -> String {
    format!("{}{}", app.app.urls().prefix(locale), event_path())
}

/// Somebody's way through the form in that language: the page after it, and the newest mail to them.
async fn joined(app: &TestApp, locale: Locale, email: &str) -> (Page, TestMail) {
    let browser = app.browser();
    let page = browser.get(&event_in(app, locale)).await;
    let done = browser.follow(&browser.submit(&page, &person(email)).await).await;
    app.run_due().await;
    (done, app.last_mail_to(email).await)
}

/// Anna's registration in that language: the page after it, and the tokens of her mail.
async fn anna(app: &TestApp, locale: Locale) -> (Page, String, String) {
    let (done, mail) = joined(app, locale, &format!("anna.{locale}@example.org")).await;
    (done, mail.registration_token(), mail.join_token())
}

#[tokio::test]
async fn the_list_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.publish(RICH).await;
    app.publish(&EVENT.replace("\"kleinstaedte\"", "\"english\"\nlocale = \"en\"\ncapacity = 3").replace("2021-04", "2021-05")).await;
    app.publish(&EVENT.replace("\"kleinstaedte\"", "\"ausgefallen\"").replace("2021-04", "2021-05")).await;
    app.app.cancel_event("ausgefallen", "Krankheit").await.unwrap();
    app.publish(&EVENT.replace("\"kleinstaedte\"", "\"verlegt\"").replace("2021-04", "2021-06")).await;
    app.app.move_event("verlegt", "2021-06-16T18:30:00".parse().unwrap(), None).await.unwrap();
    assert_both(&app, "list", "/").await;
    app.at("2021-04-15T17:00:00Z");
    assert_both(&app, "list-running", "/").await;
    app.at("2021-07-01T00:00:00Z");
    assert_both(&app, "list-empty", "/").await;
    assert_both(&app, "list-past", "/?past=1").await;
}

#[tokio::test]
async fn an_event_that_is_coming_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).published(&format!("{RICH}{QUESTIONS}")).start().await;
    assert_both(&app, "event-rich-with-questions", "/events/lesesaele").await;
    assert_both(&app, "form-alone-with-questions", "/events/lesesaele/register").await;
    let app = with("").await;
    assert_both(&app, "event", &event_path()).await;
}

#[tokio::test]
async fn an_event_with_few_places_reads_as_it_was_approved() {
    let app = with("capacity = 2\n").await;
    app.sign_up(ANNA).await;
    assert_both(&app, "event-few", &event_path()).await;
    app.sign_up("bert@example.org").await;
    assert_both(&app, "event-full", &event_path()).await;
    assert_both(&app, "form-alone-full", "/events/kleinstaedte/register").await;
}

#[tokio::test]
async fn an_event_reads_as_it_was_approved_whatever_becomes_of_it() {
    let app = with("").await;
    app.move_to("2021-04-16T19:00").await;
    assert_both(&app, "event-moved", &event_path()).await;
    app.at("2021-04-16T17:30:00Z");
    assert_both(&app, "event-running", &event_path()).await;
    assert_eq!(app.browser().get(&event_path()).await.link("Link verlegt? Noch einmal senden"), "/lost-link");
    app.at("2021-04-16T18:30:00Z");
    assert_both(&app, "event-over", &event_path()).await;
    assert_both(&app, "form-alone-closed", "/events/kleinstaedte/register").await;
    let app = with("").await;
    app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
    assert_both(&app, "event-cancelled", &event_path()).await;
}

#[tokio::test]
async fn an_event_that_needs_no_registration_reads_as_it_was_approved() {
    for mode in ["optional", "open"] {
        let app = with(&format!("registration = \"{mode}\"\n")).await;
        assert_both(&app, &format!("event-{mode}"), &event_path()).await;
        app.at("2021-04-15T16:20:00Z");
        assert_both(&app, &format!("event-{mode}-doors-open"), &event_path()).await;
    }
}

#[tokio::test]
async fn the_form_that_comes_back_reads_as_it_was_approved() {
    let app = with(QUESTIONS).await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let page = browser.get(&event_in(&app, locale)).await;
        let answer = browser.submit(&page, &[("given-name", "www.spam.example"), ("email", "anna@")]).await;
        assert_page(&format!("form-wrong-{locale}"), &answer);
        let form = browser.get(&page.path).await.form();
        let mut sent = form.filled_in(&person(ANNA));
        sent.retain(|(name, _)| name != "stamp");
        assert_page(&format!("form-unstamped-{locale}"), &browser.post(&form.action, &sent).await);
    }
}

#[tokio::test]
async fn what_follows_a_sign_up_reads_as_it_was_approved() {
    let app = with("").await;
    for locale in Locale::ALL {
        let (done, registration, join) = anna(&app, locale).await;
        assert_page(&format!("done-{locale}"), &done);
        for (name, path) in [
            ("registration", format!("/r/{registration}")),
            ("cancel", format!("/r/{registration}/cancel")),
            ("join-days-ahead", format!("/j/{join}")),
        ] {
            assert_page(&format!("{name}-{locale}"), &app.browser().get(&path).await);
        }
        let browser = app.browser();
        let question = browser.get(&format!("/r/{registration}/cancel")).await;
        assert_page(&format!("registration-cancelled-{locale}"), &browser.follow(&browser.submit(&question, &[]).await).await);
        assert_page(&format!("join-cancelled-by-oneself-{locale}"), &browser.get(&format!("/j/{join}")).await);
    }
    assert_both(&app, "done-for-nobody", "/events/kleinstaedte/registered").await;
}

#[tokio::test]
async fn the_hours_around_the_start_read_as_they_were_approved() {
    for locale in Locale::ALL {
        let app = with("").await;
        app.at("2021-04-15T16:05:00Z");
        let (done, registration, join) = anna(&app, locale).await;
        assert_page(&format!("done-late-{locale}"), &done);
        assert_page(&format!("join-early-{locale}"), &app.browser().get(&format!("/j/{join}")).await);
        assert_page(&format!("join-early-still-{locale}"), &app.browser().get(&format!("/j/{join}?auto=0")).await);
        app.at("2021-04-15T16:35:00Z");
        assert_page(&format!("registration-doors-open-{locale}"), &app.browser().get(&format!("/r/{registration}")).await);
        let (done, ..) = anna(&app, locale).await;
        assert_page(&format!("done-running-{locale}"), &done);
        app.at("2021-04-15T18:30:00Z");
        assert_page(&format!("join-over-{locale}"), &app.browser().get(&format!("/j/{join}")).await);
        assert_page(&format!("registration-over-{locale}"), &app.browser().get(&format!("/r/{registration}")).await);
    }
}

#[tokio::test]
async fn the_link_to_a_cancelled_event_or_a_missing_room_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).published(&EVENT.replace("room_url", "series")).start().await;
    let (_, registration, german) = anna(&app, Locale::De).await;
    let (.., english) = anna(&app, Locale::En).await;
    app.at("2021-04-15T16:20:00Z");
    let links = [(Locale::De, german), (Locale::En, english)];
    for (locale, join) in &links {
        assert_page(&format!("join-missing-{locale}"), &app.browser().get(&format!("/j/{join}")).await);
    }
    app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
    for (locale, join) in &links {
        assert_page(&format!("join-event-cancelled-{locale}"), &app.browser().get(&format!("/j/{join}")).await);
    }
    assert_page("registration-event-cancelled-de", &app.browser().get(&format!("/r/{registration}")).await);
}

#[tokio::test]
async fn what_is_not_there_reads_as_it_was_approved() {
    let app = with("").await;
    assert_both(&app, "privacy", "/datenschutz").await;
    assert_both(&app, "not-found", "/unknown").await;
    assert_page("link-unknown-de", &app.browser().get("/r/unknown").await);
    let foreign = app.browser().post_from_elsewhere("/en/events/kleinstaedte/register", "sec-fetch-site", "cross-site").await;
    assert_page("foreign-form-en", &foreign);
    let large = app.browser().post_raw("/events/kleinstaedte/register", "application/x-www-form-urlencoded", vec![b'x'; 100_000]).await;
    assert_page("too-large-de", &large);
}

#[tokio::test]
async fn the_outbox_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = TestApp::on(Backend::Sqlite).set("locale.default", locale.tag()).start().await;
        let browser = app.browser();
        let outbox = app.app.urls().outbox();
        assert_page(&format!("outbox-empty-{locale}"), &browser.get(&outbox).await);
        anna(&app, locale).await;
        let list = browser.get(&outbox).await;
        assert_page(&format!("outbox-{locale}"), &list);
        let mail = list.attributes("ol.mails a", "href").remove(0);
        assert_page(&format!("outbox-mail-{locale}"), &browser.get(&mail).await);
        let text = browser.get(&format!("{mail}?view=text")).await;
        assert!(text.all("pre")[0].contains("Kleine Städte, große Pläne"), "{}", text.text());
    }
}
