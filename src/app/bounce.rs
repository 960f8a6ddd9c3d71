//! What comes back: a mail that did not reach its person.

use futures::FutureExt as _;

use crate::app::App;
use crate::domain::delivery::VoidReason;
use crate::domain::email_address::EmailAddress;
use crate::mail::bounce::Bounce;
use crate::storage;

/// What was made of a bounce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BounceTaken {
    /// The person is marked as unreachable.
    Marked {
        /// At this address.
        email: EmailAddress,
    },
    /// This mail did not get there; the address may take the next one, and nobody is marked.
    NotForGood {
        /// The address.
        email: EmailAddress,
    },
    /// The person was marked before, or has another address by now.
    AlreadyKnown,
    /// No mail with that key was handed over: the bounce is forged, or about a mail whose data have gone.
    UnknownDelivery,
    /// It names another address than the person has now: forged, or corrected since. Nobody is marked.
    OtherAddress,
}

impl App {
    /// Takes note that a mail came back. Anybody can write a bounce: it counts only for a mail that a server has accepted, or may
    /// have accepted, and only for the address that the person has now.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn take_bounce(&self, bounce: &Bounce) -> Result<BounceTaken, storage::Error> {
        let Some(sent) = storage::bounce::find_sent(self.db.read(), bounce.delivery).await? else {
            return Ok(BounceTaken::UnknownDelivery);
        };
        if !sent.was_accepted && !sent.maybe_twice {
            return Ok(BounceTaken::UnknownDelivery);
        }
        let email = sent.registration.registrant.email;
        if !bounce.is_about(&email) {
            return Ok(BounceTaken::OtherAddress);
        }
        let now = self.clock.now();
        let (row, permanent, id, address) = (bounce.delivery, bounce.permanent, sent.registration.id, email.clone());
        let words = format!("bounced: {} {}", bounce.status, bounce.words).trim_end().to_owned();
        let marking = self.db.write(move |tx| {
            let (address, words) = (address.clone(), words.clone());
            async move {
                storage::bounce::mark(tx, row, &words).await?;
                let marked = permanent && storage::registration::mark_unreachable(tx, id, &address, &words, now).await?;
                if marked {
                    storage::delivery::void_waiting_of_registration(tx, id, VoidReason::Unreachable).await?;
                }
                Ok(marked)
            }
            .boxed()
        });
        Ok(match marking.await? {
            true => BounceTaken::Marked { email },
            false if permanent => BounceTaken::AlreadyKnown,
            false => BounceTaken::NotForGood { email },
        })
    }
}
