//! A mail before the start. What it says follows from the time that is left, not from the rule that made it due: a mail that
//! leaves late still tells the truth.

use askama::Template;
use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::Purpose;
use crate::domain::event::{Event, LocationKind, Phase};
use crate::mail::follow_up::own_words;
use crate::mail::frame::{Frame, Hint};
use crate::mail::own_words::OwnWords;
use crate::mail::{Letter, Rendered};

/// Up to this long before the start a reminder is the mail that people look for at the last minute: the link comes first.
const SOON: SignedDuration = SignedDuration::from_hours(12);
/// Up to this long before the start it says no more than that the room is open.
const AT_THE_DOOR: SignedDuration = SignedDuration::from_mins(15);

/// What a reminder says.
#[derive(Debug)]
pub struct Reminder<'a> {
    frame: Frame<'a>,
    stage: Stage,
    join_url: String,
    /// Days from today to the start, by the event's calendar.
    days: i32,
    /// The weekday of the start; with the day from a week on, since by then there are two.
    weekday: String,
    /// The day of the start in a sentence.
    date: String,
    /// The start on the clock.
    clock: String,
    /// The same with its word.
    start: String,
    /// The opening of the doors on the clock.
    doors: String,
    is_open: bool,
    /// Whether people come by browser.
    is_online: bool,
    /// The organiser's own words.
    own: Option<OwnWords>,
    contact: Option<String>,
    cancel: Hint,
}

/// How near the start is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// More than half a day.
    Ahead,
    /// Hours.
    Soon,
    /// Minutes, and the room is open.
    AtTheDoor,
    /// It has begun.
    Running,
}

impl Stage {
    fn at(now: Timestamp, event: &Event) -> Self {
        let left = event.schedule.starts_at.duration_since(now);
        if left > SOON {
            Self::Ahead
        } else if left <= SignedDuration::ZERO {
            Self::Running
        } else if left <= AT_THE_DOOR && event.phase(now) == Phase::Open {
            Self::AtTheDoor
        } else {
            Self::Soon
        }
    }
}

impl<'a> Reminder<'a> {
    pub(super) fn new(purpose: Purpose, letter: &Letter<'a>) -> Self {
        const WEEK_DAYS: i32 = 7;
        let (event, when) = (letter.event, letter.when());
        let days = when.days_until(letter.now);
        let within_a_week = days < WEEK_DAYS;
        let weekday = when.weekday_short();
        Self {
            frame: Frame::new(letter),
            stage: Stage::at(letter.now, event),
            join_url: letter.join_url(),
            days,
            weekday: if within_a_week { weekday.to_owned() } else { format!("{weekday} {}", when.day()) },
            date: if within_a_week { when.weekday().to_owned() } else { when.plain_date_at(event.schedule.starts_at) },
            clock: when.start_clock(),
            start: when.start_words(),
            doors: when.clock_at(event.doors_open_at()),
            is_open: event.phase(letter.now) == Phase::Open,
            is_online: event.announcement.location_kind != LocationKind::OnSite,
            own: own_words(purpose, letter),
            contact: contact(letter),
            cancel: cancel(letter),
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), self.preheader(), |subject| Html { mail: self, subject }.render())
    }

    fn preheader(&self) -> Option<String> {
        let words = &self.frame.words;
        match self.stage {
            Stage::AtTheDoor | Stage::Running => None,
            _ if self.is_open => Some(words.room_open()),
            Stage::Ahead => Some(words.mail_ahead_preheader(&self.doors)),
            Stage::Soon => Some(words.mail_soon_preheader(&self.doors)),
        }
    }

    /// The first sentence of a mail well ahead.
    fn ahead(&self) -> String {
        match self.days {
            0 => self.frame.words.mail_ahead_today(),
            1 => self.frame.words.mail_ahead_tomorrow(),
            _ => self.frame.words.mail_ahead_on(&self.date),
        }
    }
}

/// Where somebody gets help who stands before a closed door: the contact, else where answers go.
fn contact(letter: &Letter<'_>) -> Option<String> {
    let answers = || letter.sender.reply_to.as_ref().map(|mailbox| mailbox.address.for_people());
    letter.sender.contact.clone().or_else(answers)
}

/// Who cancels makes room for somebody else, where there is a limit.
fn cancel(letter: &Letter<'_>) -> Hint {
    let url = letter.cancel_url();
    if letter.event.access.capacity.is_some() {
        let hint = letter.words().mail_reminder_cancel_place();
        Hint { before: hint.s0, link: hint.mail_cancel, after: hint.s1, url }
    } else {
        let hint = letter.words().mail_reminder_cancel();
        Hint { before: hint.s0, link: hint.mail_cancel_here, after: hint.s1, url }
    }
}

#[derive(Template)]
#[template(path = "mail/reminder.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Reminder<'a>,
}

#[derive(Template)]
#[template(path = "mail/reminder.html")]
struct Html<'a> {
    mail: &'a Reminder<'a>,
    subject: &'a str,
}
