//! The pages by which organisers enter, change, copy and call off events.

use halbsieben::domain::locale::Locale;

use super::{RICH, assert_page};
use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};
use crate::web::ANNA;

const ANNOUNCEMENT: &str = "Ein Abend ohne Ende

Datum: Montag, 15.04.2021, 18:30 Uhr

Kommen Sie, und bringen Sie jemanden mit.
https://zoom.us/j/123456
";

async fn press(browser: &Browser, page: &Page, end: &str, more: &[(&str, &str)]) -> Page {
    let form = page.form_at(end);
    let mut sent = form.filled_in(&[]);
    sent.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    sent.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post(&form.action, &sent).await
}

async fn rich() -> (TestApp, Browser) {
    let app = TestApp::on(Backend::Sqlite).published(RICH).start().await;
    let browser = app.organiser().await;
    (app, browser)
}

#[tokio::test]
async fn a_new_event_reads_as_it_was_approved() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let browser = app.organiser().await;
    for locale in Locale::ALL {
        let home = format!("{}/organiser", app.app.urls().prefix(locale));
        let new = browser.get(&format!("{home}/events/new")).await;
        assert_page(&format!("organiser-new-{locale}"), &new);
        assert_page(&format!("organiser-new-empty-{locale}"), &press(&browser, &new, "/new", &[]).await);
        let read = press(&browser, &new, "/new", &[("announcement", ANNOUNCEMENT)]).await;
        assert_page(&format!("organiser-new-read-{locale}"), &read);
        let blank = browser.get(&format!("{home}/events/new/form")).await;
        let more = press(&browser, &blank, "/events", &[("more", "questions")]).await;
        assert_page(&format!("organiser-new-more-{locale}"), &more);
        let wrong =
            [("publish", "1"), ("starts", "abends"), ("capacity", "-1"), ("room_url", "zoom"), ("opens", "12:00"), ("locale", "xx")];
        assert_page(&format!("organiser-new-wrong-{locale}"), &press(&browser, &blank, "/events", &wrong).await);
    }
}

#[tokio::test]
async fn an_event_that_is_changed_reads_as_it_was_approved() {
    let (app, browser) = rich().await;
    app.try_sign_up("lesesaele", ANNA).await.unwrap();
    for locale in Locale::ALL {
        let path = format!("{}/organiser/events/lesesaele", app.app.urls().prefix(locale));
        let form = browser.get(&format!("{path}/edit")).await;
        assert_page(&format!("organiser-edit-{locale}"), &form);
        let changes = [("date", "2021-04-27"), ("people-0-place", ""), ("location_kind", "hybrid"), ("check", "1")];
        assert_page(&format!("organiser-change-{locale}"), &press(&browser, &form, "/edit", &changes).await);
        let outdated = [("subtitle", "Anders"), ("version", "0"), ("check", "1")];
        assert_page(&format!("organiser-conflict-{locale}"), &press(&browser, &form, "/edit", &outdated).await);
        let lost = app.browser().post(&format!("{path}/edit"), &[("title".to_owned(), "Anders".to_owned())]).await;
        assert_page(&format!("organiser-resend-{locale}"), &lost);
    }
}

#[tokio::test]
async fn an_event_that_is_called_off_or_copied_reads_as_it_was_approved() {
    let (app, browser) = rich().await;
    for locale in Locale::ALL {
        let path = format!("{}/organiser/events/lesesaele", app.app.urls().prefix(locale));
        let cancel = browser.get(&format!("{path}/cancel")).await;
        assert_page(&format!("organiser-cancel-{locale}"), &cancel);
        assert_page(&format!("organiser-cancel-wrong-{locale}"), &press(&browser, &cancel, "/cancel", &[]).await);
        let copy = browser.get(&format!("{path}/copy")).await;
        assert_page(&format!("organiser-copy-{locale}"), &copy);
        let copied = browser.follow(&press(&browser, &copy, "/copy", &[]).await).await;
        assert_page(&format!("organiser-copied-{locale}"), &copied);
        let reminders = copied.attributes(".notice a", "href");
        assert_page(&format!("organiser-reminders-{locale}"), &browser.get(reminders.last().unwrap()).await);
    }
}

#[tokio::test]
async fn the_mails_of_an_event_read_as_they_were_approved() {
    let (app, browser) = rich().await;
    app.try_sign_up("lesesaele", ANNA).await.unwrap();
    app.run_due().await;
    for locale in Locale::ALL {
        let path = format!("{}/organiser/events/lesesaele/mails", app.app.urls().prefix(locale));
        assert_page(&format!("organiser-mails-{locale}"), &browser.get(&path).await);
        assert_page(&format!("organiser-mail-{locale}"), &browser.get(&format!("{path}/reminder_24h?view=dark")).await);
        let edit = browser.get(&format!("{path}/reminder_24h/edit")).await;
        assert_page(&format!("organiser-rule-{locale}"), &edit);
        let wrong = [("amount", ""), ("text", "Hallo {{ vornahme }}")];
        assert_page(&format!("organiser-rule-wrong-{locale}"), &press(&browser, &edit, "/edit", &wrong).await);
        assert_page(&format!("organiser-rule-ask-{locale}"), &press(&browser, &edit, "/edit", &[("remove", "1")]).await);
    }
}
