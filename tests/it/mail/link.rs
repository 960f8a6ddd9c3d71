//! Where the mails lead.

use halbsieben::domain::delivery::Purpose;
use halbsieben::mail::{Sample, calendar, message};
use scraper::{Html, Selector};

use crate::mail::samples;

/// Every link that a mail may hold.
fn allowed(sample: &Sample) -> Vec<String> {
    let (urls, id, locale) = (&sample.urls, sample.registration.id, sample.registration.registrant.locale);
    let own = [
        urls.join(id),
        urls.registration(id),
        urls.cancel(id),
        urls.confirm(id),
        urls.rejoin(id),
        urls.unsubscribe(id),
        urls.erase(id),
        urls.event_privacy(locale, &sample.event.slug),
        urls.imprint(locale),
        urls.events(locale),
        urls.event(locale, &sample.event.slug),
        // The organiser's own, in their own words.
        "https://akademie.example/programm?tag=1&ort=2".to_owned(),
    ];
    let asked = sample.registration.new_email.iter().map(|email| urls.new_address(id, email, sample.now));
    let own = own.into_iter().chain(asked).chain(sample.beside.iter().map(|beside| urls.registration(beside.registration.id)));
    let letter = sample.letter();
    let after = &sample.event.afterwards;
    let followed =
        after.materials.iter().map(|material| material.url.clone()).chain(after.recording_url.clone()).chain(after.survey_url.clone());
    own.into_iter().chain(followed).chain([calendar::google_url(&letter), calendar::outlook_url(&letter)]).collect()
}

#[test]
fn every_link_leads_to_a_page_of_ours_and_stands_in_the_text_unbroken() {
    for (locale, sample) in samples() {
        let (mail, allowed) = (sample.mail().render().expect("a mail"), allowed(&sample));
        let page = Html::parse_document(&mail.html);
        let anchors = Selector::parse("a").expect("a selector");
        let in_html: Vec<&str> = page.select(&anchors).filter_map(|anchor| anchor.attr("href")).collect();
        let in_text: Vec<&str> = mail.text.split_whitespace().filter(|word| word.contains("://")).collect();
        for link in in_html.iter().chain(&in_text) {
            assert!(allowed.iter().any(|allowed| allowed == link), "{}-{locale}: {link}", sample.name);
        }
        for link in &in_html {
            assert!(in_text.contains(link), "{}-{locale}: {link} is missing in the text", sample.name);
        }
    }
}

#[test]
fn every_mail_says_who_sends_it_and_how_to_see_or_erase_the_registration() {
    for (locale, sample) in samples() {
        let text = sample.mail().render().expect("a mail").text;
        let (urls, id) = (&sample.urls, sample.registration.id);
        let says = |link: String| text.lines().any(|line| line == link);
        assert!(says(urls.imprint(locale)) && says(urls.event_privacy(locale, &sample.event.slug)), "{}-{locale}", sample.name);
        // To an address that nobody has confirmed, the page of a registration is not told.
        let is_to_its_own = !matches!(sample.purpose, Purpose::NewAddress | Purpose::LostLink);
        for link in [urls.registration(id), urls.erase(id)] {
            assert_eq!(says(link), is_to_its_own, "{}-{locale}", sample.name);
        }
    }
}

#[test]
fn a_mail_to_an_address_that_nobody_has_confirmed_holds_nothing_that_was_typed() {
    let unconfirmed = |purpose| matches!(purpose, Purpose::NewAddress | Purpose::LostLink | Purpose::ConfirmAddress);
    for (locale, sample) in samples().filter(|(_, sample)| unconfirmed(sample.purpose)) {
        let message = message::build(sample.delivery_id(), &sample.mail(), &sample.letter()).expect("a message");
        let source = String::from_utf8(message.source).expect("ASCII");
        for typed in ["Alma", "Br=C3=BCckner", "alma.brueckner@"] {
            let is_recipient = typed.ends_with('@') && sample.purpose != Purpose::NewAddress;
            assert!(is_recipient || !source.contains(typed), "{}-{locale}: {typed}", sample.name);
        }
    }
}

#[test]
fn law_20_whoever_has_no_place_gets_no_key_to_the_room() {
    let without = ["cancelled", "confirm-address", "requested", "declined", "waitlisted", "waiting-list"];
    for (locale, sample) in samples().filter(|(_, sample)| without.iter().any(|name| sample.name.contains(name))) {
        let mail = sample.mail().render().expect("a mail");
        let join = sample.urls.join(sample.registration.id);
        assert!(!mail.text.contains(&join) && !mail.html.contains(&join), "{}-{locale}", sample.name);
    }
}

#[test]
fn law_20_links_to_other_houses_hold_no_key() {
    for (locale, sample) in samples() {
        let letter = sample.letter();
        for link in [calendar::google_url(&letter), calendar::outlook_url(&letter)] {
            assert!(!link.contains("/j/") && !link.contains("/r/"), "{}-{locale}: {link}", sample.name);
            assert!(url::Url::parse(&link).is_ok(), "{link}");
        }
    }
}
