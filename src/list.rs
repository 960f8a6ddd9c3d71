//! The attendee list as a file: attendees in, bytes out, one after the other. What others bring along is read in [`reading`].
//!
//! Memory does not grow with the list: a line is written and forgotten. Everything here is blocking and knows no storage and no
//! clock; who calls it from async code does so in `spawn_blocking`. The columns stand in the order of [`Column`], the same in all files
//! but the JSON.

mod csv;
mod json;
pub mod reading;
mod xlsx;

use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::{Offset, TimeZone};

use crate::domain::attendee::Attendee;
use crate::domain::column::Column;
use crate::domain::event::Slug;
use crate::domain::locale::Locale;
use crate::domain::registration::RegistrationStatus;
use crate::domain::zone::zone;
use crate::words::words;

pub use self::csv::{Dialect, UnknownDialect, neutral, typed};

/// What a list needs to know beside its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHead {
    /// The language of the header and of the status.
    pub locale: Locale,
    /// The IANA name of the zone of the local times.
    pub zone: String,
    /// The words of the questions, in the order of each attendee's answers.
    pub questions: Vec<String>,
    /// Which columns it has, in their order.
    pub columns: Vec<Column>,
}

/// A form in which the list can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of text.
    Csv(Dialect),
    /// A workbook.
    Xlsx,
    /// For programs.
    Json,
}

/// A word that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the format must be csv, xlsx or json, not {0:?}")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    /// Takes `csv` (in the dialect of Excel), `xlsx` or `json`.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "csv" => Ok(Self::Csv(Dialect::Excel)),
            "xlsx" => Ok(Self::Xlsx),
            "json" => Ok(Self::Json),
            other => Err(UnknownFormat(other.to_owned())),
        }
    }
}

impl Format {
    /// The media type of the file.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv(_) => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }

    /// The end of the file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

/// The name of the file: `2021-04-15_kleinstaedte_teilnehmende.csv`; ASCII without spaces or quotes, as a slug is.
#[must_use]
pub fn file_name(slug: &Slug, date: Date, locale: Locale, format: Format) -> String {
    format!("{date}_{slug}_{}.{}", words(locale).list_file(), format.extension())
}

/// Why a list cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// No zone of that name.
    #[error("{0:?} is not a time zone; names look like Europe/Berlin")]
    UnknownZone(String),
    /// An attendee whose answers do not fit the questions; a line of them would stand in the wrong columns.
    #[error("an attendee has {found} answers to {expected} questions")]
    Answers {
        /// How many questions the list has.
        expected: usize,
        /// How many answers the attendee has.
        found: usize,
    },
    /// What was written did not arrive.
    #[error("the list could not be written")]
    Write(#[from] io::Error),
    /// What a workbook does not hold: more than 1,048,575 attendees, or more than 32,767 characters in a cell.
    #[error("the list does not fit a workbook; take it as CSV")]
    Workbook(#[source] rust_xlsxwriter::XlsxError),
}

/// Writes a list, attendee by attendee. A list that is dropped before [`ListWriter::finish`] is not whole.
pub struct ListWriter<W: Write + Send> {
    questions: usize,
    lines: Lines<W>,
}

enum Lines<W: Write + Send> {
    Csv(Box<csv::CsvLines<W>>),
    Xlsx(Box<xlsx::XlsxLines<W>>),
    Json(json::JsonLines<W>),
}

impl<W: Write + Send> ListWriter<W> {
    /// Begins a list; everything of it goes to `out`, which needs no buffer.
    ///
    /// # Errors
    /// When the zone is unknown or nothing can be written.
    pub fn new(format: Format, head: ListHead, out: W) -> Result<Self, ListError> {
        let questions = head.questions.len();
        let lines = match format {
            Format::Csv(dialect) => Lines::Csv(Box::new(csv::CsvLines::new(dialect, &head, out)?)),
            Format::Xlsx => Lines::Xlsx(Box::new(xlsx::XlsxLines::new(&head, out)?)),
            Format::Json => Lines::Json(json::JsonLines::new(head, out)?),
        };
        Ok(Self { questions, lines })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When the answers do not fit the questions, or it cannot be written; then the list is not whole and cannot be.
    pub fn write(&mut self, attendee: &Attendee) -> Result<(), ListError> {
        if attendee.answers.len() != self.questions {
            return Err(ListError::Answers { expected: self.questions, found: attendee.answers.len() });
        }
        match &mut self.lines {
            Lines::Csv(lines) => lines.write(attendee),
            Lines::Xlsx(lines) => lines.write(attendee),
            Lines::Json(lines) => lines.write(attendee),
        }
    }

    /// Ends the list; a workbook goes to `out` only now.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<(), ListError> {
        match self.lines {
            Lines::Csv(lines) => lines.finish(),
            Lines::Xlsx(lines) => lines.finish(),
            Lines::Json(lines) => lines.finish(),
        }
    }
}

/// What stands above a column; `questions` are the words of the event's.
#[must_use]
pub fn title(column: Column, questions: &[String], locale: Locale) -> String {
    let words = words(locale);
    match column {
        Column::Status => words.list_status(),
        Column::GivenName => words.list_given_name(),
        Column::FamilyName => words.list_family_name(),
        Column::Email => words.list_email(),
        Column::RegisteredAt => words.list_registered_at(),
        Column::RegisteredAtIso => words.list_registered_at_iso(),
        Column::Answer(index) => questions.get(index).cloned().unwrap_or_default(),
        Column::Language => words.list_language(),
        Column::WaitingPlace => words.list_waiting_place(),
        Column::PresentAt => words.list_present_at(),
        Column::Note => words.list_note(),
    }
}

/// The cells of a list as texts.
pub struct Texts {
    zone: Zone,
    status: StatusWords,
}

impl Texts {
    /// Texts in the language of the list.
    ///
    /// # Errors
    /// When the zone is unknown.
    pub fn new(head: &ListHead) -> Result<Self, ListError> {
        Ok(Self { zone: Zone::get(&head.zone)?, status: StatusWords::of(head.locale) })
    }

    /// What stands in a column; `spare` is kept for its memory.
    ///
    /// # Errors
    /// When a time cannot be written.
    pub fn text<'a>(&'a self, column: Column, attendee: &'a Attendee, spare: &'a mut String) -> Result<&'a str, ListError> {
        spare.clear();
        Ok(match column {
            Column::Status => self.status.word(attendee.status),
            Column::GivenName => &attendee.given_name,
            Column::FamilyName => &attendee.family_name,
            Column::Email => &attendee.email,
            Column::RegisteredAt => self.local(Some(attendee.registered_at), spare),
            Column::RegisteredAtIso => {
                self.zone.local(attendee.registered_at).push_iso(spare)?;
                spare
            }
            Column::Answer(index) => attendee.answers.get(index).map_or("", String::as_str),
            Column::Language => attendee.language.tag(),
            Column::WaitingPlace => {
                if let Some(place) = attendee.waiting_place {
                    // A `String` takes everything.
                    let _ = write!(spare, "{place}");
                }
                spare
            }
            Column::PresentAt => self.local(attendee.present_at, spare),
            Column::Note => &attendee.note,
        })
    }

    fn local<'a>(&self, at: Option<Timestamp>, spare: &'a mut String) -> &'a str {
        if let Some(at) = at {
            let _ = write!(spare, "{}", self.zone.local(at).written());
        }
        spare
    }
}

/// The words for a status, looked up once for a list.
struct StatusWords {
    registered: String,
    waitlisted: String,
    pending: String,
    cancelled: String,
}

impl StatusWords {
    fn of(locale: Locale) -> Self {
        let words = words(locale);
        Self {
            registered: words.list_status_registered(),
            waitlisted: words.list_status_waitlisted(),
            pending: words.list_status_pending(),
            cancelled: words.list_status_cancelled(),
        }
    }

    /// The words that the JSON has, too.
    fn fixed() -> Self {
        let word = |status: RegistrationStatus| status.as_str().to_owned();
        Self {
            registered: word(RegistrationStatus::Registered),
            waitlisted: word(RegistrationStatus::Waitlisted),
            pending: word(RegistrationStatus::Pending),
            cancelled: word(RegistrationStatus::Cancelled),
        }
    }

    fn word(&self, status: RegistrationStatus) -> &str {
        match status {
            RegistrationStatus::Registered => &self.registered,
            RegistrationStatus::Waitlisted => &self.waitlisted,
            RegistrationStatus::Pending => &self.pending,
            RegistrationStatus::Cancelled => &self.cancelled,
        }
    }
}

/// The zone of a list, looked up once.
struct Zone(TimeZone);

impl Zone {
    fn get(name: &str) -> Result<Self, ListError> {
        zone(name).map(Self).ok_or_else(|| ListError::UnknownZone(name.to_owned()))
    }

    fn local(&self, at: Timestamp) -> Local {
        let offset = self.0.to_offset(at);
        Local { at, offset, wall: offset.to_datetime(at) }
    }
}

/// An instant by the clock on the event's wall.
struct Local {
    at: Timestamp,
    offset: Offset,
    wall: DateTime,
}

impl Local {
    /// As people write it and German spreadsheets read it: `15.04.2021 18:30`.
    fn written(&self) -> impl Display {
        let wall = self.wall;
        std::fmt::from_fn(move |f| {
            write!(f, "{:02}.{:02}.{:04} {:02}:{:02}", wall.day(), wall.month(), wall.year(), wall.hour(), wall.minute())
        })
    }

    /// ISO 8601 with the offset and whole seconds, at the end of `text`: `2021-04-15T18:30:05+02:00`.
    fn push_iso(&self, text: &mut String) -> Result<(), ListError> {
        const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
        PRINTER.print_timestamp_with_offset(&self.at, self.offset, text).map_err(|error| ListError::Write(io::Error::other(error)))
    }
}
