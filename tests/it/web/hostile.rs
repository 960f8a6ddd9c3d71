//! Hostile input: never 5xx, a clear sentence, and nothing kept of what is refused. What is taken is read back everywhere.

use std::fmt::Write as _;

use halbsieben::list::{Dialect, Format};
use mail_parser::MessageParser;

use super::form::{QUESTIONS, with_answers};
use super::{ANNA, event_path, exported, person};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;

const FORM: &str = "application/x-www-form-urlencoded";
const REGISTER: &str = "/events/kleinstaedte/register";
/// Every field that takes a text.
const FIELDS: [&str; 4] = ["given-name", "family-name", "email", "Was möchten Sie fragen?"];

async fn with_questions(backend: Backend) -> TestApp {
    TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await
}

/// What a person fills in, with this value in that field.
fn filled<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut typed = with_answers(ANNA, "Nichts");
    typed.retain(|(name, _)| *name != field);
    typed.push((field, value));
    typed
}

/// The form's fields as the wire has them, so that bytes can be added.
async fn encoded(app: &TestApp) -> Vec<u8> {
    let browser = app.browser();
    let fields = browser.get(&event_path()).await.form().filled_in(&person(ANNA));
    app.advance(1);
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

async fn attendees(app: &TestApp) -> String {
    String::from_utf8(exported(app, Format::Csv(Dialect::Excel)).await).unwrap()
}

on_each_backend! {
    async fn what_no_field_can_hold_is_refused_with_a_sentence(backend: Backend) {
        let app = with_questions(backend).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let before = app.dump().await;
        let long = "x".repeat(10_000);
        for field in FIELDS {
            for value in [long.as_str(), "a\0b", "A\r\nBcc: x@y", "a\u{202e}b", "\u{85}x\u{85}y"] {
                let answer = browser.submit(&page, &filled(field, value)).await;
                assert_eq!(answer.status, 422, "{field}: {value:?}");
                assert_eq!((answer.all(".summary li").len(), answer.all(".error-text").len()), (1, 1), "{field}: {value:?}");
                assert!(answer.all(".summary li")[0].ends_with('.'), "{field}: {value:?}");
            }
        }
        assert_eq!(app.dump().await, before);
    }

    async fn what_looks_dangerous_in_a_name_is_kept_and_harms_nowhere(backend: Backend) {
        let app = with_questions(backend).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let formula = "=cmd|' /C calc'!A0";
        let script = "<script>alert(1)</script>";
        for (i, (field, value)) in FIELDS.iter().filter(|field| **field != "email").flat_map(|field| [(field, formula), (field, script)]).enumerate() {
            let email = format!("p{i}@example.org");
            let mut typed = filled(field, value);
            typed.retain(|(name, _)| *name != "email");
            typed.push(("email", &email));
            let done = browser.follow(&browser.submit(&page, &typed).await).await;
            assert_eq!(done.all(".address"), [email.as_str()], "{field}: {value}");
            app.run_due().await;
            let mail = app.last_mail_to(&email).await;
            let mine = browser.get(&format!("/r/{}", mail.registration_token())).await;
            for html in [done.html(), mine.html(), &mail.html] {
                assert!(!html.contains("<script>alert"), "{field}: {html}");
            }
            let shown = *field == "Was möchten Sie fragen?" || mine.text().contains(value);
            assert!(shown, "{field} is kept as it was typed: {}", mine.text());
        }
        let csv = attendees(&app).await;
        assert!(csv.contains("\"'=cmd|") && !csv.contains("\"=cmd|") && !csv.contains(";=cmd|"), "{csv}");
    }

    async fn no_name_adds_a_header_to_the_mail(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let typed = [("given-name", "\"Anna\" <x@y.example>, Bcc: z@y.example"), ("family-name", "=?utf-8?q?B?="), ("email", ANNA)];
        assert_eq!(browser.submit(&page, &typed).await.status, 303);
        app.run_due().await;
        let source = app.last_mail_to(ANNA).await.source;
        let mail = MessageParser::default().parse(source.as_bytes()).expect("a mail");
        let to: Vec<_> = mail.to().unwrap().iter().map(|to| to.address().unwrap().to_owned()).collect();
        assert_eq!((to, mail.bcc().is_none()), (vec![ANNA.to_owned()], true));
    }

    async fn names_and_addresses_of_the_world_are_taken(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        for (given, family, email) in [
            ("李", "雷", "li@example.org"),
            ("Zoe\u{308}", "O'Brien-Nuñez", "zoe+akademie@example.org"),
            ("محمد", "Đặng", "m@müller.example"),
            ("👨‍👩‍👧", "Null", "null@example.org"),
        ] {
            let done = browser.follow(&browser.submit(&page, &[("given-name", given), ("family-name", family), ("email", email)]).await).await;
            assert_eq!(done.all(".address"), [email]);
            app.run_due().await;
            assert!(app.mails().await.last().unwrap().text.contains(family), "{family}");
        }
    }

    async fn what_is_no_form_is_refused_without_a_trace(app: TestApp) {
        let good = encoded(&app).await;
        let before = app.dump().await;
        let with = |more: &[u8]| [good.as_slice(), more].concat();
        for (what, content_type, body, status) in [
            ("invalid UTF-8", FORM, with(b"&x=\xff\xfe"), 400),
            ("invalid UTF-8, encoded", FORM, with(b"&x=%C0%AF"), 400),
            ("a field twice", FORM, with(b"&email=b%40example.org"), 400),
            ("an unknown field twice", FORM, with(b"&x=1&x=2"), 400),
            ("JSON", "application/json", good.clone(), 415),
            ("multipart", "multipart/form-data; boundary=x", good.clone(), 415),
            ("a megabyte", FORM, with(&[b"&x=".as_slice(), &vec![b'x'; 1024 * 1024]].concat()), 413),
        ] {
            let answer = app.browser().post_raw(REGISTER, content_type, body).await;
            assert_eq!(answer.status, status, "{what}");
            assert_eq!((answer.all("h1").len(), answer.all("main p").is_empty()), (1, false), "{what}: {answer:?}");
        }
        assert_eq!(app.dump().await, before);
        assert_eq!(app.browser().post_raw(REGISTER, FORM, good).await.status, 303, "the form without all that is taken");
    }

    async fn ten_thousand_fields_are_no_trouble(app: TestApp) {
        let mut body = encoded(&app).await;
        let more = (0..6_000).fold(String::new(), |mut more, i| {
            let _ = write!(more, "&x{i}=1");
            more
        });
        body.extend(more.into_bytes());
        let answer = app.browser().post_raw(REGISTER, FORM, body).await;
        assert!(answer.status < 500, "{answer:?}");
    }

    async fn paths_that_nobody_has_are_not_found(app: TestApp) {
        for path in [
            "/events/%00", "/events/%ff", "/events/..%2f..%2fetc%2fpasswd", "/events/'%20OR%201=1--", "/events/%0d%0aSet-Cookie:x", "/r/%00",
            "/j/%ff", "/assets/..%2f..%2fCargo.toml", "/assets/%2e%2e", "/.git/config", "/events/kleinstaedte%20", "/events/%0d%0a/calendar.ics",
            "/events/kleinstaedte/registered/x", "/outbox/%ff/%ff",
        ] {
            let answer = app.browser().get(path).await;
            assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
            assert_eq!(answer.all("h1").len(), 1, "{path} has a page");
        }
    }

    async fn queries_that_make_no_sense_are_no_trouble(app: TestApp) {
        for path in ["/?past=x", "/?past=1&past=2", "/?page=-1", "/?%ff", "/events/kleinstaedte?x=%00", "/events/kleinstaedte/registered?receipt=%ff%00", "/events/kleinstaedte/registered?receipt=a&receipt=b"] {
            let answer = app.browser().get(path).await;
            assert!(answer.status < 500, "{path}: {answer:?}");
        }
    }
}
