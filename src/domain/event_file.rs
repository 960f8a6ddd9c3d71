//! An event as a file: what `event export` writes and `event import` reads, as TOML or JSON.
//!
//! Its keys are an interface: they are kept. Unknown ones are refused, so that a misspelled key is not a lost one.

use serde::{Deserialize, Serialize};

use crate::domain::event::{Afterwards, Asked, LocationKind, Partner, Person, RegistrationMode};
use crate::domain::id::QuestionId;
use crate::domain::locale::Locale;
use crate::domain::question::QuestionKind;
use crate::domain::reminder::{Audience, Offset, Reminder};
use crate::domain::schedule::WallTime;

/// An event without what belongs to one instance (key, status, registrations).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// When the form opens, in local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_opens: Option<WallTime>,
    /// When the form closes, in local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_closes: Option<WallTime>,
    /// Whether a place is held until the address is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub double_opt_in: Option<bool>,
    /// Whether the organiser decides on each registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<bool>,
    /// Whether presence is recorded, by a button on the way in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_of_attendance: Option<bool>,
    /// Whom to ask when something does not work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_contact: Option<String>,
    /// Days after the end until personal data are removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
    /// Reminders for all, in minutes before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders_before_minutes: Option<Vec<u32>>,
    /// Reminders one by one, where minutes before the start do not say all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<ReminderFile>,
    /// Who speaks, who leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Who holds it together with the organiser.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Partner>,
    /// What the form asks beyond name and address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionFile>,
    /// What there is when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
}

impl EventFile {
    /// Whether it says the same as another, whatever their slugs, and whatever key a question has.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let bare = |file: &Self| Self { slug: None, ..file.clone() }.with_new_questions();
        bare(self) == bare(other)
    }

    /// The same for another event: its questions are no event's yet.
    #[must_use]
    pub fn with_new_questions(mut self) -> Self {
        self.questions.iter_mut().for_each(|question| question.id = None);
        self
    }
}

/// A reminder as a file has it: minutes before the start or after the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderFile {
    /// Minutes before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_minutes: Option<u32>,
    /// Minutes after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_minutes: Option<u32>,
    /// Whom it is for.
    #[serde(default)]
    pub audience: AudienceFile,
    /// The organiser's own words in it, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Whom a reminder of a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudienceFile {
    /// Registrants and team.
    #[default]
    Everyone,
    /// Who has registered.
    Registrants,
    /// Who holds the event.
    Team,
}

/// Why a reminder of a file is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a reminder says either before_minutes or after_minutes, and this one says {0}")]
pub struct ReminderFileError(&'static str);

impl ReminderFile {
    /// The reminders that it stands for.
    ///
    /// # Errors
    /// When it says no moment, or two.
    pub fn read(&self) -> Result<Vec<Reminder>, ReminderFileError> {
        let offset = match (self.before_minutes, self.after_minutes) {
            (Some(minutes), None) => Offset::Before(minutes),
            (None, Some(minutes)) => Offset::After(minutes),
            (None, None) => return Err(ReminderFileError("neither")),
            (Some(_), Some(_)) => return Err(ReminderFileError("both")),
        };
        let audiences: &[Audience] = match self.audience {
            AudienceFile::Everyone => &Audience::ALL,
            AudienceFile::Registrants => &[Audience::Registrants],
            AudienceFile::Team => &[Audience::Team],
        };
        Ok(audiences.iter().map(|audience| Reminder { offset, audience: *audience, text: self.text.clone() }).collect())
    }
}

/// Reminders as a file has them: their minutes alone where that says it all, each by itself otherwise.
#[must_use]
pub fn reminders_of<'a>(reminders: impl Iterator<Item = &'a Reminder>) -> (Option<Vec<u32>>, Vec<ReminderFile>) {
    let mut files: Vec<ReminderFile> = Vec::new();
    for Reminder { offset, audience, text } in reminders {
        let (before_minutes, after_minutes) = match offset {
            Offset::Before(minutes) => (Some(*minutes), None),
            Offset::After(minutes) => (None, Some(*minutes)),
        };
        let same = files.iter_mut().find(|file| {
            (file.before_minutes, file.after_minutes, &file.text) == (before_minutes, after_minutes, text)
                && file.audience != AudienceFile::Everyone
        });
        let audience = match audience {
            Audience::Registrants => AudienceFile::Registrants,
            Audience::Team => AudienceFile::Team,
        };
        match same {
            Some(file) => file.audience = AudienceFile::Everyone,
            None => files.push(ReminderFile { before_minutes, after_minutes, audience, text: text.clone() }),
        }
    }
    let plain = |file: &ReminderFile| file.before_minutes.filter(|_| file.audience == AudienceFile::Everyone && file.text.is_none());
    match files.iter().map(plain).collect::<Option<Vec<u32>>>() {
        Some(minutes) => (Some(minutes), Vec::new()),
        None => (None, files),
    }
}

/// A question as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// Its key here, which no file has: answers are kept under it.
    #[serde(skip)]
    pub id: Option<QuestionId>,
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
    /// What the answer is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Days after the end until the answers are removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
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
    #[error("the file is not an event: {}", in_brief(&.0.to_string()))]
    Json(#[from] serde_json::Error),
}

impl EventFileError {
    /// The parser's own words have several lines and a picture of the place.
    fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Self::Toml { reason: in_brief(&error.message().lines().collect::<Vec<_>>().join(", ")), line }
    }
}

/// serde names every key that there is beside the unknown one: the nearest says it better.
fn in_brief(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [unknown, known @ ..] = names.as_slice() else { return message.to_owned() };
    let nearest = known.iter().min_by_key(|name| strsim::damerau_levenshtein(name, unknown));
    match nearest.filter(|_| message.starts_with("unknown field")) {
        Some(nearest) => format!("unknown key `{unknown}`, did you mean `{nearest}`?"),
        None => message.to_owned(),
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
