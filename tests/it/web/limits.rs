//! Machines are slowed and classes are not; forms of other sites are refused.

use std::time::Duration;

use futures::future::join_all;

use super::{ANNA, annas_page, event_path, person};
use crate::support::app::{EVENT, TestApp};
use crate::support::backend::Backend;
use crate::support::stopwatch;

const REGISTER: &str = "/events/kleinstaedte/register";

/// One of several events.
fn evening(i: usize) -> String {
    EVENT.replace("slug = \"kleinstaedte\"", &format!("slug = \"abend-{i}\""))
}

on_each_backend! {
    async fn a_machine_that_fills_in_the_hidden_field_is_thanked_and_leaves_nothing(app: TestApp) {
        let browser = app.browser();
        let form = browser.get(&event_path()).await.form();
        let mut sent = form.filled_in(&person(ANNA));
        sent.retain(|(name, _)| name != "website");
        sent.push(("website".to_owned(), "https://spam.example".to_owned()));
        app.advance(1);
        let before = app.dump().await;
        let answer = browser.post(&form.action, &sent).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/events/kleinstaedte/registered")));
        assert_eq!(browser.follow(&answer).await.status, 200);
        assert_eq!(app.dump().await, before);
    }

    async fn who_is_quicker_than_people_write_waits_a_moment_and_is_registered(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let begin = stopwatch();
        assert_eq!(browser.hurry(&page, &person(ANNA)).await.status, 303);
        assert!(begin.elapsed() >= Duration::from_secs(2), "a machine is slowed down");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }

    async fn what_is_wrong_is_said_at_once_to_the_quick(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let begin = stopwatch();
        assert_eq!(browser.hurry(&page, &[]).await.status, 422);
        assert!(begin.elapsed() < Duration::from_secs(2), "nothing is waited for");
    }

    async fn a_form_with_a_forged_stamp_is_shown_again(app: TestApp) {
        let browser = app.browser();
        let form = browser.get(&event_path()).await.form();
        let mut sent = form.filled_in(&person(ANNA));
        sent.retain(|(name, _)| name != "stamp");
        app.advance(1);
        assert_eq!(browser.post(&form.action, &sent).await.status, 422);
        sent.push(("stamp".to_owned(), "1618000000000".to_owned()));
        assert_eq!(browser.post(&form.action, &sent).await.status, 422);
    }

    async fn for_load_tests_all_of_that_is_off(backend: Backend) {
        let app = TestApp::on(backend).set("limits.enabled", "false").start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        for i in 0..200 {
            assert_eq!(browser.hurry(&page, &person(&format!("p{i}@example.org"))).await.status, 303);
        }
    }

    async fn a_class_signs_up_behind_one_address_and_a_flood_is_slowed(backend: Backend) {
        let app = TestApp::on(backend).set("server.trusted_proxies", "0.0.0.0").start().await;
        let class = app.browser().neighbour("203.0.113.7");
        let page = class.get(&event_path()).await;
        app.advance(1);
        for i in 0..60 {
            assert_eq!(class.hurry(&page, &person(&format!("p{i}@example.org"))).await.status, 303, "{i}");
        }
        let mut refused = None;
        for i in 60..400 {
            let answer = class.hurry(&page, &person(&format!("p{i}@example.org"))).await;
            assert!(matches!(answer.status, 303 | 429), "{answer:?}");
            refused = Some(answer).filter(|answer| answer.status == 429).or(refused);
        }
        let refused = refused.expect("hundreds are too many");
        refused.assert_too_many();
        assert_eq!((refused.header("retry-after"), refused.all("h1")), (Some("60"), vec!["Gerade sehr viele Anmeldungen".to_owned()]));
        let other = class.neighbour("198.51.100.4");
        let sent = refused.form();
        let done = other.follow(&other.post(&sent.action, &sent.filled_in(&[])).await).await;
        assert!(done.all(".address")[0].starts_with('p'), "the answers were kept, and another network is not slowed");
    }

    async fn nobody_passes_the_limit_by_inventing_addresses(app: TestApp) {
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        app.advance(1);
        let mut refused = 0;
        for i in 0..300 {
            let answer = browser.neighbour(&format!("203.0.113.{}", i % 250)).hurry(&page, &person("anna@example.org")).await;
            refused += usize::from(answer.status == 429);
        }
        assert!(refused > 100, "{refused}");
    }

    async fn a_form_of_another_site_is_refused(app: TestApp) {
        let before = app.dump().await;
        let browser = app.browser();
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")] {
            for path in [REGISTER, "/r/x/cancel", "/organiser/sign-out"] {
                let answer = browser.post_from_elsewhere(path, name, value).await;
                assert_eq!((answer.status, answer.all("h1").len()), (403, 1), "{path} {name}");
            }
        }
        assert_eq!(app.dump().await, before);
    }

    async fn ten_thousand_forms_for_one_address_are_three_mails_a_day(backend: Backend) {
        let app = TestApp::on(backend).set("server.trusted_proxies", "0.0.0.0").start().await;
        let browser = app.browser();
        let form = browser.get(&event_path()).await.form();
        let sent = form.filled_in(&person(ANNA));
        app.advance(1);
        for round in 0..100 {
            // A network sends ten of them, in the course of a day.
            let posts = (0..100).map(|i| {
                let number = round * 10 + i % 10;
                let (form, sent) = (&form, &sent);
                let network = browser.neighbour(&format!("10.{}.{}.9", number / 256, number % 256));
                async move { network.post(&form.action, sent).await.status }
            });
            let answers = join_all(posts).await;
            assert!(answers.iter().all(|status| matches!(status, 303 | 429)), "{answers:?}");
            app.run_due().await;
            app.advance(14);
        }
        assert_eq!(app.mails_to(ANNA).await.len(), 3);
    }

    async fn who_is_registered_for_many_events_by_a_stranger_gets_three_mails_a_day(backend: Backend) {
        let builder = TestApp::on(backend).set("limits.events_per_address_and_day", "3");
        let app = (0..7).fold(builder, |builder, i| builder.published(&evening(i))).start().await;
        for i in 0..7 {
            app.try_sign_up(&format!("abend-{i}"), ANNA).await.unwrap();
        }
        app.run_due().await;
        let mut counts = vec![app.mails_to(ANNA).await.len()];
        for days in [1, 1] {
            app.advance(days * 24 * 60 + 1);
            app.run_due().await;
            counts.push(app.mails_to(ANNA).await.len());
        }
        assert_eq!(counts, [3, 6, 7]);
    }

    async fn who_registers_for_a_fourth_event_has_the_mail_before_the_doors_open(backend: Backend) {
        let builder = TestApp::on(backend).begins("2021-04-15T08:00:00Z").set("limits.events_per_address_and_day", "3");
        let app = (0..4).fold(builder, |builder, i| builder.published(&evening(i))).start().await;
        for i in 0..4 {
            app.try_sign_up(&format!("abend-{i}"), ANNA).await.unwrap();
        }
        app.run_due().await;
        app.at("2021-04-15T15:15:00Z");
        app.run_due().await;
        let confirmed = app.mails_to(ANNA).await.into_iter().filter(|mail| mail.subject.contains("Angemeldet")).count();
        assert_eq!(confirmed, 4);
    }

    async fn law_06_who_registers_for_eight_events_of_a_programme_has_every_mail_at_once(backend: Backend) {
        let app = (0..8).fold(TestApp::on(backend), |builder, i| builder.published(&evening(i))).start().await;
        for i in 0..8 {
            app.try_sign_up(&format!("abend-{i}"), ANNA).await.unwrap();
        }
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 8);
    }

    async fn forms_that_cause_a_mail_elsewhere_are_counted_too(backend: Backend) {
        let app = TestApp::on(backend).set("limits.mails_per_hour", "5").start().await;
        let path = annas_page(&app).await;
        let browser = app.browser();
        let change = browser.get(&path).await.form_at(&path);
        let links = browser.get("/lost-link").await.form();
        let mut last = Vec::new();
        for i in 0..5 {
            let new_address = change.filled_in(&[("email", &format!("p{i}@example.org"))]);
            let asked = links.filled_in(&[("email", &format!("q{i}@example.org"))]);
            last = vec![browser.post(&change.action, &new_address).await, browser.post(&links.action, &asked).await];
        }
        for refused in &last {
            refused.assert_too_many();
        }
        assert_eq!(browser.post(&change.action, &change.filled_in(&[("Vorname", "Annette")])).await.status, 303, "no mail, no limit");
    }

    async fn an_event_and_all_together_take_so_many_sign_ups(backend: Backend) {
        const MOST: usize = 20;
        for key in ["limits.sign_ups_per_event_and_minute", "limits.mails_per_hour"] {
            let app = TestApp::on(backend).set(key, &MOST.to_string()).start().await;
            let browser = app.browser();
            let page = browser.get(&event_path()).await;
            app.advance(1);
            let begin = stopwatch();
            let mut taken = 0;
            for i in 0..25 {
                let answer = browser.hurry(&page, &person(&format!("p{i}@example.org"))).await;
                taken += usize::from(answer.status == 303);
                assert!(answer.status == 303 || answer.text().contains("Gerade kommen sehr viele Anmeldungen."), "{key}: {answer:?}");
            }
            // At the faster of the two, one more is taken every three seconds that this takes.
            let more = usize::try_from(begin.elapsed().as_secs() / 3).unwrap();
            assert!((MOST..=MOST + more).contains(&taken), "{key}: {taken}");
        }
    }
}

/// Medians of what an answer takes for somebody known and for somebody new, asked in turns.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_17_the_answer_takes_as_long_for_somebody_known_as_for_somebody_new() {
    let app =
        TestApp::on(Backend::Sqlite).set("limits.forms_per_connection", "100000").set("limits.forms_per_network", "100000").start().await;
    let browser = app.browser();
    let page = browser.get(&event_path()).await;
    app.advance(1);
    browser.hurry(&page, &person(ANNA)).await;
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for i in 0..60 {
        for (took, email) in [(&mut known, ANNA.to_owned()), (&mut new, format!("p{i}@example.org"))] {
            let begin = stopwatch();
            assert_eq!(browser.hurry(&page, &person(&email)).await.status, 303);
            took.push(begin.elapsed());
        }
    }
    known.sort();
    new.sort();
    let apart = known[30].abs_diff(new[30]);
    assert!(apart < Duration::from_millis(5), "{:?} and {:?}", known[30], new[30]);
}
