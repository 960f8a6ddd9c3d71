//! Approval: where an event asks for it, the organiser decides on each registration.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::event::EventError;
use crate::app::sign_up::owe;
use crate::app::{App, places};
use crate::domain::admission::Admission;
use crate::domain::delivery::{Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::timeline::timeline;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::delivery::NewDelivery;
use crate::storage::event::Stored;

/// What an organiser says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Come.
    Approve,
    /// Do not.
    Decline,
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

/// What the transaction came to.
enum Decided {
    Done(RegistrationStatus),
    Nobody,
    Changed,
}

impl App {
    /// Decides on a request, and tells the person. Whoever is approved when all places are taken waits for one. Says how the registration
    /// stands then.
    ///
    /// # Errors
    /// When there is no such request, or storage fails.
    pub async fn decide(&self, slug: &str, email: &EmailAddress, decision: Decision) -> Result<RegistrationStatus, DecideError> {
        loop {
            let now = self.clock.now();
            let stored = self.organisers_event(slug).await?;
            let _turn = places::turn(self, &stored.event).await;
            let asked = Arc::new((stored, email.clone()));
            let written = self.db.write(move |tx| {
                let asked = Arc::clone(&asked);
                async move { decide(tx, &asked.0, &asked.1, decision, now).await }.boxed()
            });
            match written.await? {
                Decided::Done(status) => {
                    self.rouse().await;
                    return Ok(status);
                }
                Decided::Nobody => return Err(DecideError::Nobody(email.clone())),
                Decided::Changed => {}
            }
        }
    }
}

async fn decide(tx: &Tx, stored: &Stored, email: &EmailAddress, decision: Decision, now: Timestamp) -> Result<Decided, Refused> {
    let event = &stored.event;
    if storage::event::find_version(tx, event.id, places::hold(event)).await? != Some(stored.version) {
        return Ok(Decided::Changed);
    }
    let known = storage::registration::find_by_email(tx, event.id, email).await?;
    let Some(known) = known.filter(Registration::is_requested) else { return Ok(Decided::Nobody) };
    let decided = match decision {
        Decision::Approve => approve(tx, stored, known, now).await?,
        Decision::Decline => decline(tx, stored, known, now).await?,
    };
    Ok(Decided::Done(decided))
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

async fn decline(tx: &Tx, stored: &Stored, known: Registration, now: Timestamp) -> Result<RegistrationStatus, Refused> {
    let declined = Registration { status: RegistrationStatus::Cancelled, cancelled_at: Some(now), declined: true, ..known };
    storage::registration::update(tx, &declined).await?;
    storage::delivery::void_waiting_of_registration(tx, declined.id, VoidReason::RegistrationCancelled).await?;
    let notice: Vec<NewDelivery> = timeline(&stored.event, &stored.rules, &declined.registered())
        .into_iter()
        .filter(|owed| owed.purpose == Purpose::Declined)
        .map(|owed| NewDelivery { event_id: stored.event.id, registration_id: declined.id, urgent_at: now, owed })
        .collect();
    storage::delivery::insert_many(tx, &notice, now).await?;
    Ok(declined.status)
}
