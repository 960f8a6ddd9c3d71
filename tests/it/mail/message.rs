//! Mails as they go over the wire, read by another parser than the one that wrote them.

use halbsieben::domain::delivery::Purpose;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::person_name::PersonName;
use halbsieben::domain::token::Secret;
use halbsieben::mail::message::{self, Message};
use halbsieben::mail::{Mailbox, Sample};
use halbsieben::urls::Urls;
use mail_parser::{Address, HeaderName, MessageParser, MimeHeaders as _, PartType};
use proptest::prelude::*;

use crate::mail::{sample, samples};

fn built(sample: &Sample) -> Message {
    message::build(sample.delivery_id(), &sample.mail(), &sample.letter()).expect("a message")
}

fn parsed(message: &Message) -> mail_parser::Message<'_> {
    MessageParser::default().parse(&message.source).expect("a mail")
}

/// Name and address, as another program reads them.
fn mailbox(address: Option<&Address<'_>>) -> (Option<String>, String) {
    let address = address.and_then(Address::first).expect("an address");
    (address.name().map(str::to_owned), address.address().expect("an address").to_owned())
}

fn header_lines(source: &[u8]) -> Vec<String> {
    let head = String::from_utf8_lossy(source);
    let head = head.split("\r\n\r\n").next().expect("a head");
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn another_parser_reads_every_part_as_it_was_written() {
    for (locale, sample) in samples() {
        let message = built(&sample);
        let read = parsed(&message);
        let rendered = sample.mail().render().expect("a mail");
        let crlf = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        assert_eq!(read.subject(), Some(rendered.subject.as_str()), "{}-{locale}", sample.name);
        assert_eq!(crlf(&read.body_text(0).expect("a text")), crlf(&rendered.text));
        assert_eq!(crlf(&read.body_html(0).expect("an HTML part")), crlf(&rendered.html));
        assert_eq!((message.subject, message.text, message.html), (rendered.subject, rendered.text, rendered.html));
    }
}

#[test]
fn the_parts_stand_from_plain_to_rich_and_the_calendar_is_attached_too() {
    for (locale, sample) in samples() {
        let message = built(&sample);
        let read = parsed(&message);
        let types: Vec<String> = read
            .parts
            .iter()
            .map(|part| {
                part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())).unwrap_or_default()
            })
            .collect();
        let Some(part) = sample.mail().calendar(&sample.letter()) else {
            assert_eq!(types, ["multipart/alternative", "text/plain", "text/html"], "{}-{locale}", sample.name);
            continue;
        };
        let expected = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"];
        assert_eq!(types, expected, "{}-{locale}", sample.name);
        let inline = read.parts[4].content_type().expect("a type");
        assert_eq!(inline.attribute("method"), Some(part.method.as_str()));
        assert_eq!(inline.attribute("charset"), Some("utf-8"));
        let attached = &read.parts[5];
        assert!(attached.content_disposition().is_some_and(mail_parser::ContentType::is_attachment));
        assert_eq!(attached.attachment_name(), Some(part.file_name.as_str()));
        for body in [&read.parts[4], attached] {
            let bytes = match &body.body {
                PartType::Text(text) => text.as_bytes(),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.as_ref(),
                other => panic!("{other:?}"),
            };
            assert_eq!(String::from_utf8_lossy(bytes).trim_end(), part.source.trim_end(), "{}-{locale}", sample.name);
        }
    }
}

#[test]
fn the_head_says_who_to_whom_when_and_by_what() {
    for (locale, sample) in samples() {
        let message = built(&sample);
        let read = parsed(&message);
        assert_eq!(mailbox(read.from()), (Some("Akademie Morgenland".to_owned()), "anmeldung@akademie.example".to_owned()));
        assert_eq!(mailbox(read.reply_to()), (Some("Veranstaltungsbüro".to_owned()), "veranstaltungen@akademie.example".to_owned()));
        let name = sample.registration.registrant.full_name();
        let name = name.filter(|_| !sample.purpose.is_asked_for() && sample.purpose != Purpose::ConfirmAddress);
        let to = if sample.purpose == Purpose::NewAddress { "a.brueckner@bibliothek.example" } else { "alma.brueckner@example.org" };
        assert_eq!(mailbox(read.to()), (name, to.to_owned()));
        assert_eq!(read.message_id().map(|id| format!("<{id}>")), Some(message.message_id.clone()));
        assert_eq!(read.date().map(mail_parser::DateTime::to_timestamp), Some(sample.now.as_second()));
        let lines = header_lines(&message.source);
        for line in ["Auto-Submitted: auto-generated".to_owned(), format!("Content-Language: {locale}"), "MIME-Version: 1.0".to_owned()] {
            assert!(lines.contains(&line), "{line} in {lines:?}");
        }
        assert!(read.header(HeaderName::Bcc).is_none());
    }
}

#[test]
fn law_10_every_copy_of_a_delivery_is_the_same_mail() {
    let sample = sample(Locale::De, "confirmation");
    let message = built(&sample);
    assert!(message.source == built(&sample).source);
    assert_eq!(message.message_id, format!("<{}@anmeldung.akademie.example>", sample.delivery_id()));
    assert_eq!(message::message_id(sample.delivery_id(), "localhost"), format!("<{}@localhost>", sample.delivery_id()));
}

/// What every message keeps on the wire (RFC 5321 section 4.5.3.1.6, RFC 5322 section 2.1.1).
fn assert_fit_for_the_wire(source: &[u8], context: &str) {
    assert!(source.ends_with(b"\r\n"), "{context}");
    assert!(source.is_ascii(), "{context}");
    for line in source.split_inclusive(|byte| *byte == b'\n') {
        assert!(line.ends_with(b"\r\n") && line.len() <= 1000, "{context}: {}", String::from_utf8_lossy(line));
        assert!(!line[..line.len() - 2].contains(&b'\r'), "{context}");
    }
}

#[test]
fn lines_are_short_and_end_in_crlf() {
    for (locale, sample) in samples() {
        assert_fit_for_the_wire(&built(&sample).source, &format!("{}-{locale}", sample.name));
    }
}

#[test]
fn a_name_with_a_line_break_cannot_be_made() {
    for name in ["A\r\nBcc: x@y.de", "A\nBcc: x@y.de", "A\rBcc: x@y.de", "A\0", "A\u{2028}Bcc: x@y.de"] {
        assert!(PersonName::parse(name).is_err(), "{name:?}");
        assert!(EmailAddress::parse(&format!("{name}@example.org")).is_err(), "{name:?}");
    }
}

#[test]
fn a_senders_name_from_the_settings_cannot_add_a_header() {
    for name in ["A\r\nBcc: x@y.de", "A\nBcc: x@y.de", "A\rBcc: x@y.de", "\0", "", "   ", "\"quoted\" \\ <x@y.de>", "a,b;c:d@e"] {
        let mut sample = sample(Locale::De, "confirmation");
        sample.sender.from.name = Some(name.to_owned());
        sample.sender.organisation = name.to_owned();
        sample.sender.reply_to = Some(Mailbox { name: Some(name.to_owned()), ..sample.sender.from.clone() });
        let message = built(&sample);
        let read = parsed(&message);
        assert!(read.header(HeaderName::Bcc).is_none(), "{name:?}");
        assert_eq!(mailbox(read.from()).1, "anmeldung@akademie.example", "{name:?}");
        assert_eq!(mailbox(read.reply_to()).1, "anmeldung@akademie.example", "{name:?}");
        assert_fit_for_the_wire(&message.source, name);
    }
}

#[test]
fn a_title_from_elsewhere_cannot_add_a_header() {
    let mut sample = sample(Locale::De, "confirmation");
    sample.event.announcement.title = "Vortrag\r\nBcc: x@y.de\r\n\r\nText".to_owned();
    let message = built(&sample);
    assert!(parsed(&message).header(HeaderName::Bcc).is_none());
    assert_eq!(parsed(&message).subject(), Some("Angemeldet: Vortrag Bcc: x@y.de Text, Do 15.04., 18:30 Uhr"));
}

#[test]
fn an_address_with_a_domain_in_its_own_letters_goes_out_in_ascii() {
    let mut sample = sample(Locale::De, "confirmation");
    sample.registration.registrant.email = EmailAddress::parse("o'brien+vhs@müller.example").expect("an address");
    let message = built(&sample);
    assert_eq!(message.to.to_string(), "o'brien+vhs@xn--mller-kva.example");
    assert_eq!(mailbox(parsed(&message).to()).1, "o'brien+vhs@xn--mller-kva.example");
}

#[test]
fn a_moment_that_no_mail_can_name_is_no_panic() {
    for now in [jiff::Timestamp::MIN, jiff::Timestamp::MAX] {
        let mut sample = sample(Locale::De, "reminder-1-hour");
        sample.now = now;
        assert_fit_for_the_wire(&built(&sample).source, "a moment");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever a form takes as a name, an address and a title becomes a mail to that address and no other.
    #[test]
    fn any_name_and_title_make_a_mail_to_one_person(given in "\\PC{1,40}", family in any::<String>(), title in any::<String>()) {
        let mut sample = sample(Locale::De, "confirmation");
        let registrant = &mut sample.registration.registrant;
        registrant.given_name = PersonName::parse(&given).ok();
        registrant.family_name = PersonName::parse(&family).ok();
        let name = registrant.full_name();
        sample.event.announcement.title = title;
        let message = built(&sample);
        assert_fit_for_the_wire(&message.source, "any name");
        let read = parsed(&message);
        prop_assert_eq!(read.to().map(|to| to.iter().count()), Some(1));
        let (shown, address) = mailbox(read.to());
        prop_assert_eq!(address, "alma.brueckner@example.org");
        let squeezed = |name: String| name.split_whitespace().collect::<String>();
        prop_assert_eq!(shown.map(squeezed), name.map(squeezed));
        prop_assert!(read.header(HeaderName::Bcc).is_none());
        let join = sample.urls.join(sample.registration.id);
        prop_assert!(read.body_text(0).is_some_and(|text| text.lines().any(|line| line == join)));
    }
}

#[test]
fn an_instance_without_a_domain_sends_mail_too() {
    for base in ["http://localhost:8080", "http://127.0.0.1:8080/unter", "http://[::1]:8080"] {
        let mut sample = sample(Locale::De, "confirmation");
        let base = url::Url::parse(base).expect("an address");
        sample.urls = Urls::new(&base, Locale::De, Secret::new([1; 32]).expect("long enough"));
        let message = built(&sample);
        assert_eq!(message.message_id, format!("<{}@{}>", sample.delivery_id(), base.host_str().expect("a host")));
        assert_eq!(parsed(&message).message_id().map(|id| format!("<{id}>")), Some(message.message_id.clone()));
        assert_fit_for_the_wire(&message.source, base.as_str());
    }
}

#[test]
fn only_what_comes_by_rule_can_be_unsubscribed_by_a_click_of_the_mail_program() {
    for (locale, sample) in samples() {
        let message = built(&sample);
        let head = header_lines(&message.source);
        let found: Vec<&str> = head.iter().filter_map(|line| line.strip_prefix("List-Unsubscribe")).collect();
        let link = format!(": <{}>", sample.urls.unsubscribe(sample.registration.id));
        let expected = [link.as_str(), "-Post: List-Unsubscribe=One-Click"];
        let by_rule = sample.purpose.is_by_rule();
        assert_eq!(found, if by_rule { &expected[..] } else { &[] }, "{}-{locale}", sample.name);
    }
}

#[test]
fn who_holds_the_event_is_offered_no_way_out_of_its_mails() {
    let mut team = sample(Locale::De, "reminder-1-hour");
    team.registration.role = Some(halbsieben::domain::event::Role::Moderation);
    let message = built(&team);
    assert!(!String::from_utf8(message.source).expect("ASCII").contains("List-Unsubscribe"));
    assert!(!message.text.contains("unsubscribe") && !message.text.contains("erase"), "{}", message.text);
}
