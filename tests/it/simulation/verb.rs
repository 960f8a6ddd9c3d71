//! What registrants and organisers do in a story, and how the product is asked to do it.

use std::error::Error;
use std::fmt;

use halbsieben::app::App;
use halbsieben::app::ledger::LedgerLine;
use halbsieben::domain::attendee::AttendeeFilter;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::{Event, EventStatus};
use halbsieben::domain::id::RegistrationId;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::{NewRegistration, RegistrationStatus, SignUpForm};
use halbsieben::domain::reminder::{Audience, Offset, Reminder};
use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::life::Deed;
use super::model::Model;

/// Something that somebody does.
#[derive(Clone, Debug)]
pub(super) enum Verb {
    SignUp {
        talk: usize,
        slug: &'static str,
        address: String,
    },
    Cancel {
        person: usize,
        slug: &'static str,
        address: String,
    },
    Correct {
        person: usize,
        slug: &'static str,
        old: String,
        address: String,
    },
    Move {
        talk: usize,
        slug: &'static str,
        start: DateTime,
    },
    CallOff {
        talk: usize,
        slug: &'static str,
    },
    Room {
        talk: usize,
        slug: &'static str,
        room: usize,
    },
    Rules {
        talk: usize,
        slug: &'static str,
        before: Vec<u32>,
        after: Option<u32>,
    },
    /// What is past its term is removed.
    Erase,
    /// Time passes while a mail is on the wire.
    Pass {
        minutes: i64,
    },
}

impl Deed for Verb {
    async fn perform(&self, app: &App) -> Result<(), String> {
        match self {
            Self::SignUp { slug, address, .. } => {
                let event = app.show_event(slug).await.map_err(words)?.event;
                app.sign_up(slug, form(&event, address)).await.map(drop).map_err(words)
            }
            Self::Cancel { slug, address, .. } => {
                let id = registration(app, slug, address).await.ok_or("a registration without a row")?;
                let link = app.urls().registration(id);
                app.cancel_registration(token(&link)).await.map_err(words)?.map(drop).ok_or_else(|| "no such link".to_owned())
            }
            Self::Correct { slug, old, address, .. } => app.correct_address(slug, &email(old), &email(address)).await.map_err(words),
            Self::Move { slug, start, .. } => app.move_event(slug, (*start).into(), None).await.map(drop).map_err(words),
            Self::CallOff { slug, .. } => app.cancel_event(slug, "Krankheit").await.map(drop).map_err(words),
            Self::Room { slug, room, .. } => app.change_room(slug, &room_url(*room)).await.map(drop).map_err(words),
            Self::Rules { slug, before, after, .. } => {
                app.set_reminders(slug, reminders(before, *after), true).await.map(drop).map_err(words)
            }
            Self::Erase => app.remove_past_term().await.map(drop).map_err(words),
            Self::Pass { minutes } => {
                app.clock().advance(SignedDuration::from_mins(*minutes));
                Ok(())
            }
        }
    }
}

impl Verb {
    /// Whether it has come about, by what the database holds now; `model` is how it was before. For a verb whose process died before
    /// it could say so.
    pub(super) async fn has_come_about(&self, app: &App, model: &Model) -> bool {
        match self {
            Self::SignUp { talk, slug, address } => {
                let known = model.people.iter().find(|person| person.talk == *talk && person.address == *address);
                let rounds = known.map_or(0, |person| i32::try_from(person.rounds).unwrap());
                // Every round of asking has its row.
                let asked = rows(app, slug).await.into_iter().filter(|row| row.line.email.as_str() == address);
                let confirmations = asked.filter(|row| row.line.delivery.purpose.to_string() == "confirmation");
                confirmations.map(|row| row.line.delivery.generation).max().unwrap_or(0) > rounds
            }
            Self::Cancel { slug, address, .. } => status(app, slug, address).await == Some(RegistrationStatus::Cancelled),
            Self::Correct { slug, address, .. } => status(app, slug, address).await.is_some(),
            Self::Move { slug, start, .. } => app.show_event(slug).await.unwrap().event.schedule.wall.starts_local == *start,
            Self::CallOff { slug, .. } => app.show_event(slug).await.unwrap().event.status == EventStatus::Cancelled,
            Self::Room { slug, room, .. } => app.show_event(slug).await.unwrap().event.access.room_url == Some(room_url(*room)),
            Self::Rules { slug, before, after, .. } => {
                let has = app.show_event(slug).await.unwrap().reminders;
                let mut has: Vec<String> = has.iter().map(|rule| format!("{} {:?}", rule.purpose(), rule.audience())).collect();
                let mut said: Vec<String> =
                    reminders(before, *after).iter().map(|rule| format!("{} {:?}", rule.purpose(), rule.audience)).collect();
                has.sort();
                said.sort();
                has == said
            }
            Self::Erase | Self::Pass { .. } => true,
        }
    }
}

/// The form, as somebody fills it in.
pub(super) fn form(event: &Event, address: &str) -> NewRegistration {
    let form = SignUpForm { given_name: "Anna".into(), family_name: "Beispiel".into(), email: address.to_owned(), ..SignUpForm::default() };
    form.parse(event, Locale::De).expect("a form in order")
}

/// The ledger of an event.
pub(super) async fn rows(app: &App, slug: &str) -> Vec<LedgerLine> {
    app.ledger(slug, None).await.expect("the ledger can be read")
}

/// The newest registration with that address.
pub(super) async fn registration(app: &App, slug: &str, address: &str) -> Option<RegistrationId> {
    let rows = rows(app, slug).await.into_iter().filter(|row| row.line.email.as_str() == address);
    rows.map(|row| row.line.delivery.registration_id).max_by_key(|id| id.uuid())
}

/// The last part of a personal link.
pub(super) fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap_or_default()
}

/// What the product says when it does not do something.
pub(super) fn words(error: impl Error) -> String {
    error.to_string()
}

async fn status(app: &App, slug: &str, address: &str) -> Option<RegistrationStatus> {
    let all = app.list_attendees(slug, &AttendeeFilter::default(), 0, 1_000).await.expect("the list can be read");
    all.into_iter().find(|listed| listed.attendee.email == address).map(|listed| listed.attendee.status)
}

pub(super) fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).unwrap()
}

fn room_url(room: usize) -> String {
    format!("https://meet.example.org/raum-{room}")
}

fn reminders(before: &[u32], after: Option<u32>) -> Vec<Reminder> {
    let after =
        after.map(|minutes| Reminder { offset: Offset::After(minutes), audience: Audience::Registrants, text: Some("Danke!".to_owned()) });
    Reminder::for_all(before).into_iter().chain(after).collect()
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignUp { slug, address, .. } => write!(f, "{address} signs up for {slug}"),
            Self::Cancel { slug, address, .. } => write!(f, "{address} cancels for {slug}"),
            Self::Correct { slug, old, address, .. } => write!(f, "{old} becomes {address} for {slug}"),
            Self::Move { slug, start, .. } => write!(f, "{slug} is moved to {start}"),
            Self::CallOff { slug, .. } => write!(f, "{slug} is called off"),
            Self::Room { slug, room, .. } => write!(f, "{slug} gets room {room}"),
            Self::Rules { slug, before, after, .. } => write!(f, "{slug} gets the reminders {before:?}, {after:?}"),
            Self::Erase => f.write_str("what is past its term is removed"),
            Self::Pass { minutes } => write!(f, "{minutes} min pass"),
        }
    }
}
