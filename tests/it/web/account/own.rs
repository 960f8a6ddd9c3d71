//! The first account, one's own password, and where one is signed in.

use halbsieben::domain::organiser::Role;

use super::{PASSWORD, THEA, create, signed_in, try_in};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};

const ACCOUNT: &str = "/organiser/account";
const OTHER: &str = "Sechs Kraniche im Moor";

/// Fills in the form of the password and sends it.
async fn change(browser: &Browser, present: &str, new: &str) -> Page {
    let form = browser.get(ACCOUNT).await.form_at("/account");
    browser.post(&form.action, &form.filled_in(&[("current-password", present), ("new-password", new)])).await
}

on_each_backend! {
    async fn the_first_account_is_made_at_an_address_that_opens_once(app: TestApp) {
        assert!(app.app.needs_setup().await.unwrap());
        let (browser, address) = (app.browser(), app.app.setup_address());
        let page = browser.get(&address).await;
        let wrong = browser.submit(&page, &[("name", " "), ("username", "thea@"), ("new-password", "elf Zeichen")]).await;
        assert_eq!((wrong.status, wrong.all(".summary li").len()), (422, 3), "{wrong:?}");
        let made = browser.submit(&page, &[("name", "Thea Sandkrug"), ("username", THEA), ("new-password", PASSWORD)]).await;
        assert_eq!((made.status, made.header("location")), (303, Some("/organiser")), "{made:?}");
        assert_eq!(browser.get(ACCOUNT).await.all("dl.pairs dd")[..2], ["Thea Sandkrug", THEA]);
        assert_eq!((browser.get(&address).await.status, app.app.needs_setup().await.unwrap()), (404, false));
        let late = app.browser().submit(&page, &[("name", "Emre"), ("username", "emre@example.org"), ("new-password", PASSWORD)]).await;
        assert_eq!(late.status, 404);
        assert_eq!(app.browser().get("/organiser/setup/AAAA").await.status, 404);
    }

    async fn the_address_for_the_first_account_holds_for_a_day_and_each_start_has_its_own(app: TestApp) {
        let first = app.app.setup_address();
        app.advance(1);
        assert_ne!(app.app.setup_address(), first);
        app.advance(24 * 60 - 2);
        assert_eq!(app.browser().get(&first).await.status, 200);
        app.advance(1);
        assert_eq!(app.browser().get(&first).await.status, 404);
    }

    async fn a_password_that_is_guessed_first_is_not_taken(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        let here = signed_in(&app, THEA).await;
        for (typed, says) in [
            ("Passwort2024", "Das neue Passwort steht auf den Listen, die zuerst ausprobiert werden. Nehmen Sie ein anderes."),
            ("Sandkrug-Thea-2021", "Das neue Passwort besteht nur aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Programms. Nehmen Sie ein anderes."),
        ] {
            let refused = change(&here, PASSWORD, typed).await;
            assert_eq!((refused.status, refused.all(".summary li")), (422, vec![says.to_owned()]));
        }
    }

    async fn a_password_is_changed_by_who_knows_the_present_one_and_ends_other_sessions(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        let (here, there) = (signed_in(&app, THEA).await, signed_in(&app, THEA).await);
        let wrong = change(&here, "Fünf Möwen am Meer", OTHER).await;
        assert_eq!((wrong.status, wrong.all("#password-error")), (422, vec!["Fehler: Das jetzige Passwort stimmt nicht.".to_owned()]));
        assert_eq!(change(&here, PASSWORD, "zu kurz").await.all(".summary li"), ["Das neue Passwort braucht mindestens 12 Zeichen."]);
        assert_eq!(there.get(ACCOUNT).await.status, 200);
        let done = here.follow(&change(&here, PASSWORD, OTHER).await).await;
        assert_eq!(done.all(".notice.success").len(), 1, "{done:?}");
        assert_eq!((here.get(ACCOUNT).await.status, there.get(ACCOUNT).await.status), (200, 303));
        assert_eq!(try_in(&app.browser(), THEA, PASSWORD).await.status, 422);
        assert_eq!(try_in(&app.browser(), THEA, OTHER).await.status, 303);
    }

    async fn sessions_are_listed_and_ended_by_their_owner(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        create(&app, "emre@example.org", Role::Admin).await;
        assert_eq!(try_in(&app.browser(), THEA, "Fünf Möwen am Meer").await.status, 422);
        let (first, second, third) = (signed_in(&app, THEA).await, signed_in(&app, THEA).await, signed_in(&app, THEA).await);
        let emre = signed_in(&app, "emre@example.org").await;
        let page = first.get(ACCOUNT).await;
        assert_eq!((page.all(".sessions li").len(), page.all(".sessions .tag").len()), (3, 1), "{page:?}");
        assert!(page.all(".sessions li").iter().any(|words| words.contains("Davor gab es einen Versuch mit falschem Passwort.")));
        let ids = page.attributes(".sessions button", "value");
        let end = async |browser: &Browser, id: &str| browser.post("/organiser/account/sessions", &[("end".to_owned(), id.to_owned())]).await.status;
        assert_eq!(end(&emre, &ids[0]).await, 303);
        assert_eq!(first.get(ACCOUNT).await.all(".sessions li").len(), 3, "nobody ends another's");
        assert_eq!(end(&first, &ids[0]).await, 303);
        let left = [second.get(ACCOUNT).await.status, third.get(ACCOUNT).await.status];
        assert!(left == [200, 303] || left == [303, 200], "{left:?}");
        assert_eq!(end(&first, "others").await, 303);
        let left = [&first, &second, &third, &emre].map(|browser| async { browser.get(ACCOUNT).await.status });
        assert_eq!(futures::future::join_all(left).await, [200, 303, 303, 200]);
        assert_eq!(end(&first, "no hash!").await, 400);
    }

    async fn a_new_password_that_is_too_short_costs_no_try(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        let here = signed_in(&app, THEA).await;
        for _ in 0..12 {
            assert_eq!(change(&here, PASSWORD, "zu kurz").await.status, 422);
        }
        assert_eq!(change(&here, PASSWORD, OTHER).await.status, 303);
    }

    async fn wrong_passwords_are_told_also_to_who_comes_in_by_a_link(app: TestApp) {
        create(&app, THEA, Role::Admin).await;
        assert_eq!(try_in(&app.browser(), THEA, "Fünf Möwen am Meer").await.status, 422);
        let page = app.organiser().await.get(ACCOUNT).await;
        assert!(page.all(".sessions li")[0].contains("Davor gab es einen Versuch mit falschem Passwort."), "{page:?}");
    }

    async fn when_a_session_was_in_use_is_noted_once_an_hour(app: TestApp) {
        create(&app, THEA, Role::Reader).await;
        let browser = signed_in(&app, THEA).await;
        let seen = async || browser.get(ACCOUNT).await.all(".sessions .hint")[0].split("Zuletzt").last().unwrap().to_owned();
        let begun = seen().await;
        app.advance(59);
        assert_eq!(seen().await, begun);
        app.advance(1);
        browser.get(ACCOUNT).await;
        assert_ne!(seen().await, begun);
    }
}
