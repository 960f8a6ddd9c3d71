//! One person's page, and what organisers do there: each by its mail, and pressed twice.

mod holds;

use halbsieben::domain::delivery::DeliveryState;

use super::ANNA;
use super::people::{PEOPLE, named, organiser};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

const BERT: &str = "bert@example.org";

/// The path of somebody's page at the default event.
async fn page_of(app: &TestApp, email: &str) -> String {
    let row = app.rows().await.into_iter().find(|(address, _)| address == email).expect("a row");
    format!("{PEOPLE}/{}", row.1.registration_id)
}

/// Presses the only button of a page twice, as a hasty hand does; where both lead, what they led to.
async fn pressed_twice(organiser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = organiser.get(path).await.form_at(path);
    let first = organiser.post(&form.action, &form.filled_in(fields)).await;
    let shown = organiser.follow(&first).await;
    let second = organiser.post(&form.action, &form.filled_in(fields)).await;
    assert_eq!((second.status, second.header("location")), (303, first.header("location")), "{second:?}");
    shown
}

/// What a page says has just been done.
fn said(page: &Page) -> String {
    page.all(".notice [role=alert]").concat()
}

async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.run_due().await;
    app.mails_to(email).await.into_iter().map(|mail| mail.subject).collect()
}

on_each_backend! {
    async fn a_persons_page_tells_all_that_happened_and_will(app: TestApp) {
        named(&app, "Anna", "<Beispiel>", ANNA).await;
        app.run_due().await;
        let organiser = organiser(&app).await;
        let list = organiser.get(PEOPLE).await;
        let page = organiser.get(&list.link("Anna <Beispiel>")).await;
        assert_eq!((page.path.clone(), page.all("h1")), (page_of(&app, ANNA).await, vec!["Anna <Beispiel> Angemeldet".to_owned()]));
        assert_eq!(
            page.all(".pairs div")[..6],
            [
                "Vorname Anna",
                "Nachname <Beispiel>",
                "E-Mail anna@example.org",
                "Sprache Deutsch",
                "Angemeldet Samstag, 10. April 2021, 12:00 Uhr",
                "Erinnerungen eingeschaltet",
            ]
        );
        let mails = page.all(".schedule li");
        assert_eq!(mails.len(), 3, "{mails:?}");
        assert!(mails[0].starts_with("Bestätigung Gesendet, Samstag, 10. April 2021"), "{mails:?}");
        assert!(mails[1].starts_with("Erinnerung am Vortag Geplant, Mittwoch, 14. April 2021, 18:30"), "{mails:?}");
        assert!(!page.html().contains("/j/") && !page.html().contains("/r/"), "personal links are the person's");
    }

    async fn nobody_is_found_at_another_event_or_by_another_word(app: TestApp) {
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"zweite\"")).await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        let path = page_of(&app, ANNA).await;
        let (organiser, before) = (organiser(&app).await, app.dump().await);
        let elsewhere = path.replace(SLUG, "zweite");
        let unknown = format!("{PEOPLE}/{}", "00000000-0000-7000-8000-000000000000");
        for person in [elsewhere.as_str(), unknown.as_str(), "/organiser/events/kleinstaedte/people/nobody", &path.replace(SLUG, "nothing")] {
            for page in ["", "/address", "/cancel", "/decline", "/erase", "/data.json"] {
                assert_eq!(organiser.get(&format!("{person}{page}")).await.status, 404, "{person}{page}");
            }
            for deed in ["resend", "approve", "cancel", "decline", "erase"] {
                assert_eq!(organiser.post(&format!("{person}/{deed}"), &[]).await.status, 404, "{person}/{deed}");
            }
            let fields = [("email".to_owned(), BERT.to_owned())];
            assert_eq!(organiser.post(&format!("{person}/address"), &fields).await.status, 404, "{person}");
        }
        assert_eq!(app.dump().await, before);
    }

    async fn law_17_a_mail_is_sent_again_at_most_once_in_ten_minutes(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        let resend = format!("{path}/resend");
        let again = async || {
            let form = organiser.get(&path).await.form_at("/resend");
            said(&organiser.follow(&organiser.post(&form.action, &[]).await).await)
        };
        assert_eq!(again().await, "In den letzten zehn Minuten ging schon eine hinaus. Deshalb wurde nichts gesendet.");
        assert_eq!(subjects(&app, ANNA).await.len(), 1);
        app.advance(11);
        assert_eq!(again().await, "Die E-Mail ist unterwegs an anna@example.org.");
        // It is still on its way: the second press hastens it, and owes no other.
        assert_eq!(again().await, "Die E-Mail ist unterwegs an anna@example.org.");
        assert_eq!(subjects(&app, ANNA).await[1..], ["Sie sind schon angemeldet: Kleine Städte, große Pläne"]);
        app.at("2021-04-15T18:00:00Z");
        assert_eq!(said(&organiser.follow(&organiser.post(&resend, &[]).await).await), "Dafür gibt es nichts mehr zu senden.");
        assert_eq!(organiser.get(&path).await.attributes("form[action$=resend]", "action").len(), 0);
    }

    async fn a_corrected_address_gets_what_is_owed_once(app: TestApp) {
        app.sign_up(ANNA).await;
        app.sign_up(BERT).await;
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        let form = format!("{path}/address");
        assert_eq!(organiser.get(&form).await.typed(), [ANNA]);
        for (typed, problem) in [
            ("", "Geben Sie die E-Mail-Adresse ein."),
            ("anna@", "Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org."),
            (BERT, "Mit dieser Adresse ist schon jemand angemeldet."),
        ] {
            let answer = organiser.hurry(&organiser.get(&form).await, &[("Neue E-Mail-Adresse", typed)]).await;
            assert_eq!((answer.status, answer.all(".summary a"), answer.typed()), (422, vec![problem.to_owned()], vec![typed.to_owned()]));
        }
        let shown = pressed_twice(&organiser, &form, &[("Neue E-Mail-Adresse", "anna.neu@example.org")]).await;
        assert_eq!(said(&shown), "Die Adresse ist korrigiert. Die E-Mail zur Anmeldung ist unterwegs an anna.neu@example.org.");
        assert_eq!((subjects(&app, "anna.neu@example.org").await.len(), subjects(&app, ANNA).await.len()), (1, 1));
        organiser.hurry(&organiser.get(&form).await, &[("Neue E-Mail-Adresse", "anna.neu@example.org")]).await;
        assert_eq!(subjects(&app, "anna.neu@example.org").await.len(), 1, "the address that stands is no other");
    }

    async fn law_08_who_is_cancelled_gets_one_notice_and_whoever_waits_moves_up(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        named(&app, "Bert", "Beispiel", BERT).await;
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        let asked = organiser.get(&format!("{path}/cancel")).await;
        assert_eq!(asked.all("h1"), ["Anna Beispiel abmelden?"]);
        assert_eq!(asked.all("main li").len(), 3, "{}", asked.text());
        let before = app.dump().await;
        organiser.get(&format!("{path}/cancel")).await;
        assert_eq!(app.dump().await, before, "looking changes nothing");
        let shown = pressed_twice(&organiser, &format!("{path}/cancel"), &[]).await;
        assert_eq!((said(&shown).as_str(), shown.all("h1 .tag")), ("Die Person ist abgemeldet.", vec!["Abgemeldet".to_owned()]));
        assert_eq!(subjects(&app, ANNA).await[1..], ["Abgemeldet: Kleine Städte, große Pläne"]);
        assert!(subjects(&app, BERT).await.last().unwrap().starts_with("Platz frei:"), "{:?}", subjects(&app, BERT).await);
        assert_eq!(organiser.get(&format!("{path}/cancel")).await.header("location"), Some(path.as_str()), "there is nothing left to ask");
    }

    async fn law_16_whoever_waits_is_told_apart_and_moves_up_in_order_alone(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        for email in [ANNA, BERT, "carla@example.org"] {
            named(&app, "Wer", "Wartet", email).await;
        }
        let (organiser, path) = (organiser(&app).await, page_of(&app, "carla@example.org").await);
        let page = organiser.get(&path).await;
        assert!(page.text().contains("Platz 2 auf der Warteliste."), "{}", page.text());
        assert_eq!(page.attributes("form[action^=\"/organiser/events\"]", "action"), [format!("{path}/note"), format!("{path}/resend")]);
    }

    async fn who_asks_is_accepted_or_declined_once(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true\ncapacity = 1").start().await;
        for email in [ANNA, BERT, "carla@example.org"] {
            named(&app, "Wer", "Fragt", email).await;
        }
        app.run_due().await;
        let organiser = organiser(&app).await;
        let (anna, bert, carla) = (page_of(&app, ANNA).await, page_of(&app, BERT).await, page_of(&app, "carla@example.org").await);
        let accept = async |path: &str| {
            let form = organiser.get(path).await.form_at("/approve");
            let shown = organiser.follow(&organiser.post(&form.action, &[]).await).await;
            assert_eq!(said(&organiser.follow(&organiser.post(&form.action, &[]).await).await), said(&shown));
            said(&shown)
        };
        assert_eq!(accept(&anna).await, "Zugesagt. Die E-Mail mit dem Link ist unterwegs an anna@example.org.");
        assert!(accept(&bert).await.starts_with("Zugesagt, aber alle Plätze sind vergeben"));
        let shown = pressed_twice(&organiser, &format!("{carla}/decline"), &[]).await;
        assert_eq!(said(&shown), "Abgesagt. Die E-Mail dazu ist unterwegs an carla@example.org.");
        assert_eq!(shown.all("h1 .tag"), ["Nicht angenommen"]);
        app.run_due().await;
        for (email, subject) in [(ANNA, "Angemeldet:"), (BERT, "Warteliste:"), ("carla@example.org", "Leider kein Platz:")] {
            let mails = app.mails_to(email).await;
            assert!(mails.len() == 2 && mails[1].subject.starts_with(subject), "{mails:?}");
        }
        // What was decided once is not decided again.
        organiser.post(&format!("{anna}/decline"), &[]).await;
        assert_eq!(organiser.get(&anna).await.all("h1 .tag"), ["Angemeldet"]);
    }

    async fn law_24_who_is_erased_is_gone_with_a_receipt(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        named(&app, "Annika", "Verschwunden", "annika@weg.example").await;
        named(&app, "Bert", "Beispiel", BERT).await;
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, "annika@weg.example").await);
        let asked = organiser.get(&format!("{path}/erase")).await;
        assert_eq!(asked.all("h1"), ["Alle Daten von Annika Verschwunden löschen?"]);
        let shown = pressed_twice(&organiser, &format!("{path}/erase"), &[]).await;
        assert_eq!((said(&shown).as_str(), shown.all(".attendees th[scope=row]")), ("Die Daten sind gelöscht.", vec!["Bert Beispiel".to_owned()]));
        let receipt = organiser.get(&shown.link("Quittung ansehen")).await;
        assert_eq!(receipt.status, 200);
        assert!(!receipt.text().contains("Annika"), "{}", receipt.text());
        assert_eq!(organiser.get(&path).await.status, 404);
        let held = app.dump().await;
        assert!(held.iter().all(|row| !row.contains("Annika") && !row.contains("weg.example")), "{held:?}");
        assert!(subjects(&app, BERT).await.last().unwrap().starts_with("Platz frei:"), "whoever waited has the place");
        assert!(subjects(&app, "annika@weg.example").await.is_empty());
    }

    async fn what_is_held_of_one_registration_comes_as_a_file(app: TestApp) {
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"zweite\"")).await;
        app.sign_up(ANNA).await;
        app.try_sign_up("zweite", ANNA).await.unwrap();
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        let file = organiser.get(&organiser.get(&path).await.link("Gespeicherte Daten herunterladen (JSON)")).await;
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"kleinstaedte.json\""));
        assert_eq!((file.header("cache-control"), file.header("x-robots-tag")), (Some("private, no-store"), Some("noindex")));
        let held: serde_json::Value = serde_json::from_slice(&file.body).unwrap();
        assert_eq!((&held["registration"]["email"], &held["event"]["title"]), (&ANNA.into(), &"Kleine Städte, große Pläne".into()));
        let email = halbsieben::domain::email_address::EmailAddress::parse(ANNA).unwrap();
        let all = serde_json::to_value(app.app.personal_data(&email).await.unwrap()).unwrap();
        assert!(all.as_array().unwrap().contains(&held), "as `gdpr export` has it");
    }

    async fn somebody_who_is_entered_gets_the_confirmation_once(app: TestApp) {
        let organiser = organiser(&app).await;
        let path = format!("{PEOPLE}/new");
        let page = organiser.get(&path).await;
        assert_eq!(page.attributes("main input", "autocomplete"), ["off", "off", "off"], "it is not the organiser's own name");
        let wrong = organiser.hurry(&page, &[("Nachname", "www.spam.example"), ("E-Mail", "anna@")]).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(
            wrong.all(".summary a"),
            [
                "Geben Sie den Vornamen ein.",
                "Nachname darf keine Internetadresse enthalten.",
                "Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org.",
            ]
        );
        let fields = [("Vorname", "Anna"), ("Nachname", "Beispiel"), ("E-Mail", ANNA)];
        let entered = organiser.follow(&organiser.hurry(&page, &fields).await).await;
        assert_eq!(said(&entered), "Eingetragen. Die E-Mail dazu ist unterwegs an anna@example.org.");
        let twice = organiser.follow(&organiser.hurry(&page, &fields).await).await;
        assert_eq!(said(&twice), "Mit dieser Adresse war die Person schon angemeldet. Geändert hat sich nichts.");
        assert_eq!(twice.path.split('?').next(), entered.path.split('?').next());
        let subjects = subjects(&app, ANNA).await;
        assert_eq!((subjects.len(), subjects[0].split(':').next()), (1, Some("Angemeldet")));
        assert_eq!(app.attendees(SLUG).await.len(), 1);
    }

    async fn law_16_who_is_entered_takes_no_place_that_is_not_there(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1\nregistration_closes = \"2021-04-09T12:00\"").start().await;
        let organiser = organiser(&app).await;
        let path = format!("{PEOPLE}/new");
        let enter = async |email: &str| {
            let fields = [("given_name", "Anna"), ("family_name", "Beispiel"), ("email", email)];
            organiser.post(&path, &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await
        };
        assert_eq!(enter(ANNA).await.status, 303, "also after the form has closed");
        let page = organiser.get(&path).await;
        assert!(page.text().contains("Alle Plätze sind vergeben: Die Person kommt auf die Warteliste."), "{}", page.text());
        let bert = organiser.follow(&enter(BERT).await).await;
        assert_eq!(bert.all("h1 .tag"), ["Auf der Warteliste"]);
        app.run_due().await;
        assert!(app.last_mail_to(BERT).await.subject.starts_with("Warteliste:"));
        app.at("2021-04-15T16:40:00Z");
        let full = enter("carla@example.org").await;
        assert_eq!((full.status, said(&full).as_str()), (409, "Alle Plätze sind vergeben, und die Veranstaltung hat begonnen. Eingetragen wurde niemand."));
        app.at("2021-04-15T18:00:00Z");
        let over = enter("carla@example.org").await;
        assert_eq!((over.status, said(&over).as_str()), (409, "Zu dieser Veranstaltung lässt sich niemand mehr eintragen."));
        assert_eq!(over.attributes("main form", "action").len(), 0);
        assert_eq!(app.count(DeliveryState::Pending).await, 0);
    }

    async fn who_is_entered_still_confirms_the_address_and_needs_no_decision(backend: Backend) {
        for (asks, tag, subject) in [("double_opt_in = true", "Unbestätigt", "Noch ein Schritt:"), ("approval = true", "Angemeldet", "Angemeldet:")] {
            let app = TestApp::on(backend).with(asks).start().await;
            let organiser = organiser(&app).await;
            let fields = [("Vorname", "Anna"), ("Nachname", "Beispiel"), ("E-Mail", ANNA)];
            let page = organiser.get(&format!("{PEOPLE}/new")).await;
            let entered = organiser.follow(&organiser.hurry(&page, &fields).await).await;
            assert_eq!(entered.all("h1 .tag"), [tag]);
            app.run_due().await;
            assert!(app.last_mail_to(ANNA).await.subject.starts_with(subject), "{:?}", app.mails().await);
        }
    }

    async fn who_wants_no_mail_of_an_event_is_not_entered(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let token = app.last_mail_to(ANNA).await.registration_token();
        app.browser().post(&format!("/r/{token}/erase"), &[("reason".to_owned(), "not_me".to_owned())]).await;
        let organiser = organiser(&app).await;
        let page = organiser.get(&format!("{PEOPLE}/new")).await;
        let answer = organiser.hurry(&page, &[("Vorname", "Anna"), ("Nachname", "Beispiel"), ("E-Mail", ANNA)]).await;
        assert_eq!((answer.status, answer.typed()), (409, vec!["Anna".to_owned(), "Beispiel".to_owned(), ANNA.to_owned()]));
        assert!(said(&answer).starts_with("Wem diese Adresse gehört"), "{}", said(&answer));
        assert!(app.rows().await.is_empty());
    }
}

#[tokio::test]
async fn law_11_the_servers_words_stand_with_the_mail() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.sign_up(ANNA).await;
    app.run_due().await;
    app.tamper("UPDATE delivery SET state = 'failed', accepted_at = NULL, last_reply = '550 5.1.1 <script>', maybe_twice = TRUE").await;
    let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
    let page = organiser.get(&path).await;
    assert_eq!(page.all(".schedule code"), ["550 5.1.1 <script>"]);
    assert!(page.all(".schedule li")[0].contains("Vielleicht zweimal angekommen"), "{:?}", page.all(".schedule li"));
    let event = organiser.get("/organiser/events/kleinstaedte").await;
    assert_eq!(event.link("Anna Beispiel"), path);
}

#[tokio::test]
async fn presence_is_told_where_the_event_proves_it() {
    let app = TestApp::on(Backend::Sqlite).with("proof_of_attendance = true").start().await;
    app.sign_up(ANNA).await;
    app.run_due().await;
    let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
    assert!(organiser.get(&path).await.all(".pairs div").contains(&"Raum betreten noch nicht".to_owned()));
    app.at("2021-04-15T16:20:00Z");
    let token = app.mails_to(ANNA).await[0].join_token();
    app.browser().post(&format!("/j/{token}"), &[]).await;
    assert!(organiser.get(&path).await.text().contains("Raum betreten Donnerstag, 15. April 2021, 18:20"));
}
