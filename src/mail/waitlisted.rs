//! The first mail where all places are taken: the place in the queue, and how to leave it.

use askama::Template;

use crate::mail::frame::{Frame, Hint};
use crate::mail::{Letter, Rendered};

/// What somebody who waits is told.
#[derive(Debug)]
pub struct Waitlisted<'a> {
    frame: Frame<'a>,
    lead: String,
    leave: Hint,
}

impl<'a> Waitlisted<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let words = letter.words();
        let lead = letter.position.map_or_else(|| words.mail_waitlisted_lead(), |position| words.mail_waitlisted_lead_at(position));
        let hint = words.mail_waitlisted_leave();
        let leave = Hint { before: hint.s0, link: hint.mail_waitlisted_leave_link, after: hint.s1, url: letter.cancel_url() };
        Self { frame: Frame::of_the_end(letter), lead, leave }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/waitlisted.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Waitlisted<'a>,
}

#[derive(Template)]
#[template(path = "mail/waitlisted.html")]
struct Html<'a> {
    mail: &'a Waitlisted<'a>,
    subject: &'a str,
}
