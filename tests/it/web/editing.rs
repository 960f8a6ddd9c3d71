//! Organisers enter, change, copy and call off events in the browser.

use halbsieben::domain::event::EventStatus;
use halbsieben::domain::event_form::{EventForm, Rows};

use super::form::QUESTIONS;
use super::{ANNA, event_path, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

const ANNOUNCEMENT: &str = "Lesesäle der Zukunft

Datum: 20.05.2021, 18:30–20:00 Uhr
Ort: online

Ein Abend über Orte, die allen offen stehen.

Gäste:
Dr. Halina Wróblewska, Leiterin, Stadtbücherei Musterstadt

Anmeldung erforderlich.
";

/// The path of the default event's form.
fn edit_path() -> String {
    format!("/organiser{}/edit", event_path())
}

/// Fills in the form of an event, which a page shows, and presses a button.
async fn press(browser: &Browser, page: &Page, button: &str, fields: &[(&str, &str)]) -> Page {
    let form = page.form_at(if page.html().contains("action=\"/organiser/events\"") { "/events" } else { "/edit" });
    let mut sent = form.filled_in(fields);
    sent.push((button.to_owned(), "1".to_owned()));
    browser.post(&form.action, &sent).await
}

/// Pastes an announcement.
async fn paste(browser: &Browser, text: &str) -> Page {
    let form = browser.get("/organiser/events/new").await.form_at("/new");
    browser.post(&form.action, &form.filled_in(&[("Text der Ankündigung", text)])).await
}

/// What the form of the default event says.
async fn standing(app: &TestApp) -> EventForm {
    EventForm::of(&app.app.editable_event(SLUG).await.unwrap().file)
}

on_each_backend! {
    async fn an_announcement_is_a_public_page_in_three_clicks(app: TestApp) {
        let browser = app.organiser().await;
        assert_eq!(browser.get("/organiser").await.link("Neue Veranstaltung"), "/organiser/events/new");
        let read = paste(&browser, ANNOUNCEMENT).await;
        assert_eq!((read.status, app.app.list_events().await.unwrap().len()), (200, 1), "nothing is saved yet");
        let room = ("Link zum Veranstaltungsraum", "https://meet.example.org/lesesaele");
        let published = browser.follow(&press(&browser, &read, "publish", &[room]).await).await;
        assert!(published.text().contains("Die Veranstaltung ist öffentlich."), "{}", published.text());
        let page = app.browser().get("/events/lesesaele-der-zukunft").await;
        for words in ["Lesesäle der Zukunft", "Donnerstag, 20. Mai 2021", "Dr. Halina Wróblewska", "Orte, die allen offen stehen"] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        let event = app.app.show_event("lesesaele-der-zukunft").await.unwrap().event;
        assert_eq!((event.access.room_url.as_deref(), event.reminders_armed), (Some("https://meet.example.org/lesesaele"), true));
    }

    async fn what_an_announcement_leaves_open_is_said_before_anything_is_saved(app: TestApp) {
        let browser = app.organiser().await;
        let read = paste(&browser, "Ein Abend\n\nOhne Datum.").await;
        assert!(read.text().contains("Kein Datum gefunden."), "{}", read.text());
        let wrong = press(&browser, &read, "draft", &[]).await;
        assert_eq!((wrong.status, wrong.all(".summary li")), (422, vec!["Datum fehlt.".into(), "Beginn fehlt.".into(), "Ende fehlt.".into()]));
        let empty = paste(&browser, " ").await;
        assert_eq!((empty.status, empty.all(".summary li")), (422, vec!["Fügen Sie den Text der Ankündigung ein.".into()]));
        assert_eq!(app.app.list_events().await.unwrap().len(), 1);
    }

    async fn an_event_file_that_is_pasted_goes_in_as_it_is(app: TestApp) {
        let browser = app.organiser().await;
        let file = EVENT.replace("slug = \"kleinstaedte\"", "slug = \"zweite\"\nreminders_before_minutes = [15]");
        let page = browser.follow(&paste(&browser, &file).await).await;
        assert!(page.text().contains("Der Entwurf ist gespeichert."), "{}", page.text());
        assert_eq!(app.app.export_event("zweite").await.unwrap().reminders_before_minutes, Some(vec![15]));
    }

    async fn four_fields_make_a_draft_that_only_organisers_see(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get("/organiser/events/new/form").await;
        let four = [("Titel", "Ein Abend"), ("Datum", "20.05.2021"), ("Beginn", "18.30"), ("Ende", "20:00")];
        let page = browser.follow(&press(&browser, &form, "draft", &four).await).await;
        assert!(page.text().contains("Noch sieht ihn niemand."), "{}", page.text());
        assert_eq!(app.browser().get("/events/ein-abend").await.status, 404);
        let preview = browser.get("/organiser/events/ein-abend/preview").await;
        assert!(preview.status == 200 && preview.text().contains("Vorschau: So sieht die Seite aus."), "{}", preview.text());
        // The button is there until somebody has pressed it; a second press does no harm.
        for said in ["Die Veranstaltung ist öffentlich.", "Ein Abend"] {
            let answer = browser.post("/organiser/events/ein-abend/publish", &[]).await;
            assert!(browser.follow(&answer).await.text().contains(said));
        }
        assert_eq!(app.browser().get("/events/ein-abend").await.status, 200);
    }

    async fn law_07_another_date_says_first_who_is_told(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let browser = app.organiser().await;
        let form = browser.get(&edit_path()).await;
        let asked = press(&browser, &form, "check", &[("Datum", "2021-04-22"), ("Untertitel", "Neu")]).await;
        let changes = asked.all(".changes tbody tr");
        assert_eq!(changes, ["Untertitel Bisher: leer Neu: Neu", "Datum Bisher: 15. April 2021 Neu: 22. April 2021"]);
        assert!(asked.text().contains("Eine Person bekommt eine E-Mail mit dem neuen Termin"), "{}", asked.text());
        assert_eq!(standing(&app).await.get("date"), "2021-04-15", "nothing has changed yet");
        let back = press(&browser, &asked, "back", &[]).await;
        assert_eq!(back.form_at("/edit").filled_in(&[]).iter().find(|(name, _)| name == "subtitle").unwrap().1, "Neu");
        let saved = browser.follow(&press(&browser, &asked, "confirmed", &[]).await).await;
        assert!(saved.text().contains("Gespeichert."), "{}", saved.text());
        app.advance(10);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await[..2], ["confirmation accepted", "change accepted"]);
        assert!(app.last_mail_to(ANNA).await.text.contains("22. April"));
    }

    async fn a_form_that_is_sent_as_it_was_opened_changes_nothing(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let browser = app.organiser().await;
        let before = app.dump().await;
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &[]).await;
        assert!(asked.text().contains("Es ändert sich nichts."), "{}", asked.text());
        assert_eq!(app.dump().await, before);
    }

    async fn answers_stay_with_their_question_when_its_words_change(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let keys = |app: &TestApp| {
            let app = app.app.clone();
            async move { app.show_event(SLUG).await.unwrap().event.questions.iter().map(|question| question.id).collect::<Vec<_>>() }
        };
        let before = keys(&app).await;
        let file = app.app.editable_event(SLUG).await.unwrap();
        let label = Rows::Questions.field(0, "label");
        let foreign = Rows::Questions.field(1, "id");
        let form = EventForm::of(&file.file).with(&label, "Was wüssten Sie gern?").with(&foreign, "01890000-0000-7000-8000-000000000001");
        app.app.edit_event(SLUG, file.version, form.read(&file.file).unwrap()).await.unwrap();
        let after = keys(&app).await;
        assert_eq!((after[0], after.len()), (before[0], before.len()));
        assert!(!before.contains(&after[1]) && after[1].to_string() != "01890000-0000-7000-8000-000000000001", "a key from elsewhere is none");
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.questions[0].label, "Was wüssten Sie gern?");
    }

    async fn two_who_edit_at_once_end_in_a_comparison(app: TestApp) {
        let (thea, jo) = (app.organiser().await, app.organiser().await);
        let (first, second) = (thea.get(&edit_path()).await, jo.get(&edit_path()).await);
        let asked = press(&thea, &first, "check", &[("Untertitel", "von Thea")]).await;
        assert_eq!(press(&thea, &asked, "confirmed", &[]).await.status, 303);
        let conflict = press(&jo, &second, "check", &[("Untertitel", "von Jo"), ("Gebühr", "5 Euro")]).await;
        assert_eq!(conflict.status, 409);
        assert_eq!(conflict.all("#subtitle-hint"), ["Inzwischen gespeichert: von Thea"]);
        assert_eq!(conflict.all("#fee-hint"), ["Inzwischen gespeichert: nichts"]);
        assert_eq!(standing(&app).await.get("subtitle"), "von Thea", "nothing is lost");
        let asked = press(&jo, &conflict, "check", &[]).await;
        assert_eq!(press(&jo, &asked, "confirmed", &[]).await.status, 303);
        let now = standing(&app).await;
        assert_eq!((now.get("subtitle"), now.get("fee")), ("von Jo", "5 Euro"));
    }

    async fn what_was_typed_outlives_a_session(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get(&edit_path()).await;
        let description = "Zwei Absätze.\n\nMit \"Anführung\" & <Klammern>.";
        let somebody_else = app.browser();
        let lost = press(&somebody_else, &form, "check", &[("Beschreibung", description)]).await;
        assert_eq!(lost.status, 401);
        assert!(lost.text().contains("Ihre Eingaben sind noch da"), "{}", lost.text());
        let again = lost.form_at("/edit");
        let asked = browser.post(&again.action, &again.filled_in(&[])).await;
        assert_eq!(press(&browser, &asked, "confirmed", &[]).await.status, 303);
        assert_eq!(standing(&app).await.get("description"), description);
    }

    async fn what_a_foreign_page_has_sent_is_given_back_by_none_of_ours(app: TestApp) {
        let stranger = app.browser();
        for origin in ["null", "https://evil.example"] {
            let page = stranger.post_from_elsewhere("/organiser/team", "origin", origin).await;
            assert_eq!((page.status, page.attributes("main form", "action")), (403, vec![]), "{origin}");
        }
        // Nor is what would fill the memory.
        let many: Vec<_> = (0..1_000).map(|number| (format!("field-{number}"), "x".to_owned())).collect();
        let page = stranger.post(&edit_path(), &many).await;
        assert_eq!((page.status, page.attributes("main form", "action")), (401, vec![]));
        let long = vec![("description".to_owned(), "x".repeat(600 * 1024))];
        assert_eq!(stranger.post(&edit_path(), &long).await.status, 413);
    }

    async fn what_is_wrong_stands_at_its_field(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get(&edit_path()).await;
        for (known_as, typed, name, words) in [
            ("Titel", "", "title", "Titel fehlt."),
            ("Datum", "morgen", "date", "Datum: Schreiben Sie ein Datum wie 15.04.2027."),
            ("Ende", "17:00", "ends", "Das Ende muss nach dem Beginn liegen."),
            ("Satz zur Anmeldung", "\u{202e}", "registration_note", "Satz zur Anmeldung enthält unsichtbare Zeichen. Tippen Sie den Text von Hand ein."),
            ("Plätze", "0", "capacity", "Plätze: eine ganze Zahl von 1 bis 1000000."),
            ("Link zum Veranstaltungsraum", "javascript:alert(1)", "room_url", "Link zum Veranstaltungsraum: die vollständige Adresse, beginnend mit https://."),
        ] {
            let wrong = press(&browser, &form, "check", &[(known_as, typed)]).await;
            assert_eq!((wrong.status, wrong.all(".summary li")), (422, vec![words.to_owned()]));
            assert_eq!(wrong.attributes(".summary a", "href"), [format!("#{name}")]);
            assert_eq!(wrong.attributes("[aria-invalid=true]", "name"), [name]);
        }
    }

    async fn law_21_a_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_told(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get("/organiser/events/new/form").await;
        let night = |date, time| [("Titel", "Nachts"), ("Datum", date), ("Beginn", time), ("Ende", "05:00")];
        let skipped = press(&browser, &form, "draft", &night("2021-03-28", "02:30")).await;
        let words = "Diese Uhrzeit gibt es nicht: In der Nacht wird die Uhr vorgestellt. Wählen Sie 01:30 oder 03:30 Uhr.";
        assert_eq!((skipped.status, skipped.all("#starts-error")), (422, vec![format!("Fehler: {words}")]));
        let doubled = browser.follow(&press(&browser, &form, "draft", &night("2021-10-31", "02:30")).await).await;
        assert!(doubled.text().contains("die Uhrzeit gibt es zweimal. Genommen ist das erste Mal."), "{}", doubled.text());
    }

    async fn law_16_more_places_let_people_move_up_when_they_are_saved(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        let new = app.form(SLUG, "ben@example.org").await;
        app.app.sign_up_willing(SLUG, new, halbsieben::domain::admission::Willing::ToWait).await.unwrap();
        let browser = app.organiser().await;
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &[("Plätze", "2")]).await;
        press(&browser, &asked, "confirmed", &[]).await;
        app.run_due().await;
        assert!(app.last_mail_to("ben@example.org").await.subject.starts_with("Platz frei:"));
    }

    async fn law_08_calling_off_says_first_who_is_told_and_asks_why(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let browser = app.organiser().await;
        let path = format!("/organiser{}", event_path());
        let ask = browser.get(&browser.get(&path).await.link("Absagen")).await;
        assert!(ask.text().contains("Eine Person bekommt sofort eine E-Mail"), "{}", ask.text());
        let form = ask.form_at("/cancel");
        let without = browser.post(&form.action, &form.filled_in(&[])).await;
        assert_eq!((without.status, app.app.show_event(SLUG).await.unwrap().event.status), (422, EventStatus::Published));
        // Mails of one moment have no order.
        app.advance(1);
        for _ in 0..2 {
            assert_eq!(browser.post(&form.action, &form.filled_in(&[("Grund", "Krankheit")])).await.status, 303);
        }
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await.last().map(String::as_str), Some("event_cancelled accepted"));
        assert!(app.last_mail_to(ANNA).await.text.contains("Krankheit"));
        // What has ended is changed by nobody; its page says how it stands.
        for gone in ["cancel", "edit"] {
            assert_eq!(browser.get(&format!("{path}/{gone}")).await.header("location"), Some(path.as_str()));
        }
    }

    async fn law_09_a_copy_sends_nothing_until_its_reminders_are_switched_on(app: TestApp) {
        let browser = app.organiser().await;
        let path = format!("/organiser{}/copy", event_path());
        let form = browser.get(&path).await.form_at("/copy");
        let usual: Vec<_> = form.filled_in(&[]).into_iter().map(|(_, value)| value).collect();
        assert!(usual.contains(&"2021-04-22".to_owned()), "a week later is the usual guess: {usual:?}");
        let backwards = browser.post(&path, &form.filled_in(&[("Ende", "17:00")])).await;
        assert_eq!((backwards.status, backwards.all(".summary li")), (422, vec!["Das Ende muss nach dem Beginn liegen.".into()]));
        let copy = browser.follow(&browser.post(&path, &form.filled_in(&[])).await).await;
        assert!(copy.text().contains("Die Erinnerungen dieser Veranstaltung sind ausgeschaltet."), "{}", copy.text());
        let slug = format!("{SLUG}-2");
        let event = app.app.list_events().await.unwrap().into_iter().find(|it| it.event.slug.as_str() != SLUG).unwrap().event;
        assert!(!event.reminders_armed && event.status == EventStatus::Draft, "{slug}");
        let asked = browser.get(&copy.link("Erinnerungen einschalten")).await;
        assert!(asked.text().contains("Erinnerung am Vortag: Mi 21.04.2021, 18:30 Uhr"), "{}", asked.text());
        let form = asked.form_at("/reminders");
        for _ in 0..2 {
            assert_eq!(browser.post(&form.action, &[]).await.status, 303);
        }
        assert!(app.app.show_event(event.slug.as_str()).await.unwrap().event.reminders_armed);
    }

    async fn a_form_that_is_sent_twice_makes_one_event(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get("/organiser/events/new/form").await;
        let four = [("Titel", "Ein Abend"), ("Datum", "20.05.2021"), ("Beginn", "18.30"), ("Ende", "20:00")];
        let first = press(&browser, &form, "publish", &four).await;
        let second = press(&browser, &form, "publish", &four).await;
        assert_eq!((second.status, second.header("location")), (303, first.header("location")));
        assert_eq!(app.app.list_events().await.unwrap().len(), 2);
    }

    async fn a_form_that_is_sent_again_with_other_words_is_compared_with_what_it_has_made(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get("/organiser/events/new/form").await;
        let four = [("Titel", "Ein Abend"), ("Datum", "20.05.2021"), ("Beginn", "18.30"), ("Ende", "20:00")];
        press(&browser, &form, "draft", &four).await;
        let again = press(&browser, &form, "draft", &[("Titel", "Ein anderer Abend"), four[1], four[2], four[3]]).await;
        assert_eq!(again.status, 409, "{}", again.text());
        assert!(again.text().contains("Ein Abend"), "what is there stands beside it: {}", again.text());
        let kept = again.form_at("/edit").filled_in(&[]);
        assert_eq!(kept.iter().find(|(name, _)| name == "title").unwrap().1, "Ein anderer Abend");
        assert_eq!(app.app.list_events().await.unwrap().len(), 2);
    }

    async fn a_copy_that_is_asked_for_twice_is_one_draft(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get(&format!("/organiser{}/copy", event_path())).await.form_at("/copy");
        let (first, second) = (browser.post(&form.action, &form.filled_in(&[])).await, browser.post(&form.action, &form.filled_in(&[])).await);
        assert_eq!((second.status, second.header("location")), (303, first.header("location")));
        assert_eq!(app.app.list_events().await.unwrap().len(), 2);
    }

    async fn the_preview_of_a_published_event_is_its_page(app: TestApp) {
        let answer = app.organiser().await.get(&format!("/organiser{}/preview", event_path())).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(event_path().as_str())));
    }

    async fn calling_off_once_more_leads_to_what_was_called_off(app: TestApp) {
        let browser = app.organiser().await;
        app.app.cancel_event(SLUG, "Erkrankt.").await.unwrap();
        let answer = browser.post(&format!("/organiser{}/cancel", event_path()), &[("reason".to_owned(), String::new())]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    async fn law_09_a_date_in_the_past_tells_nobody(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let browser = app.organiser().await;
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &[("Datum", "2021-03-01")]).await;
        assert!(asked.text().contains("Niemand bekommt deshalb eine E-Mail."), "{}", asked.text());
    }

    async fn an_event_file_that_is_wrong_says_why_and_stays_in_the_field(app: TestApp) {
        let browser = app.organiser().await;
        let taken = "Diese Adresse hat schon eine andere Veranstaltung.";
        let (misspelt, none) = (format!("{EVENT}capasity = 3\n"), format!("{EVENT}capacity = 0\n"));
        for (file, why) in [(EVENT.to_owned(), taken), (misspelt, "capasity"), (none, "1")] {
            let page = paste(&browser, &file).await;
            assert_eq!(page.status, 422);
            assert!(page.all(".summary li").concat().contains(why), "{}", page.text());
            let kept = page.form_at("/new").filled_in(&[]);
            assert_eq!(kept.iter().find(|(name, _)| name == "announcement").unwrap().1.trim(), file.trim());
        }
    }

    async fn an_event_called_new_has_a_page(app: TestApp) {
        let browser = app.organiser().await;
        let form = browser.get("/organiser/events/new/form").await;
        let four = [("Titel", "New"), ("Datum", "20.05.2021"), ("Beginn", "18.30"), ("Ende", "20:00")];
        let page = browser.follow(&press(&browser, &form, "draft", &four).await).await;
        assert!(page.text().contains("Der Entwurf ist gespeichert."), "{}", page.text());
    }

    async fn law_16_who_moves_up_is_said_before_the_places_are_saved(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        let new = app.form(SLUG, "ben@example.org").await;
        app.app.sign_up_willing(SLUG, new, halbsieben::domain::admission::Willing::ToWait).await.unwrap();
        let browser = app.organiser().await;
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &[("Plätze", "")]).await;
        let words = "Eine Person rückt von der Warteliste nach und bekommt sofort eine E-Mail mit dem Link.";
        assert!(asked.text().contains(words) && !asked.text().contains("Niemand bekommt"), "{}", asked.text());
    }

    async fn law_23_a_date_that_ends_all_terms_says_so(app: TestApp) {
        signed_up(&app, ANNA).await;
        let browser = app.organiser().await;
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &[("Datum", "2020-04-15")]).await;
        for words in ["Niemand bekommt deshalb eine E-Mail.", "Das neue Ende ist schon vorbei", "werden alle Anmeldungen gelöscht"] {
            assert!(asked.text().contains(words), "{words}: {}", asked.text());
        }
    }

    async fn law_23_a_question_that_is_dropped_takes_its_answers_along(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let public = app.browser();
        let page = public.get(&event_path()).await;
        public.follow(&public.submit(&page, &super::form::with_answers(ANNA, "Möwenfrage")).await).await;
        assert!(app.dump().await.concat().contains("Möwenfrage"));
        let browser = app.organiser().await;
        let form = browser.get(&edit_path()).await.form_at("/edit");
        let mut sent = form.filled_in(&[]);
        sent.retain(|(name, _)| !name.starts_with("questions-0-"));
        sent.push(("check".to_owned(), "1".to_owned()));
        let asked = browser.post(&form.action, &sent).await;
        assert!(asked.text().contains("Die Frage „Was möchten Sie fragen?“ fällt weg. Antworten darauf werden sofort gelöscht."), "{}", asked.text());
        assert_eq!(press(&browser, &asked, "confirmed", &[]).await.status, 303);
        let dump = app.dump().await.concat();
        assert!(!dump.contains("Möwenfrage") && dump.contains("vom Land"), "{dump}");
    }

    async fn the_closing_moves_along_when_only_the_opening_is_set(backend: Backend) {
        let app = TestApp::on(backend).with("registration_closes = \"2021-04-15T12:00\"").start().await;
        let browser = app.organiser().await;
        let moved = [("Datum", "2021-05-15"), ("Anmelden ab (Datum)", "2021-04-20"), ("Anmelden ab (Uhrzeit)", "08:00")];
        let asked = press(&browser, &browser.get(&edit_path()).await, "check", &moved).await;
        assert!(asked.text().contains("Anmelden bis (Datum) Bisher: 15. April 2021 Neu: 15. Mai 2021"), "{}", asked.text());
        press(&browser, &asked, "confirmed", &[]).await;
        let now = standing(&app).await;
        assert_eq!([now.get("opens_date"), now.get("closes_date"), now.get("closes")], ["2021-04-20", "2021-05-15", "12:00"]);
    }

    async fn what_somebody_else_has_entered_meanwhile_is_not_lost(app: TestApp) {
        let (thea, jo) = (app.organiser().await, app.organiser().await);
        let second = jo.get(&edit_path()).await;
        let more = press(&thea, &thea.get(&edit_path()).await, "more", &[]).await;
        assert_eq!(more.status, 200);
        let form = thea.get(&edit_path()).await.form_at("/edit");
        let mut sent = form.filled_in(&[]);
        sent.extend([("people-0-role", "guest"), ("people-0-name", "Ada Muster"), ("confirmed", "1")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(thea.post(&form.action, &sent).await.status, 303);
        // The same once more is the same.
        assert_eq!(thea.post(&form.action, &sent).await.status, 303);
        let conflict = press(&jo, &second, "check", &[("Untertitel", "von Jo")]).await;
        assert_eq!(conflict.status, 409);
        let asked = press(&jo, &conflict, "check", &[]).await;
        assert_eq!(press(&jo, &asked, "confirmed", &[]).await.status, 303);
        let now = standing(&app).await;
        assert_eq!((now.get("people-0-name"), now.get("subtitle")), ("Ada Muster", "von Jo"));
    }
}
