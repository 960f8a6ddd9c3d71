//! Notes about people: what organisers see of them, and what the people do.

use halbsieben::domain::email_address::EmailAddress;

use super::people::{PEOPLE, named, organiser};
use super::{ANNA, annas_page};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

const NOTE: &str = "Braucht Untertitel-4712";

async fn path_of(app: &TestApp, email: &str) -> String {
    let row = app.rows().await.into_iter().find(|(address, _)| address == email).expect("a row");
    format!("{PEOPLE}/{}", row.1.registration_id)
}

async fn note(organiser: &Browser, path: &str, text: &str) -> Page {
    organiser.post(&format!("{path}/note"), &[("note".to_owned(), text.to_owned())]).await
}

on_each_backend! {
    async fn a_note_stands_on_the_persons_page_and_has_a_mark_in_the_list(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        named(&app, "Bert", "Beispiel", "bert@example.org").await;
        let (organiser, path) = (organiser(&app).await, path_of(&app, ANNA).await);
        app.advance(3);
        let saved = note(&organiser, &path, &format!("  {NOTE}\r\nKommt später ")).await;
        assert_eq!(saved.header("location"), Some(format!("{path}?done=noted").as_str()));
        let page = organiser.follow(&saved).await;
        assert_eq!(page.form_at("/note").filled_in(&[]), [("note".to_owned(), format!("{NOTE}\nKommt später"))]);
        assert_eq!(page.all(".note > .hint"), ["Zuletzt geändert von Thea Sandkrug, Sa 10.04.2021, 12:05 Uhr"]);
        let list = organiser.get(PEOPLE).await;
        assert_eq!(list.all(".attendees .tags"), ["Angemeldet", "Angemeldet Notiz"], "the newest first");
        app.advance(5);
        note(&organiser, &path, &format!("{NOTE}\nKommt später")).await;
        assert!(organiser.get(&path).await.text().contains("12:05 Uhr"), "twice is the same as once");
        note(&organiser, &path, "  ").await;
        assert_eq!(organiser.get(PEOPLE).await.all(".attendees .tags"), ["Angemeldet", "Angemeldet"]);
        assert!(app.dump().await.iter().all(|row| !row.contains(NOTE)));
    }

    async fn whoever_asks_for_their_data_reads_the_note(app: TestApp) {
        let mine = annas_page(&app).await;
        let organiser = organiser(&app).await;
        assert!(!app.browser().get(&format!("{mine}/data")).await.text().contains("Notiz"));
        note(&organiser, &path_of(&app, ANNA).await, NOTE).await;
        assert!(app.browser().get(&format!("{mine}/data")).await.text().contains(NOTE));
        let json: serde_json::Value = serde_json::from_slice(&app.browser().get(&format!("{mine}/data.json")).await.body).unwrap();
        assert_eq!(json["note"], serde_json::json!({ "text": NOTE, "changed_at": "2021-04-10T10:00:05Z" }), "and not who wrote it");
        let everywhere = app.app.personal_data(&EmailAddress::parse(ANNA).unwrap()).await.unwrap();
        assert!(serde_json::to_string(&everywhere).unwrap().contains(NOTE));
    }

    async fn a_note_is_on_a_list_only_where_it_was_chosen(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        let organiser = organiser(&app).await;
        note(&organiser, &path_of(&app, ANNA).await, &format!("={NOTE}")).await;
        for path in ["attendees.csv", "attendees.json", "attendees/sheet", "attendees.csv?columns=email"] {
            assert!(!organiser.get(&format!("/organiser/events/{SLUG}/{path}")).await.text().contains(NOTE), "{path}");
        }
        let chosen = organiser.get(&format!("/organiser/events/{SLUG}/attendees.csv?columns=email,note")).await.text();
        assert!(chosen.contains(&format!("\"anna@example.org\";\"'={NOTE}\"")), "{chosen}");
    }

    async fn law_24_a_note_is_erased_with_its_person(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        note(&organiser(&app).await, &path_of(&app, ANNA).await, NOTE).await;
        assert!(app.dump().await.iter().any(|row| row.contains(NOTE)));
        app.app.erase_person(&EmailAddress::parse(ANNA).unwrap()).await.unwrap().expect("a receipt");
        assert!(app.dump().await.iter().all(|row| !row.contains(NOTE)));
    }

    async fn law_23_a_note_goes_when_the_term_has_ended(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        note(&organiser(&app).await, &path_of(&app, ANNA).await, NOTE).await;
        app.at("2021-05-15T18:01:00Z");
        app.app.remove_past_term().await.unwrap();
        assert!(app.dump().await.iter().all(|row| !row.contains(NOTE)));
    }
}

#[tokio::test]
async fn a_note_that_cannot_be_taken_comes_back_as_it_was_typed() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    named(&app, "Anna", "Beispiel", ANNA).await;
    let (organiser, path) = (organiser(&app).await, path_of(&app, ANNA).await);
    for wrong in ["x".repeat(2_001), "x\u{202e}".to_owned()] {
        let back = note(&organiser, &path, &wrong).await;
        assert_eq!((back.status, back.all(".summary li").len(), back.form_at("/note").filled_in(&[])[0].1 == wrong), (422, 1, true));
    }
    assert_eq!(note(&organiser, &path, &"ü".repeat(2_000)).await.status, 303);
    assert_eq!(note(&organiser, &format!("{PEOPLE}/01234567-89ab-7def-8123-456789abcdef"), NOTE).await.status, 404);
}
