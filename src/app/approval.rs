//! Approval: where an event asks for it, the organiser decides on each registration.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::answer::{owe, owe_end};
use crate::app::event::EventError;
use crate::app::{App, places};
use crate::domain::admission::Admission;
use crate::domain::email_address::EmailAddress;
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
    /// Decides on a request, and tells the person. Whoever is approved when all places are taken waits for one. Says how the registration
    /// stands then.
    ///
    /// # Errors
    /// When there is no such request, or storage fails.
    pub async fn decide(&self, slug: &str, email: &EmailAddress, decision: Decision) -> Result<RegistrationStatus, DecideError> {
        let now = self.clock.now();
        let event = self.organisers_event(slug).await?.event.id;
        let asked = Arc::new(email.clone());
        let decided = self.hold_event(event, move |tx, stored| {
            let asked = Arc::clone(&asked);
            async move { decide(tx, stored, &asked, decision, now).await }.boxed()
        });
        let status = decided.await?.flatten().ok_or_else(|| DecideError::Nobody(email.clone()))?;
        self.rouse().await;
        Ok(status)
    }
}

/// Says how the registration stands then; none when there is nothing to decide on.
async fn decide(
    tx: &Tx,
    stored: &Stored,
    email: &EmailAddress,
    decision: Decision,
    now: Timestamp,
) -> Result<Option<RegistrationStatus>, Refused> {
    let known = storage::registration::find_by_email_to_change(tx, stored.event.id, email).await?;
    let Some(known) = known.filter(Registration::is_requested) else { return Ok(None) };
    match decision {
        Decision::Approve => approve(tx, stored, known, now).await.map(Some),
        Decision::Decline => decline(tx, stored, known, now).await.map(Some),
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

async fn decline(tx: &Tx, stored: &Stored, known: Registration, now: Timestamp) -> Result<RegistrationStatus, Refused> {
    let declined = Registration { status: RegistrationStatus::Cancelled, cancelled_at: Some(now), declined: true, ..known };
    storage::registration::update(tx, &declined).await?;
    owe_end(tx, stored, &declined, now).await?;
    Ok(declined.status)
}
