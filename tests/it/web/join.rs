//! Laws 18 and 19 over HTTP: the way into the room.

use axum::http::Method;
use halbsieben::domain::event::{Afterwards, Material};

use super::{ANNA, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

const ROOM: &str = "https://meet.example.org/kleinstaedte";

/// Signs Anna up and gives the join link of her first mail.
async fn first_link(app: &TestApp) -> String {
    signed_up(app, ANNA).await;
    app.run_due().await;
    format!("/j/{}", app.last_mail_to(ANNA).await.join_token())
}

/// Law 20: whatever it answers, nobody keeps it and nobody hears of it.
fn assert_is_a_secret(page: &Page) {
    assert_eq!(page.header("cache-control"), Some("private, no-store"), "{page:?}");
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("x-robots-tag"), Some("noindex"));
}

async fn joined(app: &TestApp, link: &str) -> Page {
    let page = app.browser().get(link).await;
    assert_is_a_secret(&page);
    page
}

on_each_backend! {
    async fn law_19_before_the_doors_the_link_counts_down(app: TestApp) {
        let link = first_link(&app).await;
        let far = joined(&app, &link).await;
        assert_eq!((far.status, far.attributes("meta[http-equiv]", "content").len()), (200, 0));
        app.at("2021-04-15T16:05:00Z");
        let near = joined(&app, &link).await;
        assert_eq!((near.status, near.all("h1")), (200, vec!["Sie sind früh dran – schön!".to_owned()]));
        assert!(near.text().contains("10 Minuten") && near.text().contains("18:15"), "{}", near.text());
        assert_eq!(near.attributes("meta[http-equiv=refresh]", "content"), ["60"]);
        assert!(!near.html().contains(ROOM));
    }

    async fn law_19_the_countdown_stands_still_on_request(app: TestApp) {
        let link = first_link(&app).await;
        app.at("2021-04-15T16:05:00Z");
        let page = joined(&app, &format!("{link}?auto=0")).await;
        assert_eq!((page.status, page.attributes("meta[http-equiv]", "content").len()), (200, 0));
    }

    async fn law_19_while_the_doors_are_open_the_link_leads_into_the_room(app: TestApp) {
        let link = first_link(&app).await;
        for at in ["2021-04-15T16:15:00Z", "2021-04-15T16:30:00Z", "2021-04-15T18:29:59Z"] {
            app.at(at);
            let page = joined(&app, &link).await;
            assert_eq!((page.status, page.header("location")), (303, Some(ROOM)), "{at}");
        }
    }

    async fn law_19_afterwards_the_link_says_that_it_is_over(app: TestApp) {
        let link = first_link(&app).await;
        app.at("2021-04-15T18:30:00Z");
        let page = joined(&app, &link).await;
        assert_eq!((page.status, page.all("h1")), (200, vec!["Diese Veranstaltung ist vorbei".to_owned()]));
    }

    async fn law_19_the_link_into_a_cancelled_event_is_gone_and_says_why(app: TestApp) {
        let link = first_link(&app).await;
        app.app.cancel_event(SLUG, "Die Referentin ist <krank>.").await.unwrap();
        let page = joined(&app, &link).await;
        assert_eq!((page.status, page.all("h1")), (410, vec!["Diese Veranstaltung fällt aus".to_owned()]));
        assert!(page.text().contains("Die Referentin ist <krank>."), "{}", page.text());
    }

    async fn law_19_a_missing_room_asks_for_patience(backend: Backend) {
        let without_room = EVENT.lines().filter(|line| !line.starts_with("room_url")).collect::<Vec<_>>().join("\n");
        let app = TestApp::on(backend).published(&without_room).start().await;
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        let page = joined(&app, &link).await;
        assert_eq!((page.status, page.header("retry-after")), (503, Some("30")));
        assert_eq!(page.all("h1"), ["Der Zugang ist gerade nicht erreichbar"]);
    }

    async fn law_19_a_missing_room_names_whom_to_ask(backend: Backend) {
        let without_room = EVENT.lines().filter(|line| !line.starts_with("room_url")).collect::<Vec<_>>().join("\n");
        let app = TestApp::on(backend).published(&format!("help_contact = \"030 / 23 125-000\"\n{without_room}")).start().await;
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        assert_eq!(joined(&app, &link).await.link("030 / 23 125-000"), "tel:03023125000");
        // What was entered past our checks leads nobody anywhere.
        app.tamper("UPDATE event SET room_url = 'javascript:alert(1)', version = version + 1").await;
        let broken = joined(&app, &link).await;
        assert_eq!((broken.status, broken.header("location"), broken.html().contains("javascript")), (503, None, false));
    }

    async fn law_19_on_the_last_day_the_page_moves_on_by_itself_soon_after_the_doors_open(app: TestApp) {
        let link = first_link(&app).await;
        for (at, after) in [("2021-04-14T16:14:00Z", None), ("2021-04-15T14:15:00Z", Some("3600")), ("2021-04-15T15:15:00Z", Some("60")), ("2021-04-15T16:14:40Z", Some("21"))] {
            app.at(at);
            let page = joined(&app, &link).await;
            assert_eq!(page.attributes("meta[http-equiv=refresh]", "content").first().map(String::as_str), after, "{at}");
            assert!(page.text().contains("Der Raum ist bei meet.example.org."), "the host is shown before anybody leaves: {}", page.text());
        }
        app.advance(1);
        assert_eq!(joined(&app, &link).await.header("location"), Some(ROOM));
    }

    async fn law_19_whoever_waits_for_a_place_or_has_not_confirmed_is_told_so(app: TestApp) {
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        for (status, expires_at, title) in [
            ("waitlisted", "NULL", "Sie stehen noch auf der Warteliste"),
            ("pending", "registered_at", "Bestätigen Sie zuerst Ihre Anmeldung"),
            ("pending", "NULL", "Ihre Anmeldung wird noch geprüft"),
        ] {
            app.tamper(&format!("UPDATE registration SET status = '{status}', expires_at = {expires_at}")).await;
            let page = joined(&app, &link).await;
            assert_eq!((page.status, page.all("h1"), page.html().contains("meet.example.org")), (403, vec![title.to_owned()], false));
        }
    }

    async fn law_19_afterwards_the_link_leads_to_what_followed_and_what_comes_next(app: TestApp) {
        let link = first_link(&app).await;
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"naechste\"").replace("2021-04", "2021-06")).await;
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"faellt-aus\"").replace("2021-04", "2021-05")).await;
        app.app.cancel_event("faellt-aus", "").await.unwrap();
        app.at("2021-04-15T18:30:00Z");
        let afterwards = Afterwards {
            recording_url: Some("https://video.example.org/x".to_owned()),
            recording_until: Some("2021-05-15".parse().unwrap()),
            materials: vec![Material { label: "Folien <1>".to_owned(), url: "https://example.org/folien.pdf".to_owned() }],
            survey_url: Some("https://umfrage.example.org/x".to_owned()),
        };
        app.app.set_afterwards(SLUG, afterwards).await.unwrap();
        let page = joined(&app, &link).await;
        assert_eq!((page.status, page.link("Aufzeichnung ansehen"), page.link("Folien <1>")), (200, "https://video.example.org/x".to_owned(), "https://example.org/folien.pdf".to_owned()));
        assert_eq!(page.link("Zwei Fragen, eine Minute"), "https://umfrage.example.org/x");
        assert!(page.text().contains("Sie können sie bis 15. Mai 2021 ansehen."), "{}", page.text());
        assert_eq!(page.attributes("a[href='/events/naechste']", "href").len(), 1);
        assert!(!page.html().contains("faellt-aus"), "what is cancelled comes next for nobody");
        assert_eq!(app.browser().get("/events/kleinstaedte").await.link("Zur Aufzeichnung"), "https://video.example.org/x");
        app.at("2021-05-15T21:59:00Z");
        assert_eq!(joined(&app, &link).await.link("Aufzeichnung ansehen"), "https://video.example.org/x", "on its last day in Berlin");
        app.advance(1);
        let page = joined(&app, &link).await;
        assert!(!page.html().contains("video.example.org") && page.html().contains("folien.pdf"), "{page:?}");
    }

    async fn law_18_presence_is_recorded_by_the_button_alone_and_once(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("proof_of_attendance = true\n{EVENT}")).start().await;
        assert!(app.browser().get("/events/kleinstaedte").await.text().contains("Wir speichern, dass Sie den Raum betreten haben."));
        let link = first_link(&app).await;
        let early = app.browser().post(&link, &[]).await;
        assert_eq!((early.status, early.header("location")), (200, None), "before the doors there is no button");
        app.at("2021-04-15T16:20:00Z");
        let before = app.dump().await;
        for _ in 0..3 {
            let (got, head) = (joined(&app, &link).await, app.browser().ask(Method::HEAD, &link).await);
            assert_eq!((got.status, head.status, got.header("location"), got.html().contains(ROOM)), (200, 200, None, false));
            assert!(got.text().contains("Mit dem Klick speichern wir, dass Sie den Raum betreten haben."));
            assert!(got.header("content-security-policy").unwrap().contains("form-action 'self' http: https:;"), "the button leads to another host");
        }
        assert_eq!(app.dump().await, before, "opening the page counts nobody");
        let page = joined(&app, &link).await;
        let inside = app.browser().submit(&page, &[]).await;
        assert_is_a_secret(&inside);
        assert_eq!((inside.status, inside.header("location")), (303, Some(ROOM)));
        let after = app.dump().await;
        assert_ne!(after, before);
        app.advance(10);
        assert_eq!(app.browser().post(&link, &[]).await.header("location"), Some(ROOM));
        assert_eq!(app.dump().await, after, "the first time counts");
        let foreign = app.browser().post_from_elsewhere(&link, "sec-fetch-site", "cross-site").await;
        assert_eq!(foreign.status, 403);
    }

    async fn law_18_without_proof_of_attendance_the_button_records_nothing(app: TestApp) {
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        let before = app.dump().await;
        assert_eq!(app.browser().post(&link, &[]).await.header("location"), Some(ROOM));
        assert_eq!(app.dump().await, before);
    }

    async fn law_19_the_link_of_an_event_in_a_place_leads_to_that_place(backend: Backend) {
        let without_room = EVENT.lines().filter(|line| !line.starts_with("room_url")).collect::<Vec<_>>().join("\n");
        let app = TestApp::on(backend).published(&format!("location_kind = \"on_site\"\nlocation = \"Rathaus, Markt 1\"\n{without_room}")).start().await;
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        let page = joined(&app, &link).await;
        assert_eq!((page.status, page.text().contains("Kommen Sie hierher: Rathaus, Markt 1.")), (200, true));
        let app = TestApp::on(backend).published(&format!("location_kind = \"hybrid\"\nlocation = \"Rathaus, Markt 1\"\n{EVENT}")).start().await;
        let link = first_link(&app).await;
        assert!(joined(&app, &link).await.text().contains("Sie können auch vor Ort dabei sein: Rathaus, Markt 1."));
        app.at("2021-04-15T16:20:00Z");
        assert_eq!(joined(&app, &link).await.header("location"), Some(ROOM));
    }

    async fn law_19_another_room_needs_no_mail(app: TestApp) {
        let link = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        assert_eq!(joined(&app, &link).await.header("location"), Some(ROOM));
        app.app.change_room(SLUG, "https://other.example.org/raum?pwd=ä").await.unwrap();
        let sent = app.mails().await.len();
        app.plan().await;
        let page = joined(&app, &link).await;
        assert_eq!(page.status, 303);
        assert!(page.header("location").unwrap().starts_with("https://other.example.org/raum?pwd="), "{page:?}");
        assert_eq!(app.mails().await.len(), sent);
        assert!(app.ledger_of(ANNA).await.iter().all(|row| !row.starts_with("change")));
    }

    async fn law_19_whoever_has_cancelled_is_offered_to_come_back(app: TestApp) {
        let link = first_link(&app).await;
        app.cancel(ANNA).await;
        app.at("2021-04-15T16:20:00Z");
        let page = joined(&app, &link).await;
        assert_eq!(page.all("h1"), ["Sie haben sich abgemeldet"]);
        let form = app.browser().get(&page.link("Doch teilnehmen")).await;
        assert_eq!((form.status, form.form().action.as_str()), (200, "/events/kleinstaedte/register"));
    }

    async fn law_20_a_link_that_is_not_ours_opens_nothing(app: TestApp) {
        let link = first_link(&app).await;
        for path in [format!("{link}A"), link.replace("/j/", "/r/"), "/j/x".to_owned(), "/r/x".to_owned(), "/r/x/cancel".to_owned(), "/outbox/x".to_owned()] {
            let page = app.browser().get(&path).await;
            assert_eq!(page.status, 404, "{path}");
            assert_is_a_secret(&page);
        }
    }
}
