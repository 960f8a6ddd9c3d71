//! A list of people that somebody brings along, as spreadsheets write it: bytes in, what stands in the columns out.
//!
//! It takes what spreadsheets and our own lists have: semicolons, commas or tabs; UTF-8 with or without a mark, UTF-16 with one,
//! Windows-1252 otherwise; the header in any of our languages, or as people call these columns elsewhere.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{title, typed};
use crate::domain::column::Column;
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::registration::{Field, FieldErrors, Problem, RegistrationStatus, SignUpForm};
use crate::words::words;

/// How a zip file begins, which a workbook is.
const ZIP: &[u8] = b"PK\x03\x04";
/// What separates cells: what German Excel writes, what programs write, what a copied table has.
const DELIMITERS: [u8; 3] = *b";,\t";
/// How others call the columns, in lower case.
const SYNONYMS: [(Column, &[&str]); 5] = [
    (Column::GivenName, &["vorname", "rufname", "given name", "given_name", "first name", "firstname", "first_name", "forename"]),
    (
        Column::FamilyName,
        &["nachname", "familienname", "zuname", "family name", "family_name", "last name", "lastname", "last_name", "surname"],
    ),
    (
        Column::Email,
        &[
            "e-mail",
            "email",
            "mail",
            "e-mail-adresse",
            "emailadresse",
            "email-adresse",
            "mailadresse",
            "e-mail address",
            "email address",
            "email_address",
        ],
    ),
    (Column::Language, &["sprache", "language", "locale"]),
    (Column::Status, &["status"]),
];

/// Why nothing of a list can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it, or a header alone.
    #[error("there is nobody on this list")]
    Empty,
    /// It is a workbook.
    #[error("this is a workbook; save it as CSV")]
    Workbook,
    /// No column holds addresses.
    #[error("no column is called E-Mail; the first line must say what stands in each")]
    NoAddresses,
    /// Two columns are the same.
    #[error("two columns are called {0:?}")]
    Twice(String),
    /// A line is not to be read.
    #[error("line {0} cannot be read")]
    Line(u64),
}

/// What stands on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadList {
    /// Its lines that are not empty.
    pub rows: Vec<ReadRow>,
    /// Columns of which nothing is taken.
    pub ignored: Vec<String>,
    /// From how many cells the mark was taken off that keeps a text from being a formula.
    pub unmarked: usize,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// What would be typed into the form, but for the questions.
    pub form: SignUpForm,
    /// What stands there as answers, by the places of the event's questions.
    pub answers: Vec<(usize, String)>,
    /// The language, where the list says one.
    pub locale: Option<Locale>,
    /// Whether the list says that this person has given up.
    pub has_cancelled: bool,
}

/// The text of a file, whatever it is written in.
#[must_use]
pub fn decoded(bytes: &[u8]) -> String {
    match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (Some((encoding, _)), _) => encoding.decode(bytes).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Reads a list for an event.
///
/// # Errors
/// When nothing of it can be read. What is wrong with a line is said by whoever looks at its form.
pub fn read(bytes: &[u8], event: &Event) -> Result<ReadList, ReadError> {
    if bytes.starts_with(ZIP) {
        return Err(ReadError::Workbook);
    }
    // One sign for a break: of two, the reader counts the second one with the next line.
    let text = decoded(bytes).replace("\r\n", "\n").replace('\r', "\n");
    // Excel has files say in a line of their own what separates their cells.
    let (said, body) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.to_ascii_lowercase().starts_with("sep=") => {
            (first.as_bytes().get(4).copied(), rest)
        }
        _ => (None, text.as_str()),
    };
    let lines_before = u64::from(said.is_some());
    let mut reader = ::csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(said.unwrap_or_else(|| delimiter(body)));
    let mut records = reader.from_reader(body.as_bytes()).into_records();
    let header = records.next().ok_or(ReadError::Empty)?.map_err(|_| ReadError::Line(1 + lines_before))?;
    let (columns, ignored) = columns(&header, event)?;
    let mut list = ReadList { rows: Vec::new(), ignored, unmarked: 0 };
    for record in records {
        let record = record.map_err(|error| ReadError::Line(error.position().map_or(0, ::csv::Position::line) + lines_before))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, ::csv::Position::line) + lines_before;
        let (row, unmarked) = row(&record, line, &columns);
        list.rows.push(row);
        list.unmarked += unmarked;
    }
    if list.rows.is_empty() { Err(ReadError::Empty) } else { Ok(list) }
}

/// What separates the cells of a header: whatever stands there most often outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            byte if !is_quoted => {
                if let Some(at) = DELIMITERS.iter().position(|delimiter| *delimiter == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    // The first of those that stand there as often.
    (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).map_or(DELIMITERS[0], |at| DELIMITERS[at])
}

/// What stands in each column, and those of which nothing is taken.
fn columns(header: &::csv::StringRecord, event: &Event) -> Result<(Vec<Option<Column>>, Vec<String>), ReadError> {
    let (mut columns, mut ignored) = (Vec::new(), Vec::new());
    for cell in header {
        let words = typed(cell.trim());
        let column = column(words, event);
        if column.is_some() && columns.contains(&column) {
            return Err(ReadError::Twice(words.to_owned()));
        }
        if column.is_none() && !words.is_empty() {
            ignored.push(words.to_owned());
        }
        columns.push(column);
    }
    if columns.contains(&Some(Column::Email)) { Ok((columns, ignored)) } else { Err(ReadError::NoAddresses) }
}

/// The column that is called so, if anything is taken of it. A question comes first: its words may be those of another column.
fn column(words: &str, event: &Event) -> Option<Column> {
    let called = words.to_lowercase();
    let question = event.questions.iter().position(|question| question.label.trim().to_lowercase() == called).map(Column::Answer);
    let by_us = |column: Column| Locale::ALL.into_iter().any(|locale| title(column, &[], locale).to_lowercase() == called);
    let known = SYNONYMS.into_iter().find(|(column, others)| others.contains(&called.as_str()) || by_us(*column));
    question.or(known.map(|(column, _)| column))
}

/// A line, and from how many of its cells a mark was taken off.
fn row(record: &::csv::StringRecord, line: u64, columns: &[Option<Column>]) -> (ReadRow, usize) {
    let mut row = ReadRow { line, form: SignUpForm::default(), answers: Vec::new(), locale: None, has_cancelled: false };
    let mut unmarked = 0;
    for (column, cell) in columns.iter().zip(record) {
        let Some(column) = column else { continue };
        let text = typed(cell);
        unmarked += usize::from(text != cell);
        match column {
            Column::GivenName => text.clone_into(&mut row.form.given_name),
            Column::FamilyName => text.clone_into(&mut row.form.family_name),
            Column::Email => text.clone_into(&mut row.form.email),
            Column::Language => row.locale = language(text.trim()),
            Column::Status => row.has_cancelled = says_cancelled(text.trim()),
            Column::Answer(index) => row.answers.push((*index, text.to_owned())),
            _ => {}
        }
    }
    (row, unmarked)
}

/// A language by its tag, or by its name in itself.
fn language(said: &str) -> Option<Locale> {
    let is_it =
        |locale: &Locale| said.eq_ignore_ascii_case(locale.tag()) || words(*locale).language_name().to_lowercase() == said.to_lowercase();
    Locale::ALL.into_iter().find(is_it)
}

fn says_cancelled(said: &str) -> bool {
    let fixed = RegistrationStatus::Cancelled.as_str();
    said.eq_ignore_ascii_case(fixed)
        || Locale::ALL.into_iter().any(|locale| words(locale).list_status_cancelled().to_lowercase() == said.to_lowercase())
}

/// What is wrong with a line, in words: field by field.
#[must_use]
pub fn wrong(errors: &FieldErrors, event: &Event, locale: Locale) -> String {
    let w = words(locale);
    let called = |field: &Field| match field {
        Field::GivenName => w.list_given_name(),
        Field::FamilyName => w.list_family_name(),
        Field::Email => w.list_email(),
        Field::Question(id) => {
            event.questions.iter().find(|question| question.id == *id).map(|question| question.label.clone()).unwrap_or_default()
        }
    };
    let why = |problem: &Problem| match problem {
        Problem::Empty => w.import_wrong_empty(),
        Problem::TooLong { max } => w.import_wrong_long(*max),
        Problem::Control => w.import_wrong_characters(),
        Problem::WebAddress => w.import_wrong_web_address(),
        Problem::EmailFormat | Problem::TooOften { .. } => w.import_wrong_format(),
        Problem::EmailLocalPart => w.import_wrong_local_part(),
        Problem::Option => w.import_wrong_option(),
    };
    errors.0.iter().map(|(field, problem)| format!("{}: {}", called(field), why(problem))).collect::<Vec<_>>().join("; ")
}
