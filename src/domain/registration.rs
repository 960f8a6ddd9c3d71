//! A registration: one person at one event.
//!
//! A form becomes a [`NewRegistration`] or a list of all that is wrong with it; behind that line nothing is checked again.

mod form;
mod standing;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use self::form::{Field, FieldErrors, KEEP_AS_TYPED, Problem, SignUpForm, TAKE_SUGGESTION};
use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, Role, fixed_words};
use crate::domain::id::{EventId, QuestionId, RegistrationId};
use crate::domain::locale::Locale;
use crate::domain::person_name::PersonName;
use crate::domain::reminder::Audience;
use crate::domain::timeline::Registered;

/// So long the owner of a new address can take a registration over to it.
pub const NEW_ADDRESS_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// A registration as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its key; personal links are derived from it.
    pub id: RegistrationId,
    /// The event.
    pub event_id: EventId,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// Who it is for and what they answered.
    pub registrant: NewRegistration,
    /// What the person does at the event, if they hold it with others: they get the mails, and take no place.
    pub role: Option<Role>,
    /// When it was made, or made again after it had been cancelled.
    pub registered_at: Timestamp,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Which confirmation was asked for last: 1 for the first.
    pub confirmation: i32,
    /// When a mail last told a date that was given up later, within the ten minutes in which changes gather (law 7).
    pub heard_at: Option<Timestamp>,
    /// Until when the address is to be confirmed, and with it a place is held unless it waits for one (law 16). None when nothing is to be
    /// confirmed, as for who waits for the organiser to decide.
    pub expires_at: Option<Timestamp>,
    /// Since when it waits, or waited, for a place: the order of the waiting list.
    pub waitlisted_at: Option<Timestamp>,
    /// When presence was shown by the button, where the event asks for it (law 18).
    pub present_at: Option<Timestamp>,
    /// An address that is to take the place of the present one, once its owner has confirmed it.
    pub new_email: Option<EmailAddress>,
    /// Whether the organiser has accepted it beforehand, by entering it: nobody decides on it again.
    pub approved: bool,
    /// Whether the organiser has turned it down.
    pub declined: bool,
    /// Which privacy notice was shown at the sign-up.
    pub notice: Option<String>,
    /// Whether reminders are wanted.
    pub wants_reminders: bool,
    /// Since when and why the address takes no mail, if it does not.
    pub unreachable: Option<Unreachable>,
}

/// What is known of an address that takes no mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// Since when that is known.
    pub since: Timestamp,
    /// In the words of the mail server that said so.
    pub reason: String,
}

impl Registration {
    /// The registration of somebody who registers at `now`.
    #[must_use]
    pub fn new(event_id: EventId, registrant: NewRegistration, now: Timestamp) -> Self {
        Self {
            id: RegistrationId::new(now),
            event_id,
            status: RegistrationStatus::Registered,
            registrant,
            role: None,
            registered_at: now,
            cancelled_at: None,
            confirmation: 1,
            heard_at: None,
            expires_at: None,
            waitlisted_at: None,
            present_at: None,
            new_email: None,
            notice: None,
            approved: false,
            declined: false,
            wants_reminders: true,
            unreachable: None,
        }
    }

    /// Whether it is somebody who has registered or who holds the event.
    #[must_use]
    pub fn audience(&self) -> Audience {
        if self.role.is_some() { Audience::Team } else { Audience::Registrants }
    }

    /// Where its mail for `purpose` goes: to its address, and the mail that asks the owner of another address there.
    #[must_use]
    pub fn address_for(&self, purpose: Purpose) -> &EmailAddress {
        let asked = self.new_email.as_ref().filter(|_| purpose == Purpose::NewAddress);
        asked.unwrap_or(&self.registrant.email)
    }

    /// Whether a sign-up with its address at `now` begins anew: it was given up, or not confirmed in time.
    #[must_use]
    pub fn must_begin_anew(&self, now: Timestamp) -> bool {
        self.status == RegistrationStatus::Cancelled || self.expires_at.is_some_and(|until| until <= now)
    }

    /// What the timeline asks about it.
    #[must_use]
    pub fn registered(&self) -> Registered {
        Registered {
            status: self.status,
            registered_at: self.registered_at,
            cancelled_at: self.cancelled_at,
            confirmation: self.confirmation,
            heard_at: self.heard_at,
            expires_at: self.expires_at,
            waitlisted_at: self.waitlisted_at,
            declined: self.declined,
            wants_reminders: self.wants_reminders,
            audience: self.audience(),
            is_reachable: self.unreachable.is_none(),
        }
    }
}

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationStatus {
    /// It holds a place.
    Registered,
    /// It waits for a place.
    Waitlisted,
    /// It waits for its address to be confirmed, or for the organiser to decide.
    Pending,
    /// It was given up.
    Cancelled,
}

fixed_words!(pub RegistrationStatus { Registered => "registered", Waitlisted => "waitlisted", Pending => "pending", Cancelled => "cancelled" });

/// Who registers, and what they answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    /// Given name, where the event asks for it.
    pub given_name: Option<PersonName>,
    /// Family name, where the event asks for it.
    pub family_name: Option<PersonName>,
    /// Where the link goes.
    pub email: EmailAddress,
    /// The language of the pages and mails to this person.
    pub locale: Locale,
    /// The answers, by question.
    pub answers: BTreeMap<QuestionId, String>,
}

impl NewRegistration {
    /// The same as an event asks for it now: without answers to questions that it asks no more (law 23).
    #[must_use]
    pub fn asked_by(mut self, event: &Event) -> Self {
        self.answers.retain(|answered, _| event.questions.iter().any(|question| question.id == *answered));
        self
    }

    /// The name in full, as a greeting or a mail's display name has it; `None` when no part is known.
    #[must_use]
    pub fn full_name(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.given_name, &self.family_name].into_iter().flatten().map(PersonName::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_16_who_has_cancelled_or_confirms_too_late_begins_anew() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let email = EmailAddress::parse("anna@example.org").expect("an address");
        let anna = NewRegistration { given_name: None, family_name: None, email, locale: Locale::De, answers: BTreeMap::new() };
        let made_at = at("2021-04-10T10:00:00Z");
        let registered = Registration::new(EventId::new(made_at), anna, made_at);
        let held = Registration { status: RegistrationStatus::Pending, expires_at: Some(at("2021-04-11T10:00:00Z")), ..registered.clone() };
        let requested = Registration { expires_at: None, ..held.clone() };
        let cancelled = Registration { status: RegistrationStatus::Cancelled, ..registered.clone() };
        let begin_anew = |now: &str| [&registered, &held, &requested, &cancelled].map(|known| known.must_begin_anew(at(now)));
        assert_eq!(begin_anew("2021-04-11T09:59:59Z"), [false, false, false, true]);
        assert_eq!(begin_anew("2021-04-11T10:00:00Z"), [false, true, false, true]);
    }
}
