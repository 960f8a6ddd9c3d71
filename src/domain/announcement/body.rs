//! Lines without a label below the head: letters, dates, statements and the running text.

use super::labels::{self, Label};
use super::reader::Reader;
use super::sections::append;
use super::text::Marker;
use super::warning::WarningKind;
use super::{Field, Place, partners, people, place, series, statements, when, words};
use crate::domain::event::Role;

const GREETINGS: [&str; 10] =
    ["sehr geehrte", "liebe ", "lieber ", "guten tag", "hallo ", "hallo,", "dear ", "hello", "werte ", "guten morgen"];

const CLOSINGS: [&str; 13] = [
    "mit freundlichen grüßen",
    "freundliche grüße",
    "herzliche grüße",
    "viele grüße",
    "beste grüße",
    "mit besten grüßen",
    "mit herzlichen grüßen",
    "schöne grüße",
    "kind regards",
    "best regards",
    "best wishes",
    "yours sincerely",
    "with kind regards",
];

impl Reader {
    pub(super) fn read_unlabelled(&mut self) {
        let index = self.at;
        if self.read_letter(index) || self.read_date_line(index) || self.read_lead_in(index) {
            return;
        }
        if self.in_head && self.read_head(index) {
            return;
        }
        if self.lines[index].marker == Marker::None {
            self.read_paragraph();
        } else {
            self.read_item_or_heading(index);
        }
    }

    /// The greeting and the closing of a pasted letter, and the signature below it.
    fn read_letter(&mut self, index: usize) -> bool {
        /// "Sehr geehrte Damen und Herren, liebe Freundinnen und Freunde der Bibliothek,"
        const LONGEST_GREETING_CHARS: usize = 120;
        let text = &self.lines[index].text;
        let lower = text.to_lowercase();
        let is_short = text.chars().count() <= LONGEST_GREETING_CHARS;
        let is_greeting = text.ends_with([',', '!']) && GREETINGS.iter().any(|greeting| lower.starts_with(greeting));
        let is_closing = CLOSINGS.iter().any(|closing| lower.starts_with(closing));
        let is_signature = self.after_closing && !words::is_prose(text);
        if !is_short || !(is_greeting || is_closing || is_signature) {
            return false;
        }
        self.after_closing |= is_closing;
        self.keep_with_warning(index, WarningKind::Letter);
        self.at += 1;
        true
    }

    /// A line that is nothing but date and time, perhaps with the place: "15.04.2021, 18:30 Uhr, online".
    fn read_date_line(&mut self, index: usize) -> bool {
        /// Longer lines with a date in them are sentences.
        const LONGEST_CHARS: usize = 160;
        let text = self.lines[index].text.replace("**", "");
        if text.chars().count() > LONGEST_CHARS || (self.when.has_date() && self.when.has_start()) {
            return false;
        }
        let reading = when::read(&text);
        let rest = reading.rest.trim_matches(|c: char| ",;|·/()-–— ".contains(c));
        let is_place = !rest.starts_with(char::is_lowercase) || place::is_bare_online(rest);
        let says_where = is_place && !words::is_prose(rest) && (place::is_online(rest) || place::is_address(rest));
        let is_date_line = !reading.has_lead
            && (rest.is_empty() || (says_where && reading.has_date() && reading.start.is_some() && self.out.location.is_none()));
        if !is_date_line || (reading.is_empty() && reading.problem.is_none()) {
            return false;
        }
        // "18:30" alone is the time only where the date stands beside it.
        if reading.first.is_none() && reading.problem.is_none() && !self.in_head {
            return false;
        }
        if matches!(reading.problem, Some(WarningKind::UnclearDate | WarningKind::MoreDates)) {
            if reading.problem == Some(WarningKind::MoreDates) && self.when.add(&reading) {
                self.when_line = Some(index);
            }
            self.keep_with_warning(index, reading.problem.unwrap_or(WarningKind::UnclearDate));
        } else if self.when.add(&reading) {
            self.when_line = self.when_line.or(Some(index));
            if let Some(kind) = reading.problem {
                self.warn(index, kind);
            }
            if !rest.is_empty() {
                let rest = rest.to_owned();
                self.set_location(index, &rest);
            }
            self.place_field(index, Field::Date);
        } else {
            return false;
        }
        self.at += 1;
        true
    }

    /// "In Kooperation mit der Volkshochschule Nordtal", "Mit Ada Nord und Jon Süd".
    fn read_lead_in(&mut self, index: usize) -> bool {
        /// Verbs that make a sentence of it: "In Kooperation mit … laden wir Sie ein".
        const VERBS: &str = " laden | lädt | veranstalte| bieten | bietet | findet | finden | zeigt | wir | we | invite| ist | sind | is | are | werden | wird | präsentier";
        let text = self.lines[index].text.trim_matches('*').to_owned();
        let Some((label, value)) = labels::lead_in(&text) else {
            return false;
        };
        let padded = format!(" {} ", value.to_lowercase());
        if words::has_any(&padded, VERBS) || words::sentences(value).len() > 1 || value.chars().count() > 200 {
            return false;
        }
        let field = match label {
            Label::Partners => {
                let partners = partners::several(value);
                self.out.partners.extend(partners);
                self.in_tail = true;
                Field::Partners
            }
            Label::Series if self.out.series.is_none() => {
                self.out.series = Some(series::name(value.trim_end_matches('.')).to_owned());
                Field::Series
            }
            Label::Guests | Label::Moderation | Label::Host => {
                let role = match label {
                    Label::Moderation => Role::Moderation,
                    Label::Host => Role::Host,
                    _ => Role::Guest,
                };
                let Some(people) = people::several(value, role) else {
                    return false;
                };
                self.out.people.extend(people);
                Field::People
            }
            _ => return false,
        };
        self.place_field(index, field);
        self.at += 1;
        true
    }

    fn read_item_or_heading(&mut self, index: usize) {
        if self.in_tail && self.is_fragment(index) {
            self.keep_with_warning(index, WarningKind::Unplaced);
        } else {
            self.description.push(&self.lines[index]);
            self.place(index, Place::Description);
        }
        self.at += 1;
    }

    /// Whether a line stands alone among the facts and announces nothing.
    fn is_fragment(&self, index: usize) -> bool {
        let line = &self.lines[index];
        let next_is_prose = self.next_filled(index + 1).is_some_and(|next| {
            let next = &self.lines[next];
            next.label.is_none() && (next.is_item() || words::is_prose(&next.text))
        });
        let follows_item = index > 0 && self.lines[index - 1].is_item();
        !words::is_prose(&line.text) && !next_is_prose && !follows_item
    }

    /// The lines up to the next blank one, label or list.
    pub(super) fn read_paragraph(&mut self) {
        let first = self.at;
        self.at += 1;
        let is_labelled = labels::is_unknown(&self.lines[first].text);
        while self.is_plain(self.at) && !(is_labelled && labels::is_unknown(&self.lines[self.at].text)) {
            self.at += 1;
        }
        let range = first..self.at;
        let text = range.clone().map(|index| self.lines[index].text.as_str()).collect::<Vec<_>>().join(" ");
        if let Some(field) = self.read_statements(first, &text) {
            for index in range {
                self.place_field(index, field);
            }
            return;
        }
        let is_joint = range.len() == 1 && self.read_joint_event(&text);
        if range.len() == 1 && !is_joint && self.is_unplaced(first) {
            self.place_unplaced(first);
            return;
        }
        if self.in_tail && range.clone().all(|index| is_scrap(&self.lines[index].text)) {
            range.for_each(|index| self.keep_with_warning(index, WarningKind::Unplaced));
            return;
        }
        self.in_head &= self.out.title.is_none() || !words::is_prose(&text);
        let mut lines = Vec::new();
        for index in range {
            let text = &self.lines[index].text;
            match place::without_room_links(text) {
                Some(public) => {
                    self.warn(index, WarningKind::RoomLink);
                    lines.push(public);
                }
                None => lines.push(text.clone()),
            }
            self.place(index, Place::Description);
        }
        lines.retain(|line| !line.is_empty());
        self.description.push_paragraph(&lines);
    }

    /// "Eine Veranstaltung der Akademie in Kooperation mit dem Stadtarchiv" names partners and stays
    /// in the description, which says who invites.
    fn read_joint_event(&mut self, text: &str) -> bool {
        const OPENINGS: [&str; 4] = ["Eine ", "Ein ", "A ", "An "];
        if words::is_prose(text) && words::sentences(text).len() > 1 || !OPENINGS.iter().any(|opening| text.starts_with(opening)) {
            return false;
        }
        let joint = [" in Kooperation mit ", " in Zusammenarbeit mit ", " in partnership with ", " in cooperation with "]
            .into_iter()
            .find_map(|link| text.split_once(link));
        if let Some((_, others)) = joint {
            self.out.partners.extend(partners::several(others));
        }
        joint.is_some()
    }

    /// Reads what sentences decide. The paragraph moves into a field when it says nothing else.
    fn read_statements(&mut self, index: usize, text: &str) -> Option<Field> {
        let mut field = None;
        let mut says_more = false;
        let mut note = Vec::new();
        for sentence in words::sentences(text) {
            let fee = statements::fee(sentence);
            let decides = statements::is_about_registration(sentence) && statements::registration(sentence).is_some();
            if statements::is_funding(sentence) {
                append(&mut self.out.funding_note, sentence);
                field = field.or(Some(Field::Funding));
            } else if decides {
                self.decide_registration(index, sentence);
                note.push(sentence.trim_start_matches(|c: char| !c.is_alphanumeric()));
                field = Some(Field::Registration);
            } else if let Some((fee, true)) = &fee
                && self.out.fee.as_ref().is_none_or(|known| known == fee)
            {
                field = field.or(Some(Field::Fee));
            } else {
                says_more = true;
            }
            if let Some((fee, _)) = fee {
                self.out.fee.get_or_insert(fee);
            }
        }
        if !note.is_empty() {
            append(&mut self.out.registration_note, &note.join(" "));
        }
        field.filter(|_| !says_more)
    }

    /// A line of its own that is no sentence, no heading and no field.
    fn is_unplaced(&self, index: usize) -> bool {
        let text = &self.lines[index].text;
        let is_lone_link = !text.contains(' ') && text.contains("://");
        is_lone_link || labels::is_unknown(text) || (self.is_fragment(index) && (self.in_tail || self.in_head) && !text.ends_with(':'))
    }

    fn place_unplaced(&mut self, index: usize) {
        let text = &self.lines[index].text;
        if place::without_room_links(text).is_some_and(|public| public.is_empty() || labels::is_unknown(text)) {
            self.warn(index, WarningKind::RoomLink);
            self.place(index, Place::Warning(WarningKind::RoomLink));
        } else {
            self.keep_with_warning(index, WarningKind::Unplaced);
        }
    }
}

/// A line among several that are no sentence: "Ansprechpartnerin" above a name.
fn is_scrap(text: &str) -> bool {
    const LONGEST_CHARS: usize = 50;
    text.chars().count() <= LONGEST_CHARS && !words::is_prose(text) && !text.ends_with(['.', ':'])
}
