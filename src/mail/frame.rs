//! What all mails share: greeting, facts, the way in, the way out, the footer.

use crate::domain::event::{Event, LocationKind, Phase};
use crate::domain::reminder::Audience;
use crate::mail::{AccountLetter, Letter, Sender};
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
    /// Why somebody gets this mail.
    pub(super) why: String,
    /// What its recipient can do about their registration.
    pub(super) ways: Vec<Way>,
    pub(super) privacy_url: String,
    pub(super) imprint_url: String,
    /// Who holds the event, and where: the last line.
    pub(super) imprint: String,
}

/// A link of the footer.
#[derive(Debug)]
pub(super) struct Way {
    /// A question before it.
    pub(super) before: Option<String>,
    pub(super) link: String,
    pub(super) url: String,
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
            why: letter.words().mail_why(),
            ways: [Some(Way::to_manage(letter)), Way::to_no_reminders(letter), Way::to_erasure(letter)].into_iter().flatten().collect(),
            privacy_url: letter.urls.event_privacy(letter.locale(), &letter.event.slug),
            imprint_url: letter.urls.imprint(letter.locale()),
            imprint: imprint(letter.sender),
        }
    }

    /// The frame of a mail to an address that nobody has confirmed: without the name that was typed with it.
    pub(super) fn of_unconfirmed(letter: &Letter<'a>) -> Self {
        Self { greeting: Greeting::nobody(letter), why: letter.words().mail_why_unconfirmed(), ..Self::of_the_end(letter) }
    }

    /// The frame of a mail about something that has ended, or has not begun.
    pub(super) fn of_the_end(letter: &Letter<'a>) -> Self {
        let view = Way::to_view(letter);
        Self { ways: [Some(view), Way::to_erasure(letter)].into_iter().flatten().collect(), ..Self::new(letter) }
    }

    /// The frame of a mail to an address that nobody has confirmed: it names nobody, and opens nothing.
    pub(super) fn of_nobody(letter: &Letter<'a>, why: String) -> Self {
        Self { greeting: Greeting::nobody(letter), why, ways: Vec::new(), ..Self::new(letter) }
    }
}

impl<'a> Frame<'a> {
    /// The frame of a mail that is about no event.
    pub(super) fn of_account(letter: &AccountLetter<'a>, words: &'static Words) -> Self {
        let (greeting, locale) = (words.mail_greeting(), letter.mail.locale);
        Self {
            words: Shared(words),
            lang: locale.tag(),
            greeting: Greeting { before: greeting.s0, name: Some(letter.organiser.name.clone()), after: greeting.s1 },
            organisation: &letter.sender.organisation,
            title: "",
            title_lang: locale.tag(),
            when: String::new(),
            place: None,
            why: words.mail_why_account(),
            ways: Vec::new(),
            privacy_url: letter.urls.privacy(locale),
            imprint_url: letter.urls.imprint(locale),
            imprint: imprint(letter.sender),
        }
    }
}

/// Who sends it, and where they can be served with papers.
fn imprint(sender: &Sender) -> String {
    match &sender.address {
        Some(address) => format!("{}, {address}", sender.organisation),
        None => sender.organisation.clone(),
    }
}

impl Way {
    fn to_manage(letter: &Letter<'_>) -> Self {
        Self { before: None, link: letter.words().mail_manage(), url: letter.urls.registration(letter.registration.id) }
    }

    fn to_view(letter: &Letter<'_>) -> Self {
        Self { link: letter.words().mail_view(), ..Self::to_manage(letter) }
    }

    /// Who holds the event has asked for no mails and is told by the organiser.
    fn to_no_reminders(letter: &Letter<'_>) -> Option<Self> {
        let is_registrant = letter.registration.audience() == Audience::Registrants;
        let url = letter.urls.unsubscribe(letter.registration.id);
        is_registrant.then(|| Self { before: None, link: letter.words().reg_reminders_off(), url })
    }

    fn to_erasure(letter: &Letter<'_>) -> Option<Self> {
        let is_registrant = letter.registration.audience() == Audience::Registrants;
        let before = Some(letter.words().erase_not_me_title());
        is_registrant.then(|| Self { before, link: letter.words().mail_not_you_erase(), url: letter.urls.erase(letter.registration.id) })
    }

    /// The way out of the mails after the end.
    pub(super) fn of_follow_up(letter: &Letter<'_>) -> Vec<Self> {
        [Some(Self::to_view(letter)), Self::to_no_reminders(letter), Self::to_erasure(letter)].into_iter().flatten().collect()
    }
}

impl Greeting {
    fn new(letter: &Letter<'_>) -> Self {
        match letter.registration.registrant.full_name() {
            Some(name) => {
                let greeting = letter.words().mail_greeting();
                Self { before: greeting.s0, name: Some(name), after: greeting.s1 }
            }
            None => Self::nobody(letter),
        }
    }

    fn nobody(letter: &Letter<'_>) -> Self {
        Self { before: letter.words().mail_greeting_nobody(), name: None, after: String::new() }
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
        LocationKind::Online => Some(named.unwrap_or_else(|| words.facts_online())),
        LocationKind::OnSite => named,
        LocationKind::Hybrid => Some(named.map_or_else(|| words.facts_online(), |place| words.mail_hybrid(place))),
    }
}

/// The date on which the registration's data are removed (law 23).
pub(super) fn erased_on(letter: &Letter<'_>) -> String {
    letter.when().plain_date_at(letter.event.personal_data_until())
}
