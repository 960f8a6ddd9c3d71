//! What a mail server says, fit to be stored in a row and shown to an organiser. No judgement on it: that is `handover`'s.

use std::fmt;

use lettre::transport::smtp::response::{Code, Response};

/// How much of a reply's text is kept: enough for the server's reason and its link, and a row stays small.
const MAX_TEXT_CHARS: usize = 500;

/// A server's reply: one line, without control characters, at most 500 characters of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The reply code, such as 550.
    pub code: u16,
    /// The enhanced status code, such as 5.1.1 (RFC 3463), if the server gives one.
    pub enhanced: Option<String>,
    /// What the server says about it.
    pub text: String,
    /// True if halbsieben says this itself, in place of a server that was not asked or spoke no SMTP.
    pub ours: bool,
}

impl Reply {
    /// A reply in our own words.
    pub(super) fn ours(code: u16, enhanced: &str, sentence: impl Into<String>) -> Self {
        Self { code, enhanced: Some(enhanced.to_owned()), text: one_line(&sentence.into()), ours: true }
    }

    /// A reply as lettre has read it. Servers begin each of its lines by the same enhanced code (RFC 2034 section 4): it is kept once.
    pub(super) fn from_response(response: &Response) -> Self {
        let first = response.first_word().filter(|word| is_enhanced(word));
        let again = |line| first.and_then(|first| str::strip_prefix(line, first)).filter(|rest| rest.starts_with(' ')).unwrap_or(line);
        let lines = response.message().enumerate().map(|(number, line)| if number == 0 { line } else { again(line) });
        Self::new(response.code(), &lines.collect::<Vec<_>>().join(" "))
    }

    /// A reply from its code and its lines in one.
    fn new(code: Code, words: &str) -> Self {
        let words = one_line(words);
        let (enhanced, text) = match words.split_once(' ').unwrap_or((&words, "")) {
            (first, rest) if is_enhanced(first) => (Some(first.to_owned()), rest.to_owned()),
            _ => (None, words),
        };
        Self { code: code.into(), enhanced, text, ours: false }
    }

    /// True if the mail, or the mailbox with it, is larger than the server allows (RFC 5321 section 4.2.3; RFC 3463: 5.2.2,
    /// 5.2.3, 5.3.4 and the same for a while).
    pub(super) fn is_about_size(&self) -> bool {
        let is_of = |class: char| ["2.2", "2.3", "3.1", "3.4"].iter().any(|rest| self.is_about(&format!("{class}.{rest}")));
        matches!(self.code, 452 | 552) || is_of('4') || is_of('5')
    }

    /// True if the enhanced code is `class.subject.…`, or exactly this one: `5.7` fits 5.7.1, `5.1.8` only itself.
    #[must_use]
    pub fn is_about(&self, status: &str) -> bool {
        self.enhanced
            .as_deref()
            .and_then(|enhanced| enhanced.strip_prefix(status))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for word in [self.enhanced.as_deref().unwrap_or_default(), &self.text] {
            if !word.is_empty() {
                write!(f, " {word}")?;
            }
        }
        Ok(())
    }
}

/// Words from outside as one line: runs of space and control characters become one space; what turns the direction of writing
/// (a way to disguise text) goes; the rest is cut.
pub(in crate::mail) fn one_line(words: &str) -> String {
    let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let parts = words.split(|c: char| c.is_whitespace() || c.is_control() || turns(c)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").chars().take(MAX_TEXT_CHARS).collect()
}

/// `class.subject.detail` in digits (RFC 3463 section 2).
pub(in crate::mail) fn is_enhanced(word: &str) -> bool {
    let parts: Vec<_> = word.split('.').collect();
    parts.len() == 3
        && matches!(parts[0], "2" | "4" | "5")
        && parts.iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &str) -> Reply {
        Reply::from_response(&lines.parse().unwrap())
    }

    #[test]
    fn a_reply_is_code_enhanced_code_and_text() {
        assert_eq!(reply("550-5.1.1 no such\r\n550 user\r\n"), reply("550-5.1.1 no such\r\n550 5.1.1 user\r\n"));
        let no_such_user = reply("550-5.1.1 no such\r\n550 user\r\n");
        assert_eq!((no_such_user.code, no_such_user.enhanced.as_deref()), (550, Some("5.1.1")));
        assert_eq!(no_such_user.to_string(), "550 5.1.1 no such user");
        assert_eq!(reply("250 \r\n").to_string(), "250");
        assert_eq!(reply("550 1.2.3.4 is listed\r\n").enhanced, None);
    }

    #[test]
    fn a_reply_is_one_short_line_without_controls() {
        assert_eq!(reply("550 a\u{0}b\t\tc\u{1b}[31m\u{202e}d\r\n").text, "a b c [31m d");
        assert_eq!(reply(&format!("550 {}\r\n", "ü".repeat(2000))).text.chars().count(), 500);
    }

    #[test]
    fn an_enhanced_code_is_compared_by_whole_numbers() {
        let denied = reply("554 5.7.1 Relay access denied\r\n");
        assert!(denied.is_about("5.7") && denied.is_about("5.7.1"));
        assert!(!denied.is_about("5.7.10") && !reply("554 5.70.1 x\r\n").is_about("5.7"));
    }
}
