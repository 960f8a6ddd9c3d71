//! Labelled lines and the lists below them.

use super::labels::{Label, Labelled, fold};
use super::reader::Reader;
use super::warning::WarningKind;
use super::{Field, Place, debris, partners, words};
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
            Label::Partners | Label::Funding | Label::Fee | Label::Registration | Label::EventType | Label::Topics | Label::Audiences
        );
    }

    fn read_title(&mut self, index: usize, found: &Labelled) {
        let value = without_reply_marks(&found.value);
        if value.is_empty() {
            // "Einladung" above the title: the next line is found as the title by itself.
            self.place(index, if found.explicit { Place::Field(Field::Title) } else { Place::Debris });
        } else if self.out.title.is_none() && !(self.has_title_label && found.label != Label::Title) {
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
        self.read_single(index, found, Field::Subtitle, |reader| &mut reader.out.subtitle);
    }

    fn read_series(&mut self, index: usize, found: &Labelled) {
        self.read_single(index, found, Field::Series, |reader| &mut reader.out.series);
        if let Some(series) = &mut self.out.series {
            *series = super::series::name(series).to_owned();
        }
    }

    fn read_event_type(&mut self, index: usize, found: &Labelled) {
        self.read_single(index, found, Field::EventType, |reader| &mut reader.out.event_type);
    }

    /// A field of one line, on the line of the label or the next one that is not blank.
    fn read_single(&mut self, index: usize, found: &Labelled, field: Field, slot: fn(&mut Self) -> &mut Option<String>) {
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
            // A heading whose section is empty, as web pages have them.
            self.place_field(index, field);
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
        while self.lines.get(self.at).is_some_and(|line| line.is_item() && line.label.is_none()) && self.lines[self.at - 1].is_item() {
            let more = self.lines[self.at].text.clone();
            if let Some(types) = &mut self.out.event_type {
                *types = format!("{types}, {more}");
            }
            self.place_field(self.at, Field::EventType);
            self.at += 1;
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
        let says_nothing = matches!(folded.trim_end_matches(':'), "beschreibung" | "description" | "inhalt" | "about" | "content");
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
    const MARKS: [&str; 9] = ["wg:", "aw:", "re:", "fw:", "fwd:", "einladung:", "invitation:", "reminder:", "erinnerung:"];
    let mut subject = subject.trim();
    while let Some(mark) = MARKS.iter().find(|mark| subject.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark))) {
        subject = subject[mark.len()..].trim_start();
    }
    subject
}

/// "Eltern, Lehrkräfte und Interessierte" are three groups; "Arbeit und Soziales" is one topic.
fn split_terms(text: &str, field: Field) -> Vec<String> {
    if words::is_prose(text) {
        return vec![text.to_owned()];
    }
    let mut terms: Vec<&str> = words::split_outside_brackets(text.trim_end_matches('.'), |before, c| {
        (c == ',' && !before.ends_with('-')) || c == ';' || c == '|' || c == '•' || c == '·'
    });
    if field == Field::Audiences && terms.len() > 1 {
        let last = terms.pop().unwrap_or_default();
        let joiner = [" und ", " and ", " sowie "].into_iter().find(|joiner| last.contains(joiner));
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
