//! The sections for the date and the place.

use super::labels::{self, Label, Labelled};
use super::reader::Reader;
use super::warning::WarningKind;
use super::{Field, place, when, words};

impl Reader {
    pub(super) fn read_when(&mut self, index: usize, found: &Labelled) {
        if !found.value.is_empty() {
            if self.read_when_value(index, &found.value, found.label) {
                self.place_field(index, Field::Date);
            }
            return;
        }
        self.place_field(index, Field::Date);
        for entry in self.entries() {
            let reading = when::read(&entry.text);
            let is_about_date = !reading.is_empty() || reading.problem.is_some();
            if !is_about_date && !entry.is_item && found.label != Label::Duration {
                self.at = entry.lines[0];
                return;
            }
            if self.read_when_value(entry.lines[0], &entry.text, found.label) {
                self.place_entry(&entry, Field::Date);
            } else {
                for &line in &entry.lines[1..] {
                    self.keep_with_warning(line, WarningKind::Unplaced);
                }
            }
        }
    }

    /// Takes date and time; whether the line is placed by that.
    fn read_when_value(&mut self, index: usize, value: &str, label: Label) -> bool {
        if label == Label::Duration {
            let is_known = self.when.add_duration(value);
            if !is_known {
                self.keep_with_warning(index, WarningKind::Unplaced);
            }
            return is_known;
        }
        let reading = when::read(value);
        if reading.problem == Some(WarningKind::UnclearDate) || (reading.is_empty() && reading.problem.is_none()) {
            let kind = if reading.problem.is_some() || label != Label::When { WarningKind::UnclearDate } else { WarningKind::Unplaced };
            self.keep_with_warning(index, kind);
            return false;
        }
        let had_date = self.when.has_date();
        let is_added = if label == Label::End { self.when.add_end(&reading) } else { self.when.add(&reading) };
        if !is_added {
            let kind = if reading.has_date() { WarningKind::MoreDates } else { WarningKind::Unplaced };
            self.keep_with_warning(index, kind);
            return false;
        }
        if !had_date || self.when_line.is_none() {
            self.when_line = Some(index);
        }
        match reading.problem {
            Some(WarningKind::MoreDates) => {
                self.keep_with_warning(index, WarningKind::MoreDates);
                return false;
            }
            Some(kind) => self.warn(index, kind),
            None => {}
        }
        let rest = reading.rest.trim_matches(|c: char| ",;|·/()-–— ".contains(c));
        let is_placed = rest.is_empty() || ((place::is_online(rest) || place::is_address(rest)) && self.set_location(index, rest));
        if !is_placed || reading.has_lead {
            self.keep_with_warning(index, WarningKind::Unplaced);
            return false;
        }
        true
    }

    pub(super) fn read_location(&mut self, index: usize, found: &Labelled) {
        let mut parts = Vec::new();
        let mut lines = vec![index];
        if found.value.is_empty() {
            for entry in self.entries() {
                lines.extend(&entry.lines);
                parts.push(entry.text);
            }
        } else {
            parts.push(found.value.clone());
            while self.is_plain(self.at) && is_more_address(&self.lines[self.at].text) {
                parts.push(self.lines[self.at].text.clone());
                lines.push(self.at);
                self.at += 1;
            }
        }
        let trimmed: Vec<&str> = parts.iter().map(|part| part.trim_end_matches(',')).collect();
        let text = trimmed.join(", ");
        if text.is_empty() {
            self.place_field(index, Field::Location);
        } else if self.set_location(index, &text) {
            for line in lines {
                self.place_field(line, Field::Location);
            }
        } else {
            for line in lines {
                self.keep_with_warning(line, WarningKind::Unplaced);
            }
        }
    }
}

fn is_more_address(text: &str) -> bool {
    text.chars().count() <= 80
        && !labels::is_unknown(text)
        && !words::is_prose(text)
        && place::is_address(text)
        && when::read(text).is_empty()
}
