//! Double opt-in: a place is held until the owner of the address says that it is theirs (law 16). Opening the link shows a button; only
//! pressing it says so (law 18).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::registration::MyRegistration;
use crate::app::sign_up::{answer_again, owe};
use crate::app::{App, places};
use crate::domain::admission::Admission;
use crate::domain::id::RegistrationId;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::token::Key;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// What the link in the mail opens.
#[derive(Debug, Clone)]
pub struct Confirming {
    /// The registration with its event.
    pub mine: MyRegistration,
    /// How it stands.
    pub state: ConfirmState,
}

/// How an address stands that is to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmState {
    /// It may be confirmed, until then.
    Open {
        /// Until when the place is held.
        until: Timestamp,
    },
    /// The time is over: another mail may be asked for.
    Expired,
    /// It was confirmed before.
    Confirmed,
    /// The event takes nobody any more.
    Closed,
}

/// What confirming came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Confirmed {
    Done,
    /// The time was over.
    Expired,
    /// The event was changed since it was read.
    Changed,
}

impl App {
    /// What the link in the mail opens; none when it is not from here. Changes nothing.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn confirming(&self, token: &str) -> Result<Option<Confirming>, storage::Error> {
        let now = self.clock.now();
        let mine = self.opened_by(Key::Confirm, token).await?;
        Ok(mine.map(|mine| Confirming { state: state(&mine, now), mine }))
    }

    /// Confirms an address; doing so twice is the same as once. Says how it stood before; none when the link is not from here.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn confirm_address(&self, token: &str) -> Result<Option<Confirming>, storage::Error> {
        loop {
            let now = self.clock.now();
            let Some(confirming) = self.confirming(token).await? else { return Ok(None) };
            let ConfirmState::Open { .. } = confirming.state else { return Ok(Some(confirming)) };
            let Some(stored) = self.event_with(confirming.mine.public.event.id).await? else { return Ok(None) };
            let id = confirming.mine.registration.id;
            let _turn = places::turn(self, &stored.event).await;
            let written = self.db.write(move |tx| {
                let stored = Arc::clone(&stored);
                async move { confirm(tx, &stored, id, now).await }.boxed()
            });
            match written.await? {
                Confirmed::Done => {
                    self.rouse().await;
                    return Ok(Some(confirming));
                }
                Confirmed::Expired => return Ok(Some(Confirming { state: ConfirmState::Expired, ..confirming })),
                Confirmed::Changed => {}
            }
        }
    }

    /// Sends the mail once more whose time was over, and holds a place anew where there is one. Says whether there was something to
    /// send; none when the link is not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn ask_to_confirm_again(&self, token: &str) -> Result<Option<bool>, storage::Error> {
        loop {
            let now = self.clock.now();
            let Some(Confirming { mine, state }) = self.confirming(token).await? else { return Ok(None) };
            if state != ConfirmState::Expired {
                return Ok(Some(false));
            }
            let Some(stored) = self.event_with(mine.public.event.id).await? else { return Ok(None) };
            let id = mine.registration.id;
            let _turn = places::turn(self, &stored.event).await;
            let written = self.db.write(move |tx| {
                let stored = Arc::clone(&stored);
                async move { hold_anew(tx, &stored, id, now).await }.boxed()
            });
            if let Some(is_held) = written.await? {
                self.rouse().await;
                return Ok(Some(is_held));
            }
        }
    }
}

fn state(mine: &MyRegistration, now: Timestamp) -> ConfirmState {
    let (event, registration) = (&mine.public.event, &mine.registration);
    match registration.expires_at.filter(|_| registration.is_unconfirmed()) {
        None if registration.status == RegistrationStatus::Cancelled => ConfirmState::Closed,
        None => ConfirmState::Confirmed,
        Some(_) if event.cancellation.is_some() || now >= event.schedule.ends_at => ConfirmState::Closed,
        Some(until) if now < until => ConfirmState::Open { until },
        Some(_) => ConfirmState::Expired,
    }
}

/// The transaction of confirming. Whoever could be held no place gets one if there is one by now, and waits otherwise.
async fn confirm(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<Confirmed, Refused> {
    let event = &stored.event;
    if storage::event::find_version(tx, event.id, places::hold(event)).await? != Some(stored.version) {
        return Ok(Confirmed::Changed);
    }
    let Some(known) = storage::registration::find(tx, id).await?.filter(Registration::is_unconfirmed) else { return Ok(Confirmed::Done) };
    if known.expires_at.is_none_or(|until| until <= now) {
        return Ok(Confirmed::Expired);
    }
    let is_held = known.waitlisted_at.is_none();
    if !is_held {
        places::promote(tx, stored, now).await?;
    }
    let has_place = is_held || storage::event::count_free_places(tx, event, now).await?.is_none_or(|free| free > 0);
    let confirmation = known.confirmation + 1;
    let confirmed = Registration { confirmation, ..known }.admitted(Admission::of_confirmed(event, has_place), now);
    storage::registration::update(tx, &confirmed).await?;
    owe(tx, stored, &confirmed, now).await?;
    Ok(Confirmed::Done)
}

/// The transaction of holding a place anew; none when the event was changed since it was read.
async fn hold_anew(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<Option<bool>, Refused> {
    let event = &stored.event;
    if storage::event::find_version(tx, event.id, places::hold(event)).await? != Some(stored.version) {
        return Ok(None);
    }
    let Some(known) = storage::registration::find(tx, id).await?.filter(Registration::is_unconfirmed) else { return Ok(Some(false)) };
    places::promote(tx, stored, now).await?;
    let free = storage::event::count_free_places(tx, event, now).await?;
    let admission = Admission::of(event, free, crate::domain::admission::Willing::ToWait, now);
    if known.expires_at.is_some_and(|until| until > now) || admission == Admission::Full {
        return Ok(Some(false));
    }
    let asked = Registration { confirmation: known.confirmation + 1, waitlisted_at: None, ..known }.admitted(admission, now);
    storage::registration::update(tx, &asked).await?;
    answer_again(tx, stored, &asked, now).await?;
    Ok(Some(true))
}
