//! My data: all that is held, to read and as a file.

use serde_json::Value;

use super::form::{QUESTIONS, with_answers};
use super::{ANNA, annas_page, event_path, person};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;

on_each_backend! {
    async fn law_23_the_page_names_all_that_is_held_with_its_purpose_and_its_term(backend: Backend) {
        let questions = QUESTIONS.replacen("required = true", "required = true\npurpose = \"Damit wir darauf eingehen\"\nretention_days = 3", 1);
        let app = TestApp::on(backend).published(&format!("{EVENT}{questions}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let fields = with_answers(ANNA, "<b>Warum?</b>");
        browser.follow(&browser.submit(&page, &fields).await).await;
        app.run_due().await;
        let path = format!("/r/{}", app.last_mail_to(ANNA).await.registration_token());
        let mine = browser.get(&browser.get(&path).await.link("Meine Daten ansehen")).await;
        let text = mine.text();
        for held in ["Anna", "Beispiel", ANNA, "Deutsch", "Samstag, 10. April 2021", "<b>Warum?</b>", "Damit wir darauf eingehen", "Diese Antwort löschen wir am Sonntag, 18. April 2021.",
            "vom Land", "Diese Antwort löschen wir am Samstag, 15. Mai 2021.", "Bestätigung", "kept in the test mailbox", "Das alles löschen wir am Samstag, 15. Mai 2021"] {
            assert!(text.contains(held), "{held} in {text}");
        }
        assert!(!mine.html().contains("<b>Warum"), "escaped");
        assert_eq!(mine.header("cache-control"), Some("private, no-store"));
    }

    async fn a_part_in_the_event_is_said_in_words_and_an_answer_keeps_its_lines(backend: Backend) {
        let question = "[[questions]]\nlabel = \"Ihre Frage\"\nkind = \"long_text\"\n";
        let app = TestApp::on(backend).published(&format!("{EVENT}\n{question}")).start().await;
        let browser = app.browser();
        let fields = [&person(ANNA)[..], &[("Ihre Frage – freiwillig", "Eins?\nZwei?")]].concat();
        browser.submit(&browser.get(&event_path()).await, &fields).await;
        app.tamper("UPDATE registration SET role = 'host'").await;
        app.run_due().await;
        let mine = browser.get(&format!("/r/{}/data", app.last_mail_to(ANNA).await.registration_token())).await;
        assert!(mine.html().contains("<bdi class=\"lines\">Eins?\nZwei?</bdi>"), "{}", mine.html());
        assert!(mine.text().contains("Aufgabe bei der Veranstaltung Gastgeberin oder Gastgeber"), "{}", mine.text());
    }

    async fn the_file_holds_the_same_for_programs(app: TestApp) {
        let path = annas_page(&app).await;
        let file = app.browser().get(&format!("{path}/data.json")).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some("application/json")));
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"kleinstaedte.json\""));
        assert_eq!(file.header("cache-control"), Some("private, no-store"));
        let data: Value = serde_json::from_slice(&file.body).unwrap();
        let registration = &data["registration"];
        assert_eq!((&registration["email"], &registration["given_name"], &registration["status"]), (&ANNA.into(), &"Anna".into(), &"registered".into()));
        assert_eq!((&data["mails"][0]["kind"], &data["mails"][0]["state"]), (&"confirmation".into(), &"accepted".into()));
        assert!(data["mails"][0]["text"].as_str().unwrap().contains("Guten Tag Anna Beispiel"), "{data}");
        assert_eq!(data["removed_at"], "2021-05-15T18:00:00Z");
    }

    async fn nothing_that_is_held_of_a_person_is_missing_in_the_file(app: TestApp) {
        let path = annas_page(&app).await;
        let file = app.browser().get(&format!("{path}/data.json")).await;
        let data: Value = serde_json::from_slice(&file.body).unwrap();
        let fields: Vec<&String> = data["registration"].as_object().unwrap().keys().collect();
        let columns = app.columns_of("registration").await;
        assert!(columns.len() > 15, "{columns:?}");
        // The event has a part of its own, the key of the address says no more than the address, the answers are told with their questions.
        let told_elsewhere = ["event_id", "email_key", "locale", "answers", "unreachable_at"];
        let missing: Vec<_> = columns.iter().filter(|column| !fields.contains(column) && !told_elsewhere.contains(&column.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    async fn all_that_is_held_for_an_address_is_found_at_every_event(app: TestApp) {
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"spaeter\"").replace("2021-04", "2021-05")).await;
        for slug in ["kleinstaedte", "spaeter"] {
            app.try_sign_up(slug, ANNA).await.unwrap();
        }
        app.sign_up("ben@example.org").await;
        let email = |text| halbsieben::domain::email_address::EmailAddress::parse(text).unwrap();
        assert_eq!(app.app.personal_data(&email("ANNA@example.org")).await.unwrap().len(), 2);
        assert!(app.app.personal_data(&email("niemand@example.org")).await.unwrap().is_empty());
    }

    async fn a_link_that_opens_nothing_shows_nobodys_data(app: TestApp) {
        for path in ["/r/unknown/data", "/r/unknown/data.json"] {
            assert_eq!(app.browser().get(path).await.status, 404, "{path}");
        }
    }
}
