//! Words and dates in the languages that the product speaks.
//!
//! The words stand in `config/locales` as Fluent messages, each of which is a typed function here: a word that is missing
//! in one language does not compile. Dates are written the way people write them, with the zone in words (law 21).

mod dates;

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::domain::locale::Locale;
use crate::domain::programme::Month;
use crate::domain::schedule::Schedule;
use crate::words::dates::{Dates, Pattern};

/// Made by `src/build.rs` of the files in `config/locales`.
#[expect(
    unused,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub(crate) use messages::L10nLanguage as Words;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of a language.
#[must_use]
pub(crate) fn words(locale: Locale) -> &'static Words {
    &WORDS[locale as usize]
}

/// Which reminders come, that is so many minutes before the start, the earliest first; nothing where people have no short way to say it.
#[must_use]
pub(crate) fn usual_reminders(w: &Words, before_minutes: &[u32]) -> Option<String> {
    const DAY_BEFORE: u32 = 24 * 60;
    const HOUR_BEFORE: u32 = 60;
    match before_minutes {
        [DAY_BEFORE, HOUR_BEFORE] => Some(w.reminded_day_hour()),
        [DAY_BEFORE] => Some(w.reminded_day()),
        [HOUR_BEFORE] => Some(w.reminded_hour()),
        _ => None,
    }
}

/// A month in words: `April 2021`.
#[must_use]
pub(crate) fn month(month: Month, locale: Locale) -> String {
    format!("{} {}", dates::of(locale).month_named(month.month), month.year)
}

/// Writes an event's times in one language, by the clock on the event's wall.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    schedule: &'a Schedule,
    locale: Locale,
}

impl<'a> When<'a> {
    /// Writes the times of `schedule` in `locale`.
    #[must_use]
    pub fn new(schedule: &'a Schedule, locale: Locale) -> Self {
        Self { schedule, locale }
    }

    /// Date, start, end and zone in full: `Donnerstag, 15. April 2021, 18:30–20:00 Uhr (MESZ)`.
    #[must_use]
    pub fn full(&self) -> String {
        let (starts, ends) = (self.starts(), self.ends());
        let zone = self.zone();
        if starts.date() == ends.date() {
            format!("{}, {} ({zone})", self.date(), self.hours())
        } else {
            let (from, to) = (self.moment(&starts), self.moment(&ends));
            format!("{from} – {to} ({zone})")
        }
    }

    /// The date in full: `Donnerstag, 15. April 2021`.
    #[must_use]
    pub fn date(&self) -> String {
        self.date_at(self.schedule.starts_at)
    }

    /// Start and end on the clock: `18:30–20:00 Uhr`.
    #[must_use]
    pub fn hours(&self) -> String {
        format!("{}–{}{}", clock(&self.starts()), clock(&self.ends()), self.dates().after_clock)
    }

    /// The zone in words: `MESZ`, `Berlin time, CEST`.
    #[must_use]
    pub fn zone(&self) -> String {
        zone_words(&self.starts(), &self.schedule.wall.zone, self.locale)
    }

    /// Weekday, day and start, for a subject: `Do 15.04., 18:30 Uhr`.
    #[must_use]
    pub fn brief(&self) -> String {
        let starts = self.starts();
        format!("{}, {}", self.dates().brief.write(&starts, self.dates()), self.clock_words(&starts))
    }

    /// The day: `15.04.`, `15 Apr`.
    #[must_use]
    pub fn day(&self) -> String {
        self.day_at(self.schedule.starts_at)
    }

    /// The start on the clock, without a word: `18:30`.
    #[must_use]
    pub fn start_clock(&self) -> String {
        clock(&self.starts())
    }

    /// Any instant on this wall's clock, without a word: `18:15`.
    #[must_use]
    pub fn clock_at(&self, at: Timestamp) -> String {
        clock(&self.schedule.local(at))
    }

    /// The start on the clock, with its word: `18:30 Uhr`, `18:30`.
    #[must_use]
    pub fn start_words(&self) -> String {
        self.clock_words(&self.starts())
    }

    /// The day of any instant: `15.04.`, `15 Apr`.
    #[must_use]
    pub fn day_at(&self, at: Timestamp) -> String {
        self.dates().day.write(&self.schedule.local(at), self.dates())
    }

    /// The date of any instant, without the weekday: `15. Mai 2021`, `15 May 2021`.
    #[must_use]
    pub fn plain_date_at(&self, at: Timestamp) -> String {
        self.dates().plain.write(&self.schedule.local(at), self.dates())
    }

    /// Weekday, day, year and clock of any instant: `Do 15.04.2021, 18:30 Uhr`, `Thu 15 Apr 2021, 18:30`.
    #[must_use]
    pub fn brief_at(&self, at: Timestamp) -> String {
        let at = self.schedule.local(at);
        format!("{}, {}", self.dates().brief_year.write(&at, self.dates()), self.clock_words(&at))
    }

    /// Any instant in full, without the zone: `Donnerstag, 15. April 2021, 18:15 Uhr`.
    #[must_use]
    pub fn moment_at(&self, at: Timestamp) -> String {
        self.moment(&self.schedule.local(at))
    }

    /// The date of any instant: `Samstag, 15. Mai 2021`.
    #[must_use]
    pub fn date_at(&self, at: Timestamp) -> String {
        self.dates().full.write(&self.schedule.local(at), self.dates())
    }

    /// How many days lie between the date of `now` on this wall and the date of the start.
    #[must_use]
    pub fn days_until(&self, now: Timestamp) -> i32 {
        let today = self.schedule.local(now).date();
        today.until(self.starts().date()).map_or(0, |span| span.get_days())
    }

    /// The short weekday of the start: `Do`, `Thu`.
    #[must_use]
    pub fn weekday_short(&self) -> &'static str {
        self.dates().weekday_short(&self.starts())
    }

    /// The weekday of the start: `Donnerstag`, `Thursday`.
    #[must_use]
    pub fn weekday(&self) -> &'static str {
        self.dates().weekday(&self.starts())
    }

    /// The day of the month, for a date block: `15.`, `15`.
    #[must_use]
    pub fn day_of_month(&self) -> String {
        self.dates().day_of_month.write(&self.starts(), self.dates())
    }

    /// The short month, for a date block: `Apr.`, `Apr`.
    #[must_use]
    pub fn month_short(&self) -> &'static str {
        self.dates().month_short(&self.starts())
    }

    /// The month of the start: `April`.
    #[must_use]
    pub fn month(&self) -> &'static str {
        self.dates().month(&self.starts())
    }

    /// The year of the start.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.starts().year()
    }

    /// The start as `datetime` attributes have it: RFC 3339 with the local offset.
    #[must_use]
    pub fn starts_rfc3339(&self) -> String {
        rfc3339(&self.starts())
    }

    /// The end as `datetime` attributes have it: RFC 3339 with the local offset.
    #[must_use]
    pub fn ends_rfc3339(&self) -> String {
        rfc3339(&self.ends())
    }

    fn starts(&self) -> Zoned {
        self.schedule.local(self.schedule.starts_at)
    }

    fn ends(&self) -> Zoned {
        self.schedule.local(self.schedule.ends_at)
    }

    fn moment(&self, at: &Zoned) -> String {
        format!("{}, {}", self.dates().full.write(at, self.dates()), self.clock_words(at))
    }

    /// The clock with its word.
    fn clock_words(&self, at: &Zoned) -> String {
        clock(at) + &self.dates().after_clock
    }

    fn dates(&self) -> &'static Dates {
        dates::of(self.locale)
    }
}

/// RFC 3339 with the local offset and whole seconds.
fn rfc3339(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn clock(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

/// The zone as its people call it. Where a zone has no abbreviation, jiff gives its offset, as in `+03`.
fn zone_words(at: &Zoned, name: &str, locale: Locale) -> String {
    let abbreviation = at.strftime("%Z").to_string();
    if let Some(called) = dates::of(locale).zone(&abbreviation) {
        return called.to_owned();
    }
    let abbreviation = if abbreviation.starts_with(['+', '-']) { format!("UTC{abbreviation}") } else { abbreviation };
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    if city == "UTC" { abbreviation } else { words(locale).dates_zone(city, abbreviation) }
}

/// Any date, without the weekday: `15. Mai 2021`, `15 May 2021`.
#[must_use]
pub fn plain_date(date: Date, locale: Locale) -> String {
    of_date(date, locale, |dates| &dates.plain)
}

/// The day of any date: `15.04.`, `15 Apr`.
#[must_use]
pub fn day(date: Date, locale: Locale) -> String {
    of_date(date, locale, |dates| &dates.day)
}

fn of_date(date: Date, locale: Locale, pattern: fn(&Dates) -> &Pattern) -> String {
    let dates = dates::of(locale);
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC);
    midnight.map_or_else(|_| date.to_string(), |at| pattern(dates).write(&at, dates))
}

/// Any instant in figures, by the clock of any zone: `03.12.2026, 17:30 Uhr`.
#[must_use]
pub fn in_figures(at: &Zoned, locale: Locale) -> String {
    let dates = dates::of(locale);
    dates.in_figures.write(at, dates)
}

/// A time on the clock of any zone, with its word: `17:30 Uhr`.
#[must_use]
pub fn on_the_clock(at: &Zoned, locale: Locale) -> String {
    clock(at) + &dates::of(locale).after_clock
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::domain::schedule::WallClock;

    fn schedule(zone: &str) -> Schedule {
        let wall = WallClock::new(datetime(2021, 4, 15, 18, 30, 0, 0), datetime(2021, 4, 15, 20, 0, 0, 0), zone);
        Schedule::resolve(wall).expect("a schedule").0
    }

    #[test]
    fn law_21_dates_name_the_zone_in_words() {
        for (zone, locale, full) in [
            ("Europe/Berlin", Locale::De, "Donnerstag, 15. April 2021, 18:30–20:00 Uhr (MESZ)"),
            ("Europe/Berlin", Locale::En, "Thursday 15 April 2021, 18:30–20:00 (Berlin time, CEST)"),
            ("Europe/London", Locale::De, "Donnerstag, 15. April 2021, 18:30–20:00 Uhr (Ortszeit London, BST)"),
            ("America/Sao_Paulo", Locale::En, "Thursday 15 April 2021, 18:30–20:00 (Sao Paulo time, UTC-03)"),
            ("UTC", Locale::En, "Thursday 15 April 2021, 18:30–20:00 (UTC)"),
        ] {
            assert_eq!(When::new(&schedule(zone), locale).full(), full);
        }
    }

    #[test]
    fn a_subject_has_the_date_in_brief() {
        let schedule = schedule("Europe/Berlin");
        assert_eq!(When::new(&schedule, Locale::De).brief(), "Do 15.04., 18:30 Uhr");
        assert_eq!(When::new(&schedule, Locale::En).brief(), "Thu 15 Apr, 18:30");
    }

    #[test]
    fn an_event_over_midnight_names_both_days() {
        let wall = WallClock::new(datetime(2026, 12, 31, 22, 0, 0, 0), datetime(2027, 1, 1, 1, 0, 0, 0), "Europe/Berlin");
        let (schedule, _) = Schedule::resolve(wall).expect("a schedule");
        assert_eq!(
            When::new(&schedule, Locale::De).full(),
            "Donnerstag, 31. Dezember 2026, 22:00 Uhr – Freitag, 1. Januar 2027, 01:00 Uhr (MEZ)"
        );
    }
}
