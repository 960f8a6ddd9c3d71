//! The ledger, for people to read: who is owed what, and what became of it.

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::app::sending::Pause;
use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event::{Event, EventStatus};
use crate::domain::reminder::ReminderRule;
use crate::storage;
use crate::storage::delivery::Line;

/// A line of the ledger with its mail's Message-ID.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    /// The row and whom it is for.
    pub line: Line,
    /// The Message-ID that every copy of this mail has.
    pub message_id: String,
}

impl App {
    /// Every mail of an event that has come due, in the order in which they did; only those in `state`, if given.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn ledger(&self, slug: &str, state: Option<DeliveryState>) -> Result<Vec<LedgerLine>, EventError> {
        let stored = self.organisers_event(slug).await?;
        let lines = storage::delivery::list(self.db.read(), stored.event.id, state).await.map_err(storage::Error::from)?;
        let host = self.urls.host();
        Ok(lines
            .into_iter()
            .map(|line| LedgerLine { message_id: crate::mail::message::message_id(line.delivery.id, &host), line })
            .collect())
    }

    /// How many mails of an event stand where.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn ledger_counts(&self, slug: &str) -> Result<Vec<(Purpose, DeliveryState, u64)>, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(storage::delivery::count_by_state(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?)
    }

    /// The reminders of a published event that are not in the ledger yet, the earliest first, and to how many each will go as
    /// things stand.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn planned_reminders(&self, slug: &str) -> Result<Vec<(ReminderRule, u64)>, EventError> {
        let now = self.clock.now();
        let stored = self.organisers_event(slug).await?;
        let mut planned = Vec::new();
        for rule in stored.rules.iter().filter(|rule| is_to_come(&stored.event, rule, now)) {
            planned.push((rule.clone(), self.count_planned(&stored.event, rule, now).await?));
        }
        Ok(planned)
    }

    /// To how many a reminder of an event is still to go, as things stand.
    pub(super) async fn count_planned(&self, event: &Event, rule: &ReminderRule, now: Timestamp) -> Result<u64, storage::Error> {
        if is_to_come(event, rule, now) { Ok(storage::planner::count_planned(self.db.read(), event, rule).await?) } else { Ok(0) }
    }

    /// Why no mail leaves at the moment, and when the next try is; none when nothing is in the way.
    #[must_use]
    pub fn mail_pause(&self) -> Option<Pause> {
        self.lanes.pause()
    }
}

/// Whether a reminder is of use to anybody yet.
fn is_to_come(event: &Event, rule: &ReminderRule, now: Timestamp) -> bool {
    event.status == EventStatus::Published && now < rule.useful_until
}
