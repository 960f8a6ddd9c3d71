//! What an announcement says, field by field: text, people, partners.

use serde::{Deserialize, Serialize};

use crate::domain::event::fixed_words;
use crate::domain::locale::Locale;

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 200;

/// The text of the announcement, field by field, in the order in which the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// The language it is written in.
    pub locale: Locale,
    /// Its title.
    pub title: String,
    /// A line that explains the title.
    pub subtitle: Option<String>,
    /// The series it belongs to.
    pub series: Option<String>,
    /// Whether people meet on the net or in a place.
    pub location_kind: LocationKind,
    /// The place, in words; never the room's address.
    pub location: Option<String>,
    /// The text, in Markdown.
    pub description: String,
    /// Who speaks, who leads.
    pub people: Vec<Person>,
    /// Who holds it together with the organiser.
    pub partners: Vec<Partner>,
    /// The funder's sentence.
    pub funding_note: Option<String>,
    /// What it costs, in words; nothing said means free.
    pub fee: Option<String>,
    /// What the announcement says of registering.
    pub registration_note: Option<String>,
    /// Lecture, panel, workshop …
    pub event_type: Option<String>,
    /// What it is about.
    pub topics: Vec<String>,
    /// Whom it is for.
    pub audiences: Vec<String>,
}

/// Where people meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationKind {
    /// On the net.
    Online,
    /// In a place.
    OnSite,
    /// Both.
    Hybrid,
}

/// What a person does at an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Speaks or sits on the panel.
    Guest,
    /// Leads the talk.
    Moderation,
    /// Owns the evening.
    Host,
}

/// Somebody named in the announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What they do.
    pub role: Role,
    /// An academic title or the like, before the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Their name.
    pub name: String,
    /// What they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Where they are that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Who holds the event together with the organiser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The institution's name.
    pub name: String,
    /// Its abbreviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// The larger institution that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

fixed_words!(pub LocationKind { Online => "online", OnSite => "on_site", Hybrid => "hybrid" });
fixed_words!(pub Role { Guest => "guest", Moderation => "moderation", Host => "host" });
