//! Sets plain text, the way a careful person types it.

use crate::domain::text::is_unshowable;

/// The most characters of a line: what RFC 5322 section 2.1.1 asks for, less room to be quoted in an answer.
const LINE_CHARS: usize = 72;

/// A text on one line, without what cannot be shown: for headers, where a line break would begin another one.
#[must_use]
pub(super) fn line(text: &str) -> String {
    let words = text.split_ascii_whitespace().map(|word| word.chars().filter(|c| !is_unshowable(*c)).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Wraps long lines between words and lets no more than one empty line stand. A link stands alone on its line, unbroken.
#[must_use]
pub(super) fn set(text: &str) -> String {
    let mut lines = Lines::default();
    for written in text.lines() {
        lines.wrap(written.trim());
    }
    lines.done()
}

/// The lines that are set so far, and how long the last is that is not full.
#[derive(Default)]
struct Lines {
    set: String,
    current_chars: usize,
}

impl Lines {
    fn wrap(&mut self, written: &str) {
        if written.is_empty() {
            self.blank();
        }
        for word in written.split_ascii_whitespace() {
            let chars = word.chars().count();
            let is_link = word.starts_with("https://") || word.starts_with("http://");
            if is_link || self.current_chars + 1 + chars > LINE_CHARS {
                self.end_line();
            }
            if self.current_chars > 0 {
                self.set.push(' ');
                self.current_chars += 1;
            }
            self.set.push_str(word);
            self.current_chars += chars;
            if is_link {
                self.end_line();
            }
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        if self.current_chars > 0 {
            self.set.push('\n');
            self.current_chars = 0;
        }
    }

    fn blank(&mut self) {
        if !self.set.is_empty() && !self.set.ends_with("\n\n") {
            self.set.push('\n');
        }
    }

    fn done(mut self) -> String {
        self.set.truncate(self.set.trim_end().len());
        self.set.push('\n');
        self.set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_nothing_that_cannot_be_shown() {
        assert_eq!(line("\n  Angemeldet: R&D\r\nBcc: x\u{202e}\u{7f}\n"), "Angemeldet: R&D Bcc: x");
    }

    #[test]
    fn a_link_stands_alone_and_whole() {
        let link = format!("https://example.org/{}", "x".repeat(100));
        assert_eq!(
            set(&format!("\n\nGehen Sie zu {link} und bleiben Sie.\n\n\n\nBis dann")),
            format!("Gehen Sie zu\n{link}\nund bleiben Sie.\n\nBis dann\n")
        );
    }

    #[test]
    fn long_lines_break_between_words() {
        let set = set(&"sieben Zeichen ".repeat(40));
        assert!(set.lines().all(|line| line.chars().count() <= LINE_CHARS && !line.ends_with(' ')));
        assert_eq!(set.split_whitespace().count(), 80);
    }
}
