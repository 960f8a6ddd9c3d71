//! Bounces, read: what the servers that people use write when a mail does not reach its person.
//!
//! `bounce/*.eml` are reports on one mail of ours, written after the habits of each server; the people are invented.

mod forms;
mod hostile;
mod verdict;

use std::path::Path;

use halbsieben::domain::id::DeliveryId;
use halbsieben::mail::bounce::{self, Bounce, Finding, NotABounce};

/// Where our mails have their Message-IDs.
const HOST: &str = "events.example.org";
/// The key of the mail that the reports are about.
const DELIVERY: &str = "0198a2b4-7c3d-7e4f-8a1b-2c3d4e5f6071";
/// To whom it went.
const ALMA: &str = "alma.brueckner@example.org";

/// What a report says: the kind, the status, and a piece of the words.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// It came back for good.
    Hard(&'static str, &'static str),
    /// It came back, and another mail might not.
    Soft(&'static str, &'static str),
    /// It is still tried.
    Late(&'static str, &'static str),
    /// It is no bounce of ours.
    Not(NotABounce),
}

use Says::{Hard, Late, Not, Soft};

/// Every file of the corpus.
const CORPUS: &[(&str, Says)] = &[
    ("another-mail", Not(NotABounce::NotOurs)),
    ("away-in-german", Not(NotABounce::AutomaticReply)),
    ("exchange-delayed", Late("4.4.7", "4.4.7")),
    ("exchange-in-german", Hard("5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found")),
    ("exchange-mailbox-full", Hard("5.2.2", "554 5.2.2 mailbox full; STOREDRV")),
    ("exim-delayed-in-words", Late("4.7.1", "Delay reason: SMTP error from remote mail server")),
    ("exim-in-german", Hard("5.2.1", "550 5.2.1 Das Postfach wurde geschlossen")),
    ("exim-in-words", Hard("5.1.1", "Recipient address rejected: User unknown")),
    ("exim-no-such-user", Hard("5.1.1", "550 5.1.1 <alma.brueckner@example.org>: Recipient address rejected: unknown user")),
    ("gmail-delayed", Late("4.4.1", "The recipient server did not accept our requests to connect.")),
    ("gmail-in-german", Hard("5.2.2", "552 5.2.2 Please direct the recipient")),
    ("gmail-no-such-user", Hard("5.1.1", "unnecessary spaces. j12si1234567ejb.5 - gsmtp")),
    ("gmx-in-words", Hard("5.2.2", "5.2.2 <alma.brueckner@example.org>: Mailbox Full")),
    ("loop", Not(NotABounce::Loop)),
    ("office365-policy", Hard("5.7.1", "the message was rejected by organization policy")),
    ("office365-remote", Hard("5.1.351", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable")),
    ("postfix-delayed", Late("4.4.1", "connect to mx.example.org[192.0.2.25]:25: Connection timed out")),
    ("postfix-forwarded", Hard("5.1.1", "user unknown")),
    ("postfix-host-not-found", Hard("5.4.4", "Host or domain name not found.")),
    ("postfix-mailbox-full", Soft("4.2.2", "452 4.2.2 Mailbox full")),
    ("postfix-no-such-user", Hard("5.1.1", "Recipient address rejected: User unknown in virtual mailbox table")),
    ("postfix-queue-expired", Soft("4.4.1", "Connection timed out")),
    ("postfix-relayed", Not(NotABounce::Success)),
    ("postfix-smtputf8", Hard("5.1.1", "550 5.1.1 Empfänger unbekannt")),
    ("postfix-success", Not(NotABounce::Success)),
    ("qmail-no-such-user", Hard("5.1.1", "no mailbox here by that name")),
    ("qmail-queue-expired", Soft("4.4.1", "I'm not going to try again")),
    ("receipt", Not(NotABounce::OtherReport)),
    ("reply", Not(NotABounce::OrdinaryMail)),
    ("sendmail-delayed", Late("4.2.0", "450 4.2.0 <alma.brueckner@example.org>: Greylisted")),
    ("sendmail-no-such-user", Hard("5.1.1", "550 5.1.1 <alma.brueckner@example.org>... User unknown")),
    ("webde-in-german", Hard("5.0.0", "550 Empfänger unbekannt / mailbox unavailable")),
];

/// A file of the corpus.
fn source(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/mail/bounce/{name}.eml"));
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn delivery() -> DeliveryId {
    DeliveryId::from(DELIVERY.parse::<uuid::Uuid>().unwrap())
}

/// What is found in one message, or in a mailbox file.
fn findings(mailbox: &[u8]) -> Vec<Finding> {
    bounce::read(mailbox, HOST).into_iter().map(|report| report.finding).collect()
}

/// The one finding of one message.
#[track_caller]
fn finding(message: &[u8]) -> Finding {
    let found = findings(message);
    let [finding] = <[Finding; 1]>::try_from(found).expect("one finding");
    finding
}

/// The bounce that a message is.
#[track_caller]
fn bounce_in(message: &[u8]) -> Bounce {
    match finding(message) {
        Finding::Bounce(bounce) | Finding::Delayed(bounce) => bounce,
        Finding::NotABounce(why) => panic!("{why}"),
    }
}

/// What a bounce always keeps.
#[track_caller]
fn assert_shown_on_one_line(bounce: &Bounce) {
    let Bounce { recipient, original_recipient, status, words, .. } = bounce;
    for text in [recipient, original_recipient.as_ref().unwrap_or(recipient), status, words] {
        let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(text.chars().count() <= 500 && !text.chars().any(|c| c.is_control() || turns(c)), "{text:?}");
    }
}

#[track_caller]
fn assert_says(says: Says, finding: &Finding, context: &str) {
    let (bounce, permanent, status, words) = match (says, finding) {
        (Hard(status, words), Finding::Bounce(bounce)) => (bounce, true, status, words),
        (Soft(status, words), Finding::Bounce(bounce)) | (Late(status, words), Finding::Delayed(bounce)) => (bounce, false, status, words),
        (Not(expected), Finding::NotABounce(why)) if expected == *why => return,
        _ => panic!("{context}: {says:?}, not {finding:?}"),
    };
    assert_eq!((bounce.delivery, bounce.permanent, bounce.status.as_str()), (delivery(), permanent, status), "{context}: {bounce:?}");
    assert!(bounce.words.contains(words), "{context}: {}", bounce.words);
    assert_shown_on_one_line(bounce);
}

#[test]
fn the_reports_of_each_server_are_read() {
    for (name, says) in CORPUS {
        assert_says(*says, &finding(&source(name)), name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mail/bounce");
    let files = folder.read_dir().unwrap().filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "eml"));
    assert_eq!(files.count(), CORPUS.len(), "every file is expected to say something");
}

#[test]
fn a_report_names_the_address_that_the_mail_went_to() {
    let alma = halbsieben::domain::email_address::EmailAddress::parse(ALMA).unwrap();
    for (name, says) in CORPUS.iter().filter(|(name, says)| !matches!(says, Not(_)) && *name != "postfix-smtputf8") {
        let bounce = bounce_in(&source(name));
        assert!(bounce.is_about(&alma), "{name}: {says:?} {bounce:?}");
    }
    let forwarded = bounce_in(&source("postfix-forwarded"));
    assert_eq!((forwarded.recipient.as_str(), forwarded.original_recipient.as_deref()), ("a.brueckner@elsewhere.example", Some(ALMA)));
}

#[test]
fn our_own_mails_ask_for_no_automatic_reply() {
    // RFC 3834 section 5: that there is such a line on every mail is held by `mail::message`.
    let sample = crate::mail::sample(halbsieben::domain::locale::Locale::De, "confirmation");
    let message = halbsieben::mail::message::build(sample.delivery_id(), &sample.mail(), &sample.letter()).unwrap();
    assert_eq!(finding(&message.source), Finding::NotABounce(NotABounce::OrdinaryMail));
    assert!(String::from_utf8(message.source).unwrap().contains("\r\nAuto-Submitted: auto-generated\r\n"));
}
