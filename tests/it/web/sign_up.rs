//! From the event's page to the mail, and by its links back again.

use halbsieben::domain::locale::Locale;

use super::{ANNA, event_path, person, signed_up};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// The page without what tells one receipt from another.
fn without_receipt(page: &Page) -> String {
    let (_, query) = page.path.split_once("receipt=").expect("a receipt");
    let (receipt, typed) = query.split_once("&typed=").expect("what was typed");
    assert!(page.html().contains(receipt), "the way to the other language carries it");
    page.html().replace(receipt, "RECEIPT").replace(typed, "TYPED")
}

on_each_backend! {
    async fn whoever_fills_in_the_form_reads_that_it_worked_and_where_the_mail_goes(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert_eq!((page.status, page.all("h1")), (200, vec!["Kleine Städte, große Pläne".to_owned()]));
        let answer = browser.submit(&page, &person(ANNA)).await;
        assert!(answer.header("location").unwrap().starts_with("/events/kleinstaedte/registered?receipt="), "{answer:?}");
        let done = browser.follow(&answer).await;
        assert_eq!((done.status, done.all("h1")), (200, vec!["Sie sind angemeldet".to_owned()]));
        assert_eq!(done.all(".address"), [ANNA]);
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation pending"]);
    }

    async fn the_fields_are_found_by_their_labels_too(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/en/events/kleinstaedte").await;
        let labels = [("First name", "Anna"), ("Last name", "Beispiel"), ("E-mail", ANNA)];
        let done = browser.follow(&browser.submit(&page, &labels).await).await;
        assert_eq!(done.all("h1"), ["You are registered"]);
    }

    async fn the_form_alone_takes_a_sign_up_as_well(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/events/kleinstaedte/register").await;
        let done = browser.follow(&browser.submit(&page, &person(ANNA)).await).await;
        assert_eq!(done.all(".address"), [ANNA]);
    }

    async fn the_page_after_the_sign_up_may_be_loaded_again(app: TestApp) {
        let done = signed_up(&app, ANNA).await;
        let before = app.dump().await;
        let again = app.browser().get(&done.path).await;
        assert_eq!((again.status, again.html()), (200, done.html()));
        assert_eq!(app.dump().await, before);
    }

    async fn the_page_after_the_sign_up_names_nobody_without_its_receipt(app: TestApp) {
        signed_up(&app, ANNA).await;
        for path in ["/events/kleinstaedte/registered", "/events/kleinstaedte/registered?receipt=forged"] {
            let page = app.browser().get(path).await;
            assert_eq!((page.status, page.all("h1"), page.html().contains(ANNA)), (200, vec!["Vielen Dank".to_owned()], false));
        }
    }

    async fn the_page_after_the_sign_up_forgets_the_address_after_half_an_hour(app: TestApp) {
        let done = signed_up(&app, ANNA).await;
        app.advance(31);
        let later = app.browser().get(&done.path).await;
        assert_eq!((later.status, later.html().contains(ANNA)), (200, false));
    }

    async fn whoever_clicks_the_link_in_the_mail_sees_their_registration(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        let link = mail.links().into_iter().find(|link| link.contains("/r/") && !link.ends_with("/cancel")).expect("a link");
        let mine = app.browser().get(&link).await;
        assert_eq!((mine.status, mine.all(".tag")), (200, vec!["Angemeldet".to_owned()]));
        assert!(mine.text().contains("Anna Beispiel") && mine.text().contains(ANNA), "{}", mine.text());
    }

    async fn the_mails_and_pages_speak_the_language_of_the_form(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/en/events/kleinstaedte").await;
        browser.follow(&browser.submit(&page, &person(ANNA)).await).await;
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        let mine = browser.get(&format!("/r/{}", mail.registration_token())).await;
        assert_eq!((mine.attributes("html", "lang"), mine.all("h1")), (vec![Locale::En.tag().to_owned()], vec!["Your registration".to_owned()]));
    }

    async fn cancelling_takes_a_question_and_a_click(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let browser = app.browser();
        let mine = browser.get(&format!("/r/{}", app.last_mail_to(ANNA).await.registration_token())).await;
        let before = app.dump().await;
        let question = browser.get(&mine.link("Abmelden")).await;
        assert_eq!(question.all("h1"), ["Möchten Sie sich wirklich abmelden?"]);
        assert_eq!(app.dump().await, before, "law 18: looking at the question changes nothing");
        let after = browser.follow(&browser.submit(&question, &[]).await).await;
        assert_eq!(after.all(".tag"), ["Abgemeldet"]);
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2);
        assert_eq!(app.last_mail_to(ANNA).await.subject, "Abgemeldet: Kleine Städte, große Pläne");
    }

    async fn cancelling_twice_is_cancelling_once(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let browser = app.browser();
        let path = format!("/r/{}/cancel", app.last_mail_to(ANNA).await.registration_token());
        let question = browser.get(&path).await;
        browser.submit(&question, &[]).await;
        app.run_due().await;
        let before = app.dump().await;
        let again = browser.submit(&question, &[]).await;
        assert_eq!((again.status, browser.get(&path).await.status), (303, 303));
        assert_eq!(app.dump().await, before);
    }

    async fn law_17_the_second_sign_up_is_answered_like_the_first(app: TestApp) {
        let first = signed_up(&app, ANNA).await;
        let second = signed_up(&app, " ANNA@example.org ").await;
        let stranger = signed_up(&app, "bert@example.org").await;
        assert_eq!(without_receipt(&first), without_receipt(&second).replace("ANNA@", "anna@"));
        assert_eq!(without_receipt(&first), without_receipt(&stranger).replace("bert@", "anna@"));
        let kept = |page: &Page| page.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>();
        assert_eq!(kept(&first).len(), kept(&second).len());
        assert_eq!(app.app.show_event("kleinstaedte").await.unwrap().registered, 2);
    }

    async fn law_17_the_redirects_differ_in_nothing_but_the_receipt(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let (first, second) = (browser.submit(&page, &person(ANNA)).await, browser.hurry(&page, &person(ANNA)).await);
        let stranger = browser.hurry(&page, &person("ella@example.org")).await;
        for other in [&second, &stranger] {
            assert_eq!((other.status, &other.body), (first.status, &first.body));
            assert_eq!(other.header("location").unwrap().len(), first.header("location").unwrap().len());
        }
    }

    async fn law_05_at_18_20_the_page_after_the_sign_up_leads_in(app: TestApp) {
        app.at("2021-04-15T16:20:00Z");
        let done = signed_up(&app, ANNA).await;
        let room = app.browser().get(&done.link("Jetzt zur Veranstaltung")).await;
        assert_eq!((room.status, room.header("location")), (303, Some("https://meet.example.org/kleinstaedte")));
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1, "the confirmation covers the reminders");
    }

    async fn law_05_with_a_limit_of_places_the_link_comes_by_mail_alone(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("capacity = 5\n{EVENT}")).start().await;
        app.at("2021-04-15T16:20:00Z");
        let done = signed_up(&app, ANNA).await;
        assert!(!done.html().contains("/j/"), "a known address would be told from a new one when all places are taken");
    }
}
