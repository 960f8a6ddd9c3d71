//! The mails to organisers, word by word.

use halbsieben::domain::locale::Locale;
use halbsieben::mail::{AccountLetter, Rendered, message};

/// Every such mail in every language, to somebody whose name is likely to go wrong.
fn each(mut look: impl FnMut(&str, Locale, &AccountLetter<'_>)) {
    for locale in Locale::ALL {
        for mut sample in AccountLetter::samples(locale) {
            "Zoë <b>Yıldızoğlu</b>".clone_into(&mut sample.organiser.name);
            look(sample.name, locale, &sample.letter());
        }
    }
}

#[test]
fn every_mail_to_an_organiser_reads_as_it_was_approved() {
    each(|name, locale, letter| {
        let Rendered { subject, text, html, .. } = letter.render().unwrap();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            let shown = format!("Subject: {subject}\n\n===== text\n{text}\n===== HTML\n{html}");
            insta::assert_snapshot!(format!("{name}-{locale}"), shown);
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
