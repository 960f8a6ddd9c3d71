//! JSON-LD in every state of an event, held against what schema.org and Google's results for events ask for.

use serde_json::Value;

use super::{ANNA, event_path};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

/// A few lines more than [`EVENT`], for what is optional.
const MORE: &str = r#"
series = "Vor Ort"
description = "Ein Abend über Orte."
capacity = 1
topics = ["Bibliothek"]

[[people]]
role = "guest"
title = "Dr."
name = "Halina Wróblewska"

[[people]]
role = "moderation"
name = "Emre Yıldızoğlu"
function = "Journalist"
organisation = "Lokalblatt"

[[partners]]
name = "Volkshochschule"
"#;

async fn said(app: &TestApp) -> Value {
    let found = app.browser().get(&event_path()).await.all("script[type='application/ld+json']");
    serde_json::from_str(found.first().expect("JSON-LD")).expect("JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().filter(|text| !text.is_empty()).unwrap_or_else(|| panic!("{key} is a text in {value}"))
}

fn is_instant(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() && !text.ends_with('Z')
}

fn is_one_of(value: &str, names: &[&str]) -> bool {
    names.iter().any(|name| value == format!("https://schema.org/{name}"))
}

/// What is required of every event, and of what it has beside that.
fn assert_valid(ld: &Value) {
    assert_eq!((text(ld, "@context"), text(ld, "@type")), ("https://schema.org", "EducationEvent"));
    assert!(!text(ld, "name").is_empty() && text(ld, "url").starts_with("https://events.example.org/events/"), "{ld}");
    assert!(is_instant(text(ld, "startDate")) && is_instant(text(ld, "endDate")), "with its offset: {ld}");
    assert!(is_one_of(text(ld, "eventStatus"), &["EventScheduled", "EventRescheduled", "EventCancelled"]));
    let modes = ["OnlineEventAttendanceMode", "OfflineEventAttendanceMode", "MixedEventAttendanceMode"];
    assert!(is_one_of(text(ld, "eventAttendanceMode"), &modes));
    for place in ld["location"].as_array().map_or_else(|| std::slice::from_ref(&ld["location"]), Vec::as_slice) {
        match text(place, "@type") {
            "VirtualLocation" => assert!(text(place, "url").starts_with("https://")),
            "Place" => assert!(!text(place, "name").is_empty() && !text(place, "address").is_empty()),
            other => panic!("no place: {other}"),
        }
    }
    assert!(ld["image"].as_array().unwrap().iter().all(|image| image == "https://events.example.org/events/kleinstaedte/og.png"));
    assert_eq!((text(&ld["organizer"], "@type"), text(&ld["organizer"], "url")), ("Organization", "https://events.example.org/"));
    assert!(ld["isAccessibleForFree"].is_boolean() && matches!(text(ld, "inLanguage"), "de" | "en"));
    if let Some(offer) = ld.get("offers") {
        assert!(text(offer, "price").parse::<f64>().is_ok() && text(offer, "priceCurrency") == "EUR", "{offer}");
        assert!(is_one_of(text(offer, "availability"), &["InStock", "SoldOut", "Discontinued"]) && is_instant(text(offer, "validFrom")));
        assert_eq!(text(offer, "url"), text(ld, "url"));
    }
    for person in ld["performer"].as_array().into_iter().flatten() {
        assert!(text(person, "@type") == "Person" && !text(person, "name").is_empty());
    }
    assert!(!ld.to_string().contains("null") && !ld.to_string().contains("meet.example.org"), "{ld}");
}

on_each_backend! {
    async fn json_ld_is_valid_in_every_state(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{MORE}")).start().await;
        let ahead = said(&app).await;
        assert_valid(&ahead);
        for (key, value) in [
            ("name", "Kleine Städte, große Pläne"),
            ("startDate", "2021-04-15T18:30:00+02:00"),
            ("endDate", "2021-04-15T20:00:00+02:00"),
            ("eventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode"),
            ("inLanguage", "de"),
        ] {
            assert_eq!(ahead[key], value, "{key}");
        }
        assert_eq!(ahead["location"]["url"], "https://events.example.org/events/kleinstaedte");
        assert_eq!((&ahead["eventStatus"], &ahead["previousStartDate"]), (&"https://schema.org/EventScheduled".into(), &Value::Null));
        assert_eq!((&ahead["offers"]["availability"], &ahead["isAccessibleForFree"]), (&"https://schema.org/InStock".into(), &true.into()));
        assert_eq!((&ahead["superEvent"]["url"], &ahead["maximumAttendeeCapacity"]), (&"https://events.example.org/series/vor-ort".into(), &1.into()));
        assert_eq!(ahead["performer"][1]["affiliation"]["name"], "Lokalblatt");
        app.sign_up(ANNA).await;
        let full = said(&app).await;
        assert_valid(&full);
        assert_eq!(full["offers"]["availability"], "https://schema.org/SoldOut");
        app.move_to("2021-04-22T19:00").await;
        let moved = said(&app).await;
        assert_valid(&moved);
        assert_eq!((text(&moved, "eventStatus"), text(&moved, "previousStartDate"), text(&moved, "startDate")), ("https://schema.org/EventRescheduled", "2021-04-15T18:30:00+02:00", "2021-04-22T19:00:00+02:00"));
        app.at("2021-05-01T00:00:00Z");
        assert_valid(&said(&app).await);
        app.app.cancel_event(SLUG, "").await.unwrap();
        let off = said(&app).await;
        assert_valid(&off);
        assert_eq!((text(&off, "eventStatus"), text(&off["offers"], "availability")), ("https://schema.org/EventCancelled", "https://schema.org/Discontinued"));
    }

    async fn json_ld_says_what_it_costs_where_that_is_a_number(backend: Backend) {
        for (fee, price) in [("12,50 Euro", Some("12.50")), ("5 €, ermäßigt 3 €", None)] {
            let app = TestApp::on(backend).published(&format!("fee = \"{fee}\"\n{EVENT}")).start().await;
            let ld = said(&app).await;
            assert_valid(&ld);
            assert_eq!((ld["offers"]["price"].as_str(), &ld["isAccessibleForFree"]), (price, &false.into()), "{fee}");
        }
    }

    async fn json_ld_names_the_place_where_there_is_one(backend: Backend) {
        for (kind, mode) in [("on_site", "OfflineEventAttendanceMode"), ("hybrid", "MixedEventAttendanceMode")] {
            let app = TestApp::on(backend).published(&format!("location_kind = \"{kind}\"\nlocation = \"Rathaus, Musterstadt\"\n{EVENT}")).start().await;
            let ld = said(&app).await;
            assert_valid(&ld);
            assert!(is_one_of(text(&ld, "eventAttendanceMode"), &[mode]) && ld["location"].to_string().contains("Rathaus, Musterstadt"));
        }
    }
}
