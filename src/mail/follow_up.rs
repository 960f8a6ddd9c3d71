//! A mail after the end, in the organiser's words. It never claims that anybody attended.

use askama::Template;

use crate::domain::delivery::Purpose;
use crate::domain::timeline::rule_of;
use crate::mail::frame::{Frame, Way, erased_on};
use crate::mail::own_words::OwnWords;
use crate::mail::{Letter, Rendered};

/// What a mail after the end says.
#[derive(Debug)]
pub struct FollowUp<'a> {
    frame: Frame<'a>,
    own: Option<OwnWords>,
    erased_on: String,
}

impl<'a> FollowUp<'a> {
    pub(super) fn new(purpose: Purpose, letter: &Letter<'a>) -> Self {
        let frame = Frame { ways: Way::of_follow_up(letter), ..Frame::new(letter) };
        Self { frame, own: own_words(purpose, letter), erased_on: erased_on(letter) }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

/// The organiser's words of the rule by which this person gets a mail for `purpose`.
pub(super) fn own_words(purpose: Purpose, letter: &Letter<'_>) -> Option<OwnWords> {
    let rule = rule_of(purpose, letter.registration.audience(), letter.rules)?;
    OwnWords::of(rule.reminder.text.as_deref())
}

#[derive(Template)]
#[template(path = "mail/follow_up.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a FollowUp<'a>,
}

#[derive(Template)]
#[template(path = "mail/follow_up.html")]
struct Html<'a> {
    mail: &'a FollowUp<'a>,
    subject: &'a str,
}
