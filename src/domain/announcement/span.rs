//! The span of an event, gathered from several lines: start, end, duration.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::warning::WarningKind;
use super::when::{Clock, Reading};

/// Longer than this over midnight is a slip such as "18:30–8:00".
const LONGEST_NIGHT_HOURS: i64 = 12;

/// The start and the end, gathered from several lines.
#[derive(Debug, Default)]
pub(super) struct When {
    first: Option<Date>,
    last: Option<Date>,
    start: Option<Clock>,
    end: Option<Clock>,
    duration_minutes: Option<i64>,
}

/// The result, with what is wrong with it.
pub(super) struct Resolved {
    pub(super) starts: Option<DateTime>,
    pub(super) ends: Option<DateTime>,
    pub(super) problem: Option<WarningKind>,
}

impl When {
    pub(super) fn has_date(&self) -> bool {
        self.first.is_some()
    }

    pub(super) fn has_start(&self) -> bool {
        self.start.is_some()
    }

    /// Adds what a line says; `false` when the line contradicts what is known.
    pub(super) fn add(&mut self, reading: &Reading<'_>) -> bool {
        let is_new_date = reading.first.is_none() || self.first.is_none() || self.first == reading.first;
        let is_new_time = reading.start.is_none() || self.start.is_none() || self.start == reading.start;
        if !is_new_date || !is_new_time {
            return false;
        }
        self.first = self.first.or(reading.first);
        self.last = self.last.or(reading.last);
        self.start = self.start.or(reading.start);
        self.end = self.end.or(reading.end);
        true
    }

    /// Adds what a line labelled "Ende" says.
    pub(super) fn add_end(&mut self, reading: &Reading<'_>) -> bool {
        let is_new = !reading.is_empty() && self.end.is_none() && self.last.is_none();
        if is_new {
            self.last = reading.first;
            self.end = reading.start;
        }
        is_new
    }

    /// Adds "90 Minuten"; "ca. 90 Minuten" is no end to rely on.
    pub(super) fn add_duration(&mut self, text: &str) -> bool {
        let minutes = minutes(text);
        self.duration_minutes = self.duration_minutes.or(minutes);
        minutes.is_some()
    }

    pub(super) fn resolve(&self) -> Resolved {
        let mut resolved = Resolved { starts: None, ends: None, problem: None };
        let Some(first) = self.first else {
            resolved.problem = Some(WarningKind::NoDate);
            return resolved;
        };
        let Some(start) = self.start else {
            resolved.problem = Some(WarningKind::NoTime);
            return resolved;
        };
        let Some(starts) = at(first, start) else {
            resolved.problem = Some(WarningKind::UnclearDate);
            return resolved;
        };
        resolved.starts = Some(starts);
        match self.ends(first, starts) {
            Some(Ok(ends)) => resolved.ends = Some(ends),
            Some(Err(kind)) => resolved.problem = Some(kind),
            None => resolved.problem = Some(WarningKind::NoEnd),
        }
        resolved
    }

    fn ends(&self, first: Date, starts: DateTime) -> Option<Result<DateTime, WarningKind>> {
        let Some(end) = self.end else {
            let minutes = self.duration_minutes?;
            return starts.checked_add(minutes.minutes()).ok().map(Ok);
        };
        let ends = at(self.last.unwrap_or(first), end)?;
        if ends > starts {
            return Some(Ok(ends));
        }
        let over_midnight = ends
            .checked_add(1.day())
            .ok()
            .filter(|_| self.last.is_none())
            .filter(|ends| *ends > starts && *ends <= starts.saturating_add(LONGEST_NIGHT_HOURS.hours()));
        Some(over_midnight.ok_or(WarningKind::UnclearDate))
    }
}

fn at(date: Date, clock: Clock) -> Option<DateTime> {
    match clock {
        Clock::At(time) => Some(date.to_datetime(time)),
        Clock::EndOfDay => date.tomorrow().ok().map(|day| day.to_datetime(Time::midnight())),
    }
}

/// "90 Minuten", "2 Stunden", "1,5 h", "1 hour".
fn minutes(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('.');
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let whole: i64 = text[..digits].parse().ok().filter(|number| *number <= 600)?;
    let rest = &text[digits..];
    let (half, rest) = match rest.strip_prefix([',', '.']) {
        Some(rest) => (rest.starts_with('5'), rest.strip_prefix('5')?),
        None => (false, rest),
    };
    match rest.trim().to_lowercase().as_str() {
        "minuten" | "min" | "minutes" | "minute" | "mins" if !half => Some(whole),
        "stunden" | "stunde" | "std" | "h" | "hours" | "hour" | "hrs" => Some(whole * 60 + if half { 30 } else { 0 }),
        _ => None,
    }
}
