//! What organisers note down about somebody. It is personal data: whoever it is about may read it (Art. 15 GDPR).

use jiff::Timestamp;

use crate::domain::text::{self, TextError};

/// The most characters of a note.
pub const MAX_CHARS: usize = 2_000;

/// A note about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its words, in several lines.
    pub text: String,
    /// The name of the organiser who wrote it last.
    pub by: String,
    /// When that was.
    pub changed_at: Timestamp,
}

/// Takes a note as typed: none when nothing was.
///
/// # Errors
/// When it has too many characters, or one that cannot be shown.
pub fn typed(raw: &str) -> Result<Option<String>, TextError> {
    match text::block(raw, MAX_CHARS) {
        Ok(text) => Ok(Some(text)),
        Err(TextError::Empty) => Ok(None),
        Err(error) => Err(error),
    }
}
