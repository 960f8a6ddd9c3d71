//! Law 1: the pure timeline of one registration and the planner's set-based SQL say the same.
//!
//! Random lives of an event: people come, wait, confirm, go, come back and unsubscribe, the organiser lets them in or turns them down,
//! sets another limit, moves the date and moves it back, gives it another end, calls it off, all of it at moments that lie around
//! those at which something falls due. In the end every obligation that has come due has its row, every row that would still be sent
//! is an obligation, and nobody waits while a place is free.

use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt as _;
use halbsieben::app::approval::Decision;
use halbsieben::app::event::Overview;
use halbsieben::domain::admission::Willing;
use halbsieben::domain::delivery::{Delivery, DeliveryState, VoidReason};
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::{Afterwards, EventStatus};
use halbsieben::domain::registration::{Registration, RegistrationStatus};
use halbsieben::domain::timeline::{Obligation, Standing, Taken, Verdict, timeline, verdict};
use halbsieben::storage;
use halbsieben::storage::db::Db;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan as _};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;

use crate::support::app::{TestApp, token_of};
use crate::support::backend::Backend;

const PEOPLE: usize = 4;
const ZONE: &str = "Europe/Berlin";

/// An event's life.
#[derive(Clone, Debug)]
struct Life {
    starts_in_minutes: i64,
    lasts_minutes: i64,
    reminders_before_minutes: Vec<u32>,
    rules: Rules,
    steps: Vec<(Wait, Step)>,
}

/// Who gets a place, and how.
#[derive(Clone, Copy, Debug)]
struct Rules {
    capacity: Option<u32>,
    double_opt_in: bool,
    approval: bool,
}

/// How long until the next step.
#[derive(Clone, Copy, Debug)]
enum Wait {
    Minutes(i64),
    /// Until about a moment that matters to the reminder of that number: its own, or an hour before.
    ForReminder(usize, i64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    SignUp(usize, Willing),
    Cancel(usize),
    Confirm(usize),
    Approve(usize),
    Decline(usize),
    Limit(Option<u32>),
    Unsubscribe(usize),
    Move(i64),
    MoveBack,
    Lengthen(i64),
    CancelEvent,
    /// Enters a recording, or takes it away.
    Record(bool),
    Plan,
}

fn lives() -> impl Strategy<Value = Life> {
    let offset = prop_oneof![Just(15_u32), Just(45), Just(60), Just(61), Just(90), Just(120), Just(1440), Just(2880), 1_u32..4000];
    let wait = prop_oneof![
        (0_i64..600).prop_map(Wait::Minutes),
        (0_usize..4, prop::sample::select(vec![-3601_i64, -3600, -3599, -1800, -1, 0, 1, 60]))
            .prop_map(|(rule, by)| Wait::ForReminder(rule, by)),
    ];
    let step = prop_oneof![
        3 => (0..PEOPLE).prop_map(|person| Step::SignUp(person, Willing::ToCome)),
        3 => (0..PEOPLE).prop_map(|person| Step::SignUp(person, Willing::ToWait)),
        3 => (0..PEOPLE).prop_map(Step::Cancel),
        2 => (0..PEOPLE).prop_map(Step::Confirm),
        1 => (0..PEOPLE).prop_map(Step::Approve),
        1 => (0..PEOPLE).prop_map(Step::Decline),
        1 => prop::option::of(2_u32..4).prop_map(Step::Limit),
        1 => (0..PEOPLE).prop_map(Step::Unsubscribe),
        2 => (-3000_i64..6000).prop_map(Step::Move),
        1 => Just(Step::MoveBack),
        1 => (1_i64..120).prop_map(Step::Lengthen),
        1 => Just(Step::CancelEvent),
        2 => any::<bool>().prop_map(Step::Record),
        3 => Just(Step::Plan),
    ];
    let rules = (prop::option::of(1_u32..3), prop::bool::weighted(0.2), prop::bool::weighted(0.2));
    let rules = rules.prop_map(|(capacity, double_opt_in, approval)| Rules { capacity, double_opt_in, approval });
    let offsets = prop::collection::vec(offset, 1..5);
    (0_i64..6000, 30_i64..240, offsets, rules, prop::collection::vec((wait, step), 1..14)).prop_map(
        |(starts_in_minutes, lasts_minutes, reminders_before_minutes, rules, steps)| Life {
            starts_in_minutes,
            lasts_minutes,
            reminders_before_minutes,
            rules,
            steps,
        },
    )
}

/// One event under test, and whoever looks at it past the app.
struct Stage<'a> {
    app: &'a TestApp,
    db: &'a Db,
    slug: String,
    first_start: DateTime,
}

impl Stage<'_> {
    /// Publishes the event of this life, and lives it; then all that is due is planned.
    async fn live(&self, life: &Life) {
        let ends = self.first_start + life.lasts_minutes.minutes();
        let file = format!(
            "slug = \"{}\"\ntitle = \"Ein Leben\"\nstart = \"{}\"\nend = \"{ends}\"\nzone = \"{ZONE}\"\nreminders_before_minutes = {:?}\n",
            self.slug, self.first_start, life.reminders_before_minutes
        );
        let Rules { capacity, double_opt_in, approval } = life.rules;
        let capacity = capacity.map(|capacity| format!("capacity = {capacity}\n")).unwrap_or_default();
        self.app.publish(&format!("{file}{capacity}double_opt_in = {double_opt_in}\napproval = {approval}\n")).await;
        for (wait, step) in &life.steps {
            self.wait(*wait).await;
            self.take(*step).await;
        }
        self.app.clock.advance(SignedDuration::from_secs(1));
        self.app.plan().await;
    }

    async fn overview(&self) -> Overview {
        self.app.app.show_event(&self.slug).await.unwrap()
    }

    async fn wait(&self, wait: Wait) {
        self.app.clock.advance(SignedDuration::from_secs(1));
        match wait {
            Wait::Minutes(minutes) => drop(self.app.clock.advance(SignedDuration::from_mins(minutes))),
            Wait::ForReminder(number, by) => {
                let rules = self.overview().await.reminders;
                if let Some(rule) = rules.get(number % rules.len()) {
                    self.app.clock.move_to(rule.due_at + SignedDuration::from_secs(by));
                }
            }
        }
    }

    /// Takes a step; what the app refuses at that moment is no step.
    async fn take(&self, step: Step) {
        let (app, wall) = (&self.app.app, self.overview().await.event.schedule.wall);
        match step {
            Step::SignUp(person, willing) => {
                let new = self.app.form(&self.slug, &address(person)).await;
                drop(app.sign_up_willing(&self.slug, new, willing).await);
            }
            Step::Confirm(person) => {
                if let Some(registration) = self.registration(person).await {
                    app.confirm_address(token_of(&app.urls().confirm(registration.id))).await.unwrap();
                }
            }
            Step::Approve(person) => drop(app.decide(&self.slug, &email(person), Decision::Approve).await),
            Step::Decline(person) => drop(app.decide(&self.slug, &email(person), Decision::Decline).await),
            Step::Limit(capacity) => drop(app.limit_places(&self.slug, capacity).await),
            Step::Cancel(person) => {
                if let Some(registration) = self.registration(person).await {
                    app.cancel_registration(token_of(&app.urls().registration(registration.id))).await.unwrap();
                }
            }
            Step::Unsubscribe(person) => {
                if let Some(registration) = self.registration(person).await {
                    let changed = Registration { wants_reminders: false, ..registration };
                    let writing = self.db.write(move |tx| {
                        let changed = changed.clone();
                        async move { storage::registration::update(tx, &changed).await }.boxed()
                    });
                    writing.await.unwrap();
                }
            }
            Step::Move(minutes) => drop(app.move_event(&self.slug, (wall.starts_local + minutes.minutes()).into(), None).await),
            Step::MoveBack => drop(app.move_event(&self.slug, self.first_start.into(), None).await),
            Step::Lengthen(minutes) => {
                drop(app.move_event(&self.slug, wall.starts(), Some((wall.ends_local + minutes.minutes()).into())).await);
            }
            Step::Record(is_there) => {
                let recording_url = is_there.then(|| "https://video.example.org/x".to_owned());
                drop(app.set_afterwards(&self.slug, Afterwards { recording_url, ..Afterwards::default() }).await);
            }
            Step::CancelEvent => drop(app.cancel_event(&self.slug, "").await),
            Step::Plan => self.app.plan().await,
        }
    }

    async fn registration(&self, person: usize) -> Option<Registration> {
        let event_id = self.overview().await.event.id;
        storage::registration::find_by_email(self.db.read(), event_id, &email(person)).await.unwrap()
    }

    /// Law 16: never one too many, and nobody waits while a place is free.
    async fn check_places(&self, life: &Life) -> Result<(), TestCaseError> {
        // Only time frees a place by itself; whatever else does has let people move up in the same breath.
        if life.rules.double_opt_in {
            self.app.app.promote_waitlists().await.unwrap();
        }
        let (event, now) = (self.overview().await.event, self.app.clock.now());
        let count = async |status| storage::registration::count(self.db.read(), event.id, status).await.unwrap();
        let limits = life.steps.iter().filter_map(|(_, step)| if let Step::Limit(limit) = step { Some(*limit) } else { None });
        let most = limits.chain([life.rules.capacity]).collect::<Option<Vec<u32>>>().and_then(|limits| limits.into_iter().max());
        if let Some(most) = most {
            prop_assert!(count(RegistrationStatus::Registered).await <= u64::from(most), "more than {most} have a place");
        }
        if event.status == EventStatus::Published && now < event.schedule.starts_at && count(RegistrationStatus::Waitlisted).await > 0 {
            let free = storage::event::count_free_places(self.db.read(), &event, now).await.unwrap();
            prop_assert_eq!(free, Some(0), "somebody waits");
        }
        Ok(())
    }

    /// Holds the ledger against the timeline.
    async fn check(&self) -> Result<(), TestCaseError> {
        let (overview, ledger) = (self.overview().await, self.app.app.ledger(&self.slug, None).await.unwrap());
        for person in 0..PEOPLE {
            let Some(registration) = self.registration(person).await else { continue };
            let rows: Vec<&Delivery> =
                ledger.iter().map(|line| &line.line.delivery).filter(|row| row.registration_id == registration.id).collect();
            let owed = timeline(&overview.event, &overview.reminders, &registration.registered());
            let now = self.app.clock.now();
            for obligation in owed.iter().filter(|obligation| obligation.due_at <= now) {
                let row = rows.iter().find(|row| (row.purpose, row.generation) == (obligation.purpose, obligation.generation));
                agrees(obligation, row.copied(), &overview, &registration)
                    .map_err(|why| TestCaseError::fail(format!("p{person}: {why}; {rows:#?}")))?;
            }
            for row in rows.iter().filter(|row| is_sent(row, &overview, &registration)) {
                let is_owed =
                    owed.iter().any(|owed| (owed.purpose, owed.generation, owed.standing) == (row.purpose, row.generation, Standing::Due));
                // Each round of asking is a mail of its own, as long as the answer is the same.
                let is_round_before =
                    owed.iter().any(|owed| owed.purpose == row.purpose && row.purpose.is_answer() && row.generation < owed.generation);
                prop_assert!(is_owed || is_round_before, "p{person}: {row:#?} is sent, and nobody owes it: {owed:#?}");
            }
        }
        Ok(())
    }
}

/// Whether a row is as the obligation says.
fn agrees(obligation: &Obligation, row: Option<&Delivery>, overview: &Overview, registration: &Registration) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {obligation:?}"));
    match (obligation.standing, row) {
        (Standing::Due, None) => wrong("no row"),
        (Standing::Due, Some(row)) if !is_sent(row, overview, registration) => wrong("a row that is not sent"),
        (Standing::Void(_), Some(row)) if is_sent(row, overview, registration) => wrong("a row that is sent"),
        // What ended with event or registration needs no row to say so.
        (Standing::Void(VoidReason::EventCancelled | VoidReason::RegistrationCancelled), _) => Ok(()),
        (Standing::Void(_), None) => wrong("no row that says why"),
        (Standing::Void(reason), Some(row)) if row.state == DeliveryState::Void => {
            // What has ended keeps its reason, when a cancelled person comes back or the date changes after that.
            let says = row.reason.unwrap();
            let changed_since = overview.event.change.as_ref().is_some_and(|change| change.changed_at() > row.due_at);
            let came_back_since = registration.confirmation > 1 && registration.registered_at > row.due_at;
            let ended_before = says == VoidReason::RegistrationCancelled || changed_since || came_back_since;
            if says == reason || ended_before { Ok(()) } else { wrong(says.as_str()) }
        }
        _ => Ok(()),
    }
}

/// Whether a row that waits would be sent, were it looked at in time.
fn is_sent(row: &Delivery, overview: &Overview, registration: &Registration) -> bool {
    let taken = Taken { purpose: row.purpose, generation: row.generation, useful_until: row.useful_until };
    let second_look = || verdict(&taken, &overview.event, &overview.reminders, &registration.registered(), row.due_at);
    row.state == DeliveryState::Pending && !matches!(second_look(), Verdict::Void(_))
}

fn email(person: usize) -> EmailAddress {
    EmailAddress::parse(&address(person)).unwrap()
}

fn address(person: usize) -> String {
    format!("p{person}@example.org")
}

/// Lives many lives, one event after the other, on one app: 256 or `PROPTEST_CASES`, or one in so many of them.
fn hold_planner_against_timeline(backend: Backend, one_in: u32) {
    let runtime = Runtime::new().unwrap();
    let (app, db) = runtime.block_on(async {
        let app = TestApp::on(backend).start().await;
        let db = app.db().await;
        (app, db)
    });
    let count = AtomicU32::new(0);
    let mut runner = TestRunner::new(Config { cases: Config::default().cases / one_in, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&lives(), |life| {
        runtime.block_on(async {
            let now = app.clock.now().to_zoned(TimeZone::get(ZONE).unwrap()).datetime();
            let first_start = (now + life.starts_in_minutes.minutes()).with().hour(18).second(0).subsec_nanosecond(0).build().unwrap();
            let slug = format!("life-{}", count.fetch_add(1, Ordering::Relaxed));
            let stage = Stage { app: &app, db: &db, slug, first_start };
            stage.live(&life).await;
            stage.check().await?;
            stage.check_places(&life).await
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    drop(runtime.enter());
}

#[test]
fn law_01_planner_and_timeline_agree_on_sqlite() {
    hold_planner_against_timeline(Backend::Sqlite, 1);
}

#[test]
fn law_01_planner_and_timeline_agree_on_postgres() {
    if Backend::Postgres.is_there_for(concat!(module_path!(), "::law_01_planner_and_timeline_agree_on_postgres")) {
        hold_planner_against_timeline(Backend::Postgres, 5);
    }
}
