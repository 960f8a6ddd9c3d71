//! Law 18: a scanner of mails that opens every link changes nothing, however things stand; the person who comes afterwards still can.

use axum::http::Method;
use halbsieben::domain::admission::Willing;
use halbsieben::domain::email_address::EmailAddress;
use scraper::{Html, Selector};

use super::{ANNA, annas_page, change};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const ROOM: &str = "https://meet.example.org/kleinstaedte";
const HELD: &str = "bestaetigen";
const FULL: &str = "ausgebucht";

/// The event with these lines, one for which addresses are confirmed, and one that is full.
async fn started(backend: Backend, more: &str) -> TestApp {
    let named = |slug: &str, lines: &str| format!("{lines}\n{}", EVENT.replace(&format!("\"{SLUG}\""), &format!("\"{slug}\"")));
    let builder = TestApp::on(backend).published(&format!("{more}\n{EVENT}"));
    builder.published(&named(HELD, "double_opt_in = true")).published(&named(FULL, "capacity = 1")).start().await
}

/// Every link of ours in the text and in the HTML of every mail.
async fn links(app: &TestApp) -> Vec<String> {
    let anchors = Selector::parse("a[href]").expect("a selector");
    let mut links = Vec::new();
    for mail in app.mails().await {
        links.extend(mail.links());
        links.extend(Html::parse_document(&mail.html).select(&anchors).filter_map(|link| link.attr("href")).map(str::to_owned));
    }
    links.retain(|link| link.starts_with("https://events.example.org"));
    links.sort();
    links.dedup();
    links
}

/// Opens every link three times; says which there were.
async fn scan(app: &TestApp) -> Vec<String> {
    let links = links(app).await;
    let before = app.dump().await;
    for link in links.iter().cycle().take(3 * links.len()) {
        let (got, head) = (app.browser().get(link).await, app.browser().ask(Method::HEAD, link).await);
        assert!(got.status < 400 || got.status == 410, "{got:?}");
        assert_eq!((head.status, head.body.len()), (got.status, 0), "{link}");
    }
    assert_eq!(app.dump().await, before);
    links
}

on_each_backend! {
    async fn law_18_every_link_of_every_mail_opened_changes_nothing(backend: Backend) {
        for (more, button) in [("", false), ("proof_of_attendance = true", true)] {
            let app = started(backend, more).await;
            let path = annas_page(&app).await;
            let browser = app.browser();
            change(&app, &path, &[("email", "anna.neu@example.org")]).await;
            for (slug, email) in [(HELD, ANNA), (FULL, "first@example.org"), (FULL, ANNA)] {
                let new = app.form(slug, email).await;
                app.app.sign_up_willing(slug, new, Willing::ToWait).await.unwrap();
            }
            app.app.send_lost_links(&EmailAddress::parse(ANNA).unwrap()).await.unwrap();
            app.run_due().await;
            let links = scan(&app).await;
            for part in ["/j/", "/r/", "/c/", "/address/", "/cancel"] {
                assert!(links.iter().any(|link| link.contains(part)), "{part}: {links:?}");
            }
            app.at("2021-04-15T15:30:00Z");
            app.run_due().await;
            assert!(scan(&app).await.iter().any(|link| link.ends_with("/unsubscribe")));
            app.at("2021-04-15T16:16:00Z");
            scan(&app).await;
            let way_in = browser.get(&app.last_mail_to(ANNA).await.link_with("/j/")).await;
            let inside = if button { browser.submit(&way_in, &[]).await } else { way_in };
            assert_eq!(inside.header("location"), Some(ROOM), "the door was open, and still is");
            let question = browser.get(&format!("{path}/cancel")).await;
            assert_eq!(browser.follow(&browser.submit(&question, &[]).await).await.all(".tag"), ["Abgemeldet"]);
            app.run_due().await;
            assert!(scan(&app).await.iter().any(|link| link.ends_with("/rejoin")));
        }
    }
}
