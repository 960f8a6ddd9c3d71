//! Guesses the language from its small words.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::locale::Locale;

const GERMAN: &str = "der|die|das|und|ist|im|für|mit|von|zu|ein|eine|nicht|wir|sie|uhr|auf|den|dem|des|wie|oder|anmeldung|ort|datum|über|bei|wird|sind|als|zur|zum|gäste";

const ENGLISH: &str =
    "the|and|of|is|for|with|to|a|we|you|on|how|or|by|at|this|are|be|it|from|date|location|registration|speakers|will|your|our|an|what";

/// The language with more of its small words; German, the product's first, when in doubt.
pub(super) fn guess(text: &str) -> Locale {
    static GERMAN_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| GERMAN.split('|').collect());
    static ENGLISH_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH.split('|').collect());
    let (mut german, mut english) = (0_usize, 0_usize);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        german += usize::from(GERMAN_WORDS.contains(word.as_str()));
        english += usize::from(ENGLISH_WORDS.contains(word.as_str()));
    }
    if english > german { Locale::En } else { Locale::De }
}
