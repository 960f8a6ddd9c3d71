//! Signing up: one transaction keeps the registration and owes its confirmation.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::abuse::Guard;
use crate::app::event::PublicEvent;
use crate::app::{App, places};
use crate::clock::Clock;
use crate::domain::admission::{Admission, Willing};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, EventStatus, FormState, RegistrationMode, fixed_words};
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::domain::timeline::{Standing, timeline};
use crate::domain::token::Seal;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::delivery::NewDelivery;
use crate::storage::event::Stored;

/// A second sign-up sends the confirmation again at most once in this time (law 17).
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// A confirmation goes before every bulk, also before one that is late or was owed earlier (law 6): no mail is sent this long
/// after the moment by which it was useful.
pub(super) const AHEAD_OF_ALL: SignedDuration = SignedDuration::from_hours(366 * 24);
/// A person needs at least this long for the form.
const MINIMUM_FORM_TIME: SignedDuration = SignedDuration::from_secs(2);
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

/// What the transaction came to.
enum Kept {
    /// The registration and its answer are in the database.
    Owed(Answered),
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

fixed_words!(Answered { Registered => "registered", Unconfirmed => "unconfirmed", Requested => "requested", Waitlisted => "waitlisted" });

impl Answered {
    fn of(admission: Admission) -> Self {
        match admission {
            Admission::Registered | Admission::Full => Self::Registered,
            Admission::Unconfirmed { .. } => Self::Unconfirmed,
            Admission::Requested => Self::Requested,
            Admission::Waitlisted => Self::Waitlisted,
        }
    }

    /// What somebody was told whose sign-up came to this.
    fn of_known(known: &Registration) -> Self {
        match known.status {
            RegistrationStatus::Registered | RegistrationStatus::Cancelled => Self::Registered,
            RegistrationStatus::Waitlisted => Self::Waitlisted,
            RegistrationStatus::Pending if known.is_unconfirmed() => Self::Unconfirmed,
            RegistrationStatus::Pending => Self::Requested,
        }
    }
}

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
        let now = self.clock.now();
        let new = Arc::new(new);
        loop {
            let stored = self.event_at(slug).await?.ok_or(SignUpError::NotFound)?;
            check_open(&stored.event, now)?;
            let guard = self.guard(&stored.event, &new);
            let version = guard.told.version.clone();
            let kept = self.keep_sign_up(&stored, Arc::clone(&new), guard, willing, now).await?;
            let answered = match kept {
                Kept::Owed(answered) => {
                    self.known.keep_wording(&version);
                    self.rouse().await;
                    answered
                }
                Kept::AsBefore(answered) => answered,
                Kept::Full => return Err(SignUpError::Full),
                Kept::Changed => continue,
            };
            return Ok(self.receipt(&stored.event, &new.email, answered, now));
        }
    }

    async fn keep_sign_up(
        &self,
        stored: &Arc<Stored>,
        new: Arc<NewRegistration>,
        guard: Guard,
        willing: Willing,
        now: Timestamp,
    ) -> Result<Kept, storage::Error> {
        let (stored, guard) = (Arc::clone(stored), Arc::new(guard));
        let _turn = places::turn(self, &stored.event).await;
        self.db
            .write(move |tx| {
                let (stored, new, guard) = (Arc::clone(&stored), Arc::clone(&new), Arc::clone(&guard));
                async move { keep_guarded(tx, &stored, &new, &guard, willing, now).await }.boxed()
            })
            .await
    }

    fn receipt(&self, event: &Event, email: &EmailAddress, answered: Answered, now: Timestamp) -> Receipt {
        let text = format!("{}\n{}\n{}\n{email}", event.id, now.as_second(), answered.as_str());
        Receipt { sealed: self.secret.seal(Seal::Receipt, &text), at: now }
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

/// The transaction of a sign-up, between what must not come of it: a mail to an address that wants none, or one too many.
async fn keep_guarded(
    tx: &Tx,
    stored: &Stored,
    new: &NewRegistration,
    guard: &Guard,
    willing: Willing,
    now: Timestamp,
) -> Result<Kept, Refused> {
    let event = &stored.event;
    if guard.turns_away(tx, event).await? {
        let free = storage::event::count_free_places(tx, event, now).await?;
        return Ok(match Admission::of(event, free, willing, now) {
            Admission::Full => Kept::Full,
            admission => Kept::AsBefore(Answered::of(admission)),
        });
    }
    if let Some(known) = guard.has_had_enough(tx, stored, new, now).await? {
        return Ok(Kept::AsBefore(Answered::of_known(&known)));
    }
    let fresh = Registration { notice: Some(guard.told.version.clone()), ..Registration::new(event.id, new.clone(), now) };
    let kept = keep(tx, stored, fresh, willing, now).await?;
    if matches!(kept, Kept::Owed(_)) {
        guard.keep_wording(tx, now).await?;
        guard.hold_back(tx, stored, new, now).await?;
    }
    Ok(kept)
}

/// What is kept of a sign-up, and owed for it.
async fn keep(tx: &Tx, stored: &Stored, fresh: Registration, willing: Willing, now: Timestamp) -> Result<Kept, Refused> {
    let event = &stored.event;
    let limited = event.access.capacity.is_some();
    if storage::event::find_version(tx, event.id, places::hold(event)).await? != Some(stored.version) {
        return Ok(Kept::Changed);
    }
    if limited {
        return keep_within_capacity(tx, stored, fresh, willing, now).await;
    }
    let admission = Admission::of(event, None, willing, now);
    let fresh = fresh.admitted(admission, now);
    if storage::registration::insert(tx, &fresh).await? {
        owe(tx, stored, &fresh, now).await?;
        return Ok(Kept::Owed(Answered::of(admission)));
    }
    match storage::registration::find_by_email(tx, event.id, &fresh.registrant.email).await? {
        Some(known) => again(tx, stored, known, fresh, admission, now).await,
        None => Ok(Kept::Changed),
    }
}

/// Free places are counted, never kept as a number (law 16). Whoever waits has the first claim to them.
async fn keep_within_capacity(tx: &Tx, stored: &Stored, fresh: Registration, willing: Willing, now: Timestamp) -> Result<Kept, Refused> {
    let event = &stored.event;
    places::promote(tx, stored, now).await?;
    let free = storage::event::count_free_places(tx, event, now).await?;
    let admission = Admission::of(event, free, willing, now);
    let known = storage::registration::find_by_email(tx, event.id, &fresh.registrant.email).await?;
    if let Some(known) = known {
        return again(tx, stored, known, fresh.admitted(admission, now), admission, now).await;
    }
    if admission == Admission::Full {
        return Ok(Kept::Full);
    }
    let fresh = fresh.admitted(admission, now);
    storage::registration::insert(tx, &fresh).await?;
    owe(tx, stored, &fresh, now).await?;
    Ok(Kept::Owed(Answered::of(admission)))
}

/// The same person once more: back after cancelling, or asking for the mail again. Where all places are taken, whoever has one is
/// answered like whoever has none, so that nobody can learn who is registered (law 17); but who sends a form twice sees one answer.
async fn again(
    tx: &Tx,
    stored: &Stored,
    known: Registration,
    fresh: Registration,
    admission: Admission,
    now: Timestamp,
) -> Result<Kept, Refused> {
    let is_of_team = known.role.is_some();
    let must_begin_anew = known.status == RegistrationStatus::Cancelled || known.expires_at.is_some_and(|until| until <= now);
    let last = storage::registration::find_last_answer(tx, known.id).await?;
    let is_twice = last.is_some_and(|last| now.duration_since(last) < AGAIN_AFTER);
    if is_twice && !must_begin_anew {
        return Ok(Kept::AsBefore(Answered::of_known(&known)));
    }
    if admission == Admission::Full && !is_of_team {
        return Ok(Kept::Full);
    }
    if must_begin_anew {
        let back = Registration { id: known.id, role: known.role, confirmation: known.confirmation + 1, ..fresh };
        // Who holds the event needs no place.
        let back = if is_of_team { back.admitted(Admission::Registered, now) } else { back };
        storage::registration::update(tx, &back).await?;
        owe(tx, stored, &back, now).await?;
        return Ok(Kept::Owed(Answered::of(admission)));
    }
    // Whoever types the address again says that it takes mail. That a place became free is told once.
    let waitlisted_at = known.waitlisted_at.filter(|_| known.status != RegistrationStatus::Registered);
    let asked = Registration { confirmation: known.confirmation + 1, unreachable: None, waitlisted_at, ..known };
    storage::registration::update(tx, &asked).await?;
    answer_again(tx, stored, &asked, now).await?;
    Ok(Kept::Owed(Answered::of(admission)))
}

/// Owes the answer to a sign-up once more, at once.
pub(super) async fn answer_again(tx: &Tx, stored: &Stored, asked: &Registration, now: Timestamp) -> Result<(), Refused> {
    let mut answer = rows(stored, asked, now);
    answer.retain(|row| row.owed.purpose.is_answer());
    for row in &mut answer {
        row.owed.due_at = now;
        row.urgent_at = now - AHEAD_OF_ALL;
    }
    storage::delivery::insert_many(tx, &answer, now).await.map(drop)
}

/// Owes what somebody who has just registered is owed.
pub(super) async fn owe(tx: &Tx, stored: &Stored, registration: &Registration, now: Timestamp) -> Result<(), Refused> {
    storage::delivery::insert_many(tx, &rows(stored, registration, now), now).await.map(drop)
}

/// The answer to a sign-up, and the reminders that it covers (law 5). Those that are still to come have their rows when they are due.
fn rows(stored: &Stored, registration: &Registration, now: Timestamp) -> Vec<NewDelivery> {
    let owed = timeline(&stored.event, &stored.rules, &registration.registered());
    owed.into_iter()
        .filter(|owed| {
            owed.purpose.is_answer()
                || (owed.purpose.is_by_rule()
                    && matches!(owed.standing, Standing::Void(_))
                    && owed.due_at - crate::domain::timeline::MERGE_WITHIN < now)
        })
        .map(|owed| NewDelivery {
            event_id: stored.event.id,
            registration_id: registration.id,
            urgent_at: owed.due_at - AHEAD_OF_ALL,
            owed,
        })
        .collect()
}
