//! The list as a workbook (ISO/IEC 29500): one sheet, real dates, everything else text.
//!
//! Lines go to a temporary file without a name, which becomes the sheet at the end. No cell is a formula: they are typed as
//! strings, and what begins like a formula carries the `quotePrefix` style as well, which is the single quote of ASVS 1.2.10 as
//! this format spells it: Excel shows it in the input line, keeps the cell a text when it is edited, and the text has no mark.

use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::csv::is_formula;
use super::{ListError, ListHead, Local, Texts, title};
use crate::domain::attendee::Attendee;
use crate::domain::column::Column;
use crate::words::words;

/// The paper size A4 (ISO/IEC 29500-1 section 18.3.1.63).
const PAPER_A4: u8 = 9;
/// Of 0 to 9. For 100,000 attendees with 5 answers the usual 6 takes 40 % more time and saves 8 % of the file.
const COMPRESSION: u8 = 3;

/// A workbook that grows line by line.
pub(super) struct XlsxLines<W: Write + Send> {
    workbook: Workbook,
    out: W,
    texts: Texts,
    formats: Formats,
    columns: Vec<Column>,
    /// The row of the next line; the header has row 0.
    row: u32,
    /// The cell that is being made, kept for its memory.
    cell: String,
}

struct Formats {
    quoted: Format,
    date: Format,
}

impl<W: Write + Send> XlsxLines<W> {
    pub(super) fn new(head: &ListHead, out: W) -> Result<Self, ListError> {
        let texts = Texts::new(head)?;
        let date = words(head.locale).list_date_format();
        let formats = Formats { quoted: Format::new().set_quote_prefix(), date: Format::new().set_num_format(date) };
        let mut workbook = Workbook::new();
        // Without this the writer asks the system clock.
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch()?));
        workbook.set_zip_compression_level(COMPRESSION);
        guarded(|| begin(workbook.add_worksheet_with_constant_memory()?, head))?;
        Ok(Self { workbook, out, texts, formats, columns: head.columns.clone(), row: 1, cell: String::new() })
    }

    pub(super) fn write(&mut self, attendee: &Attendee) -> Result<(), ListError> {
        let Self { workbook, texts, formats, columns, row, cell, .. } = self;
        guarded(|| {
            let mut line = Line { sheet: workbook.worksheet_from_index(0)?, formats, row: *row, column: 0 };
            for column in columns.iter() {
                match column {
                    Column::RegisteredAt => line.time(Some(texts.zone.local(attendee.registered_at)))?,
                    Column::PresentAt => line.time(attendee.present_at.map(|at| texts.zone.local(at)))?,
                    Column::WaitingPlace => line.number(attendee.waiting_place)?,
                    column => {
                        let text = texts.text(*column, attendee, cell);
                        line.text(text.map_err(|error| XlsxError::ParameterError(error.to_string()))?)?;
                    }
                }
            }
            Ok(())
        })?;
        self.row += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), ListError> {
        let Self { mut workbook, out, columns, row, .. } = self;
        let mut out = BufWriter::new(out);
        guarded(|| {
            let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
            workbook.worksheet_from_index(0)?.autofilter(0, 0, row - 1, last)?;
            workbook.save_to_writer(&mut out)
        })?;
        Ok(out.flush()?)
    }
}

/// How wide a column is, in characters.
fn width(column: Column) -> f64 {
    match column {
        Column::Status => 14.0,
        Column::GivenName | Column::FamilyName => 20.0,
        Column::Email => 34.0,
        Column::RegisteredAt | Column::PresentAt => 17.0,
        Column::RegisteredAtIso => 27.0,
        Column::Language | Column::WaitingPlace => 10.0,
        Column::Answer(_) | Column::Note => 32.0,
    }
}

/// Sets the sheet up and writes its header.
fn begin(sheet: &mut Worksheet, head: &ListHead) -> Result<(), XlsxError> {
    sheet.set_name(words(head.locale).list_sheet())?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let bold = Format::new().set_bold();
    let bold_quoted = bold.clone().set_quote_prefix();
    for (at, column) in (0..).zip(&head.columns) {
        let title = title(*column, &head.questions, head.locale);
        sheet.set_column_width(at, width(*column))?;
        sheet.write_string_with_format(0, at, &title, if is_formula(&title) { &bold_quoted } else { &bold })?;
    }
    Ok(())
}

/// A line, cell by cell.
struct Line<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
    column: u16,
}

impl Line<'_> {
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        if is_formula(text) {
            self.sheet.write_string_with_format(self.row, self.column, text, &self.formats.quoted)?;
        } else {
            self.sheet.write_string(self.row, self.column, text)?;
        }
        self.column += 1;
        Ok(())
    }

    fn number(&mut self, number: Option<u64>) -> Result<(), XlsxError> {
        if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
            self.sheet.write_number(self.row, self.column, number)?;
        }
        self.column += 1;
        Ok(())
    }

    fn time(&mut self, local: Option<Local>) -> Result<(), XlsxError> {
        let Some(local) = local else { return self.text("") };
        let Some(date) = excel_date(local.wall) else { return self.text(&local.written().to_string()) };
        self.sheet.write_datetime_with_format(self.row, self.column, date, &self.formats.date)?;
        self.column += 1;
        Ok(())
    }
}

/// A date as a workbook has it; `None` before 1900-03-01, as its calendar knows a 29 February 1900.
fn excel_date(wall: DateTime) -> Option<ExcelDateTime> {
    if (wall.year(), wall.month()) < (1900, 3) {
        return None;
    }
    let date =
        ExcelDateTime::from_ymd(u16::try_from(wall.year()).ok()?, u8::try_from(wall.month()).ok()?, u8::try_from(wall.day()).ok()?).ok()?;
    date.and_hms(u16::try_from(wall.hour()).ok()?, u8::try_from(wall.minute()).ok()?, u8::try_from(wall.second()).ok()?).ok()
}

/// The oldest date of a zip file, which its entries carry, too: this file says nothing about when it was made.
fn epoch() -> Result<ExcelDateTime, ListError> {
    ExcelDateTime::from_ymd(1980, 1, 1).map_err(ListError::Workbook)
}

/// Calls the library, which panics where its temporary file cannot be written, on a full disk for one.
fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, ListError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => Err(ListError::Write(error)),
        Ok(Err(XlsxError::ZipError(error))) => Err(ListError::Write(io::Error::other(error))),
        Ok(Err(error)) => Err(ListError::Workbook(error)),
        Err(_) => Err(ListError::Write(io::Error::other("the temporary file of the workbook could not be written"))),
    }
}
