//! What a report says of each recipient, by its fields (RFC 3464 section 2.3, RFC 6533 section 5).

use super::mailbox::lines;
use super::mime::words;
use crate::mail::smtp::reply::{is_enhanced, one_line};

/// The most recipients of a report that are read. A mail of ours has one; where it was handed on to several, a few.
pub(super) const MAX_RECIPIENTS: usize = 50;
/// Characters of an address that are kept: more than any has, few enough to be shown.
const MAX_ADDRESS_CHARS: usize = 320;

/// What became of a mail for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipient {
    /// The address at which it ended.
    pub(super) address: String,
    /// The address to which it was first sent, where the report tells them apart.
    pub(super) original: Option<String>,
    /// What became of it.
    pub(super) action: Action,
    /// `class.subject.detail`.
    pub(super) status: String,
    /// The server's words, on one line.
    pub(super) words: String,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Given up.
    Failed,
    /// Still tried.
    Delayed,
    /// Delivered, or handed on.
    Done,
}

/// The fields about one recipient, as they came.
#[derive(Debug, Default)]
struct Fields {
    last: Option<String>,
    original: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnostic: Option<String>,
}

/// Reads the content of a `message/delivery-status` part.
pub(super) fn recipients(content: &[u8]) -> Vec<Recipient> {
    let mut found = Vec::new();
    let mut current = Fields::default();
    let mut after_gap = false;
    for field in fields(content) {
        let Some((name, value)) = field else {
            after_gap = true;
            continue;
        };
        let name = name.to_ascii_lowercase();
        let of_another = match name.as_str() {
            "final-recipient" => current.last.is_some() || (after_gap && current.is_named()),
            "original-recipient" => current.original.is_some() || (after_gap && current.is_named()),
            _ => false,
        };
        if of_another {
            found.extend(std::mem::take(&mut current).read());
        } else if after_gap && !current.is_named() {
            // What stood there was about the mail as a whole.
            current = Fields::default();
        }
        after_gap = false;
        if found.len() >= MAX_RECIPIENTS {
            return found;
        }
        current.take(&name, value);
    }
    found.extend(current.read());
    found
}

/// Each field unfolded, as name and value; none for an empty line, which parts the recipients.
fn fields(content: &[u8]) -> Vec<Option<(String, String)>> {
    /// Lines that are read: a recipient has a dozen.
    const MAX_LINES: usize = 5_000;
    /// Characters of a value: the longest replies have some thousand.
    const MAX_CHARS: usize = 4_000;
    let mut fields: Vec<Option<(String, String)>> = Vec::new();
    for line in lines(content).take(MAX_LINES) {
        if line.trim_ascii().is_empty() {
            fields.push(None);
            continue;
        }
        let line: String = words(line).chars().take(MAX_CHARS).collect();
        if line.starts_with([' ', '\t'])
            && let Some(Some((_, value))) = fields.last_mut()
        {
            if value.len() < MAX_CHARS {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push(Some((name.trim().to_owned(), value.trim().to_owned())));
        }
    }
    fields
}

impl Fields {
    fn is_named(&self) -> bool {
        self.last.is_some() || self.original.is_some()
    }

    /// The first word counts: a second field of the same name is not what servers write.
    fn take(&mut self, name: &str, value: String) {
        let slot = match name {
            "final-recipient" => &mut self.last,
            "original-recipient" => &mut self.original,
            "action" => &mut self.action,
            "status" => &mut self.status,
            "diagnostic-code" => &mut self.diagnostic,
            _ => return,
        };
        slot.get_or_insert(value);
    }

    /// None when no recipient is named, or nothing is said of it.
    fn read(self) -> Option<Recipient> {
        let original = self.original.as_deref().map(address).filter(|address| !address.is_empty());
        let last = self.last.as_deref().map(address).filter(|address| !address.is_empty());
        let address = last.or_else(|| original.clone())?;
        let diagnostic = self.diagnostic.as_deref().map(without_type).unwrap_or_default();
        let status = enhanced(self.status.as_deref().unwrap_or_default());
        let action = action(self.action.as_deref(), status.as_deref().or(by_code(diagnostic)))?;
        let status = refined(status, diagnostic, action);
        let said = if diagnostic.is_empty() { self.status.as_deref().unwrap_or_default() } else { diagnostic };
        Some(Recipient { address, original, action, status, words: one_line(said) })
    }
}

/// By its word, else by the class of the status.
fn action(word: Option<&str>, status: Option<&str>) -> Option<Action> {
    let word = word.and_then(|word| word.split(|c: char| !c.is_ascii_alphabetic()).next()).unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "failed" | "failure" => Some(Action::Failed),
        "delayed" => Some(Action::Delayed),
        "delivered" | "relayed" | "expanded" => Some(Action::Done),
        _ => match status?.as_bytes().first()? {
            b'5' => Some(Action::Failed),
            b'4' => Some(Action::Delayed),
            _ => Some(Action::Done),
        },
    }
}

/// `rfc822; anna@example.org`, also without its type, in brackets, or with letters written by number (RFC 6533 section 3).
fn address(value: &str) -> String {
    let bare = without_type(value).trim().trim_start_matches('<').trim_end_matches('>').trim();
    clean_address(&by_number(bare))
}

/// An address as it can be kept and shown.
pub(super) fn clean_address(raw: &str) -> String {
    one_line(raw).chars().take(MAX_ADDRESS_CHARS).collect()
}

/// What follows the type: `smtp; 550 …`, `utf-8; …`. A `;` within the words is none.
fn without_type(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if kind.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c)) && kind.len() < 40 => {
            rest.trim()
        }
        _ => value.trim(),
    }
}

/// Letters written as `\x{FC}`.
fn by_number(text: &str) -> String {
    let mut pieces = text.split("\\x{");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let letter = piece.split_once('}').and_then(|(hex, rest)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest)));
        match letter {
            Some((letter, rest)) => {
                plain.push(letter);
                plain.push_str(rest);
            }
            None => plain.push_str(piece),
        }
    }
    plain
}

/// The first enhanced status code among the words.
pub(super) fn enhanced(words: &str) -> Option<String> {
    let word =
        words.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_end_matches('.')).find(|word| is_enhanced(word));
    word.map(str::to_owned)
}

/// The class of an SMTP reply code among the words, as a status.
pub(super) fn by_code(words: &str) -> Option<&'static str> {
    let code = words
        .split(|c: char| c.is_whitespace() || "-:;,(\"".contains(c))
        .find(|word| word.len() == 3 && matches!(word.as_bytes()[0], b'4' | b'5') && word.bytes().all(|b| b.is_ascii_digit()))?;
    Some(if code.starts_with('5') { "5.0.0" } else { "4.0.0" })
}

/// The status; where it only says its class (Exim's do), the code in the server's words if that is of the same class.
fn refined(status: Option<String>, diagnostic: &str, action: Action) -> String {
    let in_words = enhanced(diagnostic);
    match (status, in_words) {
        (Some(status), Some(in_words)) if status.ends_with(".0.0") && in_words.starts_with(&status[..2]) => in_words,
        (Some(status), _) => status,
        (None, Some(in_words)) => in_words,
        (None, None) => by_code(diagnostic).unwrap_or_else(|| unsaid(action)).to_owned(),
    }
}

/// The status of a report that says none.
pub(super) fn unsaid(action: Action) -> &'static str {
    match action {
        Action::Failed => "5.0.0",
        Action::Delayed => "4.0.0",
        Action::Done => "2.0.0",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_each_of_its_forms() {
        for (value, read) in [
            ("rfc822; anna@example.org", "anna@example.org"),
            ("RFC822;<anna@example.org>", "anna@example.org"),
            ("anna@example.org", "anna@example.org"),
            ("utf-8; info@m\\x{FC}ller.example", "info@müller.example"),
            ("utf-8; info@müller.example", "info@müller.example"),
            ("rfc822; a\\x{110000}b\\x{zz}\\x{", "a110000}bzz}"),
            ("unknown; \u{202e}anna@example.org\u{0}", "anna@example.org"),
        ] {
            assert_eq!(address(value), read, "{value}");
        }
    }

    #[test]
    fn a_status_is_made_as_exact_as_the_words_allow() {
        let refined = |status: Option<&str>, words| refined(status.map(str::to_owned), words, Action::Failed);
        assert_eq!(refined(Some("5.0.0"), "550 5.1.1 no such user"), "5.1.1");
        assert_eq!(refined(Some("5.0.0"), "450 4.2.2 full"), "5.0.0");
        assert_eq!(refined(Some("5.7.606"), "550 5.1.1 x"), "5.7.606");
        assert_eq!(refined(None, "452-full"), "4.0.0");
        assert_eq!(refined(None, "host 192.0.2.155 said: (550) no"), "5.0.0");
        assert_eq!(refined(None, "no"), "5.0.0");
    }
}
