//! Who is responsible for the pages, and how the organisation's own pages take the place of ours.

use super::event_path;
use crate::support::app::TestApp;
use crate::support::backend::Backend;

#[tokio::test]
async fn every_page_leads_to_the_legal_pages() {
    let app = TestApp::on(Backend::Sqlite).of_the_academy().start().await;
    let browser = app.browser();
    for path in ["/", &event_path(), "/nirgends", "/datenschutz"] {
        let page = browser.get(path).await;
        for (words, heading) in
            [("Impressum", "Impressum"), ("Datenschutz", "Datenschutz"), ("Barrierefreiheit", "Erklärung zur Barrierefreiheit")]
        {
            assert_eq!(browser.get(&page.link(words)).await.all("h1"), [heading], "{path}");
        }
        assert_eq!(page.link("030 23125-000"), "tel:03023125000", "{path}");
    }
    let imprint = browser.get("/impressum").await.text();
    assert!(imprint.contains("Akademie am See Seestraße 1, 12345 Seestadt"), "{imprint}");
    assert_eq!(browser.get("/en/impressum").await.all("h1"), ["Legal notice"]);
    app.sign_up("anna@example.org").await;
    app.run_due().await;
    let mail = app.last_mail_to("anna@example.org").await;
    assert!(mail.text.contains("Akademie am See, Seestraße 1, 12345 Seestadt"), "{}", mail.text);
    assert!(mail.links().iter().any(|link| link == "https://events.example.org/impressum"), "{:?}", mail.links());
}

#[tokio::test]
async fn law_23_the_notice_says_for_how_long_data_are_kept_when_the_event_is_cancelled() {
    for (days, ends, cancelled) in [
        (0, "Gleich nach der Veranstaltung löschen wir", "spätestens 14 Tage nach der Absage"),
        (1, "Einen Tag nach der Veranstaltung löschen wir", "spätestens 14 Tage nach der Absage"),
        (30, "30 Tage nach der Veranstaltung löschen wir", "spätestens 30 Tage nach der Absage"),
    ] {
        let app = TestApp::on(Backend::Sqlite).with(&format!("retention_days = {days}")).start().await;
        let notice = app.browser().get(&format!("{}/datenschutz", event_path())).await.text();
        assert!(notice.contains(ends) && notice.contains(cancelled), "{days}: {notice}");
        let form = app.browser().get(&event_path()).await.text();
        assert_eq!(form.contains("löschen sie gleich danach."), days == 0, "{form}");
    }
}

#[tokio::test]
async fn where_the_organisation_has_such_pages_elsewhere_they_are_shown() {
    let mut builder = TestApp::on(Backend::Sqlite);
    for (key, page) in [("imprint_url", "impressum"), ("privacy_url", "datenschutz"), ("accessibility_url", "barrierefreiheit")] {
        builder = builder.set(&format!("organisation.{key}"), &format!("https://www.example.com/{page}"));
    }
    let app = builder.start().await;
    for page in ["impressum", "datenschutz", "barrierefreiheit"] {
        for prefix in ["", "/en"] {
            let answer = app.browser().get(&format!("{prefix}/{page}")).await;
            let elsewhere = format!("https://www.example.com/{page}");
            assert_eq!((answer.status, answer.header("location")), (302, Some(elsewhere.as_str())));
        }
    }
    let notice = app.browser().get(&format!("{}/datenschutz", event_path())).await;
    assert_eq!(
        (notice.status, notice.link("Allgemeine Datenschutzhinweise der Organisation").as_str()),
        (200, "https://www.example.com/datenschutz")
    );
}
