//! Law 21 in every zone of the world, 2024 to 2040, around every change of clocks.
//!
//! The oracle is plain arithmetic on seconds: it reads from a zone nothing but which offset holds at which instant, and finds
//! the instants of a time on the wall by trying the offsets around it. Its rules are those that the service reads. Where
//! `chrono-tz`, another implementation with an edition of its own, has the same, it is asked as well.

use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime as ChronoTime, MappedLocalTime, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::{IANA_TZDB_VERSION, TZ_VARIANTS, Tz};
use halbsieben::domain::schedule::{Schedule, ScheduleError, WallClock, WallTime};
use halbsieben::domain::zone::zone;
use jiff::Timestamp;
use jiff::civil::DateTime;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The years that are asked about, with room for what lies before and after.
const FIRST: &str = "2024-01-01T00:00:00Z";
const LAST: &str = "2041-01-01T00:00:00Z";
const ROOM: i64 = 100 * DAY;
/// How far from UTC the clocks of the world go, with room.
const FARTHEST_OFFSET: i64 = 26 * HOUR;
/// Minutes before the start and after the end.
const OFFSETS_MINUTES: [u32; 12] = [15, 30, 45, 60, 90, 120, 720, 1_440, 1_500, 2_880, 10_080, 43_200];
/// Days between an event and a change of clocks: those at which one of the offsets falls upon it, and their neighbours.
const DAYS_AROUND: [i64; 9] = [-30, -7, -2, -1, 0, 1, 2, 7, 30];
/// Minutes after midnight at which events begin: the evening, and the hours in which clocks change.
const STARTS_MINUTES: [i64; 9] = [0, 30, 60, 90, 120, 150, 180, 210, 1_110];
/// The same where nothing changes.
const PLAIN_STARTS_MINUTES: [i64; 3] = [0, 150, 1_110];
const LENGTH: i64 = 90 * MINUTE;

#[test]
#[expect(clippy::print_stdout, reason = "it is the number that is promised")]
fn law_21_no_zone_and_no_change_of_clocks_differs_from_the_oracle() {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut tally = Tally::default();
        while let Some(tz) = TZ_VARIANTS.get(next.fetch_add(1, Ordering::Relaxed)) {
            Zone::of(*tz).ask_all(&mut tally);
        }
        tally
    };
    let total = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(2, NonZero::get).min(8);
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|worker| worker.join().expect("it counts")).fold(Tally::default(), Tally::and)
    });
    println!("time-zone cases: {}, differences: {}", grouped(total.cases), total.differences.len());
    println!(
        "zones: {}, of which {} as chrono-tz {IANA_TZDB_VERSION} has them; otherwise there: {}",
        TZ_VARIANTS.len(),
        total.agreeing,
        total.disagreeing.join(", ")
    );
    assert!(total.differences.is_empty(), "{:#?}", &total.differences[..total.differences.len().min(20)]);
    assert!(total.agreeing > TZ_VARIANTS.len() / 2 && total.skipped > 0 && total.doubled > 0, "the second opinion was heard: {total}");
}

/// What was asked, and what came out otherwise.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    skipped: usize,
    doubled: usize,
    agreeing: usize,
    disagreeing: Vec<&'static str>,
    differences: Vec<String>,
}

impl Tally {
    fn and(mut self, other: Self) -> Self {
        self.cases += other.cases;
        self.skipped += other.skipped;
        self.doubled += other.doubled;
        self.agreeing += other.agreeing;
        self.disagreeing.extend(other.disagreeing);
        self.differences.extend(other.differences);
        self
    }

    fn same<T: PartialEq + fmt::Debug>(&mut self, found: &T, expected: &T, what: impl FnOnce() -> String) {
        self.cases += 1;
        if found != expected {
            self.differences.push(format!("{}: {found:?}, expected {expected:?}", what()));
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} zones agree, {} times skipped, {} doubled", self.agreeing, self.skipped, self.doubled)
    }
}

/// Which offset holds from which instant on, all in seconds.
#[derive(Debug, PartialEq, Eq)]
struct Rules(Vec<(i64, i64)>);

impl Rules {
    /// Reads them by looking every six hours, and closer where something has changed: no zone changes its clocks twice a day.
    fn read(offset_at: impl Fn(i64) -> i64) -> Self {
        let (from, until) = (seconds(FIRST) - ROOM, seconds(LAST) + ROOM);
        let mut rules = vec![(i64::MIN, offset_at(from))];
        let mut at = from;
        while at < until {
            let (mut same, mut other) = (at, at + 6 * HOUR);
            let before = offset_at(same);
            if offset_at(other) != before {
                while other - same > 1 {
                    let middle = same + (other - same) / 2;
                    if offset_at(middle) == before { same = middle } else { other = middle }
                }
                rules.push((other, offset_at(other)));
            }
            at += 6 * HOUR;
        }
        Self(rules)
    }

    /// The offsets that hold anywhere near, and from when until when.
    fn near(&self, local: i64) -> impl Iterator<Item = (i64, i64, i64)> {
        let first = self.0.partition_point(|(from, _)| *from <= local - FARTHEST_OFFSET).saturating_sub(1);
        let until = move |i: usize| self.0.get(i + 1).map_or(i64::MAX, |(from, _)| *from);
        self.0[first..]
            .iter()
            .enumerate()
            .map(move |(i, (from, offset))| (*from, until(first + i), *offset))
            .take_while(move |(from, ..)| *from <= local + FARTHEST_OFFSET)
    }

    /// The instants at which the clock on the wall shows that: none, one or two.
    fn instants(&self, local: i64) -> (Option<i64>, Option<i64>) {
        let mut found = self
            .near(local)
            .map(|(from, until, offset)| (from..until, local - offset))
            .filter(|(holds, at)| holds.contains(at))
            .map(|(_, at)| at);
        let instants = (found.next(), found.next());
        assert_eq!(found.next(), None, "no time exists three times");
        instants
    }

    /// The offsets before and after the gap in which that time would lie.
    fn gap(&self, local: i64) -> (i64, i64) {
        let mut before: Option<i64> = None;
        for (from, _, after) in self.near(local) {
            if let Some(before) = before
                && (from + before..from + after).contains(&local)
            {
                return (before, after);
            }
            before = Some(after);
        }
        panic!("{local} is in no gap")
    }

    /// RFC 5545 section 3.3.5: the first of two, and what does not exist by the offset before the gap.
    fn as_calendars_do(&self, local: i64) -> i64 {
        self.instants(local).0.unwrap_or_else(|| local - self.gap(local).0)
    }
}

/// A zone, and what the oracle knows of it.
struct Zone {
    name: &'static str,
    rules: Rules,
    /// The other implementation, where it has the same rules.
    second: Option<Tz>,
}

impl Zone {
    fn of(tz: Tz) -> Self {
        let own = zone(tz.name()).unwrap_or_else(|| panic!("{tz} is known"));
        let rules = Rules::read(|at| own.to_offset(Timestamp::from_second(at).unwrap()).seconds().into());
        let theirs = Rules::read(|at| tz.offset_from_utc_datetime(&naive(at)).fix().local_minus_utc().into());
        let second = (rules == theirs).then_some(tz);
        Self { name: tz.name(), rules, second }
    }

    fn ask_all(&self, tally: &mut Tally) {
        match self.second {
            Some(_) => tally.agreeing += 1,
            None => tally.disagreeing.push(self.name),
        }
        let (first, last) = (seconds(FIRST), seconds(LAST));
        for (from, offset) in self.rules.0.iter().filter(|(from, _)| (first..last).contains(from)) {
            let midnight = (from + offset).div_euclid(DAY) * DAY;
            for day in DAYS_AROUND {
                for minutes in STARTS_MINUTES {
                    self.ask(midnight + day * DAY + minutes * MINUTE, tally);
                }
            }
        }
        for day in (first..last).step_by(usize::try_from(91 * DAY).unwrap()) {
            for minutes in PLAIN_STARTS_MINUTES {
                self.ask(day + minutes * MINUTE, tally);
            }
        }
    }

    /// Asks for an event that begins when the clock on the wall shows `local`: as it is written, and where the time exists
    /// twice, with each offset.
    fn ask(&self, local: i64, tally: &mut Tally) {
        let (first, second) = self.rules.instants(local);
        self.ask_second_opinion(local, tally);
        self.ask_start(local, None, first, tally);
        if second.is_some() {
            tally.doubled += 1;
            for at in [first, second] {
                self.ask_start(local, at.map(|at| local - at), at, tally);
            }
        }
    }

    fn ask_second_opinion(&self, local: i64, tally: &mut Tally) {
        let Some(tz) = self.second else { return };
        let theirs = match tz.offset_from_local_datetime(&naive(local)) {
            MappedLocalTime::None => (None, None),
            MappedLocalTime::Single(offset) => (Some(offset), None),
            MappedLocalTime::Ambiguous(first, second) => (Some(first), Some(second)),
        };
        let at = |offset: Option<<Tz as chrono::TimeZone>::Offset>| offset.map(|offset| local - i64::from(offset.fix().local_minus_utc()));
        tally.same(&self.rules.instants(local), &(at(theirs.0), at(theirs.1)), || format!("chrono-tz {} {}", self.name, civil(local)));
    }

    fn ask_start(&self, local: i64, offset: Option<i64>, starts_at: Option<i64>, tally: &mut Tally) {
        let ends_local = local + LENGTH;
        let resolved = Schedule::resolve(WallClock::new(wall(local, offset), civil(ends_local), self.name));
        let what = || format!("{} {}", self.name, wall(local, offset));
        let (Some(starts_at), Some(ends_at)) = (starts_at, self.end(ends_local, starts_at.unwrap_or_default())) else {
            tally.skipped += 1;
            self.ask_refusal(if starts_at.is_none() { local } else { ends_local }, &resolved, tally);
            return;
        };
        let is_told = |at: i64| self.rules.instants(at).1.is_some();
        let told = usize::from(offset.is_none() && is_told(local))
            + usize::from(is_told(ends_local) && self.rules.instants(ends_local).0 == Some(ends_at));
        match resolved {
            Ok((schedule, doubled)) => {
                let found = (schedule.starts_at.as_second(), schedule.ends_at.as_second(), doubled.len());
                tally.same(&found, &(starts_at, ends_at, told), what);
                self.ask_moments(&schedule, (local, starts_at), (ends_local, ends_at), tally);
            }
            Err(error) => tally.differences.push(format!("{}: {error}", what())),
        }
    }

    /// The first end that comes after the start.
    fn end(&self, ends_local: i64, starts_at: i64) -> Option<i64> {
        let (first, second) = self.rules.instants(ends_local);
        [first, second].into_iter().flatten().find(|at| *at > starts_at)
    }

    /// A time that does not exist is refused with two that do: as long before and after the gap's other side.
    fn ask_refusal(
        &self,
        local: i64,
        resolved: &Result<(Schedule, Vec<halbsieben::domain::schedule::Doubled>), ScheduleError>,
        tally: &mut Tally,
    ) {
        let (before, after) = self.rules.gap(local);
        let (earlier, later) = (local + before - after, local + after - before);
        let refused =
            ScheduleError::Skipped { local: civil(local), zone: self.name.to_owned(), earlier: civil(earlier), later: civil(later) };
        tally.same(&resolved.as_ref().err(), &Some(&refused), || format!("{} {}", self.name, civil(local)));
        for offered in [earlier, later] {
            tally.same(&self.rules.instants(offered).0.is_some(), &true, || format!("{} {} is offered", self.name, civil(offered)));
        }
    }

    fn ask_moments(&self, schedule: &Schedule, starts: (i64, i64), ends: (i64, i64), tally: &mut Tally) {
        let moment = |minutes: i64, (local, at): (i64, i64)| {
            if minutes % (24 * 60) == 0 { self.rules.as_calendars_do(local + minutes * MINUTE) } else { at + minutes * MINUTE }
        };
        for minutes in OFFSETS_MINUTES {
            let (before, after) = (schedule.moment_before(minutes).as_second(), schedule.moment_after(minutes).as_second());
            let what = |when: &str| format!("{minutes} minutes {when} {} {}", self.name, schedule.wall.starts());
            tally.same(&before, &moment(-i64::from(minutes), starts), || what("before"));
            tally.same(&after, &moment(minutes.into(), ends), || what("after"));
        }
    }
}

fn seconds(instant: &str) -> i64 {
    instant.parse::<Timestamp>().expect("an instant").as_second()
}

/// Seconds since 1970 as a clock would show them.
fn civil(local: i64) -> DateTime {
    jiff::tz::Offset::UTC.to_datetime(Timestamp::from_second(local).expect("in range"))
}

fn naive(local: i64) -> NaiveDateTime {
    ChronoTime::from_timestamp(local, 0).expect("in range").naive_utc()
}

fn wall(local: i64, offset: Option<i64>) -> WallTime {
    let offset = offset.map(|seconds| jiff::tz::Offset::from_seconds(seconds.try_into().unwrap()).unwrap());
    WallTime { local: civil(local), offset }
}

/// `1,234,567`
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}
