//! The people below `Gäste:`, `Moderation:` and their kin: which lines name one.

use super::Field;
use super::labels::Labelled;
use super::lists::Entry;
use super::reader::Reader;
use super::warning::WarningKind;
use super::{Place, people, words};
use crate::domain::event::Role;

impl Reader {
    pub(super) fn read_people(&mut self, index: usize, found: &Labelled, role: Role) {
        let before = self.out.people.len();
        if !found.value.is_empty() {
            let is_short = found.value.len() <= people::LONGEST_ENTRY_BYTES;
            let people = if is_short { people::several(&found.value, role) } else { None };
            match people {
                Some(people) => {
                    self.out.people.extend(people);
                    self.place_field(index, Field::People);
                    self.read_more_people(role, &found.value);
                }
                None if self.in_head && self.out.title.is_none() && !self.has_title_label => {
                    self.out.title = Some(self.lines[index].text.clone());
                    self.place_field(index, Field::Title);
                }
                None => self.keep_with_warning(index, WarningKind::Unplaced),
            }
            return;
        }
        let entries = self.entries();
        if entries.first().is_some_and(|entry| !entry.is_item && !people::looks_like_person(&entry.text)) {
            self.give_back(index, entries[0].lines[0]);
            return;
        }
        self.place_field(index, Field::People);
        self.take_people(entries, role, None);
        let has_found_people = self.out.people.len() > before;
        if has_found_people {
            self.read_people_after_blank(role);
        }
    }

    /// Below the label stands no person: both stay in the description, in their order.
    fn give_back(&mut self, label: usize, below: usize) {
        self.at = below;
        if words::is_prose(&self.lines[below].text) {
            self.keep_with_warning(label, WarningKind::Unplaced);
        } else {
            self.description.push(&self.lines[label]);
            self.place(label, Place::Description);
            self.keep_with_warning(below, WarningKind::Unplaced);
            self.at += 1;
        }
    }

    /// People on the lines below an inline one: "Gäste: Ada Nord, …" and then "Jon Süd, …".
    fn read_more_people(&mut self, role: Role, first: &str) {
        let mut last = first.to_owned();
        while self.is_plain(self.at) {
            let text = self.lines[self.at].text.clone();
            let is_listed = people::looks_like_person(&text) && has_details(&text);
            if !is_listed && !last.ends_with(',') {
                return;
            }
            let before = self.at;
            self.at += 1;
            let entry = Entry { lines: vec![before], text: text.clone(), is_item: false };
            self.take_people(vec![entry], role, Some(last));
            if self.at == before {
                return;
            }
            last = text;
        }
    }

    /// Further people who stand in paragraphs of their own; a bare name there may be a heading.
    fn read_people_after_blank(&mut self, role: Role) {
        while let Some(next) = self.next_filled(self.at) {
            let text = &self.lines[next].text;
            if !self.is_plain(next) || !people::looks_like_person(text) || !has_details(text) {
                return;
            }
            self.at = next;
            let entries = self.entries();
            self.take_people(entries, role, None);
        }
    }

    /// Takes entries as people; plain lines that are none go back to the running text. `last` is
    /// the entry before, which a plain line may go on with.
    fn take_people(&mut self, entries: Vec<Entry>, role: Role, mut last: Option<String>) {
        for entry in entries {
            let before = last.as_deref().filter(|_| !entry.is_item);
            // "Ada Nord (Verein A)," is complete, and a title starts somebody else.
            let is_open = |before: &str| before.ends_with(',') && !before.ends_with("),");
            let must_go_on = before.is_some_and(is_open) && !people::starts_with_title(&entry.text);
            let is_house_line = before.is_some() && words::names_institution(&entry.text) && !has_details(&entry.text);
            let people = people::several(&entry.text, role).filter(|_| !must_go_on && !is_house_line && !words::is_sentence(&entry.text));
            if let Some(people) = people {
                self.out.people.extend(people);
                self.place_entry(&entry, Field::People);
                last = Some(entry.text);
            } else if let Some(before) = before
                && !words::is_sentence(&entry.text)
                && self.extend_person(before, &entry.text, role)
            {
                self.place_entry(&entry, Field::People);
                last = Some(format!("{}, {}", before.trim_end_matches(','), entry.text));
            } else if entry.is_item {
                for line in entry.lines {
                    self.keep_with_warning(line, WarningKind::Unplaced);
                }
                last = None;
            } else {
                self.at = entry.lines[0];
                return;
            }
        }
    }

    /// The line below a name says what the person is: "Ada Nord" and then "Leiterin der Werkstatt".
    fn extend_person(&mut self, last: &str, more: &str, role: Role) -> bool {
        let text = format!("{}, {more}", last.trim_end_matches(','));
        let says_what = words::names_function(more) || words::names_institution(more) || last.ends_with(',');
        match people::person(&text, role).filter(|_| says_what) {
            Some(person) => {
                self.out.people.pop();
                self.out.people.push(person);
                true
            }
            None => false,
        }
    }
}

/// A bare name below a blank line may be a heading; a title or a comma makes it a person.
fn has_details(text: &str) -> bool {
    text.contains([',', '(', '–', '|', ':']) || text.contains("Dr.") || text.contains("Prof.")
}
