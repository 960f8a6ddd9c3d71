//! The event has another date. The mail carries the link, since it may stand for a reminder that falls within its hour (law 5).

use askama::Template;

use crate::domain::change::Save;
use crate::domain::registration::RegistrationStatus;
use crate::domain::schedule::Schedule;
use crate::mail::frame::{Entrance, Frame, Hint};
use crate::mail::{Letter, Rendered};
use crate::words::When;

/// What a notice of change says.
#[derive(Debug)]
pub struct Change<'a> {
    frame: Frame<'a>,
    /// The new start in brief, for the subject.
    when: String,
    /// Whether only the zone's rules have changed: the clock on the wall stays.
    is_zone_only: bool,
    /// The date before.
    previous: Option<String>,
    /// The way in, of whoever has a place.
    entrance: Option<Entrance>,
    valid: String,
    cancel: Hint,
}

impl<'a> Change<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let hint = letter.words().mail_change_cancel();
        Self {
            frame: Frame::new(letter),
            when: letter.when().brief(),
            is_zone_only: is_zone_only(letter),
            previous: previous(letter),
            entrance: letter.has_entry.then(|| Entrance::new(letter)),
            valid: match letter.registration.status {
                RegistrationStatus::Pending => letter.words().mail_change_valid_requested(),
                RegistrationStatus::Waitlisted => letter.words().mail_change_valid_waiting(),
                RegistrationStatus::Registered | RegistrationStatus::Cancelled => letter.words().mail_change_valid(),
            },
            cancel: Hint { before: hint.s0, link: hint.mail_cancel_here, after: hint.s1, url: letter.cancel_url() },
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

/// Whether this person was told the very date that stands.
fn is_zone_only(letter: &Letter<'_>) -> bool {
    told_before(letter).is_some_and(|save| save.previous == letter.event.schedule.wall)
}

fn told_before<'a>(letter: &Letter<'a>) -> Option<&'a Save> {
    let (change, registration) = (letter.event.change.as_ref()?, letter.registration);
    change.told_before(registration.registered_at, registration.heard_at, &letter.event.schedule.wall)
}

/// The date before, in full; nothing when it cannot be told any more, as after a change of zone rules.
fn previous(letter: &Letter<'_>) -> Option<String> {
    let wall = told_before(letter)?.previous.clone();
    // Under other zone rules the clock on the wall stays: only the calendar entry is another.
    if wall == letter.event.schedule.wall {
        return None;
    }
    let (schedule, _) = Schedule::resolve(wall).ok()?;
    Some(When::new(&schedule, letter.locale()).full())
}

#[derive(Template)]
#[template(path = "mail/change.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Change<'a>,
}

#[derive(Template)]
#[template(path = "mail/change.html")]
struct Html<'a> {
    mail: &'a Change<'a>,
    subject: &'a str,
}
