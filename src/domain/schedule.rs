//! When an event takes place: the clock on the wall is the truth, instants are derived from it (law 21).

mod wall;

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};

use self::wall::Written;
pub use self::wall::{NotAWallTime, WallClock, WallTime};
use crate::domain::zone::zone;

/// A wall clock and the instants that follow from it by today's zone rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The truth.
    pub wall: WallClock,
    /// The start, derived.
    pub starts_at: Timestamp,
    /// The end, derived.
    pub ends_at: Timestamp,
}

/// Why a date cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// No zone of that name.
    #[error("{0:?} is not a time zone; names look like Europe/Berlin")]
    UnknownZone(String),
    /// In the night when clocks go forward, that time does not exist.
    #[error("{local} does not exist in {zone}: the clocks go forward that night; choose {earlier} or {later}")]
    Skipped {
        /// The time that was asked for.
        local: DateTime,
        /// The zone.
        zone: String,
        /// The same instant by the offset after the gap.
        earlier: DateTime,
        /// The same instant by the offset before the gap.
        later: DateTime,
    },
    /// The offset is none that the zone has at that time.
    #[error("{time} does not exist in {zone}: at that time the offset there is {fitting}; leave it out or correct it")]
    Offset {
        /// The time that was asked for.
        time: WallTime,
        /// The zone.
        zone: String,
        /// What would fit.
        fitting: Fitting,
    },
    /// The end is not after the start.
    #[error("the end {ends_local} is not after the start {starts_local}")]
    EndsBeforeStart {
        /// Local start.
        starts_local: DateTime,
        /// Local end.
        ends_local: DateTime,
    },
    /// Beyond the years that calendars reach.
    #[error("{0} is out of range")]
    OutOfRange(DateTime),
}

/// The offsets that a zone has at a time on the wall: one, or two when it exists twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitting {
    /// The only one, or the first.
    pub first: Offset,
    /// The second.
    pub second: Option<Offset>,
}

impl fmt::Display for Fitting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Written(self.first))?;
        self.second.map_or(Ok(()), |second| write!(f, " or {}", Written(second)))
    }
}

/// A word to the organiser: the time exists twice in the night when clocks go back, no offset said which one is meant, and
/// the first was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// What was taken, with its offset.
    pub first: WallTime,
    /// What to write for the other.
    pub second: WallTime,
    /// The zone.
    pub zone: String,
}

impl fmt::Display for Doubled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, second, zone } = self;
        write!(f, "{} exists twice in {zone}: the clocks go back that night; the first one, {first}, was taken; ", first.local)?;
        write!(f, "write {second} if the second is meant")
    }
}

impl Schedule {
    /// Derives the instants of a wall clock. A time that exists twice is the one whose offset is given; without one it is the
    /// first, with a word about it. An end without an offset is never the first of two when only the second comes after
    /// the start. The wall clock of what is returned has an offset for the second of two times and nowhere else, so that equal
    /// schedules are equal.
    ///
    /// # Errors
    /// When the zone is unknown, a time does not exist, an offset does not fit, or the end is not after the start.
    pub fn resolve(wall: WallClock) -> Result<(Self, Vec<Doubled>), ScheduleError> {
        let rules = zone(&wall.zone).ok_or_else(|| ScheduleError::UnknownZone(wall.zone.clone()))?;
        let starts = Settled::of(wall.starts(), &rules, &wall.zone)?;
        let mut ends = Settled::of(wall.ends(), &rules, &wall.zone)?;
        if ends.at <= starts.at
            && wall.ends_local > wall.starts_local
            && let Some(doubled) = &ends.doubled
        {
            ends = Settled::of(doubled.second, &rules, &wall.zone)?;
        }
        if ends.at <= starts.at {
            return Err(ScheduleError::EndsBeforeStart { starts_local: wall.starts_local, ends_local: wall.ends_local });
        }
        let wall = WallClock { starts_offset: starts.offset, ends_offset: ends.offset, ..wall };
        let doubled = [starts.doubled, ends.doubled].into_iter().flatten().collect();
        Ok((Self { wall, starts_at: starts.at, ends_at: ends.at }, doubled))
    }

    /// Another time by the clock on this wall, settled as [`Schedule::resolve`] settles the start.
    ///
    /// # Errors
    /// When the zone is unknown, the time does not exist, or its offset does not fit.
    pub fn settle(&self, time: WallTime) -> Result<(WallTime, Option<Doubled>), ScheduleError> {
        let rules = zone(&self.wall.zone).ok_or_else(|| ScheduleError::UnknownZone(self.wall.zone.clone()))?;
        let settled = Settled::of(time, &rules, &self.wall.zone)?;
        Ok((WallTime { local: time.local, offset: settled.offset }, settled.doubled))
    }

    /// The same wall clock by the zone rules of today, which may be others than those it was entered by: nobody is there to be
    /// asked any more. A time that exists no longer is taken as calendar programs do (RFC 5545 section 3.3.5), an offset
    /// that fits no longer is dropped, and an event whose end would come first keeps its length. None when the zone is gone.
    #[must_use]
    pub fn by_the_rules_of_today(&self) -> Option<Self> {
        match Self::resolve(self.wall.clone()) {
            Ok((schedule, _)) => return Some(schedule),
            Err(ScheduleError::UnknownZone(_) | ScheduleError::OutOfRange(_)) => return None,
            Err(ScheduleError::Skipped { .. } | ScheduleError::Offset { .. } | ScheduleError::EndsBeforeStart { .. }) => {}
        }
        let wall = WallClock::new(self.wall.starts_local, self.wall.ends_local, self.wall.zone.clone());
        let starts_at = as_calendars_do(&wall.zone, wall.starts_local)?;
        let ends_at = as_calendars_do(&wall.zone, wall.ends_local).filter(|ends_at| *ends_at > starts_at);
        let ends_at = ends_at.or_else(|| starts_at.checked_add(self.ends_at.duration_since(self.starts_at)).ok())?;
        Some(Self { wall, starts_at, ends_at })
    }

    /// The moment `before_minutes` before the start. Whole days count by the calendar, so "the day before at 18:30" stays
    /// 18:30 across a change of clocks; anything else is a plain duration.
    ///
    /// Where the clocks of that day skip the time on the wall, or show it twice, it is taken as calendar programs do (RFC 5545
    /// section 3.3.5): by the offset before the gap, which is as long after midnight as on any day, and the first of two.
    /// Nobody can be asked, an hour's difference the day before does no harm, and a reminder that is not due at all would.
    #[must_use]
    pub fn moment_before(&self, before_minutes: u32) -> Timestamp {
        let by_calendar = whole_days(before_minutes).and_then(|days| days_from(&self.wall.zone, self.wall.starts_local, -days));
        by_calendar.unwrap_or_else(|| {
            let duration = SignedDuration::from_mins(before_minutes.into());
            self.starts_at.checked_sub(duration).unwrap_or(Timestamp::MIN)
        })
    }

    /// The moment `after_minutes` after the end, counted as [`Schedule::moment_before`] does; 0 is the end itself.
    #[must_use]
    pub fn moment_after(&self, after_minutes: u32) -> Timestamp {
        let by_calendar = whole_days(after_minutes).and_then(|days| days_from(&self.wall.zone, self.wall.ends_local, days));
        by_calendar.unwrap_or_else(|| {
            let duration = SignedDuration::from_mins(after_minutes.into());
            self.ends_at.checked_add(duration).unwrap_or(Timestamp::MAX)
        })
    }

    /// An instant by the clock on this event's wall; UTC when the zone is no longer known.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(zone(&self.wall.zone).unwrap_or(TimeZone::UTC))
    }
}

/// One time on the wall, settled: its instant, its offset if it is the second of two, and a word if nobody said which.
struct Settled {
    at: Timestamp,
    offset: Option<Offset>,
    doubled: Option<Doubled>,
}

impl Settled {
    fn of(time: WallTime, rules: &TimeZone, name: &str) -> Result<Self, ScheduleError> {
        let local = time.local;
        let ambiguous = rules.to_ambiguous_zoned(local);
        let out_of_range = |_| ScheduleError::OutOfRange(local);
        let fitting = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => Fitting { first: offset, second: None },
            AmbiguousOffset::Fold { before, after } => Fitting { first: before, second: Some(after) },
            AmbiguousOffset::Gap { .. } => {
                let earlier = ambiguous.clone().earlier().map_err(out_of_range)?.datetime();
                let later = ambiguous.later().map_err(out_of_range)?.datetime();
                return Err(ScheduleError::Skipped { local, zone: name.to_owned(), earlier, later });
            }
        };
        let (first, second) = (Some(fitting.first), fitting.second);
        if time.offset.is_some() && time.offset != first && time.offset != second {
            return Err(ScheduleError::Offset { time, zone: name.to_owned(), fitting });
        }
        let offset = time.offset.filter(|_| time.offset != first);
        let at = offset.unwrap_or(fitting.first).to_timestamp(local).map_err(out_of_range)?;
        let doubled = second.filter(|_| time.offset.is_none()).map(|_| Doubled {
            first: WallTime { local, offset: first },
            second: WallTime { local, offset: second },
            zone: name.to_owned(),
        });
        Ok(Self { at, offset, doubled })
    }
}

/// How many days by the calendar that is, if it is whole days; no time at all is none.
fn whole_days(minutes: u32) -> Option<i64> {
    const DAY_MINUTES: u32 = 24 * 60;
    (minutes > 0 && minutes.is_multiple_of(DAY_MINUTES)).then(|| i64::from(minutes / DAY_MINUTES))
}

fn days_from(name: &str, local: DateTime, days: i64) -> Option<Timestamp> {
    as_calendars_do(name, local.checked_add(days.days()).ok()?)
}

/// The instant of a time on the wall that exists or not (RFC 5545 section 3.3.5).
fn as_calendars_do(name: &str, local: DateTime) -> Option<Timestamp> {
    Some(zone(name)?.to_ambiguous_zoned(local).compatible().ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn berlin(starts_local: DateTime, ends_local: DateTime) -> Result<(Schedule, Vec<Doubled>), ScheduleError> {
        Schedule::resolve(WallClock::new(starts_local, ends_local, "Europe/Berlin"))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn law_21_the_instant_follows_from_the_wall_clock() {
        let (schedule, _) = berlin(datetime(2021, 4, 15, 18, 30, 0, 0), datetime(2021, 4, 15, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!((schedule.starts_at, schedule.ends_at), (at("2021-04-15T16:30:00Z"), at("2021-04-15T18:00:00Z")));
    }

    #[test]
    fn law_21_a_time_that_does_not_exist_is_refused_with_two_that_do() {
        let error = berlin(datetime(2027, 3, 28, 2, 30, 0, 0), datetime(2027, 3, 28, 4, 0, 0, 0)).expect_err("a gap");
        assert_eq!(
            error.to_string(),
            "2027-03-28T02:30:00 does not exist in Europe/Berlin: the clocks go forward that night; choose 2027-03-28T01:30:00 or 2027-03-28T03:30:00"
        );
    }

    #[test]
    fn law_21_a_time_that_exists_twice_is_the_first_with_a_word_about_it() {
        let (schedule, doubled) = berlin(datetime(2027, 10, 31, 2, 30, 0, 0), datetime(2027, 10, 31, 4, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.starts_at, at("2027-10-31T00:30:00Z"));
        let [word] = doubled.as_slice() else { panic!("one word, not {doubled:?}") };
        assert_eq!(
            word.to_string(),
            "2027-10-31T02:30:00 exists twice in Europe/Berlin: the clocks go back that night; the first one, \
             2027-10-31T02:30:00+02:00, was taken; write 2027-10-31T02:30:00+01:00 if the second is meant"
        );
    }

    #[test]
    fn law_21_an_offset_chooses_one_of_two_and_leaves_nothing_to_say() {
        for (offset, starts_at, kept) in [("+02:00", "2027-10-31T00:30:00Z", ""), ("+01:00", "2027-10-31T01:30:00Z", "+01:00")] {
            let starts: WallTime = format!("2027-10-31 02:30{offset}").parse().expect("a time");
            let wall = WallClock::new(starts, datetime(2027, 10, 31, 4, 0, 0, 0), "Europe/Berlin");
            let (schedule, doubled) = Schedule::resolve(wall).expect("a schedule");
            assert_eq!((schedule.starts_at, doubled), (at(starts_at), vec![]));
            assert_eq!(schedule.wall.starts().to_string(), format!("2027-10-31T02:30:00{kept}"), "only the second has to say so");
        }
    }

    #[test]
    fn law_21_an_offset_that_does_not_fit_is_refused_with_those_that_do() {
        for (starts, fitting) in [("2027-07-01T18:30:00+01:00", "+02:00"), ("2027-10-31T02:30:00-05:00", "+02:00 or +01:00")] {
            let starts: WallTime = starts.parse().expect("a time");
            let error =
                Schedule::resolve(WallClock::new(starts, datetime(2027, 12, 1, 0, 0, 0, 0), "Europe/Berlin")).expect_err("an offset");
            assert_eq!(
                error.to_string(),
                format!("{starts} does not exist in Europe/Berlin: at that time the offset there is {fitting}; leave it out or correct it")
            );
        }
        let skipped: WallTime = "2027-03-28 02:30+01:00".parse().expect("a time");
        let error = Schedule::resolve(WallClock::new(skipped, datetime(2027, 3, 28, 4, 0, 0, 0), "Europe/Berlin")).expect_err("a gap");
        assert!(matches!(error, ScheduleError::Skipped { .. }), "{error}");
    }

    #[test]
    fn law_21_an_end_that_exists_twice_comes_after_the_start() {
        let starts: WallTime = "2027-10-31 02:15+01:00".parse().expect("a time");
        let wall = WallClock::new(starts, datetime(2027, 10, 31, 2, 45, 0, 0), "Europe/Berlin");
        let (schedule, doubled) = Schedule::resolve(wall).expect("a schedule");
        assert_eq!((schedule.ends_at, doubled), (at("2027-10-31T01:45:00Z"), vec![]));
        assert_eq!(schedule.wall.ends().to_string(), "2027-10-31T02:45:00+01:00");
    }

    #[test]
    fn a_resolved_schedule_resolves_to_itself() {
        for starts in ["2027-10-31 02:30", "2027-10-31 02:30+02:00", "2027-10-31 02:30+01:00", "2027-07-01 18:30+02:00"] {
            let starts: WallTime = starts.parse().expect("a time");
            let wall = WallClock::new(starts, datetime(2027, 10, 31, 4, 0, 0, 0), "Europe/Berlin");
            let (schedule, _) = Schedule::resolve(wall).expect("a schedule");
            assert_eq!(Schedule::resolve(schedule.wall.clone()).expect("the same").0, schedule);
            assert_eq!(schedule.by_the_rules_of_today(), Some(schedule));
        }
    }

    #[test]
    fn law_21_rules_that_changed_under_an_event_leave_it_a_moment_and_its_length() {
        let entered = |starts: &str, ends: &str, hours| Schedule {
            wall: WallClock::new(starts.parse::<WallTime>().expect(starts), ends.parse::<WallTime>().expect(ends), "Europe/Berlin"),
            starts_at: at("2027-03-28T01:30:00Z"),
            ends_at: at("2027-03-28T01:30:00Z") + SignedDuration::from_hours(hours),
        };
        // As if Berlin had had no gap when this was entered, and a change of clocks on another day.
        for (schedule, starts_at, ends_at) in [
            (entered("2027-03-28 02:30", "2027-03-28 04:30", 2), "2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z"),
            (entered("2027-03-28 02:30", "2027-03-28 03:10", 1), "2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z"),
            (entered("2027-04-04 02:30-03:00", "2027-04-04 04:30", 1), "2027-04-04T00:30:00Z", "2027-04-04T02:30:00Z"),
        ] {
            let today = schedule.by_the_rules_of_today().expect("Berlin is there");
            assert_eq!((today.starts_at, today.ends_at), (at(starts_at), at(ends_at)), "{}", schedule.wall.starts());
        }
        let nowhere = WallClock { zone: "Europe/Nowhere".to_owned(), ..entered("2027-03-28 02:30", "2027-03-28 04:30", 2).wall };
        assert_eq!(Schedule { wall: nowhere, ..entered("2027-03-28 02:30", "2027-03-28 04:30", 2) }.by_the_rules_of_today(), None);
    }

    #[test]
    fn the_day_before_is_the_same_time_on_the_wall_across_a_change_of_clocks() {
        let (schedule, _) = berlin(datetime(2027, 3, 28, 18, 30, 0, 0), datetime(2027, 3, 28, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.moment_before(24 * 60), at("2027-03-27T17:30:00Z"));
        assert_eq!(schedule.moment_before(60), at("2027-03-28T15:30:00Z"));
        assert_eq!(schedule.moment_before(25 * 60), at("2027-03-27T15:30:00Z"), "25 hours are 25 hours");
    }

    #[test]
    fn the_day_after_is_the_same_time_on_the_wall_across_a_change_of_clocks() {
        let (schedule, _) = berlin(datetime(2027, 10, 30, 18, 30, 0, 0), datetime(2027, 10, 30, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.moment_after(24 * 60), at("2027-10-31T19:00:00Z"));
        assert_eq!(schedule.moment_after(25 * 60), at("2027-10-31T19:00:00Z"));
        assert_eq!(schedule.moment_after(90), at("2027-10-30T19:30:00Z"));
    }

    #[test]
    fn no_time_at_all_before_the_start_and_after_the_end_is_start_and_end() {
        let starts: WallTime = "2027-10-31 02:15+01:00".parse().expect("a time");
        let wall = WallClock::new(starts, datetime(2027, 10, 31, 2, 45, 0, 0), "Europe/Berlin");
        let (schedule, _) = Schedule::resolve(wall).expect("a schedule");
        assert_eq!((schedule.moment_before(0), schedule.moment_after(0)), (schedule.starts_at, schedule.ends_at));
    }

    #[test]
    fn the_day_before_or_after_that_skips_or_doubles_the_time_is_taken_as_calendars_do() {
        let (after_gap, _) = berlin(datetime(2027, 3, 29, 2, 30, 0, 0), datetime(2027, 3, 29, 4, 0, 0, 0)).expect("a schedule");
        assert_eq!(after_gap.moment_before(24 * 60), at("2027-03-28T01:30:00Z"), "03:30, two and a half hours after midnight");
        let (after_fold, _) = berlin(datetime(2027, 11, 1, 2, 30, 0, 0), datetime(2027, 11, 1, 4, 0, 0, 0)).expect("a schedule");
        assert_eq!(after_fold.moment_before(24 * 60), at("2027-10-31T00:30:00Z"), "the first of two");
        let (before_gap, _) = berlin(datetime(2027, 3, 27, 1, 0, 0, 0), datetime(2027, 3, 27, 2, 30, 0, 0)).expect("a schedule");
        assert_eq!(before_gap.moment_after(24 * 60), at("2027-03-28T01:30:00Z"));
    }

    #[test]
    fn a_moment_beyond_all_calendars_is_their_end() {
        let (schedule, _) = berlin(datetime(9999, 12, 30, 18, 30, 0, 0), datetime(9999, 12, 30, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.moment_after(u32::MAX), Timestamp::MAX);
        let (schedule, _) = berlin(datetime(-9999, 1, 3, 18, 30, 0, 0), datetime(-9999, 1, 3, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.moment_before(u32::MAX), Timestamp::MIN);
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        let error = berlin(datetime(2027, 5, 1, 20, 0, 0, 0), datetime(2027, 5, 1, 18, 30, 0, 0)).expect_err("an order");
        assert!(matches!(error, ScheduleError::EndsBeforeStart { .. }));
    }
}
