//! Stories of few places: people queue for them, confirm their address or let the time pass, leave and are erased, while mails are sent,
//! dates are moved and the process is killed.
//!
//! Here no model says what becomes of whom: side by side, that depends on who comes first. After each step what must hold in any case is
//! held against the database and the wire ([`watch`]).

mod act;
mod watch;

use std::fmt;
use std::ops::AddAssign;

use halbsieben::app::App;
use jiff::SignedDuration;

use self::act::Act;
use self::watch::{Look, Person, Span, Watch};
use super::Ended;
use super::faults::hinder;
use super::model::in_hours;
use super::stage::{CALM_AFTER, Programme, Stage, event, minutes, several};
use crate::support::backend::Backend;
use crate::support::chance::Chance;

/// An event with a queue, and one for which addresses are confirmed, too.
const SLUGS: [&str; 2] = ["voll", "bestaetigt"];
static PROGRAMME: Programme = Programme::of(|| {
    vec![
        event(SLUGS[0], "2021-04-15T18:30", "2021-04-15T20:00", "capacity = 2"),
        event(SLUGS[1], "2021-04-13T18:00", "2021-04-13T19:30", "capacity = 2\ndouble_opt_in = true"),
    ]
});
/// A domain that has asked for less is sent its mails one by one, so far apart at most.
const SOON: SignedDuration = SignedDuration::from_mins(1);

/// A seed's story as it goes on.
struct Crowd {
    chance: Chance,
    stage: Stage,
    watch: Watch,
    sign_ups: SignUps,
}

/// How many have signed up, where places were few.
#[derive(Default)]
pub(super) struct SignUps(usize);

/// Plays the story of a seed from its beginning to its end.
pub(super) fn play(backend: Backend, seed: u64) -> Ended<SignUps> {
    let mut chance = Chance::of(seed);
    let stage = Stage::set(backend, &PROGRAMME, &mut chance);
    let look = stage.life().run(async |app| Look::at(app, &SLUGS).await);
    let mut crowd = Crowd { chance, stage, watch: Watch::begin(look), sign_ups: SignUps::default() };
    let steps = 6 + crowd.chance.below(6);
    let mut kills = 0;
    for slug in [SLUGS[0], SLUGS[0], SLUGS[1]] {
        let act = crowd.sign_up(slug);
        crowd.alone(act);
    }
    for _ in 0..steps {
        crowd.pass_time();
        kills += usize::from(crowd.step());
    }
    crowd.end();
    Ended { counts: crowd.sign_ups, kills, wrong: crowd.stage.account(crowd.watch.wrong, "") }
}

impl Crowd {
    fn pass_time(&mut self) {
        let now = self.stage.clock.now();
        let to = match self.chance.below(20) {
            0..=6 => return,
            7..=10 => now + minutes(1 + self.chance.below(30)),
            11..=13 => now + minutes(60 + self.chance.below(600)),
            // A place is held for a day.
            14..=16 => now + minutes(1_440 + self.chance.below(60)),
            _ => {
                let halls = &self.watch.last.halls;
                let moments = halls.iter().flat_map(|hall| [hall.starts_at - minutes(60), hall.starts_at, hall.ends_at]);
                let Some(moment) = moments.filter(|moment| *moment > now).min() else { return };
                moment + SignedDuration::from_mins(self.chance.pick(&[-10, -1, 0, 1]))
            }
        };
        self.stage.clock.move_to(to);
    }

    /// Says whether the process was killed in it.
    fn step(&mut self) -> bool {
        if self.chance.one_in(5) {
            if let Some(act) = self.act() {
                self.alone(act);
            }
            return false;
        }
        if self.chance.one_in(25) {
            self.stage.restart();
            return false;
        }
        self.work()
    }

    /// Somebody does something while nothing else happens.
    fn alone(&mut self, act: Act) {
        let done = self.stage.alone(&act).then(|| self.stage.peer.accepted());
        self.see(&[act], &[done]);
    }

    /// The app works, mostly with faults, and people do things meanwhile.
    fn work(&mut self) -> bool {
        let acts = self.acts();
        let addresses: Vec<String> = self.watch.last.people.iter().map(|person| person.address.clone()).collect();
        let (words, tempo) = hinder(&self.stage.peer, &mut self.chance, &addresses, acts.len(), false);
        self.stage.tell(&tempo.told(&words, &acts));
        let worked = self.stage.work(&acts, &tempo);
        if worked.killed {
            self.stage.begin_anew(&mut self.chance, &[1, 15, 120, 1_441]);
        }
        self.stage.errors.extend(worked.errors);
        self.see(&acts, &worked.done);
        self.come_to_rest(SignedDuration::ZERO);
        worked.killed
    }

    /// Looks how all stands.
    fn see(&mut self, acts: &[Act], done: &[Option<usize>]) {
        let signs_up = |(act, done): &(&Act, &Option<usize>)| matches!(act, Act::SignUp { .. }) && done.is_some();
        self.sign_ups.0 += acts.iter().zip(done).filter(signs_up).count();
        let look = self.stage.life().run(async |app| Look::at(app, &SLUGS).await);
        self.watch.see(look, &self.stage.peer.seen().mails, &Span { acts, done, wires: self.stage.wires() });
    }

    /// Works on until nothing is due for so long, as the jobs do.
    fn come_to_rest(&mut self, soon: SignedDuration) {
        for round in 0.. {
            let promoted = self.stage.life().run(async |app: &App| app.promote_waitlists().await);
            self.stage.errors.extend(promoted.err().map(|error| error.to_string()));
            self.stage.work_on();
            if self.stage.is_at_rest(round, soon) {
                break;
            }
        }
        if self.stage.has_written() || self.stage.clock.now() != self.watch.last.now {
            self.see(&[], &[]);
        }
        self.watch.rest();
    }

    /// All is well from now on, and time goes on until nobody can come any more.
    fn end(&mut self) {
        self.stage.tell("all is well");
        self.stage.peer.behave();
        self.grow_calm();
        self.begin_with_queue();
        self.grow_calm();
        let last = self.watch.last.halls.iter().map(|hall| hall.ends_at).max().expect("an event");
        self.stage.clock.move_to(last);
        self.come_to_rest(SOON);
    }

    /// Everything is tried again.
    fn grow_calm(&mut self) {
        for _ in 0..2 {
            self.come_to_rest(SOON);
            self.stage.clock.advance(CALM_AFTER);
        }
        self.come_to_rest(SOON);
        self.watch.settle();
    }

    /// An event begins with a queue, somebody leaves, and it is moved: whoever waits moves up then. By chance alone hardly any story comes
    /// to that.
    fn begin_with_queue(&mut self) {
        let (look, now) = (&self.watch.last, self.stage.clock.now());
        let Some(hall) = look.halls.iter().find(|hall| now < hall.ends_at && look.waiting(hall.slug) > 0).cloned() else { return };
        self.stage.clock.move_to(now.max(hall.starts_at));
        if let Some(Person { slug, address, .. }) = self.one_of(|person| person.slug == hall.slug && person.is_registered()) {
            self.alone(Act::Cancel { slug, address });
        }
        let act = self.other_start(hall.slug);
        self.alone(act);
    }

    fn acts(&mut self) -> Vec<Act> {
        let how_many = self.chance.pick(&[0, 1, 1, 2, 2, 3]);
        // Two things that one person does at once would not know of each other, and of two organisers one is told to look again.
        let collide = |one: &Act, other: &Act| {
            one.address().is_some() && one.address() == other.address() || one.is_organisers() && other.is_organisers()
        };
        several(self, how_many, Self::act, collide)
    }

    /// Something that can be done now.
    fn act(&mut self) -> Option<Act> {
        let now = self.stage.clock.now();
        let hall = self.watch.last.halls[self.chance.below(SLUGS.len())].clone();
        let (slug, is_ahead) = (hall.slug, now < hall.ends_at);
        match self.chance.below(16) {
            0..=5 if is_ahead => Some(self.sign_up(slug)),
            6..=8 => self
                .one_of(|person| person.registration.expires_at.is_some_and(|until| now < until))
                .map(|Person { slug, address, .. }| Act::Confirm { slug, address }),
            9 => self
                .one_of(|person| person.registration.expires_at.is_some_and(|until| now >= until))
                .map(|Person { slug, address, .. }| Act::AskAgain { slug, address }),
            10 | 11 => self
                .one_of(|person| person.registration.cancelled_at.is_none())
                .map(|Person { slug, address, .. }| Act::Cancel { slug, address }),
            12 | 13 => self.one_of(|_| true).map(|Person { address, .. }| Act::Erase { address }),
            14 if is_ahead && hall.places < 4 && self.chance.one_in(2) => {
                Some(Act::Raise { slug, places: u32::try_from(hall.places + 1).unwrap() })
            }
            14 if is_ahead => Some(self.other_start(slug)),
            15 => Some(if self.chance.one_in(2) { Act::Promote } else { Act::Tidy }),
            _ => None,
        }
    }

    fn other_start(&mut self, slug: &'static str) -> Act {
        Act::Move { slug, start: in_hours(self.stage.clock.now(), self.chance.pick(&[1, 5, 24, 48])) }
    }

    fn one_of(&mut self, fits: impl Fn(&Person) -> bool) -> Option<Person> {
        let fitting: Vec<&Person> = self.watch.last.people.iter().filter(|person| fits(person)).collect();
        fitting.get(self.chance.below(fitting.len())).copied().cloned()
    }

    /// Mostly somebody new; now and then somebody who was there before.
    fn sign_up(&mut self, slug: &'static str) -> Act {
        let known = if self.chance.one_in(4) { self.one_of(|person| person.slug == slug) } else { None };
        let address = known.map_or_else(|| self.stage.new_address(), |person| person.address);
        Act::SignUp { slug, address }
    }
}

impl AddAssign for SignUps {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl fmt::Display for SignUps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sign_ups={}", self.0)
    }
}
