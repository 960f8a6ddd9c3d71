//! What holds of a person is what their pages say and what can be done: also after the end, for the team, and where no mail goes.

use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::Role;

use super::{BERT, page_of, said};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};
use crate::web::ANNA;
use crate::web::people::{PEOPLE, named, organiser};

/// Enters somebody by hand.
async fn enter(organiser: &Browser, email: &str) -> Page {
    let page = organiser.get(&format!("{PEOPLE}/new")).await;
    organiser.follow(&organiser.hurry(&page, &[("Vorname", "Anna"), ("Nachname", "Beispiel"), ("E-Mail", email)]).await).await
}

on_each_backend! {
    async fn who_is_entered_is_accepted_with_that_and_only_confirms_the_address(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true\napproval = true").start().await;
        let organiser = organiser(&app).await;
        assert_eq!(enter(&organiser, ANNA).await.all("h1 .tag"), ["Unbestätigt"]);
        app.run_due().await;
        let link = app.last_mail_to(ANNA).await.link_with("/c/");
        app.advance(1);
        app.browser().post(&link, &[]).await;
        assert_eq!(organiser.get(&page_of(&app, ANNA).await).await.all("h1 .tag"), ["Angemeldet"]);
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.subject.starts_with("Angemeldet:"), "{:?}", app.mails().await);
    }

    async fn law_16_who_holds_the_event_is_entered_again_without_taking_a_place(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        app.app.add_to_team(SLUG, Role::Moderation, app.form(SLUG, BERT).await).await.unwrap();
        app.app.remove_from_team(SLUG, &EmailAddress::parse(BERT).unwrap()).await.unwrap();
        let organiser = organiser(&app).await;
        assert_eq!(enter(&organiser, BERT).await.all("h1 .tag"), ["Angemeldet"]);
    }

    async fn who_has_cancelled_meanwhile_is_not_said_to_be_declined(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        app.cancel(ANNA).await;
        for deed in ["approve", "decline"] {
            let shown = organiser.follow(&organiser.post(&format!("{path}/{deed}"), &[]).await).await;
            assert_eq!(said(&shown), "Hier war nichts mehr zu entscheiden. Geändert hat sich nichts.", "{deed}");
            assert_eq!(shown.all("h1 .tag"), ["Abgemeldet"]);
        }
    }

    async fn nothing_is_decided_or_cancelled_once_it_is_over(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T18:00:00Z");
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        assert_eq!(organiser.get(&format!("{path}/cancel")).await.header("location"), Some(path.as_str()));
        assert_eq!(organiser.get(&format!("{path}/decline")).await.header("location"), Some(path.as_str()));
        let before = app.dump().await;
        for deed in ["approve", "decline", "cancel"] {
            assert_eq!(organiser.post(&format!("{path}/{deed}"), &[]).await.status, 303, "{deed}");
        }
        assert_eq!(app.dump().await, before);
    }

    async fn law_01_no_mail_is_promised_that_the_timeline_does_not_have(backend: Backend) {
        let app = TestApp::on(backend).start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        app.run_due().await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        let ask = async |page: &str| organiser.get(&format!("{path}/{page}")).await.text();
        assert!(ask("cancel").await.contains("anna@example.org bekommt sofort eine E-Mail."));
        assert!(ask("address").await.contains("An die neue Adresse geht sofort die E-Mail zur Anmeldung"));
        app.tamper("UPDATE registration SET unreachable_at = registered_at, unreachable_reason = '550 5.1.1 unknown'").await;
        assert!(ask("cancel").await.contains("Eine E-Mail geht nicht hinaus, denn die Adresse nimmt keine an."));
        app.cancel(ANNA).await;
        let address = organiser.get(&format!("{path}/address")).await;
        assert!(address.text().contains("Die E-Mail zur Anmeldung geht nicht noch einmal hinaus."), "{}", address.text());
        let corrected = organiser.follow(&organiser.hurry(&address, &[("Neue E-Mail-Adresse", BERT)]).await).await;
        assert_eq!(said(&corrected), "Die Adresse ist korrigiert.");
        app.run_due().await;
        let subjects: Vec<_> = app.mails_to(BERT).await.into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["Abgemeldet: Kleine Städte, große Pläne"], "that notice could not reach the old address");
    }

    async fn who_was_declined_is_told_apart_in_the_list(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        let (organiser, path) = (organiser(&app).await, page_of(&app, ANNA).await);
        organiser.post(&format!("{path}/decline"), &[]).await;
        assert_eq!(organiser.get(PEOPLE).await.all(".attendees .tag"), ["Nicht angenommen"]);
    }
}

#[tokio::test]
async fn the_command_on_the_page_is_one_word_to_a_shell() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    named(&app, "Anna", "Beispiel", "o'neil$x`y@example.org").await;
    let (organiser, path) = (organiser(&app).await, page_of(&app, "o'neil$x`y@example.org").await);
    let command = organiser.get(&format!("{path}/erase")).await.all("code.copy");
    assert_eq!(command, [r"halbsieben gdpr erase -- 'o'\''neil$x`y@example.org'"]);
}
