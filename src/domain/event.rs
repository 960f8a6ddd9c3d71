//! An event: what an organiser announces, when it takes place, who may come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::domain::afterwards::{Afterwards, Material};
use crate::domain::change::Change;
use crate::domain::id::EventId;
use crate::domain::locale::Locale;
use crate::domain::question::Question;
use crate::domain::schedule::{Schedule, WallTime};
use crate::domain::text;

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 200;

/// One online date with its start, its end and its zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its key.
    pub id: EventId,
    /// Its place in every address.
    pub slug: Slug,
    /// How far it has come.
    pub status: EventStatus,
    /// When it takes place.
    pub schedule: Schedule,
    /// Which start this is: rises with every new one, returns with an old one (law 7).
    pub generation: i32,
    /// The revision of its calendar entry (RFC 5545 section 3.8.7.4): rises with every change that people are told.
    pub sequence: i32,
    /// The last change of date that people are told.
    pub change: Option<Change>,
    /// Whether its reminders are sent: not so in a copy, until somebody says so (law 9).
    pub reminders_armed: bool,
    /// When and why it was called off.
    pub cancellation: Option<Cancellation>,
    /// What the announcement says.
    pub announcement: Announced,
    /// How people come in.
    pub access: Access,
    /// What there is for them when it is over.
    pub afterwards: Afterwards,
    /// What the form asks beyond name and address.
    pub questions: Vec<Question>,
    /// Days after the end until personal data are removed (law 23).
    pub retention_days: u16,
    /// When it was entered.
    pub created_at: Timestamp,
}

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

/// How people come in.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the organiser's own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Whether people register.
    pub mode: RegistrationMode,
    /// The most confirmed registrations; none means any number.
    pub capacity: Option<u32>,
    /// The room's address: a secret that only the join link leads to.
    pub room_url: Option<String>,
    /// Minutes before the start when the doors open.
    pub doors_before_minutes: u16,
    /// Minutes after the end when the doors close.
    pub doors_after_minutes: u16,
    /// Whether the page that confirms a late sign-up shows the link, too.
    pub link_on_page: bool,
    /// Whether the form asks for the given name.
    pub given_name: Asked,
    /// Whether the form asks for the family name.
    pub family_name: Asked,
    /// When the form opens, by the clock on the event's wall; none means with the page.
    pub opens: Option<WallTime>,
    /// When the form closes; none means at the end.
    pub closes: Option<WallTime>,
    /// Whether a place is held until the address is confirmed.
    pub double_opt_in: bool,
    /// Whether the organiser decides on each registration.
    pub approval: bool,
    /// Whether presence is recorded, by a button on the way in (law 18).
    pub proves_attendance: bool,
    /// Whom to ask when something does not work: a telephone number or an address.
    pub help_contact: Option<String>,
}

/// Whether the form asks for a part of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It must be filled in.
    #[default]
    Required,
    /// It may be left open.
    Optional,
    /// It is not asked for.
    Hidden,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            mode: RegistrationMode::Required,
            capacity: None,
            room_url: None,
            doors_before_minutes: 15,
            doors_after_minutes: 30,
            link_on_page: true,
            given_name: Asked::default(),
            family_name: Asked::default(),
            opens: None,
            closes: None,
            double_opt_in: false,
            approval: false,
            proves_attendance: false,
            help_contact: None,
        }
    }
}

/// The end of an event before it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// When it was called off.
    pub cancelled_at: Timestamp,
    /// Why, in the organiser's words.
    pub reason: String,
}

/// Where the form of an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormState {
    /// It opens then.
    NotYet(Timestamp),
    /// It takes sign-ups.
    Open,
    /// It takes none any more, or never did.
    Closed,
}

/// Where an event stands relative to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The doors are still closed.
    Ahead,
    /// The doors are open, from before the start until after the end.
    Open,
    /// The doors have closed.
    Over,
}

impl Event {
    /// The moment when the doors open.
    #[must_use]
    pub fn doors_open_at(&self) -> Timestamp {
        self.schedule.starts_at - jiff::SignedDuration::from_mins(self.access.doors_before_minutes.into())
    }

    /// The moment when the doors close.
    #[must_use]
    pub fn doors_close_at(&self) -> Timestamp {
        self.schedule.ends_at + jiff::SignedDuration::from_mins(self.access.doors_after_minutes.into())
    }

    /// The room's address, if people can be sent to it.
    #[must_use]
    pub fn room(&self) -> Option<&str> {
        self.access.room_url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    }

    /// The recording, as long as it can be seen.
    #[must_use]
    pub fn recording(&self, now: Timestamp) -> Option<&str> {
        self.afterwards.recording(self.schedule.local(now).date())
    }

    /// Where the event stands at `now`.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        if now < self.doors_open_at() {
            Phase::Ahead
        } else if now < self.doors_close_at() {
            Phase::Open
        } else {
            Phase::Over
        }
    }

    /// When personal data are removed that are kept for so many days (law 23).
    #[must_use]
    pub fn removed_after(&self, days: u16) -> Timestamp {
        term_ends_at(self.schedule.ends_at, self.cancellation.as_ref().map(|cancellation| cancellation.cancelled_at), days)
    }

    /// When all personal data of the event are removed (law 23).
    #[must_use]
    pub fn personal_data_until(&self) -> Timestamp {
        self.removed_after(self.retention_days)
    }

    /// Whether the form takes a sign-up at `now`.
    #[must_use]
    pub fn takes_sign_ups(&self, now: Timestamp) -> bool {
        self.form(now) == FormState::Open
    }

    /// Where the form stands at `now`: it takes sign-ups while the event is published, asks for registration and has not ended, between
    /// the times that the organiser has set.
    #[must_use]
    pub fn form(&self, now: Timestamp) -> FormState {
        let is_there = self.status == EventStatus::Published && self.access.mode != RegistrationMode::Open;
        if !is_there || now >= self.form_closes_at() {
            return FormState::Closed;
        }
        match self.form_opens_at() {
            Some(opens_at) if now < opens_at => FormState::NotYet(opens_at),
            _ => FormState::Open,
        }
    }

    /// When the form opens; none means with the page.
    #[must_use]
    pub fn form_opens_at(&self) -> Option<Timestamp> {
        self.schedule.wall.instant(self.access.opens?)
    }

    /// When the form closes: at the time that is set, or at the end.
    #[must_use]
    pub fn form_closes_at(&self) -> Timestamp {
        let set = self.access.closes.and_then(|closes| self.schedule.wall.instant(closes));
        set.map_or(self.schedule.ends_at, |closes_at| closes_at.min(self.schedule.ends_at))
    }

    /// Whether the page that confirms a sign-up at `now` shows the join link as well: less than 60 minutes are left,
    /// so a mail that is late would keep somebody out.
    #[must_use]
    pub fn shows_link_on_page(&self, now: Timestamp) -> bool {
        const LATE_MINUTES: i64 = 60;
        let late = now >= self.schedule.starts_at - jiff::SignedDuration::from_mins(LATE_MINUTES);
        self.access.link_on_page && self.access.capacity.is_none() && late && now < self.doors_close_at()
    }

    /// The date that the last change gave up; none when there was no change, or the event is back at it.
    #[must_use]
    pub fn former_schedule(&self) -> Option<Schedule> {
        let previous = self.change.as_ref()?.previous(&self.schedule.wall)?;
        Schedule::resolve(previous.clone()).ok().map(|(schedule, _)| schedule)
    }

    /// The UID of its calendar entry (RFC 5545 section 3.8.4.7), the same for ever.
    #[must_use]
    pub fn calendar_uid(&self, host: &str) -> String {
        format!("{}@{host}", self.id)
    }
}

/// Days after a cancellation in which everybody can be told of it, however long the mail server is away.
const TOLD_WITHIN_DAYS: u16 = 14;

/// When a term of so many days ends: after the end of the event, or after the moment when it was called off. One that was called off
/// needs nobody's data any longer, however far off its date was, but those who are to be told of that.
#[must_use]
pub fn term_ends_at(ends_at: Timestamp, cancelled_at: Option<Timestamp>, days: u16) -> Timestamp {
    let after = |at: Timestamp, days: u16| at.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(at);
    let regular = after(ends_at, days);
    cancelled_at.map_or(regular, |cancelled_at| regular.min(after(cancelled_at, days.max(TOLD_WITHIN_DAYS))))
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Only the organiser sees it.
    Draft,
    /// Everybody sees it.
    Published,
    /// Everybody sees that it was called off.
    Cancelled,
}

/// Whether people register for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Only who has registered comes in.
    Required,
    /// Who registers is reminded; the public page leads to the room as well.
    Optional,
    /// No form; the public page leads to the room while it is open.
    Open,
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

/// Gives an enum its fixed words, the same in the database and in files, both ways.
macro_rules! fixed_words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// The fixed word for it, in the database and in files.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                match word { $($word => Ok(Self::$variant),)+ other => Err(other.to_owned()) }
            }
        }
    };
}
pub(crate) use fixed_words;

fixed_words!(EventStatus { Draft => "draft", Published => "published", Cancelled => "cancelled" });
fixed_words!(RegistrationMode { Required => "required", Optional => "optional", Open => "open" });
fixed_words!(LocationKind { Online => "online", OnSite => "on_site", Hybrid => "hybrid" });
fixed_words!(Asked { Required => "required", Optional => "optional", Hidden => "hidden" });
fixed_words!(Role { Guest => "guest", Moderation => "moderation", Host => "host" });

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

/// An event's place in every address: 1 to 80 lower case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// A text that cannot be a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a slug has 1 to {max} lower case letters, digits and single hyphens, such as kleinstaedte-2021; {given:?} has not", max = Slug::MAX_CHARS)]
pub struct SlugError {
    given: String,
}

impl Slug {
    /// The most characters of a slug.
    pub const MAX_CHARS: usize = 80;

    /// Takes a slug as given.
    ///
    /// # Errors
    /// When it is not in the form that [`Slug::of_title`] makes.
    pub fn parse(given: &str) -> Result<Self, SlugError> {
        let slug = text::slug(given, Self::MAX_CHARS);
        if slug == given && !slug.is_empty() { Ok(Self(slug)) } else { Err(SlugError { given: given.to_owned() }) }
    }

    /// The slug that a title suggests; `event` when the title has nothing to offer.
    #[must_use]
    pub fn of_title(title: &str) -> Self {
        const HANDY_CHARS: usize = 60;
        let slug = text::slug(title, HANDY_CHARS);
        Self(if slug.is_empty() { "event".to_owned() } else { slug })
    }

    /// The slug of a name in an address: of a series, a topic, a kind; none when the name has nothing to offer.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let slug = text::slug(name, Self::MAX_CHARS);
        (!slug.is_empty()).then_some(Self(slug))
    }

    /// The same with a number behind it, for a slug that is taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_what_a_title_makes_and_nothing_else() {
        assert_eq!(Slug::of_title("Kommt der Run?").as_str(), "kommt-der-run");
        assert_eq!(Slug::of_title("李雷").as_str(), "event");
        for bad in ["", "A", "a b", "-a", "a--b", "ä", "../a", "a/b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
