//! Cleans the pasted text and cuts it into lines. Knows characters, not meanings.

use super::labels::{self, Labelled};
use super::warning::{Warning, WarningKind};

/// One line as the rest of the parser sees it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Counts from 1, as an editor does.
    pub(super) number: usize,
    /// Without outer space, quotation marks of a mail (`>`) and list marker; never contains a tab.
    pub(super) text: String,
    pub(super) marker: Marker,
    /// Columns before the first visible character.
    pub(super) indent: usize,
    pub(super) label: Option<Labelled>,
}

/// What stands before the text of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    Bullet,
    /// The number itself, to be kept in the description.
    Number(u32),
    /// A Markdown heading with its level.
    Heading(usize),
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn is_item(&self) -> bool {
        matches!(self.marker, Marker::Bullet | Marker::Number(_))
    }
}

/// Cuts the text into lines, with a warning for each line that held control characters.
pub(super) fn lines(text: &str) -> (Vec<Line>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut lines: Vec<Line> = split(text)
        .enumerate()
        .map(|(index, raw)| {
            let (clean, had_controls) = clean(raw);
            let line = read(index + 1, &clean);
            if had_controls {
                warnings.push(Warning::new(&line, WarningKind::ControlCharacters));
            }
            line
        })
        .collect();
    number_lists(&mut lines);
    (lines, warnings)
}

/// Splits at LF, CRLF and lone CR, so that the numbers agree with those of an editor.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\r')
    })
}

/// Makes every white space a space or a tab and takes out what nobody can see.
fn clean(raw: &str) -> (String, bool) {
    let mut clean = String::with_capacity(raw.len());
    let mut had_controls = false;
    for c in raw.chars() {
        match c {
            '\t' => clean.push('\t'),
            // Word writes a soft line break as a vertical tab.
            '\u{b}' | '\u{c}' | '\u{85}' => clean.push(' '),
            // Byte order mark, soft hyphen, zero-width space and joiner of words.
            '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{2060}' => {}
            // Marks that turn the direction of writing can make a line look like another one.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => had_controls = true,
            c if c.is_control() => had_controls = true,
            c if c.is_whitespace() => clean.push(' '),
            c => clean.push(c),
        }
    }
    (clean, had_controls)
}

fn read(number: usize, clean: &str) -> Line {
    let unquoted = clean.trim_start_matches(['>', ' ', '\t']);
    let indent = clean.chars().count() - unquoted.chars().count();
    let collapsed = collapse(unquoted);
    let (marker, text) = marker(&collapsed);
    Line { number, label: labels::find(text), text: text.replace('\t', " "), marker, indent }
}

/// A run of white space becomes one space, or one tab where it holds a tab: tables are pasted
/// with tabs between the label and its value.
fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.trim().chars() {
        match c {
            '\t' => gap = Some('\t'),
            ' ' => gap = gap.or(Some(' ')),
            c => {
                collapsed.extend(gap.take());
                collapsed.push(c);
            }
        }
    }
    collapsed
}

fn marker(text: &str) -> (Marker, &str) {
    /// Needs no space behind it. U+F0B7 is the bullet of Word's symbol font.
    const BULLETS: [char; 11] = ['•', '·', '▪', '▫', '‣', '◦', '○', '●', '■', '□', '\u{f0b7}'];
    if let Some(rest) = text.strip_prefix(BULLETS) {
        return (Marker::Bullet, rest.trim_start());
    }
    if let Some(rest) = text.strip_prefix(['-', '–', '—', '*', '+'])
        && rest.starts_with([' ', '\t'])
    {
        return (Marker::Bullet, rest.trim_start());
    }
    let after_hashes = text.trim_start_matches('#');
    let level = text.len() - after_hashes.len();
    if (1..=6).contains(&level) && after_hashes.starts_with(' ') {
        return (Marker::Heading(level), after_hashes.trim());
    }
    (Marker::None, text)
}

/// Finds numbered lists. A lone number is none: "3. Lange Nacht" is a title, "15. April" a day.
fn number_lists(lines: &mut [Line]) {
    let filled: Vec<usize> = (0..lines.len()).filter(|&index| !lines[index].is_blank()).collect();
    let numbers: Vec<Option<u32>> = filled.iter().map(|&index| leading_number(&lines[index].text)).collect();
    for (position, &index) in filled.iter().enumerate() {
        let Some(number) = numbers[position] else {
            continue;
        };
        let before = position.checked_sub(1).and_then(|p| numbers[p]);
        let after = numbers.get(position + 1).copied().flatten();
        if before.is_some_and(|n| n + 1 == number) || after == Some(number + 1) {
            let line = &mut lines[index];
            let rest = line.text.split_once([' ']).map_or("", |(_, rest)| rest);
            line.text = rest.to_owned();
            line.label = labels::find(&line.text);
            line.marker = Marker::Number(number);
        }
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let (head, rest) = text.split_once(' ')?;
    let digits = head.strip_suffix(['.', ')'])?;
    let is_list = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !super::date::starts_with_month(rest);
    is_list.then(|| digits.parse().ok()).flatten()
}
