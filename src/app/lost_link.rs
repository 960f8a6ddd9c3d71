//! Lost links: one mail with the links to all that an address is registered for. Whoever asks learns nothing else, and nothing sooner.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::sign_up::AHEAD_OF_ALL;
use crate::clock::Clock;
use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::timeline::{Obligation, Standing};
use crate::mail::Beside;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::delivery::NewDelivery;

/// An address is sent its links once in this time …
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// … and so often in a day.
const PER_DAY: usize = 3;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Of use as long as somebody may still look for it.
const USEFUL: SignedDuration = SignedDuration::from_hours(24);
/// Every answer takes this long, real time: far more than looking and writing do, so that nobody can tell one from the other.
const ANSWER_TAKES: Duration = Duration::from_millis(250);

impl App {
    /// Owes an address the mail with its links, if it has any, at most once in ten minutes and three times a day. Takes the same time
    /// whether it has some or not.
    ///
    /// # Errors
    /// When storage fails; then nothing is owed.
    pub async fn send_lost_links(&self, email: &EmailAddress) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let email = Arc::new(email.clone());
        // Looking is done in the same transaction, so that a database that takes nothing refuses known and unknown alike.
        let owing = self.db.write(move |tx| {
            let email = Arc::clone(&email);
            async move { owe_links(tx, &email, now).await }.boxed()
        });
        let owing = async {
            // Waking others is done for known addresses alone: it belongs to what the answer's time hides.
            if owing.await? {
                self.rouse().await;
            }
            Ok(())
        };
        let (owed, ()) = tokio::join!(owing, Clock::pass(ANSWER_TAKES));
        owed
    }

    /// All that an address is registered for and can still come to, the next start first.
    pub(super) async fn coming_of(&self, email: &EmailAddress) -> Result<Vec<Beside>, storage::Error> {
        let now = self.clock.now();
        let mut coming = Vec::new();
        for registration in storage::registration::list_coming_by_email(self.db.read(), email, now).await? {
            if let Some(stored) = self.event_with(registration.event_id).await? {
                coming.push(Beside { event: stored.event.clone(), registration });
            }
        }
        Ok(coming)
    }
}

/// Says whether a mail is owed.
async fn owe_links(tx: &Tx, email: &EmailAddress, now: Timestamp) -> Result<bool, Refused> {
    let asked = storage::delivery::list_asked_by_email(tx, email, Purpose::LostLink).await?;
    let coming = storage::registration::list_coming_by_email(tx, email, now).await?;
    let within = |time: SignedDuration| asked.iter().filter(|(_, at)| now.duration_since(*at) < time).count();
    let Some(first) = coming.first().filter(|_| within(AGAIN_AFTER) == 0 && within(DAY) < PER_DAY) else { return Ok(false) };
    let owed = Obligation {
        purpose: Purpose::LostLink,
        generation: asked.iter().map(|(generation, _)| *generation).max().unwrap_or_default() + 1,
        due_at: now,
        useful_until: now + USEFUL,
        standing: Standing::Due,
    };
    let row = NewDelivery { event_id: first.event_id, registration_id: first.id, urgent_at: now - AHEAD_OF_ALL, owed };
    storage::delivery::insert_many(tx, &[row], now).await.map(|entered| entered > 0)
}
