//! Erasing a person: why it was done, and the receipt that names nobody (law 24).

use jiff::Timestamp;

use crate::domain::event::fixed_words;
use crate::domain::id::EventId;

/// Why personal data were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErasureReason {
    /// The person asked for it.
    Asked,
    /// The owner of the address says that they never registered.
    NotMe,
    /// The organisers did it for a person who asked them.
    ByOrganiser,
    /// The event's term has ended.
    Term,
    /// The term of an answer has ended; the registration stays.
    AnswerTerm,
    /// The address was never confirmed.
    Unconfirmed,
    /// The address was mistyped, and corrected at once.
    Mistyped,
}

fixed_words!(pub ErasureReason {
    Asked => "asked",
    NotMe => "not_me",
    ByOrganiser => "by_organiser",
    Term => "term",
    AnswerTerm => "answer_term",
    Unconfirmed => "unconfirmed",
    Mistyped => "mistyped",
});

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Registrations, each with name and address.
    pub registrations: u64,
    /// Answers to questions.
    pub answers: u64,
    /// Rows of the ledger.
    pub deliveries: u64,
    /// Mails that were kept to be looked at.
    pub mails: u64,
}

impl Removed {
    /// Both together.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        Self {
            registrations: self.registrations + more.registrations,
            answers: self.answers + more.answers,
            deliveries: self.deliveries + more.deliveries,
            mails: self.mails + more.mails,
        }
    }
}

/// What stays of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number, to refer to.
    pub number: String,
    /// Of which event; none when it was of several.
    pub event: Option<EventId>,
    /// When.
    pub erased_at: Timestamp,
    /// Why.
    pub reason: ErasureReason,
    /// How much.
    pub removed: Removed,
}

/// Who took part, as counts that stay when the people have gone (law 23).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headcount {
    /// Who held a place.
    pub registered: u64,
    /// Who had cancelled.
    pub cancelled: u64,
    /// Who was still waiting for a place.
    pub waitlisted: u64,
    /// Who was there.
    pub present: u64,
}
