//! Where the mails lead.

use halbsieben::mail::{Sample, calendar};
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
        urls.privacy(locale),
        urls.events(locale),
        urls.event(locale, &sample.event.slug),
        // The organiser's own, in their own words.
        "https://akademie.example/programm?tag=1&ort=2".to_owned(),
    ];
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
fn every_mail_says_how_to_see_the_registration_and_what_becomes_of_the_data() {
    for (locale, sample) in samples() {
        let text = sample.mail().render().expect("a mail").text;
        for link in [sample.urls.registration(sample.registration.id), sample.urls.privacy(locale)] {
            assert!(text.lines().any(|line| line == link), "{}-{locale}", sample.name);
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
