//! An event: what an organiser announces, when it takes place, who may come.

mod access;
mod announced;
mod slug;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::access::{Access, AccessError, Asked, RegistrationMode};
pub use self::announced::{Announced, LocationKind, MAX_TITLE_CHARS, Partner, Person, Role};
pub use self::slug::{Slug, SlugError};
pub use crate::domain::afterwards::{Afterwards, Material};
use crate::domain::change::Change;
use crate::domain::id::EventId;
use crate::domain::question::Question;
use crate::domain::schedule::Schedule;

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

    /// Whether people would stand before a closed door: the event leads to a room, and nobody has entered it.
    #[must_use]
    pub fn lacks_room(&self, now: Timestamp) -> bool {
        let is_ahead = self.status != EventStatus::Cancelled && now < self.schedule.ends_at;
        is_ahead && self.access.room_url.is_none() && !self.is_in_a_place_alone()
    }

    /// Whether people come to a place and to no room on the net: their links lead nowhere else.
    #[must_use]
    pub fn is_in_a_place_alone(&self) -> bool {
        self.announcement.location_kind == LocationKind::OnSite && self.access.room_url.is_none()
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

    /// Whether there is something to come to at `now`: it is published, and not over.
    #[must_use]
    pub fn is_coming(&self, now: Timestamp) -> bool {
        self.status == EventStatus::Published && now < self.schedule.ends_at
    }

    /// Whether organisers can enter people at `now`: also before the form opens and after it has closed, as long as there is something to
    /// come to.
    #[must_use]
    pub fn takes_people(&self, now: Timestamp) -> bool {
        self.is_coming(now) && self.access.mode != RegistrationMode::Open
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
        self.access.form_opens_at(&self.schedule)
    }

    /// When the form closes: at the time that is set, or at the end.
    #[must_use]
    pub fn form_closes_at(&self) -> Timestamp {
        self.access.form_closes_at(&self.schedule)
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
    cancelled_at.map_or(regular, |cancelled_at| regular.min(after(cancelled_at, days_after_cancellation(days))))
}

/// For how many days after a cancellation data are kept at most whose term is so many days after the end.
#[must_use]
pub fn days_after_cancellation(days: u16) -> u16 {
    days.max(TOLD_WITHIN_DAYS)
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

/// Gives an enum its fixed words, the same in the database, in files and in addresses, both ways.
macro_rules! fixed_words {
    ($vis:vis $name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// The fixed word for it, in the database, in files and in addresses.
            #[must_use]
            $vis fn as_str(self) -> &'static str {
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

fixed_words!(pub EventStatus { Draft => "draft", Published => "published", Cancelled => "cancelled" });
