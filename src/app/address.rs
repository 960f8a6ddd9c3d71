//! Another address for a registration: its owner is asked by a mail to the new one, and only their click makes it the address. Until
//! then the old one stands; from then on it is told nothing more.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::abuse::Guard;
use crate::app::answer::{AGAIN_AFTER, owe_asked};
use crate::app::registration::{MyRegistration, readdress};
use crate::domain::delivery::{Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::{NEW_ADDRESS_HOLDS, NewRegistration, Registration};
use crate::domain::token::Seal;
use crate::mail::Beside;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// So many new addresses a registration may ask for …
const ASKED_AT_MOST: usize = 3;
/// … in this time: enough for somebody who mistypes twice, of no use to somebody who has strangers mailed.
const ASKED_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// What a link to a new address opens.
#[derive(Debug, Clone)]
pub struct NewAddress {
    /// The registration that is to have it.
    pub mine: MyRegistration,
    /// The address.
    pub email: EmailAddress,
    /// Where it stands.
    pub state: NewAddressState,
}

/// Where a new address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewAddressState {
    /// Its owner is asked.
    Asked,
    /// Its owner has confirmed it.
    Confirmed,
    /// It came too late, or another one was asked for since.
    Expired,
    /// It belongs to another registration for the event.
    Taken,
}

/// What asking for a new address came to.
pub(super) enum Asked {
    Sent,
    TooOften { minutes: u16 },
}

impl App {
    /// What a link to a new address opens; none when it is not from here, or its registration is gone.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn new_address(&self, key: &str) -> Result<Option<NewAddress>, storage::Error> {
        let now = self.clock.now();
        let Some((id, asked_at, email)) = self.open_new_address(key) else { return Ok(None) };
        let Some(mine) = self.mine(id).await? else { return Ok(None) };
        let state = state(&mine.registration, &email, now.duration_since(asked_at));
        let state = if mine.can_be_changed(now) || state == NewAddressState::Confirmed { state } else { NewAddressState::Expired };
        Ok(Some(NewAddress { mine, email, state }))
    }

    /// Makes the address of a link the registration's; doing so twice is the same as once. Says where it stands then; none when the link
    /// is not from here.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn confirm_new_address(&self, key: &str) -> Result<Option<NewAddress>, storage::Error> {
        let now = self.clock.now();
        let Some(asked) = self.new_address(key).await? else { return Ok(None) };
        if asked.state != NewAddressState::Asked {
            return Ok(Some(asked));
        }
        let (id, email) = (asked.mine.registration.id, Arc::new(asked.email.clone()));
        let taking_over = self.hold_event(asked.mine.public.event.id, move |tx, stored| {
            let email = Arc::clone(&email);
            async move { take_over(tx, stored, id, &email, now).await }.boxed()
        });
        let state = match taking_over.await {
            Ok(Some(state)) => state,
            Ok(None) => return Ok(None),
            // Somebody has signed up with it at the same moment.
            Err(storage::Error::Conflict(_)) => NewAddressState::Taken,
            Err(error) => return Err(error),
        };
        self.rouse().await;
        Ok(Some(NewAddress { state, ..asked }))
    }

    /// Forgets new addresses that nobody has confirmed while their link could be used (law 23). Returns how many.
    ///
    /// # Errors
    /// When storage fails; the next run goes on.
    pub async fn forget_new_addresses(&self) -> Result<u64, storage::Error> {
        let asked_before = self.clock.now() - NEW_ADDRESS_HOLDS;
        self.db.write(move |tx| async move { storage::registration::forget_new_emails(tx, asked_before).await }.boxed()).await
    }

    /// What an address has at an event, if it has anything.
    pub(super) async fn registered_with(&self, event_id: EventId, email: &EmailAddress) -> Result<Vec<Beside>, storage::Error> {
        let Some(registration) = storage::registration::find_by_email(self.db.read(), event_id, email).await? else {
            return Ok(Vec::new());
        };
        let event = self.event_with(event_id).await?.map(|stored| stored.event.clone());
        Ok(event.map(|event| Beside { event, registration }).into_iter().collect())
    }

    fn open_new_address(&self, key: &str) -> Option<(RegistrationId, Timestamp, EmailAddress)> {
        let text = self.secret.unseal(Seal::NewAddress, key)?;
        let mut lines = text.splitn(3, '\n');
        let id = RegistrationId::from(lines.next()?.parse::<uuid::Uuid>().ok()?);
        let asked_at = Timestamp::from_second(lines.next()?.parse().ok()?).ok()?;
        Some((id, asked_at, EmailAddress::parse(lines.next()?).ok()?))
    }
}

fn state(registration: &Registration, email: &EmailAddress, age: SignedDuration) -> NewAddressState {
    if registration.registrant.email.key() == email.key() {
        return NewAddressState::Confirmed;
    }
    let is_asked = registration.new_email.as_ref().is_some_and(|asked| asked.key() == email.key());
    if is_asked && age < NEW_ADDRESS_HOLDS { NewAddressState::Asked } else { NewAddressState::Expired }
}

/// Notes a new address and owes the mail that asks its owner. Whether somebody else is registered with it, the mail says and nobody
/// else (law 17).
pub(super) async fn ask_new_address(
    tx: &Tx,
    stored: &Stored,
    known: &mut Registration,
    new: &EmailAddress,
    guard: &Guard,
    now: Timestamp,
) -> Result<Asked, Refused> {
    let asked = storage::delivery::list_asked(tx, known.id, Purpose::NewAddress).await?;
    let recent: Vec<Timestamp> = asked.iter().map(|(_, at)| *at).filter(|at| now.duration_since(*at) < ASKED_WITHIN).collect();
    if let Some(first) = recent.get(ASKED_AT_MOST - 1) {
        let wait = ASKED_WITHIN - now.duration_since(*first);
        let minutes = u16::try_from(wait.as_secs().unsigned_abs().div_ceil(60)).unwrap_or(u16::MAX);
        return Ok(Asked::TooOften { minutes });
    }
    let is_twice = asked.first().is_some_and(|(_, at)| now.duration_since(*at) < AGAIN_AFTER);
    if is_twice && known.new_email.as_ref().is_some_and(|before| before.key() == new.key()) {
        return Ok(Asked::Sent);
    }
    storage::delivery::void_waiting_for(tx, known.id, Purpose::NewAddress, VoidReason::AskedAgain).await?;
    let is_spared = guard.spares(tx, &stored.event, now).await?;
    known.new_email = Some(new.clone());
    if !is_spared {
        owe_asked(tx, known, Purpose::NewAddress, &asked, NEW_ADDRESS_HOLDS, now).await?;
    }
    Ok(Asked::Sent)
}

async fn take_over(tx: &Tx, stored: &Stored, id: RegistrationId, email: &EmailAddress, now: Timestamp) -> Result<NewAddressState, Refused> {
    let Some(known) = storage::registration::find_to_change(tx, id).await? else { return Ok(NewAddressState::Expired) };
    let state = state(&known, email, SignedDuration::ZERO);
    if state != NewAddressState::Asked || !known.can_be_changed(&stored.event, now) {
        return Ok(state);
    }
    if storage::registration::find_by_email(tx, stored.event.id, email).await?.is_some() {
        return Ok(NewAddressState::Taken);
    }
    let registrant = NewRegistration { email: email.clone(), ..known.registrant.clone() };
    readdress(tx, stored, known, registrant, now).await?;
    Ok(NewAddressState::Confirmed)
}
