//! The addresses at which participants are answered: what everybody may open, and what is one person's.

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::web::{ANNA, change, signed_up};

/// The pages that everybody may see, with [`everything`].
pub(super) const PUBLIC: [&str; 29] = [
    "/",
    "/events",
    "/?past=1",
    "/en/",
    "/en/events",
    "/events/kleinstaedte",
    "/en/events/kleinstaedte",
    "/events/kleinstaedte/register",
    "/en/events/kleinstaedte/register",
    "/events/kleinstaedte/registered",
    "/events/kleinstaedte/datenschutz",
    "/en/events/kleinstaedte/datenschutz",
    "/embed/events/kleinstaedte",
    "/embed/events/kleinstaedte/register",
    "/embed/events/kleinstaedte/registered",
    "/en/embed/events/kleinstaedte",
    "/series/vor-ort",
    "/en/series/vor-ort",
    "/topics/bibliothek",
    "/en/topics/bibliothek",
    "/lost-link",
    "/en/lost-link",
    "/lost-link?done=sent",
    "/datenschutz",
    "/en/datenschutz",
    "/impressum",
    "/en/impressum",
    "/barrierefreiheit",
    "/en/barrierefreiheit",
];
/// Addresses that lead to nothing.
pub(super) const MISSING: [&str; 8] =
    ["/unknown", "/en/events/unknown", "/series/unknown", "/topics/unknown", "/address/unknown", "/c/unknown", "/r/unknown", "/oembed"];
/// What stands beside the pages.
const FILES: [&str; 13] = [
    "/events/kleinstaedte/calendar.ics",
    "/events/kleinstaedte/og.png",
    "/events/kleinstaedte/qr.svg",
    "/feeds/events.atom",
    "/feeds/events.ics",
    "/oembed?url=https%3A%2F%2Fevents.example.org%2Fevents%2Fkleinstaedte",
    "/favicon.svg",
    "/favicon.ico",
    "/robots.txt",
    "/sitemap.xml",
    "/livez",
    "/healthz",
    "/readyz",
];

/// An event with all that leads to a page of its own, and one for which addresses are confirmed.
pub(super) async fn everything() -> TestApp {
    let event = format!("series = \"Vor Ort\"\ntopics = [\"Bibliothek\"]\n{EVENT}");
    let held = format!("double_opt_in = true\n{}", EVENT.replace(&format!("\"{SLUG}\""), "\"bestaetigen\""));
    TestApp::on(Backend::Sqlite).published(&event).published(&held).start().await
}

/// Every address here, with the status of its answer.
pub(super) async fn addresses(app: &TestApp) -> Vec<(String, u16)> {
    let there = PUBLIC.into_iter().chain(FILES).map(str::to_owned).chain(personal_with_files(app).await);
    there.map(|path| (path, 200)).chain(MISSING.map(|path| (path.to_owned(), 404))).collect()
}

/// What participants open by a link of their own: after the sign-up, their registration and all below it, their way in.
pub(super) async fn personal(app: &TestApp) -> Vec<String> {
    let done = signed_up(app, ANNA).await;
    app.run_due().await;
    let mail = app.last_mail_to(ANNA).await;
    let (registration, join) = (mail.registration_token(), mail.join_token());
    let pages = ["", "/cancel", "/unsubscribe", "/data", "/erase"].map(|page| format!("/r/{registration}{page}"));
    let others = [
        done.path.clone(),
        format!("/embed{}", done.path),
        format!("/j/{join}"),
        format!("/r/{}/rejoin", cancelled(app).await),
        erased(app).await,
        address_asked(app, &pages[0]).await,
        to_confirm(app).await,
    ];
    others.into_iter().chain(pages).collect()
}

/// These, and what Anna can keep of her registration.
pub(super) async fn personal_with_files(app: &TestApp) -> Vec<String> {
    let pages = personal(app).await;
    let registration = app.last_mail_to(ANNA).await.registration_token();
    let files = ["data.json", "calendar.ics"].map(|file| format!("/r/{registration}/{file}"));
    pages.into_iter().chain(files).collect()
}

/// The key of somebody who has cancelled.
async fn cancelled(app: &TestApp) -> String {
    const CARLA: &str = "carla@example.org";
    app.sign_up(CARLA).await;
    app.run_due().await;
    app.cancel(CARLA).await;
    app.last_mail_to(CARLA).await.registration_token()
}

/// The receipt of somebody who has erased himself.
async fn erased(app: &TestApp) -> String {
    const BERT: &str = "bert@example.org";
    app.sign_up(BERT).await;
    app.run_due().await;
    let token = app.last_mail_to(BERT).await.registration_token();
    let answer = app.browser().post(&format!("/r/{token}/erase"), &[]).await;
    answer.header("location").expect("a receipt").to_owned()
}

/// The link to another address, for which somebody has asked on that page.
async fn address_asked(app: &TestApp, page: &str) -> String {
    const NEW: &str = "anna.neu@example.org";
    assert_eq!(change(app, page, &[("email", NEW)]).await.status, 303);
    app.run_due().await;
    path_of(&app.last_mail_to(NEW).await.link_with("/address/"))
}

/// The link by which somebody confirms an address.
async fn to_confirm(app: &TestApp) -> String {
    const DORA: &str = "dora@example.org";
    app.try_sign_up("bestaetigen", DORA).await.expect("the sign-up is taken");
    app.run_due().await;
    path_of(&app.last_mail_to(DORA).await.link_with("/c/"))
}

fn path_of(link: &str) -> String {
    link.strip_prefix("https://events.example.org").expect("a link of ours").to_owned()
}
