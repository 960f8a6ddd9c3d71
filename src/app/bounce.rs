//! What comes back: a mail that did not reach its person.

use crate::app::App;
use crate::domain::delivery::DeliveryState;
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
    /// The person was marked before.
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
        if sent.state != DeliveryState::Accepted && !sent.maybe_twice {
            return Ok(BounceTaken::UnknownDelivery);
        }
        let email = sent.registration.registrant.email;
        if !bounce.is_about(&email) {
            return Ok(BounceTaken::OtherAddress);
        }
        // Here the person is marked, in one write with a second look at the address: `registration.unreachable_at`,
        // `unreachable_reason` (status and words), and `AlreadyKnown` where they are set.
        Ok(BounceTaken::Marked { email })
    }
}
