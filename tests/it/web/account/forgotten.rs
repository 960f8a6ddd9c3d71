//! A password that is forgotten: a mail leads back in, and nobody learns who has an account.

use std::time::Duration;

use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::organiser::Role;

use super::{PASSWORD, THEA, create, signed_in, try_in};
use crate::support::app::{TestApp, TestMail};
use crate::support::backend::Backend;
use crate::support::browser::Page;
use crate::support::smtp::{At, SmtpPeer};
use crate::support::stopwatch;

const FORGOTTEN: &str = "/organiser/forgotten";
const OTHER: &str = "Sechs Kraniche im Moor";

/// Asks for a new password for an address.
async fn ask(app: &TestApp, email: &str) -> Page {
    let browser = app.browser();
    browser.follow(&browser.submit(&browser.get(FORGOTTEN).await, &[("username", email)]).await).await
}

/// The link in a mail.
fn link(mail: &TestMail) -> String {
    mail.link_with("/organiser/sign-in/")
}

on_each_backend! {
    async fn a_mail_leads_to_another_password(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        let there = signed_in(&app, THEA).await;
        ask(&app, " Thea@example.org ").await;
        app.run_due().await;
        let link = link(&app.last_mail_to(THEA).await);
        assert_eq!(try_in(&app.browser(), THEA, PASSWORD).await.status, 303, "until then the present one counts");
        let browser = app.browser();
        let page = browser.get(&link).await;
        assert_eq!(browser.get(&link).await.status, 200, "looking does not use it up");
        let short = browser.submit(&page, &[("new-password", "kurz")]).await;
        assert_eq!((short.status, short.all(".summary li").len()), (422, 1));
        let done = browser.submit(&page, &[("new-password", OTHER)]).await;
        assert_eq!((done.status, done.header("location")), (303, Some("/organiser")), "{done:?}");
        assert_eq!((browser.get("/organiser").await.status, there.get("/organiser").await.status), (200, 303));
        assert_eq!(try_in(&app.browser(), THEA, PASSWORD).await.status, 422);
        assert_eq!(try_in(&app.browser(), THEA, OTHER).await.status, 303);
        let again = app.browser();
        assert_eq!(again.submit(&page, &[("new-password", PASSWORD)]).await.status, 410, "it opens once");
    }

    async fn a_link_opens_for_an_hour(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        ask(&app, THEA).await;
        app.run_due().await;
        let link = link(&app.last_mail_to(THEA).await);
        app.advance(59);
        assert_eq!(app.browser().get(&link).await.status, 200);
        app.advance(1);
        assert_eq!(app.browser().get(&link).await.status, 410);
    }

    async fn nobody_learns_who_has_an_account(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        create(&app, "emre@example.org", Role::Admin).await;
        let id = app.app.organiser_with(&EmailAddress::parse(THEA).unwrap()).await.unwrap();
        app.app.disable_organiser(id).await.unwrap();
        let mut answers = Vec::new();
        for email in ["emre@example.org", "nobody@example.org", THEA] {
            let before = stopwatch();
            let answer = ask(&app, email).await;
            assert!(before.elapsed() >= Duration::from_millis(250), "{email}");
            answers.push((answer.status, answer.path.clone(), answer.html().to_owned()));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        app.run_due().await;
        let to: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, ["emre@example.org"], "and who was turned away has no mail");
    }

    async fn there_are_three_mails_a_day(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        for _ in 0..4 {
            ask(&app, THEA).await;
            app.run_due().await;
        }
        assert_eq!(app.mails_to(THEA).await.len(), 3);
        app.advance(24 * 60);
        ask(&app, THEA).await;
        app.run_due().await;
        assert_eq!(app.mails_to(THEA).await.len(), 4);
    }

    async fn a_mail_that_the_server_puts_off_is_tried_again(backend: Backend) {
        let peer = SmtpPeer::start().await;
        peer.on(At::Rcpt).nth(1).reply("450 4.2.0 greylisted, come back later");
        let app = TestApp::on(backend).set("mail.connections", "1").mail_to(&peer.url()).start().await;
        create(&app, THEA, Role::Editor).await;
        ask(&app, THEA).await;
        app.deliver().await;
        assert_eq!(peer.seen().mails.len(), 0);
        app.advance(15);
        app.deliver().await;
        app.deliver().await;
        let mails = peer.seen().mails;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, THEA));
        assert!(String::from_utf8_lossy(&mails[0].data).contains("Subject: Neues Passwort festlegen"));
    }

    async fn law_03_a_mail_whose_link_opens_nothing_any_more_is_not_sent(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        ask(&app, THEA).await;
        app.run_due().await;
        ask(&app, THEA).await;
        let browser = app.browser();
        let first = browser.get(&link(&app.last_mail_to(THEA).await)).await;
        assert_eq!(browser.submit(&first, &[("new-password", OTHER)]).await.status, 303);
        app.run_due().await;
        assert_eq!(app.mails_to(THEA).await.len(), 1, "the second link went with the first");
    }

    async fn law_23_links_and_mails_that_are_past_are_removed_at_night(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        ask(&app, THEA).await;
        app.run_due().await;
        let kept = async |table: &str| app.dump().await.into_iter().filter(|row| row.starts_with(&format!("{table}: "))).count();
        signed_in(&app, THEA).await;
        assert_eq!((kept("sign_in_link").await, kept("account_mail").await, kept("session").await), (1, 1, 1));
        app.app.remove_past_term().await.unwrap();
        assert_eq!((kept("sign_in_link").await, kept("account_mail").await, kept("session").await), (1, 1, 1));
        app.advance(61);
        app.app.remove_past_term().await.unwrap();
        assert_eq!((kept("sign_in_link").await, kept("account_mail").await, kept("session").await), (0, 1, 1));
        app.advance(14 * 24 * 60);
        app.app.remove_past_term().await.unwrap();
        assert_eq!((kept("account_mail").await, kept("session").await), (0, 0));
    }

    async fn mails_to_organisers_keep_to_the_pace(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).set("mail.rate_per_minute", "120").mail_to(&peer.url()).start().await;
        for email in [THEA, "emre@example.org", "ulf@example.org"] {
            create(&app, email, Role::Editor).await;
            app.app.send_password_reset(&EmailAddress::parse(email).unwrap(), Locale::De).await.unwrap();
        }
        let before = stopwatch();
        app.deliver().await;
        assert_eq!(peer.seen().mails.len(), 3);
        assert!(before.elapsed() >= Duration::from_millis(900), "{:?}", before.elapsed());
    }

    async fn a_mail_that_is_of_no_more_use_is_not_sent(app: TestApp) {
        create(&app, THEA, Role::Editor).await;
        ask(&app, THEA).await;
        app.advance(60);
        app.run_due().await;
        assert_eq!(app.mails_to(THEA).await.len(), 0);
    }
}

/// On PostgreSQL nobody knows that a process is gone: there its claims lapse within a minute (law 15).
#[tokio::test]
async fn law_10_a_mail_that_a_killed_process_held_is_sent_at_the_next_start() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    create(&app, THEA, Role::Editor).await;
    ask(&app, THEA).await;
    app.tamper("UPDATE account_mail SET state = 'claimed', fence = 1, next_at = '2021-04-10T10:00:45+00:00'").await;
    app.deliver().await;
    assert_eq!(app.mails_to(THEA).await.len(), 0);
    let _sole = app.app.become_sender().await;
    app.deliver().await;
    assert_eq!(app.mails_to(THEA).await.len(), 1);
}
