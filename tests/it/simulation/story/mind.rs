//! What comes to people's minds: something that can be done as things stand.

use jiff::civil::{DateTime, Time};
use jiff::{Timestamp, ToSpan as _};

use super::Story;
use crate::simulation::model::{Model, Talk, in_hours, instant};
use crate::simulation::stage::several;
use crate::simulation::verb::Verb;

impl Story {
    pub(super) fn verbs(&mut self) -> Vec<Verb> {
        let how_many = self.chance.pick(&[0, 0, 1, 1, 1, 2]);
        // Two that concern the same would not know of each other, and who is erased can do nothing more.
        let collide = |one: &Verb, other: &Verb| one.is_erasure() || other.is_erasure() || one.is_of_people() == other.is_of_people();
        several(self, how_many, Self::verb, collide)
    }

    /// Something that can be done now.
    pub(super) fn verb(&mut self) -> Option<Verb> {
        let now = self.stage.clock.now();
        let talk = usize::from(self.chance.one_in(3));
        let Talk { slug, start, .. } = self.model.talks[talk].clone();
        let is_ahead = self.model.talks[talk].is_on() && now < self.model.talks[talk].ends_at();
        let registered: Vec<usize> = self.model.registered().map(|(number, ..)| number).collect();
        match self.chance.below(16) {
            0..=3 if is_ahead => Some(self.sign_up(talk)),
            4 | 5 => {
                let person = *registered.get(self.chance.below(registered.len()))?;
                let address = self.model.people[person].address.clone();
                let slug = self.model.talks[self.model.people[person].talk].slug;
                Some(Verb::Cancel { person, slug, address })
            }
            6 => {
                let person = *registered.get(self.chance.below(registered.len()))?;
                let old = self.model.people[person].address.clone();
                let slug = self.model.talks[self.model.people[person].talk].slug;
                Some(Verb::Correct { person, slug, old, address: self.stage.new_address() })
            }
            7..=10 if is_ahead => Some(Verb::Move { talk, slug, start: self.other_start(start, now) }),
            11 if is_ahead && self.chance.one_in(2) => Some(Verb::CallOff { talk, slug }),
            12 if self.model.talks[talk].is_on() => Some(Verb::Room { talk, slug, room: 1 + self.chance.below(9) }),
            13 | 14 if self.model.talks[talk].is_on() => {
                let before = self.chance.pick(&[&[1440, 60][..], &[60], &[1440], &[2880, 180, 30], &[90, 45], &[]]).to_vec();
                Some(Verb::Rules { talk, slug, before, after: self.chance.pick(&[None, Some(30), Some(0)]) })
            }
            15 => Some(Verb::Erase),
            _ => None,
        }
    }

    /// Mostly somebody new; now and then somebody who was there before.
    pub(super) fn sign_up(&mut self, talk: usize) -> Verb {
        let known: Vec<String> =
            self.model.people.iter().filter(|person| person.talk == talk).map(|person| person.address.clone()).collect();
        let address = match known.get(self.chance.below(known.len())).cloned() {
            Some(known) if self.chance.one_in(4) => known,
            _ => self.stage.new_address(),
        };
        Verb::SignUp { talk, slug: self.model.talks[talk].slug, address }
    }

    /// Another date, whose minute no other date of the story has; or the one before the last.
    pub(super) fn other_start(&mut self, start: DateTime, now: Timestamp) -> DateTime {
        let first = Model::begin().talks.iter().map(|talk| talk.start).find(|first| first.date() == start.date());
        if let Some(first) = first.filter(|first| *first != start && instant(*first) > now) {
            return first;
        }
        self.moves += 1;
        let minute = 1 + self.moves % 13;
        let day = match self.chance.below(6) {
            // Soon.
            0 => {
                let soon = in_hours(now, 1 + i64::try_from(self.chance.below(5)).unwrap());
                return soon.with().minute(minute).build().unwrap();
            }
            1 if instant(start - 1.day()) > now => start - 1.day(),
            2 | 3 => start,
            4 => start + 1.day(),
            _ => start + 2.days(),
        };
        let hour = start.hour() + self.chance.pick(&[-1, 0, 1]);
        let moved = day.date().to_datetime(Time::new(hour.clamp(1, 21), minute, 0, 0).unwrap());
        if instant(moved) > now { moved } else { moved + 2.days() }
    }
}

impl Verb {
    fn is_erasure(&self) -> bool {
        matches!(self, Self::Erase)
    }

    fn is_of_people(&self) -> bool {
        matches!(self, Self::SignUp { .. } | Self::Cancel { .. } | Self::Correct { .. })
    }
}
