//! How a language names and orders the parts of a date, read from its `dates.ftl` once.

use std::sync::LazyLock;

use jiff::Zoned;

use crate::domain::locale::Locale;
use crate::words::words;

/// The names and patterns of a language.
#[derive(Debug)]
pub(super) struct Dates {
    weekdays: Vec<String>,
    weekdays_short: Vec<String>,
    months: Vec<String>,
    months_short: Vec<String>,
    pub(super) full: Pattern,
    pub(super) plain: Pattern,
    pub(super) day: Pattern,
    pub(super) brief: Pattern,
    pub(super) brief_year: Pattern,
    pub(super) day_of_month: Pattern,
    pub(super) in_figures: Pattern,
    /// What follows a time on the clock, with the space before it.
    pub(super) after_clock: String,
    /// Abbreviations of zones, and what they are called.
    zones: Vec<(String, String)>,
}

/// A pattern of `strftime`; names of days and months are the language's own.
#[derive(Debug)]
pub(super) struct Pattern(String);

static DATES: LazyLock<[Dates; Locale::ALL.len()]> = LazyLock::new(|| Locale::ALL.map(Dates::load));

/// The dates of a language.
pub(super) fn of(locale: Locale) -> &'static Dates {
    &DATES[locale as usize]
}

impl Dates {
    fn load(locale: Locale) -> Self {
        let w = words(locale);
        let names = |list: String| list.split(',').map(|name| name.trim().to_owned()).collect();
        Self {
            weekdays: names(w.dates_weekdays()),
            weekdays_short: names(w.dates_weekdays_short()),
            months: names(w.dates_months()),
            months_short: names(w.dates_months_short()),
            full: Pattern(w.dates_full()),
            plain: Pattern(w.dates_plain()),
            day: Pattern(w.dates_day()),
            brief: Pattern(w.dates_brief()),
            brief_year: Pattern(w.dates_brief_year()),
            day_of_month: Pattern(w.dates_day_of_month()),
            in_figures: Pattern(w.dates_in_figures()),
            after_clock: w.dates_after_clock(),
            zones: w
                .dates_zones()
                .split(',')
                .filter_map(|pair| pair.trim().split_once(' '))
                .map(|(abbreviation, called)| (abbreviation.to_owned(), called.to_owned()))
                .collect(),
        }
    }

    pub(super) fn weekday(&self, at: &Zoned) -> &str {
        name(&self.weekdays, at.weekday().to_monday_zero_offset())
    }

    pub(super) fn weekday_short(&self, at: &Zoned) -> &str {
        name(&self.weekdays_short, at.weekday().to_monday_zero_offset())
    }

    pub(super) fn month(&self, at: &Zoned) -> &str {
        self.month_named(at.month())
    }

    /// The month of that number, from 1.
    pub(super) fn month_named(&self, number: i8) -> &str {
        name(&self.months, number - 1)
    }

    pub(super) fn month_short(&self, at: &Zoned) -> &str {
        name(&self.months_short, at.month() - 1)
    }

    /// What people call a zone's abbreviation, where they call it otherwise.
    pub(super) fn zone(&self, abbreviation: &str) -> Option<&str> {
        self.zones.iter().find(|(known, _)| known == abbreviation).map(|(_, called)| called.as_str())
    }
}

impl Pattern {
    pub(super) fn write(&self, at: &Zoned, dates: &Dates) -> String {
        let named = self
            .0
            .replace("%A", dates.weekday(at))
            .replace("%a", dates.weekday_short(at))
            .replace("%B", dates.month(at))
            .replace("%b", dates.month_short(at));
        at.strftime(&named).to_string()
    }
}

fn name(names: &[String], index: i8) -> &str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_seven_days_and_twelve_months() {
        for locale in Locale::ALL {
            let dates = of(locale);
            assert_eq!([dates.weekdays.len(), dates.weekdays_short.len()], [7, 7], "{locale}");
            assert_eq!([dates.months.len(), dates.months_short.len()], [12, 12], "{locale}");
        }
    }

    #[test]
    fn every_pattern_of_every_language_is_one() {
        let at: Zoned = "2021-04-05T18:30:00[Europe/Berlin]".parse().expect("a moment");
        for locale in Locale::ALL {
            let dates = of(locale);
            for pattern in [&dates.full, &dates.plain, &dates.day, &dates.brief, &dates.brief_year, &dates.day_of_month, &dates.in_figures]
            {
                assert!(!pattern.write(&at, dates).contains('%'), "{locale}: {pattern:?}");
            }
        }
    }
}
