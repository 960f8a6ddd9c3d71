//! My registration: what people change of it by their own link, and coming back after cancelling.

use super::form::{QUESTIONS, with_answers};
use super::{ANNA, annas_page, change, event_path};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;

on_each_backend! {
    async fn the_page_shows_what_was_sent_and_what_will_be(app: TestApp) {
        let path = annas_page(&app).await;
        let mine = app.browser().get(&path).await;
        let lines = ["Bestätigung Gesendet, Samstag, 10. April 2021, 12:00 Uhr", "Erinnerung am Vortag Geplant, Mittwoch, 14. April 2021, 18:30 Uhr", "Erinnerung, 1 Stunde vorher Geplant, Donnerstag, 15. April 2021, 17:30 Uhr"];
        assert_eq!(mine.all("ul.schedule li"), lines, "law 1");
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let later = app.browser().get(&path).await;
        assert_eq!(later.all("ul.schedule li")[1], "Erinnerung am Vortag Gesendet, Mittwoch, 14. April 2021, 18:30 Uhr");
    }

    async fn a_changed_name_is_read_at_once_and_greets_in_the_next_mail(app: TestApp) {
        let path = annas_page(&app).await;
        let answer = change(&app, &path, &[("given-name", "Anja"), ("family-name", "Müller-Beispiel")]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(format!("{path}?done=saved").as_str())));
        let mine = app.browser().follow(&answer).await;
        assert!(mine.text().contains("Anja Müller-Beispiel") && mine.text().contains("Ihre Änderungen sind gespeichert."), "{}", mine.text());
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.starts_with("Guten Tag Anja Müller-Beispiel,"));
        assert_eq!(app.mails().await.len(), 2, "a changed name needs no mail");
    }

    async fn changed_answers_take_the_place_of_the_old_ones(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let fields = with_answers(ANNA, "Warum?");
        browser.follow(&browser.submit(&page, &fields).await).await;
        app.run_due().await;
        let path = format!("/r/{}", app.last_mail_to(ANNA).await.registration_token());
        let form = browser.get(&path).await.form_at(&path);
        let kept: Vec<_> = form.filled_in(&[]).into_iter().map(|(_, value)| value).collect();
        assert_eq!(kept, ["Anna", "Beispiel", ANNA, "Warum?", "vom Land", "de"]);
        browser.follow(&change(&app, &path, &[("Was möchten Sie fragen?", "Wozu?"), ("aus der Stadt", "")]).await).await;
        let form = browser.get(&path).await.form_at(&path);
        let now: Vec<_> = form.filled_in(&[]).into_iter().map(|(_, value)| value).collect();
        assert_eq!(now[3..5], ["Wozu?", "aus der Stadt"]);
    }

    async fn a_change_that_cannot_be_comes_back_with_what_was_typed_and_changes_nothing(app: TestApp) {
        let path = annas_page(&app).await;
        let before = app.dump().await;
        let answer = change(&app, &path, &[("given-name", ""), ("family-name", "www.spam.example"), ("email", "anna@")]).await;
        assert_eq!(answer.status, 422);
        let said = ["Geben Sie Ihren Vornamen ein.", "Nachname darf keine Internetadresse enthalten.", "Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org."];
        assert_eq!(answer.all(".summary[role=alert] a"), said);
        assert_eq!(answer.attributes("details.change", "open"), [""], "the fields that it leads to can be seen");
        let kept: Vec<_> = answer.form_at(&path).filled_in(&[]).into_iter().map(|(_, value)| value).collect();
        assert_eq!(kept, ["", "www.spam.example", "anna@", "de"]);
        assert!(answer.title().starts_with("Fehler: "), "{}", answer.title());
        assert_eq!(app.dump().await, before);
    }

    async fn the_chosen_language_decides_the_page_and_the_mails(app: TestApp) {
        let path = annas_page(&app).await;
        let mine = app.browser().follow(&change(&app, &path, &[("English", "")]).await).await;
        assert_eq!((mine.attributes("html", "lang"), mine.all("h1")), (vec!["en".to_owned()], vec!["Your registration".to_owned()]));
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        assert!(mail.subject.starts_with("Tomorrow at 18:30") && mail.text.starts_with("Hello Anna Beispiel,"), "{mail:?}");
    }

    async fn nothing_can_be_changed_once_it_is_over(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        let form = browser.get(&path).await.form_at(&path);
        app.at("2021-04-15T18:00:00Z");
        let before = app.dump().await;
        let answer = browser.post(&form.action, &form.filled_in(&[("given-name", "Anja")])).await;
        assert_eq!((answer.status, answer.text().contains("Diese Anmeldung lässt sich nicht mehr ändern.")), (409, true));
        assert_eq!(app.dump().await, before);
        assert!(browser.get(&path).await.all("details").is_empty());
    }

    async fn whoever_has_cancelled_comes_back_by_the_button_in_the_mail(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        app.advance(1);
        browser.post(&format!("{path}/cancel"), &[]).await;
        app.run_due().await;
        app.advance(1);
        let link = app.last_mail_to(ANNA).await.link_with("/rejoin");
        let before = app.dump().await;
        let question = browser.get(&link).await;
        assert_eq!(question.all("h1"), ["Möchten Sie doch teilnehmen?"]);
        assert_eq!(app.dump().await, before, "law 18");
        let mine = browser.follow(&browser.submit(&question, &[]).await).await;
        assert_eq!(mine.all(".tag"), ["Angemeldet"]);
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.subject.starts_with("Angemeldet: "));
        // Twice is once.
        let before = app.dump().await;
        assert_eq!(browser.post(&format!("{path}/rejoin"), &[]).await.status, 303);
        assert_eq!(browser.get(&format!("{path}/rejoin")).await.status, 303);
        assert_eq!(app.dump().await, before);
    }

    async fn law_16_whoever_comes_back_to_a_place_that_is_taken_waits_for_one(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}capacity = 1\n")).start().await;
        let path = annas_page(&app).await;
        let browser = app.browser();
        browser.post(&format!("{path}/cancel"), &[]).await;
        app.sign_up("ben@example.org").await;
        let mine = browser.follow(&browser.post(&format!("{path}/rejoin"), &[]).await).await;
        assert_eq!(mine.all(".tag"), ["Auf der Warteliste"]);
    }

    async fn nobody_comes_back_to_what_is_over(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        browser.post(&format!("{path}/cancel"), &[]).await;
        app.at("2021-04-15T18:00:00Z");
        let answer = browser.post(&format!("{path}/rejoin"), &[]).await;
        assert_eq!((answer.status, answer.text().contains("Die Anmeldung ist inzwischen geschlossen.")), (409, true));
        assert!(browser.get(&path).await.all("form").is_empty());
    }

    async fn whoever_comes_back_keeps_reminders_switched_off(app: TestApp) {
        let path = annas_page(&app).await;
        let browser = app.browser();
        for end in ["unsubscribe", "cancel", "rejoin"] {
            browser.post(&format!("{path}/{end}"), &[]).await;
        }
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        let reminders = app.ledger_of(ANNA).await.into_iter().filter(|row| row.starts_with("reminder")).collect::<Vec<_>>();
        assert_eq!(reminders, ["reminder_24h void unsubscribed", "reminder_1h void unsubscribed"]);
    }
}
