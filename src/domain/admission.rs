//! What becomes of a sign-up: a place, a place that is held, or a place in the queue (law 16).

use jiff::{SignedDuration, Timestamp};

use crate::domain::event::Event;
use crate::domain::registration::{Registration, RegistrationStatus};

/// So long a place is held for an address that is not confirmed yet.
pub const HELD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What becomes of a sign-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It has a place.
    Registered,
    /// The address is to be confirmed before.
    Unconfirmed {
        /// Until when.
        until: Timestamp,
        /// Whether no place could be held meanwhile: then it waits for one.
        waits: bool,
    },
    /// The organiser decides.
    Requested,
    /// It waits for a place.
    Waitlisted,
    /// All places are taken.
    Full,
}

/// What the person has agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Willing {
    /// To come.
    #[default]
    ToCome,
    /// To wait as well, should all places be taken.
    ToWait,
}

impl Admission {
    /// Decides on somebody who signs up at `now`, while so many places are free; none means any number.
    #[must_use]
    pub fn of(event: &Event, free: Option<u64>, willing: Willing, now: Timestamp) -> Self {
        let has_place = free.is_none_or(|free| free > 0);
        if !has_place && willing == Willing::ToCome {
            return Self::Full;
        }
        Self::before_confirming(event, has_place, now).unwrap_or_else(|| Self::of_confirmed(event, false, has_place))
    }

    /// Decides on somebody whom the organiser enters at `now`, and who waits should all places be taken. Entering is the organiser's
    /// decision, so nobody is asked for another; the address is confirmed where the event asks for that.
    #[must_use]
    pub fn of_entered(event: &Event, free: Option<u64>, now: Timestamp) -> Self {
        let has_place = free.is_none_or(|free| free > 0);
        Self::before_confirming(event, has_place, now).unwrap_or_else(|| Self::of_confirmed(event, true, has_place))
    }

    /// What becomes of somebody whose address is not confirmed, where that already decides.
    fn before_confirming(event: &Event, has_place: bool, now: Timestamp) -> Option<Self> {
        // Nobody moves up once the event has started: then there is nothing to wait for.
        if !has_place && now >= event.schedule.starts_at {
            return Some(Self::Full);
        }
        let until = (now + HELD_FOR).min(event.schedule.ends_at);
        event.access.double_opt_in.then_some(Self::Unconfirmed { until, waits: !has_place })
    }

    /// Decides on somebody whose address is confirmed, or need not be; whom the organiser has accepted beforehand, nobody decides on again.
    #[must_use]
    pub fn of_confirmed(event: &Event, is_approved: bool, has_place: bool) -> Self {
        match (event.access.approval && !is_approved, has_place) {
            (true, _) => Self::Requested,
            (false, true) => Self::Registered,
            (false, false) => Self::Waitlisted,
        }
    }
}

impl Registration {
    /// The registration as it is after a decision at `now`: whoever waits already keeps the place in the queue.
    #[must_use]
    pub fn admitted(self, admission: Admission, now: Timestamp) -> Self {
        let since = self.waitlisted_at.unwrap_or(now);
        let (status, expires_at, waitlisted_at) = match admission {
            Admission::Registered | Admission::Full => (RegistrationStatus::Registered, None, None),
            Admission::Unconfirmed { until, waits } => (RegistrationStatus::Pending, Some(until), waits.then_some(since)),
            Admission::Requested => (RegistrationStatus::Pending, None, None),
            Admission::Waitlisted => (RegistrationStatus::Waitlisted, None, Some(since)),
        };
        Self { status, expires_at, waitlisted_at, registered_at: now, ..self }
    }

    /// The registration of somebody who moves up at `now`. That they waited is kept: the mail about it says so.
    #[must_use]
    pub fn promoted(self, now: Timestamp) -> Self {
        let confirmation = self.confirmation + 1;
        Self { status: RegistrationStatus::Registered, expires_at: None, registered_at: now, confirmation, ..self }
    }

    /// Whether the address is still to be confirmed.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        self.status == RegistrationStatus::Pending && self.expires_at.is_some()
    }

    /// Whether the organiser is still to decide on it.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.status == RegistrationStatus::Pending && self.expires_at.is_none()
    }
}
