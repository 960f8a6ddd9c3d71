//! What a sign-up, and whoever asks for something by a form, is owed at once: a mail that goes before every bulk.

use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::{Purpose, VoidReason};
use crate::domain::id::RegistrationId;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::timeline::{MERGE_WITHIN, Obligation, Standing, notice_of_end, timeline};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::delivery::NewDelivery;
use crate::storage::event::Stored;

/// Such a mail goes before every bulk, also before one that is late or was owed earlier (law 6): no mail is sent this long after the
/// moment by which it was useful.
const AHEAD_OF_ALL: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A mail that somebody asks for is sent again at most once in this time (law 17).
pub(super) const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Owes what somebody who has just registered is owed.
pub(super) async fn owe(tx: &Tx, stored: &Stored, registration: &Registration, now: Timestamp) -> Result<(), Refused> {
    storage::delivery::insert_many(tx, &rows(stored, registration, now), now).await.map(drop)
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

/// Owes the answer to a sign-up in a new round, at once, to somebody who asks for it or for whom an organiser does. Whoever does says that
/// the address takes mail. That a place became free is told once.
pub(super) async fn answer_anew(tx: &Tx, stored: &Stored, known: Registration, now: Timestamp) -> Result<(), Refused> {
    let waitlisted_at = known.waitlisted_at.filter(|_| known.status != RegistrationStatus::Registered);
    let asked = Registration { confirmation: known.confirmation + 1, unreachable: None, waitlisted_at, ..known };
    storage::registration::update(tx, &asked).await?;
    answer_again(tx, stored, &asked, now).await
}

/// A mail that somebody asks for, of use for so long, after those that they `asked` for before; says whether it is owed now.
pub(super) async fn owe_asked(
    tx: &Tx,
    registration: &Registration,
    purpose: Purpose,
    asked: &[(i32, Timestamp)],
    useful: SignedDuration,
    now: Timestamp,
) -> Result<bool, Refused> {
    let owed = Obligation {
        purpose,
        generation: asked.iter().map(|(generation, _)| *generation).max().unwrap_or_default() + 1,
        due_at: now,
        useful_until: now + useful,
        standing: Standing::Due,
    };
    let row = NewDelivery { event_id: registration.event_id, registration_id: registration.id, urgent_at: now - AHEAD_OF_ALL, owed };
    storage::delivery::insert_many(tx, &[row], now).await.map(|entered| entered > 0)
}

/// Whether the answer to a sign-up, or its like, was sent so lately that it is not sent again (law 17).
pub(super) async fn is_answered_lately(tx: &Tx, id: RegistrationId, now: Timestamp) -> Result<bool, Refused> {
    let last = storage::delivery::find_last_answer(tx, id).await?;
    Ok(last.is_some_and(|last| now.duration_since(last) < AGAIN_AFTER))
}

/// Ends a registration, by its own person or by the organiser: the place is free, what waited is void, one notice is owed (law 8).
pub(super) async fn end(tx: &Tx, stored: &Stored, ended: &Registration, now: Timestamp) -> Result<(), Refused> {
    storage::registration::update(tx, ended).await?;
    storage::delivery::void_waiting_of_registration(tx, ended.id, VoidReason::RegistrationCancelled).await?;
    let notice: Vec<NewDelivery> = notice_of_end(&stored.event, &ended.registered())
        .into_iter()
        .map(|owed| NewDelivery { event_id: stored.event.id, registration_id: ended.id, urgent_at: now, owed })
        .collect();
    storage::delivery::insert_many(tx, &notice, now).await.map(drop)
}

/// The answer to a sign-up, and the reminders that it covers (law 5). Those that are still to come have their rows when they are due.
fn rows(stored: &Stored, registration: &Registration, now: Timestamp) -> Vec<NewDelivery> {
    let is_passed = |owed: &Obligation| matches!(owed.standing, Standing::Void(_)) && owed.due_at - MERGE_WITHIN < now;
    timeline(&stored.event, &stored.rules, &registration.registered())
        .into_iter()
        .filter(|owed| owed.purpose.is_answer() || (owed.purpose.is_by_rule() && is_passed(owed)))
        .map(|owed| NewDelivery {
            event_id: stored.event.id,
            registration_id: registration.id,
            urgent_at: owed.due_at - AHEAD_OF_ALL,
            owed,
        })
        .collect()
}
