//! What stands between a form that anybody can send and a mail to somebody who did not ask for it: an address whose owner has said no,
//! and so many mails a day.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::notice::Told;
use crate::clock::Clock;
use crate::domain::event::Event;
use crate::domain::registration::{NewRegistration, Registration};
use crate::domain::token::Seal;
use crate::storage;
use crate::storage::db::{Refused, Tx};

/// The time in which the mails to one address are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Whoever has waited for a mail has it at least so long before the doors open.
const BEFORE_DOORS: SignedDuration = SignedDuration::from_hours(1);
/// And at least so long before what is to be confirmed has expired.
const BEFORE_EXPIRY: SignedDuration = SignedDuration::from_hours(12);
/// A person needs at least this long for the form.
const MINIMUM_FORM_TIME: SignedDuration = SignedDuration::from_secs(2);

/// How a machine gives itself away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// By hand.
    ByHand,
    /// Sent sooner after the form was made than people write: a machine, or a password manager in a quick hand. Nobody is sent
    /// away for it; the answer takes the rest of the time, which costs a person a moment and a machine its speed.
    InHaste(Duration),
    /// Without a stamp of ours: the form is shown again, with one.
    Unstamped,
    /// A field was filled in that people do not see.
    ByMachine,
}

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

    /// A stamp for a form that is made now.
    #[must_use]
    pub fn form_stamp(&self) -> String {
        self.secret.seal(Seal::Stamp, &self.clock.now().as_millisecond().to_string())
    }

    /// Tells a form filled in by hand from one that a machine sent, by a field that people do not see and by the time it took.
    #[must_use]
    pub fn filled_in(&self, honeypot: &str, stamp: &str) -> Filled {
        if !self.defaults.limits_enabled {
            return Filled::ByHand;
        }
        if !honeypot.is_empty() {
            return Filled::ByMachine;
        }
        let made_at = self.secret.unseal(Seal::Stamp, stamp).and_then(|millis| Timestamp::from_millisecond(millis.parse().ok()?).ok());
        let Some(made_at) = made_at else { return Filled::Unstamped };
        let rest = MINIMUM_FORM_TIME - self.clock.now().duration_since(made_at);
        match Duration::try_from(rest) {
            Ok(rest) if !rest.is_zero() => Filled::InHaste(rest),
            _ => Filled::ByHand,
        }
    }

    /// Lets an answer take its time; real time, whatever a rehearsal's clock shows.
    pub async fn hold_back(&self, rest: Duration) {
        Clock::pass(rest).await;
    }
}

impl Guard {
    /// Whether the owner of the address has said that they never registered. Whoever sends the form is told nothing of that.
    pub(super) async fn turns_away(&self, tx: &Tx, event: &Event) -> Result<bool, Refused> {
        storage::erasure::is_blocked(tx, event.id, &self.address_hash).await
    }

    /// The same, to be known before anything is done.
    pub(super) async fn would_turn_away(&self, app: &App, event: &Event) -> Result<bool, storage::Error> {
        Ok(storage::erasure::is_blocked(app.db.read(), event.id, &self.address_hash).await?)
    }

    /// Keeps the wording with the first registration that was told so.
    pub(super) async fn keep_wording(&self, tx: &Tx, now: Timestamp) -> Result<(), Refused> {
        if self.has_wording {
            return Ok(());
        }
        storage::notice::insert(tx, &self.told.version, self.told.locale, &self.told.text, now).await
    }

    /// Whether somebody who is registered gets no mail once more, since they have had so many of this event within a day.
    pub(super) async fn has_had_enough(&self, tx: &Tx, known: &Registration, now: Timestamp) -> Result<bool, Refused> {
        let Some(most) = self.mails_per_day else { return Ok(false) };
        Ok(storage::delivery::count_answers(tx, known.id, now - DAY).await? >= most)
    }

    /// Whether the owner of the address is not asked whether a registration is to have it: they have said no to that event, or were asked
    /// so often within a day, by whatever registration. Whoever asks is told nothing of that.
    pub(super) async fn spares(&self, tx: &Tx, event: &Event, now: Timestamp) -> Result<bool, Refused> {
        if self.turns_away(tx, event).await? {
            return Ok(true);
        }
        let Some(most) = self.mails_per_day else { return Ok(false) };
        Ok(storage::delivery::count_new_addresses(tx, &self.address_key, now - DAY).await? >= most)
    }

    /// Lets the answer to a first sign-up wait where the address has had answers for so many events within a day: it leaves when the day
    /// is over, or in time before the doors open, or before what it asks for has expired.
    pub(super) async fn put_off(&self, tx: &Tx, event: &Event, fresh: &Registration, now: Timestamp) -> Result<(), Refused> {
        let Some(most) = self.events_per_day else { return Ok(()) };
        let before = storage::delivery::list_first_answers(tx, &self.address_key, fresh.id, now - DAY).await?;
        let Some(first_of_day) = before.len().checked_sub(most).map(|at| before[at]) else { return Ok(()) };
        let before_doors = event.doors_open_at() - BEFORE_DOORS;
        let latest = fresh.expires_at.map_or(before_doors, |expires_at| before_doors.min(expires_at - BEFORE_EXPIRY));
        let at = (first_of_day + DAY).min(latest);
        if at > now { storage::delivery::put_off_answer(tx, fresh.id, at).await } else { Ok(()) }
    }
}
