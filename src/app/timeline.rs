//! The timeline of an event: every mail that it sends, when, to how many and why, before anything is sent (law 1).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::EventStatus;
use crate::domain::id::DeliveryId;
use crate::domain::locale::Locale;
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::domain::reminder::Audience;
use crate::domain::timeline::{Obligation, Standing, timeline};
use crate::mail::message::{self, Message};
use crate::mail::{Letter, Sample};
use crate::storage;
use crate::storage::event::Stored;

/// Mails of one kind that are owed to many for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// What for.
    pub purpose: Purpose,
    /// When they are due; where each person has a moment of their own, the first one.
    pub due_at: Timestamp,
    /// For whom.
    pub audience: Audience,
    /// What they fall under.
    pub standing: Standing,
    /// To how many.
    pub people: u64,
}

/// A mail that one person is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonsLine {
    /// What is owed.
    pub owed: Obligation,
    /// Whether as a registrant or as one of the team.
    pub audience: Audience,
    /// Where its row in the ledger stands; none before it has come due.
    pub state: Option<DeliveryState>,
}

/// A mail of the timeline in words.
#[derive(Debug, Clone)]
pub struct TimelineMail {
    /// What for.
    pub purpose: Purpose,
    /// For whom.
    pub audience: Audience,
    /// In which language.
    pub locale: Locale,
    /// The mail as it would leave at its moment.
    pub message: Message,
}

/// Why a timeline cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum TimelineError {
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Nobody with that address.
    #[error("nobody with the address {0} is registered for this event")]
    Unknown(EmailAddress),
    /// A mail that cannot be written: its people would not get it.
    #[error("the mail {purpose} cannot be written: {words}")]
    Unwritable {
        /// What for.
        purpose: Purpose,
        /// Why.
        words: String,
    },
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// Every mail that an event has sent or will send, as things stand, the earliest first. Sends nothing.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn event_timeline(&self, slug: &str) -> Result<Vec<TimelineLine>, EventError> {
        let stored = self.organisers_event(slug).await?;
        let mut lines: BTreeMap<(Purpose, Audience, Option<&str>), TimelineLine> = BTreeMap::new();
        for rule in stored.rules.iter().filter(|rule| rule.audience() == Audience::Registrants && is_to_come(&stored)) {
            let (purpose, audience, standing) = (rule.purpose(), rule.audience(), Standing::Due);
            if stored.event.reminders_armed && !rule.covered_by_later {
                lines.insert((purpose, audience, None), TimelineLine { purpose, due_at: rule.due_at, audience, standing, people: 0 });
            }
        }
        for registration in storage::registration::list(self.db.read(), stored.event.id).await.map_err(storage::Error::from)? {
            let registered = registration.registered();
            for owed in timeline(&stored.event, &stored.rules, &registered) {
                let (purpose, audience, standing, due_at) = (owed.purpose, registered.audience, owed.standing, owed.due_at);
                let line = lines.entry((purpose, audience, reason(standing)));
                let line = line.or_insert(TimelineLine { purpose, due_at, audience, standing, people: 0 });
                line.people += 1;
                line.due_at = line.due_at.min(due_at);
            }
        }
        let mut lines: Vec<TimelineLine> = lines.into_values().collect();
        lines.sort_by_key(|line| (line.due_at, line.purpose, line.audience));
        Ok(lines)
    }

    /// Every mail that one person is owed by an event, the earliest first, with where it stands.
    ///
    /// # Errors
    /// When there is no such event or person, or storage fails.
    pub async fn persons_timeline(&self, slug: &str, email: &EmailAddress) -> Result<Vec<PersonsLine>, TimelineError> {
        let stored = self.organisers_event(slug).await?;
        let registration = self.person(&stored, email).await?;
        let rows = storage::delivery::list_of_registration(self.db.read(), registration.id).await.map_err(storage::Error::from)?;
        let owed = timeline(&stored.event, &stored.rules, &registration.registered());
        let state = |owed: &Obligation| {
            rows.iter()
                .find(|(purpose, generation, _)| (*purpose, *generation) == (owed.purpose, owed.generation))
                .map(|(.., state)| *state)
        };
        let audience = registration.audience();
        Ok(owed.into_iter().map(|owed| PersonsLine { state: state(&owed), audience, owed }).collect())
    }

    /// The mails of an event in words, as they would leave at their moments: all of one person's, or else one of each kind,
    /// audience and language, to the first person who gets it. Sends nothing.
    ///
    /// # Errors
    /// When there is no such event or person, a mail cannot be written, or storage fails.
    pub async fn render_timeline(&self, slug: &str, email: Option<&EmailAddress>) -> Result<Vec<TimelineMail>, TimelineError> {
        let stored = self.organisers_event(slug).await?;
        let people = match email {
            Some(email) => vec![self.person(&stored, email).await?],
            None => storage::registration::list(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?,
        };
        // An event without people has mails all the same: a sample person gets them.
        let sample = || Sample::registration_for(&stored.event, self.defaults.locale, self.clock.now());
        let people = if people.is_empty() { vec![sample()] } else { people };
        let mut mails: Vec<TimelineMail> = Vec::new();
        for registration in &people {
            let has_entry = self.had_place(registration).await?;
            let (audience, locale) = (registration.audience(), registration.registrant.locale);
            for owed in timeline(&stored.event, &stored.rules, &registration.registered()) {
                let is_there = mails.iter().any(|mail| (mail.purpose, mail.audience, mail.locale) == (owed.purpose, audience, locale));
                if owed.standing == Standing::Due && !(is_there && email.is_none()) {
                    let message = self.written(&stored, registration, &owed, has_entry)?;
                    mails.push(TimelineMail { purpose: owed.purpose, audience, locale, message });
                }
            }
        }
        Ok(mails)
    }

    /// Why the mails of an event that are still to come cannot be written, if one cannot.
    pub(super) fn unwritable(&self, stored: &Stored, registration: &Registration) -> Option<String> {
        let owed = timeline(&stored.event, &stored.rules, &registration.registered());
        let due = owed.iter().filter(|owed| owed.standing == Standing::Due);
        due.filter_map(|owed| self.written(stored, registration, owed, true).err()).map(|error| error.to_string()).next()
    }

    fn written(&self, stored: &Stored, registration: &Registration, owed: &Obligation, has_entry: bool) -> Result<Message, TimelineError> {
        let letter = Letter {
            event: &stored.event,
            rules: &stored.rules,
            registration,
            urls: &self.urls,
            sender: &self.sender,
            now: owed.due_at,
            again: false,
            has_entry,
            position: None,
            beside: &[],
        };
        message::write(DeliveryId::new(owed.due_at), owed.purpose, &letter)
            .map_err(|words| TimelineError::Unwritable { purpose: owed.purpose, words })
    }

    async fn person(&self, stored: &Stored, email: &EmailAddress) -> Result<Registration, TimelineError> {
        let found = storage::registration::find_by_email(self.db.read(), stored.event.id, email).await.map_err(storage::Error::from)?;
        found.filter(|registration| registration.status != RegistrationStatus::Pending).ok_or_else(|| TimelineError::Unknown(email.clone()))
    }
}

fn is_to_come(stored: &Stored) -> bool {
    stored.event.status != EventStatus::Cancelled
}

/// Why nothing is sent, in a fixed word; none when it is.
#[must_use]
pub fn reason(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Due => None,
        Standing::Void(reason) => Some(reason.as_str()),
    }
}
