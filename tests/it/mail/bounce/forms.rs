//! The same reports in the forms in which mailboxes, relays and servers hand them over, and reports made field by field.

use halbsieben::domain::email_address::EmailAddress;
use halbsieben::mail::bounce::{self, Finding, NotABounce};

use super::{ALMA, CORPUS, DELIVERY, HOST, Says, assert_says, assert_shown_on_one_line, bounce_in, finding, findings, source};

/// What a report is changed into without a change in what it says.
type Form = (&'static str, fn(&[u8]) -> Vec<u8>);

const FORMS: &[Form] = &[
    ("lines that end in CRLF", |source| text(source).replace('\n', "\r\n").into_bytes()),
    ("behind a From_ line", |source| [b"From MAILER-DAEMON Wed Apr 14 16:30:05 2021\n", source, b"\n"].concat()),
    ("behind empty lines", |source| [b"\r\n\n", source].concat()),
    ("without its last line", |source| text(source).trim_end().rsplit_once('\n').unwrap().0.as_bytes().to_vec()),
    ("names of fields in capitals", |source| in_capitals(&text(source)).into_bytes()),
    ("wrapped by a list or a scanner", wrapped),
];

fn text(source: &[u8]) -> String {
    String::from_utf8(source.to_vec()).expect("the corpus is UTF-8")
}

/// Every `Name:` at the beginning of a line.
fn in_capitals(text: &str) -> String {
    let capitals = |line: &str| match line.split_once(':') {
        Some((name, rest)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => format!("{}:{rest}", name.to_uppercase()),
        _ => line.to_owned(),
    };
    text.lines().map(capitals).collect::<Vec<_>>().join("\n")
}

/// The parts of the report within a `multipart/mixed`, with a footer; what has no parts stays as it is.
fn wrapped(source: &[u8]) -> Vec<u8> {
    let source = text(source);
    let (head, body) = source.split_once("\n\n").expect("a head");
    let Some((before, kind)) = head.split_once("Content-Type: multipart/report; report-type=delivery-status;\n") else {
        return source.into_bytes();
    };
    let (boundary, after) = kind.split_once('\n').unwrap_or((kind, ""));
    let after = if after.is_empty() { String::new() } else { format!("{after}\n") };
    format!(
        "{before}{after}Content-Type: multipart/mixed; boundary=\"=_outer\"\n\n--=_outer\n\
         Content-Type: multipart/report; report-type=delivery-status;\n{boundary}\n\n{body}\n--=_outer\n\
         Content-Type: text/plain\n\nVirenfrei.\n--=_outer--\n"
    )
    .into_bytes()
}

#[test]
fn a_report_says_the_same_in_every_form() {
    let mut read = 0;
    for (name, says) in CORPUS {
        let is_about_nothing_but_its_form = matches!(says, Says::Not(NotABounce::OtherReport));
        for (form, change) in FORMS.iter().filter(|_| !is_about_nothing_but_its_form) {
            assert_says(*says, &finding(&change(&source(name))), &format!("{name}, {form}"));
            read += 1;
        }
    }
    assert!(read >= 180, "{read}");
}

#[test]
fn a_mailbox_holds_many_messages_and_each_is_counted() {
    let mut mailbox = Vec::new();
    for (name, _) in CORPUS {
        mailbox.extend_from_slice(b"From MAILER-DAEMON Wed Apr 14 16:30:05 2021\n");
        mailbox.extend_from_slice(&source(name));
        mailbox.extend_from_slice(b"\n>From hier an geht es um anderes.\n\n");
    }
    let reports = bounce::read(&mailbox, HOST);
    assert_eq!(reports.len(), CORPUS.len());
    for ((report, (name, says)), count) in reports.iter().zip(CORPUS).zip(1..) {
        assert_eq!(report.message, count);
        assert_says(*says, &report.finding, name);
    }
}

#[test]
fn a_line_that_a_mailbox_had_to_quote_is_read_as_it_was() {
    let quoted = text(&source("postfix-no-such-user")).replace("Message-ID: <0198", ">From a relay of old\nMessage-ID: <0198");
    let mailbox = format!("From x Wed Apr 14 16:30:05 2021\n{quoted}\nFrom then on it is no date that begins a line.\n");
    assert_eq!(findings(mailbox.as_bytes()).len(), 1);
    assert_eq!(bounce_in(mailbox.as_bytes()).status, "5.1.1");
}

/// A report of three parts with these lines about the recipients.
fn report(recipients: &str) -> Vec<u8> {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nSubject: failure\nContent-Type: multipart/report; report-type=\"delivery-status\"; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nNo luck.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.net\nStatus: 2.0.0\n\n{recipients}\n\
         --b\nContent-Type: message/rfc822\n\nMessage-ID: <{DELIVERY}@{HOST}>\nSubject: x\n\nx\n--b--\n"
    )
    .into_bytes()
}

#[test]
fn every_way_to_write_a_recipient_is_read() {
    let alma = EmailAddress::parse(ALMA).unwrap();
    let mut read = 0;
    for kind in ["rfc822;", "RFC822; ", "rfc822 ; ", "", "utf-8;", "unknown; ", "x-local; "] {
        for address in [
            ALMA,
            "Alma.Brueckner@EXAMPLE.ORG",
            "<alma.brueckner@example.org>",
            "\n  alma.brueckner@example.org",
            "alma.brueckner@example.org.",
        ] {
            for action in ["failed", "Failed", "failed (bad destination mailbox)"] {
                let bounce = bounce_in(&report(&format!("Final-Recipient: {kind}{address}\nAction: {action}\nStatus: 5.1.1 (x)\n")));
                assert!(bounce.is_about(&alma) && bounce.permanent && bounce.status == "5.1.1", "{bounce:?}");
                read += 1;
            }
        }
    }
    assert_eq!(read, 105);
}

#[test]
fn an_address_is_the_same_whether_its_domain_or_its_letters_are_encoded() {
    let registered = EmailAddress::parse("info+vhs@müller.example").unwrap();
    for written in [
        "rfc822; info+vhs@xn--mller-kva.example",
        "utf-8; info+vhs@müller.example",
        "utf-8; INFO+vhs@M\\x{DC}LLER.example",
        "rfc822; info+2Bvhs@xn--mller-kva.example",
    ] {
        let bounce = bounce_in(&report(&format!("Final-Recipient: {written}\nAction: failed\nStatus: 5.1.1\n")));
        assert!(bounce.is_about(&registered), "{bounce:?}");
        assert!(!bounce.is_about(&EmailAddress::parse("vhs@müller.example").unwrap()));
    }
}

#[test]
fn action_and_status_say_what_became_of_it() {
    let of = |fields: &str| finding(&report(&format!("Final-Recipient: rfc822; {ALMA}\n{fields}\n")));
    let class = |finding: &Finding| match finding {
        Finding::Bounce(bounce) => format!("bounce {} {}", bounce.status, if bounce.permanent { "hard" } else { "soft" }),
        Finding::Delayed(bounce) => format!("delayed {}", bounce.status),
        Finding::NotABounce(why) => why.as_str().to_owned(),
    };
    for (fields, says) in [
        ("Action: failed\nStatus: 5.1.1", "bounce 5.1.1 hard"),
        ("Action: failed\nStatus: 5.2.2", "bounce 5.2.2 hard"),
        ("Action: failed\nStatus: 5.7.1", "bounce 5.7.1 hard"),
        ("Action: failed\nStatus: 5.7.606", "bounce 5.7.606 hard"),
        ("Action: failed\nStatus: 4.2.2", "bounce 4.2.2 soft"),
        ("Action: failed\nStatus: 4.4.7 (delivery time expired)", "bounce 4.4.7 soft"),
        ("Action: failed", "bounce 5.0.0 hard"),
        ("Action: failed\nStatus: unknown", "bounce 5.0.0 hard"),
        ("Action: failed\nDiagnostic-Code: smtp; 550 no", "bounce 5.0.0 hard"),
        ("Action: failed\nDiagnostic-Code: smtp; 452 full", "bounce 4.0.0 soft"),
        ("Action: failed\nDiagnostic-Code: smtp; 550-5.1.1 no", "bounce 5.1.1 hard"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no", "bounce 5.1.1 hard"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 451 4.7.1 later", "bounce 5.0.0 hard"),
        ("Status: 5.1.1", "bounce 5.1.1 hard"),
        ("Status: 4.4.1", "delayed 4.4.1"),
        ("Action: gescheitert\nStatus: 5.1.1", "bounce 5.1.1 hard"),
        ("Action: delayed\nStatus: 4.4.1", "delayed 4.4.1"),
        ("Action: delayed", "delayed 4.0.0"),
        ("Action: delivered\nStatus: 2.0.0", "success"),
        ("Action: relayed\nStatus: 2.0.0", "success"),
        ("Action: expanded\nStatus: 2.0.0", "success"),
        ("Action: relayed\nStatus: 5.1.1", "success"),
        ("Status: 2.1.5", "success"),
        ("Remote-MTA: dns; mx.example.org", "malformed"),
        ("Action: failed\nAction: delivered\nStatus: 5.1.1\nStatus: 2.0.0", "bounce 5.1.1 hard"),
    ] {
        assert_eq!(class(&of(fields)), says, "{fields}");
    }
}

#[test]
fn several_recipients_are_told_apart() {
    let two = "Original-Recipient: rfc822;alma.brueckner@example.org\nFinal-Recipient: rfc822; a@one.example\nAction: failed\nStatus: 5.1.1\n\n\
               Final-Recipient: rfc822; b@two.example\nOriginal-Recipient: rfc822;alma.brueckner@example.org\nAction: delayed\nStatus: 4.2.2\n\n\
               Final-Recipient: rfc822; c@three.example\nAction: delivered\nStatus: 2.0.0\n";
    let found = findings(&report(two));
    let [Finding::Bounce(first), Finding::Delayed(second)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (first.recipient.as_str(), first.original_recipient.as_deref(), first.status.as_str()),
        ("a@one.example", Some(ALMA), "5.1.1")
    );
    assert_eq!(
        (second.recipient.as_str(), second.original_recipient.as_deref(), second.status.as_str()),
        ("b@two.example", Some(ALMA), "4.2.2")
    );
}

#[test]
fn empty_lines_between_the_fields_of_one_recipient_part_nothing() {
    let bounce = bounce_in(&report(&format!("Final-Recipient: rfc822; {ALMA}\n\nAction: failed\n\nStatus: 5.1.1\n")));
    assert_eq!((bounce.recipient.as_str(), bounce.status.as_str()), (ALMA, "5.1.1"));
}

#[test]
fn a_mail_is_known_by_its_copy_or_by_what_the_report_answers_to() {
    let fields = format!("Final-Recipient: rfc822; {ALMA}\nAction: failed\nStatus: 5.1.1\n");
    let source = text(&report(&fields));
    let ours = format!("{DELIVERY}@{HOST}");
    let without_copy = source.split("--b\nContent-Type: message/rfc822").next().unwrap().to_owned();
    for (how, message) in [
        ("the whole mail", source.clone()),
        ("its head", source.replace("message/rfc822", "text/rfc822-headers")),
        ("its head in Base64", {
            let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("Message-ID: <{ours}>\n\n"));
            format!("{without_copy}--b\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{encoded}\n--b--\n")
        }),
        ("a folded field", source.replace("Message-ID: <", "Message-ID:\n <")),
        ("the other case", source.replace("Message-ID: <", "message-id:<").replace(HOST, "Events.Example.ORG")),
        ("In-Reply-To", format!("In-Reply-To: <{ours}>\n{without_copy}--b--\n")),
        ("References", format!("References: <x@y.example>\n <{ours}>\n{without_copy}--b--\n")),
        ("a copy in words", without_copy.replace("No luck.", &format!("No luck.\n\nMessage-ID: <{ours}>\n"))),
    ] {
        assert_eq!(bounce_in(message.as_bytes()).delivery, super::delivery(), "{how}");
    }
    for (how, message) in [
        ("another host", source.replace(HOST, "events.example.org.evil.example")),
        ("another key", source.replace(DELIVERY, "20210414163002.9B9ED")),
        ("a key without hyphens", source.replace(DELIVERY, &DELIVERY.replace('-', ""))),
        ("a key as a name", source.replace(DELIVERY, &format!("urn:uuid:{DELIVERY}"))),
        ("nothing", format!("{without_copy}--b--\n")),
        ("a copy of another that answers to ours", format!("In-Reply-To: <{ours}>\n{}", source.replace(HOST, "other.example"))),
    ] {
        assert_eq!(finding(message.as_bytes()), Finding::NotABounce(NotABounce::NotOurs), "{how}");
    }
}

#[test]
fn words_become_one_clean_line() {
    let long = "Postfach voll. ".repeat(200);
    for words in ["a\tb\n  c\u{0}d\u{1b}[31m", "\u{202e}txet desrever\u{202c} \u{61c}\u{2066}", &long] {
        let bounce = bounce_in(&report(&format!("Final-Recipient: rfc822; {ALMA}\nAction: failed\nDiagnostic-Code: smtp; 550 {words}\n")));
        assert!(bounce.words.starts_with("550 "), "{}", bounce.words);
        assert_shown_on_one_line(&bounce);
    }
    let latin =
        [b"Final-Recipient: rfc822; a@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 Empf".as_slice(), b"\xe4nger\n"].concat();
    let message = report("@@");
    let at = message.windows(2).position(|two| two == b"@@").unwrap();
    let message = [&message[..at], &latin, &message[at + 2..]].concat();
    assert_eq!(bounce_in(&message).words, "550 Empfänger");
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(findings(b""), []);
    assert_eq!(findings(b"\n \r\n"), []);
    assert_eq!(findings(b"x"), [Finding::NotABounce(NotABounce::Malformed)]);
}
