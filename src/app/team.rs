//! Who holds an event: they have a personal link and get the mails as registrants do, and take no place.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::answer::owe;
use crate::app::event::EventError;
use crate::app::registration::cancel;
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{EventStatus, Role};
use crate::domain::id::EventId;
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// Why the team stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Somebody with that address is registered.
    #[error("{0} is registered for this event already: cancel that registration, or take another address")]
    Registered(EmailAddress),
    /// Nobody with that address holds the event.
    #[error("{0} is not in the team; `halbsieben event team SLUG` shows who is")]
    Unknown(EmailAddress),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// What adding somebody came to.
enum Added {
    Now,
    ThereBefore,
    Registered,
}

impl App {
    /// Who holds an event, in the order in which they were entered.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn team(&self, slug: &str) -> Result<Vec<Registration>, EventError> {
        let stored = self.organisers_event(slug).await?;
        let team = storage::registration::list_team(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?;
        Ok(team.into_iter().filter(|member| member.status == RegistrationStatus::Registered).collect())
    }

    /// Enters somebody who holds an event. They get their link at once, or when the event is published. Returns whether they were
    /// new to the team.
    ///
    /// # Errors
    /// When the address is registered already, the event was cancelled, or storage fails.
    pub async fn add_to_team(&self, slug: &str, role: Role, member: NewRegistration) -> Result<bool, TeamError> {
        let now = self.clock.now();
        let stored = self.organisers_event(slug).await?;
        if stored.event.status == EventStatus::Cancelled {
            return Err(EventError::Cancelled(stored.event.slug.clone()).into());
        }
        let email = member.email.clone();
        let new = Arc::new(Registration { role: Some(role), ..Registration::new(stored.event.id, member, now) });
        let added = self.db.write(move |tx| {
            let (stored, new) = (Arc::clone(&stored), Arc::clone(&new));
            async move { add(tx, &stored, &new, now).await }.boxed()
        });
        match added.await? {
            Added::Now => {
                self.rouse().await;
                Ok(true)
            }
            Added::ThereBefore => Ok(false),
            Added::Registered => Err(TeamError::Registered(email)),
        }
    }

    /// Takes somebody out of the team: what waits for them is void, and one notice takes the date out of their calendar.
    ///
    /// # Errors
    /// When nobody with that address holds the event, or storage fails.
    pub async fn remove_from_team(&self, slug: &str, email: &EmailAddress) -> Result<(), TeamError> {
        let now = self.clock.now();
        let member = self.team(slug).await?.into_iter().find(|member| member.registrant.email.key() == email.key());
        let id = member.ok_or_else(|| TeamError::Unknown(email.clone()))?.id;
        let event = self.organisers_event(slug).await?.event.id;
        self.hold_event(event, move |tx, stored| cancel(tx, stored, id, now).boxed()).await?;
        self.rouse().await;
        Ok(())
    }
}

async fn add(tx: &Tx, stored: &Stored, new: &Registration, now: Timestamp) -> Result<Added, Refused> {
    let known = storage::registration::find_by_email_to_change(tx, stored.event.id, &new.registrant.email).await?;
    let entered = match known {
        None => {
            storage::registration::insert(tx, new).await?;
            new.clone()
        }
        Some(known) if known.role.is_none() && known.status != RegistrationStatus::Cancelled => return Ok(Added::Registered),
        Some(known) if known.status == RegistrationStatus::Registered => {
            let changed = Registration { role: new.role, registrant: new.registrant.clone(), ..known };
            storage::registration::update(tx, &changed).await?;
            return Ok(Added::ThereBefore);
        }
        Some(known) => {
            let back = Registration { id: known.id, confirmation: known.confirmation + 1, ..new.clone() };
            storage::registration::update(tx, &back).await?;
            back
        }
    };
    if stored.event.status == EventStatus::Published {
        owe(tx, stored, &entered, now).await?;
    }
    Ok(Added::Now)
}

/// The team of a draft gets its links when the event is published.
pub(super) async fn owe_team(tx: &Tx, event_id: EventId, now: Timestamp) -> Result<(), Refused> {
    let Some(stored) = storage::event::find(tx, event_id).await? else { return Ok(()) };
    for member in storage::registration::list_team(tx, event_id).await? {
        if member.status == RegistrationStatus::Registered {
            owe(tx, &stored, &member, now).await?;
        }
    }
    Ok(())
}
