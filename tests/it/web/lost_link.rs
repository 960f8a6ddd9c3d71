//! Lost links: one mail with all of them, and the same answer for everybody.

use std::time::Duration;

use halbsieben::domain::email_address::EmailAddress;

use super::{ANNA, annas_page, signed_up};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::browser::Page;
use crate::support::stopwatch;

/// Asks for the links of an address, as a person does.
async fn lost(app: &TestApp, email: &str) -> Page {
    let browser = app.browser();
    let page = browser.get("/lost-link").await;
    let done = browser.follow(&browser.submit(&page, &[("email", email)]).await).await;
    app.run_due().await;
    done
}

/// Anna, registered for two events, has lost her links; the row of that mail is the next event's.
async fn ask_while_registered_for_two(app: &TestApp) {
    app.publish(&EVENT.replace("\"kleinstaedte\"", "\"spaeter\"").replace("2021-04", "2021-05")).await;
    for slug in [SLUG, "spaeter"] {
        app.try_sign_up(slug, ANNA).await.unwrap();
    }
    app.run_due().await;
    app.advance(60);
    app.app.send_lost_links(&EmailAddress::parse(ANNA).unwrap()).await.unwrap();
}

async fn assert_links_came(app: &TestApp) {
    let subjects: Vec<_> = app.mails_to(ANNA).await.into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.contains(&"Ihre Links noch einmal".to_owned()), "{subjects:?}");
}

on_each_backend! {
    async fn one_mail_brings_the_links_to_all_that_an_address_is_registered_for(app: TestApp) {
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"spaeter\"").replace("Kleine Städte, große Pläne", "Große Städte").replace("2021-04", "2021-05")).await;
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"ausgefallen\"").replace("2021-04", "2021-05")).await;
        signed_up(&app, ANNA).await;
        for slug in ["spaeter", "ausgefallen"] {
            app.try_sign_up(slug, ANNA).await.unwrap();
        }
        app.app.cancel_event("ausgefallen", "").await.unwrap();
        app.run_due().await;
        app.advance(60);
        let before = app.mails_to(ANNA).await.len();
        lost(&app, " Anna@Example.org ").await;
        let mails = app.mails_to(ANNA).await;
        assert_eq!(mails.len(), before + 1);
        let mail = mails.last().expect("a mail");
        assert_eq!(mail.subject, "Ihre Links noch einmal");
        let links: Vec<_> = mail.links().into_iter().filter(|link| link.contains("/r/")).collect();
        assert_eq!(links.len(), 2, "{}", mail.text);
        for (link, title) in links.iter().zip(["Kleine Städte, große Pläne", "Große Städte"]) {
            assert_eq!(app.browser().get(link).await.all(".ticket-title"), [title]);
        }
        assert!(!mail.text.contains("Anna") && !mail.source.contains("Anna Beispiel"), "it names nobody");
    }

    async fn law_08_links_that_were_asked_for_come_though_one_event_is_called_off_meanwhile(app: TestApp) {
        ask_while_registered_for_two(&app).await;
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        assert_links_came(&app).await;
    }

    async fn law_08_links_that_were_asked_for_come_though_one_registration_is_cancelled_meanwhile(app: TestApp) {
        ask_while_registered_for_two(&app).await;
        app.cancel(ANNA).await;
        app.run_due().await;
        assert_links_came(&app).await;
    }

    async fn law_17_the_answer_is_the_same_for_known_and_unknown_addresses(app: TestApp) {
        annas_page(&app).await;
        let known = lost(&app, ANNA).await;
        let unknown = lost(&app, "niemand@example.org").await;
        assert_eq!((known.status, known.html()), (200, unknown.html()));
        assert!(known.text().contains("Wenn zu dieser Adresse eine Anmeldung besteht, ist die E-Mail jetzt unterwegs."), "{}", known.text());
        assert!(!known.html().contains(ANNA));
        assert_eq!((app.mails_to(ANNA).await.len(), app.mails_to("niemand@example.org").await.len()), (2, 0));
    }

    async fn law_17_the_answer_takes_the_same_time_for_known_and_unknown_addresses(app: TestApp) {
        const ASKED: usize = 40;
        for i in 0..ASKED {
            app.try_sign_up(SLUG, &format!("known{i}@example.org")).await.unwrap();
        }
        let mut times = [Vec::new(), Vec::new()];
        for i in 0..ASKED {
            for (who, times) in ["known", "unknown"].into_iter().zip(&mut times) {
                let email = EmailAddress::parse(&format!("{who}{i}@example.org")).unwrap();
                let begun = stopwatch();
                app.app.send_lost_links(&email).await.unwrap();
                times.push(begun.elapsed());
            }
        }
        let medians = times.map(|mut times| {
            times.sort();
            times[ASKED / 2]
        });
        assert!(medians[0].abs_diff(medians[1]) < Duration::from_millis(5), "{medians:?}");
    }

    async fn an_address_is_sent_its_links_once_in_ten_minutes_and_three_times_a_day(app: TestApp) {
        annas_page(&app).await;
        for (minutes, mails) in [(0, 1), (9, 1), (1, 2), (11, 3), (11, 3), (600, 3), (24 * 60, 4)] {
            app.clock.advance(jiff::SignedDuration::from_mins(minutes));
            lost(&app, ANNA).await;
            let sent = app.mails_to(ANNA).await.iter().filter(|mail| mail.subject == "Ihre Links noch einmal").count();
            assert_eq!(sent, mails, "after {minutes} minutes more");
        }
    }

    async fn what_is_over_or_was_given_up_brings_no_mail(app: TestApp) {
        let path = annas_page(&app).await;
        app.browser().post(&format!("{path}/cancel"), &[]).await;
        signed_up(&app, "ben@example.org").await;
        app.run_due().await;
        let before = app.mails().await.len();
        lost(&app, ANNA).await;
        assert_eq!(app.mails().await.len(), before, "she has given hers up");
        app.at("2021-04-15T18:00:00Z");
        app.run_due().await;
        let ended = app.mails().await.len();
        lost(&app, "ben@example.org").await;
        assert_eq!(app.mails().await.len(), ended);
        assert_eq!(app.mails_to(ANNA).await.iter().filter(|mail| mail.subject.starts_with("Ihre Links")).count(), 0);
    }

    async fn links_asked_for_and_then_given_up_are_not_sent(app: TestApp) {
        let path = annas_page(&app).await;
        app.app.send_lost_links(&EmailAddress::parse(ANNA).unwrap()).await.unwrap();
        app.browser().post(&format!("{path}/cancel"), &[]).await;
        app.run_due().await;
        let rows = app.ledger_of(ANNA).await;
        assert!(rows.iter().any(|row| row.starts_with("lost_link void")), "{rows:?}");
    }

    async fn an_address_that_cannot_be_comes_back_as_it_was_typed(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/en/lost-link").await;
        let answer = browser.submit(&page, &[("email", "anna@")]).await;
        assert_eq!((answer.status, answer.typed()), (422, vec!["anna@".to_owned()]));
        assert_eq!(answer.all(".summary a"), ["Enter your e-mail address in full, like name@example.org."]);
    }

    async fn a_link_that_opens_nothing_leads_to_a_new_one(app: TestApp) {
        let page = app.browser().get("/r/unknown").await;
        assert_eq!((page.status, page.link("Neuen Link anfordern")), (404, "/lost-link".to_owned()));
        assert_eq!(app.browser().get("/").await.link("Link verlegt?"), "/lost-link");
    }
}
