//! The headers of every answer, and what is the same for every address (laws 20 and 25).

mod addresses;

use axum::http::{Method, header};

use self::addresses::{MISSING, PUBLIC, addresses, everything, personal, personal_with_files};
use super::{ANNA, event_path, person};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// Whatever a page of ours may lead to beside itself: the calendars that people ask for by a click.
const CALENDARS: [&str; 3] = ["https://calendar.google.com/", "https://outlook.live.com/", "https://outlook.office.com/"];
/// What no page has in it: scripts, styles beside the sheet, frames.
const FOREIGN: &str = "script:not([type='application/ld+json']), [style], style, iframe, frame, object, embed";

/// Every address in the table of routes that participants can get, as `/events/{slug}/register`.
fn routes() -> Vec<String> {
    let table = include_str!("../../../src/web.rs");
    let calls = table.split(".route(").skip(1).filter(|call| call.split(".route(").next().unwrap_or_default().contains("get("));
    let paths =
        calls.filter_map(|call| call.split('"').nth(1)).map(|path| path.replace("{prefix}", "").replace("{{", "{").replace("}}", "}"));
    let others = ["{home}", "{of_event}", "/outbox", "/assets"];
    let for_participants = |path: &String| others.iter().all(|other| !path.starts_with(other));
    paths.filter(for_participants).collect()
}

/// Whether a path is one that a route answers.
fn answers(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(&path).all(|(part, given)| part.starts_with('{') || part == given)
}

#[tokio::test]
async fn law_25_no_route_of_participants_is_left_out_here() {
    let app = everything().await;
    let mut seen = Vec::new();
    for (path, status) in addresses(&app).await {
        assert_eq!(app.browser().get(&path).await.status, status, "{path}");
        seen.extend((status == 200).then_some(path));
    }
    let routes = routes();
    assert!(routes.len() > 20, "{routes:?}");
    let unseen: Vec<_> = routes.iter().filter(|route| !seen.iter().any(|path| answers(route, path))).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

fn assert_protected(page: &Page) {
    let policy = page.header("content-security-policy").expect("a policy");
    for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "style-src 'self'"] {
        assert!(policy.contains(rule), "{}: {policy}", page.path);
    }
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{}", page.path);
    assert_eq!(page.header("strict-transport-security"), Some("max-age=31536000; includeSubDomains"), "{}", page.path);
    assert!(page.header("referrer-policy").is_some() && page.header("set-cookie").is_none(), "{}", page.path);
}

#[tokio::test]
async fn law_25_no_page_sets_a_cookie_and_each_is_protected() {
    let app = everything().await;
    let browser = app.browser();
    for (path, _) in addresses(&app).await {
        assert_protected(&browser.get(&path).await);
    }
    assert!(!browser.has_cookies());
}

#[tokio::test]
async fn law_25_nothing_on_a_page_leads_to_another_host_but_the_calendars() {
    let app = everything().await;
    let mut paths = personal(&app).await;
    paths.extend(PUBLIC.into_iter().chain(MISSING).map(str::to_owned));
    for path in paths {
        let page = app.browser().get(&path).await;
        let mut addresses = Vec::new();
        for attribute in ["href", "src", "action", "srcset", "poster", "data", "formaction"] {
            addresses.extend(page.attributes(&format!("[{attribute}]"), attribute));
        }
        assert!(!addresses.is_empty(), "{path}");
        let leads_away = |address: &&String| {
            let at_home = address.starts_with("https://events.example.org/") || address.starts_with("webcal://events.example.org/");
            address.contains("//") && !at_home && !CALENDARS.iter().any(|calendar| address.starts_with(calendar))
        };
        assert_eq!(addresses.iter().find(leads_away), None, "{path}");
        for loaded in page.attributes("link[rel=stylesheet], link[rel=preload], link[rel=icon]", "href") {
            assert!(loaded.starts_with("/assets/") || loaded == "/favicon.svg", "{path}: {loaded}");
        }
        assert_eq!(page.all(FOREIGN).len(), 0, "{path}");
    }
}

#[tokio::test]
async fn every_asset_that_a_page_names_is_there_for_ever() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.browser();
    let page = browser.get("/").await;
    for path in page.attributes("link[rel=stylesheet], link[rel=preload]", "href") {
        let asset = browser.get(&path).await;
        assert_eq!((asset.status, asset.header("cache-control")), (200, Some("public, max-age=31536000, immutable")), "{path}");
    }
}

#[tokio::test]
async fn law_20_personal_pages_are_kept_by_nobody() {
    let app = everything().await;
    for path in personal_with_files(&app).await {
        let page = app.browser().get(&path).await;
        assert_eq!(page.header("cache-control"), Some("private, no-store"), "{path}");
        assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), (Some("no-referrer"), Some("noindex")), "{path}");
    }
}

#[tokio::test]
async fn public_pages_are_kept_for_a_minute_and_not_sent_twice() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.browser();
    for path in
        ["/", "/en/", "/events/kleinstaedte", "/datenschutz", "/events/kleinstaedte/calendar.ics", "/feeds/events.ics", "/sitemap.xml"]
    {
        let first = browser.get(path).await;
        assert_eq!((first.status, first.header("cache-control")), (200, Some("public, max-age=60")), "{path}");
        app.advance(5);
        let again = browser.get_with(path, "if-none-match", first.header("etag").expect("a validator")).await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, first.header("etag")), "{path}");
    }
}

#[tokio::test]
async fn a_changed_event_is_a_changed_page_at_once() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.browser();
    let first = browser.get(&event_path()).await;
    app.move_to("2021-04-22T18:30").await;
    let again = browser.get_with(&event_path(), "if-none-match", first.header("etag").unwrap()).await;
    assert_eq!(again.status, 200);
    assert!(again.text().contains("22. April 2021") && again.header("etag") != first.header("etag"), "{}", again.text());
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = everything().await;
    for (path, _) in addresses(&app).await {
        // Each from a browser of its own, so that neither is answered from what the other left in the cache.
        let (mut got, mut head) = (app.browser().get(&path).await, app.browser().ask(Method::HEAD, &path).await);
        assert_eq!((head.status, head.body.len()), (got.status, 0), "{path}");
        got.headers.remove(header::CONTENT_LENGTH);
        head.headers.remove(header::CONTENT_LENGTH);
        assert_eq!(head.headers, got.headers, "{path}");
    }
}

#[tokio::test]
async fn another_method_is_told_which_there_are() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.browser();
    for (method, path, allowed) in [
        (Method::POST, "/", "GET,HEAD"),
        (Method::DELETE, "/events/kleinstaedte", "GET,HEAD"),
        (Method::PUT, "/events/kleinstaedte/register", "GET,HEAD,POST"),
        (Method::GET, "/organiser/sign-out", "POST"),
        (Method::TRACE, "/", "GET,HEAD"),
        (Method::PUT, "/j/x", "GET,HEAD,POST"),
    ] {
        let answer = browser.ask(method.clone(), path).await;
        let told = answer.header("allow").unwrap_or_default().replace(' ', "");
        assert_eq!((answer.status, told.as_str()), (405, allowed), "{method} {path}");
        assert_eq!(answer.all("h1").len(), 1);
    }
}

#[tokio::test]
async fn a_trailing_slash_leads_to_the_address_without() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    for (path, to) in [
        ("/events/", "/events"),
        ("/events/kleinstaedte/?utm=1", "/events/kleinstaedte?utm=1"),
        ("/en", "/en/"),
        ("/en/datenschutz/", "/en/datenschutz"),
    ] {
        let answer = app.browser().get(path).await;
        assert_eq!((answer.status, answer.header("location")), (308, Some(to)), "{path}");
    }
    for path in ["//evil.example/", "/\\evil.example/", "//evil.example//"] {
        assert_eq!(app.browser().get(path).await.header("location"), None, "{path}");
    }
}

#[tokio::test]
async fn programs_are_told_of_problems_in_json() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let answer = app.browser().get_with("/unknown", "accept", "application/json").await;
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/problem+json")));
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!((problem["status"].as_u64(), problem["title"].as_str()), (Some(404), Some("Not Found")));
}

#[tokio::test]
async fn links_never_come_from_the_host_header() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let page = app.browser().get_with(&event_path(), "x-forwarded-host", "evil.example").await;
    assert!(!page.html().contains("evil.example") && page.html().contains("https://events.example.org/events/kleinstaedte"));
}

on_each_backend! {
    async fn a_draft_is_told_from_nothing_by_nobody(app: TestApp) {
        let draft = EVENT.replace("kleinstaedte\"\ntitle", "entwurf\"\ntitle");
        app.app.import_event(&draft, halbsieben::app::import::ImportOptions::default()).await.expect("a draft");
        assert!(app.app.show_event("entwurf").await.is_ok() && draft.contains("\"entwurf\"") && SLUG != "entwurf");
        for path in ["", "/register", "/registered", "/calendar.ics"] {
            for prefix in ["/events", "/en/events"] {
                let draft = app.browser().get(&format!("{prefix}/entwurf{path}")).await;
                let nothing = app.browser().get(&format!("{prefix}/niemals{path}")).await;
                assert_eq!((draft.status, nothing.status), (404, 404), "{path}");
                assert_eq!((&draft.body, &draft.headers), (&nothing.body, &nothing.headers), "{path}");
            }
        }
        let browser = app.browser();
        let sent = browser.get(&event_path()).await.form().filled_in(&person(ANNA));
        app.advance(1);
        let (draft, nothing) = (browser.post("/events/entwurf/register", &sent).await, browser.post("/events/niemals/register", &sent).await);
        assert_eq!((draft.status, &draft.body, &draft.headers), (404, &nothing.body, &nothing.headers));
        for listed in ["/", "/?past=1", "/feeds/events.ics", "/sitemap.xml"] {
            assert!(!app.browser().get(listed).await.html().contains("entwurf"), "{listed}");
        }
    }
}
