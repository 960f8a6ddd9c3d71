//! The way in for organisers, and their own accounts.

use halbsieben::app::organiser::WayIn;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::organiser::Role;
use halbsieben::domain::password::Password;

use super::{assert_both, assert_page};
use crate::support::app::TestApp;
use crate::support::backend::Backend;

#[tokio::test]
async fn the_way_in_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    assert_both(&app, "sign-in", "/organiser/sign-in?next=%2Forganiser%3Fstate%3Ddrafts").await;
    assert_both(&app, "sign-in-left", "/organiser/sign-in?left").await;
    assert_both(&app, "sign-in-link-used", "/organiser/sign-in/used").await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let way_in = format!("{}/organiser/sign-in", app.app.urls().prefix(locale));
        let page = browser.get(&way_in).await;
        let answer = browser.submit(&page, &[("username", "thea@example.org"), ("current-password", "Fünf Möwen am See")]).await;
        assert_page(&format!("sign-in-wrong-{locale}"), &answer);
        let link = app.app.invite_organiser("Thea Sandkrug", EmailAddress::parse("thea@example.org").unwrap()).await.unwrap();
        let key = link.rsplit('/').next().unwrap();
        assert_page(&format!("sign-in-link-{locale}"), &browser.get(&format!("{way_in}/{key}")).await);
        for _ in 0..9 {
            browser.post(&way_in, &[("email".to_owned(), "thea@example.org".to_owned())]).await;
        }
        let refused = browser.post(&way_in, &[("email".to_owned(), "thea@example.org".to_owned())]).await;
        refused.assert_too_many();
        assert_page(&format!("sign-in-too-many-{locale}"), &refused);
    }
}

#[tokio::test]
async fn the_first_account_and_a_password_to_choose_read_as_they_were_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let setup = app.app.setup_address();
    let setup = setup.split_once("/organiser/").unwrap().1;
    assert_both(&app, "setup", &format!("/organiser/{setup}")).await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let page = browser.get(&format!("{}/organiser/{setup}", app.app.urls().prefix(locale))).await;
        let fields = [("name", "www.spam.example"), ("username", "thea@"), ("new-password", "kurz")];
        assert_page(&format!("setup-wrong-{locale}"), &browser.submit(&page, &fields).await);
    }
    let email = EmailAddress::parse("thea@example.org").unwrap();
    let WayIn::Link(link) = app.app.create_organiser("Thea Sandkrug", email, Role::Admin, None).await.unwrap() else { panic!("a link") };
    let key = link.rsplit('/').next().unwrap();
    assert_both(&app, "choose-password", &format!("/organiser/sign-in/{key}")).await;
    let browser = app.browser();
    let wrong = browser.submit(&browser.get(&link).await, &[("new-password", "kurz")]).await;
    assert_page("choose-password-wrong-de", &wrong);
}

#[tokio::test]
async fn ones_own_account_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let email = EmailAddress::parse("thea@example.org").unwrap();
    app.app.create_organiser("Thea Sandkrug", email, Role::Editor, Some(&Password::typed("Fünf Möwen am See"))).await.unwrap();
    for locale in Locale::ALL {
        let browser = app.browser();
        let prefix = app.app.urls().prefix(locale);
        let page = browser.get(&format!("{prefix}/organiser/sign-in")).await;
        browser.submit(&page, &[("username", "thea@example.org"), ("current-password", "Fünf Möwen am See")]).await;
        let account = format!("{prefix}/organiser/account");
        assert_page(&format!("account-{locale}"), &browser.get(&account).await);
        let form = browser.get(&account).await.form_at("/account");
        let wrong =
            browser.post(&account, &form.filled_in(&[("current-password", "falsch"), ("new-password", "Sechs Kraniche im Moor")])).await;
        assert_page(&format!("account-wrong-{locale}"), &wrong);
        assert_page(&format!("account-changed-{locale}"), &browser.get(&format!("{account}?done=password")).await);
    }
}

#[tokio::test]
async fn a_forgotten_password_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    assert_both(&app, "forgotten", "/organiser/forgotten").await;
    assert_both(&app, "forgotten-sent", "/organiser/forgotten?done=sent").await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let page = browser.get(&format!("{}/organiser/forgotten", app.app.urls().prefix(locale))).await;
        assert_page(&format!("forgotten-wrong-{locale}"), &browser.submit(&page, &[("username", "thea@")]).await);
    }
}

#[tokio::test]
async fn the_team_and_what_a_role_may_not_do_read_as_they_were_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let password = Password::typed("Fünf Möwen am See");
    for (name, email, role) in [("Thea Sandkrug", "thea@example.org", Role::Admin), ("Ulf Reet", "ulf@example.org", Role::Reader)] {
        app.app.create_organiser(name, EmailAddress::parse(email).unwrap(), role, Some(&password)).await.unwrap();
    }
    for locale in Locale::ALL {
        let prefix = app.app.urls().prefix(locale);
        let team = format!("{prefix}/organiser/team");
        for (name, email) in [("team", "thea@example.org"), ("role-not-enough", "ulf@example.org")] {
            let browser = app.browser();
            let page = browser.get(&format!("{prefix}/organiser/sign-in")).await;
            browser.submit(&page, &[("username", email), ("current-password", "Fünf Möwen am See")]).await;
            assert_page(&format!("{name}-{locale}"), &browser.get(&team).await);
        }
    }
}
