//! What other services and sites take of an event: picture, code, oEmbed, and the form in a frame (law 25).

use serde_json::Value;

use super::{ANNA, event_path, person};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

const ELSEWHERE: &str = "https://www.example.org";

async fn framable(backend: Backend) -> TestApp {
    TestApp::on(backend).set("embed.allowed_origins", &format!("{ELSEWHERE},http://localhost:3000")).start().await
}

/// Who may frame a page, and whether old browsers are told that nobody may.
fn framers(page: &Page) -> (String, bool) {
    let policy = page.header("content-security-policy").expect("a policy");
    let framers = policy.split("; ").find_map(|rule| rule.strip_prefix("frame-ancestors ")).expect("a rule").to_owned();
    (framers, page.header("x-frame-options") == Some("DENY"))
}

/// Width and height of a PNG, by its head (RFC 2083 section 11.2.1).
fn size_of(png: &[u8]) -> (u32, u32) {
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

async fn oembed(app: &TestApp, query: &str) -> Value {
    let answer = app.browser().get(&format!("/oembed?{query}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{answer:?}");
    serde_json::from_slice(&answer.body).unwrap()
}

on_each_backend! {
    async fn an_event_has_a_picture_and_a_code_that_its_page_names(app: TestApp) {
        let page = app.browser().get(&event_path()).await;
        let named = page.attributes("meta[property='og:image']", "content").concat();
        let picture = app.browser().get(&named).await;
        assert_eq!((picture.header("content-type"), size_of(&picture.body)), (Some("image/png"), (1200, 630)));
        assert_eq!(page.attributes("meta[name='twitter:card']", "content"), ["summary_large_image"]);
        let code = app.browser().get(&page.attributes(".flyer img", "src").concat()).await;
        assert!(code.header("content-type") == Some("image/svg+xml") && code.html().starts_with("<svg xmlns"), "{code:?}");
        for file in [&picture, &code] {
            assert_eq!(file.header("cross-origin-resource-policy"), Some("cross-origin"), "others show it");
            let again = app.browser().get_with(&file.path, "if-none-match", file.header("etag").unwrap()).await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{}", file.path);
        }
        app.app.cancel_event(SLUG, "").await.unwrap();
        assert_ne!(app.browser().get(&named).await.body, picture.body, "a cancelled event says so");
        for path in ["/events/unknown/og.png", "/events/unknown/qr.svg", "/events/..%2f/og.png"] {
            assert_eq!(app.browser().get(path).await.status, 404, "{path}");
        }
    }

    async fn oembed_describes_events_of_ours_and_nothing_else(backend: Backend) {
        let app = framable(backend).await;
        let event = "url=https%3A%2F%2Fevents.example.org%2Fen%2Fevents%2Fkleinstaedte";
        let about = oembed(&app, event).await;
        assert_eq!((&about["type"], &about["version"], &about["title"]), (&"rich".into(), &"1.0".into(), &"Kleine Städte, große Pläne".into()));
        assert!(about["html"].as_str().unwrap().starts_with("<iframe src=\"https://events.example.org/en/embed/events/kleinstaedte\" "), "{about}");
        assert_eq!((&about["width"], &about["thumbnail_width"]), (&600.into(), &1200.into()));
        let narrow = oembed(&app, &format!("{event}&maxwidth=320&maxheight=400&format=json")).await;
        assert_eq!((&narrow["width"], &narrow["height"], &narrow["thumbnail_url"]), (&320.into(), &400.into(), &Value::Null));
        for (query, status) in [
            (format!("{event}&format=xml"), 501),
            ("url=https%3A%2F%2Fevil.example%2Fevents%2Fkleinstaedte".to_owned(), 404),
            ("url=https%3A%2F%2Fevents.example.org%2Fr%2Fx".to_owned(), 404),
            ("url=https%3A%2F%2Fevents.example.org%2Fevents%2Funknown".to_owned(), 404),
            (String::new(), 404),
            (format!("{event}&maxwidth=wide"), 400),
        ] {
            assert_eq!(app.browser().get(&format!("/oembed?{query}")).await.status, status, "{query}");
        }
        let linked = app.browser().get("/en/events/kleinstaedte").await.attributes("link[type='application/json+oembed']", "href").concat();
        assert_eq!(linked, format!("https://events.example.org/oembed?{event}"));
    }

    async fn without_a_site_that_may_frame_it_an_event_is_a_link(app: TestApp) {
        let about = oembed(&app, "url=https%3A%2F%2Fevents.example.org%2Fevents%2Fkleinstaedte").await;
        assert_eq!((&about["type"], &about["html"]), (&"link".into(), &Value::Null));
        assert_eq!(framers(&app.browser().get("/embed/events/kleinstaedte").await), ("'none'".to_owned(), true));
    }

    async fn only_the_form_for_frames_can_be_framed_and_only_by_the_sites_of_the_settings(backend: Backend) {
        let app = framable(backend).await;
        for path in ["/embed/events/kleinstaedte", "/en/embed/events/kleinstaedte", "/embed/events/kleinstaedte/registered", "/embed/events/unknown", "/embed/unknown"] {
            let page = app.browser().get(path).await;
            assert_eq!(framers(&page), (format!("{ELSEWHERE} http://localhost:3000"), false), "{path}");
            assert_eq!((page.all("header").len(), page.all("footer").len(), page.attributes("base", "target")), (0, 0, vec!["_blank".to_owned()]), "{path}");
        }
        for path in ["/", "/events/kleinstaedte", "/events/embed", "/datenschutz", "/r/x", "/organiser"] {
            assert_eq!(framers(&app.browser().get(path).await), ("'none'".to_owned(), true), "{path}");
        }
    }

    async fn law_25_somebody_signs_up_in_a_frame_without_a_cookie_and_never_leaves_it(backend: Backend) {
        let app = framable(backend).await;
        let browser = app.browser();
        let page = browser.get("/embed/events/kleinstaedte").await;
        assert_eq!((page.all("h1"), page.link("Kleine Städte, große Pläne")), (vec!["Kleine Städte, große Pläne".to_owned()], "/events/kleinstaedte".to_owned()));
        assert_eq!(page.attributes("form", "target"), ["_self"]);
        let wrong = browser.submit(&page, &[("given-name", "Anna"), ("family-name", ""), ("email", "anna@")]).await;
        assert_eq!((wrong.status, wrong.form().action.as_str()), (422, "/embed/events/kleinstaedte/register"));
        assert!(!framers(&wrong).1 && wrong.text().contains("Prüfen Sie Ihre Angaben"));
        let answer = browser.submit(&wrong, &person(ANNA)).await;
        assert!(answer.header("location").unwrap().starts_with("/embed/events/kleinstaedte/registered?receipt="), "{answer:?}");
        let done = browser.follow(&answer).await;
        assert_eq!((framers(&done).1, done.all("h1")), (false, vec!["Sie sind angemeldet".to_owned()]));
        assert!(done.text().contains(ANNA) && !browser.has_cookies());
        let correcting = done.link("korrigieren Sie die Adresse");
        assert!(correcting.starts_with("/embed/events/kleinstaedte/register?typed="), "{correcting}");
        assert_eq!(done.attributes(&format!("a[href='{correcting}']"), "target"), ["_self"]);
        let form = browser.get(&correcting).await;
        assert_eq!((framers(&form).1, form.all("nav").len(), form.typed()[2].as_str()), (false, 0, ANNA));
        assert_eq!((form.form().action.as_str(), form.attributes("form", "target")), ("/embed/events/kleinstaedte/register", vec!["_self".to_owned()]));
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }

    async fn the_form_for_frames_says_where_an_event_stands(backend: Backend) {
        let app = framable(backend).await;
        app.publish(&format!("registration = \"open\"\n{}", EVENT.replace("\"kleinstaedte\"", "\"offen\""))).await;
        app.at("2021-04-15T16:20:00Z");
        let open = app.browser().get("/embed/events/offen").await;
        assert_eq!(open.link("Zur Veranstaltung"), "https://meet.example.org/kleinstaedte");
        app.app.cancel_event(SLUG, "Krankheit").await.unwrap();
        assert!(app.browser().get("/embed/events/kleinstaedte").await.text().contains("Diese Veranstaltung fällt aus. Krankheit"));
    }
}
