//! Reminders and mails after the end, said anew in the browser.

use halbsieben::app::import::ImportOptions;
use halbsieben::domain::reminder::Offset;

use super::{MAILS, host, rows};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};
use crate::web::ANNA;

/// Fills in the form that a page shows and sends it, with other values for some names.
async fn send(browser: &Browser, page: &Page, end: &str, fields: &[(&str, &str)]) -> Page {
    let form = page.form_at(end);
    let mut sent = form.filled_in(&[]);
    sent.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
    sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post(&form.action, &sent).await
}

async fn edit(browser: &Browser, mail: &str, fields: &[(&str, &str)]) -> Page {
    send(browser, &browser.get(&format!("{MAILS}/{mail}/edit")).await, "/edit", fields).await
}

async fn add(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    send(browser, &browser.get(&format!("{MAILS}/new")).await, "/new", fields).await
}

/// What the event's reminders say: minutes before or after, audience, words.
async fn said(app: &TestApp) -> Vec<String> {
    let reminders = app.app.editable_reminders(SLUG).await.unwrap().reminders;
    let minutes = |offset: Offset| match offset {
        Offset::Before(minutes) => format!("-{minutes}"),
        Offset::After(minutes) => format!("+{minutes}"),
    };
    reminders
        .iter()
        .map(|said| format!("{} {} {}", minutes(said.offset), said.audience.as_str(), said.text.as_deref().unwrap_or("–")))
        .collect()
}

on_each_backend! {
    async fn a_reminder_is_added_with_words_of_ones_own(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let browser = app.organiser().await;
        let new = browser.get(&browser.get(MAILS).await.link("Neue Erinnerung")).await;
        assert!(new.text().contains("{{ vorname }}, {{ nachname }}, {{ titel }}, {{ datum }}, {{ uhrzeit }}, {{ link }}"), "{}", new.text());
        let asked = send(&browser, &new, "/new", &[("amount", "3"), ("audience", "registrants"), ("text", "Bis gleich, {{ vorname }}!")]).await;
        assert_eq!((asked.status, said(&app).await.len()), (200, 4), "nothing is saved yet");
        assert!(asked.text().contains("Sofort geht keine E-Mail hinaus."), "{}", asked.text());
        assert!(asked.text().contains("Erinnerung, 3 Stunden vorher (Angemeldete): Do 15.04.2021, 15:30 Uhr, an eine Person"), "{}", asked.text());
        let back = send(&browser, &asked, "/new", &[("back", "1")]).await;
        assert_eq!(back.attributes("#amount", "value"), ["3"]);
        let saved = browser.follow(&send(&browser, &asked, "/new", &[("confirmed", "1")]).await).await;
        assert!(saved.text().contains("Die Erinnerungen sind gespeichert."), "{}", saved.text());
        assert!(rows(&saved).contains(&"Erinnerung, 3 Stunden vorher Do 15.04.2021, 15:30 Uhr Angemeldete, 1 1 geplant".to_owned()));
        app.at("2021-04-15T13:30:00Z");
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("Bis gleich, Anna!"));
    }

    async fn law_09_a_reminder_whose_moment_has_passed_says_first_how_many_get_a_mail_now(app: TestApp) {
        for email in [ANNA, "bert@example.org"] {
            app.sign_up(email).await;
        }
        app.run_due().await;
        app.at("2021-04-15T10:00:00Z");
        app.run_due().await;
        let browser = app.organiser().await;
        let asked = add(&browser, &[("amount", "10"), ("audience", "registrants")]).await;
        assert!(asked.text().contains("2 E-Mails gehen sofort hinaus"), "{}", asked.text());
        app.run_due().await;
        let before = app.mails_to(ANNA).await.len();
        send(&browser, &asked, "/new", &[("confirmed", "1")]).await;
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), before + 1);
    }

    async fn a_placeholder_that_is_none_is_refused_by_its_name_with_those_there_are(app: TestApp) {
        let browser = app.organiser().await;
        let wrong = edit(&browser, "reminder_24h", &[("text", "Hallo {{ vornahme }}")]).await;
        assert_eq!(wrong.status, 422);
        let problems = wrong.all(".summary li").concat();
        assert!(problems.contains("„vornahme“ ist kein Platzhalter. Es gibt: {{ vorname }}, {{ nachname }}"), "{problems}");
        let english = browser.post(&format!("/en{MAILS}/new"), &[("amount".into(), "5".into()), ("text".into(), "{{ x }}".into())]).await;
        assert!(english.all(".summary li").concat().contains("{{ firstname }}"), "{}", english.text());
        assert!(said(&app).await.iter().all(|said| said.ends_with('–')));
        let file = format!("{}\n[[reminders]]\nbefore_minutes = 60\ntext = \"{{{{ x }}}}\"\n", EVENT.replace("kleinstaedte\"\ntitle", "zweite\"\ntitle"));
        let refused = app.app.import_event(&file, ImportOptions::default()).await.unwrap_err().to_string();
        assert!(refused.contains("{{ x }}"), "{refused}");
    }

    async fn what_no_reminder_can_be_is_said_at_its_field(app: TestApp) {
        let browser = app.organiser().await;
        for (fields, words) in [
            (&[("amount", "")][..], "Geben Sie eine ganze Zahl ein, höchstens ein Jahr."),
            (&[("amount", "400"), ("unit", "days")][..], "Geben Sie eine ganze Zahl ein, höchstens ein Jahr."),
            (&[("amount", "1"), ("unit", "days")][..], "Zu diesem Zeitpunkt gibt es schon eine Erinnerung für dieselben Personen."),
        ] {
            let wrong = add(&browser, fields).await;
            assert_eq!((wrong.status, wrong.all(".summary li")), (422, vec![words.to_owned()]));
        }
        assert_eq!(said(&app).await.len(), 4);
    }

    async fn another_moment_for_a_reminder_leaves_the_other_audience_alone(app: TestApp) {
        let browser = app.organiser().await;
        let asked = edit(&browser, "reminder_24h", &[("amount", "2"), ("unit", "days")]).await;
        send(&browser, &asked, "/edit", &[("confirmed", "1")]).await;
        assert_eq!(said(&app).await, ["-2880 registrants –", "-1440 team –", "-60 registrants –", "-60 team –"]);
        let asked = edit(&browser, "reminder_1h-team", &[("direction", "after"), ("text", "Danke!")]).await;
        send(&browser, &asked, "/edit", &[("confirmed", "1")]).await;
        assert_eq!(said(&app).await[3], "+60 team Danke!");
    }

    async fn a_reminder_that_is_removed_drops_what_waits_and_leaves_what_was_sent(app: TestApp) {
        app.sign_up(ANNA).await;
        host(&app, "hedda@example.org").await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.plan().await;
        let browser = app.organiser().await;
        let asked = edit(&browser, "reminder_24h", &[("remove", "1")]).await;
        assert!(asked.text().contains("Eine E-Mail, die gerade wartet, entfällt."), "{}", asked.text());
        let removed = browser.follow(&send(&browser, &asked, "/edit", &[("confirmed", "1")]).await).await;
        assert!(removed.text().contains("Die Erinnerung ist entfernt."), "{}", removed.text());
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h void rule_removed"]);
        assert_eq!(app.ledger_of("hedda@example.org").await, ["confirmation accepted", "reminder_24h accepted"]);
        // The same button pressed twice.
        assert_eq!(send(&browser, &asked, "/edit", &[("confirmed", "1")]).await.header("location"), Some(MAILS));
        let sent = edit(&browser, "reminder_24h-team", &[("remove", "1")]).await;
        assert!(sent.text().contains("Eine E-Mail ist schon gesendet"), "{}", sent.text());
    }

    async fn two_who_change_reminders_at_once_lose_nothing(app: TestApp) {
        let (thea, jo) = (app.organiser().await, app.organiser().await);
        let asked = edit(&thea, "reminder_24h", &[("text", "Von Thea")]).await;
        let other = edit(&jo, "reminder_1h", &[("text", "Von Jo")]).await;
        send(&jo, &other, "/edit", &[("confirmed", "1")]).await;
        let conflict = send(&thea, &asked, "/edit", &[("confirmed", "1")]).await;
        assert_eq!(conflict.status, 409);
        assert!(conflict.text().contains("Jemand hat diese Veranstaltung inzwischen geändert.") && conflict.html().contains("Von Thea"));
        let asked = send(&thea, &conflict, "/edit", &[]).await;
        send(&thea, &asked, "/edit", &[("confirmed", "1")]).await;
        assert_eq!(said(&app).await, ["-1440 registrants Von Thea", "-1440 team –", "-60 registrants Von Jo", "-60 team –"]);
    }

    async fn a_draft_is_changed_at_once_and_a_cancelled_event_not_at_all(backend: Backend) {
        let app = TestApp::on(backend).start().await;
        let draft = EVENT.replace("slug = \"kleinstaedte\"", "slug = \"entwurf\"");
        app.app.import_event(&draft, ImportOptions::default()).await.unwrap();
        let browser = app.organiser().await;
        let new = browser.get("/organiser/events/entwurf/mails/new").await;
        let saved = send(&browser, &new, "/new", &[("amount", "7")]).await;
        assert_eq!(saved.header("location"), Some("/organiser/events/entwurf/mails?done=saved"));
        app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
        assert_eq!(browser.get(&format!("{MAILS}/new")).await.header("location"), Some(MAILS));
        assert_eq!(browser.get(&format!("{MAILS}/reminder_24h/edit")).await.header("location"), Some(MAILS));
    }
}
