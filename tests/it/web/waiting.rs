//! From a full event's page to the queue, and from the mail to the page that confirms an address.

use halbsieben::list::Format;

use super::{ANNA, event_path, exported, person};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const BEN: &str = "ben@example.org";

on_each_backend! {
    async fn whoever_was_a_moment_too_late_gets_on_the_waiting_list_with_one_more_click(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        app.sign_up(ANNA).await;
        let full = browser.submit(&page, &person(BEN)).await;
        assert_eq!((full.status, full.all("#form-title")), (409, vec!["Alle Plätze sind vergeben".to_owned()]));
        assert!(full.html().contains("Inzwischen sind alle Plätze vergeben. Ihre Angaben sind noch da."));
        assert!(full.html().contains("Auf die Warteliste setzen") && full.html().contains(BEN), "what was typed is still there");
        let done = browser.follow(&browser.submit(&full, &[]).await).await;
        assert_eq!(done.all("h1"), ["Sie stehen auf der Warteliste"]);
        assert_eq!(app.ledger_of(BEN).await, ["waitlisted pending"]);
    }

    async fn a_full_event_offers_the_waiting_list_at_once(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert!(page.html().contains("Ausgebucht") && page.html().contains("Auf die Warteliste setzen"));
        let done = browser.follow(&browser.submit(&page, &person(BEN)).await).await;
        assert_eq!(done.all("h1"), ["Sie stehen auf der Warteliste"]);
    }

    async fn whoever_waits_reads_at_which_place_and_leaves_by_the_same_page(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        let browser = app.browser();
        for email in ["cem@example.org", BEN] {
            browser.follow(&browser.submit(&browser.get(&event_path()).await, &person(email)).await).await;
        }
        app.run_due().await;
        let page = browser.get(&format!("/r/{}", app.last_mail_to(BEN).await.registration_token())).await;
        assert!(page.text().contains("Platz 2 auf der Warteliste.") && !page.text().contains("für andere frei"), "{}", page.text());
        let leave = browser.get(&page.link("Von der Warteliste streichen")).await;
        assert_eq!(leave.all("h1"), ["Möchten Sie sich von der Warteliste streichen?"]);
        assert_eq!(browser.submit(&leave, &[]).await.status, 303);
        assert_eq!(app.ledger_of(BEN).await, ["waitlisted accepted", "registration_cancelled pending"]);
    }

    async fn a_full_event_that_has_started_has_no_waiting_list(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        app.sign_up(ANNA).await;
        app.at("2021-04-15T16:30:00Z");
        let page = app.browser().get(&event_path()).await;
        assert!(page.html().contains("Diese Veranstaltung ist ausgebucht.") && !page.html().contains("Warteliste"));
    }

    async fn law_18_an_address_is_confirmed_by_a_click_and_not_by_opening_the_page(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        let browser = app.browser();
        let done = browser.follow(&browser.submit(&browser.get(&event_path()).await, &person(ANNA)).await).await;
        assert_eq!(done.all("h1"), ["Noch ein Schritt: Sehen Sie in Ihr Postfach"]);
        app.run_due().await;
        let path = app.last_mail_to(ANNA).await.link_with("/c/");
        let before = app.dump().await;
        let page = browser.get(&path).await;
        assert_eq!((page.status, page.all("h1")), (200, vec!["Möchten Sie sich anmelden?".to_owned()]));
        assert_eq!(app.dump().await, before, "opening it changes nothing");
        let confirmed = browser.submit(&page, &[]).await;
        assert_eq!(confirmed.status, 303);
        assert!(browser.follow(&confirmed).await.html().contains("Angemeldet"));
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address accepted", "confirmation accepted"]);
        let again = browser.get(&path).await;
        assert_eq!((again.status, again.header("location").unwrap().starts_with("/r/")), (303, true));
    }

    async fn a_link_that_is_too_old_offers_another_mail(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(24 * 60 + 1);
        let browser = app.browser();
        let page = browser.get(&app.last_mail_to(ANNA).await.link_with("/c/")).await;
        assert_eq!((page.status, page.all("h1")), (410, vec!["Die Zeit zum Bestätigen ist vorbei".to_owned()]));
        let asked = browser.submit(&page, &[]).await;
        assert!(asked.html().contains("Die E-Mail ist unterwegs."), "{}", asked.html());
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address accepted", "confirm_address accepted"]);
    }

    async fn the_form_opens_and_closes_at_its_times(backend: Backend) {
        let times = "registration_opens = \"2021-04-14T08:00\"\nregistration_closes = \"2021-04-15T12:00\"";
        let app = TestApp::on(backend).with(&format!("{times}\nhelp_contact = \"030 123456\"")).start().await;
        let page = async || app.browser().get(&event_path()).await.html().to_owned();
        assert!(page().await.contains("Die Anmeldung öffnet am "), "{}", page().await);
        assert!(app.try_sign_up(SLUG, ANNA).await.is_err());
        app.at("2021-04-14T06:00:00Z");
        assert!(page().await.contains("Kostenlos anmelden"));
        app.sign_up(ANNA).await;
        app.at("2021-04-15T10:00:00Z");
        let closed = page().await;
        assert!(closed.contains("Die Anmeldung ist seit ") && closed.contains("Fragen? 030 123456") && !closed.contains("Kostenlos anmelden"));
        assert!(app.try_sign_up(SLUG, BEN).await.is_err());
    }

    async fn where_the_organiser_decides_the_page_says_so(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert!(page.html().contains("Teilnahme anfragen"));
        let done = browser.follow(&browser.submit(&page, &person(ANNA)).await).await;
        assert_eq!(done.all("h1"), ["Ihre Anfrage ist angekommen"]);
    }

    async fn long_answers_and_several_options_are_kept(backend: Backend) {
        let questions = "[[questions]]\nlabel = \"Ihre Frage\"\nkind = \"long_text\"\npurpose = \"Wir geben sie vorab weiter.\"\n\
            [[questions]]\nlabel = \"Tage\"\nkind = \"several\"\nrequired = true\noptions = [\"Montag\", \"Dienstag\", \"Mittwoch\"]\n";
        let app = TestApp::on(backend).published(&format!("{EVENT}\n{questions}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert!(page.html().contains("Wir geben sie vorab weiter."));
        let wrong = browser.submit(&page, &[&person(ANNA)[..], &[("Ihre Frage – freiwillig", "Eins?\nZwei?")]].concat()).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html().contains("Wählen Sie bei „Tage“ eine Antwort aus.") && wrong.html().contains("Eins?\nZwei?"));
        let answer = browser.submit(&wrong, &[("Montag", "1"), ("Mittwoch", "1")]).await;
        assert_eq!(answer.status, 303, "{}", answer.html());
        let list = String::from_utf8(exported(&app, Format::Json).await).unwrap();
        assert!(list.contains("Montag; Mittwoch") && list.contains("Eins?\\nZwei?"), "{list}");
    }
}
