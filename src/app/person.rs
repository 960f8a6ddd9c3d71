//! One person at an event, as its organisers see them, and what they do with the registration: by its key, where the command line goes
//! by address.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::abuse::Guard;
use crate::app::answer::{answer_anew, end, is_answered_lately, owe};
use crate::app::approval::Decision;
use crate::app::erasure::{ErasureReason, Receipt};
use crate::app::event::EventError;
use crate::app::personal_data::PersonalData;
use crate::app::registration::{Corrected, MyRegistration, find_at};
use crate::app::{App, places};
use crate::domain::admission::Admission;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::{NewRegistration, Registration};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// Somebody at an event, with all that is known of them.
#[derive(Debug, Clone)]
pub struct Person {
    /// The registration with its event.
    pub mine: MyRegistration,
    /// Which place they have on the waiting list, if they are on it.
    pub position: Option<u64>,
    /// All that is held of the registration, its mails among it.
    pub data: PersonalData,
}

/// Why nothing was done with a person's registration.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Nobody at that event has that key, or no longer.
    #[error("nobody at this event has the registration {0}")]
    Unknown(RegistrationId),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// What asking for somebody's mail once more came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    /// It leaves at once.
    Now,
    /// One has left within the last ten minutes: that is enough (law 17).
    Lately,
    /// There is nothing left to send it for.
    Closed,
}

/// What entering somebody came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// They are entered; the mail that says how they stand leaves at once.
    Now(RegistrationId),
    /// Somebody is registered with that address; nothing has changed.
    Known(RegistrationId),
    /// The owner of the address has said that they want no mail of this event.
    Unwanted,
    /// All places are taken, and the event has started: there is nothing to wait for.
    Full,
    /// The event takes nobody: it is a draft, was called off, is over, or needs no registration.
    Closed,
}

impl Person {
    /// Whether the mail that answered their sign-up can be sent once more at `now`.
    #[must_use]
    pub fn can_be_sent_again(&self, now: Timestamp) -> bool {
        self.mine.registration.can_be_answered_again(&self.mine.public.event, now)
    }
}

impl App {
    /// Somebody at an event.
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails.
    pub async fn show_person(&self, slug: &str, id: RegistrationId) -> Result<Person, PersonError> {
        let event = self.organisers_event(slug).await?.event.id;
        let mine = self.mine(id).await?.filter(|mine| mine.registration.event_id == event).ok_or(PersonError::Unknown(id))?;
        let position = self.position_of(&mine).await?;
        let data = self.data_of(&mine.public.event, &mine.registration).await?;
        Ok(Person { mine, position, data })
    }

    /// Sends somebody the mail once more that answered their sign-up; one that is on its way is hastened instead. At most once in ten
    /// minutes (law 17).
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails.
    pub async fn resend_to_person(&self, slug: &str, id: RegistrationId) -> Result<Resent, PersonError> {
        let now = self.clock.now();
        let event = self.organisers_event(slug).await?.event.id;
        let resent = self.hold_event(event, move |tx, stored| resend(tx, stored, id, now).boxed()).await?.flatten();
        let resent = resent.ok_or(PersonError::Unknown(id))?;
        if resent == Resent::Now {
            self.rouse().await;
        }
        Ok(resent)
    }

    /// Cancels somebody's registration for them, as their own link would, as long as there is something to come to; doing so twice is the
    /// same as once.
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails; then nothing has changed.
    pub async fn cancel_person(&self, slug: &str, id: RegistrationId) -> Result<(), PersonError> {
        let now = self.clock.now();
        let event = self.organisers_event(slug).await?.event.id;
        let cancelled = self.hold_event(event, move |tx, stored| cancel(tx, stored, id, now).boxed()).await?.flatten();
        cancelled.ok_or(PersonError::Unknown(id))?;
        self.rouse().await;
        self.promote_waitlist(event).await?;
        Ok(())
    }

    /// Decides on somebody's request, as [`App::decide`] does by address; where nothing is to be decided any more, nothing is done.
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails; then nothing has changed.
    pub async fn decide_on_person(&self, slug: &str, id: RegistrationId, decision: Decision) -> Result<(), PersonError> {
        let event = self.organisers_event(slug).await?.event.id;
        self.decide_at(event, id, decision).await?.map(drop).ok_or(PersonError::Unknown(id))
    }

    /// Gives somebody another address, as [`App::correct_address`] does by the old one; the one that they have is left alone.
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails; then nothing has changed.
    pub async fn correct_person(&self, slug: &str, id: RegistrationId, new: &EmailAddress) -> Result<Corrected, PersonError> {
        let event = self.organisers_event(slug).await?.event.id;
        self.correct_at(event, id, new).await?.ok_or(PersonError::Unknown(id))
    }

    /// Erases one registration for somebody who has asked for it; doing so twice is the same as once. What they have at other events
    /// stays.
    ///
    /// # Errors
    /// When nobody at that event has or had that key, or storage fails.
    pub async fn erase_at_event(&self, slug: &str, id: RegistrationId) -> Result<Receipt, PersonError> {
        let event = self.organisers_event(slug).await?.event.id;
        self.erase_one(id, Some(event), ErasureReason::ByOrganiser).await?.ok_or(PersonError::Unknown(id))
    }

    /// Enters somebody who has asked for it elsewhere, also before the form opens and after it has closed. They get the mail that a form
    /// of theirs would bring, and no place beyond the limit (law 16): when all are taken they wait for one.
    ///
    /// # Errors
    /// When there is no such event, or storage fails; then nobody was entered.
    pub async fn enter_person(&self, slug: &str, new: NewRegistration) -> Result<Entered, EventError> {
        let now = self.clock.now();
        let event = self.organisers_event(slug).await?.event.clone();
        let entering = Arc::new((self.guard(&event, &new), new));
        let entered = self.hold_event(event.id, move |tx, stored| {
            let entering = Arc::clone(&entering);
            async move { enter(tx, stored, &entering.0, &entering.1, now).await }.boxed()
        });
        let entered = entered.await?.ok_or_else(|| EventError::NotFound(slug.to_owned()))?;
        if let Entered::Now(_) = entered {
            self.rouse().await;
        }
        Ok(entered)
    }

    pub(super) async fn registration_at(&self, event: EventId, id: RegistrationId) -> Result<Option<Registration>, storage::Error> {
        let found = storage::registration::find(self.db.read(), id).await?;
        Ok(found.filter(|registration| registration.event_id == event))
    }
}

/// None when nobody there has that key.
async fn resend(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<Option<Resent>, Refused> {
    let Some(known) = find_at(tx, stored, id).await? else { return Ok(None) };
    if !known.can_be_answered_again(&stored.event, now) {
        return Ok(Some(Resent::Closed));
    }
    if storage::delivery::hasten_answer(tx, known.id, known.confirmation, now).await? {
        return Ok(Some(Resent::Now));
    }
    if is_answered_lately(tx, known.id, now).await? {
        return Ok(Some(Resent::Lately));
    }
    answer_anew(tx, stored, known, now).await?;
    Ok(Some(Resent::Now))
}

/// None when nobody there has that key.
async fn cancel(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<Option<()>, Refused> {
    let Some(known) = find_at(tx, stored, id).await? else { return Ok(None) };
    if known.can_be_cancelled(&stored.event, now) {
        end(tx, stored, &known.cancelled(now), now).await?;
    }
    Ok(Some(()))
}

/// The transaction of entering somebody. Whoever waits has the first claim to a free place (law 16); who
/// holds the event needs none.
pub(super) async fn enter(tx: &Tx, stored: &Stored, guard: &Guard, new: &NewRegistration, now: Timestamp) -> Result<Entered, Refused> {
    let event = &stored.event;
    if !event.takes_people(now) {
        return Ok(Entered::Closed);
    }
    let known = storage::registration::find_by_email_to_change(tx, event.id, &new.email).await?;
    if let Some(known) = known.as_ref().filter(|known| !known.must_begin_anew(now)) {
        return Ok(Entered::Known(known.id));
    }
    if guard.turns_away(tx, event).await? {
        return Ok(Entered::Unwanted);
    }
    places::promote(tx, stored, now).await?;
    let free = storage::event::count_free_places(tx, event, now).await?;
    let admission = Admission::of_entered(event, free, now);
    let holds_event = known.as_ref().is_some_and(|known| known.role.is_some());
    if admission == Admission::Full && !holds_event {
        return Ok(Entered::Full);
    }
    let fresh = Registration { approved: true, ..Registration::new(event.id, new.clone(), now) }.admitted(admission, now);
    let entered = if let Some(known) = known {
        let back = fresh.in_place_of(&known, now);
        storage::registration::update(tx, &back).await?;
        back
    } else if storage::registration::insert(tx, &fresh).await? {
        fresh
    } else {
        // Somebody has signed up with that address at the same moment.
        let known = storage::registration::find_by_email(tx, event.id, &new.email).await?;
        return Ok(known.map_or(Entered::Closed, |known| Entered::Known(known.id)));
    };
    owe(tx, stored, &entered, now).await?;
    Ok(Entered::Now(entered.id))
}
