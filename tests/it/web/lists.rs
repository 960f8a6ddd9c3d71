//! Lists to take away: who is on them, with which columns, as what, and that it is known who has them.

use halbsieben::domain::attendee::AttendeeFilter;

use super::ANNA;
use super::people::{PEOPLE, named, organiser};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

/// Where the lists of the default event are given away.
pub(super) const LISTS: &str = "/organiser/events/kleinstaedte/attendees";

async fn sent(organiser: &Browser, fields: &[(&str, &str)]) -> Page {
    let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    organiser.post(LISTS, &fields).await
}

/// The list to which a form leads, line by line.
async fn taken(organiser: &Browser, fields: &[(&str, &str)]) -> Vec<String> {
    let list = organiser.follow(&sent(organiser, fields).await).await;
    assert_eq!(list.status, 200, "{list:?}");
    String::from_utf8(list.body).unwrap().lines().map(str::to_owned).collect()
}

/// The boxes of a form that are ticked, by their names.
fn ticked(page: &Page, begin: &str) -> Vec<String> {
    page.attributes(&format!("input[name^=\"{begin}\"][checked]"), "name")
}

/// What the database holds, apart from who was last seen.
async fn held(app: &TestApp) -> Vec<String> {
    app.dump().await.into_iter().filter(|row| !row.starts_with("session: ")).collect()
}

on_each_backend! {
    async fn a_list_has_the_people_and_the_columns_that_were_chosen(app: TestApp) {
        for (given, email) in [("Anna", "anna@example.org"), ("Bert", "bert@example.org"), ("Carla", "carla@example.org")] {
            named(&app, given, "Beispiel", email).await;
        }
        app.cancel("carla@example.org").await;
        let organiser = organiser(&app).await;
        let columns = [("form", "rfc4180"), ("column-language", "1"), ("column-email", "1")];
        let all = [&columns[..], &[("status", ""), ("q", "")]].concat();
        assert_eq!(taken(&organiser, &all).await, ["E-mail,Language", "anna@example.org,de", "bert@example.org,de", "carla@example.org,de"]);
        let registered = [&columns[..], &[("status", "registered")]].concat();
        assert_eq!(taken(&organiser, &registered).await.len(), 3);
        let found = [&columns[..], &[("status", "registered"), ("q", "BERT")]].concat();
        assert_eq!(taken(&organiser, &found).await, ["E-mail,Language", "bert@example.org,de"]);
        let json = taken(&organiser, &[("form", "json"), ("column-given_name", "1"), ("q", "anna")]).await;
        assert_eq!(json, ["[", r#"{"given_name":"Anna","answers":{}}"#, "]"]);
    }

    async fn a_list_that_nobody_has_chosen_for_is_as_it_was(app: TestApp) {
        app.sign_up(ANNA).await;
        let organiser = organiser(&app).await;
        let page = organiser.get(LISTS).await;
        assert_eq!(
            ticked(&page, "column-"),
            ["column-status", "column-given_name", "column-family_name", "column-email", "column-registered_at", "column-registered_at_iso"]
        );
        let csv = organiser.get(&format!("{LISTS}.csv?dialect=rfc4180")).await.text();
        assert!(csv.starts_with("Status,Given name,Family name,E-mail,Registered at,Time (ISO 8601)"), "{csv}");
        for file in [".xlsx", ".json"] {
            assert_eq!(organiser.get(&format!("{LISTS}{file}")).await.status, 200);
        }
    }

    async fn who_has_taken_a_list_is_known_and_the_choice_is_remembered(app: TestApp) {
        app.sign_up(ANNA).await;
        app.sign_up("bert@example.org").await;
        let organiser = organiser(&app).await;
        assert_eq!(organiser.get(LISTS).await.all("section.taken p"), ["Noch hat niemand eine Liste heruntergeladen."]);
        sent(&organiser, &[("form", "xlsx"), ("status", "registered"), ("q", "anna@"), ("column-email", "1"), ("column-status", "1")]).await;
        app.advance(1);
        sent(&organiser, &[("form", "sheet"), ("sheet-email", "1")]).await;
        let page = organiser.get(LISTS).await;
        assert_eq!(
            page.all("table.taken tbody tr"),
            [
                "Sa 10.04.2021, 12:01 Uhr Thea Sandkrug Liste auf Papier · 2 Personen · Angemeldet E-Mail",
                "Sa 10.04.2021, 12:00 Uhr Thea Sandkrug Excel-Datei (.xlsx) · 1 Person · Angemeldet · nur Gefundene Status, E-Mail",
            ]
        );
        assert_eq!(ticked(&page, "column-"), ["column-status", "column-email"]);
        assert_eq!(ticked(&page, "sheet-"), ["sheet-email"]);
        assert_eq!(page.attributes("select[name=form] option[selected]", "value"), ["xlsx"]);
        for _ in 0..12 {
            app.advance(1);
            sent(&organiser, &[("form", "csv"), ("column-note", "1")]).await;
        }
        assert_eq!(organiser.get(LISTS).await.all("table.taken tbody tr").len(), 10, "the last ten");
    }

    async fn law_18_looking_at_a_list_and_fetching_it_changes_nothing(app: TestApp) {
        app.sign_up(ANNA).await;
        let organiser = organiser(&app).await;
        let before = held(&app).await;
        for path in ["", ".csv", ".xlsx", ".json", "/sheet", "/sheet?columns=email", ".csv?columns=email,note,waiting_place"] {
            assert_eq!(organiser.get(&format!("{LISTS}{path}")).await.status, 200, "{path}");
        }
        assert_eq!(held(&app).await, before);
    }

    async fn law_23_the_record_of_lists_names_nobody_who_is_on_them_and_goes_with_them(app: TestApp) {
        named(&app, "Anna", "Unverwechselbar", ANNA).await;
        let organiser = organiser(&app).await;
        sent(&organiser, &[("form", "csv"), ("q", "Unverwechselbar"), ("column-email", "1")]).await;
        let records = async || app.dump().await.into_iter().filter(|row| row.starts_with("list_download: ")).collect::<Vec<_>>();
        let kept = records().await;
        assert!(kept.len() == 1 && !kept[0].to_lowercase().contains("unverwechselbar") && !kept[0].contains("anna"), "{kept:?}");
        // Also when nobody is there any more to be removed.
        let anna = halbsieben::domain::email_address::EmailAddress::parse(ANNA).unwrap();
        app.app.erase_person(&anna).await.unwrap();
        app.at("2021-05-15T17:59:00Z");
        app.app.remove_past_term().await.unwrap();
        assert_eq!(records().await.len(), 1);
        app.at("2021-05-15T18:01:00Z");
        app.app.remove_past_term().await.unwrap();
        assert!(records().await.is_empty());
    }

    async fn law_16_a_place_on_the_waiting_list_is_the_same_whoever_else_is_on_the_list(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        for (given, email) in [("Anna", "anna@example.org"), ("Bert", "bert@example.org"), ("Carla", "carla@example.org"), ("Dora", "dora@example.org")] {
            named(&app, given, "Beispiel", email).await;
        }
        app.cancel("bert@example.org").await;
        let organiser = organiser(&app).await;
        let columns = [("form", "rfc4180"), ("column-given_name", "1"), ("column-waiting_place", "1")];
        assert_eq!(taken(&organiser, &columns).await[1..], ["Anna,", "Bert,", "Carla,1", "Dora,2"]);
        assert_eq!(taken(&organiser, &[&columns[..], &[("q", "dora")]].concat()).await[1..], ["Dora,2"]);
    }

    async fn a_list_on_paper_has_a_box_for_each_by_family_name(app: TestApp) {
        let people = [("Zoë", "Zuse"), ("Ada", "Öztürk"), ("Ole", "Ärger"), ("Bo", "ahrens"), ("Ann", "Ahrens"), ("Eva", "Azur"), ("Uwe", "Weg")];
        for (at, (given, family)) in people.iter().enumerate() {
            named(&app, given, family, &format!("p{at}@example.org")).await;
        }
        app.cancel("p6@example.org").await;
        let organiser = organiser(&app).await;
        let sheet = organiser.follow(&sent(&organiser, &[("form", "sheet"), ("sheet-registered_at", "1")]).await).await;
        assert_eq!(
            sheet.all(".sheet tbody th"),
            ["Ahrens, Ann", "ahrens, Bo", "Ärger, Ole", "Azur, Eva", "Öztürk, Ada", "Zuse, Zoë"],
            "nobody ticks off who has cancelled"
        );
        assert_eq!((sheet.all(".sheet thead th"), sheet.all(".tickbox").len()), (["#", "Da", "Name", "Angemeldet am"].map(str::to_owned).to_vec(), 6));
        assert!(!sheet.text().contains("@example.org"), "no more than was chosen");
        let gone = organiser.get(&format!("{LISTS}/sheet?status=cancelled")).await;
        assert_eq!((gone.all(".sheet tbody th"), gone.all(".sheet thead th").len()), (vec!["Weg, Uwe".to_owned()], 3));
    }
}

#[tokio::test]
async fn a_long_list_on_paper_is_whole() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let event = app.app.show_event(SLUG).await.unwrap().event;
    app.fill(&event, 250).await;
    let sheet = organiser(&app).await.get(&format!("{LISTS}/sheet?columns=email")).await;
    assert_eq!((sheet.all(".sheet tbody tr").len(), sheet.all("main").len()), (250, 1));
    assert!(sheet.text().contains("f249@example.org") && sheet.html().trim_end().ends_with("</html>"));
    assert_eq!(app.app.list_attendees(SLUG, &AttendeeFilter::default(), 0, 1_000).await.unwrap().len(), 250);
}

#[tokio::test]
async fn a_file_has_at_least_one_column() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.sign_up(ANNA).await;
    let organiser = organiser(&app).await;
    let refused = sent(&organiser, &[("form", "json"), ("status", "registered"), ("column-nonsense", "1")]).await;
    assert_eq!((refused.status, refused.all(".summary li")), (422, vec!["Kreuzen Sie mindestens eine Spalte an.".to_owned()]));
    assert_eq!(refused.attributes("select[name=form] option[selected]", "value"), ["json"]);
    assert_eq!(refused.all(".tabs [aria-current]"), ["Angemeldet 1"]);
    assert_eq!(organiser.get(&format!("{PEOPLE}?status=registered")).await.status, 200);
}
