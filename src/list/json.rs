//! The list as JSON: an array of `{status, given_name, family_name, email, registered_at, answers}`, an attendee on a line.
//!
//! Here texts stand as they were typed, the status is the fixed word, and the time is UTC (RFC 3339). Who chooses columns has those fields
//! alone; `language`, `waiting_place`, `present_at` and `note` come at the end, for who asks for them.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::{ListError, ListHead};
use crate::domain::attendee::Attendee;
use crate::domain::column::Column;

/// A JSON array that grows line by line.
pub(super) struct JsonLines<W: Write> {
    out: BufWriter<W>,
    questions: Vec<String>,
    columns: Vec<Column>,
    /// What stands before the next line.
    before: &'static [u8],
}

/// A line; its fields are what others read.
struct Line<'a> {
    attendee: &'a Attendee,
    questions: &'a [String],
    columns: &'a [Column],
}

/// Question → answer, in the order of the questions.
struct Answers<'a>(&'a Line<'a>);

impl Line<'_> {
    fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { attendee, .. } = self;
        let mut map = serializer.serialize_map(None)?;
        if self.has(Column::Status) {
            map.serialize_entry("status", attendee.status.as_str())?;
        }
        for (column, name, text) in [
            (Column::GivenName, "given_name", &attendee.given_name),
            (Column::FamilyName, "family_name", &attendee.family_name),
            (Column::Email, "email", &attendee.email),
        ] {
            if self.has(column) {
                map.serialize_entry(name, text)?;
            }
        }
        if self.has(Column::RegisteredAt) || self.has(Column::RegisteredAtIso) {
            map.serialize_entry("registered_at", &attendee.registered_at)?;
        }
        map.serialize_entry("answers", &Answers(self))?;
        if self.has(Column::Language) {
            map.serialize_entry("language", attendee.language.tag())?;
        }
        if self.has(Column::WaitingPlace) {
            map.serialize_entry("waiting_place", &attendee.waiting_place)?;
        }
        if self.has(Column::PresentAt) {
            map.serialize_entry("present_at", &attendee.present_at)?;
        }
        if self.has(Column::Note) {
            map.serialize_entry("note", &attendee.note)?;
        }
        map.end()
    }
}

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = self.0;
        let mut map = serializer.serialize_map(None)?;
        for (index, (question, answer)) in line.questions.iter().zip(&line.attendee.answers).enumerate() {
            if line.has(Column::Answer(index)) {
                map.serialize_entry(question, answer)?;
            }
        }
        map.end()
    }
}

impl<W: Write> JsonLines<W> {
    pub(super) fn new(head: ListHead, out: W) -> Result<Self, ListError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        Ok(Self { out, questions: told_apart(head.questions), columns: head.columns, before: b"\n" })
    }

    pub(super) fn write(&mut self, attendee: &Attendee) -> Result<(), ListError> {
        self.out.write_all(self.before)?;
        self.before = b",\n";
        let line = Line { attendee, questions: &self.questions, columns: &self.columns };
        serde_json::to_writer(&mut self.out, &line).map_err(|error| ListError::Write(io::Error::from(error)))
    }

    pub(super) fn finish(mut self) -> Result<(), ListError> {
        let end: &[u8] = if self.before == b"\n" { b"]\n" } else { b"\n]\n" };
        self.out.write_all(end)?;
        Ok(self.out.flush()?)
    }
}

/// Questions of the same words get a number, as most readers keep only one value of a key (RFC 8259 section 4).
fn told_apart(questions: Vec<String>) -> Vec<String> {
    let all: HashSet<String> = questions.iter().cloned().collect();
    let mut taken = HashSet::new();
    let mut keys = Vec::with_capacity(questions.len());
    for question in questions {
        let numbered = (2..).map(|number| format!("{question} ({number})"));
        let key = if taken.contains(&question) {
            numbered.into_iter().find(|key| !all.contains(key) && !taken.contains(key)).unwrap_or_default()
        } else {
            question
        };
        taken.insert(key.clone());
        keys.push(key);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_the_same_words_get_a_number() {
        let questions = ["Ort?", "Ort?", "Ort? (2)", "Ort?"].map(str::to_owned).to_vec();
        assert_eq!(told_apart(questions), ["Ort?", "Ort? (3)", "Ort? (2)", "Ort? (4)"]);
    }
}
