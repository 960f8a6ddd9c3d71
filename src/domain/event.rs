//! An event: what an organiser announces, when it takes place, who may come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::id::EventId;
use crate::domain::locale::Locale;
use crate::domain::question::Question;
use crate::domain::schedule::{Schedule, WallClock};
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
        }
    }
}

/// A change that everybody registered before it is told once. Several saves within ten minutes are one change (law 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Every save that it is made of, the first one first; never empty.
    pub saves: Vec<Save>,
    /// When people are told.
    pub told_at: Timestamp,
}

/// One save of another date, or of the same date under other zone rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// When it was made.
    pub saved_at: Timestamp,
    /// What the clock on the wall was to show before.
    pub previous: WallClock,
    /// Why.
    pub cause: Cause,
}

/// Why an event's instant has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An organiser gave it another date.
    Date,
    /// The zone's rules are others: the clock on the wall stays, calendars must follow (law 21).
    ZoneRules,
}

impl Change {
    /// So long after the first save people are told, so that a second thought is not a second mail.
    pub const WAIT: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);
    /// Nobody waits for a second thought when the old start or the new one is nearer than this.
    const URGENT: jiff::SignedDuration = jiff::SignedDuration::from_hours(2);

    /// The change that a save makes, together with those before it that nobody was told yet. `starts` are the old start and
    /// the new one.
    #[must_use]
    pub fn with(before: Option<&Self>, save: Save, starts: [Timestamp; 2]) -> Self {
        let now = save.saved_at;
        let is_urgent = starts.iter().any(|start| start.duration_since(now) < Self::URGENT);
        let latest = if is_urgent { now } else { now + Self::WAIT };
        match before.filter(|change| now < change.told_at) {
            Some(untold) => {
                let mut saves = untold.saves.clone();
                saves.push(save);
                Self { saves, told_at: untold.told_at.min(latest) }
            }
            None => Self { saves: vec![save], told_at: latest },
        }
    }

    /// When the last save was made.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        self.saves.last().map_or(self.told_at, |save| save.saved_at)
    }

    /// What whoever registered at `registered_at` was told before; none when they were told what holds now.
    #[must_use]
    pub fn told_before(&self, registered_at: Timestamp, now: &WallClock) -> Option<&Save> {
        let unheard = self.saves.iter().skip_while(|save| save.saved_at < registered_at);
        let first = unheard.clone().next()?;
        let is_news = first.previous != *now || unheard.clone().any(|save| save.cause == Cause::ZoneRules);
        is_news.then_some(first)
    }

    /// Of which spans of registering people are told, by what the clock on the wall is to show `now`: after the first moment,
    /// if there is one, until the second, included.
    #[must_use]
    pub fn told_spans(&self, now: &WallClock) -> Vec<(Option<Timestamp>, Timestamp)> {
        let starts = std::iter::once(None).chain(self.saves.iter().map(|save| Some(save.saved_at)));
        starts
            .zip(&self.saves)
            .map(|(after, save)| (after, save.saved_at))
            .filter(|(_, until)| self.told_before(*until, now).is_some())
            .collect()
    }

    /// The first date that was given up; none when the event is back at it.
    #[must_use]
    pub fn previous(&self, now: &WallClock) -> Option<&WallClock> {
        self.saves.first().map(|save| &save.previous).filter(|previous| *previous != now)
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

    /// Whether the form takes a sign-up at `now`: the event is published, asks for registration, and has not ended.
    #[must_use]
    pub fn takes_sign_ups(&self, now: Timestamp) -> bool {
        self.status == EventStatus::Published && self.access.mode != RegistrationMode::Open && now < self.schedule.ends_at
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

fixed_words!(Cause { Date => "date", ZoneRules => "zone_rules" });
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

    fn wall(day: i8) -> WallClock {
        let starts_local = jiff::civil::datetime(2021, 4, day, 18, 30, 0, 0);
        WallClock { starts_local, ends_local: jiff::civil::datetime(2021, 4, day, 20, 0, 0, 0), zone: "Europe/Berlin".to_owned() }
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minutes)
    }

    fn saved(before: Option<&Change>, minutes: i64, previous: i8) -> Change {
        Change::with(before, Save { saved_at: at(minutes), previous: wall(previous), cause: Cause::Date }, [at(100_000); 2])
    }

    #[test]
    fn law_07_saves_within_ten_minutes_are_one_change() {
        let first = saved(None, 0, 15);
        let second = saved(Some(&first), 9, 16);
        assert_eq!((second.saves.len(), second.told_at), (2, at(10)));
        let third = saved(Some(&second), 10, 17);
        assert_eq!((third.saves.len(), third.told_at), (1, at(20)));
    }

    #[test]
    fn law_07_a_change_two_hours_before_the_start_waits_for_nothing() {
        let save = Save { saved_at: at(0), previous: wall(15), cause: Cause::Date };
        assert_eq!(Change::with(None, save, [at(119), at(100_000)]).told_at, at(0));
    }

    #[test]
    fn law_07_moved_and_back_is_news_only_to_whoever_registered_in_between() {
        let change = saved(Some(&saved(None, 0, 15)), 5, 16);
        assert_eq!(change.told_before(at(-1), &wall(15)), None);
        assert_eq!(change.told_before(at(3), &wall(15)).map(|save| &save.previous), Some(&wall(16)));
        assert_eq!(change.told_spans(&wall(15)), [(Some(at(0)), at(5))]);
        assert_eq!(change.told_spans(&wall(17)), [(None, at(0)), (Some(at(0)), at(5))]);
    }

    #[test]
    fn a_slug_is_what_a_title_makes_and_nothing_else() {
        assert_eq!(Slug::of_title("Kommt der Run?").as_str(), "kommt-der-run");
        assert_eq!(Slug::of_title("李雷").as_str(), "event");
        for bad in ["", "A", "a b", "-a", "a--b", "ä", "../a", "a/b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
