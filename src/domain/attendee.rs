//! A line of the attendee list.

use jiff::Timestamp;

use crate::domain::registration::RegistrationStatus;

/// One person on the list, with the answers in the order of the event's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Where the registration stands.
    pub status: RegistrationStatus,
    /// Empty where it was not asked for.
    pub given_name: String,
    /// Empty where it was not asked for.
    pub family_name: String,
    /// The address.
    pub email: String,
    /// When the registration was made.
    pub registered_at: Timestamp,
    /// One for each question, empty where it was left open.
    pub answers: Vec<String>,
}
