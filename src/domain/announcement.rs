//! Understands an announcement as academies, libraries and associations publish it: plain text,
//! German or English, pasted from a web page, a mail or a word processor.
//!
//! The text becomes lines (`text`), and one walk over them (`reader`) gives each line to a
//! labelled section (`sections`, `people_section`) or to the running text (`body`). What fits no field stays in
//! the description with a warning: nothing is dropped, nothing invented. Nothing here fails, reads
//! a clock or knows how an event is stored.

mod body;
mod date;
mod debris;
mod description;
mod head;
mod labels;
mod language;
mod lists;
mod partners;
mod people;
mod people_section;
mod place;
mod reader;
mod registration_section;
mod sections;
mod series;
mod span;
mod statements;
mod text;
mod warning;
mod when;
mod when_and_where;
mod words;

use jiff::civil::DateTime;

pub use warning::{Warning, WarningKind};

use crate::domain::event::{LocationKind, Partner, Person, RegistrationMode};
use crate::domain::locale::Locale;

/// What an announcement says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Announcement {
    /// The first real line, or what `Titel:` says.
    pub title: Option<String>,
    /// The line below the title, unless that is the series.
    pub subtitle: Option<String>,
    /// The series that the event belongs to.
    pub series: Option<String>,
    /// Wall clock at the place of the event.
    pub starts: Option<DateTime>,
    /// Wall clock at the place of the event.
    pub ends: Option<DateTime>,
    /// Online when the text does not say.
    pub location_kind: LocationKind,
    /// The place in the words of the text; never a link into the room.
    pub location: Option<String>,
    /// Markdown: paragraphs separated by blank lines.
    pub description: String,
    /// Guests, moderation and hosts in the order of the text.
    pub people: Vec<Person>,
    /// Partners in the order of the text.
    pub partners: Vec<Partner>,
    /// The whole sentence about the funder.
    pub funding_note: Option<String>,
    /// The price in the words of the text.
    pub fee: Option<String>,
    /// Required when the text does not say.
    pub registration_mode: RegistrationMode,
    /// The sentences about registration.
    pub registration_note: Option<String>,
    /// "Diskussion", "Lesung", "Workshop".
    pub event_type: Option<String>,
    /// Subject areas.
    pub topics: Vec<String>,
    /// For whom the event is.
    pub audiences: Vec<String>,
    /// The language of the text.
    pub locale: Locale,
    /// What the organiser should look at, in the order of the text.
    pub warnings: Vec<Warning>,
}

/// Where one line of the text went.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Placement {
    /// Counts from 1.
    pub line: usize,
    /// The line without invisible characters and list marker.
    pub text: String,
    /// Where it went.
    pub place: Place,
}

/// The four places a line can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Into a field, or it was the label of one.
    Field(Field),
    /// Into the description, where it belongs.
    Description,
    /// Navigation of a web page or headers of a mail, left out.
    Debris,
    /// Into the warnings; what leads into the room only there, all else into the description too.
    Warning(WarningKind),
}

/// The fields of an announcement that take lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`Announcement::title`]
    Title,
    /// [`Announcement::subtitle`]
    Subtitle,
    /// [`Announcement::series`]
    Series,
    /// [`Announcement::starts`] and [`Announcement::ends`]
    Date,
    /// [`Announcement::location`]
    Location,
    /// [`Announcement::people`]
    People,
    /// [`Announcement::partners`]
    Partners,
    /// [`Announcement::funding_note`]
    Funding,
    /// [`Announcement::fee`]
    Fee,
    /// [`Announcement::registration_note`]
    Registration,
    /// [`Announcement::event_type`]
    EventType,
    /// [`Announcement::topics`]
    Topics,
    /// [`Announcement::audiences`]
    Audiences,
}

/// Reads an announcement. Whatever the text is, this neither fails nor panics: what is missing is
/// `None` and a warning.
#[must_use]
pub fn parse(text: &str) -> Announcement {
    parse_with_trace(text).0
}

/// Reads an announcement and tells for each line that is not blank where it went, exactly once.
#[must_use]
pub fn parse_with_trace(text: &str) -> (Announcement, Vec<Placement>) {
    let (lines, warnings) = text::lines(text);
    let mut reader = reader::Reader::new(lines, warnings);
    reader.read();
    reader.finish()
}
