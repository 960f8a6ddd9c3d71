//! Times as the clock on a wall shows them, to and from text.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::domain::zone::zone;

/// A time by the clock on the wall, as an organiser writes it: `2027-10-31T02:30:00`, and with the offset from UTC where it
/// exists twice: `2027-10-31T02:30:00+01:00`. The command line, event files and storage have this one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime {
    /// What the clock shows.
    pub local: DateTime,
    /// Which of two times it is; nothing for the only one, or the first.
    pub offset: Option<Offset>,
}

/// Not a time on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write it as \"2021-04-15 18:30\", the time on the wall where it takes place")]
pub struct NotAWallTime;

impl From<DateTime> for WallTime {
    fn from(local: DateTime) -> Self {
        Self { local, offset: None }
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local)?;
        self.offset.map_or(Ok(()), |offset| write!(f, "{}", Written(offset)))
    }
}

/// Zones stand beside times here, never in them, so `[Europe/Berlin]` at the end is refused rather than overheard.
impl FromStr for WallTime {
    type Err = NotAWallTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = Pieces::parse(text.trim()).map_err(|_| NotAWallTime)?;
        if pieces.time_zone_annotation().is_some() {
            return Err(NotAWallTime);
        }
        let local = pieces.date().to_datetime(pieces.time().unwrap_or_default());
        Ok(Self { local, offset: pieces.to_numeric_offset() })
    }
}

impl TryFrom<String> for WallTime {
    type Error = NotAWallTime;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<WallTime> for String {
    fn from(time: WallTime) -> Self {
        time.to_string()
    }
}

/// An offset with hours and minutes: `+01:00`. jiff writes `+01`.
pub(super) struct Written(pub(super) Offset);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.seconds();
        let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if seconds.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", seconds % 60) }
    }
}

/// What the organiser wrote: start and end by the clock on the wall of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClock {
    /// Local start.
    pub starts_local: DateTime,
    /// Which of two starts, where that time exists twice and it is not the first.
    pub starts_offset: Option<Offset>,
    /// Local end.
    pub ends_local: DateTime,
    /// Which of two ends, where that time exists twice and it is not the first.
    pub ends_offset: Option<Offset>,
    /// The zone's IANA name, such as `Europe/Berlin`.
    pub zone: String,
}

impl WallClock {
    /// From start to end by the clock on the wall of a zone.
    #[must_use]
    pub fn new(starts: impl Into<WallTime>, ends: impl Into<WallTime>, zone: impl Into<String>) -> Self {
        let (starts, ends) = (starts.into(), ends.into());
        Self {
            starts_local: starts.local,
            starts_offset: starts.offset,
            ends_local: ends.local,
            ends_offset: ends.offset,
            zone: zone.into(),
        }
    }

    /// The instant of another time by this clock's zone: of one that exists twice the first or the one whose offset is given, of one
    /// that does not exist the moment after the gap. None where the zone is unknown.
    #[must_use]
    pub fn instant(&self, time: WallTime) -> Option<Timestamp> {
        let ambiguous = zone(&self.zone)?.to_ambiguous_timestamp(time.local);
        match time.offset {
            Some(offset) => offset.to_timestamp(time.local).ok(),
            None => ambiguous.compatible().ok(),
        }
    }

    /// Where a time that was set for this clock's start lies for another start. On the day of the start it keeps its distance from it, on
    /// any other its own time on the wall; one that the clocks skip there comes after the gap (RFC 5545 section 3.3.5).
    #[must_use]
    pub fn moved_along(&self, time: WallTime, starts: WallTime) -> WallTime {
        let is_of_the_day = time.local.date() == self.starts_local.date();
        let by = if is_of_the_day {
            starts.local.duration_since(self.starts_local)
        } else {
            starts.local.date().duration_since(self.starts_local.date())
        };
        if by.is_zero() {
            return time;
        }
        let moved = time.local.checked_add(by).unwrap_or(time.local);
        let exists = zone(&self.zone).and_then(|rules| rules.to_ambiguous_zoned(moved).compatible().ok());
        exists.map_or(moved, |exists| exists.datetime()).into()
    }

    /// The start as it is written and stored.
    #[must_use]
    pub fn starts(&self) -> WallTime {
        WallTime { local: self.starts_local, offset: self.starts_offset }
    }

    /// The end as it is written and stored.
    #[must_use]
    pub fn ends(&self) -> WallTime {
        WallTime { local: self.ends_local, offset: self.ends_offset }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_written_with_its_offset_only_where_it_has_one() {
        let time = WallTime::from(datetime(2027, 10, 31, 2, 30, 0, 0));
        assert_eq!(time.to_string(), "2027-10-31T02:30:00");
        for (seconds, written) in [(3600, "+01:00"), (0, "+00:00"), (-12_600, "-03:30"), (20_700, "+05:45"), (-2_670, "-00:44:30")] {
            let offset = Some(Offset::from_seconds(seconds).expect("an offset"));
            assert_eq!(WallTime { offset, ..time }.to_string(), format!("2027-10-31T02:30:00{written}"));
        }
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for text in ["2027-10-31 02:30", " 2027-10-31T02:30:00 ", "2027-10-31t02:30"] {
            assert_eq!(text.parse(), Ok(WallTime::from(datetime(2027, 10, 31, 2, 30, 0, 0))), "{text}");
        }
        for text in ["2027-10-31 02:30+01:00", "2027-10-31T02:30:00+01", "2027-10-31 02:30+0100"] {
            let time: WallTime = text.parse().expect(text);
            assert_eq!(time.to_string(), "2027-10-31T02:30:00+01:00");
        }
    }

    #[test]
    fn a_zone_in_a_time_is_refused_rather_than_overheard() {
        for text in
            ["2027-10-31T02:30[America/New_York]", "2027-10-31T02:30:00+01:00[Europe/Berlin]", "morgen", "", "02:30", "2027-02-29 18:30"]
        {
            assert_eq!(text.parse::<WallTime>(), Err(NotAWallTime), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_is_what_is_read(
            minutes in 0_i64..5_000_000_000,
            offset in proptest::option::of(-93_599..=93_599_i32),
        ) {
            let local = datetime(-2000, 1, 1, 0, 0, 0, 0).saturating_add(jiff::SignedDuration::from_mins(minutes));
            let time = WallTime { local, offset: offset.map(|seconds| Offset::from_seconds(seconds).expect("an offset")) };
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
