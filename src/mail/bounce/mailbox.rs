//! A mailbox file taken apart: one message, or many, each behind its `From ` line (RFC 4155, in the mboxrd manner).

use std::borrow::Cow;

/// The messages of a mailbox file, one after the other; a file that does not begin with a `From ` line is one message.
pub(super) fn messages(mailbox: &[u8]) -> impl Iterator<Item = &[u8]> {
    let begin = mailbox.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(mailbox.len());
    let mut rest = &mailbox[begin..];
    let is_mailbox = rest.starts_with(b"From ");
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if is_mailbox { end_of_first(rest) } else { rest.len() };
        let (message, after) = rest.split_at(end);
        rest = after;
        Some(if is_mailbox { without_first_line(message) } else { message })
    })
}

/// Takes one `>` off each line that a mailbox had to quote. A message that was not in a mailbox has such lines only by chance,
/// and then in words that nothing is read from.
pub(super) fn unquoted(message: &[u8]) -> Cow<'_, [u8]> {
    if !lines(message).any(is_quoted) {
        return Cow::Borrowed(message);
    }
    Cow::Owned(lines(message).flat_map(|line| if is_quoted(line) { &line[1..] } else { line }).copied().collect())
}

/// Where the first message ends: before the next `From ` line that follows an empty one.
fn end_of_first(messages: &[u8]) -> usize {
    let mut end = 0;
    let mut after_empty = false;
    for line in lines(messages) {
        if end > 0 && after_empty && is_separator(line) {
            break;
        }
        after_empty = line.trim_ascii().is_empty();
        end += line.len();
    }
    end
}

fn without_first_line(message: &[u8]) -> &[u8] {
    let first = lines(message).next().map_or(0, <[u8]>::len);
    &message[first..]
}

/// `From sender Thu Apr 15 16:31:02 2021`. The time and the year are asked for: mailboxes that quote nothing hold sentences
/// that begin with the same word.
fn is_separator(line: &[u8]) -> bool {
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    line.starts_with(b"From ") && line.contains(&b':') && line.split(u8::is_ascii_whitespace).any(is_year)
}

fn is_quoted(line: &[u8]) -> bool {
    let unquoted = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
    unquoted > 0 && line[unquoted..].starts_with(b"From ")
}

/// Lines with what ends them.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n')
}
