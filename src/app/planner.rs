//! Planning: what has come due gets its row in the ledger (laws 1, 2 and 5).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::domain::event::{Cause, Change, Event, EventStatus, Save};
use crate::domain::forecast;
use crate::domain::id::EventId;
use crate::domain::reminder::{Reminder, ReminderRule};
use crate::domain::schedule::Schedule;
use crate::storage;
use crate::storage::event::{Hold, Stored};
use crate::storage::planner::{self, Cursor};

impl App {
    /// Enters every mail that has come due in the ledger. Idempotent from the state of the database, may run anywhere at the
    /// same time, and takes as many small transactions as it needs, so that sign-ups get in between.
    ///
    /// # Errors
    /// When storage fails; the next run goes on where this one ended.
    pub async fn plan_due(&self) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let mut outcome = Ok(());
        for id in planner::list_events_due(self.db.read(), now).await? {
            // An event that cannot be read keeps no other from its reminders (law 12).
            outcome = self.plan_event(id, now).await.and(outcome);
        }
        outcome
    }

    async fn plan_event(&self, id: EventId, now: Timestamp) -> Result<(), storage::Error> {
        let Some(stored) = self.event_with(id).await? else { return Ok(()) };
        if stored.event.status != EventStatus::Published {
            let stored = Arc::clone(&stored);
            self.db
                .write(move |tx| {
                    let stored = Arc::clone(&stored);
                    async move { planner::mark_all_planned(tx, &stored.event, now).await }.boxed()
                })
                .await?;
        }
        if planner::owes_notices(self.db.read(), &stored.event, now).await? {
            self.plan_notices(&stored, now).await?;
        }
        let due = planner::list_unplanned(self.db.read(), &stored.event, now).await?;
        for rule in stored.rules.iter().filter(|rule| due.contains(&(rule.purpose(), rule.audience()))) {
            self.plan_reminder(&stored, rule, now).await?;
        }
        Ok(())
    }

    async fn plan_reminder(&self, stored: &Arc<Stored>, rule: &ReminderRule, now: Timestamp) -> Result<(), storage::Error> {
        let mut cursor: Option<Cursor> = None;
        loop {
            let (stored, rule) = (Arc::clone(stored), rule.clone());
            let page = self.db.write(move |tx| {
                let (stored, rule) = (Arc::clone(&stored), rule.clone());
                async move {
                    // Changed meanwhile: the next run plans by what holds then.
                    if storage::event::find_version(tx, stored.event.id, Hold::Nothing).await? != Some(stored.version) {
                        return Ok(None);
                    }
                    planner::plan_reminder(tx, &stored.event, &rule, cursor, now).await
                }
                .boxed()
            });
            cursor = page.await?;
            // The first mails leave while the others are still entered.
            self.owed.notify_one();
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    async fn plan_notices(&self, stored: &Arc<Stored>, now: Timestamp) -> Result<(), storage::Error> {
        let mut cursor: Option<Cursor> = None;
        loop {
            let stored = Arc::clone(stored);
            let page = self.db.write(move |tx| {
                let stored = Arc::clone(&stored);
                async move { planner::plan_notice(tx, &stored.event, cursor, now).await }.boxed()
            });
            cursor = page.await?;
            self.owed.notify_one();
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Lets each bulk of the next day begin so much before its moment as its mails will take to leave, by the rate that is known
    /// (law 14). Where none is known, it begins at its moment.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn begin_early(&self) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let (rate, is_known) = forecast::rate(&storage::instance::list(self.db.read()).await?, self.lanes.rate_per_minute);
        if !is_known {
            return Ok(());
        }
        for ahead in planner::list_ahead(self.db.read(), now, now + forecast::LONGEST_LEAD).await? {
            let begins_at = forecast::begins_at(ahead.due_at, ahead.people, rate);
            if begins_at != ahead.begins_at {
                self.db.write(move |tx| async move { planner::update_begin(tx, &ahead, begins_at).await }.boxed()).await?;
                self.wake.notify_one();
            }
        }
        Ok(())
    }

    /// The next moment at which there is something to plan or to send; none when nothing is known to come.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn next_due_at(&self) -> Result<Option<Timestamp>, storage::Error> {
        let planned = storage::event::find_next_due(self.db.read()).await?;
        let owed = storage::delivery::find_next_due(self.db.read()).await?;
        let next = [planned, owed].into_iter().flatten().min();
        Ok(match (next, self.lanes.closed_until(self.clock.now())) {
            (Some(next), Some(until)) => Some(next.max(until)),
            (next, _) => next,
        })
    }

    /// Derives the instants of all events that are not over by the zone rules of today (law 21). Done at the start and every
    /// hour: an update of the system may have brought new rules.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn follow_zone_rules(&self) -> Result<u64, storage::Error> {
        /// An event may be over by the old rules alone.
        const A_DAY: SignedDuration = SignedDuration::from_hours(24);
        let now = self.clock.now();
        let mut moved = 0;
        for stored in storage::event::list(self.db.read(), storage::event::Which::Unfinished(now - A_DAY), u64::from(u32::MAX)).await? {
            let rules_of_today = stored.event.schedule.by_the_rules_of_today();
            let Some(schedule) = rules_of_today.filter(|schedule| *schedule != stored.event.schedule && now < schedule.ends_at) else {
                continue;
            };
            let reminders: Vec<Reminder> = stored.rules.iter().map(|rule| rule.reminder.clone()).collect();
            let rules = ReminderRule::of(&schedule, &reminders);
            let event = with_calendars_told(&stored.event, schedule, now);
            let told_at = event.change.as_ref().filter(|_| event.status == EventStatus::Published).map(|change| change.told_at);
            tracing::warn!(event.slug = %event.slug, "the zone's rules have changed: the event's instant follows the clock on the wall");
            match self.write_event(stored.version, event, Some(rules), told_at).await {
                // Somebody else has changed it meanwhile, another instance for the same reason: then it is as it should be, or
                // tomorrow's look finds it.
                Err(storage::Error::Conflict(_)) => {}
                written => written?,
            }
            moved += 1;
        }
        if moved > 0 {
            self.wake.notify_one();
        }
        Ok(moved)
    }
}

/// The event under other rules of its zone. The clock on the wall stays; entries in calendars, which hold the instant, must be
/// replaced by a revision (RFC 5545 section 3.8.7.4).
fn with_calendars_told(event: &Event, schedule: Schedule, now: Timestamp) -> Event {
    if event.status != EventStatus::Published {
        return Event { schedule, ..event.clone() };
    }
    let save = Save { saved_at: now, previous: event.schedule.wall.clone(), cause: Cause::ZoneRules };
    let change = Change::with(event.change.as_ref(), save, [event.schedule.starts_at, schedule.starts_at]);
    Event { schedule, sequence: event.sequence + 1, change: Some(change), ..event.clone() }
}
