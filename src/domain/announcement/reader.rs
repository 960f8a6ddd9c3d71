//! The walk over the lines: what has been read so far, where each line went, and what follows
//! from all of it at the end.

use super::description::Description;
use super::labels::{Label, Labelled};
use super::span::When;
use super::text::{Line, Marker};
use super::warning::{Warning, WarningKind};
use super::when;
use super::{Announcement, Field, Place, Placement, debris, language, place, series, statements, words};
use crate::domain::event::{LocationKind, RegistrationMode};

/// Reads an announcement line by line.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about what has been read, not states of one thing")]
pub(super) struct Reader {
    pub(super) lines: Vec<Line>,
    /// The line to read next, counted from 0.
    pub(super) at: usize,
    pub(super) out: Announcement,
    pub(super) description: Description,
    pub(super) when: When,
    /// The line that gave the start, for warnings about it.
    pub(super) when_line: Option<usize>,
    /// The second line, until it is known whether it is the series.
    pub(super) second_line: Option<(usize, String)>,
    /// Title, date and the like still come in any order, before the first prose.
    pub(super) in_head: bool,
    /// Facts such as the fee have been read; what follows without a label is no heading any more.
    pub(super) in_tail: bool,
    /// "Mit freundlichen Grüßen" has been read.
    pub(super) after_closing: bool,
    /// A later line says `Titel:`, so that the first line is not taken for it.
    pub(super) has_title_label: bool,
    decisions: Vec<(usize, RegistrationMode)>,
    places: Vec<Option<Place>>,
}

impl Reader {
    pub(super) fn new(lines: Vec<Line>, warnings: Vec<Warning>) -> Self {
        let has_title_label =
            lines.iter().any(|line| matches!(&line.label, Some(found) if found.label == Label::Title && !found.value.is_empty()));
        let text = joined(&lines);
        Self {
            places: vec![None; lines.len()],
            at: 0,
            out: Announcement {
                title: None,
                subtitle: None,
                series: None,
                starts: None,
                ends: None,
                location_kind: LocationKind::Online,
                location: None,
                description: String::new(),
                people: Vec::new(),
                partners: Vec::new(),
                funding_note: None,
                fee: None,
                registration_mode: RegistrationMode::Required,
                registration_note: None,
                event_type: None,
                topics: Vec::new(),
                audiences: Vec::new(),
                locale: language::guess(&text),
                warnings,
            },
            description: Description::default(),
            when: When::default(),
            when_line: None,
            second_line: None,
            in_head: true,
            in_tail: false,
            after_closing: false,
            has_title_label,
            decisions: Vec::new(),
            lines,
        }
    }

    pub(super) fn read(&mut self) {
        self.read_mail_headers();
        while let Some(line) = self.lines.get(self.at) {
            if line.is_blank() {
                self.at += 1;
            } else if debris::is_debris(line) {
                self.place(self.at, Place::Debris);
                self.at += 1;
            } else if let Some(labelled) = line.label.clone() {
                self.read_labelled(&labelled);
            } else {
                self.read_unlabelled();
            }
        }
    }

    fn read_mail_headers(&mut self) {
        let end = debris::mail_header_end(&self.lines);
        while self.at < end {
            if debris::is_subject(&self.lines[self.at])
                && let Some(labelled) = self.lines[self.at].label.clone()
            {
                self.read_labelled(&labelled);
                continue;
            }
            if !self.lines[self.at].is_blank() {
                self.place(self.at, Place::Debris);
            }
            self.at += 1;
        }
    }

    /// Records where a line went; the first word counts, so that no line goes to two places.
    pub(super) fn place(&mut self, index: usize, place: Place) {
        self.places[index].get_or_insert(place);
    }

    pub(super) fn is_placed(&self, index: usize, field: Field) -> bool {
        self.places[index] == Some(Place::Field(field))
    }

    pub(super) fn place_field(&mut self, index: usize, field: Field) {
        self.place(index, Place::Field(field));
    }

    /// Warns about a line and keeps it in the description.
    pub(super) fn keep_with_warning(&mut self, index: usize, kind: WarningKind) {
        self.description.push(&self.lines[index]);
        self.warn(index, kind);
        self.place(index, Place::Warning(kind));
    }

    pub(super) fn warn(&mut self, index: usize, kind: WarningKind) {
        self.out.warnings.push(Warning::new(&self.lines[index], kind));
    }

    pub(super) fn decide_registration(&mut self, index: usize, sentence: &str) {
        if let Some(mode) = statements::registration(sentence) {
            self.decisions.push((index, mode));
        }
    }

    /// Whether a paragraph can go on with this line.
    pub(super) fn is_plain(&self, index: usize) -> bool {
        self.lines
            .get(index)
            .is_some_and(|line| !line.is_blank() && line.label.is_none() && line.marker == Marker::None && !debris::is_debris(line))
    }

    pub(super) fn next_filled(&self, from: usize) -> Option<usize> {
        (from..self.lines.len()).find(|&index| !self.lines[index].is_blank())
    }

    /// The label of a line, if it has one that a list cannot contain by chance.
    pub(super) fn explicit_label(&self, index: usize) -> Option<&Labelled> {
        self.lines[index].label.as_ref().filter(|found| found.explicit)
    }

    pub(super) fn finish(mut self) -> (Announcement, Vec<Placement>) {
        let text = joined(&self.lines);
        self.finish_lines();
        self.finish_series(&text);
        self.finish_when();
        self.finish_registration();
        if self.out.title.is_none() {
            self.warn_whole(WarningKind::NoTitle);
        }
        if self.out.location.is_none() && self.out.location_kind == LocationKind::Online && !place::is_online(&text) {
            self.warn_whole(WarningKind::NoLocation);
        }
        self.out.description = self.description.markdown();
        self.out.warnings.sort_by_key(|warning| (warning.line, warning.kind));
        let placements = self
            .lines
            .iter()
            .zip(&self.places)
            .filter_map(|(line, place)| place.map(|place| Placement { line: line.number, text: line.text.clone(), place }))
            .collect();
        (self.out, placements)
    }

    /// The net below all sections: whatever they leave over is kept.
    fn finish_lines(&mut self) {
        for index in 0..self.lines.len() {
            if self.places[index].is_none() && !self.lines[index].is_blank() {
                self.keep_with_warning(index, WarningKind::Unplaced);
            }
        }
    }

    fn warn_whole(&mut self, kind: WarningKind) {
        self.out.warnings.push(Warning::about_the_whole(kind));
    }

    fn finish_series(&mut self, text: &str) {
        if self.out.series.is_none() {
            self.out.series = series::quoted(text).map(str::to_owned);
        }
        let Some((index, second_line)) = self.second_line.take() else {
            return;
        };
        if self.out.series.is_none() && series::is_mentioned(text) {
            self.out.series = Some(second_line);
            self.places[index] = Some(Place::Field(Field::Series));
        } else if self.out.subtitle.is_none() {
            self.out.subtitle = Some(second_line);
        } else {
            self.places[index] = None;
            self.keep_with_warning(index, WarningKind::Unplaced);
        }
    }

    fn finish_when(&mut self) {
        if !self.when.has_date() {
            self.read_date_from_prose();
        }
        let resolved = self.when.resolve();
        self.out.starts = resolved.starts;
        self.out.ends = resolved.ends;
        let has_date_warning = self.out.warnings.iter().any(|warning| warning.kind == WarningKind::UnclearDate);
        match (resolved.problem, self.when_line) {
            (Some(WarningKind::NoDate | WarningKind::NoTime), _) if has_date_warning => {}
            (Some(kind), Some(index)) => self.warn(index, kind),
            (Some(kind), None) => self.warn_whole(kind),
            (None, _) => {}
        }
    }

    /// The first sentences of running text often say "am Donnerstag, 5. Mai 2022, um 18 Uhr".
    fn read_date_from_prose(&mut self) {
        /// Further down a date belongs to the story, not to the event.
        const FIRST_PARAGRAPHS: usize = 5;
        const LONGEST_CHARS: usize = 2000;
        let paragraphs: Vec<String> = self
            .description
            .paragraphs()
            .take(FIRST_PARAGRAPHS)
            .map(|text| text.chars().filter(|c| *c != '\\').take(LONGEST_CHARS).collect())
            .collect();
        let title = self.out.title.clone();
        for text in title.into_iter().chain(self.out.subtitle.clone()).chain(paragraphs) {
            let text = text.replace('\n', " ");
            if let Some(reading) = when::read_prose(&text) {
                self.when.add(&reading);
                if when::has_more_dates(&text, &reading) {
                    self.warn_whole(WarningKind::MoreDates);
                }
                return;
            }
        }
    }

    fn finish_registration(&mut self) {
        let Some(&(_, mode)) = self.decisions.first() else {
            return;
        };
        // "Only where the text asks for it": does the text ask for it elsewhere?
        let called_for = self.decisions.iter().any(|(_, mode)| *mode == RegistrationMode::Required);
        let conflict = self.decisions.iter().find(|(_, other)| *other == RegistrationMode::Open && called_for).map(|(index, _)| *index);
        self.out.registration_mode = match mode {
            RegistrationMode::Optional if called_for => RegistrationMode::Required,
            mode => mode,
        };
        if let Some(index) = conflict {
            self.warn(index, WarningKind::UnclearRegistration);
        }
    }

    /// Sets the place from the words of the text; `false` when there is one already.
    pub(super) fn set_location(&mut self, index: usize, text: &str) -> bool {
        if self.out.location.is_some() {
            return false;
        }
        let public = place::without_room_links(text);
        if public.is_some() {
            self.warn(index, WarningKind::RoomLink);
        }
        let public = public.unwrap_or_else(|| text.to_owned());
        let kind = place::kind(text);
        let name = place::name(&public);
        self.out.location_kind =
            if place::without_room_links(text).is_some() && kind == LocationKind::OnSite { LocationKind::Online } else { kind };
        self.out.location = Some(if name.is_empty() { "online" } else { name }.to_owned());
        true
    }

    /// Whether a line can be a title or subtitle: short, and no sentence.
    pub(super) fn is_heading_like(text: &str) -> bool {
        /// As the page's title field has it.
        const LONGEST_TITLE_CHARS: usize = 200;
        /// A sentence is a title only when it is short: "Wir müssen miteinander reden."
        const LONGEST_SENTENCE_CHARS: usize = 100;
        let length = text.chars().count();
        let is_sentence = text.ends_with('.') || text.contains(". ");
        length <= LONGEST_TITLE_CHARS
            && text.chars().any(char::is_alphanumeric)
            && !text.starts_with(char::is_lowercase)
            && (!is_sentence || (length <= LONGEST_SENTENCE_CHARS && words::sentences(text).len() == 1))
    }
}

fn joined(lines: &[Line]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    texts.join("\n")
}
