//! Mails: their words, their links, their MIME form, their calendar entries.

mod account;
mod bounce;
mod calendar;
mod link;
mod message;
mod smtp;
mod words;

use halbsieben::domain::locale::Locale;
use halbsieben::mail::{Mail, Sample};

/// Every sample in every language.
fn samples() -> impl Iterator<Item = (Locale, Sample)> {
    Locale::ALL.into_iter().flat_map(|locale| Mail::samples(locale).into_iter().map(move |sample| (locale, sample)))
}

/// The sample of that name.
fn sample(locale: Locale, name: &str) -> Sample {
    Mail::samples(locale).into_iter().find(|sample| sample.name == name).unwrap_or_else(|| panic!("no sample {name}"))
}
