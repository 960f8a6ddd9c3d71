//! The sections for the fee and the registration.

use super::Field;
use super::labels::{Label, Labelled};
use super::reader::Reader;
use super::sections::append;
use super::warning::WarningKind;
use super::{place, statements, words};

impl Reader {
    pub(super) fn read_fee(&mut self, index: usize, found: &Labelled) {
        self.place_field(index, Field::Fee);
        let mut values = Vec::new();
        if found.value.is_empty() {
            for entry in self.entries() {
                values.push(entry.text.trim_end_matches([',', ';']).to_owned());
                self.place_entry(&entry, Field::Fee);
            }
        } else {
            values.push(found.value.clone());
        }
        let value = values.join(", ");
        for sentence in words::sentences(&value) {
            if statements::is_about_registration(sentence) {
                self.decide_registration(index, sentence);
            }
        }
        if !value.is_empty() {
            append(&mut self.out.fee, &value);
        }
    }

    pub(super) fn read_registration(&mut self, index: usize, found: &Labelled) {
        if statements::fee(&found.value).is_some() || statements::fee(&self.lines[index].text).is_some_and(|(_, whole)| whole) {
            self.place_field(index, Field::Fee);
            append(&mut self.out.fee, &found.value);
            return;
        }
        self.place_field(index, Field::Registration);
        if !found.value.is_empty() {
            let note = if found.label == Label::RegistrationDeadline { self.lines[index].text.clone() } else { found.value.clone() };
            let whole = self.lines[index].text.clone();
            self.take_registration(index, &note, &whole);
        }
        while let Some(next) = self.next_filled(self.at) {
            let is_adjacent = next == self.at && !found.value.is_empty() && statements::fee(&self.lines[next].text).is_none();
            let is_first = found.value.is_empty() && self.out.registration_note.is_none();
            let text = &self.lines[next].text;
            if !self.is_plain(next) || !(is_first || is_adjacent || statements::is_about_registration(text)) {
                return;
            }
            self.at = next;
            let entries = self.entries();
            let lines: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
            let note = lines.join(" ");
            for entry in &entries {
                self.place_entry(entry, Field::Registration);
            }
            self.take_registration(next, &note, &note);
        }
    }

    fn take_registration(&mut self, index: usize, note: &str, decides: &str) {
        for sentence in words::sentences(decides) {
            self.decide_registration(index, sentence);
            if let Some((fee, _)) = statements::fee(sentence) {
                self.out.fee.get_or_insert(fee);
            }
        }
        if place::without_room_links(note).is_some() {
            self.warn(index, WarningKind::RoomLink);
        }
        append(&mut self.out.registration_note, &place::without_room_links(note).unwrap_or_else(|| note.to_owned()));
    }
}
