//! A mail of an event as somebody would get it, to be looked at before it leaves. Sends nothing, changes nothing.
//!
//! Whoever looks at a mail is not the one whom it is for. So the keys in its links are others than those that people get: they look the
//! same, are as long, and open nothing (law 20). Nobody who may only read can cancel, confirm or come in by a preview in another's name.

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::admission::HELD_FOR;
use crate::domain::attendee::{AttendeeFilter, Search};
use crate::domain::delivery::Purpose;
use crate::domain::event::{Event, Role};
use crate::domain::event_mail::EventMail;
use crate::domain::id::{DeliveryId, RegistrationId};
use crate::domain::locale::Locale;
use crate::domain::placeholder;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::reminder::{Audience, ReminderRule};
use crate::domain::timeline::rule_of;
use crate::mail::message::{self, Message};
use crate::mail::{Letter, Sample};
use crate::storage;
use crate::storage::event::Stored;

/// Mail programs cut off what is longer: Gmail at 102 kB.
const MOST_HTML_BYTES: usize = 100_000;
/// The most people of whom one can be picked; the search finds the others.
const PICKED_FROM: u64 = 50;

/// A mail to be looked at.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Whose event.
    pub event: Event,
    /// To whom: somebody who is there, or a person who was invented for it.
    pub registration: Registration,
    /// Whether that person was invented.
    pub is_sample: bool,
    /// The moment at which the mail would leave.
    pub leaves_at: Timestamp,
    /// The mail in words; or why it cannot be written, so that its people would not get it.
    pub message: Result<Message, String>,
    /// What to look at.
    pub warnings: Vec<PreviewWarning>,
}

/// What may be wrong with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewWarning {
    /// Its link leads to a room that nobody has entered.
    RoomMissing,
    /// The organiser's words leave something open that nobody can fill in.
    Placeholder(String),
    /// Mail programs cut off the end of it.
    TooLarge,
}

/// Somebody to whom a mail can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Their key.
    pub id: RegistrationId,
    /// Their name; the address where there is none.
    pub name: String,
}

/// Why a mail cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The event has no such mail.
    #[error("this event has no mail {0}")]
    NoMail(EventMail),
    /// Nobody at that event, among those who get the mail, has that key.
    #[error("nobody at this event has the registration {0}")]
    Unknown(RegistrationId),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// Whether an event has a mail that can be looked at. What answers a question of somebody's is about more than this event.
#[must_use]
pub fn can_be_shown(event: &Event, rules: &[ReminderRule], mail: EventMail) -> bool {
    match mail.purpose {
        Purpose::NewAddress | Purpose::LostLink => false,
        Purpose::Change => event.change.is_some(),
        Purpose::EventCancelled => event.cancellation.is_some(),
        purpose => mail.audience.is_none_or(|audience| rule_of(purpose, audience, rules).is_some()),
    }
}

impl App {
    /// A mail of an event as `person` would get it, or a person who was invented for it, in another language than theirs if one is given.
    ///
    /// # Errors
    /// When there is no such event, mail or person, or storage fails.
    pub async fn preview_mail(
        &self,
        slug: &str,
        mail: EventMail,
        person: Option<RegistrationId>,
        locale: Option<Locale>,
    ) -> Result<Preview, PreviewError> {
        let stored = self.organisers_event(slug).await?;
        if !can_be_shown(&stored.event, &stored.rules, mail) {
            return Err(PreviewError::NoMail(mail));
        }
        let mut registration = match person {
            Some(id) => self.somebody(&stored, mail, id).await?,
            None => self.nobody(&stored.event, mail),
        };
        registration.registrant.locale = locale.unwrap_or(registration.registrant.locale);
        let is_real = person.is_some();
        let position = storage::registration::find_position(self.db.read(), &registration).await.map_err(storage::Error::from)?;
        let has_entry = if is_real { self.had_place(&registration).await? } else { true };
        let as_for = as_for(mail.purpose, registration);
        let position = (as_for.status == RegistrationStatus::Waitlisted).then(|| position.unwrap_or(1));
        Ok(self.shown(&stored, mail, as_for, position, has_entry, !is_real))
    }

    /// Those to whom a mail can be shown: the newest of them, or those who are found.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn preview_people(&self, slug: &str, mail: EventMail, search: &str) -> Result<Vec<Pick>, EventError> {
        let mut picks = Vec::new();
        if mail.is_for(Audience::Team) {
            let search = search.trim().to_lowercase();
            let named = self.team(slug).await?.into_iter().map(|member| pick(&member));
            picks.extend(named.filter(|pick| pick.name.to_lowercase().contains(&search)));
        }
        if mail.is_for(Audience::Registrants) {
            let filter = AttendeeFilter { group: None, search: Search::of(search) };
            for listed in self.list_attendees(slug, &filter, 0, PICKED_FROM).await? {
                let name = format!("{} {}", listed.attendee.given_name, listed.attendee.family_name).trim().to_owned();
                picks.push(Pick { id: listed.id, name: if name.is_empty() { listed.attendee.email } else { name } });
            }
        }
        Ok(picks)
    }

    async fn somebody(&self, stored: &Stored, mail: EventMail, id: RegistrationId) -> Result<Registration, PreviewError> {
        let found = self.registration_at(stored.event.id, id).await?;
        found.filter(|found| mail.is_for(found.audience())).ok_or(PreviewError::Unknown(id))
    }

    /// Somebody who was invented, and gets this mail.
    pub(super) fn nobody(&self, event: &Event, mail: EventMail) -> Registration {
        let invented = Sample::registration_for(event, event.announcement.locale, self.clock.now());
        let role = (mail.audience == Some(Audience::Team)).then_some(Role::Moderation);
        Registration { role, ..invented }
    }

    pub(super) fn shown(
        &self,
        stored: &Stored,
        mail: EventMail,
        registration: Registration,
        position: Option<u64>,
        has_entry: bool,
        is_sample: bool,
    ) -> Preview {
        let event = &stored.event;
        let leaves_at = leaves_at(stored, mail.purpose, &registration);
        let urls = self.urls.that_open_nothing();
        let letter = Letter {
            event,
            rules: &stored.rules,
            registration: &registration,
            urls: &urls,
            sender: &self.sender,
            now: leaves_at,
            again: false,
            has_entry,
            position,
            beside: &[],
        };
        let message = message::write(DeliveryId::new(leaves_at), mail.purpose, &letter);
        let words = rule_of(mail.purpose, registration.audience(), &stored.rules).and_then(|rule| rule.reminder.text.as_deref());
        let open = words.and_then(placeholder::unknown).map(|name| PreviewWarning::Placeholder(name.to_owned()));
        let room = (mail.purpose.carries_link() && event.lacks_room(self.clock.now())).then_some(PreviewWarning::RoomMissing);
        let large = message.as_ref().is_ok_and(|message| message.html.len() > MOST_HTML_BYTES).then_some(PreviewWarning::TooLarge);
        let warnings = [room, open, large].into_iter().flatten().collect();
        Preview { event: event.clone(), registration, is_sample, leaves_at, message, warnings }
    }
}

fn pick(registration: &Registration) -> Pick {
    let registrant = &registration.registrant;
    Pick { id: registration.id, name: registrant.full_name().unwrap_or_else(|| registrant.email.for_people()) }
}

/// A registration as it stands when it gets the mail for `purpose`.
fn as_for(purpose: Purpose, registration: Registration) -> Registration {
    let at = registration.registered_at;
    let pending = Registration { status: RegistrationStatus::Pending, cancelled_at: None, ..registration.clone() };
    let placed = Registration { status: RegistrationStatus::Registered, cancelled_at: None, expires_at: None, ..registration.clone() };
    match purpose {
        Purpose::ConfirmAddress => Registration { expires_at: registration.expires_at.or(Some(at + HELD_FOR)), ..pending },
        Purpose::Requested => Registration { expires_at: None, ..pending },
        Purpose::Waitlisted => {
            Registration { status: RegistrationStatus::Waitlisted, waitlisted_at: registration.waitlisted_at.or(Some(at)), ..placed }
        }
        Purpose::Promoted => Registration { waitlisted_at: registration.waitlisted_at.or(Some(at)), ..placed },
        Purpose::RegistrationCancelled | Purpose::Declined => Registration {
            status: RegistrationStatus::Cancelled,
            cancelled_at: registration.cancelled_at.or(Some(at)),
            declined: purpose == Purpose::Declined,
            ..registration
        },
        Purpose::EventCancelled | Purpose::Change | Purpose::NewAddress | Purpose::LostLink => registration,
        Purpose::Confirmation | Purpose::Reminder { .. } | Purpose::FollowUp { .. } => placed,
    }
}

/// The moment at which a mail leaves, by its rule or by what happened.
fn leaves_at(stored: &Stored, purpose: Purpose, registration: &Registration) -> Timestamp {
    let event = &stored.event;
    let by_rule = rule_of(purpose, registration.audience(), &stored.rules).map(|rule| rule.due_at);
    let told = match purpose {
        Purpose::Change => event.change.as_ref().map(|change| change.told_at),
        Purpose::EventCancelled => event.cancellation.as_ref().map(|cancellation| cancellation.cancelled_at),
        Purpose::RegistrationCancelled | Purpose::Declined => registration.cancelled_at,
        _ => by_rule,
    };
    told.unwrap_or(registration.registered_at)
}
