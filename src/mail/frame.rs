//! What all mails share: greeting, facts, the way in, the way out, the footer.

use crate::domain::event::{Event, LocationKind, Phase};
use crate::mail::Letter;
use crate::words::Words;

/// The words around every mail, and the facts of the event.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) words: Shared,
    /// The language of the mail.
    pub(super) lang: &'static str,
    pub(super) greeting: Greeting,
    pub(super) organisation: &'a str,
    pub(super) title: &'a str,
    /// The language of the title, which may be another than the mail's.
    pub(super) title_lang: &'static str,
    pub(super) when: String,
    pub(super) place: Option<String>,
    pub(super) registration_url: String,
    pub(super) privacy_url: String,
    pub(super) imprint_url: String,
    pub(super) erase_url: String,
    /// Who holds the event, and where: the last line.
    pub(super) imprint: String,
    /// Whether there is still something to cancel.
    pub(super) can_cancel: bool,
}

/// The words of the mail's language, for the templates.
#[derive(Clone, Copy)]
pub(super) struct Shared(pub(super) &'static Words);

impl std::ops::Deref for Shared {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.0
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared(…)")
    }
}

/// The greeting, with the name apart: HTML isolates its writing direction.
#[derive(Debug)]
pub(super) struct Greeting {
    pub(super) before: String,
    pub(super) name: Option<String>,
    pub(super) after: String,
}

/// The personal way into the room.
#[derive(Debug)]
pub(super) struct Entrance {
    pub(super) url: String,
    /// When it opens, true at the moment of rendering, and that it is a key.
    pub(super) note: String,
}

/// A sentence with a link in it, and where that leads.
#[derive(Debug)]
pub(super) struct Hint {
    pub(super) before: String,
    pub(super) link: String,
    pub(super) after: String,
    pub(super) url: String,
}

impl<'a> Frame<'a> {
    /// The frame of a mail to somebody who can still cancel.
    pub(super) fn new(letter: &Letter<'a>) -> Self {
        let announcement = &letter.event.announcement;
        Self {
            words: Shared(letter.words()),
            lang: letter.locale().tag(),
            greeting: Greeting::new(letter),
            organisation: &letter.sender.organisation,
            title: &announcement.title,
            title_lang: announcement.locale.tag(),
            when: letter.when().full(),
            place: place(letter.event, letter.words()),
            registration_url: letter.urls.registration(letter.registration.id),
            privacy_url: letter.urls.event_privacy(letter.locale(), &letter.event.slug),
            imprint_url: letter.urls.imprint(letter.locale()),
            erase_url: letter.urls.erase(letter.registration.id),
            imprint: match &letter.sender.address {
                Some(address) => format!("{}, {address}", letter.sender.organisation),
                None => letter.sender.organisation.clone(),
            },
            can_cancel: true,
        }
    }

    /// The frame of a mail to an address that nobody has confirmed: without the name that was typed with it.
    pub(super) fn of_unconfirmed(letter: &Letter<'a>) -> Self {
        let greeting = Greeting { before: letter.words().mail_greeting_nobody(), name: None, after: String::new() };
        Self { greeting, can_cancel: false, ..Self::new(letter) }
    }

    /// The frame of a mail about something that has ended, or has not begun.
    pub(super) fn of_the_end(letter: &Letter<'a>) -> Self {
        Self { can_cancel: false, ..Self::new(letter) }
    }
}

impl Greeting {
    fn new(letter: &Letter<'_>) -> Self {
        match letter.registration.registrant.full_name() {
            Some(name) => {
                let greeting = letter.words().mail_greeting();
                Self { before: greeting.s0, name: Some(name), after: greeting.s1 }
            }
            None => Self { before: letter.words().mail_greeting_nobody(), name: None, after: String::new() },
        }
    }
}

impl Entrance {
    pub(super) fn new(letter: &Letter<'_>) -> Self {
        let (words, when) = (letter.words(), letter.when());
        let doors = letter.event.doors_open_at();
        let keep = words.mail_link_keep();
        let note = match letter.event.phase(letter.now) {
            Phase::Ahead => format!("{} {keep}", words.mail_link_opens(when.day_at(doors), when.clock_at(doors))),
            Phase::Open => format!("{} {keep}", words.mail_link_open()),
            Phase::Over => keep,
        };
        Self { url: letter.join_url(), note }
    }
}

/// Where people meet, in words; nothing when a place is meant and none is named.
pub(super) fn place(event: &Event, words: &Words) -> Option<String> {
    let named = event.announcement.location.clone();
    match event.announcement.location_kind {
        LocationKind::Online => Some(named.unwrap_or_else(|| words.mail_online())),
        LocationKind::OnSite => named,
        LocationKind::Hybrid => Some(named.map_or_else(|| words.mail_online(), |place| words.mail_hybrid(place))),
    }
}

/// The date on which the registration's data are removed (law 23).
pub(super) fn erased_on(letter: &Letter<'_>) -> String {
    letter.when().plain_date_at(letter.event.personal_data_until())
}
