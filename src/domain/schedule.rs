//! When an event takes place: the clock on the wall is the truth, instants are derived from it (law 21).

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};

/// What the organiser wrote: start and end by the clock on the wall of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClock {
    /// Local start.
    pub starts_local: DateTime,
    /// Local end.
    pub ends_local: DateTime,
    /// The zone's IANA name, such as `Europe/Berlin`.
    pub zone: String,
}

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

/// A word to the organiser: the time exists twice in the night when clocks go back; the first was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The time that exists twice.
    pub local: DateTime,
    /// The zone.
    pub zone: String,
}

impl std::fmt::Display for Doubled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} exists twice in {}: the clocks go back that night; the first one was taken", self.local, self.zone)
    }
}

impl Schedule {
    /// Derives the instants of a wall clock. A time that exists twice is taken as the first, with a word about it.
    ///
    /// # Errors
    /// When the zone is unknown, a time does not exist, or the end is not after the start.
    pub fn resolve(wall: WallClock) -> Result<(Self, Vec<Doubled>), ScheduleError> {
        let zone = TimeZone::get(&wall.zone).map_err(|_| ScheduleError::UnknownZone(wall.zone.clone()))?;
        let mut doubled = Vec::new();
        let starts_at = instant(&zone, &wall.zone, wall.starts_local, &mut doubled)?;
        let ends_at = instant(&zone, &wall.zone, wall.ends_local, &mut doubled)?;
        if ends_at <= starts_at {
            return Err(ScheduleError::EndsBeforeStart { starts_local: wall.starts_local, ends_local: wall.ends_local });
        }
        Ok((Self { wall, starts_at, ends_at }, doubled))
    }

    /// The moment `before_minutes` before the start. Whole days count by the calendar, so "the day before at 18:30" stays
    /// 18:30 across a change of clocks; anything else is a plain duration.
    #[must_use]
    pub fn moment_before(&self, before_minutes: u32) -> Timestamp {
        const DAY_MINUTES: u32 = 24 * 60;
        if before_minutes.is_multiple_of(DAY_MINUTES)
            && let Some(civil) = self.days_before(before_minutes / DAY_MINUTES)
        {
            return civil;
        }
        self.starts_at - SignedDuration::from_mins(before_minutes.into())
    }

    /// The moment `after_minutes` after the end, counted as [`Self::moment_before`] counts.
    #[must_use]
    pub fn moment_after(&self, after_minutes: u32) -> Timestamp {
        self.ends_at + SignedDuration::from_mins(after_minutes.into())
    }

    fn days_before(&self, days: u32) -> Option<Timestamp> {
        let local = self.wall.starts_local.checked_sub(i64::from(days).days()).ok()?;
        let zone = TimeZone::get(&self.wall.zone).ok()?;
        Some(zone.to_ambiguous_zoned(local).compatible().ok()?.timestamp())
    }

    /// An instant by the clock on this event's wall; UTC when the zone is no longer known.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(TimeZone::get(&self.wall.zone).unwrap_or(TimeZone::UTC))
    }
}

fn instant(zone: &TimeZone, name: &str, local: DateTime, doubled: &mut Vec<Doubled>) -> Result<Timestamp, ScheduleError> {
    let ambiguous = zone.to_ambiguous_zoned(local);
    let out_of_range = |_| ScheduleError::OutOfRange(local);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {}
        AmbiguousOffset::Fold { .. } => doubled.push(Doubled { local, zone: name.to_owned() }),
        AmbiguousOffset::Gap { .. } => {
            let earlier = ambiguous.clone().earlier().map_err(out_of_range)?.datetime();
            let later = ambiguous.later().map_err(out_of_range)?.datetime();
            return Err(ScheduleError::Skipped { local, zone: name.to_owned(), earlier, later });
        }
    }
    Ok(ambiguous.earlier().map_err(out_of_range)?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn berlin(starts_local: DateTime, ends_local: DateTime) -> Result<(Schedule, Vec<Doubled>), ScheduleError> {
        Schedule::resolve(WallClock { starts_local, ends_local, zone: "Europe/Berlin".to_owned() })
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
        assert_eq!(doubled.len(), 1);
    }

    #[test]
    fn the_day_before_is_the_same_time_on_the_wall_across_a_change_of_clocks() {
        let (schedule, _) = berlin(datetime(2027, 3, 28, 18, 30, 0, 0), datetime(2027, 3, 28, 20, 0, 0, 0)).expect("a schedule");
        assert_eq!(schedule.moment_before(24 * 60), at("2027-03-27T17:30:00Z"));
        assert_eq!(schedule.moment_before(60), at("2027-03-28T15:30:00Z"));
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        let error = berlin(datetime(2027, 5, 1, 20, 0, 0, 0), datetime(2027, 5, 1, 18, 30, 0, 0)).expect_err("an order");
        assert!(matches!(error, ScheduleError::EndsBeforeStart { .. }));
    }
}
