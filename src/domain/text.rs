//! The one place where text from outside is cleaned: every field of every form and file passes here.
//!
//! Controls are refused, not removed: SQLite keeps a NUL where PostgreSQL refuses it, a CR in a name would panic the mail
//! builder, and an override of the writing direction makes a line read as something else.

use unicode_normalization::UnicodeNormalization as _;

/// Why a text cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left when surrounding space is taken off.
    #[error("is empty")]
    Empty,
    /// More characters than the field holds.
    #[error("has more than {max} characters")]
    TooLong {
        /// The most characters that are taken.
        max: usize,
    },
    /// A control character, or one that turns the writing direction.
    #[error("has a character that cannot be shown")]
    Control,
}

/// Cleans a text of one line: surrounding space is taken off, the rest is composed (Unicode NFC).
///
/// # Errors
/// When it is empty, has more than `max` characters, or a control character.
pub fn line(raw: &str, max: usize) -> Result<String, TextError> {
    cleaned(raw, max, |_| false)
}

/// Cleans a text of several lines as [`line()`] does; line breaks become `\n` and tabs stay.
///
/// # Errors
/// As [`line()`].
pub fn block(raw: &str, max: usize) -> Result<String, TextError> {
    cleaned(&raw.replace("\r\n", "\n").replace('\r', "\n"), max, |c| matches!(c, '\n' | '\t'))
}

fn cleaned(raw: &str, max: usize, also_allowed: fn(char) -> bool) -> Result<String, TextError> {
    let text: String = raw.trim().nfc().collect();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if text.chars().any(|c| is_unshowable(c) && !also_allowed(c)) {
        return Err(TextError::Control);
    }
    Ok(text)
}

/// C0 and C1 controls, line and paragraph separators, and the characters that override or isolate the writing direction
/// (Unicode UAX #9 sections 2.1 to 2.4). Joiners stay: Persian names and family emoji need them.
#[must_use]
pub fn is_unshowable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The same words without mail addresses: for what is kept or logged beside the people whom it is about.
#[must_use]
pub fn without_addresses(text: &str) -> String {
    /// What stands for an address.
    const SOMEBODY: &str = "…@…";
    let is_of_address = |c: char| c.is_alphanumeric() || "@.!#$%&'*+-/=?^_`{|}~".contains(c);
    let mut words = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !is_of_address(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_address(c));
        words.push_str(if word.contains('@') { SOMEBODY } else { word });
        words.push_str(&piece[word.len()..]);
    }
    words
}

/// A slug made of `text`: lower case ASCII words with hyphens, at most `max` characters, cut between words.
/// Empty when the text has no letter or digit that can be written in ASCII.
#[must_use]
pub fn slug(text: &str, max: usize) -> String {
    let mut slug = String::new();
    for word in spelled_in_ascii(text).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let hyphen = usize::from(!slug.is_empty());
        if slug.len() + hyphen + word.len() > max {
            if slug.is_empty() {
                slug.push_str(&word[..max]);
            }
            break;
        }
        if hyphen == 1 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Spells umlauts as German does (ä → ae) and drops other accents (é → e).
fn spelled_in_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in text.to_lowercase().nfc() {
        match c {
            'ä' | 'æ' => ascii.push_str("ae"),
            'ö' => ascii.push_str("oe"),
            'ü' => ascii.push_str("ue"),
            'ß' => ascii.push_str("ss"),
            'ø' => ascii.push('o'),
            'ł' => ascii.push('l'),
            // A gendered word is one word: "Bürger*innen", "Referent:in".
            '*' => {}
            c => ascii.extend(c.nfd().filter(|part| !unicode_normalization::char::is_combining_mark(*part))),
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_composed() {
        assert_eq!(line("  Zoe\u{308} \u{a0}", 10), Ok("Zoë".to_owned()));
    }

    #[test]
    fn controls_and_direction_overrides_are_refused() {
        for raw in ["a\0b", "a\r\nBcc: x@y", "a\tb", "a\u{85}b", "a\u{202e}b", "a\u{2028}b", "a\u{7f}b"] {
            assert_eq!(line(raw, 100), Err(TextError::Control), "{raw:?}");
        }
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert!(line(&"ü".repeat(100), 100).is_ok());
        assert_eq!(line(&"ü".repeat(101), 100), Err(TextError::TooLong { max: 100 }));
    }

    #[test]
    fn addresses_are_left_out_of_what_is_logged() {
        let said = "554 5.7.1 <anna.beispiel+x@example.org>: Relay access denied (anna@xn--mller-kva.example), try at 18:30";
        assert_eq!(without_addresses(said), "554 5.7.1 <…@…>: Relay access denied (…@…), try at 18:30");
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(block("a\r\n\r\nb\rc", 10), Ok("a\n\nb\nc".to_owned()));
    }

    #[test]
    fn a_slug_is_spelled_as_germans_spell_and_cut_between_words() {
        assert_eq!(slug("Größe & Übermut: Café für Bürger*innen?", 80), "groesse-uebermut-cafe-fuer-buergerinnen");
        assert_eq!(slug("Arbeit und Digitale Transformation", 20), "arbeit-und-digitale");
        assert_eq!(slug("李雷", 20), "");
    }
}
