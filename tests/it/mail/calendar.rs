//! Calendar entries, read by a parser that takes nothing but what RFC 5545 section 3.1 allows.

use halbsieben::domain::event::EventStatus;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::person_name::PersonName;
use halbsieben::mail::calendar::{self, Method, Part};
use proptest::prelude::*;

use crate::mail::{sample, samples};

/// A content line: name, parameters, value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Line {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A TEXT value without its escapes (section 3.3.11); panics at one that does not exist.
    fn text(&self) -> String {
        let mut text = String::new();
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(c @ ('\\' | ';' | ',')) => text.push(c),
                    other => panic!("{other:?} is escaped in {self:?}"),
                },
                ';' | ',' => panic!("{c:?} is not escaped in {self:?}"),
                c => text.push(c),
            }
        }
        text
    }
}

/// Reads a stream of content lines, and panics at any that is too long, has a control character, or no name.
fn lines(source: &str) -> Vec<Line> {
    assert!(source.ends_with("\r\n"));
    for line in source.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.is_empty() && !line.chars().any(char::is_control), "{line:?}");
    }
    source.replace("\r\n ", "").split_terminator("\r\n").map(line).collect()
}

fn line(line: &str) -> Line {
    let mut rest = line;
    let end = rest.find([':', ';']).unwrap_or_else(|| panic!("no value: {line}"));
    let name = rest[..end].to_owned();
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line}");
    rest = &rest[end..];
    let mut parameters = Vec::new();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (key, value) = parameter.split_once('=').unwrap_or_else(|| panic!("no parameter: {line}"));
        let end = match value.strip_prefix('"') {
            Some(quoted) => 2 + quoted.find('"').unwrap_or_else(|| panic!("an open quote: {line}")),
            None => value.find([':', ';', ',']).unwrap_or_else(|| panic!("no value: {line}")),
        };
        parameters.push((key.to_owned(), value[..end].trim_matches('"').to_owned()));
        rest = &value[end..];
    }
    let value = rest.strip_prefix(':').unwrap_or_else(|| panic!("no value: {line}")).to_owned();
    Line { name, parameters, value }
}

/// The only line of that name between `BEGIN:VEVENT` and what comes inside of it.
fn of_the_entry(lines: &[Line], name: &str) -> Line {
    let entry: Vec<&Line> = lines
        .iter()
        .skip_while(|line| line.value != "VEVENT")
        .take_while(|line| !matches!((line.name.as_str(), line.value.as_str()), ("BEGIN", "VALARM") | ("END", "VEVENT")))
        .filter(|line| line.name == name)
        .collect();
    assert_eq!(entry.len(), 1, "{name} in {lines:?}");
    entry[0].clone()
}

/// The components, as they begin and end.
fn structure(lines: &[Line]) -> Vec<String> {
    lines.iter().filter(|line| matches!(line.name.as_str(), "BEGIN" | "END")).map(|line| format!("{}:{}", line.name, line.value)).collect()
}

const INVITATION: [&str; 6] = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VEVENT", "END:VCALENDAR"];
const CANCELLATION: [&str; 4] = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"];

#[test]
fn every_calendar_part_is_one_entry_for_one_person() {
    for (locale, sample) in samples() {
        let Some(Part { method, source, .. }) = sample.mail().calendar(&sample.letter()) else { continue };
        let lines = lines(&source);
        let expected: &[&str] = if method == Method::Request { &INVITATION } else { &CANCELLATION };
        assert_eq!(structure(&lines), expected, "{}-{locale}", sample.name);
        assert_eq!(lines.iter().find(|line| line.name == "METHOD").map(|line| line.value.as_str()), Some(method.as_str()));
        let attendee = of_the_entry(&lines, "ATTENDEE");
        assert_eq!(
            (attendee.value.as_str(), attendee.parameter("PARTSTAT"), attendee.parameter("RSVP")),
            ("mailto:alma.brueckner@example.org", Some("ACCEPTED"), Some("FALSE"))
        );
        assert_eq!(of_the_entry(&lines, "ORGANIZER").value, "mailto:veranstaltungen@akademie.example");
        assert_eq!(of_the_entry(&lines, "UID").text(), sample.event.calendar_uid("anmeldung.akademie.example"));
        assert_eq!(of_the_entry(&lines, "SEQUENCE").value, sample.event.sequence.to_string());
        assert_eq!(of_the_entry(&lines, "SUMMARY").text(), sample.event.announcement.title);
        assert_eq!(of_the_entry(&lines, "DTSTAMP").value, sample.now.strftime("%Y%m%dT%H%M%SZ").to_string());
        assert_eq!(of_the_entry(&lines, "DTSTART").value, sample.event.schedule.starts_at.strftime("%Y%m%dT%H%M%SZ").to_string());
    }
}

#[test]
fn the_invitation_carries_the_personal_link_and_an_alarm() {
    for locale in Locale::ALL {
        let sample = sample(locale, "confirmation");
        let lines = lines(&calendar::invitation(&sample.letter()).source);
        let join = sample.urls.join(sample.registration.id);
        assert_eq!(of_the_entry(&lines, "URL").value, join);
        assert!(of_the_entry(&lines, "DESCRIPTION").text().contains(&join));
        let alarm: Vec<&str> =
            lines.iter().skip_while(|line| line.value != "VALARM").skip(1).map(|line| line.name.as_str()).take(4).collect();
        assert_eq!(alarm, ["ACTION", "DESCRIPTION", "TRIGGER", "END"]);
        assert!(lines.iter().any(|line| line.name == "TRIGGER" && line.value == "-PT15M"));
    }
}

#[test]
fn a_cancelled_entry_stays_the_same_entry_and_holds_no_key() {
    let sample = sample(Locale::De, "registration-cancelled");
    let (entered, removed) =
        (lines(&calendar::invitation(&sample.letter()).source), lines(&calendar::cancellation(&sample.letter()).source));
    for name in ["UID", "SEQUENCE", "ORGANIZER", "ATTENDEE", "DTSTART"] {
        assert_eq!(of_the_entry(&entered, name), of_the_entry(&removed, name));
    }
    assert_eq!(of_the_entry(&removed, "STATUS").value, "CANCELLED");
    assert!(!removed.iter().any(|line| line.value.contains("/j/") || line.name == "URL"));
}

#[test]
fn law_20_a_published_file_names_nobody_and_holds_no_key() {
    let (first, mut second) = (sample(Locale::De, "confirmation"), sample(Locale::De, "change"));
    second.event.status = EventStatus::Cancelled;
    let source = calendar::publish(&[&first.event, &second.event], &first.urls, Locale::De, first.now);
    let lines = lines(&source);
    assert_eq!(structure(&lines), ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"]);
    assert!(!lines.iter().any(|line| matches!(line.name.as_str(), "ATTENDEE" | "ORGANIZER" | "VALARM") || line.value.contains("/j/")));
    let urls: Vec<&str> = lines.iter().filter(|line| line.name == "URL").map(|line| line.value.as_str()).collect();
    let page = first.urls.event(Locale::De, &first.event.slug);
    assert_eq!(urls, [&page, &page]);
    let states: Vec<&str> = lines.iter().filter(|line| line.name == "STATUS").map(|line| line.value.as_str()).collect();
    assert_eq!(states, ["CONFIRMED", "CANCELLED"]);
    insta::assert_snapshot!("published", source.replace("\r\n", "\n"));
}

#[test]
fn a_file_of_no_events_is_a_calendar_all_the_same() {
    let sample = sample(Locale::De, "confirmation");
    assert_eq!(structure(&lines(&calendar::publish(&[], &sample.urls, Locale::De, sample.now))), ["BEGIN:VCALENDAR", "END:VCALENDAR"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Nothing that stands in a title, a place or a name makes a second entry or another property.
    #[test]
    fn any_title_and_name_make_one_entry(title in nasty(), place in nasty(), name in nasty()) {
        let mut sample = sample(Locale::De, "confirmation");
        sample.event.announcement.title = title.clone();
        sample.event.announcement.location = Some(place);
        sample.registration.registrant.given_name = PersonName::parse(&name).ok();
        sample.sender.reply_to = None;
        sample.sender.from.name = Some(name);
        let lines = lines(&calendar::invitation(&sample.letter()).source);
        prop_assert_eq!(structure(&lines), INVITATION);
        let shown: String = title.split_ascii_whitespace().collect();
        let squeezed: String = of_the_entry(&lines, "SUMMARY").text().split_ascii_whitespace().collect();
        prop_assert!(shown.chars().any(|c| c.is_control() || !c.is_ascii()) || squeezed == shown, "{squeezed:?} of {shown:?}");
        prop_assert_eq!(of_the_entry(&lines, "ORGANIZER").value, "mailto:anmeldung@akademie.example");
        let attendee = of_the_entry(&lines, "ATTENDEE");
        prop_assert_eq!(attendee.parameter("PARTSTAT"), Some("ACCEPTED"));
    }
}

/// Texts of pieces that mean something in a calendar file.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\nBEGIN:VEVENT".to_owned()),
        Just("\r\nEND:VEVENT\r\n".to_owned()),
        Just("\r\n ".to_owned()),
        Just("\\n".to_owned()),
        Just("\\".to_owned()),
        Just(";X=\"".to_owned()),
        Just("\"".to_owned()),
        Just(":,;".to_owned()),
        Just("ü🙂".to_owned()),
        Just("^n^'".to_owned()),
        "\\PC{0,30}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}
