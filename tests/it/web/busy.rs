//! A database that takes nothing for now: nobody loses what was typed, and a program is told when to ask again.

use std::time::Duration;

use futures::future::join_all;
use halbsieben::clock::Clock;

use super::{ANNA, annas_page, event_path, person};
use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::browser::Page;
use crate::support::stopwatch;

async fn impatient(backend: Backend) -> TestApp {
    TestApp::on(backend).set("database.wait_seconds", "1").set("limits.enabled", "false").start().await
}

fn is_put_off(page: &Page) {
    assert_eq!((page.status, page.header("retry-after")), (503, Some("30")), "{}", page.text());
}

on_each_backend! {
    async fn a_form_that_could_not_be_saved_comes_back_with_what_was_typed(backend: Backend) {
        let app = impatient(backend).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let before = app.dump().await;
        let lock = app.locked().await;
        let since = stopwatch();
        let answer = browser.submit(&page, &person(ANNA)).await;
        assert!(since.elapsed() >= Duration::from_secs(1), "it waits for its turn");
        is_put_off(&answer);
        assert_eq!(
            answer.all("[role=alert]"),
            ["Ihre Anmeldung ist noch nicht gespeichert. Ihre Angaben sind noch da."]
        );
        assert_eq!(answer.attributes("input[name=email]", "value"), [ANNA]);
        lock.release().await;
        assert_eq!(app.dump().await, before, "nothing is saved later either");
        let done = browser.follow(&browser.submit(&answer, &[]).await).await;
        assert_eq!(done.all(".address"), [ANNA]);
    }

    async fn a_form_waits_while_others_hold_the_database(backend: Backend) {
        let app = TestApp::on(backend).set("limits.enabled", "false").start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let lock = app.locked().await;
        let fields = person(ANNA);
        let sending = browser.submit(&page, &fields);
        let releasing = async {
            Clock::pass(Duration::from_millis(300)).await;
            lock.release().await;
        };
        let (answer, ()) = futures::join!(sending, releasing);
        assert_eq!(answer.status, 303);
    }

    async fn in_english_it_says_so_in_english(backend: Backend) {
        let app = impatient(backend).await;
        let browser = app.browser();
        let page = browser.get("/en/events/kleinstaedte").await;
        let _lock = app.locked().await;
        let answer = browser.submit(&page, &person(ANNA)).await;
        assert_eq!(answer.all("[role=alert]"), ["Your registration has not been saved yet. Your details are still here."]);
    }

    async fn a_cancellation_that_could_not_be_saved_is_asked_once_more(backend: Backend) {
        let app = impatient(backend).await;
        let path = annas_page(&app).await;
        let browser = app.browser();
        let question = browser.get(&format!("{path}/cancel")).await;
        let lock = app.locked().await;
        let answer = browser.submit(&question, &[]).await;
        is_put_off(&answer);
        assert_eq!(answer.all("h1"), ["Möchten Sie sich wirklich abmelden?"]);
        assert_eq!(answer.all("[role=alert]"), ["Ihre Abmeldung ist noch nicht gespeichert. Versuchen Sie es in einer halben Minute noch einmal."]);
        lock.release().await;
        let after = browser.follow(&browser.submit(&answer, &[]).await).await;
        assert_eq!(after.all(".tag"), ["Abgemeldet"]);
    }

    async fn who_comes_while_others_wait_waits_no_longer_than_they_do(backend: Backend) {
        const AT_ONCE: usize = 12;
        let app = impatient(backend).await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        let _lock = app.locked().await;
        let since = stopwatch();
        let answers = join_all((0..AT_ONCE).map(async |number| browser.submit(&page, &person(&format!("p{number}@example.org"))).await)).await;
        answers.iter().for_each(is_put_off);
        assert!(since.elapsed() < Duration::from_secs(5), "after {:?}", since.elapsed());
    }

    async fn pages_are_read_while_nothing_can_be_written(backend: Backend) {
        let app = impatient(backend).await;
        let _lock = app.locked().await;
        for path in ["/", &event_path(), "/events/kleinstaedte/register", "/livez", "/healthz"] {
            assert_eq!(app.browser().get(path).await.status, 200, "{path}");
        }
    }
}

/// Forms that wait for a lock hold all connections to PostgreSQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_connection_pages_say_so_within_two_seconds() {
    const ALL: usize = 24;
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::without_a_connection_pages_say_so_within_two_seconds")) {
        return;
    }
    let app = TestApp::on(Backend::Postgres).set("database.wait_seconds", "8").set("limits.enabled", "false").start().await;
    let browser = app.browser();
    let page = browser.get(&event_path()).await;
    let lock = app.locked().await;
    let waiting = join_all((0..ALL).map(async |number| browser.submit(&page, &person(&format!("p{number}@example.org"))).await));
    let looking = async {
        lock.waited_for_by(20).await;
        let since = stopwatch();
        let answer = browser.get("/events/kleinstaedte/register").await;
        is_put_off(&answer);
        assert_eq!(answer.all("h1"), ["Das geht gerade nicht"]);
        assert!(since.elapsed() < Duration::from_secs(2), "after {:?}", since.elapsed());
        let typed = browser.hurry(&page, &person(ANNA)).await;
        is_put_off(&typed);
        assert_eq!(typed.attributes("input[name=email]", "value"), [ANNA], "kept, though not even the event can be read");
        assert_eq!(browser.get("/livez").await.status, 200);
        lock.release().await;
        typed
    };
    let (answers, typed) = futures::join!(waiting, looking);
    assert!(answers.iter().filter(|answer| answer.status == 303).count() >= 20, "whoever had a connection is registered");
    let done = browser.follow(&browser.submit(&typed, &[]).await).await;
    assert_eq!(done.all(".address"), [ANNA]);
}
