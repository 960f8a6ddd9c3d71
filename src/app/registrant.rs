//! What people change of their own registration by their personal link: name, answers, language, reminders, and coming back after
//! cancelling. The address has a room of its own (`address`), since its owner is asked first.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::abuse::Guard;
use crate::app::address::{Asked, ask_new_address};
use crate::app::registration::MyRegistration;
use crate::app::sign_up::{By, SignUpError};
use crate::domain::admission::Willing;
use crate::domain::delivery::{Delivery, Purpose, VoidReason};
use crate::domain::event::EventStatus;
use crate::domain::id::RegistrationId;
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::domain::token::Key;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// What changing a registration came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is as it was asked for.
    Saved,
    /// The same, and the owner of another address has been asked.
    AddressAsked,
    /// Nothing was changed: other addresses were asked for too often, and may be again after so many minutes.
    TooOften {
        /// At least one.
        minutes: u16,
    },
    /// Nothing was changed: there is nothing left to change.
    Closed,
}

impl MyRegistration {
    /// Whether name, answers, address and language can be changed at `now`: as long as there is something to come to.
    #[must_use]
    pub fn can_be_changed(&self, now: Timestamp) -> bool {
        self.registration.can_be_changed(&self.public.event, now)
    }

    /// Whether whoever has cancelled may come back by their own link; where the organiser has said no, they may not.
    #[must_use]
    pub fn can_rejoin(&self) -> bool {
        self.registration.status == RegistrationStatus::Cancelled && !self.registration.declined
    }

    /// Whether reminders are something to switch on or off.
    #[must_use]
    pub fn has_reminders(&self) -> bool {
        self.registration.status != RegistrationStatus::Cancelled && self.public.event.status == EventStatus::Published
    }
}

impl App {
    /// Changes name, answers and language. An address that differs takes the place of the present one once its owner has confirmed it;
    /// until then the present one stands. None when the link is not from here.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn change_registration(&self, token: &str, new: NewRegistration) -> Result<Option<Changed>, storage::Error> {
        let now = self.clock.now();
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        let id = mine.registration.id;
        let new = Arc::new((self.guard(&mine.public.event, &new), new));
        let changed = self.hold_event(mine.public.event.id, move |tx, stored| {
            let new = Arc::clone(&new);
            async move { change(tx, stored, id, &new.1, &new.0, now).await }.boxed()
        });
        let changed = changed.await?;
        if changed == Some(Changed::AddressAsked) {
            self.rouse().await;
        }
        Ok(changed)
    }

    /// Switches reminders on or off; doing so twice is the same as once. Those that were not sent while they were off, and are still of
    /// use, are owed again. None when the link is not from here.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn switch_reminders(&self, token: &str, wanted: bool) -> Result<Option<MyRegistration>, storage::Error> {
        let now = self.clock.now();
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        let id = mine.registration.id;
        self.db.write(move |tx| async move { switch(tx, id, wanted, now).await }.boxed()).await?;
        self.rouse().await;
        self.opened_by(Key::Registration, token).await
    }

    /// Takes up a registration again that was cancelled, as a new sign-up would, and with what was chosen before. One that stands is left
    /// as it is; whoever finds all places taken waits for one. None when the link is not from here.
    ///
    /// # Errors
    /// When the event takes nobody any more, all places are taken and nobody may wait, or storage fails.
    pub async fn rejoin(&self, token: &str) -> Result<Option<MyRegistration>, SignUpError> {
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        if mine.registration.declined {
            return Err(SignUpError::Closed);
        }
        if mine.can_rejoin() {
            let (slug, registrant) = (mine.public.event.slug.as_str(), mine.registration.registrant);
            self.sign_up_by(slug, registrant, Willing::ToWait, By::OwnLink).await?;
        }
        Ok(self.opened_by(Key::Registration, token).await?)
    }

    /// Whether somebody has a place, or had one before cancelling. The ledger knows: the registration itself looks the same whether a
    /// place was given up or the wish for one.
    ///
    /// # Errors
    /// When storage fails.
    pub(super) async fn had_place(&self, registration: &Registration) -> Result<bool, storage::Error> {
        if registration.status != RegistrationStatus::Cancelled {
            return Ok(registration.status == RegistrationStatus::Registered);
        }
        let rows = storage::delivery::list_of_registration(self.db.read(), registration.id).await?;
        Ok(Purpose::had_place(rows.into_iter().map(|(purpose, round, _)| (purpose, round))))
    }

    /// Every mail that a registration has in the ledger, in the order in which they became due.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn mails_of(&self, mine: &MyRegistration) -> Result<Vec<Delivery>, storage::Error> {
        Ok(storage::delivery::list_rows_of_registration(self.db.read(), mine.registration.id).await?)
    }
}

async fn change(
    tx: &Tx,
    stored: &Stored,
    id: RegistrationId,
    new: &NewRegistration,
    guard: &Guard,
    now: Timestamp,
) -> Result<Changed, Refused> {
    let known = storage::registration::find_to_change(tx, id).await?.filter(|known| known.can_be_changed(&stored.event, now));
    let Some(mut known) = known else { return Ok(Changed::Closed) };
    let mut changed = Changed::Saved;
    if known.registrant.email.key() != new.email.key() {
        match ask_new_address(tx, stored, &mut known, &new.email, guard, now).await? {
            Asked::Sent => changed = Changed::AddressAsked,
            Asked::TooOften { minutes } => return Ok(Changed::TooOften { minutes }),
        }
    }
    let registrant = NewRegistration { email: known.registrant.email.clone(), ..new.clone().asked_by(&stored.event) };
    storage::registration::update(tx, &Registration { registrant, ..known }).await?;
    Ok(changed)
}

async fn switch(tx: &Tx, id: RegistrationId, wanted: bool, now: Timestamp) -> Result<(), Refused> {
    let known = storage::registration::find_to_change(tx, id).await?;
    let Some(known) = known.filter(|known| known.wants_reminders != wanted) else { return Ok(()) };
    storage::registration::update(tx, &Registration { wants_reminders: wanted, ..known }).await?;
    if wanted {
        storage::delivery::owe_void_again(tx, id, VoidReason::Unsubscribed, now).await
    } else {
        storage::delivery::void_waiting_by_rule(tx, id, VoidReason::Unsubscribed).await.map(drop)
    }
}
