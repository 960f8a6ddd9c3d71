//! The mails to organisers, word by word.

use halbsieben::domain::account_mail::{AccountMail, AccountMailKind};
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::id::{DeliveryId, OrganiserId};
use halbsieben::domain::locale::Locale;
use halbsieben::domain::organiser::{Organiser, Role};
use halbsieben::mail::{AccountLetter, Rendered, message};
use jiff::Timestamp;
use uuid::Uuid;

use crate::mail::sample;

/// An invented organiser whose name is likely to go wrong.
fn organiser() -> Organiser {
    let (name, email) = ("Zoë <b>Yıldızoğlu</b>".to_owned(), EmailAddress::parse("zoe@fichtenrode.example").unwrap());
    Organiser { id: OrganiserId::from(Uuid::nil()), name, email, role: Role::Editor }
}

/// Every such mail in every language.
fn each(mut look: impl FnMut(&str, Locale, &AccountLetter<'_>)) {
    let organiser = organiser();
    for locale in Locale::ALL {
        let like = sample(locale, "requested");
        let asked_at: Timestamp = "2021-04-01T09:12:00Z".parse().unwrap();
        for kind in AccountMailKind::ALL {
            let mail = AccountMail { id: DeliveryId::from(Uuid::nil()), kind, locale, asked_at };
            let letter = AccountLetter { mail, organiser: &organiser, urls: &like.urls, sender: &like.sender, now: asked_at };
            look(kind.as_str(), locale, &letter);
        }
    }
}

#[test]
fn every_mail_to_an_organiser_reads_as_it_was_approved() {
    each(|name, locale, letter| {
        let Rendered { subject, text, html, .. } = letter.render().unwrap();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            let shown = format!("Subject: {subject}\n\n===== text\n{text}\n===== HTML\n{html}");
            insta::assert_snapshot!(format!("account-{}-{locale}", name.replace('_', "-")), shown);
        });
    });
}

#[test]
fn law_25_a_mail_to_an_organiser_loads_nothing_and_says_in_text_what_it_says() {
    each(|name, _, letter| {
        let Rendered { text, html, .. } = letter.render().unwrap();
        let link = letter.urls.choose_password(letter.mail.locale, letter.mail.id);
        assert!(text.lines().any(|line| line == link) && html.contains(&link), "{name}: {text}");
        assert!(text.lines().all(|line| line.chars().count() <= 72 || !line.contains(' ')), "{name}: {text}");
        assert!(!html.contains("<b>") && !["<img", "src=", "url(", "<script"].iter().any(|what| html.contains(what)), "{name}");
    });
}

#[test]
fn a_mail_to_an_organiser_is_the_same_mail_each_time() {
    each(|_, _, letter| {
        let [first, second] = [0; 2].map(|_| message::build_to_organiser(letter.mail.id, letter).unwrap());
        assert_eq!((first.message_id.as_str(), &first.source), (second.message_id.as_str(), &second.source));
    });
}
