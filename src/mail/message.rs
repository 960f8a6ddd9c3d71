//! A mail as it goes over the wire (RFC 5322, RFC 2045).
//!
//! lettre builds it. What makes lettre panic (a control character in a name, a date before 1970) is taken out before.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Address;
use lettre::address::{AddressError, Envelope};
use lettre::message::header::{ContentDisposition, ContentType, ContentTypeErr, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Named, MessageBuilder, MultiPart, SinglePart};

use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::DeliveryId;
use crate::domain::locale::Locale;
use crate::domain::reminder::Audience;
use crate::mail::{AccountLetter, Letter, Mail, Mailbox, Rendered, Sender, calendar, plain, quoted_printable};
use crate::urls::Urls;
use crate::words::words;

/// A mail, ready to be handed over.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its `Message-ID`, with angle brackets: the same for every copy.
    pub message_id: String,
    /// The envelope's sender.
    pub from: Address,
    /// The envelope's recipient.
    pub to: Address,
    /// The subject, for the outbox and the ledger.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The whole mail, with CRLF, before dot-stuffing.
    pub source: Vec<u8>,
}

/// Why a mail cannot be built. Ends its own row of the ledger and no other (law 12).
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// A template could not be rendered.
    #[error("the mail could not be rendered")]
    Template(#[from] askama::Error),
    /// An address that mail programs cannot write.
    #[error("the address cannot be written into a mail")]
    Address(#[from] AddressError),
    /// A type of content that cannot be written.
    #[error("the type of a part cannot be written")]
    ContentType(#[from] ContentTypeErr),
    /// The parts do not make a mail.
    #[error("the mail could not be put together")]
    Build(#[from] lettre::error::Error),
}

/// The `Message-ID` of a delivery, with angle brackets: stable, so that a second copy after a crash is the same mail (law 10).
#[must_use]
pub fn message_id(id: DeliveryId, host: &str) -> String {
    format!("<{id}@{host}>")
}

/// Writes the mail of a row of the ledger.
///
/// # Errors
/// Why it cannot be written, in words for the ledger.
pub fn write(id: DeliveryId, purpose: Purpose, letter: &Letter<'_>) -> Result<Message, String> {
    build(id, &Mail::compose(purpose, letter), letter).map_err(|error| error.to_string())
}

/// Builds the message of a delivery: the same source for the same letter, however often.
///
/// # Errors
/// When a template fails or an address cannot be written.
pub fn build(id: DeliveryId, mail: &Mail<'_>, letter: &Letter<'_>) -> Result<Message, MessageError> {
    let mut rendered = mail.render()?;
    if letter.registration.audience() == Audience::Team {
        // Who holds events gets many mails: theirs are told apart at a glance.
        rendered.subject.insert_str(0, "[Team] ");
    }
    let registrant = &letter.registration.registrant;
    let from = address(&letter.sender.from.address)?;
    let purpose = if mail.asks_a_new_address() { Purpose::NewAddress } else { Purpose::Confirmation };
    let to = address(letter.registration.address_for(purpose))?;
    let name = registrant.full_name().filter(|_| mail.names_its_recipient());
    let message_id = message_id(id, &letter.urls.host());

    let head =
        Head { sender: letter.sender, from: &from, to: named(name.as_deref(), to.clone()), now: letter.now, locale: letter.locale() };
    let mut builder = head.write(&rendered.subject, &message_id)?;
    if mail.can_be_unsubscribed() && letter.registration.audience() == Audience::Registrants {
        builder = builder.raw_header(raw("List-Unsubscribe", &format!("<{}>", letter.urls.unsubscribe(letter.registration.id))));
        // One click is for https alone (RFC 8058 section 3.1).
        if letter.urls.is_https() {
            builder = builder.raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
    }
    let source = builder.multipart(parts(id, &rendered, mail.calendar(letter))?)?.formatted();

    let Rendered { subject, text, html, .. } = rendered;
    Ok(Message { message_id, from, to, subject, text, html, source })
}

/// Builds the message of a mail to an organiser.
///
/// # Errors
/// As [`build`].
pub fn build_to_organiser(id: DeliveryId, letter: &AccountLetter<'_>) -> Result<Message, MessageError> {
    let rendered = letter.render()?;
    let (from, to) = (address(&letter.sender.from.address)?, address(&letter.organiser.email)?);
    let message_id = message_id(id, &letter.urls.host());
    let recipient = named(Some(&letter.organiser.name), to.clone());
    let head = Head { sender: letter.sender, from: &from, to: recipient, now: letter.now, locale: letter.mail.locale };
    let source = head.write(&rendered.subject, &message_id)?.multipart(parts(id, &rendered, None)?)?.formatted();
    let Rendered { subject, text, html, .. } = rendered;
    Ok(Message { message_id, from, to, subject, text, html, source })
}

/// What every head says.
struct Head<'a> {
    sender: &'a Sender,
    from: &'a Address,
    to: Named,
    now: Timestamp,
    locale: Locale,
}

impl Head<'_> {
    fn write(self, subject: &str, message_id: &str) -> Result<MessageBuilder, MessageError> {
        let builder = lettre::Message::builder()
            // Said, so that lettre need not read it back from the headers.
            .envelope(Envelope::new(Some(self.from.clone()), vec![self.to.email.clone()])?)
            .date(date(self.now))
            .from(named(self.sender.from.name.as_deref(), self.from.clone()))
            .to(self.to)
            .subject(subject)
            .message_id(Some(message_id.to_owned()))
            .raw_header(raw("Content-Language", self.locale.tag()))
            .raw_header(raw("Auto-Submitted", "auto-generated"));
        Ok(match &self.sender.reply_to {
            Some(Mailbox { name, address: reply_to }) => builder.reply_to(named(name.as_deref(), address(reply_to)?)),
            None => builder,
        })
    }
}

/// A mail that shows whether mails leave: plain text, about no event.
///
/// # Errors
/// When an address cannot be written.
pub fn build_test(id: DeliveryId, to: &EmailAddress, sender: &Sender, urls: &Urls, now: Timestamp) -> Result<Message, MessageError> {
    let locale = urls.default_locale();
    let (from, to) = (address(&sender.from.address)?, address(to)?);
    let message_id = message_id(id, &urls.host());
    let (subject, text) = (words(locale).mail_test_subject(), words(locale).mail_test_body(urls.events(locale)));
    let source = lettre::Message::builder()
        .date(date(now))
        .from(named(sender.from.name.as_deref(), from.clone()))
        .to(Named::new(None, to.clone()))
        .subject(subject.clone())
        .message_id(Some(message_id.clone()))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .singlepart(SinglePart::plain(text.clone()))?
        .formatted();
    Ok(Message { message_id, from, to, subject, text, html: String::new(), source })
}

/// The parts from plain to rich, so that a program shows the last that it knows (RFC 2046 section 5.1.4). The calendar entry
/// is one of them, for programs that act on it, and attached as a file, for those that do not.
fn parts(id: DeliveryId, rendered: &Rendered, calendar: Option<calendar::Part>) -> Result<MultiPart, MessageError> {
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative", id))
        .singlepart(SinglePart::plain(quoted_printable::body(&rendered.text)))
        .singlepart(SinglePart::html(quoted_printable::body(&rendered.html)));
    let Some(calendar::Part { method, file_name, source }) = calendar else { return Ok(alternative) };
    let inline = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.as_str()))?;
    let attached = ContentType::parse(&format!("application/ics; name=\"{file_name}\""))?;
    let alternative = alternative.singlepart(SinglePart::builder().header(inline).body(source.clone()));
    let file = SinglePart::builder().header(attached).header(ContentDisposition::attachment(&file_name)).body(source);
    Ok(MultiPart::mixed().boundary(boundary("mixed", id)).multipart(alternative).singlepart(file))
}

/// A line that parts are kept apart by: made of the delivery's key, which stands nowhere in what it parts.
fn boundary(kind: &str, id: DeliveryId) -> String {
    format!("=_{kind}_{}", id.uuid().simple())
}

fn address(address: &EmailAddress) -> Result<Address, AddressError> {
    address.as_str().parse()
}

/// An address with its name, as far as that can be shown. Names are checked when they are taken; lettre panics at what a
/// database restored from elsewhere may still hold.
fn named(name: Option<&str>, address: Address) -> Named {
    let name = name.map(plain::line).filter(|name| !name.is_empty());
    Named::new(name, address)
}

/// The moment for the `Date` header, within the years that it can write.
fn date(now: Timestamp) -> SystemTime {
    const LAST_SECOND: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z
    let seconds = u64::try_from(now.as_second().clamp(0, LAST_SECOND)).unwrap_or_default();
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
