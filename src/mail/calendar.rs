//! Calendar entries (RFC 5545), as they travel in mails (RFC 5546, RFC 6047) and as they are offered for download.
//!
//! In a mail the recipient is the only attendee, already accepted and asked for no answer; a download names nobody. What is
//! for everybody leads to the public page, what is downloaded from a personal page to the room. All times are instants in UTC: an entry needs no zone rules of its own.

use icalendar::{Alarm, Calendar, Component as _, EventLike as _, Property, Trigger};
use jiff::Timestamp;
use url::form_urlencoded;

use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, EventStatus};
use crate::domain::locale::Locale;
use crate::domain::registration::RegistrationStatus;
use crate::domain::text::is_unshowable;
use crate::mail::frame::place;
use crate::mail::{Letter, plain};
use crate::urls::Urls;
use crate::words::words;

/// Who made the entry (RFC 5545 section 3.7.3).
const PRODUCT: &str = "-//halbsieben//halbsieben//EN";
/// The most octets of a line, without its break (RFC 5545 section 3.1).
const LINE_OCTETS: usize = 75;

/// What a calendar program is to do with an entry (RFC 5546 section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Show it, for everybody.
    Publish,
    /// Enter or update it.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    /// Its word in the entry and in the part's `Content-Type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A calendar entry that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is to be done with it.
    pub method: Method,
    /// The name of the attached file.
    pub file_name: String,
    /// The entry, with CRLF, folded.
    pub source: String,
}

/// The entry of one registrant, new or changed, with the personal link.
#[must_use]
pub fn invitation(letter: &Letter<'_>) -> Part {
    let mut entry = personal(letter);
    entry.add_property("STATUS", "CONFIRMED");
    entry.url(&letter.join_url());
    entry.description(&details(letter));
    entry.alarm(alarm(&letter.event.announcement.title));
    part(letter, Method::Request, entry)
}

/// The end of one registrant's entry: because the event was called off, or because this person has cancelled.
///
/// The entry keeps the event's SEQUENCE, and its later DTSTAMP decides (RFC 5546 section 2.1.5). An event that is called off
/// has raised its SEQUENCE already. A person's own cancellation is no revision of the event: would it count as one, then the
/// invitation after a new registration would come with a lower SEQUENCE and be dropped as outdated. STATUS:CANCELLED stands
/// in both (section 3.2.5): each entry is a meeting of this recipient alone, and ends as a whole.
#[must_use]
pub fn cancellation(letter: &Letter<'_>) -> Part {
    let mut entry = personal(letter);
    entry.add_property("STATUS", "CANCELLED");
    part(letter, Method::Cancel, entry)
}

/// A file of events for everybody: no attendee (RFC 5546 section 3.2.1), no personal link.
#[must_use]
pub fn publish(events: &[&Event], urls: &Urls, locale: Locale, now: Timestamp) -> String {
    folded(&published(events, urls, locale, now))
}

fn published(events: &[&Event], urls: &Urls, locale: Locale, now: Timestamp) -> Calendar {
    let words = words(locale);
    let mut calendar = frame(Method::Publish);
    for event in events {
        let page = urls.event(locale, &event.slug);
        let mut entry = bare(event, &urls.host(), locale, now);
        entry.add_property("STATUS", if event.status == EventStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" });
        entry.description(&words.mail_calendar_page(&page));
        entry.url(&page);
        calendar.push(entry);
    }
    calendar
}

/// The same as a calendar to subscribe to, with the name that programs show for it (RFC 7986 section 5.1) and how often they are
/// to ask for it again (section 5.7); older programs know both by other names.
#[must_use]
pub fn feed(name: &str, events: &[&Event], urls: &Urls, locale: Locale, now: Timestamp) -> String {
    let mut calendar = published(events, urls, locale, now);
    let name = plain::line(name);
    let mut interval = Property::new("REFRESH-INTERVAL", "PT1H");
    interval.add_parameter("VALUE", "DURATION");
    for property in [Property::new("NAME", &name), Property::new("X-WR-CALNAME", &name), interval, Property::new("X-PUBLISHED-TTL", "PT1H")]
    {
        calendar.append_property(property);
    }
    folded(&calendar)
}

/// One registrant's entry, to be downloaded from the personal page. A published entry has no attendee (RFC 5546 section 3.2.1):
/// it carries the personal link and nobody's address. Its UID is that of the entry in the mails, so that a program that has
/// that one shows no second.
#[must_use]
pub fn personal_file(letter: &Letter<'_>) -> String {
    let mut entry = bare(letter.event, &letter.urls.host(), letter.locale(), letter.now);
    let status = match letter.registration.status {
        _ if letter.event.status == EventStatus::Cancelled => "CANCELLED",
        RegistrationStatus::Cancelled => "CANCELLED",
        RegistrationStatus::Registered => "CONFIRMED",
        RegistrationStatus::Waitlisted | RegistrationStatus::Pending => "TENTATIVE",
    };
    entry.add_property("STATUS", status);
    if status != "CANCELLED" {
        entry.url(&letter.join_url());
        entry.description(&details(letter));
        entry.alarm(alarm(&letter.event.announcement.title));
    }
    let mut calendar = frame(Method::Publish);
    calendar.push(entry);
    folded(&calendar)
}

/// The link that opens the entry in Google's calendar. It leads to the public page: a key in an address would be known to
/// another house, and to every scanner of mail on the way (law 20). The personal link is in the attached file.
#[must_use]
pub fn google_url(letter: &Letter<'_>) -> String {
    let schedule = &letter.event.schedule;
    let dates = format!("{}/{}", stamp(schedule.starts_at), stamp(schedule.ends_at));
    let mut url = "https://calendar.google.com/calendar/render?action=TEMPLATE".to_owned();
    append(&mut url, "text", &letter.event.announcement.title);
    append(&mut url, "dates", &dates);
    append(&mut url, "details", &page(letter));
    append(&mut url, "location", &place(letter.event, letter.words()).unwrap_or_default());
    append(&mut url, "ctz", &schedule.wall.zone);
    url
}

/// The link that opens the entry in Outlook's calendar, without a key as that to Google's.
#[must_use]
pub fn outlook_url(letter: &Letter<'_>) -> String {
    let schedule = &letter.event.schedule;
    let mut url = "https://outlook.live.com/calendar/0/deeplink/compose?path=/calendar/action/compose&rru=addevent".to_owned();
    append(&mut url, "subject", &letter.event.announcement.title);
    append(&mut url, "startdt", &schedule.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    append(&mut url, "enddt", &schedule.ends_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    append(&mut url, "body", &page(letter));
    append(&mut url, "location", &place(letter.event, letter.words()).unwrap_or_default());
    url
}

fn page(letter: &Letter<'_>) -> String {
    letter.words().mail_calendar_page(letter.urls.event(letter.locale(), &letter.event.slug))
}

/// Outlook shows the `+` of form encoding as it stands, so a space is `%20`; slash and colon may stand in a query
/// (RFC 3986 section 3.4), and are easier to read.
fn append(url: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        let encoded: String = form_urlencoded::byte_serialize(plain::line(value).as_bytes()).collect();
        let encoded = encoded.replace('+', "%20").replace("%2F", "/").replace("%3A", ":");
        url.extend(["&", key, "=", &encoded]);
    }
}

fn part(letter: &Letter<'_>, method: Method, entry: icalendar::Event) -> Part {
    let mut calendar = frame(method);
    calendar.push(entry);
    Part { method, file_name: letter.words().mail_file_name(), source: folded(&calendar) }
}

/// What every entry of one registrant has.
fn personal(letter: &Letter<'_>) -> icalendar::Event {
    let organiser = letter.sender.organiser();
    let organiser_name = organiser.name.as_deref().unwrap_or(&letter.sender.organisation);
    let registrant = &letter.registration.registrant;
    let mut attendee = person("ATTENDEE", registrant.full_name().as_deref(), &registrant.email);
    for (key, value) in [("CUTYPE", "INDIVIDUAL"), ("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")] {
        attendee.add_parameter(key, value);
    }
    let mut entry = bare(letter.event, &letter.urls.host(), letter.locale(), letter.now);
    entry.append_property(person("ORGANIZER", Some(organiser_name), &organiser.address));
    entry.append_multi_property(attendee);
    entry
}

/// What every entry has.
fn bare(event: &Event, host: &str, locale: Locale, now: Timestamp) -> icalendar::Event {
    let mut entry = icalendar::Event::new();
    entry.uid(&event.calendar_uid(host));
    entry.sequence(u32::try_from(event.sequence).unwrap_or_default());
    entry.add_property("DTSTAMP", stamp(now));
    entry.add_property("DTSTART", stamp(event.schedule.starts_at));
    entry.add_property("DTEND", stamp(event.schedule.ends_at));
    entry.summary(&plain::line(&event.announcement.title));
    if let Some(place) = place(event, words(locale)) {
        entry.location(&plain::line(&place));
    }
    entry
}

fn details(letter: &Letter<'_>) -> String {
    let words = letter.words();
    format!(
        "{}\n{}\n\n{}: {}",
        words.mail_calendar_personal(letter.join_url()),
        words.mail_link_keep(),
        words.mail_manage(),
        letter.urls.registration(letter.registration.id)
    )
}

/// Fifteen minutes before the start, when the doors usually open.
fn alarm(title: &str) -> Alarm {
    let mut alarm = Alarm::display(&plain::line(title), Trigger::before_start(chrono::TimeDelta::minutes(15)));
    // The crate writes the same span as -PT900S, which is right and hard to read.
    alarm.add_property("TRIGGER", "-PT15M");
    alarm.done()
}

/// A calendar address. A parameter cannot hold a double quote (RFC 5545 section 3.2).
fn person(property: &str, name: Option<&str>, address: &EmailAddress) -> Property {
    let mut person = Property::new(property, mailto(address));
    let name = plain::line(name.unwrap_or_default()).replace('"', "'");
    if !name.is_empty() {
        person.add_parameter("CN", &name);
    }
    person
}

/// The address as a link (RFC 6068 section 2).
fn mailto(address: &EmailAddress) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'\'' | b'*' | b'+' | b'@' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let address: String = address.as_str().bytes().map(escaped).collect();
    format!("mailto:{address}")
}

/// An instant as RFC 5545 section 3.3.5 writes it, in UTC.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn frame(method: Method) -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method.as_str())] {
        calendar.append_property(Property::new(key, value));
    }
    calendar
}

/// The calendar as text, with two habits of the crate undone. It counts the space that begins a continued line as nothing and
/// so reaches 76 octets; and it gives every alarm a DTSTAMP by the system's clock, which an alarm must not have (RFC 5545
/// section 3.6.6), and a random UID, so that no two copies of a mail were alike.
fn folded(calendar: &Calendar) -> String {
    let written: String = calendar.to_string().chars().filter(|c| !is_unshowable(*c) || matches!(c, '\r' | '\n')).collect();
    let mut folded = String::with_capacity(written.len() + written.len() / LINE_OCTETS * 3);
    let mut in_alarm = false;
    for line in written.replace("\r\n ", "").split_terminator("\r\n") {
        in_alarm = (in_alarm || line == "BEGIN:VALARM") && line != "END:VALARM";
        if !(in_alarm && (line.starts_with("DTSTAMP:") || line.starts_with("UID:"))) {
            fold(line, &mut folded);
            folded.push_str("\r\n");
        }
    }
    folded
}

fn fold(line: &str, into: &mut String) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_OCTETS {
            into.push_str("\r\n ");
            octets = 1;
        }
        into.push(c);
        octets += c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        for text in ["ü".repeat(200), "🙂a".repeat(70), "x".repeat(149), "x y".repeat(80)] {
            let mut folded = String::new();
            fold(&text, &mut folded);
            assert!(folded.split("\r\n").all(|line| line.len() <= LINE_OCTETS), "{folded}");
            assert_eq!(folded.replace("\r\n ", ""), text);
        }
    }

    #[test]
    fn an_address_is_a_link() {
        let link = |address| EmailAddress::parse(address).map(|address| mailto(&address));
        assert_eq!(link("anna+vhs@example.org"), Ok("mailto:anna+vhs@example.org".to_owned()));
        assert_eq!(link("a?b&c=d%e@example.org"), Ok("mailto:a%3Fb%26c%3Dd%25e@example.org".to_owned()));
    }
}
