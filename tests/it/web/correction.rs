//! A mistyped address, put right on the page after the sign-up.

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
        assert_eq!(app.app.list_attendees(SLUG, 0, 10).await.unwrap().len(), 1, "one person, one registration");
        assert_eq!((app.mails_to(WRONG).await.len(), app.mails_to(ANNA).await.len()), (1, 1));
        for at in ["2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        assert_eq!((app.mails_to(WRONG).await.len(), app.mails_to(ANNA).await.len()), (1, 3), "the wrong address hears nothing more");
    }

    async fn whoever_mistypes_twice_corrects_twice(app: TestApp) {
        let done = signed_up(&app, WRONG).await;
        let still_wrong = corrected(&app, &done, "annna@example.org").await;
        let right = corrected(&app, &still_wrong, ANNA).await;
        assert_eq!(right.all(".address"), [ANNA]);
        let attendees = app.app.list_attendees(SLUG, 0, 10).await.unwrap();
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
        let mut emails: Vec<_> = app.app.list_attendees(SLUG, 0, 10).await.unwrap().into_iter().map(|attendee| attendee.email).collect();
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
        assert_eq!(app.app.list_attendees(SLUG, 0, 10).await.unwrap().len(), 2, "it is a sign-up like any other");
    }

    async fn an_address_that_was_registered_before_keeps_its_registration_and_the_wrong_one_goes(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.advance(1);
        let done = signed_up(&app, WRONG).await;
        corrected(&app, &done, ANNA).await;
        let statuses: Vec<_> = app.app.list_attendees(SLUG, 0, 10).await.unwrap().into_iter().map(|attendee| (attendee.email, attendee.status.as_str())).collect();
        assert!(statuses.contains(&(ANNA.to_owned(), "registered")) && statuses.contains(&(WRONG.to_owned(), "cancelled")), "{statuses:?}");
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
