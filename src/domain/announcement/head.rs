//! The head of an announcement: title, series or subtitle, kind and place before the first prose.

use super::Field;
use super::labels;
use super::reader::Reader;
use super::text::Marker;
use super::{place, series, statements, when, words};

/// Kinds of events that stand alone above a title.
const EVENT_TYPES: &str = "diskussion|podiumsdiskussion|online-diskussion|webinar|web-seminar|lesung|online-lesung|vortrag|\
    online-vortrag|workshop|online-workshop|seminar|online-seminar|tagung|online-tagung|konferenz|fachtag|fachtagung|\
    gespräch|werkstattgespräch|podiumsgespräch|buchvorstellung|filmgespräch|schulung|fortbildung|online-fortbildung|\
    infoveranstaltung|informationsveranstaltung|online-veranstaltung|online-sprechstunde|sprechstunde|lecture|online lecture|talk|panel discussion|\
    discussion|reading|online reading|training|conference|online workshop|online talk|book launch|round table|hybrid event|online event";

impl Reader {
    /// Title, series or subtitle, event type and place, before the first prose.
    pub(super) fn read_head(&mut self, index: usize) -> bool {
        let line = &self.lines[index];
        let text = line.text.trim_matches(['*', '_']).trim().to_owned();
        let is_item = line.is_item();
        if is_item || text.contains("://") || text.contains('@') {
            return false;
        }
        if self.out.event_type.is_none() && is_event_type(&text) {
            self.out.event_type = Some(text);
            self.place_field(index, Field::EventType);
            self.at += 1;
            return true;
        }
        if self.out.series.is_none()
            && let Some(name) = series::announced(&text)
        {
            self.out.series = Some(name.to_owned());
            self.place_field(index, Field::Series);
            self.at += 1;
            return true;
        }
        if self.out.title.is_none() && !self.has_title_label {
            return self.read_title_line(index, &text);
        }
        if self.out.location.is_none() && (place::is_bare_online(&text) || self.is_address_line(index)) {
            self.set_location(index, &text);
            self.place_field(index, Field::Location);
            self.at += 1;
            return true;
        }
        self.read_second_line(index, text)
    }

    /// An address with its numbers right below the date: "Tagungshaus, Seestraße 4, 01235 Quellenried".
    fn is_address_line(&self, index: usize) -> bool {
        let text = &self.lines[index].text;
        let follows_date = index > 0 && self.is_placed(index - 1, Field::Date);
        follows_date && self.lines[index].marker == Marker::None && place::is_address(text) && !words::is_prose(text)
    }

    fn read_title_line(&mut self, index: usize, text: &str) -> bool {
        let is_sentence = text.ends_with('.') && when::read_prose(text).is_some();
        if !Self::is_heading_like(text) || is_sentence || (!self.description.is_empty() && words::is_prose(text)) {
            return false;
        }
        self.place_field(index, Field::Title);
        self.at += 1;
        let mut title = series::name(text).to_owned();
        if !text.starts_with(['„', '"', '“', '»']) || title.contains(['„', '“', '"']) {
            text.clone_into(&mut title);
        }
        // A title that ends like this was wrapped.
        if title.ends_with([':', ',', '–', '-', '&']) && self.is_plain(self.at) && Self::is_heading_like(&self.lines[self.at].text) {
            title = format!("{title} {}", self.lines[self.at].text.trim_matches('*'));
            self.place_field(self.at, Field::Title);
            self.at += 1;
        }
        self.out.title = Some(title);
        true
    }

    fn read_second_line(&mut self, index: usize, text: String) -> bool {
        let is_title_due = self.out.title.is_none();
        let is_fact = statements::fee(&text).is_some()
            || statements::is_funding(&text)
            || (statements::is_about_registration(&text) && statements::registration(&text).is_some());
        if is_fact || is_title_due || !Self::is_heading_like(&text) || !self.description.is_empty() {
            return false;
        }
        let goes_on = self.is_plain(index + 1) && self.lines[index + 1].text.starts_with(char::is_lowercase);
        let is_story = words::sentences(&text).len() > 1 || (text.ends_with('.') && text.split_whitespace().count() > 12);
        let is_label = labels::is_unknown(&text) && text.find([':', ' ']).is_some_and(|at| text[at..].starts_with(':'));
        if goes_on || is_story || is_label {
            return false;
        }
        if self.out.series.is_none() && series::is_series(&text) && series::quoted(&text).is_none() {
            self.out.series = Some(series::name(&text).to_owned());
            self.place_field(index, Field::Series);
        } else if self.second_line.is_none() && self.out.subtitle.is_none() {
            self.second_line = Some((index, text));
            self.place_field(index, Field::Subtitle);
        } else {
            return false;
        }
        self.at += 1;
        true
    }
}

fn is_event_type(text: &str) -> bool {
    let lower = text.to_lowercase();
    EVENT_TYPES.split('|').any(|name| name == lower)
}
