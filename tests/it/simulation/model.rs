//! Who is registered for what, as the story has made it: an independent little model, which knows nothing of the product.
//!
//! Times on the wall are those of Berlin in April 2021, two hours ahead of UTC.

use std::fmt;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::verb::Verb;

/// Every event lasts so long.
const LENGTH: SignedDuration = SignedDuration::from_mins(90);
/// Until so long after a move people are not told yet (law 7).
pub(super) const SECOND_THOUGHT: SignedDuration = SignedDuration::from_mins(10);
/// A second sign-up is answered by a mail after so long.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// An event as its organiser has left it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Talk {
    pub(super) slug: &'static str,
    pub(super) start: DateTime,
    /// Minutes before the start, for all.
    pub(super) before: Vec<u32>,
    /// Minutes after the end, for all.
    pub(super) after: Option<u32>,
    pub(super) room: usize,
    pub(super) called_off_at: Option<Timestamp>,
    /// Each time that it was given another date: when, and which it had before.
    pub(super) moves: Vec<(Timestamp, DateTime)>,
    /// How long after the end people are kept.
    pub(super) kept: SignedDuration,
    pub(super) is_erased: bool,
}

impl Talk {
    pub(super) fn starts_at(&self) -> Timestamp {
        instant(self.start)
    }

    pub(super) fn ends_at(&self) -> Timestamp {
        self.starts_at() + LENGTH
    }

    pub(super) fn ends(&self) -> DateTime {
        self.start + LENGTH
    }

    pub(super) fn is_on(&self) -> bool {
        self.called_off_at.is_none() && !self.is_erased
    }

    pub(super) fn reminder_at(&self, minutes: u32) -> Timestamp {
        self.starts_at() - SignedDuration::from_mins(minutes.into())
    }

    pub(super) fn follow_up_at(&self, minutes: u32) -> Timestamp {
        self.ends_at() + SignedDuration::from_mins(minutes.into())
    }

    /// The start on the clock, as mails show it.
    pub(super) fn clock(&self) -> String {
        clock(self.start)
    }

    /// When it was last given another date.
    pub(super) fn moved_at(&self) -> Option<Timestamp> {
        self.moves.last().map(|(at, _)| *at)
    }

    /// Until when a reminder is of use: the last one until the end, since it carries the link.
    pub(super) fn reminder_until(&self, minutes: u32) -> Timestamp {
        if self.before.iter().all(|other| *other >= minutes) { self.ends_at() } else { self.starts_at() }
    }

    /// Every moment at which something falls due.
    pub(super) fn moments(&self) -> Vec<Timestamp> {
        let before = self.before.iter().map(|minutes| self.reminder_at(*minutes));
        let after = self.after.iter().map(|minutes| self.follow_up_at(*minutes));
        let told = self.moved_at().map(|at| at + SECOND_THOUGHT);
        before.chain(after).chain(told).chain([self.starts_at(), self.ends_at()]).collect()
    }
}

/// Somebody who has signed up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Person {
    pub(super) talk: usize,
    pub(super) address: String,
    /// When the registration was made, or made again.
    pub(super) since: Timestamp,
    /// When the confirmation was last asked for.
    pub(super) asked_at: Timestamp,
    /// How many confirmations were asked for.
    pub(super) rounds: usize,
    pub(super) cancelled_at: Option<Timestamp>,
    pub(super) cancels: usize,
    /// Whether anybody was told that it is so.
    pub(super) is_acknowledged: bool,
}

/// All of it at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) talks: Vec<Talk>,
    pub(super) people: Vec<Person>,
}

impl Model {
    /// Two events, as they are published before any story begins; the second keeps nobody for longer than it lasts.
    pub(super) fn begin() -> Self {
        let talk = |slug, start: &str, kept| Talk {
            slug,
            start: start.parse().unwrap(),
            before: vec![1440, 60],
            after: None,
            room: 0,
            called_off_at: None,
            moves: Vec::new(),
            kept,
            is_erased: false,
        };
        let talks = vec![
            talk("erster", "2021-04-15T18:30:00", SignedDuration::from_hours(30 * 24)),
            talk("zweiter", "2021-04-13T18:00:00", SignedDuration::ZERO),
        ];
        Self { talks, people: Vec::new() }
    }

    /// The same after somebody has done that at `now`.
    pub(super) fn after(&self, verb: &Verb, now: Timestamp, is_acknowledged: bool) -> Self {
        let mut next = self.clone();
        match verb {
            Verb::SignUp { talk, address, .. } => next.sign_up(*talk, address, now, is_acknowledged),
            Verb::Cancel { person, .. } => {
                let person = &mut next.people[*person];
                if person.cancelled_at.is_none() {
                    (person.cancelled_at, person.cancels) = (Some(now), person.cancels + 1);
                }
            }
            Verb::Correct { person, address, .. } => {
                let person = &mut next.people[*person];
                address.clone_into(&mut person.address);
                (person.asked_at, person.rounds) = (now, person.rounds + 1);
            }
            Verb::Move { talk, start, .. } => {
                let talk = &mut next.talks[*talk];
                if talk.start != *start {
                    talk.moves.push((now, talk.start));
                    talk.start = *start;
                }
            }
            Verb::CallOff { talk, .. } => next.talks[*talk].called_off_at = Some(now),
            Verb::Room { talk, room, .. } => next.talks[*talk].room = *room,
            Verb::Rules { talk, before, after, .. } => {
                let talk = &mut next.talks[*talk];
                (talk.before, talk.after) = (before.clone(), *after);
            }
            Verb::Erase => next.erase(now),
            Verb::Pass { .. } => {}
        }
        next
    }

    fn sign_up(&mut self, talk: usize, address: &str, now: Timestamp, is_acknowledged: bool) {
        let Some(known) = self.people.iter_mut().find(|person| person.talk == talk && person.address == address) else {
            self.people.push(Person {
                talk,
                address: address.to_owned(),
                since: now,
                asked_at: now,
                rounds: 1,
                cancelled_at: None,
                cancels: 0,
                is_acknowledged,
            });
            return;
        };
        if known.cancelled_at.take().is_some() {
            (known.since, known.asked_at, known.rounds) = (now, now, known.rounds + 1);
        } else if now.duration_since(known.asked_at) >= AGAIN_AFTER {
            (known.asked_at, known.rounds) = (now, known.rounds + 1);
        }
    }

    fn erase(&mut self, now: Timestamp) {
        for talk in &mut self.talks {
            talk.is_erased |= talk.ends_at() + talk.kept < now;
        }
    }

    /// Whoever is there, with their number.
    pub(super) fn registered(&self) -> impl Iterator<Item = (usize, &Person, &Talk)> {
        let people = self.people.iter().enumerate().map(|(number, person)| (number, person, &self.talks[person.talk]));
        people.filter(|(_, person, talk)| person.cancelled_at.is_none() && !talk.is_erased)
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for talk in &self.talks {
            let state = if talk.is_erased {
                ", erased"
            } else if talk.is_on() {
                ""
            } else {
                ", called off"
            };
            writeln!(f, "  {} at {} ({:?}, {:?}){state}", talk.slug, talk.start, talk.before, talk.after)?;
        }
        for person in &self.people {
            writeln!(
                f,
                "  {} for {}, since {}, cancelled {:?}",
                person.address, self.talks[person.talk].slug, person.since, person.cancelled_at
            )?;
        }
        Ok(())
    }
}

/// A time on the wall, as an instant.
pub(super) fn instant(local: DateTime) -> Timestamp {
    (local - 2.hours()).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

/// An instant, as a time on the wall.
fn on_the_wall(at: Timestamp) -> DateTime {
    at.to_zoned(jiff::tz::TimeZone::UTC).datetime() + 2.hours()
}

/// So many hours from now, as a time on the wall.
pub(super) fn in_hours(now: Timestamp, hours: i64) -> DateTime {
    (on_the_wall(now) + hours.hours()).with().second(0).subsec_nanosecond(0).build().unwrap()
}

pub(super) fn clock(local: DateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}
