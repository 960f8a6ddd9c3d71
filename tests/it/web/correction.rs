//! A mistyped address, put right on the page after the sign-up.

use halbsieben::app::erasure::ErasureReason;

use super::form::{QUESTIONS, with_answers};
use super::{ANNA, event_path, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;

/// What Anna typed.
const WRONG: &str = "ana@example.org";

/// Goes back from the page after a sign-up to the form, with all that was typed, and sends it with another address.
async fn corrected(app: &TestApp, done: &Page, email: &str) -> Page {
    let browser = app.browser();
    let form = browser.get(&done.link("korrigieren Sie die Adresse")).await;
    let answer = browser.submit(&form, &[("email", email)]).await;
    browser.follow(&answer).await
}

on_each_backend! {
    async fn the_form_comes_back_with_what_was_typed(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let fields = with_answers(WRONG, "Warum?");
        let done = browser.follow(&browser.submit(&page, &fields).await).await;
        let before = app.dump().await;
        let form = browser.get(&done.link("korrigieren Sie die Adresse")).await;
        assert_eq!(form.typed(), ["Anna", "Beispiel", WRONG, "Warum?", "vom Land"]);
        assert_eq!(app.dump().await, before, "law 18");
    }

    async fn the_registration_made_a_moment_ago_gets_the_right_address(app: TestApp) {
        let done = signed_up(&app, WRONG).await;
        app.run_due().await;
        let right = corrected(&app, &done, ANNA).await;
        assert_eq!(right.all(".address"), [ANNA]);
        app.run_due().await;
        assert_eq!(app.attendees(SLUG).await.len(), 1, "one person, one registration");
        assert!(app.mails_to(WRONG).await.is_empty(), "of the wrong one nothing is left, nor of its mail");
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
        for at in ["2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        assert_eq!((app.mails_to(WRONG).await.len(), app.mails_to(ANNA).await.len()), (0, 3), "the wrong address hears nothing more");
    }

    async fn what_can_no_longer_be_corrected_is_not_offered(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("registration_closes = \"2021-04-10T12:10\"\n{EVENT}")).start().await;
        let done = signed_up(&app, WRONG).await;
        assert!(!done.link("korrigieren Sie die Adresse").is_empty());
        app.advance(10);
        let closed = app.browser().get(&done.path).await;
        let blank = app.browser().get(&format!("{}/registered", event_path())).await;
        for page in [closed, blank] {
            assert!(page.text().contains("Sehen Sie im Spam-Ordner nach.") && !page.text().contains("korrigieren"), "{}", page.text());
        }
    }

    async fn whoever_mistypes_twice_corrects_twice(app: TestApp) {
        let done = signed_up(&app, WRONG).await;
        let still_wrong = corrected(&app, &done, "annna@example.org").await;
        let right = corrected(&app, &still_wrong, ANNA).await;
        assert_eq!(right.all(".address"), [ANNA]);
        let attendees = app.attendees(SLUG).await;
        assert_eq!(attendees.iter().map(|attendee| attendee.email.as_str()).collect::<Vec<_>>(), [ANNA]);
    }

    async fn law_17_the_registration_of_somebody_known_is_left_alone_and_the_page_says_the_same(app: TestApp) {
        signed_up(&app, "ben@example.org").await;
        app.advance(11);
        app.run_due().await;
        // Somebody else types Ben's address.
        let known = signed_up(&app, "ben@example.org").await;
        let fresh = signed_up(&app, WRONG).await;
        let (known, fresh) = (corrected(&app, &known, "carla@example.org").await, corrected(&app, &fresh, ANNA).await);
        assert_eq!((known.status, known.all("h1"), known.all(".address")), (200, fresh.all("h1"), vec!["carla@example.org".to_owned()]));
        let mut emails: Vec<_> = app.attendees(SLUG).await.into_iter().map(|attendee| attendee.email).collect();
        emails.sort();
        assert_eq!(emails, [ANNA, "ben@example.org", "carla@example.org"]);
    }

    async fn after_half_an_hour_nothing_is_corrected_any_more(app: TestApp) {
        let done = signed_up(&app, WRONG).await;
        let link = done.link("korrigieren Sie die Adresse");
        let browser = app.browser();
        let form = browser.get(&link).await;
        app.advance(30);
        assert_eq!(browser.get(&link).await.typed(), ["", "", ""], "the form is empty then");
        browser.follow(&browser.submit(&form, &[("email", ANNA)]).await).await;
        assert_eq!(app.attendees(SLUG).await.len(), 2, "it is a sign-up like any other");
    }

    async fn an_address_that_was_registered_before_keeps_its_registration_and_the_wrong_one_goes(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.advance(1);
        let done = signed_up(&app, WRONG).await;
        corrected(&app, &done, ANNA).await;
        let statuses: Vec<_> = app.attendees(SLUG).await.into_iter().map(|attendee| (attendee.email, attendee.status.as_str())).collect();
        assert_eq!(statuses, [(ANNA.to_owned(), "registered")]);
        app.run_due().await;
        assert!(app.mails_to(WRONG).await.is_empty(), "nobody is told of what was never meant");
    }

    async fn law_20_no_link_that_a_stranger_was_sent_opens_the_corrected_registration(app: TestApp) {
        let done = signed_up(&app, WRONG).await;
        app.run_due().await;
        let strangers = app.last_mail_to(WRONG).await;
        corrected(&app, &done, ANNA).await;
        app.run_due().await;
        let browser = app.browser();
        for link in [format!("/r/{}", strangers.registration_token()), format!("/j/{}", strangers.join_token())] {
            let answer = browser.get(&link).await;
            assert!(matches!(answer.status, 404 | 410) && !answer.html().contains("Anna"), "{link}: {answer:?}");
        }
        let mine = browser.get(&format!("/r/{}", app.last_mail_to(ANNA).await.registration_token())).await;
        assert!(mine.text().contains(ANNA), "{}", mine.text());
    }

    async fn law_16_nobody_confirms_another_address_than_their_own(backend: Backend) {
        let app = TestApp::on(backend).with("double_opt_in = true").start().await;
        let done = signed_up(&app, WRONG).await;
        app.run_due().await;
        let own = app.last_mail_to(WRONG).await.link_with("/c/");
        // Whoever owns the first address has confirmed it: the registration is theirs.
        let browser = app.browser();
        assert_eq!(browser.post(&own, &[]).await.status, 303);
        corrected(&app, &done, ANNA).await;
        app.run_due().await;
        let attendees = app.attendees(SLUG).await;
        let mut stand: Vec<_> = attendees.iter().map(|one| (one.email.as_str(), one.status.as_str())).collect();
        stand.sort_unstable();
        assert_eq!(stand, [(WRONG, "registered"), (ANNA, "pending")]);
    }

    async fn law_17_a_correction_takes_nothing_over_from_somebody_who_came_back(app: TestApp) {
        let ben = "ben@example.org";
        signed_up(&app, ben).await;
        app.run_due().await;
        app.cancel(ben).await;
        app.advance(11);
        let done = signed_up(&app, ben).await;
        corrected(&app, &done, "evil@example.org").await;
        app.run_due().await;
        let bens = app.browser().get(&format!("/r/{}", app.last_mail_to(ben).await.registration_token())).await;
        assert!(bens.text().contains(ben), "{}", bens.text());
    }

    async fn law_24_an_address_that_is_blocked_cannot_be_corrected_to(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        let token = app.last_mail_to(ANNA).await.registration_token();
        app.app.erase_registration(&token, ErasureReason::NotMe).await.unwrap().unwrap();
        let before = app.mails_to(ANNA).await.len();
        let done = signed_up(&app, WRONG).await;
        assert_eq!(corrected(&app, &done, ANNA).await.status, 200);
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), before);
    }

    async fn law_17_the_page_of_a_corrected_address_says_what_the_first_said(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}capacity = 2\n")).start().await;
        signed_up(&app, "ben@example.org").await;
        app.advance(11);
        // The last place: the one for the mistyped address, and nobody else's while that one waits for its answer.
        let done = signed_up(&app, WRONG).await;
        let known = corrected(&app, &done, "ben@example.org").await;
        assert_eq!(known.all("h1"), done.all("h1"));
    }

    async fn law_16_a_correction_needs_no_second_place(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}capacity = 1\n")).start().await;
        let done = signed_up(&app, WRONG).await;
        assert_eq!(corrected(&app, &done, ANNA).await.all(".address"), [ANNA]);
    }

    async fn answers_too_long_for_an_address_are_typed_again(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let long = "x".repeat(1000);
        let fields = with_answers(WRONG, &long);
        let answer = browser.submit(&page, &fields).await;
        assert!(answer.header("location").unwrap().len() < 4000);
        let very_long = "ä".repeat(1000);
        let longer = with_answers(WRONG, &very_long);
        let answer = browser.submit(&page, &longer).await;
        assert!(answer.header("location").unwrap().len() < 1000);
        let form = browser.get(&browser.follow(&answer).await.link("korrigieren Sie die Adresse")).await;
        assert_eq!(form.typed(), ["Anna", "Beispiel", WRONG, ""]);
    }
}
