//! Builds the description, as Markdown, from the lines that belong to it.

use super::date::{self, Token};
use super::text::{Line, Marker};

/// Collects lines in their order.
#[derive(Debug, Default)]
pub(super) struct Description {
    blocks: Vec<Block>,
}

#[derive(Debug)]
enum Block {
    Paragraph(String),
    Item(String),
}

/// A block whose lines are all shorter was not wrapped by a mail program; its breaks are meant.
const WRAPPED_LINE_CHARS: usize = 60;

impl Description {
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The paragraphs that were prose, for facts that only running text tells.
    pub(super) fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|block| match block {
            Block::Paragraph(text) | Block::Item(text) => text.as_str(),
        })
    }

    /// Adds a list entry, a heading or a single line.
    pub(super) fn push(&mut self, line: &Line) {
        self.push_text(&line.marker, &line.text);
    }

    pub(super) fn push_text(&mut self, marker: &Marker, text: &str) {
        let block = match marker {
            Marker::Bullet => Block::Item(format!("- {}", escape(text))),
            Marker::Number(number) => Block::Item(format!("{number}. {}", escape(text))),
            // The page has a first-level heading already.
            Marker::Heading(level) => Block::Paragraph(format!("{} {}", "#".repeat((*level).max(2)), escape(text))),
            Marker::None => Block::Paragraph(escape_start(&escape(text))),
        };
        self.blocks.push(block);
    }

    /// Adds the lines of one paragraph; those of a programme ("18:30 Begrüßung") become a list.
    pub(super) fn push_paragraph(&mut self, lines: &[String]) {
        let is_wrapped = lines.iter().any(|line| line.chars().count() >= WRAPPED_LINE_CHARS);
        let mut open: Option<String> = None;
        for line in lines {
            if lines.len() > 1 && starts_with_time(line) {
                self.blocks.extend(open.take().map(Block::Paragraph));
                self.push_text(&Marker::Bullet, line);
                continue;
            }
            let text = escape_start(&escape(line));
            open = Some(match open {
                None => text,
                Some(before) if is_wrapped => format!("{before}\n{text}"),
                Some(before) => format!("{before}\\\n{text}"),
            });
        }
        self.blocks.extend(open.map(Block::Paragraph));
    }

    pub(super) fn markdown(&self) -> String {
        let mut markdown = String::new();
        let mut last_was_item = false;
        for block in &self.blocks {
            let (text, is_item) = match block {
                Block::Paragraph(text) => (text, false),
                Block::Item(text) => (text, true),
            };
            if !markdown.is_empty() {
                markdown.push_str(if is_item && last_was_item { "\n" } else { "\n\n" });
            }
            markdown.push_str(text);
            last_was_item = is_item;
        }
        markdown
    }
}

fn starts_with_time(line: &str) -> bool {
    let head = line.split(' ').next().unwrap_or_default();
    matches!(date::tokens(head).first(), Some((0, Token::Clock(_))))
}

/// Keeps the star of "Bürger*innen" from opening an emphasis that the next such word would close.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let is_inside_word = before.is_alphanumeric() && chars.peek().is_some_and(|c| c.is_alphanumeric());
        if c == '*' && is_inside_word {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// "15. April" and "3. Lange Nacht" at the start of a line would become a numbered list.
fn escape_start(text: &str) -> String {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) {
        format!("{}\\{}", &text[..digits], &text[digits..])
    } else {
        text.to_owned()
    }
}
