//! The registrant has cancelled: a receipt, the end of the calendar entry, and the way back.

use askama::Template;

use crate::mail::frame::{Frame, erased_on};
use crate::mail::{Letter, Rendered};

/// What the receipt says.
#[derive(Debug)]
pub struct RegistrationCancelled<'a> {
    frame: Frame<'a>,
    /// The way back, as long as the event takes sign-ups: whoever has cancelled by mistake, or had it done by a machine that opens
    /// links, loses nothing.
    rejoin_url: Option<String>,
    /// Whether whoever comes back may find all places taken, and waits then.
    may_wait: bool,
    /// Whether the file that comes along takes an entry away.
    has_entry: bool,
    erased_on: String,
}

impl<'a> RegistrationCancelled<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let event = letter.event;
        Self {
            frame: Frame::of_the_end(letter),
            rejoin_url: event.takes_sign_ups(letter.now).then(|| letter.urls.rejoin(letter.registration.id)),
            may_wait: event.access.capacity.is_some() && !event.access.approval && letter.now < event.schedule.starts_at,
            has_entry: letter.has_entry,
            erased_on: erased_on(letter),
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/registration_cancelled.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a RegistrationCancelled<'a>,
}

#[derive(Template)]
#[template(path = "mail/registration_cancelled.html")]
struct Html<'a> {
    mail: &'a RegistrationCancelled<'a>,
    subject: &'a str,
}
