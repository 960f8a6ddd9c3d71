//! What an event asks at sign-up beyond name and address.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::id::QuestionId;
use crate::domain::text::{self, TextError};

/// The most characters of an answer on one line.
pub const MAX_ANSWER_CHARS: usize = 1000;
/// The most characters of an answer of several lines.
pub const MAX_LONG_ANSWER_CHARS: usize = 4000;
/// The most options of a question.
pub const MAX_OPTIONS: usize = 20;
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
    /// Several lines of text.
    LongText,
    /// One of several options.
    Choice,
    /// Any of several options; the answer has one on each line.
    Several,
    /// A box to tick; the answer is [`TICKED`].
    Tick,
}

impl QuestionKind {
    /// The fixed word for it, in the database and in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Choice => "choice",
            Self::Several => "several",
            Self::Tick => "tick",
        }
    }
}

impl std::str::FromStr for QuestionKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Text, Self::LongText, Self::Choice, Self::Several, Self::Tick]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| word.to_owned())
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
        let cleaned = match self.kind {
            QuestionKind::LongText | QuestionKind::Several => text::block(raw, MAX_LONG_ANSWER_CHARS),
            QuestionKind::Text | QuestionKind::Choice | QuestionKind::Tick => text::line(raw, MAX_ANSWER_CHARS),
        };
        let answer = match cleaned {
            Ok(answer) => answer,
            Err(TextError::Empty) if self.required => return Err(AnswerError::Missing),
            Err(TextError::Empty) => return Ok(None),
            Err(error) => return Err(AnswerError::Text(error)),
        };
        match self.kind {
            QuestionKind::Text | QuestionKind::LongText => Ok(Some(answer)),
            QuestionKind::Choice if self.options.contains(&answer) => Ok(Some(answer)),
            QuestionKind::Several if answer.lines().all(|chosen| self.options.iter().any(|option| option == chosen)) => Ok(Some(answer)),
            QuestionKind::Choice | QuestionKind::Several => Err(AnswerError::Option),
            QuestionKind::Tick => Ok(Some(TICKED.to_owned())),
        }
    }

    /// Takes an answer as it stands on a list: what [`Question::on_one_line`] makes of one, and a tick as people write it. It may be left
    /// open.
    ///
    /// # Errors
    /// When the text cannot be taken, or it is not one of the options.
    pub fn answer_on_list(&self, cell: &str) -> Result<Option<String>, AnswerError> {
        /// How people write that they do, or that they do not.
        const YES: [&str; 9] = [TICKED, "j", "yes", "y", "x", "1", "true", "wahr", "✓"];
        const NO: [&str; 7] = ["nein", "n", "no", "0", "-", "false", "falsch"];
        let cell = cell.trim();
        let said = match self.kind {
            _ if cell.is_empty() => return Ok(None),
            QuestionKind::Several => self.options_of(cell).ok_or(AnswerError::Option)?,
            QuestionKind::Tick if NO.contains(&cell.to_lowercase().as_str()) => return Ok(None),
            QuestionKind::Tick if YES.contains(&cell.to_lowercase().as_str()) => TICKED.to_owned(),
            QuestionKind::Tick => return Err(AnswerError::Option),
            QuestionKind::Text | QuestionKind::LongText | QuestionKind::Choice => cell.to_owned(),
        };
        self.answer(&said)
    }

    /// Options that stand behind one another, a line each. Of two that begin alike the longer one is meant.
    fn options_of(&self, cell: &str) -> Option<String> {
        let (mut rest, mut chosen) = (cell, Vec::new());
        while !rest.is_empty() {
            let is_whole = |after: &str| after.is_empty() || after.starts_with([';', '\n']);
            let fits = self.options.iter().filter(|option| rest.strip_prefix(option.as_str()).is_some_and(is_whole));
            let option = fits.max_by_key(|option| option.len())?;
            chosen.push(option.as_str());
            rest = rest[option.len()..].trim_start_matches([';', '\n', ' ']);
        }
        Some(chosen.join("\n"))
    }

    /// The name of its field in a form, which is its `id` on the page as well.
    #[must_use]
    pub fn field_name(&self) -> String {
        format!("q-{}", self.id)
    }

    /// The name of the box for the option at `index` in a form.
    #[must_use]
    pub fn option_name(&self, index: usize) -> String {
        format!("q-{}-{}", self.id, index + 1)
    }

    /// What a form holds for it: the field itself, or a line for each option that was ticked.
    #[must_use]
    pub fn typed(&self, fields: &BTreeMap<String, String>) -> String {
        if self.kind != QuestionKind::Several {
            return fields.get(&self.field_name()).cloned().unwrap_or_default();
        }
        let is_ticked = |index: &usize| fields.contains_key(&self.option_name(*index));
        let chosen = self.options.iter().enumerate().filter(|(index, _)| is_ticked(index)).map(|(_, option)| option.as_str());
        chosen.collect::<Vec<_>>().join("\n")
    }

    /// The fields of a form that hold `answer`: what [`Question::typed`] reads.
    #[must_use]
    pub fn fields(&self, answer: &str) -> Vec<(String, String)> {
        if self.kind != QuestionKind::Several {
            return vec![(self.field_name(), answer.to_owned())];
        }
        let is_chosen = |option: &str| answer.lines().any(|chosen| chosen == option);
        let ticked = self.options.iter().enumerate().filter(|(_, option)| is_chosen(option));
        ticked.map(|(index, _)| (self.option_name(index), "1".to_owned())).collect()
    }

    /// An answer on one line, for lists.
    #[must_use]
    pub fn on_one_line(&self, answer: String) -> String {
        if self.kind == QuestionKind::Several { answer.replace('\n', "; ") } else { answer }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn question(kind: QuestionKind) -> Question {
        let options = ["rot", "blau", "grün"].map(str::to_owned).to_vec();
        let id = QuestionId::new(Timestamp::UNIX_EPOCH);
        Question { id, label: "Farben?".to_owned(), kind, required: true, options, purpose: None, retention_days: None }
    }

    #[test]
    fn several_options_are_a_line_each() {
        let asked = question(QuestionKind::Several);
        let ticked = BTreeMap::from([(asked.option_name(0), String::new()), (asked.option_name(2), "x".to_owned())]);
        let answer = asked.answer(&asked.typed(&ticked)).expect("an answer").expect("not left open");
        assert_eq!((answer.as_str(), asked.on_one_line(answer.clone()).as_str()), ("rot\ngrün", "rot; grün"));
        assert_eq!(asked.typed(&asked.fields(&answer).into_iter().collect()), answer);
        assert_eq!(asked.answer(&asked.typed(&BTreeMap::new())), Err(AnswerError::Missing));
        assert_eq!(asked.answer("rot\nlila"), Err(AnswerError::Option));
    }

    #[test]
    fn an_answer_is_taken_back_from_a_list() {
        let several = question(QuestionKind::Several);
        let answer = several.answer("rot\ngrün").expect("an answer").expect("not left open");
        assert_eq!(several.answer_on_list(&several.on_one_line(answer.clone())), Ok(Some(answer)));
        assert_eq!(several.answer_on_list("rot; lila"), Err(AnswerError::Option));
        let semicolons = Question { options: ["a", "a; b", "c"].map(str::to_owned).to_vec(), ..question(QuestionKind::Several) };
        assert_eq!(semicolons.answer_on_list("a; b; c"), Ok(Some("a; b\nc".to_owned())));
        let tick = question(QuestionKind::Tick);
        assert_eq!(tick.answer_on_list(" Yes "), Ok(Some(TICKED.to_owned())));
        assert_eq!((tick.answer_on_list("Nein"), tick.answer_on_list("")), (Ok(None), Ok(None)), "no answer is needed");
        assert_eq!(tick.answer_on_list("vielleicht"), Err(AnswerError::Option));
    }

    #[test]
    fn a_long_answer_keeps_its_lines() {
        assert_eq!(question(QuestionKind::LongText).answer("eins\r\nzwei "), Ok(Some("eins\nzwei".to_owned())));
        assert_eq!(question(QuestionKind::Text).answer("eins\nzwei"), Err(AnswerError::Text(TextError::Control)));
    }
}
