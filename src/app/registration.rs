//! What a personal link opens: my registration, and the way into the room.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::answer::{answer_again, end};
use crate::app::event::{EventError, PublicEvent};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{EventStatus, Phase};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::domain::token::Key;
use crate::mail::{Letter, calendar};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// A registration with its event, as its own person sees it.
#[derive(Debug, Clone)]
pub struct MyRegistration {
    /// The event.
    pub public: PublicEvent,
    /// The registration.
    pub registration: Registration,
    /// The personal way into the room.
    pub join_url: String,
    /// The personal page.
    pub page_url: String,
}

/// What the join link answers (law 19).
#[derive(Debug, Clone)]
pub enum Joining {
    /// The doors are still closed.
    Early {
        /// Whose link it is.
        mine: MyRegistration,
        /// When they open.
        opens_at: Timestamp,
    },
    /// Go in.
    Open {
        /// The room.
        room_url: String,
    },
    /// The doors are open, and presence is recorded: whoever goes in presses a button (law 18).
    Asking {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// People meet in a place and nowhere else.
    OnSite {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// It waits for a place.
    Waitlisted {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// It waits for its address to be confirmed, or for the organiser.
    Pending {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// The doors are open, but no room has been entered that people could be sent to.
    RoomMissing {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// The doors have closed.
    Over {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// The event was called off.
    EventCancelled {
        /// Whose link it is.
        mine: MyRegistration,
    },
    /// The registrant has cancelled.
    RegistrationCancelled {
        /// Whose link it is.
        mine: MyRegistration,
    },
}

/// Why an address was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Nobody has it.
    #[error("nobody with the address {0} is registered for this event")]
    Unknown(EmailAddress),
    /// Somebody else has it.
    #[error("somebody with the address {0} is registered for this event already")]
    Taken(EmailAddress),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// What correcting an address came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// It is corrected, or was so before.
    Done,
    /// Somebody else has the new one.
    Taken,
}

impl App {
    /// The registration that a personal link opens; none when the link is not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_registration(&self, token: &str) -> Result<Option<MyRegistration>, storage::Error> {
        self.opened_by(Key::Registration, token).await
    }

    /// Which place a registration has on the waiting list; none when it is not on it.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn position_of(&self, mine: &MyRegistration) -> Result<Option<u64>, storage::Error> {
        Ok(storage::registration::find_position(self.db.read(), &mine.registration).await?)
    }

    /// The calendar file that a personal link opens; none when the link is not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_calendar(&self, token: &str) -> Result<Option<String>, storage::Error> {
        let now = self.clock.now();
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        let letter = Letter {
            event: &mine.public.event,
            rules: &mine.public.reminders,
            registration: &mine.registration,
            urls: &self.urls,
            sender: &self.sender,
            now,
            has_entry: true,
            again: false,
            position: None,
            beside: &[],
        };
        Ok(Some(calendar::personal_file(&letter)))
    }

    /// What the join link answers now. Records nothing about the person (law 18).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn join(&self, token: &str) -> Result<Option<Joining>, storage::Error> {
        let now = self.clock.now();
        Ok(self.opened_by(Key::Join, token).await?.map(|mine| joining(mine, now)))
    }

    /// Goes in by the button: where the event proves attendance, presence is recorded, once (law 18). Anywhere else it is as
    /// [`App::join`].
    ///
    /// # Errors
    /// When storage fails.
    pub async fn go_in(&self, token: &str) -> Result<Option<Joining>, storage::Error> {
        let now = self.clock.now();
        let Some(mine) = self.opened_by(Key::Join, token).await? else { return Ok(None) };
        let (id, room_url) = (mine.registration.id, mine.public.event.room().map(str::to_owned));
        match (joining(mine, now), room_url) {
            (Joining::Asking { .. }, Some(room_url)) => {
                self.db.write(move |tx| async move { storage::registration::mark_present(tx, id, now).await }.boxed()).await?;
                Ok(Some(Joining::Open { room_url }))
            }
            (other, _) => Ok(Some(other)),
        }
    }

    /// Cancels a registration; doing so twice is the same as once. None when the link is not from here.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn cancel_registration(&self, token: &str) -> Result<Option<MyRegistration>, storage::Error> {
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        self.cancel_at(mine.public.event.id, mine.registration.id).await?;
        self.opened_by(Key::Registration, token).await
    }

    /// Cancels a registration for an event, and lets whoever waits move up.
    pub(super) async fn cancel_at(&self, event: EventId, id: RegistrationId) -> Result<(), storage::Error> {
        let now = self.clock.now();
        self.hold_event(event, move |tx, stored| cancel(tx, stored, id, now).boxed()).await?;
        self.rouse().await;
        self.promote_waitlist(event).await.map(drop)
    }

    /// Gives the registration of an address another one: what is owed goes there, the confirmation with the link at once, and the old
    /// address hears nothing more.
    ///
    /// # Errors
    /// When nobody has the old address, somebody else has the new one, or storage fails.
    pub async fn correct_address(&self, slug: &str, old: &EmailAddress, new: &EmailAddress) -> Result<(), CorrectError> {
        let event = self.organisers_event(slug).await?.event.id;
        let known = storage::registration::find_by_email(self.db.read(), event, old).await.map_err(storage::Error::from)?;
        let unknown = || CorrectError::Unknown(old.clone());
        match self.correct_at(event, known.ok_or_else(unknown)?.id, new).await? {
            Some(Corrected::Done) => Ok(()),
            Some(Corrected::Taken) => Err(CorrectError::Taken(new.clone())),
            None => Err(unknown()),
        }
    }

    /// The same by the key of the registration; none when nobody at that event has that.
    pub(super) async fn correct_at(
        &self,
        event: EventId,
        id: RegistrationId,
        new: &EmailAddress,
    ) -> Result<Option<Corrected>, storage::Error> {
        let now = self.clock.now();
        let email = Arc::new(new.clone());
        let corrected = self.hold_event(event, move |tx, stored| {
            let email = Arc::clone(&email);
            async move { correct(tx, stored, id, &email, now).await }.boxed()
        });
        let corrected = match corrected.await {
            // Somebody may have signed up with it at the same moment.
            Err(storage::Error::Conflict(_)) => Some(Corrected::Taken),
            other => other?.flatten(),
        };
        if corrected == Some(Corrected::Done) {
            self.rouse().await;
        }
        Ok(corrected)
    }

    pub(super) async fn opened_by(&self, key: Key, token: &str) -> Result<Option<MyRegistration>, storage::Error> {
        let Some(id) = self.secret.open_token(key, token).map(RegistrationId::from) else { return Ok(None) };
        self.mine(id).await
    }

    pub(super) async fn mine(&self, id: RegistrationId) -> Result<Option<MyRegistration>, storage::Error> {
        let Some(registration) = storage::registration::find(self.db.read(), id).await? else { return Ok(None) };
        let Some(stored) = self.event_with(registration.event_id).await? else { return Ok(None) };
        let public = self.as_public(&stored).await?;
        let (join_url, page_url) = (self.urls.join(id), self.urls.registration(id));
        Ok(Some(MyRegistration { public, registration, join_url, page_url }))
    }
}

fn joining(mine: MyRegistration, now: Timestamp) -> Joining {
    let event = &mine.public.event;
    if event.status == EventStatus::Cancelled {
        return Joining::EventCancelled { mine };
    }
    if mine.registration.status == RegistrationStatus::Cancelled {
        return Joining::RegistrationCancelled { mine };
    }
    let room_url = event.room().map(str::to_owned);
    match (event.phase(now), mine.registration.status, room_url) {
        (Phase::Over, ..) => Joining::Over { mine },
        (_, RegistrationStatus::Waitlisted, _) => Joining::Waitlisted { mine },
        (_, RegistrationStatus::Pending, _) => Joining::Pending { mine },
        _ if event.is_in_a_place_alone() => Joining::OnSite { mine },
        (Phase::Ahead, ..) => Joining::Early { opens_at: event.doors_open_at(), mine },
        (Phase::Open, _, Some(_)) if event.access.proves_attendance => Joining::Asking { mine },
        (Phase::Open, _, Some(room_url)) => Joining::Open { room_url },
        (Phase::Open, _, None) => Joining::RoomMissing { mine },
    }
}

/// The registration with a key, to be changed, if it is one of this event's.
pub(super) async fn find_at(tx: &Tx, stored: &Stored, id: RegistrationId) -> Result<Option<Registration>, Refused> {
    let found = storage::registration::find_to_change(tx, id).await?;
    Ok(found.filter(|found| found.event_id == stored.event.id))
}

/// The transaction of correcting an address. What waits goes to the new one; the confirmation, with the link, goes there at once.
async fn correct(tx: &Tx, stored: &Stored, id: RegistrationId, new: &EmailAddress, now: Timestamp) -> Result<Option<Corrected>, Refused> {
    let Some(known) = find_at(tx, stored, id).await? else { return Ok(None) };
    if known.registrant.email == *new {
        return Ok(Some(Corrected::Done));
    }
    let other = storage::registration::find_by_email(tx, stored.event.id, new).await?;
    if other.is_some_and(|other| other.id != known.id) {
        return Ok(Some(Corrected::Taken));
    }
    let registrant = NewRegistration { email: new.clone(), ..known.registrant.clone() };
    readdress(tx, stored, known, registrant, now).await.map(|()| Some(Corrected::Done))
}

/// Gives a registration the address of `registrant`, which nobody else has at that event.
pub(super) async fn readdress(
    tx: &Tx,
    stored: &Stored,
    known: Registration,
    registrant: NewRegistration,
    now: Timestamp,
) -> Result<(), Refused> {
    let is_on_its_way = storage::delivery::hasten_answer(tx, known.id, known.confirmation, now).await?;
    let confirmation = known.confirmation + i32::from(!is_on_its_way);
    let corrected = Registration { registrant, confirmation, unreachable: None, new_email: None, ..known };
    storage::registration::update(tx, &corrected).await?;
    storage::delivery::owe_again(tx, corrected.id, now).await?;
    if !is_on_its_way && corrected.can_be_changed(&stored.event, now) {
        answer_again(tx, stored, &corrected, now).await?;
    }
    Ok(())
}

/// The transaction of cancelling: the place is free, what waited is void, one notice is owed (law 8).
pub(super) async fn cancel(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<(), Refused> {
    let Some(registration) = storage::registration::find_to_change(tx, id).await? else { return Ok(()) };
    if registration.status == RegistrationStatus::Cancelled {
        return Ok(());
    }
    end(tx, stored, &registration.cancelled(now), now).await
}
