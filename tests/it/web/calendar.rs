//! The ways into a calendar: links to other houses, files, feeds.

use halbsieben::domain::event::EventStatus;

use super::{ANNA, annas_page, event_path, signed_up};
use crate::support::app::{SLUG, TestApp};
use crate::support::browser::Page;

/// The lines of a calendar file, unfolded.
fn lines(page: &Page) -> Vec<String> {
    assert_eq!(page.header("content-type"), Some("text/calendar; charset=utf-8; method=PUBLISH"), "{page:?}");
    assert!(page.html().lines().all(|line| line.len() <= 75), "lines are folded");
    page.html().replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

/// The value of a property, whatever its parameters.
fn value<'a>(lines: &'a [String], property: &str) -> Option<&'a str> {
    lines
        .iter()
        .find_map(|line| line.strip_prefix(property).filter(|rest| rest.starts_with([':', ';']))?.split_once(':'))
        .map(|(_, value)| value)
}

on_each_backend! {
    async fn event_done_page_and_registration_lead_into_the_usual_calendars(app: TestApp) {
        let done = signed_up(&app, ANNA).await;
        app.run_due().await;
        let registration = format!("/r/{}", app.last_mail_to(ANNA).await.registration_token());
        for page in [app.browser().get(&event_path()).await, done, app.browser().get(&registration).await] {
            let links = page.attributes(".calendar a", "href");
            for (at, start) in [(0, "https://calendar.google.com/"), (1, "https://outlook.live.com/"), (2, "https://outlook.office.com/")] {
                assert!(links[at].starts_with(start), "{links:?}");
                assert!(links[at].contains("20210415T163000Z") || links[at].contains("2021-04-15T16%3A30%3A00Z"), "{}", links[at]);
                assert!(!links[at].contains("%2Fj%2F") && !links[at].contains("%2Fr%2F"), "law 20: {}", links[at]);
            }
            assert_eq!(links.len(), 4, "and the file: {links:?}");
        }
    }

    async fn my_calendar_file_carries_my_link_and_nobodys_address(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        let page = app.browser().get(&format!("/r/{}", mail.registration_token())).await;
        let file = app.browser().get(&page.link("Kalenderdatei (.ics)")).await;
        assert_eq!((file.header("cache-control"), file.header("x-robots-tag")), (Some("private, no-store"), Some("noindex")), "law 20");
        let (join, lines) = (format!("https://events.example.org/j/{}", mail.join_token()), lines(&file));
        assert_eq!((value(&lines, "METHOD"), value(&lines, "STATUS")), (Some("PUBLISH"), Some("CONFIRMED")));
        assert_eq!(value(&lines, "URL"), Some(join.as_str()));
        assert!(value(&lines, "DESCRIPTION").unwrap().contains(&join) && lines.contains(&"TRIGGER:-PT15M".to_owned()), "{lines:#?}");
        assert!(!file.html().contains("ATTENDEE") && !file.html().contains(ANNA) && !file.html().contains("meet.example.org"));
        let public = app.browser().get("/events/kleinstaedte/calendar.ics").await;
        assert_eq!(value(&lines, "UID"), value(&self::lines(&public), "UID"), "one entry, wherever it came from");
    }

    async fn my_calendar_file_says_that_it_is_off(app: TestApp) {
        let link = format!("{}/calendar.ics", annas_page(&app).await);
        let event = app.app.cancel_event(SLUG, "Krankheit").await.unwrap();
        assert_eq!(event.status, EventStatus::Cancelled);
        let lines = lines(&app.browser().get(&link).await);
        assert_eq!((value(&lines, "STATUS"), value(&lines, "SEQUENCE"), value(&lines, "URL")), (Some("CANCELLED"), Some("1"), None));
        assert_eq!(app.browser().get("/r/x/calendar.ics").await.status, 404);
    }
}
