//! A line of the attendee list, and which lines are asked for.

use jiff::Timestamp;

use crate::domain::event::fixed_words;
use crate::domain::id::RegistrationId;
use crate::domain::locale::Locale;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::text;

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
    /// The language of pages and mails.
    pub language: Locale,
    /// Which place they have on the waiting list, where that was asked for.
    pub waiting_place: Option<u64>,
    /// When presence was shown.
    pub present_at: Option<Timestamp>,
    /// What organisers have noted, where that was asked for.
    pub note: String,
}

/// A line of the list with what only the screen needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The registration.
    pub id: RegistrationId,
    /// Which tab it stands under.
    pub group: AttendeeGroup,
    /// Whether the organiser has turned it down.
    pub is_declined: bool,
    /// Whether the address takes mail, as far as anybody knows.
    pub is_reachable: bool,
    /// Whether organisers have noted something.
    pub has_note: bool,
    /// The line itself.
    pub attendee: Attendee,
}

/// Where people stand, as organisers tell them apart: who waits for the organiser is another matter than who has not confirmed the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttendeeGroup {
    /// They hold a place.
    Registered,
    /// They wait for a place.
    Waitlisted,
    /// They wait for the organiser to decide.
    Requested,
    /// They are to confirm their address.
    Unconfirmed,
    /// They have given up, or were turned down.
    Cancelled,
}

fixed_words!(pub AttendeeGroup {
    Registered => "registered",
    Waitlisted => "waitlisted",
    Requested => "requested",
    Unconfirmed => "unconfirmed",
    Cancelled => "cancelled",
});

impl AttendeeGroup {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Registered, Self::Waitlisted, Self::Requested, Self::Unconfirmed, Self::Cancelled];

    /// The group of a registration that stands so, and whose address is to be confirmed or not.
    #[must_use]
    pub fn of(status: RegistrationStatus, is_to_be_confirmed: bool) -> Self {
        match status {
            RegistrationStatus::Registered => Self::Registered,
            RegistrationStatus::Waitlisted => Self::Waitlisted,
            RegistrationStatus::Pending if is_to_be_confirmed => Self::Unconfirmed,
            RegistrationStatus::Pending => Self::Requested,
            RegistrationStatus::Cancelled => Self::Cancelled,
        }
    }

    /// The group of a registration.
    #[must_use]
    pub fn of_registration(registration: &Registration) -> Self {
        Self::of(registration.status, registration.expires_at.is_some())
    }
}

/// In which order a list has its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AttendeeOrder {
    /// As they registered.
    #[default]
    Registered,
    /// By family name, then by given name, as in a German directory: an `ä` stands with the `a` (DIN 5007, variant 1).
    Name,
}

/// Which attendees of an event are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttendeeFilter {
    /// Only these; all otherwise.
    pub group: Option<AttendeeGroup>,
    /// Only those who are found.
    pub search: Search,
}

/// What somebody looks for: every word of it stands in a part of the name or in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<SearchWord>,
}

/// A word in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWord {
    /// As it stands in a name.
    pub in_name: String,
    /// As it stands in an address: a domain with letters beyond ASCII is kept in A-labels.
    pub in_address: String,
}

impl Search {
    /// The most characters that are looked at: the longest address has no more.
    pub const MAX_CHARS: usize = 254;

    /// Takes what was typed. What no name and no address holds, a control character, parts words as a space does.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed: String = typed.chars().take(Self::MAX_CHARS).collect();
        let words = typed.split(|c: char| c.is_whitespace() || c.is_control());
        let words = words.filter(|word| !word.is_empty()).map(|word| {
            // Composed as names are. What cannot stand in a name is looked for all the same, and not found.
            let word = text::line(word, Self::MAX_CHARS).unwrap_or_else(|_| word.to_owned());
            SearchWord::of(&word.to_lowercase())
        });
        Self { words: words.collect() }
    }

    /// Its words; none when everybody is meant.
    #[must_use]
    pub fn words(&self) -> &[SearchWord] {
        &self.words
    }
}

impl SearchWord {
    fn of(word: &str) -> Self {
        let (before, domain) = word.rfind('@').map_or(("", word), |at| word.split_at(at + 1));
        let domain = if domain.is_ascii() { Ok(domain.to_owned()) } else { idna::domain_to_ascii(domain) };
        let in_address = domain.map_or_else(|_| word.to_owned(), |domain| format!("{before}{domain}"));
        Self { in_name: word.to_owned(), in_address }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &str) -> Vec<(String, String)> {
        Search::of(typed).words.into_iter().map(|word| (word.in_name, word.in_address)).collect()
    }

    #[test]
    fn a_search_is_words_in_lower_case() {
        let pair = |word: &str| (word.to_owned(), word.to_owned());
        assert_eq!(words("  Anna\u{0}BEISPIEL @Example.org "), [pair("anna"), pair("beispiel"), pair("@example.org")]);
        assert_eq!(words("u\u{308}"), [("ü".to_owned(), "xn--tda".to_owned())], "composed as names are");
        assert_eq!(words(" \t "), []);
    }

    #[test]
    fn a_domain_is_looked_for_as_it_is_kept() {
        assert_eq!(words("info@MÜLLER.example")[0].1, "info@xn--mller-kva.example");
        assert_eq!(words("100%_")[0].1, "100%_");
    }
}
