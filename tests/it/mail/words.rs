//! What the mails say, word by word.

use halbsieben::domain::delivery::Purpose;
use halbsieben::domain::event::{EventStatus, LocationKind};
use halbsieben::domain::locale::Locale;
use halbsieben::domain::reminder::{Reminder, ReminderRule};
use halbsieben::mail::{Mail, Rendered, Sample};
use jiff::SignedDuration;
use scraper::{Html, Selector};

use crate::mail::{sample, samples};

fn rendered(sample: &Sample) -> Rendered {
    sample.mail().render().expect("a mail")
}

/// The text without its line breaks.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_mail_reads_as_it_was_approved() {
    for (locale, sample) in samples() {
        let Rendered { subject, preheader, text, html } = rendered(&sample);
        let ics = sample.mail().calendar(&sample.letter()).map_or("none".to_owned(), |part| part.source.replace("\r\n", "\n"));
        let preheader = preheader.unwrap_or_else(|| "none".to_owned());
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(
                format!("{}-{locale}", sample.name),
                format!("Subject: {subject}\nPreheader: {preheader}\n\n===== text\n{text}\n===== HTML\n{html}\n===== calendar\n{ics}")
            );
        });
    }
}

#[test]
fn both_languages_have_every_sample() {
    let names = |locale| Mail::samples(locale).iter().map(|sample| sample.name).collect::<Vec<_>>();
    let mut unique = names(Locale::De);
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), names(Locale::De).len());
    assert_eq!(names(Locale::De), names(Locale::En));
}

/// What the HTML says and the text need not: words on what is clicked, where the text shows the link itself.
const ONLY_ON_SCREEN: [&str; 4] =
    ["Zur Veranstaltung", "Go to the event", "Oder diesen Link in den Browser kopieren:", "Or copy this link into your browser:"];

#[test]
fn the_text_says_all_that_the_html_says() {
    for (locale, sample) in samples() {
        let Rendered { text, html, .. } = rendered(&sample);
        let (text, page) = (flowing(&text), Html::parse_document(&html));
        let body = page.select(&Selector::parse("body").expect("a selector")).next().expect("a body");
        let hidden: Vec<_> = page.select(&Selector::parse("div[style*='display:none']").expect("a selector")).map(|div| div.id()).collect();
        for node in body.descendants().filter(|node| !node.ancestors().any(|ancestor| hidden.contains(&ancestor.id()))) {
            let Some(said) = node.value().as_text().map(|said| flowing(said)) else { continue };
            let bare = said.trim_matches(|c: char| " ·.".contains(c));
            assert!(text.contains(bare) || ONLY_ON_SCREEN.contains(&bare), "{}-{locale}: {said:?} is missing in\n{text}", sample.name);
        }
    }
}

#[test]
fn no_line_of_a_text_is_long_except_a_link() {
    for (locale, sample) in samples() {
        for line in rendered(&sample).text.lines() {
            let alone = !line.contains(' ');
            assert!(line.chars().count() <= 72 || alone, "{}-{locale}: {line}", sample.name);
            assert!(!line.contains("https://") || alone, "{}-{locale}: {line}", sample.name);
        }
    }
}

#[test]
fn what_people_typed_is_escaped_in_html_and_nowhere_else() {
    for locale in Locale::ALL {
        let mail = rendered(&sample(locale, "confirmation-doors-open"));
        assert!(mail.subject.contains("<b>R&D</b> für alle"), "{}", mail.subject);
        assert!(mail.text.contains("<b>Zoë</b>") && !mail.html.contains("<b>"));
        assert_eq!(Html::parse_document(&mail.html).select(&Selector::parse("b").expect("a selector")).count(), 0);
    }
}

#[test]
fn law_25_a_mail_loads_nothing_and_is_small() {
    for (locale, sample) in samples() {
        let html = rendered(&sample).html;
        assert!(html.len() < 30_000, "{}-{locale}: {} bytes", sample.name, html.len());
        for what in ["<img", "<link", "<script", "@import", "url(", "src=", "<iframe", "background=\""] {
            assert!(!html.contains(what), "{}-{locale}: {what}", sample.name);
        }
    }
}

#[test]
fn law_21_every_mail_names_the_zone() {
    for (locale, sample) in samples() {
        let mail = rendered(&sample);
        let zone = if locale == Locale::De { "(MESZ)" } else { "(Berlin time, CEST)" };
        assert!(flowing(&mail.text).contains(zone) && mail.html.contains(zone), "{}-{locale}", sample.name);
    }
}

#[test]
fn the_confirmation_names_the_reminders_that_are_still_to_come() {
    let day_hour = "Am Tag davor und eine Stunde vor Beginn erinnern wir Sie.";
    for (before_minutes, left_minutes, sentence) in [
        (&[1440, 60][..], 5000, Some(day_hour)),
        (&[1440, 60], 1440 + 30, Some("Eine Stunde vor Beginn erinnern wir Sie.")),
        (&[1440, 60], 90, None),
        (&[1440], 5000, Some("Am Tag davor erinnern wir Sie.")),
        (&[2880, 60], 5000, Some("Vor dem Beginn erinnern wir Sie.")),
        // The later one stands for the earlier one within the hour (law 5).
        (&[60, 15], 5000, Some("Vor dem Beginn erinnern wir Sie.")),
        (&[], 5000, None),
    ] {
        let mut sample = sample(Locale::De, "confirmation");
        sample.rules = ReminderRule::of(&sample.event.schedule, &Reminder::for_all(before_minutes));
        sample.now = sample.event.schedule.starts_at - SignedDuration::from_mins(left_minutes);
        sample.registration.registered_at = sample.now;
        let text = flowing(&rendered(&sample).text);
        assert_eq!(text.contains("erinnern wir Sie."), sentence.is_some(), "{before_minutes:?} {left_minutes}");
        assert!(sentence.is_none_or(|sentence| text.contains(sentence)), "{before_minutes:?} {left_minutes}: {text}");
    }
}

#[test]
fn who_wants_no_reminders_is_promised_none() {
    let mut sample = sample(Locale::De, "confirmation");
    sample.registration.wants_reminders = false;
    assert!(!rendered(&sample).text.contains("erinnern"));
}

#[test]
fn nobody_is_promised_that_a_place_is_reserved_where_anybody_may_come() {
    let text = flowing(&rendered(&sample(Locale::De, "confirmation-optional")).text);
    assert!(text.contains("Sie sind angemeldet. Wir freuen uns auf Sie!"));
    assert!(!text.contains("Platz"));
}

#[test]
fn the_day_is_told_from_the_day_on_which_the_mail_is_rendered() {
    for (left_minutes, subject) in [
        (8 * 1440, "Am Do 15.04., 18:30 Uhr: "),
        (3 * 1440, "Am Do, 18:30 Uhr: "),
        (1440, "Morgen, 18:30 Uhr: "),
        (18 * 60 + 31, "Morgen, 18:30 Uhr: "),
        (18 * 60 + 30, "Heute, 18:30 Uhr: "),
        (12 * 60 + 1, "Heute, 18:30 Uhr: "),
        (12 * 60, "Heute um 18:30 Uhr: Ihr Link zu „"),
        (16, "Heute um 18:30 Uhr: Ihr Link zu „"),
        (15, "Der Raum ist offen: "),
        (1, "Der Raum ist offen: "),
        (0, "Es hat begonnen: Ihr Link zu „"),
        (-60, "Es hat begonnen: Ihr Link zu „"),
    ] {
        let mut sample = sample(Locale::De, "reminder-24-hours");
        sample.now = sample.event.schedule.starts_at - SignedDuration::from_mins(left_minutes);
        let mail = rendered(&sample);
        assert!(mail.subject.starts_with(subject), "{left_minutes}: {}", mail.subject);
    }
}

#[test]
fn a_room_that_is_open_is_not_promised_to_open() {
    for (purpose, left_minutes) in [(Purpose::Confirmation, 10), (Purpose::Change, 10), (Purpose::Reminder { before_minutes: 60 }, 30)] {
        let mut sample = sample(Locale::De, "confirmation");
        (sample.purpose, sample.event.access.doors_before_minutes) = (purpose, 45);
        sample.now = sample.event.schedule.starts_at - SignedDuration::from_mins(left_minutes);
        let mail = rendered(&sample);
        assert!(!mail.text.contains("öffnet") && !mail.text.contains("17:45"), "{}", mail.text);
    }
}

#[test]
fn doors_that_are_closed_are_not_called_open() {
    let mut sample = sample(Locale::De, "reminder-15-minutes");
    sample.event.access.doors_before_minutes = 5;
    let text = flowing(&rendered(&sample).text);
    assert!(text.contains("Ab 18:25 Uhr können Sie eintreten.") && !text.contains("offen"), "{text}");
}

#[test]
fn the_link_stands_in_the_first_lines_of_the_reminder_before_the_start() {
    for name in ["reminder-1-hour", "reminder-15-minutes", "reminder-running"] {
        let sample = sample(Locale::De, name);
        let mail = rendered(&sample);
        let line = mail.text.lines().position(|line| line == sample.urls.join(sample.registration.id)).expect("the link");
        assert!(line <= 6, "{}", mail.text);
    }
}

#[test]
fn the_place_is_named_as_far_as_there_is_one() {
    for (kind, location, line) in [
        (LocationKind::Online, None, Some("Wo: online")),
        (LocationKind::Online, Some("im Internet: online"), Some("Wo: im Internet: online")),
        (LocationKind::Hybrid, Some("Lesesaal"), Some("Wo: Lesesaal und online")),
        (LocationKind::OnSite, Some("Lesesaal"), Some("Wo: Lesesaal")),
        (LocationKind::OnSite, None, None),
    ] {
        let mut sample = sample(Locale::De, "reminder-24-hours");
        sample.event.announcement.location_kind = kind;
        sample.event.announcement.location = location.map(str::to_owned);
        let text = rendered(&sample).text;
        assert_eq!(text.lines().find(|line| line.starts_with("Wo:")), line);
        assert_eq!(text.contains("Browser"), kind != LocationKind::OnSite);
    }
}

#[test]
fn a_registration_cannot_be_taken_up_again_once_the_event_was_called_off() {
    let mut sample = sample(Locale::De, "registration-cancelled");
    sample.event.status = EventStatus::Cancelled;
    let mail = rendered(&sample);
    assert!(!mail.text.contains("Wieder anmelden") && !mail.html.contains("Wieder anmelden"));
}
