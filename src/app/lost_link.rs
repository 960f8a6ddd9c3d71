//! Lost links: one mail with the links to all that an address is registered for. Whoever asks learns nothing else, and nothing sooner.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::answer::{AGAIN_AFTER, owe_asked};
use crate::clock::Clock;
use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::mail::Beside;
use crate::storage;
use crate::storage::db::{Refused, Tx};

/// An address is sent its links so often in a day.
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
        in_constant_time(async {
            // Waking others is done for known addresses alone: it belongs to what the answer's time hides.
            if owing.await? {
                self.rouse().await;
            }
            Ok(())
        })
        .await
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

/// Does what must not be told by the time it takes: whether an address is known here.
pub(super) async fn in_constant_time<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, Clock::pass(ANSWER_TAKES));
    done
}

/// Says whether a mail is owed.
async fn owe_links(tx: &Tx, email: &EmailAddress, now: Timestamp) -> Result<bool, Refused> {
    let asked = storage::delivery::list_asked_by_email(tx, email, Purpose::LostLink).await?;
    let coming = storage::registration::list_coming_by_email(tx, email, now).await?;
    let within = |time: SignedDuration| asked.iter().filter(|(_, at)| now.duration_since(*at) < time).count();
    let Some(first) = coming.first().filter(|_| within(AGAIN_AFTER) == 0 && within(DAY) < PER_DAY) else { return Ok(false) };
    owe_asked(tx, first, Purpose::LostLink, &asked, USEFUL, now).await
}
