//! Passwords: what is taken as one, and what is kept of it.
//!
//! Any text that is long enough and no riddle of signs and digits, but none of those that are tried first, and not just a name (NIST SP
//! 800-63B-4 section 3.1.1.2). A password is never shown, logged or
//! kept: what is kept is its Argon2id hash with all that it takes to compare (PHC string format).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

/// The fewest characters of a new password.
pub const MIN_CHARS: usize = 12;
/// The most: four lines of text, and nothing that keeps the machine busy.
pub const MAX_CHARS: usize = 128;

/// Passwords of enough characters that stand high on the lists of those that people choose most, in English and German, in lower case.
const COMMON: &str = include_str!("password/common.txt");
/// The product's name: the first guess of who sees the page.
const PRODUCT: &str = "halbsieben";

/// Kibibytes that a hash takes, rounds over them, and lanes: the least that OWASP's Password Storage Cheat Sheet recommends for Argon2id.
/// Two at once take 38 MB.
const MEMORY_KIB: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;

/// A password as typed. The same word typed on another keyboard is the same password: it is composed (NFC), as RFC 8265 section 4.2 has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text cannot become a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("has fewer than {MIN_CHARS} characters")]
    TooShort,
    /// Too many.
    #[error("has more than {MAX_CHARS} characters")]
    TooLong,
    /// It is one of those that are tried first.
    #[error("is one of those that are tried first")]
    Common,
    /// It is nothing but a name or an address of whoever chooses it, or the product's name.
    #[error("is only a name or an address")]
    OwnName,
}

impl Password {
    /// Random bytes that a hash is salted with: 128 bits (RFC 9106 section 3.1).
    pub const SALT_BYTES: usize = 16;

    /// Takes a new password.
    ///
    /// # Errors
    /// When it is too short or too long, or too easily guessed.
    pub fn parse(typed: &str) -> Result<Self, PasswordError> {
        Self::chosen_by(&[], typed)
    }

    /// Takes a new password of somebody who goes by these names and addresses.
    ///
    /// # Errors
    /// When it is too short or too long, or too easily guessed.
    pub fn chosen_by(names: &[&str], typed: &str) -> Result<Self, PasswordError> {
        let password = Self::typed(typed);
        let lower = password.0.to_lowercase();
        match password.0.chars().count() {
            ..MIN_CHARS => Err(PasswordError::TooShort),
            MIN_CHARS..=MAX_CHARS if COMMON.lines().any(|common| common == lower) => Err(PasswordError::Common),
            MIN_CHARS..=MAX_CHARS if is_made_of(&lower, names) => Err(PasswordError::OwnName),
            MIN_CHARS..=MAX_CHARS => Ok(password),
            _ => Err(PasswordError::TooLong),
        }
    }

    /// What was typed where a password is asked for, to be compared: what cannot be one is none that is known.
    #[must_use]
    pub fn typed(typed: &str) -> Self {
        Self(typed.nfc().collect())
    }

    /// What is kept of it. Takes as long and as much memory as [`Password::is_of`].
    ///
    /// # Errors
    /// When there is not the memory for it.
    pub fn hash(&self, salt: [u8; Self::SALT_BYTES]) -> Result<String, HashError> {
        let hash: PasswordHash =
            argon2()?.hash_password_with_salt(self.0.as_bytes(), &salt).map_err(|error| HashError(error.to_string()))?;
        Ok(hash.to_string())
    }

    /// Whether it is the one that `kept` was made of.
    ///
    /// # Errors
    /// When `kept` is no hash, or there is not the memory for it.
    pub fn is_of(&self, kept: &str) -> Result<bool, HashError> {
        let hash = PasswordHash::new(kept).map_err(|error| HashError(error.to_string()))?;
        match argon2()?.verify_password(self.0.as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(HashError(error.to_string())),
        }
    }
}

/// Whether a text has no letters but those of the names, of their parts, or of the product's: with whatever digits and signs.
fn is_made_of(lower: &str, names: &[&str]) -> bool {
    /// Shorter parts stand in many words.
    const LETTERS: usize = 3;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let lowered = names.iter().map(|name| name.to_lowercase()).chain([PRODUCT.to_owned()]);
    let mut words: Vec<String> = lowered
        .flat_map(|name| {
            let parts = name.split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect::<Vec<_>>();
            std::iter::once(letters(&name)).chain(parts)
        })
        .filter(|word| word.chars().count() >= LETTERS)
        .collect();
    // The longest first: `Ann` stands in `Anna`.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let typed = letters(lower);
    !typed.is_empty() && words.iter().fold(typed, |rest, word| rest.replace(word.as_str(), "")).is_empty()
}

/// Why a password cannot be hashed or compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a password cannot be compared: {0}")]
pub struct HashError(String);

fn argon2() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, None).map_err(|error| HashError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_of_twelve_to_128_characters_is_a_password() {
        for typed in ["zwölf Zeilen", "            ", "🦉🦉🦉🦉🦉🦉🦉🦉🦉🦉🦉🦉", &"ä".repeat(128)] {
            assert!(Password::parse(typed).is_ok(), "{typed:?}");
        }
        assert_eq!(Password::parse("elf Zeichen"), Err(PasswordError::TooShort));
        assert_eq!(Password::parse(&"ä".repeat(129)), Err(PasswordError::TooLong));
    }

    #[test]
    fn what_is_tried_first_is_no_password() {
        for typed in ["Passwort2024", "QWERTZUIOP123", "123456789012"] {
            assert_eq!(Password::parse(typed), Err(PasswordError::Common), "{typed}");
        }
        assert!(COMMON.lines().all(|common| common.chars().count() >= MIN_CHARS && common == common.to_lowercase()));
    }

    #[test]
    fn a_name_or_an_address_alone_is_no_password() {
        let chosen = |typed: &str| Password::chosen_by(&["Thea Sandkrug", "thea.s@morgenland.example"], typed);
        for typed in
            ["Thea Sandkrug 1", "sandkrugsandkrug", "thea.s@morgenland.example", "Halbsieben2026!", "Morgenland-2026", "theathea1234"]
        {
            assert_eq!(chosen(typed), Err(PasswordError::OwnName), "{typed}");
        }
        for typed in ["Sandkrug am Meer", "halb sieben am See", "            ", "8142-7730-5519"] {
            assert!(chosen(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn what_is_kept_knows_its_password_and_no_other() {
        let kept = Password::parse("Fünf Möwen am See").expect("a password").hash([7; 16]).expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(Password::typed("Fu\u{308}nf Mo\u{308}wen am See").is_of(&kept), Ok(true));
        assert_eq!(Password::typed("Fünf Möwen am see").is_of(&kept), Ok(false));
        assert!(Password::typed("x").is_of("plain").is_err());
    }

    #[test]
    fn a_password_is_never_written_down() {
        assert_eq!(format!("{:?}", Password::typed("Fünf Möwen am See")), "Password(…)");
    }
}
