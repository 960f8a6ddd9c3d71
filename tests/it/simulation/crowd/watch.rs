//! What must hold wherever places are few: never one too many, nobody overtaken, no place lost, no link without a place, and nothing to
//! whoever is erased but what was on the wire.

use std::collections::{BTreeMap, BTreeSet};

use halbsieben::app::App;
use halbsieben::domain::registration::{Registration, RegistrationStatus};
use jiff::Timestamp;
use mail_parser::MessageParser;

use super::act::Act;
use crate::simulation::verb::{rows, token};
use crate::support::smtp::Accepted;

/// Somebody at an event.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) slug: &'static str,
    pub(super) address: String,
    pub(super) registration: Registration,
    /// What has become of each mail to them: `confirmation accepted`.
    mails: Vec<String>,
}

/// An event as it stands.
#[derive(Clone, Debug)]
pub(super) struct Hall {
    pub(super) slug: &'static str,
    pub(super) places: usize,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
}

/// How all stands at a moment.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) now: Timestamp,
    pub(super) halls: Vec<Hall>,
    pub(super) people: Vec<Person>,
}

/// What was done since the look before.
pub(super) struct Span<'a> {
    pub(super) acts: &'a [Act],
    /// How many mails were accepted when each was done; none where nobody was told.
    pub(super) done: &'a [Option<usize>],
    /// How many mails can be on the wire at once.
    pub(super) wires: usize,
}

/// What was seen so far, and what of it must not be.
pub(super) struct Watch {
    pub(super) last: Look,
    erased: BTreeSet<String>,
    /// Whoever has got a mail since they last had no registration, and whether it had a link into the room.
    told: BTreeMap<String, bool>,
    mails: usize,
    pub(super) wrong: BTreeSet<String>,
}

impl Person {
    /// Whether they have a place, or one is held for them.
    pub(super) fn holds_place(&self, now: Timestamp) -> bool {
        self.has_held_place() && (self.is_registered() || self.registration.expires_at.is_none_or(|until| now < until))
    }

    /// The same where the time to confirm the address may be over: time alone frees such a place, and the next job gives it away.
    fn has_held_place(&self) -> bool {
        let Registration { status, waitlisted_at, .. } = &self.registration;
        self.is_registered() || *status == RegistrationStatus::Pending && waitlisted_at.is_none()
    }

    pub(super) fn is_registered(&self) -> bool {
        self.registration.status == RegistrationStatus::Registered
    }

    /// Since when they wait, if they do and can be reached.
    fn waits_since(&self) -> Option<Timestamp> {
        let waits = self.registration.status == RegistrationStatus::Waitlisted && self.registration.unreachable.is_none();
        self.registration.waitlisted_at.filter(|_| waits)
    }

    fn is(&self, other: &Self) -> bool {
        self.registration.id == other.registration.id
    }
}

impl Look {
    /// Asks the product for everybody who has a row in the ledger; whoever signs up has one.
    pub(super) async fn at(app: &App, slugs: &[&'static str]) -> Self {
        let (mut halls, mut people) = (Vec::new(), Vec::new());
        for slug in slugs.iter().copied() {
            let event = app.show_event(slug).await.expect("the event is there").event;
            let places = event.access.capacity.map_or(usize::MAX, |places| usize::try_from(places).unwrap());
            halls.push(Hall { slug, places, starts_at: event.schedule.starts_at, ends_at: event.schedule.ends_at });
            let mut mails: BTreeMap<_, Vec<String>> = BTreeMap::new();
            for row in rows(app, slug).await {
                let delivery = row.line.delivery;
                let mail = format!("{} {}", delivery.purpose, delivery.state.as_str());
                mails.entry(delivery.registration_id.uuid()).or_default().push(mail);
            }
            for (id, mails) in mails {
                let link = app.urls().registration(id.into());
                if let Some(mine) = app.my_registration(token(&link)).await.expect("it can be read") {
                    let address = mine.registration.registrant.email.to_string();
                    people.push(Person { slug, address, registration: mine.registration, mails });
                }
            }
        }
        // Keys are random within an instant: in their order each run would choose other people.
        people.sort_by(|one, other| (one.slug, &one.address).cmp(&(other.slug, &other.address)));
        Self { now: app.now(), halls, people }
    }

    fn of(&self, slug: &str) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.slug == slug)
    }

    fn is_registered(&self, address: &str) -> bool {
        self.people.iter().any(|person| person.address == address && person.is_registered())
    }

    fn has_registration(&self, address: &str) -> bool {
        let has = |person: &Person| person.address == address && person.registration.status != RegistrationStatus::Cancelled;
        self.people.iter().any(has)
    }

    /// How many places of an event are taken.
    fn taken(&self, slug: &str) -> usize {
        self.of(slug).filter(|person| person.holds_place(self.now)).count()
    }

    /// How many wait for one.
    pub(super) fn waiting(&self, slug: &str) -> usize {
        self.of(slug).filter(|person| person.waits_since().is_some()).count()
    }
}

impl Watch {
    pub(super) fn begin(look: Look) -> Self {
        Self { last: look, erased: BTreeSet::new(), told: BTreeMap::new(), mails: 0, wrong: BTreeSet::new() }
    }

    /// Holds how all stands against how it stood, and the mails that came meanwhile against both.
    pub(super) fn see(&mut self, look: Look, mails: &[Accepted], span: &Span<'_>) {
        for hall in &look.halls {
            let taken = look.taken(hall.slug);
            self.must(taken <= hall.places, || format!("{taken} people have one of the {} places of {}", hall.places, hall.slug));
            self.in_order(hall, &look);
        }
        let erased = erased_by(&look, mails.len(), span);
        let mut on_the_wire: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, mail) in mails.iter().enumerate().skip(self.mails) {
            let (to, has_link) = (mail.to.as_str(), has_link(mail));
            if self.erased.contains(to) || erased.get(to).is_some_and(|since| i >= *since) {
                let count = on_the_wire.entry(to).or_default();
                *count += 1;
                let is_late = self.erased.contains(to) || *count > span.wires;
                self.must(!is_late, || format!("a mail to {to}, who was erased before"));
            }
            let is_changing = span.acts.iter().any(|act| act.address() == Some(to));
            let may_have_it = is_changing || self.last.is_registered(to) || look.is_registered(to);
            self.must(!has_link || may_have_it, || format!("the link to {to}, who has no place"));
            *self.told.entry(to.to_owned()).or_default() |= has_link;
        }
        // Whoever comes again is told anew.
        self.told.retain(|address, _| look.has_registration(address));
        self.erased.extend(erased.into_keys());
        (self.mails, self.last) = (mails.len(), look);
        self.given_away(span);
    }

    /// Law 16: whoever has got a place since the look before was not behind anybody who still waits.
    fn in_order(&mut self, hall: &Hall, look: &Look) {
        let before = self.last.halls.iter().find(|before| before.slug == hall.slug).expect("the same events").starts_at;
        // Nobody moves up once it has started.
        if look.now >= hall.starts_at.min(before) {
            return;
        }
        let waited = |person: &&Person| self.last.of(hall.slug).any(|then| then.is(person) && then.waits_since() == person.waits_since());
        let first =
            look.of(hall.slug).filter(|person| person.waits_since().is_some()).filter(waited).min_by_key(|person| person.waits_since());
        let Some(first) = first else { return };
        let had = |person: &Person| self.last.of(hall.slug).any(|then| then.is(person) && then.holds_place(self.last.now));
        let overtaking = look.of(hall.slug).find(|person| {
            let is_new = person.holds_place(look.now) && !had(person);
            is_new && person.registration.waitlisted_at.is_none_or(|since| Some(since) > first.waits_since())
        });
        if let Some(overtaking) = overtaking {
            self.wrong.insert(format!("{} has got a place of {} before {}, who came first", overtaking.address, hall.slug, first.address));
        }
    }

    /// Law 16: whatever frees a place has let people move up when it is done, and leaves nothing of it to the job. Where something was
    /// cut short that may have freed another one, the job has to.
    fn given_away(&mut self, span: &Span<'_>) {
        for hall in self.last.halls.clone() {
            let ended = |(act, done): (&Act, &Option<usize>)| act.frees_place(hall.slug).then_some(done.is_some());
            let outcomes: Vec<bool> = span.acts.iter().zip(span.done).filter_map(ended).collect();
            if !outcomes.is_empty() && outcomes.iter().all(|is_done| *is_done) {
                let taken = self.last.of(hall.slug).filter(|person| person.has_held_place()).count();
                self.no_place_is_lost(&hall, taken, "what has freed it is done");
            }
        }
    }

    /// Law 16 when the job has given away what time alone has freed.
    pub(super) fn rest(&mut self) {
        for hall in self.last.halls.clone() {
            self.no_place_is_lost(&hall, self.last.taken(hall.slug), "all is at rest");
        }
    }

    /// While somebody waits, no place is free.
    fn no_place_is_lost(&mut self, hall: &Hall, taken: usize, when: &str) {
        let waiting = self.last.waiting(hall.slug);
        let is_lost = self.last.now < hall.starts_at && waiting > 0 && taken < hall.places;
        let words = || format!("{waiting} wait for {}, {taken} of its {} places are taken, and {when}", hall.slug, hall.places);
        self.must(!is_lost, words);
    }

    /// At a calm moment, when everything was tried again: whoever has a place has the link, and whoever has not has been told so.
    pub(super) fn settle(&mut self) {
        for person in self.last.people.clone() {
            let hall = self.last.halls.iter().find(|hall| hall.slug == person.slug).expect("an event");
            let is_over = person.registration.expires_at.is_some_and(|until| until <= self.last.now);
            // Whom the mail server has refused for good cannot be told.
            let is_refused = person.mails.iter().any(|mail| mail.ends_with(" failed"));
            let is_out = person.registration.status == RegistrationStatus::Cancelled || is_refused || is_over;
            if is_out || person.registration.unreachable.is_some() || self.last.now >= hall.ends_at {
                continue;
            }
            let told = self.told.get(&person.address).copied();
            let is_told = if person.is_registered() { told == Some(true) } else { told.is_some() };
            let status = person.registration.status;
            let words = || format!("{} is {status:?} for {}, and has not heard of it: {:?}", person.address, person.slug, person.mails);
            self.must(is_told, words);
        }
    }

    fn must(&mut self, holds: bool, words: impl FnOnce() -> String) {
        if !holds {
            self.wrong.insert(format!("{} at {}", words(), self.last.now));
        }
    }
}

/// Whoever was erased meanwhile, and how many mails were accepted by then. Where nobody was told, it is looked up.
fn erased_by(look: &Look, accepted: usize, span: &Span<'_>) -> BTreeMap<String, usize> {
    let mut erased = BTreeMap::new();
    for (act, done) in span.acts.iter().zip(span.done) {
        if let Act::Erase { address } = act {
            let is_gone = look.people.iter().all(|person| person.address != *address);
            if let Some(since) = done.or(is_gone.then_some(accepted)) {
                erased.insert(address.clone(), since);
            }
        }
    }
    erased
}

/// Whether a mail has the way into the room in it.
fn has_link(mail: &Accepted) -> bool {
    MessageParser::default().parse(&mail.data).expect("a mail").body_text(0).expect("a text").contains("/j/")
}
