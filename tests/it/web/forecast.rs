//! The forecast on the organiser's pages (law 14).

use super::{ANNA, event_path, signed_up};
use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::smtp::{At, SmtpPeer};

const ON_SITE: &str =
    "slug = \"kleinstaedte\"\ntitle = \"Kleine Städte, große Pläne\"\nstart = \"2021-04-15T18:30\"\nzone = \"Europe/Berlin\"
location_kind = \"on_site\"\nlocation = \"Rathaus, Markt 1\"\n";

/// The strong sentences of the banners of a page.
fn banners(page: &crate::support::browser::Page) -> Vec<String> {
    page.all(".notice strong")
}

on_each_backend! {
    async fn law_14_the_page_of_an_event_says_whether_everybody_will_have_the_link(app: TestApp) {
        signed_up(&app, ANNA).await;
        let browser = app.organiser().await;
        let page = format!("/organiser{}", event_path());
        // No process has said yet that it sends mail.
        let silent = browser.get(&page).await;
        assert!(silent.text().contains("Gerade versendet niemand E-Mails."), "{}", silent.text());
        app.app.beat(true).await.unwrap();
        app.run_due().await;
        for path in ["/organiser", page.as_str()] {
            let ready = browser.get(path).await;
            assert!(banners(&ready).contains(&"Bis Do 15.04.2021, 18:30 Uhr haben alle den Link.".to_owned()), "{}", ready.text());
        }
        // Over is over.
        app.at("2021-04-15T16:30:00Z");
        assert_eq!(banners(&browser.get(&page).await), Vec::<String>::new());
    }

    async fn law_14_the_next_event_stands_first_with_the_days_that_are_left(app: TestApp) {
        let browser = app.organiser().await;
        for (now, words) in [("2021-04-12T10:00:00Z", "in 3 Tagen"), ("2021-04-14T10:00:00Z", "morgen"), ("2021-04-15T10:00:00Z", "heute"), ("2021-04-15T17:00:00Z", "läuft gerade")] {
            app.at(now);
            assert_eq!(browser.get("/organiser").await.all(".next-event .series"), [format!("Als Nächstes · {words}")]);
        }
        app.at("2021-04-15T18:00:00Z");
        assert!(browser.get("/organiser").await.all(".next-event").is_empty());
    }

    async fn law_14_an_event_that_nobody_joins_by_a_link_has_no_forecast(backend: Backend) {
        let app = TestApp::on(backend).published(ON_SITE).start().await;
        signed_up(&app, ANNA).await;
        let page = app.organiser().await.get(&format!("/organiser{}", event_path())).await;
        assert_eq!(banners(&page), Vec::<String>::new(), "{}", page.text());
    }

    async fn law_14_whoever_will_not_have_the_link_stands_there_by_name(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        peer.on(At::Rcpt).reply("550 5.1.1 no such user");
        signed_up(&app, ANNA).await;
        app.app.beat(true).await.unwrap();
        app.run_due().await;
        let page = app.organiser().await.get(&format!("/organiser{}", event_path())).await;
        assert!(banners(&page).contains(&"Eine Person wird den Link bis Do 15.04.2021, 18:30 Uhr nicht haben.".to_owned()), "{}", page.text());
        assert!(page.text().contains("Anna Beispiel anna@example.org : Die Adresse nimmt keine E-Mails an. 550 5.1.1 no such user"), "{}", page.text());
    }
}
