//! Reports in words alone: Exim, qmail, the large German mailboxes, and what servers wrote before RFC 3464.

use super::mime::Head;
use super::status::{Action, MAX_RECIPIENTS, Recipient, by_code, clean_address, enhanced, unsaid};
use crate::domain::email_address::EmailAddress;
use crate::mail::smtp::reply::one_line;

/// Who writes reports.
const SERVERS: &[&str] = &["mailer-daemon", "mailerdaemon", "mail-daemon", "mailer_daemon", "postmaster", "mdaemon"];
/// What a report begins with where the sender's name says nothing.
const QMAIL: &str = "Hi. This is the qmail-send program";
/// Words of a report that the mail is still tried, in lower case.
const STILL_TRIED: &[&str] = &[
    "not yet been delivered",
    "will continue to be made",
    "will continue to try",
    "will be retried",
    "you do not need to resend",
    "delivery incomplete",
    "could not send message for past",
    "noch nicht zugestellt",
    "weitere zustellversuche",
    "weiterhin versuch",
];
/// Words of a report that the mail was given up, in lower case.
const GIVEN_UP: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "not be delivered",
    "able to deliver",
    "unable to deliver",
    "cannot be delivered",
    "not delivered",
    "undeliverable",
    "undelivered",
    "permanent error",
    "permanent fatal error",
    "failed permanently",
    "delivery failed",
    "delivery failure",
    "delivery to the following",
    "returned mail",
    "user unknown",
    "giving up",
    "error delivering",
    "error has occurred while attempting to deliver",
    "following address",
    "following recipient",
    "nicht zugestellt",
    "nicht zustell",
    "unzustellbar",
    "zustellung ist fehlgeschlagen",
    "folgende adresse",
    "folgenden empf",
];
/// Words of the line under which the mail itself follows, in lower case; the line begins with hyphens.
const COPY: &[&str] =
    &["copy", "header", "original message", "kopie", "kopfzeilen", "ursprüngliche", "original-nachricht", "returned message"];
/// Characters of the words about a recipient that are looked at.
const MAX_CHARS: usize = 2_000;

/// What a report in words says, and the copy of the mail below it.
pub(super) fn recipients(head: &Head<'_>, text: &str) -> Option<Vec<Recipient>> {
    let failed: Vec<String> =
        head.text("x-failed-recipients").split(',').map(clean_address).filter(|address| !address.is_empty()).collect();
    let notice = notice(text);
    let in_lower_case =
        format!("{} {}", one_line(&head.text("subject")), notice.split_whitespace().collect::<Vec<_>>().join(" ")).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| in_lower_case.contains(words));
    let action = match () {
        () if failed.is_empty() && !is_of_a_server(head, text) => return None,
        () if failed.is_empty() && says(STILL_TRIED) => Action::Delayed,
        () if !failed.is_empty() || says(GIVEN_UP) => Action::Failed,
        () => return None,
    };
    let mut named = named(notice);
    if !failed.is_empty() {
        named.retain(|(address, _)| failed.iter().any(|failed| failed.eq_ignore_ascii_case(address)));
    } else if named.is_empty() {
        named.extend(in_brackets(notice).into_iter().map(|address| (address, String::new())));
    }
    for address in failed.into_iter().take(MAX_RECIPIENTS) {
        if !named.iter().any(|(known, _)| known.eq_ignore_ascii_case(&address)) {
            named.push((address, String::new()));
        }
    }
    Some(named.into_iter().map(|(address, words)| recipient(address, &words, notice, action)).collect())
}

/// Whether the sender is a mail server by name.
pub(super) fn is_of_a_server(head: &Head<'_>, text: &str) -> bool {
    let from = head.text("from").to_lowercase();
    let of_a_server = |word: &str| SERVERS.contains(&word.split('@').next().unwrap_or_default());
    text.trim_start().starts_with(QMAIL) || from.split(|c: char| c.is_whitespace() || "<>\"(),".contains(c)).any(of_a_server)
}

/// The `Message-ID` fields of the copies of mails in the text.
pub(super) fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    let fields = text.match_indices(['m', 'M']).map(|(at, _)| &text[at..]);
    let fields = fields.filter(|rest| rest.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:")));
    fields.filter_map(|rest| rest[11..].trim_start().strip_prefix('<')?.split_once('>').map(|(id, _)| id))
}

/// The text down to the copy of the mail.
fn notice(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        let is_rule = lower.starts_with("--") && COPY.iter().any(|words| lower.contains(words));
        let is_field = ["received: ", "return-path: ", "message-id: "].iter().any(|name| lower.starts_with(name));
        if at > 0 && (is_rule || is_field) {
            break;
        }
        at += line.len();
    }
    &text[..at]
}

/// The addresses that begin a line, each with the words up to the next.
fn named(notice: &str) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = Vec::new();
    for line in notice.lines() {
        if let Some((address, rest)) = address_first(line)
            && !named.iter().any(|(known, _)| known.eq_ignore_ascii_case(&address))
        {
            if named.len() >= MAX_RECIPIENTS {
                break;
            }
            named.push((address, rest.to_owned()));
        } else if let Some((_, words)) = named.last_mut().filter(|(_, words)| words.len() < MAX_CHARS) {
            words.push(' ');
            words.extend(line.trim().chars().take(MAX_CHARS));
        }
    }
    named
}

/// `<anna@example.org>:`, `"anna@example.org": …`, `  anna@example.org`.
fn address_first(line: &str) -> Option<(String, &str)> {
    let bare = line.trim_start().trim_start_matches(['<', '"', '\'', '*', '·', '-', ' ']);
    let end = bare.find(|c: char| c.is_whitespace() || "<>\"',;:()".contains(c)).unwrap_or(bare.len());
    let address = EmailAddress::parse(bare[..end].trim_end_matches('.')).ok()?;
    Some((address.as_str().to_owned(), bare[end..].trim_start_matches(['>', '"', '\'', ':', ',', ';', ' '])))
}

/// The first address in angle brackets within a sentence.
fn in_brackets(notice: &str) -> Option<String> {
    let mut words = notice.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    words.find_map(|(word, _)| EmailAddress::parse(word).ok()).map(|address| address.as_str().to_owned())
}

fn recipient(address: String, words: &str, notice: &str, action: Action) -> Recipient {
    // Where nothing is said behind the address, the reason stands elsewhere in the notice.
    let words = if words.trim().is_empty() { notice } else { words };
    let status = enhanced(words).unwrap_or_else(|| by_code(words).unwrap_or_else(|| unsaid(action)).to_owned());
    // A report that the mail is still tried can quote the 5xx of one of several servers, and one that it was given up a 2xx.
    let fits = match action {
        Action::Delayed => status.starts_with('4'),
        _ => !status.starts_with('2'),
    };
    let status = if fits { status } else { unsaid(action).to_owned() };
    Recipient { address, original: None, action, status, words: one_line(words) }
}
