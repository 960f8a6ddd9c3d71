//! Another address for a registration: its owner is asked, and the old one stands until then.

use halbsieben::app::erasure::ErasureReason;

use super::{ANNA, annas_page, change, signed_up};
use crate::support::app::TestApp;
use crate::support::browser::Page;

/// The address that Anna wants.
const NEW: &str = "anna.neu@example.org";

/// Types another address into the form on a page; the mail to it leaves.
async fn ask(app: &TestApp, path: &str, email: &str) -> Page {
    let answer = change(app, path, &[("email", email)]).await;
    app.run_due().await;
    answer
}

/// The link in the newest mail to that address.
async fn link_to(app: &TestApp, email: &str) -> String {
    app.last_mail_to(email).await.link_with("/address/")
}

/// What the page says without what differs by address.
fn without(page: &Page, email: &str) -> String {
    page.html().replace(email, "ADDRESS")
}

on_each_backend! {
    async fn the_old_address_stands_until_the_owner_of_the_new_one_has_confirmed_it(app: TestApp) {
        let path = annas_page(&app).await;
        let answer = ask(&app, &path, NEW).await;
        let mine = app.browser().follow(&answer).await;
        assert!(mine.text().contains("Neue Adresse anna.neu@example.org: noch nicht bestätigt."), "{}", mine.text());
        assert_eq!(app.last_mail_to(NEW).await.subject, "Neue Adresse bestätigen: Kleine Städte, große Pläne");
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.subject.starts_with("Morgen"));
        assert_eq!(app.mails_to(NEW).await.len(), 1);
    }

    async fn a_confirmed_address_gets_everything_from_then_on_and_the_old_one_nothing_more(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        let browser = app.browser();
        let link = link_to(&app, NEW).await;
        let before = app.dump().await;
        let question = browser.get(&link).await;
        assert_eq!((question.status, app.dump().await), (200, before), "law 18");
        assert!(question.text().contains("Soll anna.neu@example.org die Adresse dieser Anmeldung werden?"), "{}", question.text());
        let mine = browser.follow(&browser.submit(&question, &[]).await).await;
        assert!(mine.text().contains(NEW) && !mine.text().contains(ANNA), "{}", mine.text());
        app.run_due().await;
        assert!(app.last_mail_to(NEW).await.subject.contains("Kleine Städte"));
        assert_eq!(app.last_mail_to(NEW).await.join_token().len(), 43, "the link to the room is there");
        for at in ["2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        app.app.cancel_event("kleinstaedte", "").await.unwrap();
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1, "the old address was told nothing more");
        assert_eq!(app.mails_to(NEW).await.len(), 5, "asked, confirmed, two reminders, called off: {:?}", app.mails_to(NEW).await);
        assert_eq!(app.browser().get(&path).await.status, 200, "law 19: the oldest link is right");
    }

    async fn confirming_twice_is_confirming_once(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        let link = link_to(&app, NEW).await;
        let browser = app.browser();
        assert_eq!(browser.post(&link, &[]).await.status, 303);
        let before = app.dump().await;
        for answer in [browser.post(&link, &[]).await, browser.get(&link).await] {
            assert_eq!((answer.status, answer.header("location")), (303, Some(path.as_str())));
        }
        assert_eq!(app.dump().await, before);
    }

    async fn the_mail_to_a_new_address_opens_nothing_but_the_question(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        let mail = app.last_mail_to(NEW).await;
        for key in ["/r/", "/j/", "Anna Beispiel", ANNA] {
            assert!(!mail.source.contains(key) && !mail.text.contains(key) && !mail.html.contains(key), "{key}");
        }
        let question = app.browser().get(&link_to(&app, NEW).await).await;
        assert!(!question.html().contains("/r/") && !question.html().contains(ANNA), "{question:?}");
    }

    async fn a_link_to_an_address_holds_a_day_and_only_the_last_one_holds(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, "anna.falsch@example.org").await;
        let wrong = link_to(&app, "anna.falsch@example.org").await;
        ask(&app, &path, NEW).await;
        let link = link_to(&app, NEW).await;
        let browser = app.browser();
        assert_eq!((browser.get(&wrong).await.status, browser.post(&wrong, &[]).await.status), (410, 410));
        app.advance(24 * 60);
        assert_eq!((browser.get(&link).await.status, browser.post(&link, &[]).await.status), (410, 410));
        assert!(browser.get(&path).await.text().contains(ANNA));
    }

    async fn a_double_click_asks_the_owner_of_an_address_once(app: TestApp) {
        let path = annas_page(&app).await;
        for _double_click in 0..2 {
            assert_eq!(ask(&app, &path, NEW).await.status, 303);
        }
        assert_eq!(app.mails_to(NEW).await.len(), 1);
        assert_eq!(app.browser().get(&link_to(&app, NEW).await).await.status, 200);
    }

    async fn nobody_is_asked_by_many_registrations_more_than_three_times_a_day(app: TestApp) {
        for i in 0..5 {
            signed_up(&app, &format!("p{i}@example.org")).await;
            app.run_due().await;
            let mine = format!("/r/{}", app.last_mail_to(&format!("p{i}@example.org")).await.registration_token());
            assert_eq!(ask(&app, &mine, NEW).await.status, 303);
        }
        assert_eq!(app.mails_to(NEW).await.len(), 3);
    }

    async fn law_24_who_has_said_no_is_not_asked(app: TestApp) {
        let path = annas_page(&app).await;
        signed_up(&app, NEW).await;
        app.run_due().await;
        let token = app.last_mail_to(NEW).await.registration_token();
        app.app.erase_registration(&token, ErasureReason::NotMe).await.unwrap().unwrap();
        let before = app.mails_to(NEW).await.len();
        assert_eq!(ask(&app, &path, NEW).await.status, 303);
        assert_eq!(app.mails_to(NEW).await.len(), before);
    }

    async fn a_forged_link_to_an_address_opens_nothing(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        let link = link_to(&app, NEW).await;
        let browser = app.browser();
        for forged in [format!("{link}A"), link[..link.len() - 2].to_owned(), "/address/x".to_owned(), format!("/address/{}", &path[3..])] {
            assert_eq!((browser.get(&forged).await.status, browser.post(&forged, &[]).await.status), (404, 404), "{forged}");
        }
    }

    async fn law_17_an_address_that_is_registered_gets_the_truth_and_the_page_says_the_same(app: TestApp) {
        let path = annas_page(&app).await;
        signed_up(&app, "ben@example.org").await;
        app.advance(20);
        app.run_due().await;
        let unknown = app.browser().follow(&ask(&app, &path, "xyz@example.org").await).await;
        let known = app.browser().follow(&ask(&app, &path, "ben@example.org").await).await;
        // The list of mails has one line more for each that was asked for.
        let line = "<li><span>Neue Adresse bestätigen</span>";
        assert_eq!((unknown.html().matches(line).count(), known.html().matches(line).count()), (1, 2));
        let first = |page: &Page, email| without(page, email).lines().filter(|text| !text.contains(line)).collect::<Vec<_>>().join("\n");
        assert_eq!(first(&unknown, "xyz@example.org"), first(&known, "ben@example.org"));
        let mail = app.last_mail_to("ben@example.org").await;
        assert_eq!(mail.subject, "Sie sind schon angemeldet: Kleine Städte, große Pläne");
        assert!(mail.text.contains("Geändert hat sich nichts.") && !mail.text.contains("/address/"), "{}", mail.text);
        let bens = app.browser().get(&format!("/r/{}", mail.registration_token())).await;
        assert!(bens.text().contains("ben@example.org"));
    }

    async fn an_address_that_somebody_registers_with_meanwhile_stays_theirs(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        let link = link_to(&app, NEW).await;
        signed_up(&app, NEW).await;
        let answer = app.browser().post(&link, &[]).await;
        assert_eq!((answer.status, answer.text().contains("Zu dieser Adresse gibt es schon eine Anmeldung")), (409, true));
        assert!(app.browser().get(&path).await.text().contains(ANNA));
    }

    async fn law_23_an_address_that_nobody_confirms_is_forgotten_after_a_day(app: TestApp) {
        let path = annas_page(&app).await;
        ask(&app, &path, NEW).await;
        app.advance(24 * 60);
        assert_eq!(app.app.forget_new_addresses().await.unwrap(), 0);
        app.advance(1);
        assert_eq!(app.app.forget_new_addresses().await.unwrap(), 1);
        assert!(!app.browser().get(&path).await.text().contains(NEW));
        assert!(app.dump().await.iter().filter(|row| row.starts_with("registration: ")).all(|row| !row.contains(NEW)));
    }

    async fn a_fourth_address_within_the_hour_is_put_off(app: TestApp) {
        let path = annas_page(&app).await;
        for i in 1..=3 {
            assert_eq!(ask(&app, &path, &format!("anna{i}@example.org")).await.status, 303);
            app.advance(10);
        }
        let before = app.dump().await;
        let answer = ask(&app, &path, "anna4@example.org").await;
        answer.assert_too_many();
        assert_eq!(answer.header("retry-after"), Some("1800"));
        assert_eq!(answer.all(".summary a"), ["Sie haben in der letzten Stunde schon mehrere Adressen angegeben. Versuchen Sie es in 30 Minuten noch einmal."]);
        assert_eq!(app.dump().await, before);
        app.advance(30);
        assert_eq!(ask(&app, &path, "anna4@example.org").await.status, 303);
    }

    async fn an_address_that_differs_in_case_only_is_the_same(app: TestApp) {
        let path = annas_page(&app).await;
        let answer = ask(&app, &path, "ANNA@example.org").await;
        let mine = app.browser().follow(&answer).await;
        assert!(!mine.text().contains("noch nicht bestätigt") && mine.text().contains(ANNA), "{}", mine.text());
        assert_eq!(app.mails().await.len(), 1);
    }
}
