//! A mistyped address, put right on the page after the sign-up: another registration takes the place of the one made a moment ago.
//! Nobody learns whether that one was made then or was there before (law 17).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::answer::owe;
use crate::app::sign_up::Receipt as SignUpReceipt;
use crate::app::sign_up::{By, RECEIPT_HOLDS, SignUpError};
use crate::domain::admission::Willing;
use crate::domain::email_address::EmailAddress;
use crate::domain::erasure::{ErasureReason, Receipt};
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus, SignUpForm};
use crate::domain::token::{Seal, Secret};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// The most bytes of a form that are carried along in an address: with more, some proxies refuse it, and the answers are typed again.
const MOST_BYTES: usize = 1_500;

/// The registration that a form is to correct.
#[derive(Debug, Clone)]
pub(super) struct Mistyped {
    email: EmailAddress,
    /// When it was made.
    pub(super) at: Timestamp,
    /// For the number of the receipt.
    secret: Secret,
}

/// What became of a registration that was corrected.
pub(super) enum Replaced {
    /// This one stands in its place.
    By(Registration),
    /// Whoever is registered under the right address keeps that registration; this one has gone.
    Gone(Registration),
}

/// A form as it was sent, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Typed {
    at: Timestamp,
    form: SignUpForm,
}

impl App {
    /// What was typed into a form that was taken, sealed, so that it can be corrected without being typed again.
    #[must_use]
    pub fn seal_typed(&self, form: &SignUpForm, receipt: &SignUpReceipt) -> String {
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

    /// Takes a sign-up that corrects the one of `sealed`. Where that one was made then, all of it is forgotten, and what was typed now
    /// stands in its place; where its address was known before, that registration is left alone.
    ///
    /// # Errors
    /// As [`App::sign_up`].
    pub async fn correct_sign_up(&self, slug: &str, new: NewRegistration, sealed: &str) -> Result<SignUpReceipt, SignUpError> {
        let typed = self.typed(sealed).and_then(|typed| Some((typed.at, EmailAddress::parse(&typed.form.email).ok()?)));
        let by = match typed {
            Some((at, email)) if email.key() != new.email.key() => By::Correcting(Mistyped { email, at, secret: self.secret.clone() }),
            _ => By::Form,
        };
        self.sign_up_by(slug, new, Willing::ToWait, by).await
    }

    fn typed(&self, sealed: &str) -> Option<Typed> {
        let typed: Typed = serde_json::from_str(&self.secret.unseal(Seal::Typed, sealed)?).ok()?;
        (self.clock.now().duration_since(typed.at) < RECEIPT_HOLDS).then_some(typed)
    }
}

impl Mistyped {
    /// Whether that is the registration: made then, by a form, and not confirmed by anybody since.
    fn is(&self, found: &Registration) -> bool {
        found.registered_at == self.at && found.confirmation == 1 && found.role.is_none() && found.status != RegistrationStatus::Cancelled
    }
}

/// Puts `fresh` in the place of the registration with the mistyped address, as that one stood in the queue, and under a key of its
/// own: no link that a stranger was sent opens it. Of the mistyped one nothing is left but a receipt. Nothing comes of it where that
/// registration was there before, or others have taken it up.
pub(super) async fn replace(
    tx: &Tx,
    stored: &Stored,
    mistyped: &Mistyped,
    fresh: Registration,
    now: Timestamp,
) -> Result<Option<Replaced>, Refused> {
    let event = stored.event.id;
    let found = storage::registration::find_by_email_to_change(tx, event, &mistyped.email).await?;
    let Some(wrong) = found.filter(|found| mistyped.is(found)) else { return Ok(None) };
    let known = storage::registration::find_by_email_to_change(tx, event, &fresh.registrant.email).await?;
    let right = Registration {
        status: wrong.status,
        registered_at: wrong.registered_at,
        expires_at: wrong.expires_at,
        waitlisted_at: wrong.waitlisted_at,
        ..fresh
    };
    let replaced = match known {
        None if storage::registration::insert(tx, &right).await? => Replaced::By(right),
        // Somebody with that address came at the same moment.
        None => return Ok(None),
        Some(known) if known.must_begin_anew(now) => {
            let back = Registration { id: known.id, role: known.role, confirmation: known.confirmation + 1, ..right };
            storage::registration::update(tx, &back).await?;
            Replaced::By(back)
        }
        Some(_) => Replaced::Gone(wrong.clone()),
    };
    if let Replaced::By(right) = &replaced {
        owe(tx, stored, right, now).await?;
    }
    let removed = storage::erasure::delete(tx, &[wrong.id]).await?;
    let number = mistyped.secret.receipt_number(wrong.id.uuid().as_bytes());
    let receipt = Receipt { number, event: Some(event), erased_at: now, reason: ErasureReason::Mistyped, removed };
    storage::erasure::insert(tx, &receipt).await?;
    Ok(Some(replaced))
}
