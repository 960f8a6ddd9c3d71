//! `event …`: entering, showing, changing, and taking along.

use super::{ANNOUNCEMENT, Instance, keys};
use crate::support::app::{EVENT, TestApp};

#[test]
fn an_announcement_becomes_a_draft_and_says_what_is_missing() {
    let instance = Instance::new();
    let said = instance.run(&["event", "import", instance.file("announcement.txt", ANNOUNCEMENT)]).done();
    let lines: Vec<_> = said.lines().collect();
    assert!(lines[0].starts_with("Kleine Städte, große Pläne (draft): ") && lines[0].contains("15 April 2021"), "{said}");
    assert_eq!(lines[1], "http://localhost:8080/events/kleine-staedte-grosse-plaene");
    assert!(said.contains("There is no room yet: halbsieben event room kleine-staedte-grosse-plaene https://…"), "{said}");
    assert!(said.contains("Nobody sees it yet: halbsieben event publish kleine-staedte-grosse-plaene"), "{said}");
}

#[test]
fn an_import_in_json_has_its_four_keys() {
    let instance = Instance::new();
    let file = instance.file("announcement.txt", ANNOUNCEMENT);
    let said = instance.run(&["event", "import", file, "--slug", "plaene", "--room-url", "https://meet.example.org/x", "--json"]).json();
    assert_eq!(keys(&said), ["slug", "status", "url", "warnings"]);
    assert_eq!(
        (&said["slug"], &said["status"], &said["url"]),
        (&"plaene".into(), &"draft".into(), &"http://localhost:8080/events/plaene".into())
    );
    assert!(said["warnings"].is_array());
    let published = instance.run(&["event", "import", file, "--slug", "zwei", "--publish", "--capacity", "5", "--json"]).json();
    assert_eq!(published["status"], "published");
}

#[test]
fn an_event_is_read_from_stdin() {
    let instance = Instance::new();
    for (slug, text) in [("von-hand", ANNOUNCEMENT), ("als-toml", EVENT), ("als-json", r#"{"title": "A", "start": "2021-04-15T18:30:00"}"#)]
    {
        let ran = instance.feed(text, &["event", "import", "-", "--slug", slug, "--json"]);
        assert_eq!(ran.json()["slug"], slug);
    }
}

#[test]
fn what_the_command_line_says_goes_before_the_text() {
    let instance = Instance::new();
    let file = instance.file("event.toml", EVENT);
    instance.run(&["event", "import", file, "--start", "2021-05-06 19:00", "--capacity", "12"]).done();
    let shown = instance.run(&["event", "show", "kleinstaedte"]).done();
    assert!(shown.contains("6 May 2021") && shown.contains("0 of 12"), "{shown}");
}

#[test]
fn law_21_a_start_that_exists_twice_is_asked_about_or_chosen_by_its_offset() {
    let instance = Instance::new();
    let file = instance.file("event.toml", EVENT);
    let import =
        |slug: &str, start: &str| instance.run(&["event", "import", file, "--slug", slug, "--start", start, "--end", "2027-10-31 04:00"]);
    let said = import("die-erste", "2027-10-31 02:30").done();
    assert!(said.contains("write 2027-10-31T02:30:00+01:00 if the second is meant"), "{said}");
    let said = import("die-zweite", "2027-10-31 02:30+01:00").done();
    assert!(!said.contains("exists twice"), "{said}");
    let listed = instance.run(&["event", "list", "--json"]).json();
    let starts: Vec<_> = listed.as_array().unwrap().iter().map(|event| (&event["slug"], &event["starts_at"])).collect();
    assert_eq!(
        starts,
        [(&"die-zweite".into(), &"2027-10-31T01:30:00Z".into()), (&"die-erste".into(), &"2027-10-31T00:30:00Z".into())],
        "and it is stored"
    );
    let exported = instance.run(&["event", "export", "die-zweite"]).done();
    assert!(exported.contains("start = \"2027-10-31T02:30:00+01:00\"\n"), "{exported}");
    instance.feed(exported.replace("die-zweite", "nochmals"), &["event", "import", "-"]).done();
    assert_eq!(instance.run(&["event", "export", "nochmals"]).done(), exported.replace("die-zweite", "nochmals"));
    let sentence = import("falsch", "2027-10-31 02:30+05:30").refused();
    assert!(sentence.contains("at that time the offset there is +02:00 or +01:00"), "{sentence}");
    let sentence = import("nie", "2027-03-28 02:30").refused();
    assert!(sentence.contains("choose 2027-03-28T01:30:00 or 2027-03-28T03:30:00"), "{sentence}");
}

#[test]
fn law_21_an_event_moves_from_the_first_to_the_second_of_two_times() {
    let instance = Instance::new();
    instance.run(&["event", "import", instance.file("event.toml", EVENT)]).done();
    let to = |start: &str| instance.run(&["event", "move", "kleinstaedte", "--start", start, "--end", "2027-10-31 04:00", "--yes"]).done();
    assert!(to("2027-10-31 02:30").contains("exists twice"));
    assert!(!to("2027-10-31 02:30+01:00").contains("exists twice"));
    assert_eq!(instance.run(&["event", "list", "--json"]).json()[0]["starts_at"], "2027-10-31T01:30:00Z");
    let sentence = instance.run(&["event", "move", "kleinstaedte", "--start", "2027-03-28 02:30", "--yes"]).refused();
    assert!(sentence.contains("does not exist in Europe/Berlin"), "{sentence}");
}

#[test]
fn events_are_listed_shown_and_published() {
    let instance = Instance::new();
    assert_eq!(instance.run(&["event", "list"]).done(), "There are no events yet: halbsieben event import FILE\n");
    instance.run(&["event", "import", instance.file("event.toml", EVENT)]).done();
    let listed = instance.run(&["event", "list", "--json"]).json();
    assert_eq!((&listed[0]["slug"], &listed[0]["status"], &listed[0]["registered"]), (&"kleinstaedte".into(), &"draft".into(), &0.into()));
    assert_eq!(listed[0]["starts_at"], "2021-04-15T16:30:00Z");
    let said = instance.run(&["event", "publish", "kleinstaedte"]).done();
    assert_eq!(said, "kleinstaedte is public: http://localhost:8080/events/kleinstaedte\n");
    assert!(instance.run(&["event", "list"]).done().contains("published"));
    let shown = instance.run(&["event", "show", "kleinstaedte"]).done();
    for line in [
        "status      published",
        "room        https://meet.example.org/kleinstaedte",
        "reminder    2021-04-15 17:30 CEST",
        "0 of any number",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn an_exported_event_is_the_same_after_it_was_imported() {
    let (here, there) = (Instance::new().with_event(), Instance::new());
    for format in ["toml", "json"] {
        let file = format!("event.{format}");
        here.run(&["event", "export", "kleinstaedte", "--format", format, "--output", &file]).done();
        std::fs::copy(here.path(&file), there.path(&file)).unwrap();
        let slug = format!("als-{format}");
        there.run(&["event", "import", &file, "--slug", &slug]).done();
        let again = there.run(&["event", "export", &slug, "--format", format]).done();
        let exported = String::from_utf8(here.read(&file)).unwrap();
        assert_eq!(again.trim_end(), exported.trim_end().replace("\"kleinstaedte\"", &format!("\"{slug}\"")));
    }
}

#[test]
fn every_announcement_survives_the_way_out_and_in() {
    let (here, there) = (Instance::new(), Instance::new());
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/announcement/corpus");
    for name in ["02-library-reading.txt", "30-guest-with-biography.txt", "36-english-messy.txt"] {
        let text = std::fs::read(corpus.join(name)).unwrap();
        let slug =
            here.feed(text, &["event", "import", "-", "--start", "2027-04-15 18:30", "--json"]).json()["slug"].as_str().unwrap().to_owned();
        let first = here.run(&["event", "export", &slug]).done();
        there.feed(&first, &["event", "import", "-"]).done();
        assert_eq!(there.run(&["event", "export", &slug]).done(), first, "{name}");
    }
}

#[test]
fn a_draft_is_moved_and_not_cancelled() {
    let instance = Instance::new();
    instance.run(&["event", "import", instance.file("event.toml", EVENT)]).done();
    let moved = instance.run(&["event", "move", "kleinstaedte", "--start", "2021-04-22 19:00", "--yes"]).done();
    assert!(moved.contains("22 April 2021, 19:00–20:30") && moved.contains("Nobody gets a mail."), "{moved}");
    let sentence = instance.run(&["event", "cancel", "kleinstaedte", "--reason", "x", "--yes"]).refused();
    assert_eq!(sentence, "kleinstaedte is a draft: nobody is registered; delete it or import it anew");
}

on_each_backend! {
    async fn moving_cancelling_and_changing_the_room_say_how_many_are_told(app: TestApp) {
        app.sign_up("anna@example.org").await;
        app.sign_up("bert@example.org").await;
        let instance = Instance::beside(&app);
        let moved = instance.run(&["event", "move", "kleinstaedte", "--start", "2027-04-22 19:00", "--yes"]).done();
        assert!(moved.contains("22 April 2027") && moved.contains("2 people get a mail."), "{moved}");
        let room = instance.run(&["event", "room", "kleinstaedte", "https://other.example.org/raum", "--yes"]).done();
        assert!(room.contains("2 personal links lead there; nobody needs a mail."), "{room}");
        let cancelled = instance.run(&["event", "cancel", "kleinstaedte", "--reason", "Krankheit", "--yes"]).done();
        assert_eq!(cancelled, "kleinstaedte is cancelled. 2 people get a mail.\n");
        let shown = instance.run(&["event", "show", "kleinstaedte"]).done();
        for line in ["status      cancelled", "room        https://other.example.org/raum", "registered  2 of any number", "cancelled   Krankheit"] {
            assert!(shown.contains(line), "{line} in {shown}");
        }
    }

    async fn without_yes_and_a_terminal_nothing_is_changed(app: TestApp) {
        app.sign_up("anna@example.org").await;
        let instance = Instance::beside(&app);
        let before = app.dump().await;
        for (arguments, question) in [
            (&["event", "move", "kleinstaedte", "--start", "2027-04-22 19:00"][..], "1 person gets a mail about the new date."),
            (&["event", "cancel", "kleinstaedte", "--reason", "x"], "1 person gets a mail that it does not take place."),
            (&["event", "room", "kleinstaedte", "https://other.example.org/raum"], "Nobody gets a mail; 1 personal link leads"),
        ] {
            let sentence = instance.run(arguments).refused();
            assert!(sentence.starts_with(question) && sentence.ends_with("Nobody is there to be asked: add --yes"), "{sentence}");
        }
        assert_eq!(app.dump().await, before);
    }
}
