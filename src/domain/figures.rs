//! What the figures of an event are counted from: how long each registration stood, when people came in, what became of the mails.
//!
//! No name and no address comes in here, and what comes out is counts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::schedule::Schedule;

/// What happened on a day of the event's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub date: Date,
    /// How many registered.
    pub came: u64,
    /// How many of all who had registered cancelled.
    pub left: u64,
    /// How many were registered at its end.
    pub standing: u64,
}

/// Counts registrations by day.
#[derive(Debug)]
pub struct DayTally<'a> {
    schedule: &'a Schedule,
    /// By day, who came and who left.
    days: BTreeMap<Date, (u64, u64)>,
}

impl<'a> DayTally<'a> {
    /// Counts by the clock on the event's wall.
    #[must_use]
    pub fn new(schedule: &'a Schedule) -> Self {
        Self { schedule, days: BTreeMap::new() }
    }

    /// Counts one registration; `cancelled_at` where it stands no more.
    pub fn add(&mut self, registered_at: Timestamp, cancelled_at: Option<Timestamp>) {
        self.day(registered_at).0 += 1;
        if let Some(at) = cancelled_at {
            self.day(at).1 += 1;
        }
    }

    fn day(&mut self, at: Timestamp) -> &mut (u64, u64) {
        self.days.entry(self.schedule.local(at).date()).or_default()
    }

    /// Every day from the first on which anything happened to the last.
    #[must_use]
    pub fn days(self) -> Vec<DayCount> {
        let (Some((first, _)), Some((last, _))) = (self.days.first_key_value(), self.days.last_key_value()) else { return Vec::new() };
        let (first, last) = (*first, *last);
        let mut standing = 0_u64;
        let all = first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last);
        all.map(|date| {
            let (came, left) = self.days.get(&date).copied().unwrap_or_default();
            standing = (standing + came).saturating_sub(left);
            DayCount { date, came, left, standing }
        })
        .collect()
    }
}

/// How many came in during five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrivals {
    /// When the five minutes begin.
    pub from: Timestamp,
    /// How many.
    pub came: u64,
    /// How many had come by their end.
    pub present: u64,
}

/// Length of a step of [`arrivals`].
pub const ARRIVALS_STEP: SignedDuration = SignedDuration::from_mins(5);

/// Who came in, in steps of five minutes, from the opening of the doors to the end. Whoever came earlier, before the event was moved,
/// counts in the first.
#[must_use]
pub fn arrivals(schedule: &Schedule, doors_open_at: Timestamp, present_at: &[Timestamp]) -> Vec<Arrivals> {
    let mut steps = Vec::new();
    let (mut from, mut present) = (doors_open_at, 0);
    while from < schedule.ends_at {
        let until = from + ARRIVALS_STEP;
        let by_now = present_at.iter().filter(|at| **at < until || until >= schedule.ends_at).count() as u64;
        steps.push(Arrivals { from, came: by_now - present, present: by_now });
        (from, present) = (until, by_now);
    }
    steps
}

/// What has become of the mails of one kind so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// What for.
    pub purpose: Purpose,
    /// Handed over to the mail server.
    pub accepted: u64,
    /// Due, and not handed over yet.
    pub waiting: u64,
    /// Refused by the mail server, or too late to be useful.
    pub failed: u64,
    /// When the first and the last were handed over.
    pub between: Option<(Timestamp, Timestamp)>,
}

impl HandOver {
    /// What the ledger's counts say of one kind; none where no mail of it left or is to leave.
    #[must_use]
    pub fn of(purpose: Purpose, counts: &[(Purpose, DeliveryState, u64)], between: Option<(Timestamp, Timestamp)>) -> Option<Self> {
        let mut told = Self { purpose, accepted: 0, waiting: 0, failed: 0, between };
        for (_, state, count) in counts.iter().filter(|(of, ..)| *of == purpose) {
            match state {
                DeliveryState::Accepted => told.accepted += count,
                DeliveryState::Pending | DeliveryState::Claimed | DeliveryState::Retrying => told.waiting += count,
                DeliveryState::Failed | DeliveryState::Expired => told.failed += count,
                DeliveryState::Void => {}
            }
        }
        (told.all() > 0).then_some(told)
    }

    /// How many there are in all.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.accepted + self.waiting + self.failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::{WallClock, WallTime};

    fn schedule() -> Schedule {
        let wall = |text: &str| text.parse::<WallTime>().expect("a local time");
        let wall = WallClock::new(wall("2021-04-15T18:30"), wall("2021-04-15T18:40"), "Europe/Berlin".to_owned());
        Schedule::resolve(wall).expect("a schedule").0
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn days_are_those_of_the_clock_on_the_wall_and_none_is_left_out() {
        let schedule = schedule();
        let mut tally = DayTally::new(&schedule);
        // 23:30 in London is the next day in Berlin.
        tally.add(at("2021-04-10T22:30:00Z"), None);
        tally.add(at("2021-04-10T10:00:00Z"), Some(at("2021-04-13T10:00:00Z")));
        let days: Vec<_> = tally.days().iter().map(|day| (day.date.day(), day.came, day.left, day.standing)).collect();
        assert_eq!(days, [(10, 1, 0, 1), (11, 1, 0, 2), (12, 0, 0, 2), (13, 0, 1, 1)]);
    }

    #[test]
    fn nothing_happened_on_no_day() {
        assert_eq!(DayTally::new(&schedule()).days(), []);
    }

    #[test]
    fn whoever_came_before_the_doors_or_after_the_end_is_counted_once() {
        let schedule = schedule();
        let times = ["2021-04-15T16:00:00Z", "2021-04-15T16:31:00Z", "2021-04-15T16:36:00Z", "2021-04-15T17:00:00Z"].map(at);
        let steps = arrivals(&schedule, at("2021-04-15T16:25:00Z"), &times);
        assert_eq!(steps.iter().map(|step| (step.came, step.present)).collect::<Vec<_>>(), [(1, 1), (1, 2), (2, 4)]);
    }

    #[test]
    fn a_mail_that_nobody_is_owed_any_more_is_no_figure() {
        let counts = [(Purpose::Confirmation, DeliveryState::Void, 3)];
        assert_eq!(HandOver::of(Purpose::Confirmation, &counts, None), None);
        let counts = [(Purpose::Confirmation, DeliveryState::Accepted, 3), (Purpose::Confirmation, DeliveryState::Expired, 1)];
        let told = HandOver::of(Purpose::Confirmation, &counts, None).expect("mails");
        assert_eq!((told.accepted, told.waiting, told.failed, told.all()), (3, 0, 1, 4));
    }
}
