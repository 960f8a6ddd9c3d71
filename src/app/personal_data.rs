//! All that is held of a person (Art. 15 GDPR): for their own page, and for whoever answers on behalf of the organiser. What stands here is
//! a format that others read: names stay, new ones come at the end.

use jiff::Timestamp;
use serde::Serialize;

use crate::app::App;
use crate::domain::delivery::{Delivery, DeliveryState, Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, Role};
use crate::domain::locale::Locale;
use crate::domain::note::Note;
use crate::domain::registration::{NEW_ADDRESS_HOLDS, Registration};
use crate::domain::token::Key;
use crate::storage;

/// All that is held of one registration.
#[derive(Debug, Clone, Serialize)]
pub struct PersonalData {
    /// What it is about.
    pub event: EventData,
    /// The registration itself.
    pub registration: RegistrationData,
    /// The answers to the event's questions.
    pub answers: Vec<AnswerData>,
    /// The mails, in the order in which they became due.
    pub mails: Vec<MailData>,
    /// When all of this is removed by itself (law 23); counts without names remain.
    pub removed_at: Timestamp,
    /// What organisers have noted.
    pub note: Option<NoteData>,
}

/// What organisers have noted about the person.
#[derive(Debug, Clone, Serialize)]
pub struct NoteData {
    /// Its words.
    pub text: String,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Who did so, for the organiser's pages: that name is another person's.
    #[serde(skip)]
    pub by: String,
}

/// What is held for an address at one event.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Held {
    /// A registration.
    Registration(Box<PersonalData>),
    /// The address alone, at somebody else's registration.
    NewAddress(NotedAddress),
}

/// An address that somebody else has asked to be their new one, and whose owner has not said yes. Who that is, is theirs.
#[derive(Debug, Clone, Serialize)]
pub struct NotedAddress {
    /// Where that was.
    pub event: EventData,
    /// The address, as typed.
    pub new_email: String,
    /// When it is removed by itself.
    pub removed_at: Timestamp,
}

/// The event of a registration.
#[derive(Debug, Clone, Serialize)]
pub struct EventData {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Its start.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// Whose it is.
    pub organisation: String,
}

/// A registration, field by field.
#[derive(Debug, Clone, Serialize)]
pub struct RegistrationData {
    /// Its key; personal links are derived from it.
    pub id: String,
    /// Where it stands: `registered`, `waitlisted`, `pending` or `cancelled`.
    pub status: &'static str,
    /// The role, of who holds the event.
    pub role: Option<&'static str>,
    /// As typed.
    pub given_name: Option<String>,
    /// As typed.
    pub family_name: Option<String>,
    /// Where mails go.
    pub email: String,
    /// Where they are to go once that is confirmed.
    pub new_email: Option<String>,
    /// The language of pages and mails.
    pub language: &'static str,
    /// When it was made, or made again.
    pub registered_at: Timestamp,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Since when it waits, or waited, for a place.
    pub waitlisted_at: Option<Timestamp>,
    /// Until when a place is held until the address is confirmed.
    pub expires_at: Option<Timestamp>,
    /// When presence was shown, where the event asks for it.
    pub present_at: Option<Timestamp>,
    /// Whether reminders are wanted.
    pub wants_reminders: bool,
    /// When a mail last told a date that was given up later.
    pub heard_at: Option<Timestamp>,
    /// Since when the address takes no mail.
    pub unreachable_since: Option<Timestamp>,
    /// What the mail server said about that.
    pub unreachable_reason: Option<String>,
    /// How often the first mail was asked for.
    pub confirmation: i32,
    /// Which privacy notice was shown at the sign-up.
    pub notice: Option<String>,
    /// Whether the organiser has said no.
    pub declined: bool,
    /// Whether the organiser has accepted it beforehand.
    pub approved: bool,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerData {
    /// The question as the event asks it now; none when it asks it no longer.
    pub question: Option<String>,
    /// What the answer is for, in the organiser's words.
    pub purpose: Option<String>,
    /// The answer.
    pub answer: String,
    /// When it is removed by itself.
    pub removed_at: Timestamp,
}

/// A mail of the ledger.
#[derive(Debug, Clone, Serialize)]
pub struct MailData {
    /// What for, in a fixed word.
    pub kind: String,
    /// When it became due.
    pub due_at: Timestamp,
    /// Where it stands: `accepted` means that the mail server took it.
    pub state: &'static str,
    /// Why it was not sent, in a fixed word.
    pub reason: Option<&'static str>,
    /// When the mail server took it.
    pub accepted_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i32,
    /// The mail server's last words.
    pub last_reply: Option<String>,
    /// Its text, where mails are kept to be looked at.
    pub text: Option<String>,
    /// The row itself, for pages.
    #[serde(skip)]
    pub delivery: Delivery,
}

/// What a personal page shows of it.
#[derive(Debug, Clone)]
pub struct MyData {
    /// All that is held.
    pub data: PersonalData,
    /// The event, for its dates.
    pub event: Event,
    /// The language of the page.
    pub locale: Locale,
    /// Which registration.
    pub registration: Registration,
}

impl App {
    /// All that is held of a registration, by its personal link; none when the link is not from here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_data(&self, token: &str) -> Result<Option<MyData>, storage::Error> {
        let Some(mine) = self.opened_by(Key::Registration, token).await? else { return Ok(None) };
        let data = self.data_of(&mine.public.event, &mine.registration).await?;
        let locale = mine.registration.registrant.locale;
        Ok(Some(MyData { data, event: mine.public.event, locale, registration: mine.registration }))
    }

    /// All that is held for an address, at whatever event.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn personal_data(&self, email: &EmailAddress) -> Result<Vec<Held>, storage::Error> {
        let mut all = Vec::new();
        for registration in storage::registration::list_by_email(self.db.read(), email).await? {
            if let Some(stored) = self.event_with(registration.event_id).await? {
                all.push(Held::Registration(Box::new(self.data_of(&stored.event, &registration).await?)));
            }
        }
        for registration in storage::registration::list_by_new_email(self.db.read(), email).await? {
            let noted = self.event_with(registration.event_id).await?.zip(registration.new_email);
            if let Some((stored, noted)) = noted {
                let asked = storage::delivery::list_asked(self.db.read(), registration.id, Purpose::NewAddress).await?;
                let asked_at = asked.first().map_or(registration.registered_at, |(_, asked_at)| *asked_at);
                all.push(Held::NewAddress(NotedAddress {
                    event: self.event_data(&stored.event, stored.event.announcement.locale),
                    new_email: noted.for_people(),
                    removed_at: (asked_at + NEW_ADDRESS_HOLDS).min(stored.event.personal_data_until()),
                }));
            }
        }
        Ok(all)
    }

    fn event_data(&self, event: &Event, locale: Locale) -> EventData {
        EventData {
            title: event.announcement.title.clone(),
            url: self.urls.event(locale, &event.slug),
            starts_at: event.schedule.starts_at,
            ends_at: event.schedule.ends_at,
            organisation: self.sender.organisation.clone(),
        }
    }

    pub(super) async fn data_of(&self, event: &Event, registration: &Registration) -> Result<PersonalData, storage::Error> {
        let mut mails = Vec::new();
        for delivery in storage::delivery::list_rows_of_registration(self.db.read(), registration.id).await? {
            let kept = if self.keeps_mails() { storage::outbox::find(self.db.read(), delivery.id).await? } else { None };
            mails.push(mail(delivery, kept.map(|kept| kept.text)));
        }
        let note = storage::note::find(self.db.read(), registration.id).await?;
        Ok(PersonalData {
            event: self.event_data(event, registration.registrant.locale),
            registration: fields(registration),
            answers: answers(event, registration),
            mails,
            removed_at: event.personal_data_until(),
            note: note.map(|Note { text, by, changed_at }| NoteData { text, changed_at, by }),
        })
    }
}

fn fields(registration: &Registration) -> RegistrationData {
    let who = &registration.registrant;
    RegistrationData {
        id: registration.id.to_string(),
        status: registration.status.as_str(),
        role: registration.role.map(Role::as_str),
        given_name: who.given_name.as_ref().map(ToString::to_string),
        family_name: who.family_name.as_ref().map(ToString::to_string),
        email: who.email.for_people(),
        new_email: registration.new_email.as_ref().map(EmailAddress::for_people),
        language: who.locale.tag(),
        registered_at: registration.registered_at,
        cancelled_at: registration.cancelled_at,
        waitlisted_at: registration.waitlisted_at,
        expires_at: registration.expires_at,
        present_at: registration.present_at,
        wants_reminders: registration.wants_reminders,
        heard_at: registration.heard_at,
        unreachable_since: registration.unreachable.as_ref().map(|unreachable| unreachable.since),
        unreachable_reason: registration.unreachable.as_ref().map(|unreachable| unreachable.reason.clone()),
        confirmation: registration.confirmation,
        notice: registration.notice.clone(),
        declined: registration.declined,
        approved: registration.approved,
    }
}

/// The answers in the order of the questions; those to questions that are asked no longer come last.
fn answers(event: &Event, registration: &Registration) -> Vec<AnswerData> {
    let given = &registration.registrant.answers;
    let until = event.personal_data_until();
    let asked = event.questions.iter().filter_map(|question| {
        let removed_at = question.retention_days.map_or(until, |days| event.removed_after(days).min(until));
        let answer = given.get(&question.id)?.clone();
        Some(AnswerData { question: Some(question.label.clone()), purpose: question.purpose.clone(), answer, removed_at })
    });
    let no_longer = given.iter().filter(|(id, _)| event.questions.iter().all(|question| question.id != **id));
    let no_longer = no_longer.map(|(_, answer)| AnswerData { question: None, purpose: None, answer: answer.clone(), removed_at: until });
    asked.chain(no_longer).collect()
}

fn mail(delivery: Delivery, text: Option<String>) -> MailData {
    MailData {
        kind: delivery.purpose.to_string(),
        due_at: delivery.due_at,
        state: DeliveryState::as_str(delivery.state),
        reason: delivery.reason.map(VoidReason::as_str),
        accepted_at: delivery.accepted_at,
        attempts: delivery.attempts,
        last_reply: delivery.last_reply.clone(),
        text,
        delivery,
    }
}
