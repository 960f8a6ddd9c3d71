//! What the file alone costs: lines of the list's shape, made of words that lie ready, without a database.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Result, bail};
use csv::QuoteStyle;
use rust_xlsxwriter::Workbook;

/// The columns of the list and five questions.
const LINE: [&str; 11] = [
    "Angemeldet",
    "Anna-Lena",
    "Müller-Lüdenscheidt",
    "teilnehmer.12345@example.org",
    "15.04.2021 18:30",
    "2021-04-15T18:30:00+02:00",
    "Stadtverwaltung Brückfeld, Amt für Stadtentwicklung und Wirtschaftsförderung",
    "Über den Newsletter",
    "Wie finden Kleinstädte Räume, die sich für \"Co-Working\" eignen; und wer trägt die Kosten?",
    "Nein",
    "ja",
];

pub(crate) fn write(file: &Path, rows: u32) -> Result<()> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => write_csv(file, rows),
        Some("xlsx") => write_xlsx(file, rows),
        _ => bail!("the file must end in .csv or .xlsx"),
    }
}

fn write_csv(file: &Path, rows: u32) -> Result<()> {
    let out = BufWriter::new(File::create(file)?);
    let mut writer = csv::WriterBuilder::new().delimiter(b';').quote_style(QuoteStyle::Always).from_writer(out);
    for _ in 0..rows {
        writer.write_record(LINE)?;
    }
    Ok(writer.flush()?)
}

fn write_xlsx(file: &Path, rows: u32) -> Result<()> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    for row in 0..rows {
        for (column, word) in (0..).zip(LINE) {
            sheet.write_string(row, column, word)?;
        }
    }
    Ok(workbook.save(file)?)
}
