//! All mails of an event on one page: the table, the picture, and each as somebody would get it.

mod preview;
mod rule;

use std::collections::BTreeMap;

use halbsieben::domain::delivery::{DeliveryState, Purpose};
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::Role;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::NewRegistration;
use halbsieben::domain::schedule::WallTime;
use halbsieben::domain::timeline::Standing;

use super::ANNA;
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// Where the mails of the default event stand.
pub(super) const MAILS: &str = "/organiser/events/kleinstaedte/mails";

/// Reminders of all kinds: two of them within the hour, one after the end.
const REMINDERS: &str = r#"
[[reminders]]
before_minutes = 1440
[[reminders]]
before_minutes = 60
[[reminders]]
before_minutes = 30
[[reminders]]
after_minutes = 60
text = "Danke"
audience = "registrants"
"#;

/// Somebody who holds the default event.
async fn host(app: &TestApp, email: &str) {
    let new = NewRegistration {
        given_name: None,
        family_name: None,
        email: EmailAddress::parse(email).unwrap(),
        locale: Locale::De,
        answers: BTreeMap::new(),
    };
    app.app.add_to_team(SLUG, Role::Host, new).await.unwrap();
}

fn rows(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{page:?}");
    page.all(".mailtable tbody tr")
}

on_each_backend! {
    async fn every_mail_of_an_event_stands_in_one_table_past_and_future(app: TestApp) {
        let browser = app.organiser().await;
        app.sign_up(ANNA).await;
        app.sign_up("bert@example.org").await;
        host(&app, "hedda@example.org").await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let event = browser.get("/organiser/events/kleinstaedte").await;
        let page = browser.get(&event.link("Alle E-Mails")).await;
        assert_eq!(rows(&page), [
            "Bestätigung sofort Einzelne, 3 3 gesendet",
            "Erinnerung am Vortag Mi 14.04.2021, 18:30 Uhr Angemeldete, 2 2 gesendet",
            "Erinnerung am Vortag Mi 14.04.2021, 18:30 Uhr Team, 1 1 gesendet",
            "Erinnerung, 1 Stunde vorher Do 15.04.2021, 17:30 Uhr Angemeldete, 2 2 geplant",
            "Erinnerung, 1 Stunde vorher Do 15.04.2021, 17:30 Uhr Team, 1 1 geplant",
        ]);
        assert!(page.text().contains("Alle Zeiten: MESZ"), "{}", page.text());
    }

    async fn law_07_a_moved_event_has_its_reminders_of_both_dates(app: TestApp) {
        let browser = app.organiser().await;
        app.sign_up(ANNA).await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        app.app.move_event(SLUG, "2021-04-22T18:30".parse::<WallTime>().unwrap(), None).await.unwrap();
        let planned = browser.get(MAILS).await;
        assert!(rows(&planned).contains(&"Änderung Mi 14.04.2021, 18:40 Uhr Angemeldete und Team, 1 1 geplant".to_owned()), "{:#?}", rows(&planned));
        app.advance(10);
        app.run_due().await;
        let reminders: Vec<String> = rows(&browser.get(MAILS).await).into_iter().filter(|row| row.contains("Vortag") && row.contains("Angemeldete")).collect();
        assert_eq!(reminders, [
            "Erinnerung am Vortag Mi 14.04.2021, 18:30 Uhr Angemeldete, 1 1 gesendet",
            "Erinnerung am Vortag Mi 21.04.2021, 18:30 Uhr Angemeldete, 1 1 geplant",
        ]);
    }

    async fn law_08_a_cancelled_event_plans_nothing(app: TestApp) {
        let browser = app.organiser().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
        app.run_due().await;
        assert_eq!(rows(&browser.get(MAILS).await), ["Bestätigung sofort Einzelne, 1 1 gesendet", "Absage Sa 10.04.2021, 12:00 Uhr Angemeldete und Team, 1 1 gesendet"]);
    }

    async fn law_01_the_table_plans_what_the_timeline_names_and_the_ledger_has_not(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{REMINDERS}")).start().await;
        for (email, at) in [(ANNA, "2021-04-10T10:00:00Z"), ("bert@example.org", "2021-04-14T16:40:00Z"), ("carla@example.org", "2021-04-15T15:10:00Z")] {
            app.at(at);
            app.run_due().await;
            app.sign_up(email).await;
        }
        host(&app, "hedda@example.org").await;
        for at in ["2021-04-15T15:11:00Z", "2021-04-15T15:40:00Z", "2021-04-15T16:05:00Z", "2021-04-15T18:30:00Z", "2021-04-15T19:30:00Z"] {
            let mut named: BTreeMap<Purpose, u64> = BTreeMap::new();
            for email in [ANNA, "bert@example.org", "carla@example.org", "hedda@example.org"] {
                let lines = app.app.persons_timeline(SLUG, &EmailAddress::parse(email).unwrap()).await.unwrap();
                let planned = |line: &&halbsieben::app::timeline::PersonsLine| line.owed.standing == Standing::Due && line.state.is_none() && app.app.now() < line.owed.useful_until;
                for line in lines.iter().filter(planned).filter(|line| line.owed.purpose.is_by_rule()) {
                    *named.entry(line.owed.purpose).or_default() += 1;
                }
            }
            let mut told: BTreeMap<Purpose, u64> = BTreeMap::new();
            for line in app.app.event_mails(SLUG).await.unwrap().lines.into_iter().filter(|line| line.planned > 0) {
                *told.entry(line.mail.purpose).or_default() += line.planned;
            }
            assert_eq!(told, named, "{at}");
            app.at(at);
            app.run_due().await;
        }
        let accepted: u64 = app.app.event_mails(SLUG).await.unwrap().lines.iter().map(|line| line.count(DeliveryState::Accepted)).sum();
        assert_eq!(accepted, u64::try_from(app.rows().await.iter().filter(|(_, row)| row.state == DeliveryState::Accepted).count()).unwrap());
    }

    async fn the_whole_event_is_a_picture_that_is_told_in_words_too(backend: Backend) {
        let app = TestApp::on(backend).with("registration_opens = \"2021-04-01T09:00\"").start().await;
        let browser = app.organiser().await;
        let page = browser.get(MAILS).await;
        assert_eq!(page.all(".life title"), ["Der Verlauf der Veranstaltung"]);
        let told = page.all(".life desc").concat();
        let names: Vec<&str> = told.split("; ").filter_map(|moment| moment.split(": ").next()).collect();
        assert_eq!(names, ["Anmeldung öffnet", "Jetzt", "Erinnerung am Vortag", "Erinnerung, 1 Stunde vorher", "Raum öffnet", "Beginn", "Ende", "Daten werden gelöscht"]);
        assert_eq!(page.all(".life .name"), names, "what is drawn is what is told");
        assert!(told.contains("Beginn: Do 15.04.2021, 18:30 Uhr"), "{told}");
        assert!(!page.html().contains("<script") && !page.html().contains("style=\""), "nothing that a browser may refuse");
        app.at("2021-04-15T17:00:00Z");
        let told = browser.get(MAILS).await.all(".life desc").concat();
        assert!(told.contains("Beginn: Do 15.04.2021, 18:30 Uhr; Jetzt: "), "{told}");
    }
}
