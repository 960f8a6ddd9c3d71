//! A typed mail in, a MIME message out; and what comes back of them, read ([`bounce`]).
//!
//! [`Mail`] lists every mail that the product sends to registrants, [`AccountLetter`] writes those to organisers. One context struct holds what a mail says; its text and its HTML are two
//! thin templates over it, so that a field is named once, and the subject is a block of the text template. Everything is read
//! when the mail is rendered (law 3), and what a mail says of time is true at `now`.
//!
//! Nothing here sends, reads the clock or touches storage.

mod account;
pub mod bounce;
pub mod calendar;
mod change;
mod confirm_address;
mod confirmation;
mod declined;
mod event_cancelled;
mod follow_up;
mod frame;
mod lost_link;
pub mod message;
mod new_address;
mod own_words;
mod plain;
mod quoted_printable;
mod registration_cancelled;
mod reminder;
mod requested;
mod sample;
pub mod smtp;
pub mod transport;
mod waitlisted;

use jiff::Timestamp;

use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::registration::Registration;
use crate::domain::reminder::ReminderRule;
use crate::urls::Urls;
use crate::words::{When, Words, words};

pub use account::AccountLetter;
pub use change::Change;
pub use confirm_address::ConfirmAddress;
pub use confirmation::Confirmation;
pub use declined::Declined;
pub use event_cancelled::EventCancelled;
pub use follow_up::FollowUp;
pub use lost_link::LostLink;
pub use new_address::NewAddress;
pub use registration_cancelled::RegistrationCancelled;
pub use reminder::Reminder;
pub use requested::Requested;
pub use sample::Sample;
pub use sample::account::AccountSample;
pub use waitlisted::Waitlisted;

/// In whose name mails go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Who holds the events, as the mails sign.
    pub organisation: String,
    /// The `From` of every mail.
    pub from: Mailbox,
    /// Where answers go, when not to `from`; also the organiser in calendar entries.
    pub reply_to: Option<Mailbox>,
    /// Where people get help right before the start, a telephone number or an address.
    pub contact: Option<String>,
    /// Where it can be served with papers, on one line.
    pub address: Option<String>,
}

impl Sender {
    /// The sender of the settings: without `from`, one that names this host, which is enough for the test mailbox and a relay on
    /// the same machine.
    ///
    /// # Errors
    /// When an address cannot be used, in words.
    pub fn of(from: Option<&str>, reply_to: Option<&str>, host: &str) -> Result<Self, String> {
        /// The name that mails and pages have while nobody has given one.
        const UNNAMED: &str = "halbsieben";
        let from = match from {
            Some(from) => Mailbox::parse(from)?,
            None => Mailbox { name: Some(UNNAMED.to_owned()), address: fallback_address(host)? },
        };
        let reply_to = reply_to.map(Mailbox::parse).transpose()?;
        let organisation = from.name.clone().unwrap_or_else(|| from.address.as_str().to_owned());
        let contact = reply_to.as_ref().map(|reply_to| reply_to.address.for_people());
        Ok(Self { organisation, from, reply_to, contact, address: None })
    }

    /// The same for an organisation that is known by more than its mail address.
    #[must_use]
    pub fn for_organisation(self, name: Option<&str>, address: Option<&str>, contact: Option<&str>) -> Self {
        Self {
            organisation: name.map_or(self.organisation, str::to_owned),
            contact: contact.map(str::to_owned).or(self.contact),
            address: address.map(|address| address.lines().map(str::trim).collect::<Vec<_>>().join(", ")),
            ..self
        }
    }

    /// Whom people answer: the organiser in calendar entries.
    #[must_use]
    pub fn organiser(&self) -> &Mailbox {
        self.reply_to.as_ref().unwrap_or(&self.from)
    }
}

/// An address with the name that mail programs show for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; [`message::build`] takes it only as far as it can be shown.
    pub name: Option<String>,
    /// The address.
    pub address: EmailAddress,
}

impl Mailbox {
    /// Takes `Akademie am See <anmeldung@example.org>`, or the address alone.
    fn parse(text: &str) -> Result<Self, String> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
            None => ("", text),
        };
        let address = EmailAddress::parse(address).map_err(|error| format!("{address:?} {error}"))?;
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), address })
    }
}

/// `no-reply@` this host, or at a name that never receives mail (RFC 2606) where the host has no proper name.
fn fallback_address(host: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(&format!("no-reply@{host}"))
        .or_else(|_| EmailAddress::parse("no-reply@halbsieben.example"))
        .map_err(|error| error.to_string())
}

/// A registration that a mail speaks of besides the one that it is for, with its event.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What it is about.
    pub event: Event,
    /// The registration.
    pub registration: Registration,
}

/// All that a mail is made of, read at the moment when it is rendered (law 3).
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// What it is about.
    pub event: &'a Event,
    /// The event's reminders.
    pub rules: &'a [ReminderRule],
    /// Whom it is for.
    pub registration: &'a Registration,
    /// Makes its links.
    pub urls: &'a Urls,
    /// In whose name.
    pub sender: &'a Sender,
    /// The moment that "today" and "open" refer to.
    pub now: Timestamp,
    /// Whether an entry in this person's calendar may have been sent from here: only with a place, the present one or one given up.
    pub has_entry: bool,
    /// Whether the confirmation was asked for by somebody who is registered already (law 17).
    pub again: bool,
    /// The place on the waiting list, of whoever is on it.
    pub position: Option<u64>,
    /// What else the mail speaks of: to who has lost the links, all that they are registered for; to the owner of a new address, what
    /// that address is registered for already.
    pub beside: &'a [Beside],
}

impl<'a> Letter<'a> {
    fn locale(&self) -> Locale {
        self.registration.registrant.locale
    }

    fn words(&self) -> &'static Words {
        words(self.locale())
    }

    fn when(&self) -> When<'a> {
        When::new(&self.event.schedule, self.locale())
    }

    fn join_url(&self) -> String {
        self.urls.join(self.registration.id)
    }

    fn cancel_url(&self) -> String {
        self.urls.cancel(self.registration.id)
    }
}

/// Every mail that the product sends for a registration; those to organisers are [`AccountLetter`]s.
#[derive(Debug)]
#[non_exhaustive]
pub enum Mail<'a> {
    /// The first mail, with the personal link; also when it is asked for again.
    Confirmation(Confirmation<'a>),
    /// The first mail where the address is to be confirmed.
    ConfirmAddress(ConfirmAddress<'a>),
    /// The first mail where the organiser decides.
    Requested(Requested<'a>),
    /// The organiser has turned the registration down.
    Declined(Declined<'a>),
    /// The first mail where all places are taken.
    Waitlisted(Waitlisted<'a>),
    /// A mail before the start.
    Reminder(Reminder<'a>),
    /// A mail after the end.
    FollowUp(FollowUp<'a>),
    /// The event has another date.
    Change(Change<'a>),
    /// The event does not take place.
    EventCancelled(EventCancelled<'a>),
    /// The registrant has cancelled.
    RegistrationCancelled(RegistrationCancelled<'a>),
    /// The owner of another address is asked.
    NewAddress(NewAddress<'a>),
    /// The links were lost.
    LostLink(LostLink<'a>),
}

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line, not escaped.
    pub subject: String,
    /// What mail programs show beside the subject; it stands hidden at the top of the HTML.
    pub preheader: Option<String>,
    /// The text part, wrapped.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

impl<'a> Mail<'a> {
    /// Writes the mail for `purpose`.
    #[must_use]
    pub fn compose(purpose: Purpose, letter: &Letter<'a>) -> Self {
        match purpose {
            Purpose::Confirmation | Purpose::Promoted => Self::Confirmation(Confirmation::new(purpose, letter)),
            Purpose::ConfirmAddress => Self::ConfirmAddress(ConfirmAddress::new(letter)),
            Purpose::Requested => Self::Requested(Requested::new(letter)),
            Purpose::Declined => Self::Declined(Declined::new(letter)),
            Purpose::Waitlisted => Self::Waitlisted(Waitlisted::new(letter)),
            Purpose::Reminder { .. } => Self::Reminder(Reminder::new(purpose, letter)),
            Purpose::FollowUp { .. } => Self::FollowUp(FollowUp::new(purpose, letter)),
            Purpose::Change => Self::Change(Change::new(letter)),
            Purpose::EventCancelled => Self::EventCancelled(EventCancelled::new(letter)),
            Purpose::RegistrationCancelled => Self::RegistrationCancelled(RegistrationCancelled::new(letter)),
            Purpose::NewAddress => Self::NewAddress(NewAddress::new(letter)),
            Purpose::LostLink => Self::LostLink(LostLink::new(letter)),
        }
    }

    /// Puts the mail into words.
    ///
    /// # Errors
    /// When a template cannot be rendered.
    pub fn render(&self) -> Result<Rendered, askama::Error> {
        match self {
            Self::Confirmation(mail) => mail.render(),
            Self::ConfirmAddress(mail) => mail.render(),
            Self::Requested(mail) => mail.render(),
            Self::Declined(mail) => mail.render(),
            Self::Waitlisted(mail) => mail.render(),
            Self::Reminder(mail) => mail.render(),
            Self::FollowUp(mail) => mail.render(),
            Self::Change(mail) => mail.render(),
            Self::EventCancelled(mail) => mail.render(),
            Self::RegistrationCancelled(mail) => mail.render(),
            Self::NewAddress(mail) => mail.render(),
            Self::LostLink(mail) => mail.render(),
        }
    }

    /// The calendar entry that goes with the mail. Reminders have none: the entry is there, and nothing has changed; nor has whoever
    /// has no place.
    #[must_use]
    pub fn calendar(&self, letter: &Letter<'_>) -> Option<calendar::Part> {
        match self {
            Self::Confirmation(_) | Self::Change(_) => letter.has_entry.then(|| calendar::invitation(letter)),
            Self::EventCancelled(_) | Self::RegistrationCancelled(_) => letter.has_entry.then(|| calendar::cancellation(letter)),
            Self::ConfirmAddress(_)
            | Self::Requested(_)
            | Self::Declined(_)
            | Self::Waitlisted(_)
            | Self::Reminder(_)
            | Self::FollowUp(_)
            | Self::NewAddress(_)
            | Self::LostLink(_) => None,
        }
    }

    /// Whether it goes to the address that is to become the registration's.
    fn asks_a_new_address(&self) -> bool {
        matches!(self, Self::NewAddress(_))
    }

    /// Whether it names its recipient. Not where nobody knows yet whose address it is: a form must not make us write a stranger's words
    /// to another.
    fn names_its_recipient(&self) -> bool {
        !matches!(self, Self::NewAddress(_) | Self::LostLink(_) | Self::ConfirmAddress(_))
    }

    /// Whether its recipient may want no more of its kind (RFC 8058): not of what they have asked for, and not of what changes.
    fn can_be_unsubscribed(&self) -> bool {
        matches!(self, Self::Reminder(_) | Self::FollowUp(_))
    }

    /// Samples of every mail, with the names, titles and moments that are likely to go wrong; for snapshots, the gallery and
    /// the test of links.
    #[must_use]
    pub fn samples(locale: Locale) -> Vec<Sample> {
        sample::all(locale)
    }
}

impl Rendered {
    /// Puts the views of one mail together. The HTML comes last, since its title is the subject.
    fn of(
        subject: &impl askama::Template,
        body: &impl askama::Template,
        preheader: Option<String>,
        html: impl FnOnce(&str) -> askama::Result<String>,
    ) -> askama::Result<Self> {
        // A title of a control character less is still the title; a line break in a subject is another header.
        let subject = plain::line(&subject.render()?);
        let html = html(&subject)?;
        Ok(Self { text: plain::set(&body.render()?), subject, preheader, html })
    }
}
