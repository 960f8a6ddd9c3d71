//! The figures of an event, as organisers see them.

use super::{ANNA, event_path, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// The rows of a table below a heading.
fn rows(page: &Page, section: &str) -> Vec<String> {
    page.all(&format!("section[aria-labelledby={section}] tbody tr"))
}

async fn figures(app: &TestApp) -> Page {
    app.organiser().await.get(&format!("/organiser{}/figures", event_path())).await
}

on_each_backend! {
    async fn sign_ups_are_told_in_a_sentence_a_picture_and_a_table(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("capacity = 3\n{EVENT}")).start().await;
        let nobody = figures(&app).await;
        assert!(nobody.text().contains("Noch hat sich niemand angemeldet"), "{}", nobody.text());
        assert!(nobody.all("svg.plot").is_empty());
        signed_up(&app, ANNA).await;
        app.advance(24 * 60);
        signed_up(&app, "bo@example.org").await;
        app.run_due().await;
        app.advance(24 * 60);
        app.app.cancel_registration(&app.last_mail_to("bo@example.org").await.registration_token()).await.unwrap();
        let page = figures(&app).await;
        assert_eq!(page.all("section[aria-labelledby=anmeldungen] > .lead-in"), ["2 Anmeldungen, 2 in den letzten 7 Tagen"]);
        assert_eq!(rows(&page, "anmeldungen"), ["10. April 2021 1 0 1", "11. April 2021 1 0 2", "12. April 2021 0 1 1"]);
        assert_eq!(page.all("svg.plot > title"), ["Anmeldungen im Zeitverlauf"]);
        let marks = page.all(".plot-marks li");
        assert_eq!(marks.last().map(String::as_str), Some("Beginn: Do 15.04.2021, 18:30 Uhr"), "{marks:?}");
        assert_eq!(page.all(".mark-number").len(), marks.len());
        assert_eq!(page.all(".limit-words"), ["3 Plätze"]);
        assert!(!page.html().contains(ANNA) && !page.html().contains("Beispiel"), "figures name nobody");
    }

    async fn the_first_page_shows_the_sign_ups_of_the_next_event(app: TestApp) {
        signed_up(&app, ANNA).await;
        let page = app.organiser().await.get("/organiser").await;
        assert_eq!(page.all(".next-event .lead-in"), ["Eine Anmeldung, 1 in den letzten 7 Tagen"]);
        assert_eq!(page.all(".next-event svg.plot").len(), 1);
    }

    async fn what_became_of_the_mails_is_told_by_kind(app: TestApp) {
        assert!(figures(&app).await.text().contains("Noch ist keine E-Mail fällig geworden."));
        signed_up(&app, ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let page = figures(&app).await;
        let rows = rows(&page, "mails");
        assert_eq!(rows[0], "Bestätigung 1 übergeben 0 wartet 0 abgelehnt");
        assert_eq!(rows[1], "Erinnerung am Vortag 1 übergeben 0 wartet 0 abgelehnt Mi 14.04.2021, 18:30 Uhr, alle in einer Sekunde");
        assert!(page.text().contains("2 an den Mailserver übergeben, 0 warten, 0 abgelehnt oder zu spät"), "{}", page.text());
    }

    async fn who_came_is_told_where_it_is_recorded_and_nowhere_else(backend: Backend) {
        let plain = TestApp::on(backend).start().await;
        assert!(figures(&plain).await.text().contains("wird nicht festgehalten"));
        let app = TestApp::on(backend).published(&format!("proof_of_attendance = true\n{EVENT}")).start().await;
        signed_up(&app, ANNA).await;
        signed_up(&app, "bo@example.org").await;
        app.run_due().await;
        assert!(figures(&app).await.text().contains("Die Türen sind noch zu."));
        let link = app.last_mail_to(ANNA).await.link_with("/j/");
        app.at("2021-04-15T16:22:00Z");
        let browser = app.browser();
        browser.submit(&browser.get(&link).await, &[]).await;
        let page = figures(&app).await;
        assert!(page.text().contains("1 von 2 sind eingetreten."), "{}", page.text());
        assert_eq!(rows(&page, "ankunft"), ["18:15–18:20 0 0", "18:20–18:25 1 1"]);
    }

    async fn law_23_after_the_term_there_is_nothing_to_draw(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.at("2021-06-15T16:30:00Z");
        app.app.remove_past_term().await.unwrap();
        let page = figures(&app).await;
        assert!(page.text().contains("nach ihrer Frist gelöscht"), "{}", page.text());
        assert!(rows(&page, "anmeldungen").is_empty());
        assert_eq!(app.organiser().await.get(&format!("/organiser/events/{SLUG}")).await.status, 200);
    }
}
