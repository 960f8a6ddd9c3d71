//! Bounces, read: bytes of a message or a mailbox file in, what they say of our mails out. Pure, as all parsing is.
//!
//! A mail of ours is known by its Message-ID, which holds the key of its row in the ledger. A report (RFC 3464, or the words of
//! servers that write none) counts when it is about such a mail; whether the address is the one the mail went to is for
//! `app` to see. Everything else is named for what it is and changes nothing: automatic replies, reports of success, reports on
//! other people's mail, reports on reports.
//!
//! What is read may be written by anybody: [`MAX_MESSAGE_BYTES`] and the bounds in `mime` hold for each message, and a message
//! within a message is never opened. `mailbox` parts a file, `mime` a message, `status` reads fields, `prose` words.

mod mailbox;
mod mime;
mod prose;
mod status;

use uuid::Uuid;

use self::mime::{Beyond, Entity, Head};
use self::status::{Action, Recipient};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::DeliveryId;

/// Bytes of a mailbox that are read at once; larger ones are refused by whoever reads the file.
pub const MAX_MAILBOX_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of a message: a report with the whole of a mail of ours has some 100 kB.
pub const MAX_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// Messages of a mailbox.
pub const MAX_MESSAGES: usize = 10_000;

/// What a message is. A report about several recipients makes one for each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which message of the mailbox, counted from 1.
    pub message: usize,
    /// What it says.
    pub finding: Finding,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A mail of ours came back: nobody tries any longer to deliver it.
    Bounce(Bounce),
    /// A mail of ours is late, and still tried.
    Delayed(Bounce),
    /// Nothing of the kind.
    NotABounce(NotABounce),
}

/// What a report says of a mail of ours. Anybody who knows the mail's Message-ID can have written it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The row of the ledger.
    pub delivery: DeliveryId,
    /// The address at which it ended, on one line, as the report has it.
    pub recipient: String,
    /// The address to which it was first sent, where the report tells them apart.
    pub original_recipient: Option<String>,
    /// Whether another try is of no use (5.x.x), as against a full mailbox or a host that is away (4.x.x).
    pub permanent: bool,
    /// The enhanced status code (RFC 3463), such as 5.1.1.
    pub status: String,
    /// The server's words: one line without control characters, at most 500 characters.
    pub words: String,
}

/// Why a message is no bounce of a mail of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotABounce {
    /// Somebody is away, or a machine answers (RFC 3834).
    #[error("an automatic reply")]
    AutomaticReply,
    /// Written by a person, or a newsletter.
    #[error("an ordinary mail")]
    OrdinaryMail,
    /// A receipt (RFC 8098) or a complaint (RFC 5965).
    #[error("a report, but not on delivery")]
    OtherReport,
    /// The mail was delivered, or handed on.
    #[error("a report of success")]
    Success,
    /// A report on a mail that halbsieben did not send.
    #[error("a report on a mail that is not ours")]
    NotOurs,
    /// A report on a report.
    #[error("a report on a report")]
    Loop,
    /// It says it is a report, and what it says cannot be read.
    #[error("a report that cannot be read")]
    Malformed,
    /// Larger, deeper or in more parts than a report on a mail of ours.
    #[error("larger than any report on a mail of ours")]
    Beyond,
    /// The mailbox has more messages than are read at once; this one and those behind it were left.
    #[error("not read, nor those behind it: too many messages at once")]
    NotRead,
}

impl NotABounce {
    /// The fixed word for it, for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AutomaticReply => "automatic_reply",
            Self::OrdinaryMail => "ordinary_mail",
            Self::OtherReport => "other_report",
            Self::Success => "success",
            Self::NotOurs => "not_ours",
            Self::Loop => "loop",
            Self::Malformed => "malformed",
            Self::Beyond => "beyond",
            Self::NotRead => "not_read",
        }
    }
}

impl From<Beyond> for NotABounce {
    fn from(Beyond: Beyond) -> Self {
        Self::Beyond
    }
}

impl Bounce {
    /// Whether the report is about a mail to `address`, case and the writing of its domain aside.
    #[must_use]
    pub fn is_about(&self, address: &EmailAddress) -> bool {
        [Some(&self.recipient), self.original_recipient.as_ref()].into_iter().flatten().any(|reported| is_same(reported, address))
    }
}

/// Reads a message, or a mailbox file with many (mbox), in which mails of ours have Message-IDs at `host`.
#[must_use]
pub fn read(mailbox: &[u8], host: &str) -> Vec<Report> {
    let mut reports = Vec::new();
    for (index, source) in mailbox::messages(mailbox).take(MAX_MESSAGES + 1).enumerate() {
        let findings = match findings(source, host) {
            _ if index == MAX_MESSAGES => vec![Finding::NotABounce(NotABounce::NotRead)],
            Ok(findings) => findings,
            Err(why) => vec![Finding::NotABounce(why)],
        };
        reports.extend(findings.into_iter().map(|finding| Report { message: index + 1, finding }));
    }
    reports
}

fn findings(source: &[u8], host: &str) -> Result<Vec<Finding>, NotABounce> {
    if source.len() > MAX_MESSAGE_BYTES {
        return Err(NotABounce::Beyond);
    }
    let source = mailbox::unquoted(source);
    let message = Entity::read(&source)?;
    let parts = message.leaves()?;
    let text = text(&message, &parts);
    let recipients = recipients(&message, &parts, &text)?;
    let delivery = delivery(&message.head, &parts, &text, host)?;
    let findings: Vec<Finding> = recipients.into_iter().filter_map(|recipient| finding(recipient, delivery)).collect();
    if findings.is_empty() { Err(NotABounce::Success) } else { Ok(findings) }
}

/// What the report says of each recipient; never empty.
fn recipients(message: &Entity<'_>, parts: &[Entity<'_>], text: &str) -> Result<Vec<Recipient>, NotABounce> {
    if message.kind.report.as_deref().is_some_and(|report| report != "delivery-status") {
        return Err(NotABounce::OtherReport);
    }
    let is_status = |part: &&Entity<'_>| matches!(part.kind.name.as_str(), "message/delivery-status" | "message/global-delivery-status");
    let by_fields = parts.iter().find(is_status).map(|part| status::recipients(&part.content())).unwrap_or_default();
    if !by_fields.is_empty() {
        return Ok(by_fields);
    }
    match prose::recipients(&message.head, text) {
        Some(recipients) if !recipients.is_empty() => Ok(recipients),
        _ => Err(no_report(message)),
    }
}

/// What a message is that reports on no recipient.
fn no_report(message: &Entity<'_>) -> NotABounce {
    let head = &message.head;
    match () {
        () if head.is_empty() || message.kind.name == "multipart/report" => NotABounce::Malformed,
        () if is_automatic(head) => NotABounce::AutomaticReply,
        () if prose::is_of_a_server(head, "") => NotABounce::Malformed,
        () => NotABounce::OrdinaryMail,
    }
}

/// By RFC 3834 and by the habits of those who do not follow it.
fn is_automatic(head: &Head<'_>) -> bool {
    const SUBJECTS: &[&str] = &[
        "out of office",
        "out of the office",
        "automatic reply",
        "automatische antwort",
        "auto-reply",
        "autoreply",
        "abwesenheit",
        "abwesend",
        "nicht im büro",
        "vacation",
    ];
    let automatic = head.text("auto-submitted").to_ascii_lowercase();
    let subject = head.text("subject").to_lowercase();
    automatic.starts_with("auto-replied")
        || automatic.starts_with("auto-notified")
        || ["x-autoreply", "x-autorespond", "x-autoresponder"].iter().any(|name| head.has(name))
        || matches!(head.text("precedence").to_ascii_lowercase().as_str(), "auto_reply" | "auto-reply")
        || SUBJECTS.iter().any(|words| subject.contains(words))
}

/// The row of the ledger that the report is about: by the copy of the mail, and where there is none, by what the report
/// answers to.
fn delivery(head: &Head<'_>, parts: &[Entity<'_>], text: &str, host: &str) -> Result<DeliveryId, NotABounce> {
    let ours = |ids: &[String]| ids.iter().find_map(|id| ours(id, host));
    for part in parts.iter().filter(|part| is_returned(&part.kind.name)) {
        let content = part.content();
        let (returned, _) = Head::read(&content)?;
        if is_report(&returned) {
            return Err(NotABounce::Loop);
        }
        let ids = returned.ids("message-id");
        if !ids.is_empty() {
            return ours(&ids).ok_or(NotABounce::NotOurs);
        }
    }
    let copied: Vec<String> = prose::message_ids(text).take(10).map(str::to_owned).collect();
    if !copied.is_empty() {
        return ours(&copied[..1]).ok_or(NotABounce::NotOurs);
    }
    let answered = [head.ids("in-reply-to"), head.ids("references")].concat();
    ours(&answered).ok_or(NotABounce::NotOurs)
}

/// Whether a part is the mail that came back, or its head.
fn is_returned(kind: &str) -> bool {
    matches!(kind, "message/rfc822" | "text/rfc822-headers" | "message/rfc822-headers" | "message/global" | "message/global-headers")
}

/// Whether the mail that came back is a report itself: of a kind that we do not send, or from nobody.
fn is_report(returned: &Head<'_>) -> bool {
    returned.text("content-type").trim_start().to_ascii_lowercase().starts_with("multipart/report")
        || returned.has("x-failed-recipients")
        || returned.text("return-path").trim() == "<>"
}

/// The key in a Message-ID of ours: `key@host`.
fn ours(id: &str, host: &str) -> Option<DeliveryId> {
    /// Characters of a key as we write it.
    const KEY_CHARS: usize = 36;
    let (key, at) = id.trim().split_once('@')?;
    let is_ours = at.eq_ignore_ascii_case(host) && key.len() == KEY_CHARS;
    is_ours.then(|| Uuid::try_parse(key).ok()).flatten().map(DeliveryId::from)
}

/// The notice for people: the first part in plain text, or the message itself.
fn text(message: &Entity<'_>, parts: &[Entity<'_>]) -> String {
    let is_text = |part: &&Entity<'_>| part.kind.name == "text/plain";
    match parts.iter().find(is_text) {
        Some(part) => part.text(),
        None if parts.is_empty() && !message.kind.name.starts_with("multipart/") => message.text(),
        None => String::new(),
    }
}

fn finding(recipient: Recipient, delivery: DeliveryId) -> Option<Finding> {
    let Recipient { address, original, action, status, words } = recipient;
    let permanent = action == Action::Failed && status.starts_with('5');
    let bounce = Bounce { delivery, recipient: address, original_recipient: original, permanent, status, words };
    match action {
        Action::Failed => Some(Finding::Bounce(bounce)),
        Action::Delayed => Some(Finding::Delayed(bounce)),
        Action::Done => None,
    }
}

/// Whether a report means `address`. What goes through an SMTP envelope as xtext (`+2B` for `+`, RFC 3461 section 4) comes back
/// so in some reports.
fn is_same(reported: &str, address: &EmailAddress) -> bool {
    let is = |text: &str| EmailAddress::parse(text).is_ok_and(|reported| reported.key() == address.key());
    is(reported) || is(&without_xtext(reported))
}

fn without_xtext(text: &str) -> String {
    let mut pieces = text.split('+');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii_graphic);
        if let Some(code) = code {
            plain.push(char::from(code));
            plain.push_str(&piece[2..]);
        } else {
            plain.push('+');
            plain.push_str(piece);
        }
    }
    plain
}
