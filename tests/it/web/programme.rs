//! The list and what a visitor chooses of it, the pages of series and topics, the feeds, and the site map.

use super::{ANNA, signed_up};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// Three events: two of a series, two about libraries, one each a talk and a reading; the last is in English.
async fn programme(backend: Backend) -> TestApp {
    let event = |slug: &str, title: &str, month: &str, more: &str| {
        format!("{more}\n{EVENT}")
            .replace("\"kleinstaedte\"", &format!("\"{slug}\""))
            .replace("Kleine Städte, große Pläne", title)
            .replace("2021-04", month)
    };
    TestApp::on(backend)
        .published(&event("lesesaele", "Lesesäle", "2021-04", "series = \"Vor Ort\"\ntopics = [\"Bibliothek\"]\nevent_type = \"Vortrag\""))
        .published(&event(
            "ehrenamt",
            "Ehrenamt",
            "2021-05",
            "series = \"Vor Ort\"\ntopics = [\"Engagement\", \"李雷\"]\nevent_type = \"Lesung\"",
        ))
        .published(&event("reading", "Reading rooms", "2021-05", "locale = \"en\"\ntopics = [\"bibliothek\"]\nevent_type = \"Vortrag\""))
        .start()
        .await
}

async fn titles(app: &TestApp, path: &str) -> Vec<String> {
    let page = app.browser().get(path).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.all(".programme h3, .programme h4")
}

/// The addresses that a page's feeds have.
fn feeds(page: &Page) -> [String; 2] {
    let links = page.attributes(".subscribe a", "href");
    links.try_into().expect("a calendar and a feed")
}

on_each_backend! {
    async fn the_list_shows_what_was_chosen_and_what_there_is_to_choose(backend: Backend) {
        let app = programme(backend).await;
        for (query, found) in [
            ("", vec!["Lesesäle", "Ehrenamt", "Reading rooms"]),
            ("?topic=bibliothek", vec!["Lesesäle", "Reading rooms"]),
            ("?type=vortrag&month=2021-05", vec!["Reading rooms"]),
            ("?q=LESES%C3%84LE", vec!["Lesesäle"]),
            ("?month=2021-05", vec!["Ehrenamt", "Reading rooms"]),
            ("?q=vor+ort&type=lesung", vec!["Ehrenamt"]),
            ("?topic=&type=&month=&q=", vec!["Lesesäle", "Ehrenamt", "Reading rooms"]),
            ("?topic=..%2F..&month=2021-99&page=x", vec!["Lesesäle", "Ehrenamt", "Reading rooms"]),
            ("?q=%00%F0%9F%A6%84", vec![]),
        ] {
            assert_eq!(titles(&app, &format!("/{query}")).await, found, "{query}");
        }
        let page = app.browser().get("/?topic=bibliothek&q=%3Cb%3E").await;
        assert_eq!(page.attributes("select option[selected]", "value"), ["bibliothek"]);
        assert_eq!(page.attributes("input[type=search]", "value"), ["<b>"], "what was typed stays, and stays text");
        assert!(page.text().contains("Dazu gibt es keine Veranstaltung.") && page.attributes("meta[name=robots]", "content") == ["noindex"]);
        assert_eq!(page.link("Alle anzeigen"), "/");
        assert_eq!(page.link("English"), "/en/?topic=bibliothek&q=%3Cb%3E");
    }

    async fn a_long_list_has_pages_and_what_is_over_has_its_own(app: TestApp) {
        for day in 1..=26 {
            app.publish(&EVENT.replace("\"kleinstaedte\"", &format!("\"tag-{day}\"")).replace("2021-04-15", &format!("2021-05-{day:02}"))).await;
        }
        let first = app.browser().get("/").await;
        assert_eq!((first.all(".programme h3").len(), first.all(".pager").concat().contains("Seite 1 von 2")), (25, true));
        let second = app.browser().get(&first.link("Weiter")).await;
        assert_eq!(second.all(".programme h3").len(), 2);
        assert_eq!(second.link("Zurück"), "/");
        assert_eq!(app.browser().get("/?page=99").await.all(".programme h3").len(), 2, "beyond the last is the last");
        app.at("2021-07-01T00:00:00Z");
        let past = app.browser().get("/?past=1&q=kleine").await;
        assert_eq!(past.link("Weiter"), "/?q=kleine&past=1&page=2");
        assert_eq!(app.browser().get("/?q=kleine&past=1&page=2").await.all(".programme h3").len(), 2);
    }

    async fn a_series_and_a_topic_have_a_page_that_list_and_event_lead_to(backend: Backend) {
        let app = programme(backend).await;
        let event = app.browser().get("/events/ehrenamt").await;
        assert_eq!((event.link("Vor Ort"), event.link("Engagement")), ("/series/vor-ort".to_owned(), "/topics/engagement".to_owned()));
        assert_eq!(event.attributes("a[href^='/topics/']", "href").len(), 1, "a name that no address can hold is no link");
        assert_eq!(app.browser().get("/").await.link("Vor Ort"), "/series/vor-ort");
        assert_eq!(titles(&app, "/series/vor-ort").await, ["Lesesäle", "Ehrenamt"]);
        assert_eq!(titles(&app, "/topics/bibliothek").await, ["Lesesäle", "Reading rooms"]);
        app.at("2021-04-20T00:00:00Z");
        let page = app.browser().get("/en/series/vor-ort").await;
        assert_eq!((page.all("h1"), page.all(".programme h3"), page.all(".programme h4")), (vec!["Vor Ort".to_owned()], vec!["Ehrenamt".to_owned()], vec!["Lesesäle".to_owned()]));
        assert_eq!((page.attributes("h1", "lang"), page.link("Deutsch")), (vec!["de".to_owned()], "/series/vor-ort".to_owned()));
        for unknown in ["/series/nichts", "/topics/vor-ort", "/series/..%2f", "/topics/%00", "/series/Vor-Ort"] {
            assert_eq!(app.browser().get(unknown).await.status, 404, "{unknown}");
        }
        app.app.import_event(&format!("series = \"Geheim\"\n{EVENT}"), halbsieben::app::import::ImportOptions::default()).await.unwrap();
        assert_eq!(app.browser().get("/series/geheim").await.status, 404, "drafts are nobody's to see");
    }

    async fn feeds_hold_what_is_coming_of_a_topic_or_a_series(backend: Backend) {
        let app = programme(backend).await;
        for (page, holds) in [("/", vec!["Lesesäle", "Ehrenamt", "Reading rooms"]), ("/series/vor-ort", vec!["Lesesäle", "Ehrenamt"]), ("/topics/bibliothek", vec!["Lesesäle", "Reading rooms"])] {
            let [webcal, atom] = feeds(&app.browser().get(page).await);
            let calendar = app.browser().get(&webcal.replace("webcal://events.example.org", "")).await;
            let feed = app.browser().get(&atom).await;
            assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
            assert_eq!(atom_syndication::Feed::read_from(feed.body.as_slice()).unwrap().entries.iter().map(|entry| entry.title.to_string()).collect::<Vec<_>>(), holds);
            for title in ["Lesesäle", "Ehrenamt", "Reading rooms"] {
                assert_eq!(calendar.html().contains(&format!("SUMMARY:{title}\r\n")), holds.contains(&title), "{page}: {title}");
            }
            assert!(!feed.html().contains("meet.example.org") && !calendar.html().contains("meet.example.org"), "law 19");
        }
    }

    async fn an_entry_of_the_feed_stays_one_and_is_new_when_the_event_changes(app: TestApp) {
        signed_up(&app, ANNA).await;
        let entry = async || atom_syndication::Feed::read_from(app.browser().get("/feeds/events.atom").await.body.as_slice()).unwrap().entries.remove(0);
        let first = entry().await;
        assert!(first.id.starts_with("urn:uuid:") && first.links[0].href == "https://events.example.org/events/kleinstaedte", "{first:?}");
        app.advance(60);
        app.move_to("2021-04-22T19:00").await;
        let moved = entry().await;
        assert!(moved.id == first.id && moved.updated > first.updated && moved.published == first.published, "{moved:?}");
        assert!(moved.summary.unwrap().contains("22. April 2021, 19:00"));
        app.advance(60);
        app.app.cancel_event("kleinstaedte", "Krankheit & Glatteis <hier>").await.unwrap();
        let off = entry().await;
        assert!(off.updated > moved.updated && off.summary.unwrap().starts_with("Diese Veranstaltung fällt aus. Krankheit & Glatteis <hier>"));
        assert!(!app.browser().get("/feeds/events.atom").await.html().contains(ANNA));
    }

    async fn the_site_map_has_every_public_page_with_its_twin(backend: Backend) {
        let app = programme(backend).await;
        let map = app.browser().get("/sitemap.xml").await;
        let page = scraper::Html::parse_fragment(map.html());
        let all = scraper::Selector::parse("loc").expect("a selector");
        let found: Vec<String> = page.select(&all).map(|loc| loc.text().collect()).collect();
        for path in ["/", "/events/lesesaele", "/series/vor-ort", "/topics/bibliothek", "/topics/engagement", "/datenschutz"] {
            let (german, english) = (format!("https://events.example.org{path}"), format!("https://events.example.org/en{path}"));
            assert!(found.contains(&german) && found.contains(&english), "{path}: {found:?}");
            for url in [&german, &english] {
                let line = map.html().lines().find(|line| line.contains(&format!("<loc>{url}</loc>"))).unwrap();
                assert!(line.contains(&format!("hreflang=\"de\" href=\"{german}\"")) && line.contains(&format!("hreflang=\"en\" href=\"{english}\"")), "{line}");
            }
        }
        for url in &found {
            assert_eq!(app.browser().get(url).await.status, 200, "{url}");
        }
    }
}
