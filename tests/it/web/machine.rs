//! What search engines, calendars and monitors read.

use halbsieben::urls::KEYED_PATHS;
use serde_json::Value;

use super::{ANNA, event_path, signed_up};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

fn json_ld(page: &Page) -> Value {
    let found = page.all("script[type='application/ld+json']");
    serde_json::from_str(found.first().expect("JSON-LD")).expect("JSON")
}

/// The properties of a calendar file, unfolded.
fn properties(page: &Page) -> Vec<String> {
    assert!(page.html().lines().all(|line| line.len() <= 75), "lines are folded");
    let text = page.html().replace("\r\n ", "");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "lines end in CRLF");
    text.split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn a_hostile_title_stays_a_title_in_page_and_calendar() {
    let title = "</script><script>alert(1)</script>; a, b\\\\nBEGIN:VEVENT";
    let app = TestApp::on(Backend::Sqlite).published(&EVENT.replace("Kleine Städte, große Pläne", title)).start().await;
    let page = app.browser().get(&event_path()).await;
    let written = title.replace("\\\\", "\\");
    assert_eq!((json_ld(&page)["name"].as_str(), page.all("h1")), (Some(written.as_str()), vec![written.clone()]));
    assert_eq!(page.all("script:not([type])").len(), 0);
    let calendar = properties(&app.browser().get("/events/kleinstaedte/calendar.ics").await);
    assert_eq!(calendar.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1);
}

on_each_backend! {
    async fn the_calendar_file_is_for_everybody(app: TestApp) {
        signed_up(&app, ANNA).await;
        let file = app.browser().get("/events/kleinstaedte/calendar.ics").await;
        assert_eq!(file.header("content-type"), Some("text/calendar; charset=utf-8; method=PUBLISH"));
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"kleinstaedte.ics\""));
        let lines = properties(&file);
        for line in ["METHOD:PUBLISH", "BEGIN:VEVENT", "SUMMARY:Kleine Städte\\, große Pläne", "URL:https://events.example.org/events/kleinstaedte"] {
            assert!(lines.iter().any(|found| found == line || found.replace("URL;VALUE=URI:", "URL:") == line), "{line} in {lines:#?}");
        }
        for secret in ["ATTENDEE", "/j/", "/r/", "meet.example.org", ANNA] {
            assert!(!file.html().contains(secret), "{secret}");
        }
    }

    async fn the_feed_holds_what_is_coming_and_no_secret(app: TestApp) {
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"zweite\"")).await;
        let feed = app.browser().get("/feeds/events.ics").await;
        let lines = properties(&feed);
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2);
        assert!(lines.contains(&"METHOD:PUBLISH".to_owned()) && !feed.html().contains("meet.example.org") && !feed.html().contains("ATTENDEE"));
    }

    async fn monitors_learn_that_it_is_well(app: TestApp) {
        for path in ["/livez", "/readyz", "/healthz"] {
            let answer = app.browser().get(path).await;
            assert_eq!((answer.status, answer.html(), answer.header("cache-control")), (200, "ok", Some("no-store")), "{path}");
        }
    }

    async fn search_engines_learn_every_public_page_and_no_key(app: TestApp) {
        let robots = app.browser().get("/robots.txt").await;
        for path in KEYED_PATHS.into_iter().chain(["/organiser", "/de/organiser", "/en/organiser"]) {
            assert!(robots.html().lines().any(|line| line == format!("Disallow: {path}")), "{path}");
        }
        let sitemap = app.browser().get("/sitemap.xml").await;
        for url in ["https://events.example.org/", "https://events.example.org/events/kleinstaedte", "https://events.example.org/en/events/kleinstaedte"] {
            assert!(sitemap.html().contains(&format!("<loc>{url}</loc>")), "{url}");
        }
    }
}
