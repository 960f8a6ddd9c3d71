//! What the parser tells the organiser.

use std::fmt;

use super::text::Line;

/// Something in an announcement that the organiser should look at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// Counts from 1; 0 means the whole text.
    pub line: usize,
    /// What is wrong.
    pub kind: WarningKind,
    /// The line itself.
    pub text: String,
}

/// What can be wrong with an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// No line can be the title.
    NoTitle,
    /// No date was found.
    NoDate,
    /// A date was found, but no time.
    NoTime,
    /// A start was found, but no end.
    NoEnd,
    /// The text names no place and does not say "online".
    NoLocation,
    /// A date or time that does not exist, lacks its year or contradicts itself.
    UnclearDate,
    /// The weekday is not that of the date.
    WrongWeekday,
    /// Further dates; an event has one start.
    MoreDates,
    /// The sentences about registration contradict one another.
    UnclearRegistration,
    /// A link to the room or its access code, which must not be public.
    RoomLink,
    /// The greeting, the closing or the signature of a letter.
    Letter,
    /// A line that fits no field.
    Unplaced,
    /// Invisible characters were taken out.
    ControlCharacters,
}

impl Warning {
    pub(super) fn new(line: &Line, kind: WarningKind) -> Self {
        Self { line: line.number, kind, text: line.text.clone() }
    }

    pub(super) fn about_the_whole(kind: WarningKind) -> Self {
        Self { line: 0, kind, text: String::new() }
    }
}

impl WarningKind {
    fn sentence(self) -> &'static str {
        match self {
            Self::NoTitle => "No line looks like a title; give the event one",
            Self::NoDate => "No date was found; give the event a start",
            Self::NoTime => "There is a date but no time; give the event a start",
            Self::NoEnd => "The end is not said; only the start was taken",
            Self::NoLocation => "The place is not said; the event counts as online",
            Self::UnclearDate => "The date or time is unclear and was not taken",
            Self::WrongWeekday => "The weekday does not belong to the date; the date was taken",
            Self::MoreDates => "There is more than one date; only the first was taken",
            Self::UnclearRegistration => "The text says different things about registration; the first was taken",
            Self::RoomLink => "This leads into the room and is not for the public page",
            Self::Letter => "This is part of a letter; it stays in the description",
            Self::Unplaced => "This fits no field; it stays in the description",
            Self::ControlCharacters => "Invisible control characters were removed",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = self.kind.sentence();
        match (self.line, self.text.as_str()) {
            (0, _) => write!(f, "{sentence}."),
            (line, "") => write!(f, "Line {line}: {sentence}."),
            (line, text) => write!(f, "Line {line}: {sentence}: “{text}”"),
        }
    }
}
