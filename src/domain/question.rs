//! What an event asks at sign-up beyond name and address.

use serde::{Deserialize, Serialize};

use crate::domain::id::QuestionId;
use crate::domain::text::{self, TextError};

/// The most characters of an answer.
pub const MAX_ANSWER_CHARS: usize = 1000;
/// The most questions of an event: a form that is longer is not filled in.
pub const MAX_QUESTIONS: usize = 5;

/// A question of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its key; answers are kept under it, so that its wording may be corrected.
    pub id: QuestionId,
    /// Its words, as the registrant reads them.
    pub label: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether the form is refused without an answer.
    pub required: bool,
    /// What can be chosen, for [`QuestionKind::Choice`] and [`QuestionKind::Several`].
    pub options: Vec<String>,
    /// What the answer is for, in words.
    pub purpose: Option<String>,
    /// Days after the end until the answers are removed, where that is sooner than all else (law 23).
    pub retention_days: Option<u16>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A line of text.
    Text,
    /// One of several options.
    Choice,
    /// A box to tick; the answer is [`TICKED`].
    Tick,
}

impl QuestionKind {
    /// The fixed word for it, in the database and in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Tick => "tick",
        }
    }
}

impl std::str::FromStr for QuestionKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Text, Self::Choice, Self::Tick].into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| word.to_owned())
    }
}

/// The value of a box that was ticked.
pub const TICKED: &str = "ja";

/// Why an answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// A required question was left open.
    #[error("is not answered")]
    Missing,
    /// The text itself cannot be taken.
    #[error(transparent)]
    Text(TextError),
    /// Not one of the options.
    #[error("is not one of the options")]
    Option,
}

impl Question {
    /// Takes an answer as sent by the form: `None` when it was left open.
    ///
    /// # Errors
    /// When a required answer is missing, the text cannot be taken, or it is not one of the options.
    pub fn answer(&self, raw: &str) -> Result<Option<String>, AnswerError> {
        let answer = match text::line(raw, MAX_ANSWER_CHARS) {
            Ok(answer) => answer,
            Err(TextError::Empty) if self.required => return Err(AnswerError::Missing),
            Err(TextError::Empty) => return Ok(None),
            Err(error) => return Err(AnswerError::Text(error)),
        };
        match self.kind {
            QuestionKind::Text => Ok(Some(answer)),
            QuestionKind::Choice if self.options.contains(&answer) => Ok(Some(answer)),
            QuestionKind::Choice => Err(AnswerError::Option),
            QuestionKind::Tick => Ok(Some(TICKED.to_owned())),
        }
    }
}
