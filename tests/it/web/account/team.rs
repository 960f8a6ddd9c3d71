//! The team: invited by mail, given a role, turned away; and the last admin stays.

use halbsieben::domain::organiser::Role;

use super::{PASSWORD, THEA, create, signed_in};
use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};
use crate::support::smtp::{At, SmtpPeer};

const TEAM: &str = "/organiser/team";
const EMRE: &str = "emre@example.org";

async fn invite(browser: &Browser, name: &str, email: &str, role: &str) -> Page {
    let fields = [("name", name), ("email", email), ("role", role)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    browser.post(TEAM, &fields).await
}

/// What a page says has just been done.
fn said(page: &Page) -> String {
    page.all(".notice [role=alert]").concat()
}

/// Changes what becomes of somebody.
async fn change(app: &TestApp, browser: &Browser, email: &str, field: &str, value: &str) -> Page {
    let all = app.app.list_organisers().await.unwrap();
    let id = all.into_iter().find(|account| account.organiser.email.as_str() == email).unwrap().organiser.id;
    browser.post(&format!("{TEAM}/{id}"), &[(field.to_owned(), value.to_owned())]).await
}

on_each_backend! {
    async fn somebody_is_invited_by_mail_and_has_the_role_that_was_chosen(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        let thea = signed_in(&app, THEA).await;
        let done = thea.follow(&invite(&thea, "Emre Yıldızoğlu", EMRE, "reader").await).await;
        assert_eq!(done.all(".notice.success").len(), 1, "{done:?}");
        assert!(done.all(".members li").iter().any(|words| words.contains(EMRE) && words.contains("noch ohne Passwort")), "{done:?}");
        app.run_due().await;
        let mail = app.last_mail_to(EMRE).await;
        let link = mail.link_with("/organiser/sign-in/");
        app.advance(7 * 24 * 60 - 1);
        let emre = app.browser();
        let chosen = emre.submit(&emre.get(&link).await, &[("new-password", PASSWORD)]).await;
        assert_eq!(chosen.status, 303, "{chosen:?}");
        assert_eq!((emre.get("/organiser").await.status, emre.get(TEAM).await.status), (200, 403));
        assert!(emre.get("/organiser").await.attributes("nav.mainnav a", "href").iter().all(|path| path != TEAM));
        let again = invite(&thea, "Emre", "Emre@Example.org", "admin").await;
        assert_eq!((again.status, again.all(".summary li")), (422, vec!["Zu dieser Adresse gibt es schon einen Zugang.".to_owned()]));
        assert_eq!(invite(&thea, "", "emre@", "reader").await.all(".summary li").len(), 2);
        assert_eq!(invite(&thea, "Emre", "neu@example.org", "king").await.status, 400);
    }

    async fn a_role_counts_from_the_next_click_on(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        create(&app, EMRE, Role::Reader).await;
        let (thea, emre) = (signed_in(&app, THEA).await, signed_in(&app, EMRE).await);
        assert_eq!(emre.get("/organiser/events/new").await.status, 403);
        assert_eq!(change(&app, &thea, EMRE, "role", "editor").await.status, 303);
        assert_eq!(emre.get("/organiser/events/new").await.status, 200);
        assert_eq!(change(&app, &thea, EMRE, "standing", "disabled").await.status, 303);
        assert_eq!(emre.get("/organiser").await.status, 303);
        assert_eq!(change(&app, &thea, EMRE, "standing", "active").await.status, 303);
        assert_eq!(signed_in(&app, EMRE).await.get("/organiser").await.status, 200);
        assert_eq!(change(&app, &thea, EMRE, "standing", "odd").await.status, 400);
    }

    async fn the_last_admin_stays(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        create(&app, EMRE, Role::Editor).await;
        let thea = signed_in(&app, THEA).await;
        for (field, value) in [("role", "editor"), ("standing", "disabled")] {
            let refused = change(&app, &thea, THEA, field, value).await;
            assert_eq!((refused.status, refused.all("[role=alert]").len()), (409, 1), "{refused:?}");
        }
        assert_eq!(change(&app, &thea, EMRE, "role", "admin").await.status, 303);
        let lowered = change(&app, &thea, THEA, "role", "editor").await;
        let shown = thea.follow(&lowered).await;
        assert_eq!((shown.status, shown.all(".notice.success [role=alert]").concat().as_str()), (200, "Ihre neue Rolle gilt ab sofort."));
        assert_eq!(thea.get(TEAM).await.status, 403);
    }

    async fn an_invitation_that_failed_is_shown_and_sent_again(backend: Backend) {
        let peer = SmtpPeer::start().await;
        peer.on(At::Rcpt).nth(1).reply("550 5.1.1 no such user");
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        create(&app, THEA, Role::Admin).await;
        let thea = signed_in(&app, THEA).await;
        invite(&thea, "Emre Yıldızoğlu", EMRE, "reader").await;
        app.deliver().await;
        let page = thea.get(TEAM).await;
        let words = page.all(".members li").concat();
        assert!(words.contains("Die Einladung kam nicht an.") && words.contains("550 5.1.1 no such user"), "{words}");
        let again = async || said(&thea.follow(&change(&app, &thea, EMRE, "standing", "invited").await).await);
        assert_eq!(again().await, "In den letzten zehn Minuten ging schon eine Einladung hinaus. Deshalb wurde nichts gesendet.");
        app.advance(11);
        assert_eq!(again().await, "Die Einladung ist unterwegs.");
        app.deliver().await;
        let mails = peer.seen().mails;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, EMRE));
        assert!(!thea.get(TEAM).await.text().contains("kam nicht an"));
        // Who has chosen a password is invited no more.
        app.advance(11);
        let there = change(&app, &thea, THEA, "standing", "invited").await;
        assert_eq!(there.status, 400, "{there:?}");
    }

    async fn two_admins_who_turn_each_other_away_are_not_both_gone(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        create(&app, EMRE, Role::Admin).await;
        let (thea, emre) = (signed_in(&app, THEA).await, signed_in(&app, EMRE).await);
        tokio::join!(change(&app, &thea, EMRE, "standing", "disabled"), change(&app, &emre, THEA, "standing", "disabled"));
        let left = app.app.list_organisers().await.unwrap().into_iter().filter(|account| account.disabled_at.is_none()).count();
        assert_eq!(left, 1);
    }
}
