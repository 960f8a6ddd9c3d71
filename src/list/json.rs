//! The list as JSON: an array of `{status, given_name, family_name, email, registered_at, answers}`, an attendee on a line.
//!
//! Here texts stand as they were typed, the status is the fixed word, and the time is UTC (RFC 3339).

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::{ListError, ListHead};
use crate::domain::attendee::Attendee;

/// A JSON array that grows line by line.
pub(super) struct JsonLines<W: Write> {
    out: BufWriter<W>,
    questions: Vec<String>,
    /// What stands before the next line.
    before: &'static [u8],
}

/// A line; its fields are what others read.
#[derive(serde::Serialize)]
struct Line<'a> {
    status: &'static str,
    given_name: &'a str,
    family_name: &'a str,
    email: &'a str,
    registered_at: Timestamp,
    answers: Answers<'a>,
}

/// Question → answer, in the order of the questions.
struct Answers<'a> {
    questions: &'a [String],
    answers: &'a [String],
}

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.questions.len()))?;
        for (question, answer) in self.questions.iter().zip(self.answers) {
            map.serialize_entry(question, answer)?;
        }
        map.end()
    }
}

impl<W: Write> JsonLines<W> {
    pub(super) fn new(head: ListHead, out: W) -> Result<Self, ListError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        Ok(Self { out, questions: told_apart(head.questions), before: b"\n" })
    }

    pub(super) fn write(&mut self, attendee: &Attendee) -> Result<(), ListError> {
        self.out.write_all(self.before)?;
        self.before = b",\n";
        let line = Line {
            status: attendee.status.as_str(),
            given_name: &attendee.given_name,
            family_name: &attendee.family_name,
            email: &attendee.email,
            registered_at: attendee.registered_at,
            answers: Answers { questions: &self.questions, answers: &attendee.answers },
        };
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
