//! A mistyped address, put right on the page after the sign-up: the registration made a moment ago gets the new address. Nobody learns
//! whether it was made then or was there before (law 17).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::registration::{cancel, readdress};
use crate::app::sign_up::{RECEIPT_HOLDS, Receipt, SignUpError};
use crate::domain::admission::Willing;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::EventId;
use crate::domain::registration::{NewRegistration, RegistrationStatus, SignUpForm};
use crate::domain::token::Seal;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// The most bytes of a form that are carried along in an address: with more, some proxies refuse it, and the answers are typed again.
const MOST_BYTES: usize = 1_500;

/// A form as it was sent, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Typed {
    at: Timestamp,
    form: SignUpForm,
}

impl App {
    /// What was typed into a form that was taken, sealed, so that it can be corrected without being typed again.
    #[must_use]
    pub fn seal_typed(&self, form: &SignUpForm, receipt: &Receipt) -> String {
        let mut form =
            SignUpForm { website: String::new(), stamp: String::new(), typed: String::new(), typo: String::new(), ..form.clone() };
        form.rest.retain(|name, _| name.starts_with("q-"));
        let written = |form: &SignUpForm| serde_json::to_string(&Typed { at: receipt.at, form: form.clone() }).unwrap_or_default();
        let mut typed = written(&form);
        if typed.len() > MOST_BYTES {
            form.rest.clear();
            typed = written(&form);
        }
        self.secret.seal(Seal::Typed, &typed)
    }

    /// What was typed before; none when it was not sealed here, or too long ago.
    #[must_use]
    pub fn open_typed(&self, sealed: &str) -> Option<SignUpForm> {
        self.typed(sealed).map(|typed| SignUpForm { typed: sealed.to_owned(), ..typed.form })
    }

    /// Takes a sign-up that corrects the one of `sealed`. Where that one was made then, it gets the new address with all that was typed,
    /// and the old address hears nothing more; where its address was known before, that registration is left alone.
    ///
    /// # Errors
    /// As [`App::sign_up`].
    pub async fn correct_sign_up(&self, slug: &str, new: NewRegistration, sealed: &str) -> Result<Receipt, SignUpError> {
        let now = self.clock.now();
        let Some((typed, email)) = self.typed(sealed).and_then(|typed| Some((typed.at, EmailAddress::parse(&typed.form.email).ok()?)))
        else {
            return self.sign_up_willing(slug, new, Willing::ToWait).await;
        };
        let stored = self.event_at(slug).await?.ok_or(SignUpError::NotFound)?;
        if email.key() == new.email.key() || !stored.event.takes_sign_ups(now) {
            return self.sign_up_willing(slug, new, Willing::ToWait).await;
        }
        let event_id = stored.event.id;
        let correcting = Arc::new((stored, email, new.clone()));
        let corrected = self.db.write(move |tx| {
            let correcting = Arc::clone(&correcting);
            async move { correct(tx, &correcting.0, &correcting.1, typed, &correcting.2, now).await }.boxed()
        });
        let corrected = corrected.await?;
        if !corrected {
            // Where the other one was given up, its place is free.
            self.promote_waitlist(event_id).await?;
        }
        let receipt = self.sign_up_willing(slug, new, Willing::ToWait).await?;
        // Whoever mistypes once more corrects the same registration.
        Ok(if corrected { Receipt { at: typed, ..receipt } } else { receipt })
    }

    fn typed(&self, sealed: &str) -> Option<Typed> {
        let typed: Typed = serde_json::from_str(&self.secret.unseal(Seal::Typed, sealed)?).ok()?;
        (self.clock.now().duration_since(typed.at) < RECEIPT_HOLDS).then_some(typed)
    }
}

/// Says whether the registration made at `at` has the new address now.
async fn correct(
    tx: &Tx,
    stored: &Stored,
    old: &EmailAddress,
    at: Timestamp,
    new: &NewRegistration,
    now: Timestamp,
) -> Result<bool, Refused> {
    let event: EventId = stored.event.id;
    let Some(known) = storage::registration::find_by_email(tx, event, old).await? else { return Ok(false) };
    let Some(fresh) = storage::registration::find_to_change(tx, known.id).await? else { return Ok(false) };
    if fresh.registered_at != at || fresh.status == RegistrationStatus::Cancelled || fresh.registrant.email.key() != old.key() {
        return Ok(false);
    }
    if storage::registration::find_by_email(tx, event, &new.email).await?.is_some() {
        // Registered under the right address before: the other one was never meant.
        cancel(tx, stored, fresh.id, now).await?;
        return Ok(false);
    }
    readdress(tx, stored, fresh, new.clone(), now).await?;
    Ok(true)
}
