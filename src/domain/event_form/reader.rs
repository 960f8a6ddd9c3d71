//! Reads the fields of a form one after the other, and gathers what is wrong.

use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};

use crate::domain::event_form::{EventForm, EventProblem, EventProblems, MAX_URL_CHARS, Rows, typed};
use crate::domain::schedule::WallTime;
use crate::domain::text::{self, TextError};
use crate::domain::web_address::web_address;

/// When an event can be: what lies beyond is a slip of the finger.
const YEARS: RangeInclusive<i16> = 2000..=2199;

pub(super) struct Reader<'a> {
    form: &'a EventForm,
    problems: EventProblems,
}

impl<'a> Reader<'a> {
    pub(super) fn new(form: &'a EventForm) -> Self {
        Self { form, problems: EventProblems::new() }
    }

    /// What is read.
    pub(super) fn form(&self) -> &'a EventForm {
        self.form
    }

    /// What was read, if nothing was wrong.
    pub(super) fn done<T>(self, read: T) -> Result<T, EventProblems> {
        if self.problems.is_empty() { Ok(read) } else { Err(self.problems) }
    }

    /// Notes what is wrong with a field; what was noted first stays.
    pub(super) fn wrong(&mut self, name: &str, problem: EventProblem) {
        self.problems.entry(name.to_owned()).or_insert(problem);
    }

    /// A line; none when the field is empty.
    pub(super) fn line(&mut self, name: &str, max: usize) -> Option<String> {
        let cleaned = text::line(self.form.get(name), max);
        self.cleaned(name, cleaned)
    }

    /// A line that must be there.
    pub(super) fn needed(&mut self, name: &str, max: usize) -> String {
        if self.form.get(name).trim().is_empty() {
            self.wrong(name, EventProblem::Missing);
        }
        self.line(name, max).unwrap_or_default()
    }

    /// A text of several lines; none when the field is empty.
    pub(super) fn block(&mut self, name: &str, max: usize) -> Option<String> {
        let cleaned = text::block(self.form.get(name), max);
        self.cleaned(name, cleaned)
    }

    /// Things of which each stands on a line of its own.
    pub(super) fn lines(&mut self, name: &str, max: usize) -> Vec<String> {
        let form = self.form;
        form.get(name).lines().filter(|line| !line.trim().is_empty()).filter_map(|line| self.cleaned(name, text::line(line, max))).collect()
    }

    fn cleaned(&mut self, name: &str, cleaned: Result<String, TextError>) -> Option<String> {
        match cleaned {
            Ok(text) => return Some(text),
            Err(TextError::Empty) => {}
            Err(TextError::TooLong { max }) => self.wrong(name, EventProblem::TooLong(max)),
            Err(TextError::Control) => self.wrong(name, EventProblem::Control),
        }
        None
    }

    /// A whole number; none when the field is empty.
    pub(super) fn number(&mut self, name: &str, least: u32, most: u32) -> Option<u32> {
        let typed = self.form.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(name, EventProblem::Number(least, most));
        }
        number
    }

    /// The same where only small ones can be.
    pub(super) fn small_number(&mut self, name: &str, least: u16, most: u16) -> Option<u16> {
        self.number(name, least.into(), most.into()).and_then(|number| number.try_into().ok())
    }

    /// An address on the web; none when the field is empty.
    pub(super) fn address(&mut self, name: &str) -> Option<String> {
        let address = self.line(name, MAX_URL_CHARS)?;
        if web_address(&address).is_none() {
            self.wrong(name, EventProblem::Address);
        }
        Some(address)
    }

    /// One of the words that there are; none when the field is empty.
    pub(super) fn one_of<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let typed = self.form.get(name);
        if typed.is_empty() {
            return None;
        }
        let word = typed.parse().ok();
        if word.is_none() {
            self.wrong(name, EventProblem::Choice);
        }
        word
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        !self.form.get(name).is_empty()
    }

    /// A date and a time of day; none when both fields are empty. What stands there as it was is what it was, to the second and with
    /// the offset of a time that exists twice.
    pub(super) fn moment(&mut self, date: &str, time: &str, before: Option<WallTime>) -> Option<WallTime> {
        let (on, at) = (self.form.get(date).trim(), self.form.get(time).trim());
        if let Some(before) = before
            && typed(before.local) == (on.to_owned(), at.to_owned())
        {
            return Some(before);
        }
        if on.is_empty() && at.is_empty() {
            return None;
        }
        let (day, hour) = (date_of(on), time_of(at));
        if day.is_none() {
            self.wrong(date, if on.is_empty() { EventProblem::Missing } else { EventProblem::Date });
        }
        if hour.is_none() {
            self.wrong(time, if at.is_empty() { EventProblem::Missing } else { EventProblem::Time });
        }
        Some(DateTime::from_parts(day?, hour?).into())
    }

    /// The rows that are filled in, one after the other.
    pub(super) fn rows<T>(&mut self, rows: Rows, row: fn(&mut Self, usize) -> T) -> Vec<T> {
        let form = self.form;
        // What a list offers to choose from, and the key of what was there, say nothing by themselves.
        let says_something = |name: &str| !matches!(name.rsplit('-').next(), Some("role" | "kind" | "id" | "required"));
        let is_filled = |index: &usize| {
            let start = rows.field(*index, "");
            form.fields().any(|(name, typed)| name.starts_with(&start) && says_something(name) && !typed.trim().is_empty())
        };
        let filled: Vec<usize> = form.rows(rows).into_iter().filter(is_filled).collect();
        if filled.len() > rows.most() {
            self.wrong(rows.name(), EventProblem::TooMany(rows.most()));
        }
        filled.into_iter().take(rows.most()).map(|index| row(self, index)).collect()
    }
}

/// A date as browsers send it, or as people here write it where the browser has no field for dates.
fn date_of(text: &str) -> Option<Date> {
    let date = Date::strptime("%Y-%m-%d", text).or_else(|_| Date::strptime("%d.%m.%Y", text)).ok()?;
    // `15.04.27` is not the year 27.
    let date = if (0..100).contains(&date.year()) { date.with().year(date.year() + 2000).build().ok()? } else { date };
    YEARS.contains(&date.year()).then_some(date)
}

/// A time of day as browsers send it, or as people here write it.
fn time_of(text: &str) -> Option<Time> {
    let text = text.trim_end_matches("Uhr").trim_end();
    Time::strptime("%H:%M", text).or_else(|_| Time::strptime("%H:%M:%S", text)).or_else(|_| Time::strptime("%H.%M", text)).ok()
}
