//! Laws 15 and 22: clocks are set ahead and back, and instances do not agree on the time.

use futures::FutureExt as _;
use halbsieben::app::App;
use halbsieben::clock::Clock;
use halbsieben::domain::id::InstanceId;
use halbsieben::storage::delivery::claims::{self, Asking};
use jiff::SignedDuration;

use crate::support::app::{TestApp, instant};
use crate::support::backend::Backend;
use crate::support::smtp::{At, SmtpPeer};

const ANNA: &str = "anna@example.org";
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl TestApp {
    /// Sets the clock, as somebody sets a machine's, and lets the service see it as it does every ten seconds.
    async fn set(&self, by: SignedDuration) {
        self.clock.set(self.clock.now() + by);
        self.app.keep_time().await.expect("the database answers");
    }
}

/// Claims what is due as another instance does, which then dies.
async fn claimed_by_another(app: &TestApp) {
    let now = app.clock.now();
    let asking =
        Asking { owner: InstanceId::new(now), now, lapses_at: now + SignedDuration::from_secs(45), limit: 10, in_hand: Vec::new() };
    let claiming = app
        .db()
        .await
        .write(move |tx| {
            let asking = asking.clone();
            async move { claims::claim(tx, &asking).await }.boxed()
        })
        .await;
    assert_eq!(claiming.unwrap().len(), 1);
}

on_each_backend! {
    async fn law_22_set_ahead_over_a_reminder_sends_it_once_however_the_clock_is_set_then(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:00:00Z");
        app.set(HOUR).await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h accepted"]);
        app.set(-HOUR).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 2, "none a second time");
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "reminder_1h").await.state.as_str(), "accepted", "and none is missing");
    }

    async fn law_22_set_ahead_by_a_day_over_both_reminders_sends_the_last(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:00:00Z");
        app.set(DAY).await;
        app.run_due().await;
        app.set(-DAY).await;
        for at in ["2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z", "2021-04-15T17:00:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        assert_eq!(app.mails_to(ANNA).await.len(), 2);
    }

    async fn law_22_set_back_by_days_after_the_reminders_sends_none_again(app: TestApp) {
        app.sign_up(ANNA).await;
        for at in ["2021-04-10T10:00:00Z", "2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        app.set(DAY * -3).await;
        for at in ["2021-04-13T00:00:00Z", "2021-04-14T16:30:00Z", "2021-04-15T15:30:00Z"] {
            app.at(at);
            app.run_due().await;
        }
        assert_eq!(app.mails_to(ANNA).await.len(), 3);
    }

    async fn law_22_a_claim_from_a_clock_that_was_ahead_lapses_within_a_minute_of_the_right_time(app: TestApp) {
        app.sign_up(ANNA).await;
        app.set(DAY).await;
        claimed_by_another(&app).await;
        app.set(-DAY).await;
        app.advance(1);
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
    }

    async fn law_22_a_try_that_was_put_off_by_a_clock_that_was_ahead_is_made_by_the_right_time(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up(ANNA).await;
        app.set(DAY).await;
        peer.on(At::Rcpt).nth(1).reply("450 4.2.0 greylisted, come back later");
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation retrying"]);
        app.set(-DAY).await;
        app.advance(1);
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
    }

    async fn law_22_a_pause_from_a_clock_that_was_ahead_ends_by_the_right_time(backend: Backend) {
        let away = SmtpPeer::start_away();
        let app = TestApp::on(backend).mail_to(&away.url()).start().await;
        app.sign_up(ANNA).await;
        app.set(DAY).await;
        app.deliver().await;
        app.app.health().await.expect_err("it is paused");
        app.set(-DAY).await;
        away.come_back();
        app.advance(1);
        app.deliver().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted"]);
    }

    async fn law_22_a_domain_that_was_slowed_by_a_clock_that_was_ahead_gets_its_mail_by_the_right_time(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up_many(2).await;
        app.set(DAY).await;
        peer.on(At::Rcpt).nth(1).reply("451 4.7.1 too many, come back later");
        app.deliver().await;
        app.set(-DAY).await;
        for _ in 0..3 {
            app.advance(1);
            app.deliver().await;
        }
        assert_eq!(peer.accepted(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_15_instances_whose_clocks_are_ten_minutes_apart_go_by_the_databases() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::ten_minutes_apart")) {
        return;
    }
    let app = TestApp::on(Backend::Postgres).in_real_time().start().await;
    let db_now = app.db().await.now().await.unwrap().expect("it has a clock");
    let started = App::start(&app.settings).await.expect("it starts");
    assert!(started.clock().is_shared(), "whatever the machine's clock shows");
    for wrong in [SignedDuration::from_mins(10), SignedDuration::from_mins(-10)] {
        let other = App::start_with(&app.settings, Clock::shared(db_now + wrong)).await.expect("it starts");
        other.keep_time().await.unwrap();
        let apart = other.now().duration_since(started.now()).abs();
        assert!(apart < SignedDuration::from_secs(1), "{apart:?} apart");
    }
    assert!(started.now() >= db_now && db_now > instant("2021-04-15T18:00:00Z"));
}
