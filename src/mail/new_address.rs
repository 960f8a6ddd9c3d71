//! To the owner of an address that a registration is to have: only they can say that it is theirs. Nobody has confirmed it yet, so the
//! mail holds nothing that was typed into a form, and its link opens nothing but that question.

use askama::Template;

use crate::domain::registration::NEW_ADDRESS_HOLDS;
use crate::mail::frame::Frame;
use crate::mail::{Letter, Rendered};

/// What the mail says.
#[derive(Debug)]
pub struct NewAddress<'a> {
    frame: Frame<'a>,
    answer: Answer,
}

/// What it asks, or why it asks nothing.
#[derive(Debug)]
enum Answer {
    /// Whether the address is theirs.
    Confirm { url: String, until: String },
    /// The address has a registration for the event; nobody else is told so (law 17).
    Known { url: String },
}

impl<'a> NewAddress<'a> {
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let (registration, words) = (letter.registration, letter.words());
        let answer = match letter.beside.first() {
            Some(known) => Answer::Known { url: letter.urls.registration(known.registration.id) },
            None => Answer::Confirm {
                url: registration
                    .new_email
                    .as_ref()
                    .map_or_else(String::new, |email| letter.urls.new_address(registration.id, email, letter.now)),
                until: letter.when().moment_at(letter.now + NEW_ADDRESS_HOLDS),
            },
        };
        Self { frame: Frame::of_nobody(letter, words.mail_why_unconfirmed()), answer }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: self, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/new_address.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a NewAddress<'a>,
}

#[derive(Template)]
#[template(path = "mail/new_address.html")]
struct Html<'a> {
    mail: &'a NewAddress<'a>,
    subject: &'a str,
}
