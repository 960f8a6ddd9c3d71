//! What strangers can send: it ends fast, in little memory, and marks nobody.

use std::fmt::Write as _;
use std::time::Duration;

use halbsieben::mail::bounce::{self, Finding, MAX_MESSAGE_BYTES, MAX_MESSAGES, NotABounce};
use proptest::prelude::*;

use super::{ALMA, DELIVERY, HOST, assert_shown_on_one_line, bounce_in, findings, source};
use crate::support::stopwatch;

/// A head that says it is a report.
const REPORT: &str = "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n";
/// A part about a recipient.
const STATUS: &str = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; alma.brueckner@example.org\nAction: failed\nStatus: 5.1.1\n";

fn returned() -> String {
    format!("--b\nContent-Type: message/rfc822\n\nMessage-ID: <{DELIVERY}@{HOST}>\n\n")
}

/// Multiparts within multiparts.
fn nested_multiparts(depth: usize) -> String {
    let mut message = String::from(REPORT);
    for level in 0..depth {
        write!(
            message,
            "\n--b{}\nContent-Type: multipart/mixed; boundary=b{level}\n",
            if level == 0 { String::new() } else { (level - 1).to_string() }
        )
        .unwrap();
    }
    message
}

/// Each with its name: a message of which nothing may come.
fn hostile() -> Vec<(&'static str, String)> {
    let ours = returned();
    let whole = format!("{REPORT}\n{STATUS}{ours}--b--\n");
    let in_status = |fields: String| format!("{REPORT}\n--b\nContent-Type: message/delivery-status\n\n{fields}\n{ours}--b--\n");
    vec![
        ("multiparts 20 deep", nested_multiparts(20)),
        ("multiparts 50,000 deep", nested_multiparts(50_000)),
        ("messages in messages, 100,000 deep", format!("{REPORT}\n--b\n{}", "Content-Type: message/rfc822\n\n".repeat(100_000))),
        (
            "a report within the message that came back",
            format!("Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: message/rfc822\n\n{whole}\n--c--\n"),
        ),
        ("100,000 parts", format!("{REPORT}\n{}{STATUS}{ours}", "--b\n\nx\n".repeat(100_000))),
        ("200 parts", format!("{REPORT}\n{}{STATUS}{ours}", "--b\n\nx\n".repeat(200))),
        ("a line of 7 MB in the head", format!("X: {}\n{whole}", "x".repeat(7_000_000))),
        ("a folded field of 7 MB", format!("X: a\n{}{whole}", " x\n".repeat(2_300_000))),
        ("100,000 fields", format!("{}{whole}", "X: y\n".repeat(100_000))),
        (
            "a head of 7 MB in the message that came back",
            whole.replace("Message-ID:", &format!("X: {}\nMessage-ID:", "x".repeat(7_000_000))),
        ),
        ("9 MB of body", format!("{whole}{}", "x\n".repeat(4_500_000))),
        ("40 MB in one line", "x".repeat(40_000_000)),
        ("nothing but NUL", "\0".repeat(1_000_000)),
        ("nothing but ends of lines and one letter", format!("x{}", "\n".repeat(5_000_000))),
        ("nothing but quotation", format!("From x Wed Apr 14 16:30:05 2021\n{}From ", ">".repeat(5_000_000))),
        ("a boundary that is empty", whole.replace("boundary=b", "boundary=\"\"")),
        ("a boundary that is missing", whole.replace("; boundary=b", "")),
        ("a boundary of 100 kB", whole.replace("boundary=b", &format!("boundary={}", "b".repeat(100_000)))),
        ("10,000 parameters", whole.replace("boundary=b", &"x*0*=utf-8'de'%00;".repeat(10_000))),
        ("comments in comments", whole.replace("multipart/report;", &format!("{}multipart/report;", "(".repeat(50_000)))),
        ("a report on another host's mail", whole.replace(HOST, "xn--vents-9ra.example.org")),
        ("a report on a report", whole.replace("Message-ID:", "Content-Type: multipart/report\nMessage-ID:")),
        ("a report on a mail from nobody", whole.replace("Message-ID:", "Return-Path: <>\nMessage-ID:")),
        ("fields without a recipient", in_status("Action: failed\nStatus: 5.1.1\n\n".repeat(100_000))),
        ("recipients without a name", in_status("Final-Recipient:\nAction: failed\nStatus: 5.1.1\n\n".repeat(1_000))),
        (
            "a recipient that was reached",
            in_status(format!("Final-Recipient: rfc822;{ALMA}\nAction: delivered\nAction: failed\nStatus: 5.1.1\n")),
        ),
        ("encoded words without end", format!("Subject: {}\n{}", "=?utf-8?q?".repeat(20_000), whole.replace(DELIVERY, "x"))),
        (
            "an automatic reply that quotes a report",
            format!("From: {ALMA}\nAuto-Submitted: auto-replied\nIn-Reply-To: <{DELIVERY}@{HOST}>\n\n<{ALMA}>: 550 5.1.1 not delivered\n"),
        ),
        (
            "a person who says so",
            format!(
                "From: {ALMA}\nIn-Reply-To: <{DELIVERY}@{HOST}>\n\nUndeliverable\n\n<{ALMA}>: 550 5.1.1\n\nMessage-ID: <{DELIVERY}@{HOST}>\n"
            ),
        ),
        ("a receipt", whole.replace("report-type=delivery-status", "report-type=disposition-notification")),
    ]
}

#[test]
fn a_hostile_message_ends_soon_and_is_no_bounce() {
    let messages = hostile();
    assert!(messages.len() >= 20);
    for (name, message) in messages {
        let begun = stopwatch();
        let found = findings(message.as_bytes());
        let took = begun.elapsed();
        assert!(found.iter().all(|finding| matches!(finding, Finding::NotABounce(_))) && found.len() <= 1, "{name}: {found:?}");
        assert!(took < Duration::from_secs(10), "{name}: {took:?}");
    }
}

#[test]
fn what_is_too_much_is_said_to_be() {
    let beyond = [Finding::NotABounce(NotABounce::Beyond)];
    for name in ["multiparts 20 deep", "100,000 parts", "200 parts", "a line of 7 MB in the head", "100,000 fields", "40 MB in one line"] {
        let message = hostile().into_iter().find(|(known, _)| *known == name).unwrap().1;
        assert_eq!(findings(message.as_bytes()), beyond, "{name}");
    }
    let largest = [source("postfix-no-such-user"), vec![b'\n'; MAX_MESSAGE_BYTES]].concat();
    assert_eq!(findings(&largest[..MAX_MESSAGE_BYTES]).len(), 1);
    assert!(matches!(findings(&largest[..MAX_MESSAGE_BYTES])[0], Finding::Bounce(_)));
    assert_eq!(findings(&largest), beyond);
}

#[test]
fn a_mailbox_with_too_many_messages_says_where_it_was_left() {
    let mailbox = "From x Wed Apr 14 16:30:05 2021\nSubject: x\n\nx\n\n".repeat(MAX_MESSAGES + 500);
    let reports = bounce::read(mailbox.as_bytes(), HOST);
    assert_eq!(reports.len(), MAX_MESSAGES + 1);
    assert_eq!(reports[MAX_MESSAGES].finding, Finding::NotABounce(NotABounce::NotRead));
}

#[test]
fn a_report_with_endless_recipients_is_read_as_far_as_any_is_of_use() {
    let one = "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n";
    let message = format!("{REPORT}\n--b\nContent-Type: message/delivery-status\n\n{}\n{}", one.repeat(100_000), returned());
    let found = findings(message.as_bytes());
    assert!((1..=50).contains(&found.len()), "{}", found.len());
}

#[test]
fn words_of_megabytes_are_cut() {
    for words in ["x".repeat(6_000_000), "x\n ".repeat(2_000_000), "ü ".repeat(2_000_000), "=?utf-8?q?=00?=".repeat(300_000)] {
        let status = STATUS.replace("Status: 5.1.1\n", &format!("Diagnostic-Code: smtp; 550 5.1.1 {words}\n"));
        let bounce = bounce_in(format!("{REPORT}\n{status}{}", returned()).as_bytes());
        assert_shown_on_one_line(&bounce);
        assert_eq!(bounce.status, "5.1.1");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _: Vec<_> = bounce::read(&bytes, HOST);
    }

    /// Pieces of reports, in any order: nearer to what is read than any bytes.
    #[test]
    fn no_pieces_make_it_panic(pieces in proptest::collection::vec(prop_oneof![
        Just("From x Wed Apr 14 16:30:05 2021\n"), Just(">From "), Just("From: MAILER-DAEMON@x\n"), Just("\n"), Just("\n\n"), Just("\r\n"),
        Just("Content-Type: multipart/report; boundary=b\n"), Just("Content-Type: multipart/mixed; boundary=\"b\n"), Just("--b\n"), Just("--b--\n"),
        Just("Content-Type: message/delivery-status\n"), Just("Content-Type: message/rfc822\n"), Just("Content-Transfer-Encoding: base64\n"),
        Just("Content-Transfer-Encoding: quoted-printable\n"), Just("=?utf-8?b?=?="), Just("=C3=\n=4"), Just("Final-Recipient: rfc822; a@example.org\n"),
        Just("Original-Recipient: utf-8; \\x{"), Just("Action: failed\n"), Just("Status: 5.1.1\n"), Just("X-Failed-Recipients: a@b.example, ,\n"),
        Just("<a@example.org>:"), Just("delivery failed "), Just("Content-Type: text/plain; charset=utf-16\n"), Just("charset*0*=utf-7''%c3;"),
        Just("Message-ID: <0198a2b4-7c3d-7e4f-8a1b-2c3d4e5f6071@events.example.org>\n"), Just("ü"), Just("\u{202e}"), Just(" "), Just("(")
    ], 0..60)) {
        for report in bounce::read(pieces.concat().as_bytes(), HOST) {
            if let Finding::Bounce(bounce) | Finding::Delayed(bounce) = report.finding {
                assert_shown_on_one_line(&bounce);
            }
        }
    }

    /// A report with one piece lost, doubled or turned.
    #[test]
    fn no_damage_makes_it_panic(which in 0..super::CORPUS.len(), at in any::<prop::sample::Index>(), length in 0_usize..400, with in proptest::collection::vec(any::<u8>(), 0..40)) {
        let whole = source(super::CORPUS[which].0);
        let from = at.index(whole.len());
        let to = (from + length).min(whole.len());
        let damaged = [&whole[..from], &with, &whole[to..]].concat();
        for report in bounce::read(&damaged, HOST) {
            if let Finding::Bounce(bounce) | Finding::Delayed(bounce) = report.finding {
                assert_shown_on_one_line(&bounce);
            }
        }
    }
}
