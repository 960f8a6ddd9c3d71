//! The list as CSV (RFC 4180), in the dialect of German Excel or in the RFC's own.
//!
//! **Formulas.** A spreadsheet takes a cell for a formula by its first characters, quoted or not, and what stands in these cells
//! was typed by strangers. Such cells get a leading `'` (OWASP ASVS 5.0, 1.2.10, CSV and formula injection), in *both* dialects:
//! the requirement knows no exception, nobody can tell from a file called `.csv` which program will open it, and who wants the
//! texts untouched has the JSON. Nothing is lost by it: [`typed`] takes exactly those quotes off again.

use std::borrow::Cow;
use std::io::Write;
use std::str::FromStr;

use ::csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{ListError, ListHead, StatusWords, Texts, title};
use crate::domain::attendee::Attendee;
use crate::domain::column::Column;
use crate::domain::locale::Locale;

/// Tells Excel that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A way to write CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// For German Excel: a byte order mark, semicolons, everything quoted, all words in the event's language.
    #[default]
    Excel,
    /// For programs: commas, quotes where RFC 4180 section 2 needs them, English header, the fixed words of the status.
    Rfc4180,
}

/// A word that is no dialect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the dialect must be excel or rfc4180, not {0:?}")]
pub struct UnknownDialect(String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "excel" => Ok(Self::Excel),
            "rfc4180" => Ok(Self::Rfc4180),
            other => Err(UnknownDialect(other.to_owned())),
        }
    }
}

/// A CSV file that grows line by line.
pub(super) struct CsvLines<W: Write> {
    out: Writer<W>,
    texts: Texts,
    columns: Vec<Column>,
    /// The cell that is being made, kept for its memory.
    cell: String,
}

impl<W: Write> CsvLines<W> {
    pub(super) fn new(dialect: Dialect, head: &ListHead, mut out: W) -> Result<Self, ListError> {
        let mut texts = Texts::new(head)?;
        let mut csv = WriterBuilder::new();
        csv.terminator(Terminator::CRLF).flexible(true);
        let locale = match dialect {
            Dialect::Excel => {
                out.write_all(BYTE_ORDER_MARK)?;
                csv.delimiter(b';').quote_style(QuoteStyle::Always);
                head.locale
            }
            Dialect::Rfc4180 => {
                csv.delimiter(b',').quote_style(QuoteStyle::Necessary);
                texts.status = StatusWords::fixed();
                Locale::En
            }
        };
        let mut lines = Self { out: csv.from_writer(out), texts, columns: head.columns.clone(), cell: String::new() };
        for column in &head.columns {
            push(&mut lines.out, &title(*column, &head.questions, locale))?;
        }
        lines.end_line()?;
        Ok(lines)
    }

    pub(super) fn write(&mut self, attendee: &Attendee) -> Result<(), ListError> {
        let Self { out, texts, columns, cell } = self;
        for column in columns {
            push(out, texts.text(*column, attendee, cell)?)?;
        }
        self.end_line()
    }

    fn end_line(&mut self) -> Result<(), ListError> {
        self.out.write_record(None::<&[u8]>).map_err(write_error)
    }

    pub(super) fn finish(mut self) -> Result<(), ListError> {
        Ok(self.out.flush()?)
    }
}

fn push<W: Write>(out: &mut Writer<W>, text: &str) -> Result<(), ListError> {
    out.write_field(neutral(text).as_bytes()).map_err(write_error)
}

fn write_error(error: ::csv::Error) -> ListError {
    ListError::Write(error.into())
}

/// A text as a cell that no spreadsheet takes for a formula: with a leading `'` where it could be taken for one.
#[must_use]
pub fn neutral(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`neutral`] made a cell of.
#[must_use]
pub fn typed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Whether a spreadsheet may take a text for a formula.
///
/// It may where one of the characters that ASVS 1.2.10 and OWASP name, or their full-width twins, comes first or follows
/// nothing but white space, quotes and characters that are not seen: some programs drop these before they look. Quotes count,
/// the `'` of [`neutral`] among them, so that a text and its neutral form are always told apart.
pub(super) fn is_formula(text: &str) -> bool {
    for c in text.chars() {
        match c {
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' => return true,
            '\'' | '"' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() || c.is_control() => {}
            _ => return false,
        }
    }
    false
}
