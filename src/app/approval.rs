//! Approval: where an event asks for it, the organiser decides on each registration.

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::answer::{end, owe};
use crate::app::event::EventError;
use crate::app::registration::find_at;
use crate::app::{App, places};
use crate::domain::admission::Admission;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// What an organiser says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Come.
    Approve,
    /// Do not.
    Decline,
}

/// What deciding on somebody came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    /// It stands so now.
    Now(RegistrationStatus),
    /// There was nothing to decide.
    Nothing,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Nobody with that address has asked.
    #[error("nobody with the address {0} waits for a decision on this event")]
    Nobody(EmailAddress),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// Decides on the request of an address, and tells the person. Whoever is approved when all places are taken waits for one. Says how
    /// the registration stands then.
    ///
    /// # Errors
    /// When there is no such request, or storage fails.
    pub async fn decide(&self, slug: &str, email: &EmailAddress, decision: Decision) -> Result<RegistrationStatus, DecideError> {
        let event = self.organisers_event(slug).await?.event.id;
        let known = storage::registration::find_by_email(self.db.read(), event, email).await.map_err(storage::Error::from)?;
        let nobody = || DecideError::Nobody(email.clone());
        match self.decide_at(event, known.ok_or_else(nobody)?.id, decision).await? {
            Some(Decided::Now(status)) => Ok(status),
            Some(Decided::Nothing) | None => Err(nobody()),
        }
    }

    /// Decides on a request by its key; none when nobody at that event has that.
    pub(super) async fn decide_at(
        &self,
        event: EventId,
        id: RegistrationId,
        decision: Decision,
    ) -> Result<Option<Decided>, storage::Error> {
        let now = self.clock.now();
        let decided = self.hold_event(event, move |tx, stored| decide(tx, stored, id, decision, now).boxed()).await?.flatten();
        if let Some(Decided::Now(_)) = decided {
            self.rouse().await;
        }
        Ok(decided)
    }
}

async fn decide(tx: &Tx, stored: &Stored, id: RegistrationId, decision: Decision, now: Timestamp) -> Result<Option<Decided>, Refused> {
    let Some(known) = find_at(tx, stored, id).await? else { return Ok(None) };
    if !known.can_be_decided(&stored.event, now) {
        return Ok(Some(Decided::Nothing));
    }
    match decision {
        Decision::Approve => approve(tx, stored, known, now).await.map(|status| Some(Decided::Now(status))),
        Decision::Decline => {
            let declined = known.turned_down(now);
            end(tx, stored, &declined, now).await?;
            Ok(Some(Decided::Now(declined.status)))
        }
    }
}

async fn approve(tx: &Tx, stored: &Stored, known: Registration, now: Timestamp) -> Result<RegistrationStatus, Refused> {
    places::promote(tx, stored, now).await?;
    let has_place = storage::event::count_free_places(tx, &stored.event, now).await?.is_none_or(|free| free > 0);
    let admission = if has_place { Admission::Registered } else { Admission::Waitlisted };
    let confirmation = known.confirmation + 1;
    let approved = Registration { confirmation, ..known }.admitted(admission, now);
    storage::registration::update(tx, &approved).await?;
    owe(tx, stored, &approved, now).await?;
    Ok(approved.status)
}
