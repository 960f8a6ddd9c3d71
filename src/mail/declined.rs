//! The organiser has turned a registration down.

use askama::Template;

use crate::mail::frame::{Frame, erased_on};
use crate::mail::{Letter, Rendered};

/// What somebody who was turned down is told.
#[derive(Debug)]
pub struct Declined<'a> {
    frame: Frame<'a>,
    erased_on: String,
    events_url: String,
}

impl<'a> Declined<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        Self { frame: Frame::of_the_end(letter), erased_on: erased_on(letter), events_url: letter.urls.events(letter.locale()) }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/declined.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Declined<'a>,
}

#[derive(Template)]
#[template(path = "mail/declined.html")]
struct Html<'a> {
    mail: &'a Declined<'a>,
    subject: &'a str,
}
