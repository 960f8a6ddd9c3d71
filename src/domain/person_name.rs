//! A part of a person's name, as that person writes it.

use crate::domain::text::{self, TextError};

/// The most characters that one name field takes.
pub const MAX_CHARS: usize = 100;

/// A given or a family name: 1 to [`MAX_CHARS`] characters of any script, on one line, without a web address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a name cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// The text itself cannot be taken.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It holds a web address: forms are used to have us mail advertising to strangers, in the greeting.
    #[error("holds a web address")]
    WebAddress,
}

impl PersonName {
    /// Takes a name as typed.
    ///
    /// # Errors
    /// When it is empty, too long, has a control character, or holds a web address.
    pub fn parse(raw: &str) -> Result<Self, PersonNameError> {
        let name = text::line(raw, MAX_CHARS)?;
        let lower = name.to_lowercase();
        if lower.contains("://") || lower.contains("www.") || (lower.contains('/') && lower.contains('.')) {
            return Err(PersonNameError::WebAddress);
        }
        Ok(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_whole_world_are_taken() {
        for name in ["O'Brien", "Nuñez-García", "李雷", "Đặng", "Null", "X", "von und zu Ä", "محمد", "=SUM(A1)", "<b>"] {
            assert_eq!(PersonName::parse(name).map(|n| n.as_str().to_owned()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn advertising_is_not_a_name() {
        assert_eq!(PersonName::parse("Gewinn auf https://x.example"), Err(PersonNameError::WebAddress));
        assert_eq!(PersonName::parse("WWW.x.example"), Err(PersonNameError::WebAddress));
        assert_eq!(PersonName::parse("x.example/gewinn"), Err(PersonNameError::WebAddress));
    }
}
