//! How a registration stands: what can still be done with it, asked by pages and verbs alike, and what becomes of it.

use jiff::Timestamp;

use crate::domain::admission::Admission;
use crate::domain::event::Event;
use crate::domain::registration::{Registration, RegistrationStatus};

impl Registration {
    /// Whether name, answers, address and language can be changed at `now`: as long as there is something to come to.
    #[must_use]
    pub fn can_be_changed(&self, event: &Event, now: Timestamp) -> bool {
        self.status != RegistrationStatus::Cancelled && event.is_coming(now)
    }

    /// Whether it can be given up at `now`.
    #[must_use]
    pub fn can_be_cancelled(&self, event: &Event, now: Timestamp) -> bool {
        self.can_be_changed(event, now)
    }

    /// Whether the organiser can decide on it at `now`.
    #[must_use]
    pub fn can_be_decided(&self, event: &Event, now: Timestamp) -> bool {
        self.is_requested() && event.is_coming(now)
    }

    /// Whether the mail that answered it can be sent once more at `now`: there is something to come to, and a link in it that can be used.
    #[must_use]
    pub fn can_be_answered_again(&self, event: &Event, now: Timestamp) -> bool {
        self.can_be_changed(event, now) && !self.must_begin_anew(now)
    }

    /// Whether a place of the event is taken by it, or held for it, at `now`. Who holds the event takes none.
    #[must_use]
    pub fn holds_place(&self, now: Timestamp) -> bool {
        let is_held = self.is_unconfirmed() && self.waitlisted_at.is_none() && !self.must_begin_anew(now);
        self.role.is_none() && (self.status == RegistrationStatus::Registered || is_held)
    }

    /// The registration of somebody who is known and begins anew with this one at `now`: by the same key. Who holds the event needs no
    /// place.
    #[must_use]
    pub fn in_place_of(self, known: &Self, now: Timestamp) -> Self {
        let back = Self { id: known.id, role: known.role, confirmation: known.confirmation + 1, ..self };
        if back.role.is_some() { back.admitted(Admission::Registered, now) } else { back }
    }

    /// The registration as it is after it was given up at `now`.
    #[must_use]
    pub fn cancelled(self, now: Timestamp) -> Self {
        Self { status: RegistrationStatus::Cancelled, cancelled_at: Some(now), ..self }
    }

    /// The registration as it is after the organiser has said no at `now`.
    #[must_use]
    pub fn turned_down(self, now: Timestamp) -> Self {
        Self { declined: true, ..self.cancelled(now) }
    }
}
