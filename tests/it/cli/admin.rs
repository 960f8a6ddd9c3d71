//! `admin`: accounts are made, listed, reset and closed.

use halbsieben::domain::password::Password;

use super::Instance;
use crate::support::app::TestApp;

const PASSWORD: &str = "Fünf Möwen am See";

/// Whether the password leads in.
async fn leads_in(app: &TestApp, email: &str) -> bool {
    app.app.sign_in(email, &Password::typed(PASSWORD), None).await.unwrap().is_some()
}

/// The link at the end of what a command wrote.
fn link(out: &str) -> &str {
    let link = out.lines().last().unwrap_or_default();
    assert!(link.starts_with("https://events.example.org/organiser/sign-in/"), "{out}");
    link
}

on_each_backend! {
    async fn an_account_is_made_with_a_password_from_stdin(app: TestApp) {
        let instance = Instance::beside(&app);
        let made = instance.feed(format!("{PASSWORD}\n"), &["admin", "create", "thea@example.org", "--name", "Thea Sandkrug", "--password-stdin"]);
        assert_eq!(made.done(), "The account is made.\n");
        assert!(leads_in(&app, "thea@example.org").await);
        assert_eq!(instance.run(&["admin", "list"]).done(), "admin   active       thea@example.org  Thea Sandkrug\n");
        let again = instance.run(&["admin", "create", "Thea@example.org"]).refused();
        assert_eq!(again, "this address has an account already");
        let short = instance.feed("kurz\n", &["admin", "create", "emre@example.org", "--password-stdin"]).refused();
        assert_eq!(short, "the password has fewer than 12 characters");
    }

    async fn an_account_without_a_password_gets_a_link_to_choose_one(app: TestApp) {
        let instance = Instance::beside(&app);
        let made = instance.run(&["admin", "create", "emre@example.org", "--role", "reader"]).done();
        assert_eq!(instance.run(&["admin", "list"]).done(), "reader  no password  emre@example.org  emre\n");
        let browser = app.browser();
        let page = browser.get(link(&made)).await;
        let answer = browser.submit(&page, &[("new-password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/organiser")));
        assert!(leads_in(&app, "emre@example.org").await);
        assert_eq!(browser.get(link(&made)).await.header("location"), Some("/organiser"), "it opens once");
    }

    async fn a_reset_takes_the_password_and_ends_every_session(app: TestApp) {
        let instance = Instance::beside(&app);
        instance.feed(PASSWORD, &["admin", "create", "thea@example.org", "--password-stdin"]).done();
        let session = app.app.sign_in("thea@example.org", &Password::typed(PASSWORD), None).await.unwrap().unwrap();
        let reset = instance.run(&["admin", "reset-password", "thea@example.org"]).done();
        assert!(!leads_in(&app, "thea@example.org").await);
        assert_eq!(app.app.organiser_of(&session).await.unwrap(), None);
        assert_eq!(app.browser().get(link(&reset)).await.status, 200);
        // The newest link is the one that opens.
        instance.run(&["admin", "reset-password", "thea@example.org"]).done();
        assert_eq!(app.browser().get(link(&reset)).await.status, 410);
        let unknown = instance.run(&["admin", "reset-password", "nobody@example.org"]).refused();
        assert_eq!(unknown, "nobody has an account with this address");
    }

    async fn whoever_is_turned_away_stays_out_and_the_last_admin_stays_in(app: TestApp) {
        let instance = Instance::beside(&app);
        instance.feed(PASSWORD, &["admin", "create", "thea@example.org", "--password-stdin"]).done();
        let last = instance.run(&["admin", "disable", "thea@example.org"]).refused();
        assert_eq!(last, "this is the last account that can manage the others; make another admin first");
        instance.feed(PASSWORD, &["admin", "create", "emre@example.org", "--role", "editor", "--password-stdin"]).done();
        let session = app.app.sign_in("emre@example.org", &Password::typed(PASSWORD), None).await.unwrap().unwrap();
        instance.run(&["admin", "disable", "emre@example.org"]).done();
        assert_eq!(app.app.organiser_of(&session).await.unwrap(), None);
        assert!(!leads_in(&app, "emre@example.org").await);
        assert!(instance.run(&["admin", "list"]).done().contains("editor  disabled     emre@example.org"));
        assert_eq!(instance.run(&["admin", "reset-password", "emre@example.org"]).refused(), "this account is disabled");
        instance.run(&["admin", "enable", "emre@example.org"]).done();
        assert!(leads_in(&app, "emre@example.org").await);
    }
}
