//! Places and the queue for them (law 16): free places are counted, never kept, and whoever waits moves up in order.
//!
//! A place becomes free in many ways. Where somebody cancels or is erased, the limit is raised, or an event is moved that had started,
//! [`App::promote_waitlist`] is called afterwards. Where time alone frees it, since an address was not confirmed, or the process ended in
//! between, a job does it; and a sign-up that comes first lets those who wait move up before it counts.

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::answer::owe;
use crate::app::event::EventError;
use crate::app::holding::turn;
use crate::app::outcomes::Outcomes;
use crate::domain::event::{Access, Event, EventStatus};
use crate::domain::id::EventId;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// The most who move up in one transaction.
const AT_ONCE: u64 = 200;

impl App {
    /// Lets those who wait for an event move up into its free places, in the order in which they came; says how many.
    ///
    /// # Errors
    /// When storage fails; then those who have not moved up yet do so later.
    pub async fn promote_waitlist(&self, id: EventId) -> Result<u64, storage::Error> {
        let mut promoted = 0;
        loop {
            let now = self.clock.now();
            let Some(stored) = self.event_with(id).await? else { break };
            if storage::event::count_free_places(self.db.read(), &stored.event, now).await? == Some(0) {
                break;
            }
            // Whoever signs up at this moment may begin to wait.
            drop(turn(self, &stored.event).await);
            if !storage::registration::is_waited_for(self.db.read(), id).await? {
                break;
            }
            match self.hold_event(id, move |tx, stored| promote(tx, stored, now).boxed()).await? {
                None | Some(0) => break,
                Some(moved) => promoted += moved,
            }
        }
        if promoted > 0 {
            self.rouse().await;
        }
        Ok(promoted)
    }

    /// The same for every event that somebody waits for: a place may have become free by time alone.
    ///
    /// # Errors
    /// When storage fails: the first event at which it did, after all others had their turn.
    pub async fn promote_waitlists(&self) -> Result<(), storage::Error> {
        let mut outcomes = Outcomes::default();
        for id in storage::registration::list_events_waited_for(self.db.read()).await? {
            if outcomes.go_on() {
                outcomes.take(self.promote_waitlist(id).await);
            }
        }
        outcomes.first()
    }

    /// Limits an event to so many places, or lifts the limit; says how many have moved up. Nobody who has a place loses it.
    ///
    /// # Errors
    /// When the event cannot be changed, or storage fails.
    pub async fn limit_places(&self, slug: &str, capacity: Option<u32>) -> Result<u64, EventError> {
        let limited = self.change_event(slug, |event| {
            if event.status == EventStatus::Cancelled {
                return Err(EventError::Cancelled(event.slug.clone()));
            }
            if capacity == Some(0) {
                return Err(EventError::NoPlaces);
            }
            let access = Access { capacity, ..event.access.clone() };
            Ok((Event { access, ..event.clone() }, None))
        });
        Ok(self.promote_waitlist(limited.await?.id).await?)
    }
}

/// Lets the first of those who wait move up, as far as there are places; says how many. Nobody does once the event has started: who
/// has made other plans by then is not called in.
pub(super) async fn promote(tx: &Tx, stored: &Stored, now: Timestamp) -> Result<u64, Refused> {
    let event = &stored.event;
    if event.status != EventStatus::Published || now >= event.schedule.starts_at {
        return Ok(0);
    }
    let free = storage::event::count_free_places(tx, event, now).await?.unwrap_or(AT_ONCE).min(AT_ONCE);
    if free == 0 {
        return Ok(0);
    }
    let mut promoted = 0;
    for waiting in storage::registration::list_waiting_to_change(tx, event.id, free).await? {
        let moved_up = waiting.promoted(now);
        storage::registration::update(tx, &moved_up).await?;
        owe(tx, stored, &moved_up, now).await?;
        promoted += 1;
    }
    Ok(promoted)
}
