//! The first mail where the organiser decides: what was asked has arrived.

use askama::Template;

use crate::mail::frame::{Frame, Hint};
use crate::mail::{Letter, Rendered};

/// What somebody who has asked is told.
#[derive(Debug)]
pub struct Requested<'a> {
    frame: Frame<'a>,
    withdraw: Hint,
}

impl<'a> Requested<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let hint = letter.words().mail_requested_withdraw();
        let withdraw = Hint { before: hint.s0, link: hint.mail_requested_withdraw_link, after: hint.s1, url: letter.cancel_url() };
        Self { frame: Frame::of_the_end(letter), withdraw }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/requested.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Requested<'a>,
}

#[derive(Template)]
#[template(path = "mail/requested.html")]
struct Html<'a> {
    mail: &'a Requested<'a>,
    subject: &'a str,
}
