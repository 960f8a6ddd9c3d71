//! The first mail: the place, the personal link, the calendar entry.

use askama::Template;

use crate::domain::delivery::Purpose;
use crate::domain::event::RegistrationMode;
use crate::domain::timeline::{Standing, timeline};
use crate::mail::frame::{Entrance, Frame, Hint};
use crate::mail::{Letter, Rendered, calendar};
use crate::words::usual_reminders;

/// What a confirmation says.
#[derive(Debug)]
pub struct Confirmation<'a> {
    frame: Frame<'a>,
    opening: Opening,
    /// The start in brief, for the subject.
    when: String,
    has_place: bool,
    entrance: Entrance,
    google_url: String,
    outlook_url: String,
    reminded: Option<String>,
    cancel: Hint,
}

/// What has made the mail necessary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    SignedUp,
    /// Somebody who is registered asked for it (law 17).
    Again,
    /// A place has become free (law 16).
    MovedUp,
}

impl<'a> Confirmation<'a> {
    pub(super) fn new(purpose: Purpose, letter: &Letter<'a>) -> Self {
        Self {
            frame: Frame::new(letter),
            opening: match purpose {
                Purpose::Promoted => Opening::MovedUp,
                _ if letter.again => Opening::Again,
                _ => Opening::SignedUp,
            },
            when: letter.when().brief(),
            // Without a limit nothing is reserved for anybody, unless only those come in who have registered.
            has_place: letter.event.access.mode == RegistrationMode::Required || letter.event.access.capacity.is_some(),
            entrance: Entrance::new(letter),
            google_url: calendar::google_url(letter),
            outlook_url: calendar::outlook_url(letter),
            reminded: reminded(letter),
            cancel: cancel(letter),
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), Some(self.preheader()), |subject| Html { mail: self, subject }.render())
    }

    fn preheader(&self) -> String {
        match self.opening {
            Opening::Again => self.frame.words.mail_again_preheader(),
            Opening::SignedUp | Opening::MovedUp => self.frame.words.mail_confirmation_preheader(),
        }
    }

    fn lead(&self) -> String {
        let words = self.frame.words;
        match self.opening {
            Opening::Again => words.mail_again_lead(),
            Opening::MovedUp => words.mail_promoted_lead(),
            Opening::SignedUp if self.has_place => words.mail_confirmation_place(),
            Opening::SignedUp => words.mail_confirmation_no_place(),
        }
    }

    fn subject(&self) -> String {
        let (words, title) = (self.frame.words, self.frame.title);
        match self.opening {
            Opening::Again => words.mail_again_subject(title),
            Opening::MovedUp => words.mail_promoted_subject(title),
            Opening::SignedUp => words.mail_confirmation_subject(title, &self.when),
        }
    }

    /// Whoever asks again knows the rest.
    fn is_brief(&self) -> bool {
        self.opening == Opening::Again
    }
}

/// The sentence about the reminders that this person will really get after now; nothing when none is left.
fn reminded(letter: &Letter<'_>) -> Option<String> {
    let mut ahead: Vec<u32> = timeline(letter.event, letter.rules, &letter.registration.registered())
        .into_iter()
        .filter(|owed| owed.standing == Standing::Due && owed.due_at > letter.now)
        .filter_map(|owed| match owed.purpose {
            Purpose::Reminder { before_minutes } => Some(before_minutes),
            _ => None,
        })
        .collect();
    ahead.sort_unstable_by(|a, b| b.cmp(a));
    let words = letter.words();
    if ahead.is_empty() { None } else { Some(usual_reminders(words, &ahead).unwrap_or_else(|| words.mail_reminded())) }
}

/// Who cancels makes room for somebody else, where there is a limit.
fn cancel(letter: &Letter<'_>) -> Hint {
    let url = letter.cancel_url();
    if letter.event.access.capacity.is_some() {
        let hint = letter.words().mail_confirmation_cancel_place();
        Hint { before: hint.s0, link: hint.mail_cancel_here, after: hint.s1, url }
    } else {
        let hint = letter.words().mail_confirmation_cancel();
        Hint { before: hint.s0, link: hint.mail_cancel_here, after: hint.s1, url }
    }
}

#[derive(Template)]
#[template(path = "mail/confirmation.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Confirmation<'a>,
}

#[derive(Template)]
#[template(path = "mail/confirmation.html")]
struct Html<'a> {
    mail: &'a Confirmation<'a>,
    subject: &'a str,
}
