//! Planning: what has come due gets its row in the ledger (laws 1, 2 and 5).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::domain::event::EventStatus;
use crate::domain::id::EventId;
use crate::domain::timeline::ReminderRule;
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
        if planner::owes_notices(self.db.read(), &stored.event).await? {
            self.plan_notices(&stored, now).await?;
        }
        let due = planner::list_unplanned(self.db.read(), &stored.event, now).await?;
        for rule in stored.rules.iter().filter(|rule| due.contains(&rule.purpose())) {
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
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// The next moment at which there is something to plan or to send; none when nothing is known to come.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn next_due_at(&self) -> Result<Option<Timestamp>, storage::Error> {
        let planned = storage::event::find_next_due(self.db.read()).await?;
        let owed = storage::delivery::find_next_due(self.db.read()).await?;
        let next = [planned, owed].into_iter().flatten().min();
        Ok(match (next, self.lanes.pause()) {
            (Some(next), Some(pause)) => Some(next.max(pause.until)),
            (next, _) => next,
        })
    }

    /// Derives the instants of all events that are not over by the zone rules of today (law 21). Done at the start and once a
    /// day: an update of the system may have brought new rules.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn follow_zone_rules(&self) -> Result<u64, storage::Error> {
        let now = self.clock.now();
        let mut moved = 0;
        for stored in storage::event::list(self.db.read(), storage::event::Which::Upcoming(now), u64::from(u32::MAX)).await? {
            let Ok((schedule, _)) = crate::domain::schedule::Schedule::resolve(stored.event.schedule.wall.clone()) else { continue };
            if schedule == stored.event.schedule {
                continue;
            }
            let before: Vec<u32> = stored.rules.iter().map(|rule| rule.before_minutes).collect();
            let rules = ReminderRule::of(&schedule, &before);
            let event = crate::domain::event::Event { schedule, ..stored.event };
            tracing::warn!(event.slug = %event.slug, "the zone's rules have changed: the event's instant follows the clock on the wall");
            self.write_event(stored.version, event, Some(rules), None).await?;
            moved += 1;
        }
        Ok(moved)
    }
}
