//! Double opt-in: a place is held until the owner of the address says that it is theirs (law 16). Opening the link shows a button; only
//! pressing it says so (law 18).

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::answer::{answer_again, owe};
use crate::app::registration::MyRegistration;
use crate::app::{App, places};
use crate::domain::admission::{Admission, Willing};
use crate::domain::id::RegistrationId;
use crate::domain::registration::Registration;
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
    /// There is nothing to confirm any more: it was confirmed, or given up.
    Settled,
    /// The event takes nobody any more.
    Closed,
}

/// What confirming came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Confirmed {
    Done,
    /// The time was over.
    Expired,
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
        let now = self.clock.now();
        let Some(confirming) = self.confirming(token).await? else { return Ok(None) };
        let ConfirmState::Open { .. } = confirming.state else { return Ok(Some(confirming)) };
        let id = confirming.mine.registration.id;
        let confirmed = self.hold_event(confirming.mine.public.event.id, move |tx, stored| confirm(tx, stored, id, now).boxed());
        match confirmed.await? {
            Some(Confirmed::Done) => {
                self.rouse().await;
                Ok(Some(confirming))
            }
            Some(Confirmed::Expired) => Ok(Some(Confirming { state: ConfirmState::Expired, ..confirming })),
            None => Ok(None),
        }
    }

    /// Sends the mail once more whose time was over, and holds a place anew where there is one; doing so twice is the same as once. Says
    /// how it stands then: still expired where all places are taken. None when the link is not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn ask_to_confirm_again(&self, token: &str) -> Result<Option<Confirming>, storage::Error> {
        let now = self.clock.now();
        let Some(Confirming { mine, state }) = self.confirming(token).await? else { return Ok(None) };
        if state == ConfirmState::Expired {
            let id = mine.registration.id;
            self.hold_event(mine.public.event.id, move |tx, stored| hold_anew(tx, stored, id, now).boxed()).await?;
            self.rouse().await;
        }
        self.confirming(token).await
    }
}

fn state(mine: &MyRegistration, now: Timestamp) -> ConfirmState {
    let (event, registration) = (&mine.public.event, &mine.registration);
    match registration.expires_at.filter(|_| registration.is_unconfirmed()) {
        None => ConfirmState::Settled,
        Some(_) if event.cancellation.is_some() || now >= event.schedule.ends_at => ConfirmState::Closed,
        Some(until) if now < until => ConfirmState::Open { until },
        Some(_) => ConfirmState::Expired,
    }
}

/// The transaction of confirming. Whoever could be held no place gets one if there is one by now, and waits otherwise.
async fn confirm(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<Confirmed, Refused> {
    let event = &stored.event;
    let known = storage::registration::find_to_change(tx, id).await?;
    let Some(known) = known.filter(Registration::is_unconfirmed) else { return Ok(Confirmed::Done) };
    if known.must_begin_anew(now) {
        return Ok(Confirmed::Expired);
    }
    let is_held = known.waitlisted_at.is_none();
    if !is_held {
        places::promote(tx, stored, now).await?;
    }
    let has_place = is_held || storage::event::count_free_places(tx, event, now).await?.is_none_or(|free| free > 0);
    let (confirmation, is_approved) = (known.confirmation + 1, known.approved);
    let confirmed = Registration { confirmation, ..known }.admitted(Admission::of_confirmed(event, is_approved, has_place), now);
    storage::registration::update(tx, &confirmed).await?;
    owe(tx, stored, &confirmed, now).await?;
    Ok(Confirmed::Done)
}

/// The transaction of holding a place anew, where there is one.
async fn hold_anew(tx: &Tx, stored: &Stored, id: RegistrationId, now: Timestamp) -> Result<(), Refused> {
    let event = &stored.event;
    places::promote(tx, stored, now).await?;
    let known = storage::registration::find_to_change(tx, id).await?;
    let Some(known) = known.filter(|known| known.is_unconfirmed() && known.must_begin_anew(now)) else { return Ok(()) };
    let free = storage::event::count_free_places(tx, event, now).await?;
    let admission = if known.approved { Admission::of_entered(event, free, now) } else { Admission::of(event, free, Willing::ToWait, now) };
    if admission == Admission::Full {
        return Ok(());
    }
    let asked = Registration { confirmation: known.confirmation + 1, waitlisted_at: None, ..known }.admitted(admission, now);
    storage::registration::update(tx, &asked).await?;
    answer_again(tx, stored, &asked, now).await
}
