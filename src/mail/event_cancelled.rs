//! The event does not take place: the only mail that is still owed then (law 8).

use askama::Template;

use crate::mail::frame::{Frame, erased_on};
use crate::mail::{Letter, Rendered};

/// What the notice says.
#[derive(Debug)]
pub struct EventCancelled<'a> {
    frame: Frame<'a>,
    day: String,
    clock: String,
    zone: String,
    /// Why, in the organiser's words.
    reason: Option<&'a str>,
    /// Whether the file that comes along takes an entry away.
    has_entry: bool,
    erased_on: String,
    events_url: String,
}

impl<'a> EventCancelled<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let when = letter.when();
        let reason = letter.event.cancellation.as_ref().map(|cancellation| cancellation.reason.trim());
        Self {
            frame: Frame::of_the_end(letter),
            day: when.day(),
            clock: when.start_clock(),
            zone: when.zone(),
            reason: reason.filter(|reason| !reason.is_empty()),
            has_entry: letter.has_entry,
            erased_on: erased_on(letter),
            events_url: letter.urls.events(letter.locale()),
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/event_cancelled.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a EventCancelled<'a>,
}

#[derive(Template)]
#[template(path = "mail/event_cancelled.html")]
struct Html<'a> {
    mail: &'a EventCancelled<'a>,
    subject: &'a str,
}
