//! Planning: what has come due gets its row in the ledger (laws 1, 2 and 5).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::domain::event::EventStatus;
use crate::domain::forecast;
use crate::domain::id::EventId;
use crate::domain::reminder::ReminderRule;
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
}
