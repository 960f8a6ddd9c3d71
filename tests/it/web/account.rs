//! The way in by a password, and what does not lead in.

mod forgotten;
mod matrix;
mod own;
mod team;

use std::time::Duration;

use halbsieben::app::organiser::WayIn;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::organiser::Role;
use halbsieben::domain::password::Password;

use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};
use crate::support::stopwatch;

const THEA: &str = "thea@example.org";
const PASSWORD: &str = "Fünf Möwen am See";
const SIGN_IN: &str = "/organiser/sign-in";

/// Makes an account with [`PASSWORD`].
pub(super) async fn create(app: &TestApp, email: &str, role: Role) {
    let password = Password::parse(PASSWORD).unwrap();
    let made = app.app.create_organiser("Thea Sandkrug", EmailAddress::parse(email).unwrap(), role, Some(&password)).await;
    assert_eq!(made.unwrap(), WayIn::Password);
}

/// Tries to come in.
async fn try_in(browser: &Browser, email: &str, password: &str) -> Page {
    let page = browser.get(SIGN_IN).await;
    browser.submit(&page, &[("username", email), ("current-password", password)]).await
}

/// A browser in which somebody is signed in.
pub(super) async fn signed_in(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    let answer = try_in(&browser, email, PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/organiser")), "{answer:?}");
    browser
}

on_each_backend! {
    async fn who_knows_the_password_comes_in_and_to_the_page_that_was_asked_for(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        let browser = app.browser();
        let wanted = "/en/organiser?state=drafts";
        let form = browser.follow(&browser.get(wanted).await).await;
        let answer = browser.submit(&form, &[("username", " THEA@example.org "), ("current-password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(wanted)), "{answer:?}");
        assert_eq!(browser.get(wanted).await.status, 200);
        // Who is in already is led on.
        assert_eq!(browser.get(&form.path).await.header("location"), Some(wanted));
    }

    async fn a_wrong_password_and_an_unknown_address_are_answered_alike(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        let mut answers = Vec::new();
        for (email, password) in [(THEA, "Fünf Möwen am Meer"), ("nobody@example.org", PASSWORD), ("nonsense", PASSWORD), (THEA, "")] {
            let (browser, before) = (app.browser(), stopwatch());
            let answer = try_in(&browser, email, password).await;
            assert!(before.elapsed() >= Duration::from_millis(250), "{email}");
            assert_eq!(answer.status, 422, "{email}");
            assert_eq!(answer.all("[role=alert]"), ["E-Mail-Adresse oder Passwort stimmt nicht."], "{email}");
            assert!(!browser.has_cookies() && !answer.html().contains("Möwen"), "{email}");
            answers.push(answer.html().replace(email, "EMAIL"));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
    }

    async fn an_account_without_a_password_is_opened_by_none(app: TestApp) {
        let made = app.app.create_organiser("Thea Sandkrug", EmailAddress::parse(THEA).unwrap(), Role::Admin, None).await;
        assert!(matches!(made.unwrap(), WayIn::Link(_)));
        for password in ["", PASSWORD] {
            assert_eq!(try_in(&app.browser(), THEA, password).await.status, 422);
        }
    }

    async fn an_address_has_one_account(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        let again = app.app.create_organiser("Thea", EmailAddress::parse("Thea@Example.org").unwrap(), Role::Admin, None).await;
        assert_eq!(again.unwrap_err().to_string(), "this address has an account already");
    }

    async fn a_session_is_always_a_new_one(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        let browser = app.browser();
        browser.plant("__Host-halbsieben_session=planted");
        assert_eq!(try_in(&browser, THEA, PASSWORD).await.status, 303);
        let first = browser.cookies();
        assert!(first.len() == 1 && !first[0].ends_with("planted"), "{first:?}");
        let thief = app.browser();
        thief.plant(&first[0]);
        assert_eq!(thief.get("/organiser").await.status, 200);
        let fields = [("email".to_owned(), THEA.to_owned()), ("password".to_owned(), PASSWORD.to_owned())];
        assert_eq!(browser.post(SIGN_IN, &fields).await.status, 303);
        assert_eq!((browser.get("/organiser").await.status, thief.get("/organiser").await.status), (200, 303));
    }

    async fn nothing_leads_elsewhere_after_the_sign_in(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        let fields = [("email".to_owned(), THEA.to_owned()), ("password".to_owned(), PASSWORD.to_owned())];
        let answer = app.browser().post(&format!("{SIGN_IN}?next=%2F%2Fevil.example%2Forganiser"), &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/organiser")));
        let foreign = app.browser().post_from_elsewhere(SIGN_IN, "origin", "https://evil.example").await;
        assert_eq!(foreign.status, 403);
    }
}

#[tokio::test]
async fn nobody_tries_the_passwords_of_an_address_for_long() {
    let app = TestApp::on(Backend::Sqlite).set("server.trusted_proxies", "0.0.0.0").start().await;
    create(&app, THEA, Role::Admin).await;
    let anybody = app.browser();
    for i in 0..10 {
        assert_eq!(try_in(&anybody.neighbour(&format!("203.0.{i}.7")), THEA, "Fünf Möwen am Meer").await.status, 422, "{i}");
    }
    let refused = try_in(&anybody.neighbour("203.0.113.7"), THEA, PASSWORD).await;
    refused.assert_too_many();
    assert_eq!(try_in(&anybody.neighbour("203.0.113.7"), "emre@example.org", PASSWORD).await.status, 422, "another address");
}

#[tokio::test]
async fn nobody_tries_many_addresses_from_one_place() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.browser();
    let tries = (0..20).map(|i| {
        let browser = &browser;
        async move { try_in(browser, &format!("p{i}@example.org"), PASSWORD).await.status }
    });
    assert_eq!(futures::future::join_all(tries).await, [422; 20]);
    try_in(&browser, "p21@example.org", PASSWORD).await.assert_too_many();
}
