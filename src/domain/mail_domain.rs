//! Mistyped mail domains: which of the great ones was meant.
//!
//! A suggestion is a question and never a refusal: the domain may exist, and whoever typed it knows better.

use crate::domain::email_address::EmailAddress;

/// Where most people have their mail who sign up in German or English, the busiest first. A domain that stands here is right as it
/// is; so the list also has those that differ from a greater one by a letter (`mail.com`, `ymail.com`).
const GREAT: [&str; 64] = [
    "gmail.com",
    "gmx.de",
    "web.de",
    "t-online.de",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "yahoo.com",
    "gmx.net",
    "googlemail.com",
    "outlook.de",
    "hotmail.de",
    "yahoo.de",
    "freenet.de",
    "posteo.de",
    "mailbox.org",
    "live.de",
    "live.com",
    "aol.com",
    "aol.de",
    "arcor.de",
    "online.de",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.eu",
    "gmx.org",
    "me.com",
    "mac.com",
    "msn.com",
    "mail.de",
    "mail.com",
    "email.de",
    "email.com",
    "ymail.com",
    "rocketmail.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "posteo.net",
    "posteo.eu",
    "posteo.org",
    "tutanota.com",
    "tutanota.de",
    "tuta.io",
    "vodafone.de",
    "vodafonemail.de",
    "kabelmail.de",
    "unitybox.de",
    "unity-mail.de",
    "1und1.de",
    "o2mail.de",
    "o2online.de",
    "magenta.de",
    "ewetel.net",
    "ewe.net",
    "osnanet.de",
    "htp-tel.de",
    "netcologne.de",
    "a1.net",
    "aon.at",
    "chello.at",
    "bluewin.ch",
    "yahoo.co.uk",
];

/// Domains that nobody has mail at, and that are typed for one of the great ones again and again.
const CONFUSED: [(&str, &str); 6] = [
    ("gmail.de", "gmail.com"),
    ("googlemail.de", "googlemail.com"),
    ("t-online.com", "t-online.de"),
    ("icloud.de", "icloud.com"),
    ("freenet.com", "freenet.de"),
    ("posteo.com", "posteo.de"),
];

/// Below so many characters a domain has too many neighbours that exist.
const SHORTEST: usize = 6;
/// From so many characters on, two mistakes are still the same word.
const TWO_MISTAKES_FROM: usize = 9;

/// The address with the domain that was probably meant; none where it is one of the great ones, or like none of them.
#[must_use]
pub fn suggestion(email: &EmailAddress) -> Option<EmailAddress> {
    let meant = meant(email.domain())?;
    let local = email.as_str().rsplit_once('@')?.0;
    EmailAddress::parse(&format!("{local}@{meant}")).ok()
}

fn meant(domain: &str) -> Option<&'static str> {
    if GREAT.contains(&domain) {
        return None;
    }
    if let Some((_, meant)) = CONFUSED.iter().find(|(typed, _)| *typed == domain) {
        return Some(meant);
    }
    let near = GREAT.into_iter().filter_map(|great| Some((distance(great, domain)?, great)));
    // Of several that are as near, the busiest: the first.
    near.min_by_key(|(distance, _)| *distance).map(|(_, great)| great)
}

/// How many mistakes lie between a great domain and what was typed; none where it is too many, or another word altogether.
fn distance(great: &str, typed: &str) -> Option<usize> {
    let most = match great.len() {
        0..SHORTEST => return None,
        SHORTEST..TWO_MISTAKES_FROM => 1,
        _ => 2,
    };
    if great.len().abs_diff(typed.len()) > most {
        return None;
    }
    let mistakes = strsim::osa_distance(great, typed);
    // With two mistakes, the first letter at least is right: people look at what they begin with.
    let same_beginning = great.chars().next() == typed.chars().next() || mistakes == 1;
    (mistakes <= most && same_beginning).then_some(mistakes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(typed: &str) -> Option<String> {
        suggestion(&EmailAddress::parse(typed).expect("an address")).map(|email| email.to_string())
    }

    #[test]
    fn a_mistyped_domain_brings_the_one_that_was_meant() {
        for (typed, meant) in [
            ("Anna.B+vhs@gmial.com", "Anna.B+vhs@gmail.com"),
            ("a@gmail.con", "a@gmail.com"),
            ("a@gmail.co", "a@gmail.com"),
            ("a@gmal.com", "a@gmail.com"),
            ("a@gmail.de", "a@gmail.com"),
            ("a@gnx.de", "a@gmx.de"),
            ("a@gmx.dee", "a@gmx.de"),
            ("a@wb.de", "a@web.de"),
            ("a@wen.de", "a@web.de"),
            ("a@tonline.de", "a@t-online.de"),
            ("a@t-onlin.de", "a@t-online.de"),
            ("a@hotnail.com", "a@hotmail.com"),
            ("a@outlok.de", "a@outlook.de"),
            ("a@googlmail.com", "a@googlemail.com"),
            ("a@yaho.de", "a@yahoo.de"),
            ("a@icluod.com", "a@icloud.com"),
        ] {
            assert_eq!(suggested(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_great_domain_and_one_like_none_of_them_bring_nothing() {
        for great in GREAT {
            assert_eq!(suggested(&format!("a@{great}")), None, "{great}");
        }
        for other in
            ["example.org", "vhs-musterstadt.de", "uni-koeln.de", "akademie.example", "bund.de", "x.de", "müller.example", "stadt-koeln.de"]
        {
            assert_eq!(suggested(&format!("a@{other}")), None, "{other}");
        }
    }
}
