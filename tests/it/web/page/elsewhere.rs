//! What stands beside the list and the events: lost links, series and topics, the form in frames, who is responsible, and the form when
//! it is not open, doubted or sent too often.

use halbsieben::domain::locale::Locale;

use super::{RICH, assert_both, assert_page, event_in, with};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;
use crate::web::{ANNA, event_path, person};

#[tokio::test]
async fn lost_links_read_as_they_were_approved() {
    let app = TestApp::on(Backend::Sqlite).set("limits.forms_per_connection", "1").start().await;
    assert_both(&app, "lost-link", "/lost-link").await;
    assert_both(&app, "lost-link-sent", "/lost-link?done=sent").await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let page = browser.get(&format!("{}/lost-link", app.app.urls().prefix(locale))).await;
        assert_page(&format!("lost-link-wrong-{locale}"), &browser.submit(&page, &[("email", "anna@")]).await);
        let refused = browser.submit(&page, &[("email", ANNA)]).await;
        refused.assert_too_many();
        assert_page(&format!("lost-link-too-many-{locale}"), &refused);
    }
}

#[tokio::test]
async fn series_and_topics_read_as_they_were_approved() {
    let past = EVENT.replace("slug = ", "series = \"Demokratie vor Ort\"\ntopics = [\"Bibliothek\"]\nslug = ");
    let app = TestApp::on(Backend::Sqlite).published(RICH).published(&past).start().await;
    app.at("2021-04-16T00:00:00Z");
    assert_both(&app, "series", "/series/demokratie-vor-ort").await;
    assert_both(&app, "topic", "/topics/bibliothek").await;
    assert_both(&app, "list-narrowed", "/?topic=ehrenamt").await;
    assert_both(&app, "list-narrowed-to-nothing", "/?q=nichts").await;
}

#[tokio::test]
async fn the_form_in_a_frame_reads_as_it_was_approved() {
    let app = with("").await;
    assert_both(&app, "embed", &format!("/embed{}", event_path())).await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let page = browser.get(&format!("{}/embed{}", app.app.urls().prefix(locale), event_path())).await;
        assert_page(&format!("embed-wrong-{locale}"), &browser.submit(&page, &[("email", "anna@")]).await);
        let done = browser.follow(&browser.submit(&page, &person(ANNA)).await).await;
        assert_page(&format!("embed-done-{locale}"), &done);
    }
}

#[tokio::test]
async fn who_is_responsible_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).of_the_academy().start().await;
    assert_both(&app, "imprint", "/impressum").await;
    assert_both(&app, "accessibility", "/barrierefreiheit").await;
    assert_both(&app, "privacy-of-event", &format!("{}/datenschutz", event_path())).await;
}

#[tokio::test]
async fn a_form_that_is_not_open_reads_as_it_was_approved() {
    let app =
        with("registration_opens = \"2021-04-14T08:00\"\nregistration_closes = \"2021-04-15T12:00\"\nhelp_contact = \"030 123456\"\n")
            .await;
    assert_both(&app, "event-not-open-yet", &event_path()).await;
    app.at("2021-04-15T10:00:00Z");
    assert_both(&app, "event-form-closed", &event_path()).await;
    let app = with("capacity = 1\n").await;
    app.sign_up(ANNA).await;
    app.at("2021-04-15T16:30:00Z");
    assert_both(&app, "event-full-for-good", &event_path()).await;
}

#[tokio::test]
async fn a_form_that_is_doubted_or_sent_too_often_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = TestApp::on(Backend::Sqlite).set("limits.forms_per_connection", "1").start().await;
        let browser = app.browser();
        let page = browser.get(&event_in(&app, locale)).await;
        assert_page(&format!("form-typo-{locale}"), &browser.submit(&page, &person("anna@gmial.com")).await);
        let refused = browser.submit(&page, &person(ANNA)).await;
        refused.assert_too_many();
        assert_page(&format!("form-too-many-{locale}"), &refused);
    }
}

#[tokio::test]
async fn links_that_are_tried_too_often_read_as_they_were_approved() {
    let app = with("").await;
    let browser = app.browser();
    for _ in 0..30 {
        assert_eq!(browser.get("/r/unknown").await.status, 404);
    }
    let refused = browser.get("/r/unknown").await;
    refused.assert_too_many();
    assert_page("links-too-many-de", &refused);
}
