//! From a full event's page to the queue, and from the mail to the page that confirms an address.

use halbsieben::app::approval::Decision;
use halbsieben::domain::email_address::EmailAddress;
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
        let leave = browser.get(&page.link("Warteliste verlassen")).await;
        assert_eq!(leave.all("h1"), ["Möchten Sie die Warteliste verlassen?"]);
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
        assert!(!page.text().contains("frei halten"), "no place was held: {}", page.text());
        assert!(asked.html().contains("Die E-Mail ist unterwegs."), "{}", asked.html());
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirm_address accepted", "confirm_address accepted"]);
    }

    async fn a_place_that_was_held_too_long_is_said_to_be_free_again(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true\ncapacity = 5").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(24 * 60 + 1);
        let page = app.browser().get(&app.last_mail_to(ANNA).await.link_with("/c/")).await;
        assert!(page.text().contains("Wir konnten Ihren Platz nicht länger frei halten. Möchten Sie noch teilnehmen,"), "{}", page.text());
    }

    async fn the_link_that_confirmed_leads_whoever_has_cancelled_to_the_way_back(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        let path = app.last_mail_to(ANNA).await.link_with("/c/");
        let browser = app.browser();
        browser.submit(&browser.get(&path).await, &[]).await;
        app.cancel(ANNA).await;
        for answer in [browser.get(&path).await, browser.post(&path, &[]).await, browser.post(&format!("{path}/again"), &[]).await] {
            let page = browser.follow(&answer).await;
            assert!(page.path.starts_with("/r/") && page.text().contains("Sie sind abgemeldet."), "{page:?}");
            assert!(page.text().contains("Doch dabei sein?"), "{}", page.text());
        }
    }

    async fn whoever_was_turned_down_is_not_told_that_they_have_cancelled(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        app.sign_up(ANNA).await;
        app.app.decide(SLUG, &EmailAddress::parse(ANNA).unwrap(), Decision::Decline).await.unwrap();
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        assert_eq!(mail.subject, "Leider kein Platz: Kleine Städte, große Pläne");
        let browser = app.browser();
        let mine = browser.get(&format!("/r/{}", mail.registration_token())).await;
        assert!(mine.text().contains("Leider können wir Ihnen für diese Veranstaltung keinen Platz geben."), "{}", mine.text());
        assert_eq!(mine.all(".tag"), ["Nicht angenommen"]);
        let id = app.rows().await[0].1.registration_id;
        let join = browser.get(&app.app.urls().join(id)).await;
        assert_eq!((join.status, join.all("h1")), (200, vec!["Leider kein Platz".to_owned()]));
        for page in [&mine, &join] {
            assert!(!page.text().contains("abgemeldet") && !page.text().contains("Doch"), "{}", page.text());
        }
    }

    async fn where_the_organiser_decides_a_full_event_takes_requests(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true\ncapacity = 1").start().await;
        app.sign_up(ANNA).await;
        app.app.decide(SLUG, &EmailAddress::parse(ANNA).unwrap(), Decision::Approve).await.unwrap();
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert_eq!(page.all(".reply button[type=submit]"), ["Teilnahme anfragen"]);
        assert!(page.text().contains("Sagen wir zu, solange kein Platz frei ist, stehen Sie auf der Warteliste."), "{}", page.text());
        assert!(page.text().contains("Dorthin schreiben wir, sobald wir entschieden haben.") && !page.text().contains("Tragen Sie sich"));
        let done = browser.follow(&browser.submit(&page, &person(BEN)).await).await;
        assert_eq!(done.all("h1"), ["Ihre Anfrage ist angekommen"]);
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

    async fn a_long_answer_is_held_to_its_own_limit(backend: Backend) {
        let question = "[[questions]]\nlabel = \"Ihre Frage\"\nkind = \"long_text\"\n";
        let app = TestApp::on(backend).published(&format!("{EVENT}\n{question}")).start().await;
        let browser = app.browser();
        let long = "x".repeat(4001);
        let fields = [&person(ANNA)[..], &[("Ihre Frage – freiwillig", long.as_str())]].concat();
        let wrong = browser.submit(&browser.get(&event_path()).await, &fields).await;
        assert_eq!(wrong.all(".summary a"), ["Ihre Frage darf höchstens 4000 Zeichen lang sein."]);
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
