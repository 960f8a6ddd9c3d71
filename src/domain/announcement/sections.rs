//! Labelled lines and the lists below them.

use super::labels::{self, Label, Labelled, fold};
use super::reader::Reader;
use super::warning::WarningKind;
use super::{Field, Place, debris, partners, place, statements, when, words};
use crate::domain::event::Role;

impl Reader {
    pub(super) fn read_labelled(&mut self, found: &Labelled) {
        let index = self.at;
        self.at += 1;
        match found.label {
            Label::Title | Label::Theme | Label::Invitation => self.read_title(index, found),
            Label::Subtitle => self.read_subtitle(index, found),
            Label::Series => self.read_series(index, found),
            Label::When | Label::End | Label::Duration => self.read_when(index, found),
            Label::Location => self.read_location(index, found),
            Label::Guests => self.read_people(index, found, Role::Guest),
            Label::Moderation => self.read_people(index, found, Role::Moderation),
            Label::Host => self.read_people(index, found, Role::Host),
            Label::Description => self.read_description_heading(index, found),
            Label::Room => self.read_room(index, found),
            Label::Partners => self.read_partners(index, found),
            Label::Funding => self.read_funding(index, found),
            Label::Fee => self.read_fee(index, found),
            Label::Registration | Label::RegistrationDeadline => {
                self.read_registration(index, found);
            }
            Label::EventType => self.read_event_type(index, found),
            Label::Topics => self.read_terms(index, found, Field::Topics),
            Label::Audiences => self.read_terms(index, found, Field::Audiences),
        }
        self.in_tail |= matches!(
            found.label,
            Label::Partners
                | Label::Funding
                | Label::Fee
                | Label::Registration
                | Label::EventType
                | Label::Topics
                | Label::Audiences
        );
    }

    fn read_title(&mut self, index: usize, found: &Labelled) {
        let value = without_reply_marks(&found.value);
        if value.is_empty() {
            // "Einladung" above the title: the next line is found as the title by itself.
            self.place(
                index,
                if found.explicit {
                    Place::Field(Field::Title)
                } else {
                    Place::Debris
                },
            );
        } else if self.out.title.is_none() && !(self.has_title_label && found.label != Label::Title)
        {
            self.out.title = Some(value.to_owned());
            self.place_field(index, Field::Title);
        } else if found.label == Label::Theme {
            self.out.topics.push(value.to_owned());
            self.place_field(index, Field::Topics);
        } else {
            self.keep_with_warning(index, WarningKind::Unplaced);
        }
    }

    fn read_subtitle(&mut self, index: usize, found: &Labelled) {
        self.read_single(index, found, Field::Subtitle, |reader| {
            &mut reader.out.subtitle
        });
    }

    fn read_series(&mut self, index: usize, found: &Labelled) {
        self.read_single(index, found, Field::Series, |reader| &mut reader.out.series);
        if let Some(series) = &mut self.out.series {
            *series = super::series::name(series).to_owned();
        }
    }

    fn read_event_type(&mut self, index: usize, found: &Labelled) {
        self.read_single(index, found, Field::EventType, |reader| {
            &mut reader.out.event_type
        });
    }

    /// A field of one line, on the line of the label or the next one that is not blank.
    fn read_single(
        &mut self,
        index: usize,
        found: &Labelled,
        field: Field,
        slot: fn(&mut Self) -> &mut Option<String>,
    ) {
        if slot(self).is_some() {
            self.keep_with_warning(index, WarningKind::Unplaced);
            return;
        }
        if !found.value.is_empty() {
            *slot(self) = Some(found.value.clone());
            self.place_field(index, field);
            return;
        }
        let next = self.next_filled(self.at).filter(|&next| {
            let line = &self.lines[next];
            line.label.is_none() && !debris::is_debris(line)
        });
        let Some(next) = next else {
            self.keep_empty_label(index, field);
            return;
        };
        *slot(self) = Some(self.lines[next].text.clone());
        self.place_field(index, field);
        self.place_field(next, field);
        self.at = next + 1;
        if field == Field::EventType {
            self.read_more_event_types();
        }
    }

    /// "• Vortrag" and "• Diskussion" below one label.
    fn read_more_event_types(&mut self) {
        while self
            .lines
            .get(self.at)
            .is_some_and(|line| line.is_item() && line.label.is_none())
            && self.lines[self.at - 1].is_item()
        {
            let more = self.lines[self.at].text.clone();
            if let Some(types) = &mut self.out.event_type {
                *types = format!("{types}, {more}");
            }
            self.place_field(self.at, Field::EventType);
            self.at += 1;
        }
    }

    /// A heading whose section is empty, as web pages have them.
    fn keep_empty_label(&mut self, index: usize, field: Field) {
        self.place_field(index, field);
    }

    fn read_when(&mut self, index: usize, found: &Labelled) {
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
        if reading.problem == Some(WarningKind::UnclearDate)
            || (reading.is_empty() && reading.problem.is_none())
        {
            let kind = if reading.problem.is_some() || label != Label::When {
                WarningKind::UnclearDate
            } else {
                WarningKind::Unplaced
            };
            self.keep_with_warning(index, kind);
            return false;
        }
        let had_date = self.when.has_date();
        let is_added = if label == Label::End {
            self.when.add_end(&reading)
        } else {
            self.when.add(&reading)
        };
        if !is_added {
            let kind = if reading.has_date() {
                WarningKind::MoreDates
            } else {
                WarningKind::Unplaced
            };
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
        let rest = reading
            .rest
            .trim_matches(|c: char| ",;|·/()-–— ".contains(c));
        let is_placed = rest.is_empty()
            || ((place::is_online(rest) || place::is_address(rest))
                && self.set_location(index, rest));
        if !is_placed || reading.has_lead {
            self.keep_with_warning(index, WarningKind::Unplaced);
            return false;
        }
        true
    }

    fn read_location(&mut self, index: usize, found: &Labelled) {
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
        let trimmed: Vec<&str> = parts
            .iter()
            .map(|part| part.trim_end_matches(','))
            .collect();
        let text = trimmed.join(", ");
        if text.is_empty() {
            self.keep_empty_label(index, Field::Location);
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

    fn read_partners(&mut self, index: usize, found: &Labelled) {
        self.place_field(index, Field::Partners);
        if found.value.is_empty() {
            for entry in self.entries() {
                self.out.partners.extend(partners::partner(&entry.text));
                self.place_entry(&entry, Field::Partners);
            }
        } else {
            self.out.partners.extend(partners::several(&found.value));
        }
    }

    /// The note keeps the label, which is part of what the funder wants to read.
    fn read_funding(&mut self, index: usize, found: &Labelled) {
        let mut note = self.lines[index].text.trim_matches('*').to_owned();
        self.place_field(index, Field::Funding);
        if found.value.is_empty() {
            for (count, entry) in self.entries().into_iter().enumerate() {
                let glue = if count == 0 { " " } else { ", " };
                note = format!("{note}{glue}{}", entry.text.trim_end_matches(','));
                self.place_entry(&entry, Field::Funding);
            }
        }
        append(&mut self.out.funding_note, &note);
    }

    fn read_fee(&mut self, index: usize, found: &Labelled) {
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

    fn read_registration(&mut self, index: usize, found: &Labelled) {
        if statements::fee(&found.value).is_some()
            || statements::fee(&self.lines[index].text).is_some_and(|(_, whole)| whole)
        {
            self.place_field(index, Field::Fee);
            append(&mut self.out.fee, &found.value);
            return;
        }
        self.place_field(index, Field::Registration);
        if !found.value.is_empty() {
            let note = if found.label == Label::RegistrationDeadline {
                self.lines[index].text.clone()
            } else {
                found.value.clone()
            };
            let whole = self.lines[index].text.clone();
            self.take_registration(index, &note, &whole);
        }
        while let Some(next) = self.next_filled(self.at) {
            let is_adjacent = next == self.at && !found.value.is_empty();
            let is_first = found.value.is_empty() && self.out.registration_note.is_none();
            let text = &self.lines[next].text;
            if !self.is_plain(next)
                || !(is_first || is_adjacent || statements::is_about_registration(text))
            {
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
        append(
            &mut self.out.registration_note,
            &place::without_room_links(note).unwrap_or_else(|| note.to_owned()),
        );
    }

    fn read_terms(&mut self, index: usize, found: &Labelled, field: Field) {
        self.place_field(index, field);
        let mut terms: Vec<String> = Vec::new();
        if found.value.is_empty() {
            for entry in self.entries() {
                if entry.is_item {
                    terms.push(entry.text.trim_end_matches([',', ';', '.']).to_owned());
                } else {
                    terms.extend(split_terms(&entry.text, field));
                }
                self.place_entry(&entry, field);
            }
        } else {
            terms = split_terms(&found.value, field);
        }
        match field {
            Field::Topics => self.out.topics.extend(terms),
            _ => self.out.audiences.extend(terms),
        }
    }

    /// "Programm": the heading stays above what it announces.
    fn read_description_heading(&mut self, index: usize, found: &Labelled) {
        let folded = fold(&self.lines[index].text);
        let says_nothing = matches!(
            folded.trim_end_matches(':'),
            "beschreibung" | "description" | "inhalt" | "about" | "content"
        );
        if says_nothing && found.value.is_empty() {
            self.place(index, Place::Debris);
        } else if found.value.is_empty() || !words::is_prose(&found.value) {
            self.description.push(&self.lines[index]);
            self.place(index, Place::Description);
        } else {
            self.at = index;
            self.read_paragraph();
        }
        self.in_head &= self.out.title.is_none();
    }

    /// What leads into the room goes to the warnings only: the description is public.
    fn read_room(&mut self, index: usize, found: &Labelled) {
        let mut lines = vec![index];
        if found.value.is_empty() {
            lines.extend(self.entries().into_iter().flat_map(|entry| entry.lines));
        }
        for line in lines {
            self.warn(line, WarningKind::RoomLink);
            self.place(line, Place::Warning(WarningKind::RoomLink));
        }
    }
}

/// Takes off what mail programs put before a subject.
fn without_reply_marks(subject: &str) -> &str {
    const MARKS: [&str; 9] = [
        "wg:",
        "aw:",
        "re:",
        "fw:",
        "fwd:",
        "einladung:",
        "invitation:",
        "reminder:",
        "erinnerung:",
    ];
    let mut subject = subject.trim();
    while let Some(mark) = MARKS.iter().find(|mark| {
        subject
            .get(..mark.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(mark))
    }) {
        subject = subject[mark.len()..].trim_start();
    }
    subject
}

fn is_more_address(text: &str) -> bool {
    text.chars().count() <= 80
        && !labels::is_unknown(text)
        && !words::is_prose(text)
        && place::is_address(text)
        && when::read(text).is_empty()
}

/// "Eltern, Lehrkräfte und Interessierte" are three groups; "Arbeit und Soziales" is one topic.
fn split_terms(text: &str, field: Field) -> Vec<String> {
    if words::is_prose(text) {
        return vec![text.to_owned()];
    }
    let mut terms: Vec<&str> =
        words::split_outside_brackets(text.trim_end_matches('.'), |before, c| {
            (c == ',' && !before.ends_with('-')) || c == ';' || c == '|' || c == '•' || c == '·'
        });
    if field == Field::Audiences && terms.len() > 1 {
        let last = terms.pop().unwrap_or_default();
        let joiner = [" und ", " and ", " sowie "]
            .into_iter()
            .find(|joiner| last.contains(joiner));
        match joiner.and_then(|joiner| last.split_once(joiner)) {
            Some((left, right)) if !left.ends_with('-') => terms.extend([left, right]),
            _ => terms.push(last),
        }
    }
    terms.into_iter().map(str::to_owned).collect()
}

/// Adds a sentence to a field that may have some already.
pub(super) fn append(slot: &mut Option<String>, text: &str) {
    match slot {
        Some(before) => {
            before.push(' ');
            before.push_str(text);
        }
        None => *slot = Some(text.to_owned()),
    }
}
