//! What search engines, calendars and monitors read.

use serde_json::Value;

use super::{ANNA, event_path, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
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
async fn an_event_says_in_json_ld_what_it_is() {
    let app = TestApp::on(Backend::Sqlite).published(&format!("capacity = 1\n{EVENT}")).start().await;
    let ld = json_ld(&app.browser().get(&event_path()).await);
    for (key, value) in [
        ("@type", "EducationEvent"),
        ("name", "Kleine Städte, große Pläne"),
        ("startDate", "2021-04-15T18:30:00+02:00"),
        ("endDate", "2021-04-15T20:00:00+02:00"),
        ("eventStatus", "https://schema.org/EventScheduled"),
        ("eventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode"),
        ("inLanguage", "de"),
    ] {
        assert_eq!(ld[key], value, "{key}");
    }
    assert_eq!(ld["location"]["url"], "https://events.example.org/events/kleinstaedte");
    assert_eq!(ld["offers"]["availability"], "https://schema.org/InStock");
    assert!(!ld.to_string().contains("meet.example.org"), "{ld}");
    signed_up(&app, ANNA).await;
    let full = json_ld(&app.browser().get(&event_path()).await);
    assert_eq!(full["offers"]["availability"], "https://schema.org/SoldOut");
}

#[tokio::test]
async fn a_moved_and_a_cancelled_event_say_so_in_json_ld() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.move_to("2021-04-22T19:00").await;
    let moved = json_ld(&app.browser().get(&event_path()).await);
    assert_eq!(
        (&moved["eventStatus"], &moved["previousStartDate"]),
        (&"https://schema.org/EventRescheduled".into(), &"2021-04-15T18:30:00+02:00".into())
    );
    app.app.cancel_event(SLUG, "").await.unwrap();
    let cancelled = json_ld(&app.browser().get(&event_path()).await);
    assert_eq!(cancelled["eventStatus"], "https://schema.org/EventCancelled");
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
        for path in ["/r/", "/j/", "/outbox/", "/organiser"] {
            assert!(robots.html().lines().any(|line| line == format!("Disallow: {path}")), "{path}");
        }
        let sitemap = app.browser().get("/sitemap.xml").await;
        for url in ["https://events.example.org/", "https://events.example.org/events/kleinstaedte", "https://events.example.org/en/events/kleinstaedte"] {
            assert!(sitemap.html().contains(&format!("<loc>{url}</loc>")), "{url}");
        }
    }
}
