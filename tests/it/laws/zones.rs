//! Law 21: the clock on the wall is the truth; the instant follows it.

use futures::FutureExt as _;
use halbsieben::domain::delivery::VoidReason;
use halbsieben::domain::event::Event;
use halbsieben::domain::reminder::{Reminder, ReminderRule};
use halbsieben::domain::schedule::Schedule;
use halbsieben::storage::event;
use jiff::SignedDuration;

use crate::support::app::{EVENT, SLUG, TestApp, instant};
use crate::support::backend::Backend;

const ANNA: &str = "anna@example.org";

/// Makes the event's instants an hour too late, as if the zone had had other rules when it was entered.
async fn an_hour_off(app: &TestApp) {
    put_an_hour_off(app, SLUG).await;
}

async fn put_an_hour_off(app: &TestApp, slug: &str) {
    let db = app.db().await;
    let stored = event::find_by_slug(db.read(), slug).await.unwrap().unwrap();
    let hour = SignedDuration::from_hours(1);
    let right = &stored.event.schedule;
    let wrong = Schedule { starts_at: right.starts_at + hour, ends_at: right.ends_at + hour, ..right.clone() };
    let rules = ReminderRule::of(&wrong, &Reminder::for_all(&[60]));
    let event = Event { schedule: wrong, ..stored.event };
    db.write(move |tx| {
        let (event, rules) = (event.clone(), rules.clone());
        async move {
            event::update(tx, &event, stored.version, None).await?;
            event::update_rules(tx, &event, &rules).await
        }
        .boxed()
    })
    .await
    .unwrap();
}

on_each_backend! {
    async fn law_21_an_instant_of_other_rules_is_derived_anew(app: TestApp) {
        an_hour_off(&app).await;
        assert_eq!(app.app.follow_zone_rules().await.unwrap(), 1);
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.schedule.starts_at, instant("2021-04-15T16:30:00Z"));
    }

    async fn law_21_the_reminders_follow_the_clock_on_the_wall(app: TestApp) {
        app.sign_up(ANNA).await;
        an_hour_off(&app).await;
        app.app.follow_zone_rules().await.unwrap();
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.row(ANNA, "reminder_1h").await.due_at, instant("2021-04-15T15:30:00Z"));
        assert_eq!(app.row(ANNA, "reminder_1h").await.state.as_str(), "accepted");
    }

    async fn law_21_nobody_is_told_of_a_clock_that_did_not_move(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        an_hour_off(&app).await;
        app.app.follow_zone_rules().await.unwrap();
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
    }

    async fn law_21_what_is_right_is_left_alone(app: TestApp) {
        assert_eq!(app.app.follow_zone_rules().await.unwrap(), 0);
    }

    async fn law_21_a_reminder_that_waits_when_the_rules_change_yields_to_the_notice(app: TestApp) {
        app.sign_up(ANNA).await;
        an_hour_off(&app).await;
        app.at("2021-04-15T16:30:00Z");
        app.plan().await;
        app.app.follow_zone_rules().await.unwrap();
        app.at("2021-04-15T18:30:00Z");
        app.run_due().await;
        let reminder = app.row(ANNA, "reminder_1h").await;
        assert_eq!(reminder.reason, Some(VoidReason::CoveredByChange));
    }

    async fn law_12_an_event_that_cannot_follow_its_zones_rules_keeps_no_other_from_it(backend: Backend) {
        const REFUSED: &str = "CREATE TRIGGER refused BEFORE UPDATE ON event WHEN NEW.slug = 'erste' BEGIN SELECT RAISE(ABORT, 'no'); END";
        const REFUSED_BY_POSTGRES: &str = "CREATE FUNCTION refused() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql; \
            CREATE TRIGGER refused BEFORE UPDATE ON event FOR EACH ROW WHEN (NEW.slug = 'erste') EXECUTE FUNCTION refused()";
        let app = TestApp::on(backend).published(EVENT).published(&EVENT.replace("\"kleinstaedte\"", "\"erste\"").replace("18:30", "17:00")).start().await;
        for slug in ["erste", SLUG] {
            put_an_hour_off(&app, slug).await;
        }
        app.tamper(if backend == Backend::Sqlite { REFUSED } else { REFUSED_BY_POSTGRES }).await;
        app.app.follow_zone_rules().await.expect_err("it says that something is left");
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.schedule.starts_at, instant("2021-04-15T16:30:00Z"));
        app.tamper(if backend == Backend::Sqlite { "DROP TRIGGER refused" } else { "DROP TRIGGER refused ON event" }).await;
        assert_eq!(app.app.follow_zone_rules().await.unwrap(), 1, "the next look finds it");
    }

    async fn law_12_an_event_that_cannot_be_read_keeps_no_other_from_following_its_zones_rules(backend: Backend) {
        let app = TestApp::on(backend).published(EVENT).published(&EVENT.replace("\"kleinstaedte\"", "\"erste\"")).start().await;
        put_an_hour_off(&app, SLUG).await;
        app.tamper("UPDATE event SET location_kind = 'by_pigeon' WHERE slug = 'erste'").await;
        let started = app.second_instance().await;
        started.follow_zone_rules().await.expect_err("it says that something is left");
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.schedule.starts_at, instant("2021-04-15T16:30:00Z"));
    }

    async fn law_21_every_mail_names_the_zone(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert!(app.mails_to(ANNA).await.iter().all(|mail| mail.text.contains("(MESZ)")));
    }
}
