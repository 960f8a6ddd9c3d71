//! What stands between a form that anybody can send and a mail to somebody who did not ask for it: an address whose owner has said no,
//! and so many mails a day.

use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::notice::Told;
use crate::domain::event::Event;
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// The time in which the mails to one address are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Whoever has waited for a mail has it at least so long before the doors open.
const BEFORE_DOORS: SignedDuration = SignedDuration::from_hours(1);

/// What a sign-up is held against, in its own transaction.
#[derive(Debug)]
pub(super) struct Guard {
    /// What the person was told.
    pub(super) told: Told,
    /// Whether that wording is in the database already.
    has_wording: bool,
    address_hash: String,
    address_key: String,
    /// The most mails a day for this event, and the most events that are answered at once; none where limits are off.
    mails_per_day: Option<u64>,
    events_per_day: Option<usize>,
}

impl App {
    /// What a sign-up for an event is held against.
    pub(super) fn guard(&self, event: &Event, new: &NewRegistration) -> Guard {
        let address_key = new.email.key();
        let told = self.told(event, new.locale);
        Guard {
            has_wording: self.known.has_wording(&told.version),
            told,
            address_hash: self.secret.address_hash(event.id.uuid(), &address_key),
            address_key,
            mails_per_day: self.defaults.limits_enabled.then_some(self.defaults.mails_per_address_and_day),
            events_per_day: self.defaults.limits_enabled.then_some(self.defaults.events_per_address_and_day),
        }
    }
}

impl Guard {
    /// Whether the owner of the address has said that they never registered. Whoever sends the form is told nothing of that.
    pub(super) async fn turns_away(&self, tx: &Tx, event: &Event) -> Result<bool, Refused> {
        storage::erasure::is_blocked(tx, event.id, &self.address_hash).await
    }

    /// Keeps the wording with the first registration that was told so.
    pub(super) async fn keep_wording(&self, tx: &Tx, now: Timestamp) -> Result<(), Refused> {
        if self.has_wording {
            return Ok(());
        }
        storage::notice::insert(tx, &self.told.version, self.told.locale, &self.told.text, now).await
    }

    /// Whoever is registered and gets no mail once more, since they have had so many of this event within a day.
    pub(super) async fn has_had_enough(
        &self,
        tx: &Tx,
        stored: &Stored,
        new: &NewRegistration,
        now: Timestamp,
    ) -> Result<Option<Registration>, Refused> {
        let Some(most) = self.mails_per_day else { return Ok(None) };
        let Some(known) = storage::registration::find_by_email(tx, stored.event.id, &new.email).await? else { return Ok(None) };
        if storage::delivery::count_answers(tx, known.id, now - DAY).await? < most {
            return Ok(None);
        }
        let must_begin_anew =
            |known: &Registration| known.status == RegistrationStatus::Cancelled || known.expires_at.is_some_and(|until| until <= now);
        Ok(Some(known).filter(|known| !must_begin_anew(known)))
    }

    /// Lets the answer to a first sign-up wait where the address has had so many mails within a day: it leaves when the day is over, or
    /// in time before the doors open.
    pub(super) async fn hold_back(&self, tx: &Tx, stored: &Stored, new: &NewRegistration, now: Timestamp) -> Result<(), Refused> {
        let Some(most) = self.events_per_day else { return Ok(()) };
        let mut before = storage::delivery::list_answers(tx, &self.address_key, now - DAY).await?;
        if let Some(this) = before.iter().position(|at| *at == now) {
            before.remove(this);
        }
        let Some(first_of_day) = before.len().checked_sub(most).map(|at| before[at]) else { return Ok(()) };
        let at = (first_of_day + DAY).min(stored.event.doors_open_at() - BEFORE_DOORS);
        let Some(known) = storage::registration::find_by_email(tx, stored.event.id, &new.email).await? else { return Ok(()) };
        if at > now { storage::delivery::put_off_answer(tx, known.id, at).await } else { Ok(()) }
    }
}
