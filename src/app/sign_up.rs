//! Signing up: one transaction keeps the registration and owes its confirmation.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::abuse::Guard;
use crate::app::answer::{AGAIN_AFTER, answer_anew, is_answered_lately, owe};
use crate::app::correction::{Mistyped, Replaced, replace};
use crate::app::event::PublicEvent;
use crate::app::holding::{is_as_read, turn};
use crate::app::{App, places};
use crate::domain::admission::{Admission, Willing};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, EventStatus, FormState, RegistrationMode, fixed_words};
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::domain::token::Seal;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// So long a page may be reloaded that greets by address.
pub(super) const RECEIPT_HOLDS: SignedDuration = SignedDuration::from_mins(30);

/// What the page after a sign-up is opened by: the same for a new and for a known registrant (law 17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// For the address of that page; readable to this instance alone.
    pub sealed: String,
    /// When the sign-up was made.
    pub at: Timestamp,
}

/// What the page after a sign-up shows.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// The event.
    pub public: PublicEvent,
    /// The address that was typed.
    pub email: EmailAddress,
    /// What became of the sign-up.
    pub answered: Answered,
    /// The way into the room, when so little time is left that a mail might be late (law 5).
    pub join_url: Option<String>,
}

/// Why a sign-up is not taken.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// No such event, or only a draft, or one without a form.
    #[error("there is no such form")]
    NotFound,
    /// The form opens later.
    #[error("registration has not begun")]
    NotYet,
    /// The form has closed, or the event was called off.
    #[error("registration is closed")]
    Closed,
    /// All places are taken.
    #[error("all places are taken")]
    Full,
    /// The database.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// By what somebody signs up.
#[derive(Debug, Clone)]
pub(super) enum By {
    /// A form.
    Form,
    /// A form that corrects the address of the one before.
    Correcting(Mistyped),
    /// Their own link, after they had cancelled.
    OwnLink,
}

/// A sign-up, as its transaction has it.
#[derive(Debug)]
struct SignUp {
    new: NewRegistration,
    willing: Willing,
    by: By,
    guard: Guard,
    now: Timestamp,
}

/// What the transaction came to.
enum Kept {
    /// The registration and its answer are in the database.
    Owed(Answered),
    /// The same, in the place of one with a mistyped address.
    Corrected(Answered),
    /// Nothing was to be done.
    AsBefore(Answered),
    /// All places are taken.
    Full,
    /// The event was changed since it was read.
    Changed,
}

/// What the page after a sign-up says: what becomes of somebody new. Somebody known is told the same (law 17); the mail knows better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The place is theirs.
    Registered,
    /// The address is to be confirmed.
    Unconfirmed,
    /// The organiser decides.
    Requested,
    /// They wait for a place.
    Waitlisted,
}

fixed_words!(pub Answered { Registered => "registered", Unconfirmed => "unconfirmed", Requested => "requested", Waitlisted => "waitlisted" });

impl Answered {
    fn of(admission: Admission) -> Self {
        match admission {
            Admission::Registered | Admission::Full => Self::Registered,
            Admission::Unconfirmed { .. } => Self::Unconfirmed,
            Admission::Requested => Self::Requested,
            Admission::Waitlisted => Self::Waitlisted,
        }
    }

    /// What somebody was told who has registered just now, whatever has become of it since.
    fn before(event: &Event, known: &Registration) -> Self {
        match (event.access.double_opt_in, event.access.approval, known.waitlisted_at) {
            (true, ..) => Self::Unconfirmed,
            (false, true, _) => Self::Requested,
            (false, false, Some(_)) => Self::Waitlisted,
            (false, false, None) => Self::Registered,
        }
    }
}

impl App {
    /// Takes a sign-up. A second one with the same address changes nothing, sends the confirmation again at most once in ten
    /// minutes, and answers as the first did (law 17).
    ///
    /// # Errors
    /// When the event takes none, or storage fails; then nothing was kept.
    pub async fn sign_up(&self, slug: &str, new: NewRegistration) -> Result<Receipt, SignUpError> {
        self.sign_up_willing(slug, new, Willing::ToCome).await
    }

    /// The same for somebody who has said whether to wait as well, should all places be taken.
    ///
    /// # Errors
    /// As [`App::sign_up`].
    pub async fn sign_up_willing(&self, slug: &str, new: NewRegistration, willing: Willing) -> Result<Receipt, SignUpError> {
        self.sign_up_by(slug, new, willing, By::Form).await
    }

    pub(super) async fn sign_up_by(&self, slug: &str, new: NewRegistration, willing: Willing, by: By) -> Result<Receipt, SignUpError> {
        let now = self.clock.now();
        loop {
            let stored = self.event_at(slug).await?.ok_or(SignUpError::NotFound)?;
            check_open(&stored.event, now)?;
            let guard = self.guard(&stored.event, &new);
            let version = guard.told.version.clone();
            let sign_up = SignUp { new: new.clone(), willing, by: by.clone(), guard, now };
            let kept = self.keep_sign_up(&stored, sign_up).await?;
            if matches!(kept, Kept::Owed(_) | Kept::Corrected(_)) {
                self.known.keep_wording(&version);
                self.rouse().await;
            }
            let (answered, at) = match (kept, &by) {
                // Whoever mistypes once more corrects the same registration.
                (Kept::Corrected(answered), By::Correcting(mistyped)) => (answered, mistyped.at),
                (Kept::Owed(answered) | Kept::Corrected(answered) | Kept::AsBefore(answered), _) => (answered, now),
                (Kept::Full, _) => return Err(SignUpError::Full),
                (Kept::Changed, _) => continue,
            };
            return Ok(Receipt { sealed: self.receipt(&stored.event, &new.email, answered, now), at });
        }
    }

    async fn keep_sign_up(&self, stored: &Arc<Stored>, sign_up: SignUp) -> Result<Kept, storage::Error> {
        let (stored, sign_up) = (Arc::clone(stored), Arc::new(sign_up));
        let _turn = turn(self, &stored.event).await;
        self.db
            .write(move |tx| {
                let (stored, sign_up) = (Arc::clone(&stored), Arc::clone(&sign_up));
                async move { sign_up.keep_guarded(tx, &stored).await }.boxed()
            })
            .await
    }

    fn receipt(&self, event: &Event, email: &EmailAddress, answered: Answered, now: Timestamp) -> String {
        let text = format!("{}\n{}\n{}\n{email}", event.id, now.as_second(), answered.as_str());
        self.secret.seal(Seal::Receipt, &text)
    }

    /// What the page after a sign-up shows; none when the receipt is too old, or not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn greeting(&self, slug: &str, receipt: &str) -> Result<Option<Greeting>, storage::Error> {
        let now = self.clock.now();
        let Some(public) = self.find_public_event(slug).await? else { return Ok(None) };
        let Some((email, answered)) = self.open_receipt(&public.event, receipt, now) else { return Ok(None) };
        let mut join_url = None;
        if answered == Answered::Registered && public.event.shows_link_on_page(now) {
            let found = storage::registration::find_by_email(self.db.read(), public.event.id, &email).await?;
            let has_place = |registration: &Registration| registration.status == RegistrationStatus::Registered;
            join_url = found.filter(has_place).map(|registration| self.urls.join(registration.id));
        }
        Ok(Some(Greeting { public, email, answered, join_url }))
    }

    fn open_receipt(&self, event: &Event, receipt: &str, now: Timestamp) -> Option<(EmailAddress, Answered)> {
        let text = self.secret.unseal(Seal::Receipt, receipt)?;
        let mut lines = text.splitn(4, '\n');
        let (id, at, answered, email) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
        let at = Timestamp::from_second(at.parse().ok()?).ok()?;
        let is_fresh = now.duration_since(at) < RECEIPT_HOLDS;
        (id == event.id.to_string() && is_fresh).then(|| Some((EmailAddress::parse(email).ok()?, answered.parse().ok()?)))?
    }
}

fn check_open(event: &Event, now: Timestamp) -> Result<(), SignUpError> {
    if event.status == EventStatus::Draft || event.access.mode == RegistrationMode::Open {
        return Err(SignUpError::NotFound);
    }
    match event.form(now) {
        FormState::Open => Ok(()),
        FormState::NotYet(_) => Err(SignUpError::NotYet),
        FormState::Closed => Err(SignUpError::Closed),
    }
}

impl SignUp {
    /// The transaction, between what must not come of it: a mail to an address that wants none, or one too many.
    async fn keep_guarded(&self, tx: &Tx, stored: &Stored) -> Result<Kept, Refused> {
        let event = &stored.event;
        if self.guard.turns_away(tx, event).await? {
            let free = storage::event::count_free_places(tx, event, self.now).await?;
            return Ok(match Admission::of(event, free, self.willing, self.now) {
                Admission::Full => Kept::Full,
                admission => Kept::AsBefore(Answered::of(admission)),
            });
        }
        let kept = self.keep(tx, stored).await?;
        if matches!(kept, Kept::Owed(_) | Kept::Corrected(_)) {
            self.guard.keep_wording(tx, self.now).await?;
        }
        Ok(kept)
    }

    /// What is kept, and owed for it. Free places are counted, never kept as a number, and whoever waits has the first claim to them
    /// (law 16).
    async fn keep(&self, tx: &Tx, stored: &Stored) -> Result<Kept, Refused> {
        let event = &stored.event;
        if !is_as_read(tx, stored).await? {
            return Ok(Kept::Changed);
        }
        let replaced = match &self.by {
            By::Correcting(mistyped) => replace(tx, stored, mistyped, self.registration(event), self.now).await?,
            By::Form | By::OwnLink => None,
        };
        if let Some(Replaced::By(right)) = &replaced {
            self.guard.put_off(tx, event, right, self.now).await?;
            return Ok(Kept::Corrected(Answered::before(event, right)));
        }
        if event.access.capacity.is_some() {
            places::promote(tx, stored, self.now).await?;
        }
        let free = storage::event::count_free_places(tx, event, self.now).await?;
        let admission = Admission::of(event, free, self.willing, self.now);
        let fresh = self.registration(event).admitted(admission, self.now);
        if admission != Admission::Full && storage::registration::insert(tx, &fresh).await? {
            owe(tx, stored, &fresh, self.now).await?;
            self.guard.put_off(tx, event, &fresh, self.now).await?;
            return Ok(Kept::Owed(Answered::of(admission)));
        }
        match storage::registration::find_by_email_to_change(tx, event.id, &fresh.registrant.email).await? {
            Some(known) => {
                // Whoever corrects an address sees the page of the first sign-up again, whoever has the right one.
                let told = replaced.map(|(Replaced::By(one) | Replaced::Gone(one))| Answered::before(event, &one));
                self.again(tx, stored, known, fresh, admission, told).await
            }
            None if admission == Admission::Full => Ok(Kept::Full),
            None => Ok(Kept::Changed),
        }
    }

    /// The same person once more: back after cancelling, or asking for the mail again. Whoever is known is told what somebody new would
    /// be, so that nobody can learn who is registered; but who has registered just now and sends the form twice sees one page (law 17).
    async fn again(
        &self,
        tx: &Tx,
        stored: &Stored,
        known: Registration,
        fresh: Registration,
        admission: Admission,
        told: Option<Answered>,
    ) -> Result<Kept, Refused> {
        let must_begin_anew = known.must_begin_anew(self.now);
        let is_twice = !must_begin_anew && self.now.duration_since(known.registered_at) < AGAIN_AFTER;
        let told = told.or_else(|| is_twice.then(|| Answered::before(&stored.event, &known)));
        if admission == Admission::Full && told.is_none() {
            return Ok(Kept::Full);
        }
        let answered = told.unwrap_or(Answered::of(admission));
        if must_begin_anew {
            let back = self.begun_anew(known, fresh);
            storage::registration::update(tx, &back).await?;
            owe(tx, stored, &back, self.now).await?;
            return Ok(Kept::Owed(answered));
        }
        if is_answered_lately(tx, known.id, self.now).await? || self.guard.has_had_enough(tx, &known, self.now).await? {
            return Ok(Kept::AsBefore(answered));
        }
        answer_anew(tx, stored, known, self.now).await?;
        Ok(Kept::Owed(answered))
    }

    fn registration(&self, event: &Event) -> Registration {
        let notice = Some(self.guard.told.version.clone());
        Registration { notice, ..Registration::new(event.id, self.new.clone().asked_by(event), self.now) }
    }

    /// A form begins with reminders on, and with what people were told there; whoever comes back by
    /// their own link had chosen, and read, before.
    fn begun_anew(&self, known: Registration, fresh: Registration) -> Registration {
        let back = fresh.in_place_of(&known, self.now);
        match self.by {
            By::OwnLink => Registration { wants_reminders: known.wants_reminders, notice: known.notice.or(back.notice.clone()), ..back },
            By::Form | By::Correcting(_) => back,
        }
    }
}
