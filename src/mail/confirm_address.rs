//! The first mail where the address is to be confirmed: one button, and nothing that a stranger could have typed (law 18).

use askama::Template;

use crate::mail::frame::Frame;
use crate::mail::{Letter, Rendered};

/// What asking for the confirmation says.
#[derive(Debug)]
pub struct ConfirmAddress<'a> {
    frame: Frame<'a>,
    /// What comes of it, and until when.
    promise: String,
    confirm_url: String,
}

impl<'a> ConfirmAddress<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let (words, when, registration) = (letter.words(), letter.when(), letter.registration);
        let until = registration.expires_at.unwrap_or(letter.event.schedule.ends_at);
        let until = when.moment_at(until);
        let access = &letter.event.access;
        let promise = match (access.approval, registration.waitlisted_at, access.capacity) {
            // The organiser decides, so no place is promised, nor one in the queue.
            (true, ..) | (false, None, None) => words.mail_confirm_address_until(until),
            (false, Some(_), _) => words.mail_confirm_address_waits(until),
            (false, None, Some(_)) => words.mail_confirm_address_held(until),
        };
        Self { frame: Frame::of_unconfirmed(letter), promise, confirm_url: letter.urls.confirm(registration.id) }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/confirm_address.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a ConfirmAddress<'a>,
}

#[derive(Template)]
#[template(path = "mail/confirm_address.html")]
struct Html<'a> {
    mail: &'a ConfirmAddress<'a>,
    subject: &'a str,
}
