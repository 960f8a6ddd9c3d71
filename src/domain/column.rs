//! The columns of the attendee list: which there are, in which order, and how each is called in addresses and in the database.

use crate::domain::id::QuestionId;
use crate::domain::question::Question;

/// A column. Their order is the order of the list, which others read: it is fixed, and new ones come at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// Where the registration stands.
    Status,
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Address.
    Email,
    /// When the registration was made, by the clock on the event's wall.
    RegisteredAt,
    /// The same with its offset.
    RegisteredAtIso,
    /// The answer to the question at this place of the event's.
    Answer(usize),
    /// The language of pages and mails.
    Language,
    /// The place on the waiting list.
    WaitingPlace,
    /// When presence was shown.
    PresentAt,
    /// What organisers have noted.
    Note,
}

/// What stands before the questions.
const BEFORE: [Column; 6] =
    [Column::Status, Column::GivenName, Column::FamilyName, Column::Email, Column::RegisteredAt, Column::RegisteredAtIso];
/// What stands after them, for who asks for it.
const AFTER: [Column; 4] = [Column::Language, Column::WaitingPlace, Column::PresentAt, Column::Note];

impl Column {
    /// All columns of the list of an event with so many questions.
    #[must_use]
    pub fn all(questions: usize) -> Vec<Self> {
        Self::usual(questions).into_iter().chain(AFTER).collect()
    }

    /// Those that a list has unless others are chosen.
    #[must_use]
    pub fn usual(questions: usize) -> Vec<Self> {
        BEFORE.into_iter().chain((0..questions).map(Self::Answer)).collect()
    }

    /// Its fixed word; that of a question holds the question's key, so that it is the same when others are asked before it.
    #[must_use]
    pub fn word(self, questions: &[Question]) -> String {
        let fixed = match self {
            Self::Status => "status",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Email => "email",
            Self::RegisteredAt => "registered_at",
            Self::RegisteredAtIso => "registered_at_iso",
            Self::Answer(index) => return questions.get(index).map(Question::field_name).unwrap_or_default(),
            Self::Language => "language",
            Self::WaitingPlace => "waiting_place",
            Self::PresentAt => "present_at",
            Self::Note => "note",
        };
        fixed.to_owned()
    }

    /// The column with a word; none where there is no such column, or no longer.
    #[must_use]
    pub fn read(word: &str, questions: &[Question]) -> Option<Self> {
        if let Some(id) = word.strip_prefix("q-") {
            let id: QuestionId = id.parse().ok()?;
            return questions.iter().position(|question| question.id == id).map(Self::Answer);
        }
        BEFORE.into_iter().chain(AFTER).find(|column| column.word(questions) == word)
    }
}

/// Columns as one text.
#[must_use]
pub fn written(columns: &[Column], questions: &[Question]) -> String {
    columns.iter().map(|column| column.word(questions)).collect::<Vec<_>>().join(",")
}

/// Columns out of the words for them, in the order of the list, each once; what is no column, or no longer, is left out.
#[must_use]
pub fn read<'a>(words: impl IntoIterator<Item = &'a str>, questions: &[Question]) -> Vec<Column> {
    let mut columns: Vec<Column> = words.into_iter().filter_map(|word| Column::read(word, questions)).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::question::QuestionKind;

    fn questions() -> Vec<Question> {
        let question = |second| Question {
            id: QuestionId::new(Timestamp::from_second(second).expect("an instant")),
            label: "Ort?".to_owned(),
            kind: QuestionKind::Text,
            required: false,
            options: Vec::new(),
            purpose: None,
            retention_days: None,
        };
        vec![question(1), question(2)]
    }

    #[test]
    fn columns_are_read_as_they_were_written() {
        let questions = questions();
        let all = Column::all(questions.len());
        assert_eq!(read(written(&all, &questions).split(','), &questions), all);
        assert_eq!(all.len(), 12);
    }

    #[test]
    fn columns_stand_in_the_order_of_the_list_whatever_was_chosen_first() {
        let questions = questions();
        let second = Column::Answer(1).word(&questions);
        assert_eq!(read(["note", &second, "email", "nonsense", "email"], &questions), [Column::Email, Column::Answer(1), Column::Note]);
        assert_eq!(read([second.as_str()], &questions[..1]), [], "it is asked no longer");
    }
}
