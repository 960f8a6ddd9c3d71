//! An event as a file: what `event export` writes and `event import` reads, as TOML or JSON.
//!
//! Its keys are an interface: they are kept. Unknown ones are refused, so that a misspelled key is not a lost one.

use serde::{Deserialize, Serialize};

use crate::domain::event::{Asked, LocationKind, Partner, Person, RegistrationMode};
use crate::domain::locale::Locale;
use crate::domain::question::QuestionKind;
use crate::domain::schedule::WallTime;

/// An event without what belongs to one instance (key, status, registrations).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// Its place in every address; made of the title when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The language it is written in; the instance's when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Its title.
    pub title: String,
    /// A line that explains the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// The series it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Local start, `2021-04-15T18:30`; where that time exists twice, with its offset: `2027-10-31T02:30+01:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<WallTime>,
    /// Local end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<WallTime>,
    /// IANA name of the zone; the instance's when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether people meet on the net or in a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_kind: Option<LocationKind>,
    /// The place, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The text, in Markdown.
    #[serde(default)]
    pub description: String,
    /// The funder's sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding_note: Option<String>,
    /// What it costs, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// Whether people register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<RegistrationMode>,
    /// What the announcement says of registering.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_note: Option<String>,
    /// Lecture, panel, workshop …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Whom it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// The most confirmed registrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// The room's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_url: Option<String>,
    /// Minutes before the start when the doors open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_before_minutes: Option<u16>,
    /// Minutes after the end when the doors close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_after_minutes: Option<u16>,
    /// Whether the page that confirms a late sign-up shows the link, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_on_page: Option<bool>,
    /// Whether the form asks for the given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<Asked>,
    /// Whether the form asks for the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<Asked>,
    /// Days after the end until personal data are removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
    /// Reminders, in minutes before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders_before_minutes: Option<Vec<u32>>,
    /// Who speaks, who leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Who holds it together with the organiser.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Partner>,
    /// What the form asks beyond name and address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionFile>,
}

/// A question as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// Its words.
    pub label: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether the form is refused without an answer.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// Why a file is not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventFileError {
    /// Not TOML, or not with these keys.
    #[error("the file is not an event: {reason} in line {line}")]
    Toml {
        /// What is wrong, in one sentence.
        reason: String,
        /// Where, from 1.
        line: usize,
    },
    /// Not JSON, or not with these keys.
    #[error("the file is not an event: {0}")]
    Json(#[from] serde_json::Error),
}

impl EventFileError {
    /// The parser's own words have several lines and a picture of the place.
    fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Self::Toml { reason: error.message().lines().collect::<Vec<_>>().join(", "), line }
    }
}

/// In which form a text holds an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An announcement as organisers write it.
    Announcement,
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl Form {
    /// Tells the form of a text by how it begins: JSON by its brace, TOML by a first line `key = value`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
        let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if first.starts_with('{') {
            Self::Json
        } else if first.split_once('=').is_some_and(|(key, _)| is_key(key.trim())) {
            Self::Toml
        } else {
            Self::Announcement
        }
    }
}

impl EventFile {
    /// Reads a file in TOML or JSON.
    ///
    /// # Errors
    /// When it is neither, or has a key that events do not have.
    pub fn parse(text: &str, form: Form) -> Result<Self, EventFileError> {
        match form {
            Form::Json => Ok(serde_json::from_str(text)?),
            Form::Toml | Form::Announcement => toml::from_str(text).map_err(|error| EventFileError::of_toml(text, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_text_shows_in_its_first_line() {
        assert_eq!(Form::of("\n# an event\ntitle = \"A\"\n"), Form::Toml);
        assert_eq!(Form::of(" {\"title\": \"A\"}"), Form::Json);
        assert_eq!(Form::of("E = mc²: Einstein heute\n\nDatum: 15.04.2021"), Form::Announcement);
    }

    #[test]
    fn a_misspelled_key_is_refused_by_name() {
        let error = EventFile::parse("title = \"A\"\ncapasity = 3\n", Form::Toml).expect_err("an unknown key");
        assert!(error.to_string().contains("capasity"), "{error}");
    }
}
