//! The big list of naughty strings in every field of the form and of an event's file: no 5xx, no panic, and nothing of it comes back
//! as anything but text, in page, mail, list, calendar or log.

use std::collections::BTreeSet;

use halbsieben::app::import::{ImportError, ImportOptions, Imported};
use halbsieben::list::{Dialect, Format};
use mail_parser::MessageParser;
use scraper::Html;
use serde_json::json;

use super::form::{QUESTIONS, with_answers};
use super::{event_path, exported};
use crate::support::app::{EVENT, TestApp, TestMail};
use crate::support::backend::Backend;
use crate::support::browser::Page;
use crate::support::log::Log;

fn naughty() -> Vec<String> {
    let strings: Vec<String> = serde_json::from_str(include_str!("naughty/blns.json")).expect("a list of strings");
    assert!(strings.len() > 484, "the whole list");
    strings
}

/// What would do harm if it stood in a page as it is.
fn is_markup(text: &str) -> bool {
    text.len() > 4 && text.contains('<')
}

/// Nothing on a page runs: no script but the event's data, no handler in a tag, no address that is one.
fn assert_inert(page: &Page, naughty: &str) {
    let html = Html::parse_document(page.html());
    for element in html.root_element().descendent_elements() {
        let tag = element.value();
        let is_data = tag.attr("type") == Some("application/ld+json");
        assert!(tag.name() != "script" || is_data, "{naughty:?} runs on {}", page.path);
        for (name, value) in tag.attrs() {
            let is_address = matches!(name, "href" | "src" | "action" | "formaction" | "data" | "srcset");
            let runs = name.starts_with("on") || (is_address && value.trim_start().to_lowercase().starts_with("javascript:"));
            assert!(!runs, "{naughty:?} made {name}={value:?} on {}", page.path);
        }
    }
}

fn assert_escaped(html: &str, naughty: &str, place: &str) {
    let stands_there = is_markup(naughty) && html.contains(naughty);
    assert!(!stands_there, "{naughty:?} stands unescaped in {place}");
}

/// No string that people type goes into the log, whole.
fn assert_unlogged(log: &Log, naughty: &[String]) {
    let text = log.text();
    assert!(!text.is_empty(), "something is logged");
    let logged: Vec<_> = naughty.iter().filter(|naughty| naughty.len() > 11 && text.contains(naughty.as_str())).collect();
    assert!(logged.is_empty(), "{logged:?}");
}

/// One recipient, no copies, one subject on one line; one calendar entry in lines of 75 bytes at most.
fn assert_sound(mail: &TestMail, naughty: &str) {
    assert_escaped(&mail.html, naughty, "a mail");
    let parsed = MessageParser::default().parse(mail.source.as_bytes()).expect("a mail");
    let to: Vec<_> = parsed.to().expect("a recipient").iter().map(|to| to.address().unwrap_or_default().to_owned()).collect();
    assert_eq!((to, parsed.bcc().is_none(), parsed.cc().is_none()), (vec![mail.to.clone()], true, true), "{naughty:?}");
    assert!(!parsed.subject().expect("a subject").contains(['\r', '\n']), "{naughty:?}");
    let head = mail.source.split("\r\n\r\n").next().expect("a head");
    for header in ["Subject:", "To:", "From:", "Message-ID:"] {
        assert_eq!(head.split("\r\n").filter(|line| line.starts_with(header)).count(), 1, "{header} with {naughty:?}");
    }
    for part in parsed.attachments().filter_map(|part| part.text_contents()).filter(|text| text.starts_with("BEGIN:VCALENDAR")) {
        assert_sound_calendar(part, naughty);
    }
}

fn assert_sound_calendar(calendar: &str, naughty: &str) {
    let lines: Vec<_> = calendar.lines().collect();
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VEVENT").count(), 1, "{naughty:?}");
    assert!(lines.iter().all(|line| line.len() <= 75), "{naughty:?}");
    assert_eq!((lines.first(), lines.last()), (Some(&"BEGIN:VCALENDAR"), Some(&"END:VCALENDAR")), "{naughty:?}");
}

/// Anna with this string in one of her fields.
fn typed<'a>(field: &str, naughty: &'a str, email: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut typed = with_answers(email, "Nichts");
    for (name, value) in &mut typed {
        if *name == field {
            *value = naughty;
        }
    }
    typed
}

/// An event whose every text is this, or, with `only`, one of its texts.
fn event(number: usize, naughty: &str, only: Option<usize>) -> String {
    let mut fields = 0;
    let mut text = |usual: &str| {
        fields += 1;
        if only.is_none_or(|only| only + 1 == fields) { naughty.to_owned() } else { usual.to_owned() }
    };
    json!({
        "slug": format!("e{number}"), "start": "2021-04-15T18:30", "end": "2021-04-15T20:00", "zone": "Europe/Berlin",
        "title": text("Titel"), "subtitle": text("Untertitel"), "series": text("Reihe"), "location": text("Ort"),
        "description": text("Text"), "funding_note": text("gefördert"), "fee": text("keine"), "registration_note": text("bis morgen"),
        "event_type": text("Vortrag"), "topics": [text("Thema")], "audiences": [text("Alle")], "help_contact": text("030 1234"),
        "people": [{ "role": "guest", "title": text("Dr."), "name": text("Ada"), "function": text("Autorin"),
                     "organisation": text("Haus"), "place": text("Ort") }],
        "partners": [{ "name": text("Verein"), "short_name": text("V"), "parent": text("Dach") }],
        "questions": [{ "label": text("Frage?"), "kind": "choice", "options": [text("eins"), "zwei"], "purpose": text("zum Planen") }],
    })
    .to_string()
}

/// How many texts [`event`] has.
const TEXTS: usize = 23;

/// Imports it as far as it can be taken: with the string in every text, or else alone in some of them.
async fn imported(app: &TestApp, number: usize, naughty: &str) -> Vec<String> {
    let publish = || ImportOptions { publish: true, ..ImportOptions::default() };
    if is_taken(app.app.import_event(&event(number, naughty, None), publish()).await) {
        return vec![format!("e{number}")];
    }
    let mut slugs = Vec::new();
    // What is refused everywhere is refused for what it is: the title stands for all, and a short text for a long one.
    for only in [0, 4, 11, 20, TEXTS - 1] {
        let number = 10_000 + number * 100 + only;
        if is_taken(app.app.import_event(&event(number, naughty, Some(only)), publish()).await) {
            slugs.push(format!("e{number}"));
        }
    }
    slugs
}

/// Whether it was taken; what the database does not bear is no refusal.
fn is_taken(imported: Result<Imported, ImportError>) -> bool {
    match imported {
        Ok(_) => true,
        Err(ImportError::Storage(error)) => panic!("{error}"),
        Err(_) => false,
    }
}

fn sound_page(page: &Page, naughty: &str) {
    assert_eq!(page.status, 200, "{naughty:?} on {}", page.path);
    assert_escaped(page.html(), naughty, &page.path);
    assert_inert(page, naughty);
}

on_each_backend! {
    async fn no_field_of_the_form_is_harmed_by_the_big_list_of_naughty_strings(backend: Backend) {
        let app = TestApp::on(backend).set("limits.enabled", "false").published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let log = Log::of_everything();
        let browser = app.browser();
        let form = browser.get(&event_path()).await.form();
        let (naughty, mut taken) = (naughty(), Vec::new());
        for (i, text) in naughty.iter().enumerate() {
            for field in ["given-name", "family-name", "email", "Was möchten Sie fragen?"] {
                let email = format!("p{i}-{}@example.org", field.len());
                let answer = browser.post(&form.action, &form.filled_in(&typed(field, text, &email))).await;
                assert!(matches!(answer.status, 303 | 422), "{text:?} as {field}: {}", answer.status);
                assert_escaped(answer.html(), text, field);
                if answer.status == 303 && field != "email" {
                    taken.push((email, text));
                }
            }
        }
        assert!(taken.len() > naughty.len(), "most of them are odd and no more: {}", taken.len());
        app.run_due().await;
        let mails = app.mails().await;
        for (email, text) in &taken {
            let mail = mails.iter().find(|mail| mail.to == *email).unwrap_or_else(|| panic!("a mail for {text:?}"));
            assert_sound(mail, text);
        }
        for (email, text) in taken.iter().step_by(7) {
            let key = mails.iter().find(|mail| mail.to == *email).expect("a mail").registration_token();
            sound_page(&browser.get(&format!("/r/{key}")).await, text);
        }
        let csv = String::from_utf8(exported(&app, Format::Csv(Dialect::Excel)).await).unwrap();
        let cells = csv.split(';').flat_map(|cell| cell.split("\r\n"));
        let formulas: Vec<_> = cells.filter(|cell| cell.trim_start_matches('"').starts_with(['=', '+', '@', '\t'])).collect();
        assert!(formulas.is_empty(), "{formulas:?}");
        assert!(exported(&app, Format::Xlsx).await.starts_with(b"PK"));
        assert_unlogged(&log, &naughty);
    }

    async fn no_text_of_an_event_is_harmed_by_the_big_list_of_naughty_strings(backend: Backend) {
        let app = TestApp::on(backend).set("limits.enabled", "false").start().await;
        let log = Log::of_everything();
        let browser = app.browser();
        let (naughty, mut taken) = (naughty(), Vec::new());
        for (i, text) in naughty.iter().enumerate() {
            for slug in imported(&app, i, text).await {
                for path in ["", "/register", "/datenschutz", "/registered"] {
                    sound_page(&browser.get(&format!("/events/{slug}{path}")).await, text);
                }
                let calendar = browser.get(&format!("/events/{slug}/calendar.ics")).await;
                assert_sound_calendar(calendar.html(), text);
                let email = format!("{slug}@example.org");
                app.try_sign_up(&slug, &email).await.expect("a sign-up");
                taken.push((email, text));
            }
        }
        let strings: BTreeSet<&&String> = taken.iter().map(|(_, text)| text).collect();
        assert!(strings.len() > 400, "most of them are odd and no more: {}", strings.len());
        for path in ["/", "/en/"] {
            let page = browser.get(path).await;
            assert_inert(&page, "one of them");
            for text in &naughty {
                assert_escaped(page.html(), text, path);
            }
        }
        for path in ["/feeds/events.ics", "/sitemap.xml"] {
            assert_eq!(browser.get(path).await.status, 200, "{path}");
        }
        app.run_due().await;
        let mails = app.mails().await;
        for (email, text) in &taken {
            let mail = mails.iter().find(|mail| mail.to == *email).unwrap_or_else(|| panic!("a mail for {text:?}"));
            assert_sound(mail, text);
        }
        assert_unlogged(&log, &naughty);
    }
}
