//! How people come in: who registers, how many, and when the form is open.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::event::fixed_words;
use crate::domain::schedule::{Doubled, Schedule, ScheduleError, WallClock, WallTime};

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

fixed_words!(pub RegistrationMode { Required => "required", Optional => "optional", Open => "open" });
fixed_words!(pub Asked { Required => "required", Optional => "optional", Hidden => "hidden" });

/// Why a form cannot be open then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// A time that cannot be.
    #[error(transparent)]
    Time(#[from] ScheduleError),
    /// It would open when it has closed.
    #[error("the form would open at {opens} and close at {closes}: let registration_opens come before registration_closes and the end")]
    NeverOpen {
        /// Local opening.
        opens: WallTime,
        /// Local closing.
        closes: WallTime,
    },
}

impl Access {
    /// When the form opens; none means with the page.
    #[must_use]
    pub(super) fn form_opens_at(&self, schedule: &Schedule) -> Option<Timestamp> {
        schedule.wall.instant(self.opens?)
    }

    /// When the form closes: at the time that is set, or at the end.
    #[must_use]
    pub(super) fn form_closes_at(&self, schedule: &Schedule) -> Timestamp {
        let set = self.closes.and_then(|closes| schedule.wall.instant(closes));
        set.map_or(schedule.ends_at, |closes_at| closes_at.min(schedule.ends_at))
    }

    /// The same with its times settled as [`Schedule::resolve`] settles start and end (law 21).
    ///
    /// # Errors
    /// When a time does not exist, or the form would never be open.
    pub fn settled(self, schedule: &Schedule) -> Result<(Self, Vec<Doubled>), AccessError> {
        let settle = |time: Option<WallTime>| time.map(|time| schedule.settle(time)).transpose();
        let (opens, closes) = (settle(self.opens)?, settle(self.closes)?);
        let doubled = [&opens, &closes].into_iter().flatten().filter_map(|(_, doubled)| doubled.clone()).collect();
        let access = Self { opens: opens.map(|(time, _)| time), closes: closes.map(|(time, _)| time), ..self };
        let closes_at = access.form_closes_at(schedule);
        match access.opens.filter(|_| access.form_opens_at(schedule).is_some_and(|opens_at| opens_at >= closes_at)) {
            Some(opens) => Err(AccessError::NeverOpen { opens, closes: schedule.local(closes_at).datetime().into() }),
            None => Ok((access, doubled)),
        }
    }

    /// The same for a copy that starts at `starts`: its form opens and closes as long before that.
    #[must_use]
    pub fn copied(self, from: &WallClock, starts: WallTime) -> Self {
        let along = |time: Option<WallTime>| time.map(|time| from.moved_along(time, starts));
        Self { opens: along(self.opens), closes: along(self.closes), ..self }
    }

    /// The same for an event that gets another date: the closing comes along. The opening stays, since people know it and an open form
    /// is not to be shut again; it comes along where it would have nothing before it any more. With a word about times that exist twice.
    ///
    /// # Errors
    /// When the zone is unknown.
    pub fn moved(&self, from: &Schedule, to: &Schedule) -> Result<(Self, Vec<Doubled>), ScheduleError> {
        let along = self.clone().copied(&from.wall, to.wall.starts());
        let stays = Self { opens: self.opens, ..along.clone() };
        let is_early = |opens_at: Timestamp| opens_at < stays.form_closes_at(to).min(to.starts_at);
        let moved = if stays.form_opens_at(to).is_none_or(is_early) { stays } else { along };
        let mut words = Vec::new();
        let mut settle = |time: Option<WallTime>, before: Option<WallTime>| match time {
            Some(time) if Some(time) != before => {
                let (time, doubled) = to.settle(time)?;
                words.extend(doubled);
                Ok::<_, ScheduleError>(Some(time))
            }
            unchanged => Ok(unchanged),
        };
        let (opens, closes) = (settle(moved.opens, self.opens)?, settle(moved.closes, self.closes)?);
        Ok((Self { opens, closes, ..moved }, words))
    }
}
