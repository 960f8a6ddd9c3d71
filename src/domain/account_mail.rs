//! Mails to organisers about their own accounts: each carries a link that opens once, at which a password is chosen.

use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::Claim;
use crate::domain::event::fixed_words;
use crate::domain::id::{DeliveryId, OrganiserId};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;

/// What such a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountMailKind {
    /// The password is forgotten.
    PasswordReset,
    /// Somebody is to become an organiser.
    Invitation,
}

fixed_words!(pub AccountMailKind { PasswordReset => "password_reset", Invitation => "invitation" });

impl AccountMailKind {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::PasswordReset, Self::Invitation];

    /// How long its link opens, and the mail is of use.
    #[must_use]
    pub fn holds(self) -> SignedDuration {
        match self {
            Self::PasswordReset => SignedDuration::from_hours(1),
            Self::Invitation => SignedDuration::from_hours(7 * 24),
        }
    }
}

/// A mail to an organiser, as it is kept: who reads it cannot come in by it, since its link is derived from its key (law 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountMail {
    /// Its key; also the left part of its Message-ID.
    pub id: DeliveryId,
    /// What it is for.
    pub kind: AccountMailKind,
    /// The language of the page where it was asked for.
    pub locale: Locale,
    /// When.
    pub asked_at: Timestamp,
}

impl AccountMail {
    /// Until when its link opens.
    #[must_use]
    pub fn useful_until(&self) -> Timestamp {
        self.asked_at + self.kind.holds()
    }
}

/// An invitation that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedInvitation {
    /// What the mail server said last, if it said anything.
    pub reply: Option<String>,
}

/// A mail that is to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAccountMail {
    /// The mail.
    pub mail: AccountMail,
    /// To whom.
    pub organiser_id: OrganiserId,
}

/// A mail that a sender has taken up.
#[derive(Debug, Clone)]
pub struct TakenAccountMail {
    /// The proof of holding it.
    pub claim: Claim,
    /// The mail.
    pub mail: AccountMail,
    /// To whom.
    pub organiser: Organiser,
}
