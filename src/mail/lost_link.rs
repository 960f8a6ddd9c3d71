//! To who has lost the links: all that the address is registered for, in one mail. It names nobody, since several people may have used
//! one address.

use askama::Template;

use crate::mail::frame::{Frame, place};
use crate::mail::{Beside, Letter, Rendered};
use crate::words::When;

/// What the mail says.
#[derive(Debug)]
pub struct LostLink<'a> {
    frame: Frame<'a>,
    found: Vec<Found>,
}

/// A registration that the address has.
#[derive(Debug)]
struct Found {
    title: String,
    title_lang: &'static str,
    when: String,
    place: Option<String>,
    url: String,
}

impl<'a> LostLink<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let found = letter.beside.iter().map(|beside| Found::of(beside, letter)).collect();
        Self { frame: Frame::of_nobody(letter, letter.words().mail_why_lost_link()), found }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

impl Found {
    fn of(Beside { event, registration }: &Beside, letter: &Letter<'_>) -> Self {
        Self {
            title: event.announcement.title.clone(),
            title_lang: event.announcement.locale.tag(),
            when: When::new(&event.schedule, letter.locale()).full(),
            place: place(event, letter.words()),
            url: letter.urls.registration(registration.id),
        }
    }
}

#[derive(Template)]
#[template(path = "mail/lost_link.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a LostLink<'a>,
}

#[derive(Template)]
#[template(path = "mail/lost_link.html")]
struct Html<'a> {
    mail: &'a LostLink<'a>,
    subject: &'a str,
}
