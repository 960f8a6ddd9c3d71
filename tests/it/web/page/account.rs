//! The way in for organisers, and their own accounts.

use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;

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
