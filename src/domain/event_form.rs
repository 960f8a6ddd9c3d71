//! The form by which an organiser writes an event: what was typed, field by field, to an [`EventFile`] and back.
//!
//! What the form does not show (zone, reminders, what follows) stays as it was before. A form that is sent as it was opened changes
//! nothing. All that is wrong is said at once.

mod reader;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{DateTime, Time};
use serde::Deserialize;

use self::reader::Reader;
use crate::domain::event::{Access, LocationKind, MAX_TITLE_CHARS, Partner, Person, RegistrationMode, Role};
use crate::domain::event_file::{EventFile, QuestionFile};
use crate::domain::question::{MAX_QUESTIONS, QuestionKind};
use crate::domain::schedule::WallTime;

/// The most characters of the text; the same as of a file.
pub const MAX_DESCRIPTION_CHARS: usize = 50_000;
/// The most characters of a line, and of a sentence or two.
pub const MAX_LINE_CHARS: usize = 5_000;
/// The most characters of an address on the web.
pub const MAX_URL_CHARS: usize = 2_000;
/// The most places.
pub const MAX_CAPACITY: u32 = 1_000_000;
/// The most people, and the most partners: a form with more is a data file.
const MAX_ROWS: usize = 100;
/// No row has a number as high.
const MAX_NUMBER: usize = 1_000;
/// The most days after the end until personal data are removed: what fits in any calendar.
pub const MAX_RETENTION_DAYS: u16 = 3_650;

/// What was typed, by the names of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct EventForm(BTreeMap<String, String>);

/// What can be wrong with a field. Displays as a part of a sentence that the field's name begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventProblem {
    /// Nothing is in it.
    #[error("is missing")]
    Missing,
    /// It has more characters than that.
    #[error("has more than {0} characters")]
    TooLong(usize),
    /// It has a character that cannot be shown.
    #[error("has a character that cannot be shown")]
    Control,
    /// It is no date.
    #[error("is no date")]
    Date,
    /// It is no time of day.
    #[error("is no time of day")]
    Time,
    /// It is no whole number from the first to the second.
    #[error("must be a whole number from {0} to {1}")]
    Number(u32, u32),
    /// It is no address on the web.
    #[error("must be an address that begins with https:// (or http://)")]
    Address,
    /// It is none of what can be chosen.
    #[error("is none of what can be chosen")]
    Choice,
    /// There are more than that.
    #[error("has more than {0}")]
    TooMany(usize),
    /// The end is not after the start.
    #[error("is not after the start")]
    EndsBeforeStart,
    /// The clocks go forward over it: what comes before and after.
    #[error("does not exist that night: {0} and {1} do")]
    Skipped(Time, Time),
    /// Calendars do not reach it.
    #[error("is beyond what calendars reach")]
    OutOfRange,
    /// The form would close before it opens.
    #[error("comes after the form has closed")]
    NeverOpen,
    /// It is no slug.
    #[error("is no slug")]
    Slug,
    /// Another event has it.
    #[error("belongs to another event")]
    Taken,
    /// Between these nobody can choose.
    #[error("leaves nothing to choose from")]
    Options,
}

/// What is wrong, by the names of the fields.
pub type EventProblems = BTreeMap<String, EventProblem>;

/// What there can be several of, each a group of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Who speaks, who leads.
    People,
    /// Who holds it together with the organiser.
    Partners,
    /// What the form asks beyond name and address.
    Questions,
}

impl Rows {
    /// What the names of its fields begin with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Partners => "partners",
            Self::Questions => "questions",
        }
    }

    /// The name of a field in the row at `index`.
    #[must_use]
    pub fn field(self, index: usize, field: &str) -> String {
        format!("{}-{index}-{field}", self.name())
    }

    /// The most that there can be.
    #[must_use]
    pub fn most(self) -> usize {
        if self == Self::Questions { MAX_QUESTIONS } else { MAX_ROWS }
    }
}

impl EventForm {
    /// What is typed into a field; nothing where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Every field with what is typed into it.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, typed)| (name.as_str(), typed.as_str()))
    }

    /// The same for an event that is read at `version`, which the form brings back.
    #[must_use]
    pub fn at_version(self, version: i32) -> Self {
        self.with("version", &version.to_string())
    }

    /// The same with something else typed into a field.
    #[must_use]
    pub fn with(mut self, name: &str, typed: &str) -> Self {
        self.0.insert(name.to_owned(), typed.to_owned());
        self
    }

    /// The same with the rows of another form of the same event that this one has not: somebody else has added them meanwhile.
    #[must_use]
    pub fn with_rows_of(mut self, other: &Self) -> Self {
        for rows in [Rows::People, Rows::Partners, Rows::Questions] {
            let mine = self.rows(rows);
            for added in other.rows(rows).into_iter().filter(|number| !mine.contains(number)) {
                let start = rows.field(added, "");
                let fields = other.0.iter().filter(|(name, _)| name.starts_with(&start));
                self.0.extend(fields.map(|(name, typed)| (name.clone(), typed.clone())));
            }
        }
        self
    }

    /// The numbers of the rows that are there, be they empty.
    #[must_use]
    pub fn rows(&self, rows: Rows) -> Vec<usize> {
        let number = |name: &String| name.strip_prefix(rows.name())?.strip_prefix('-')?.split_once('-')?.0.parse().ok();
        let numbers: BTreeSet<usize> = self.0.keys().filter_map(number).filter(|number| *number < MAX_NUMBER).collect();
        numbers.into_iter().collect()
    }

    /// The form of an event.
    #[must_use]
    pub fn of(file: &EventFile) -> Self {
        let usual = Access::default();
        let mut form = Self::default();
        form.put("title", &file.title);
        form.put("slug", file.slug.as_deref().unwrap_or_default());
        for (name, text) in [
            ("subtitle", &file.subtitle),
            ("series", &file.series),
            ("location", &file.location),
            ("funding_note", &file.funding_note),
            ("fee", &file.fee),
            ("event_type", &file.event_type),
            ("registration_note", &file.registration_note),
            ("room_url", &file.room_url),
            ("help_contact", &file.help_contact),
        ] {
            form.put(name, text.as_deref().unwrap_or_default());
        }
        form.put("description", &file.description);
        form.put("topics", &file.topics.join("\n"));
        form.put("audiences", &file.audiences.join("\n"));
        form.put("locale", file.locale.map_or("", |locale| locale.tag()));
        form.put("location_kind", file.location_kind.unwrap_or(LocationKind::Online).as_str());
        form.put_moment("date", "starts", file.start);
        form.put_moment("ends_date", "ends", file.end);
        if form.get("ends_date") == form.get("date") {
            form.0.remove("ends_date");
        }
        form.put_moment("opens_date", "opens", file.registration_opens);
        form.put_moment("closes_date", "closes", file.registration_closes);
        form.put("registration", file.registration.unwrap_or(RegistrationMode::Required).as_str());
        form.put("given_name", file.given_name.unwrap_or(usual.given_name).as_str());
        form.put("family_name", file.family_name.unwrap_or(usual.family_name).as_str());
        form.put_number("capacity", file.capacity);
        form.put_number("doors_before_minutes", Some(file.doors_before_minutes.unwrap_or(usual.doors_before_minutes)));
        form.put_number("doors_after_minutes", Some(file.doors_after_minutes.unwrap_or(usual.doors_after_minutes)));
        form.put_number("retention_days", file.retention_days);
        form.put_tick("double_opt_in", file.double_opt_in.unwrap_or(usual.double_opt_in));
        form.put_tick("approval", file.approval.unwrap_or(usual.approval));
        form.put_tick("proof_of_attendance", file.proof_of_attendance.unwrap_or(usual.proves_attendance));
        for (index, person) in file.people.iter().enumerate() {
            form.put_person(index, person);
        }
        for (index, partner) in file.partners.iter().enumerate() {
            form.put_partner(index, partner);
        }
        for (index, question) in file.questions.iter().enumerate() {
            form.put_question(index, question);
        }
        form
    }

    /// Start and end alone, where a form asks for nothing else.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read_times(&self) -> Result<(WallTime, WallTime), EventProblems> {
        let mut read = Reader::new(self);
        let times = times(&mut read, &EventFile::default());
        let (Some(start), Some(end)) = times else { return Err(read.done(()).err().unwrap_or_default()) };
        read.done((start, end))
    }

    /// The event as it is typed; `before` is what it was, and keeps what the form does not show.
    ///
    /// # Errors
    /// All that is wrong, field by field.
    pub fn read(&self, before: &EventFile) -> Result<EventFile, EventProblems> {
        let mut read = Reader::new(self);
        let (start, end) = times(&mut read, before);
        let file = EventFile {
            title: read.line("title", MAX_TITLE_CHARS).unwrap_or_default(),
            slug: read.line("slug", MAX_LINE_CHARS).or_else(|| before.slug.clone()),
            subtitle: read.line("subtitle", MAX_LINE_CHARS),
            series: read.line("series", MAX_LINE_CHARS),
            start,
            end,
            locale: read.one_of("locale").or(before.locale),
            location_kind: read.one_of("location_kind").or(before.location_kind),
            location: read.line("location", MAX_LINE_CHARS),
            description: read.block("description", MAX_DESCRIPTION_CHARS).unwrap_or_default(),
            funding_note: read.block("funding_note", MAX_LINE_CHARS),
            fee: read.line("fee", MAX_LINE_CHARS),
            registration: read.one_of("registration").or(before.registration),
            registration_note: read.block("registration_note", MAX_LINE_CHARS),
            event_type: read.line("event_type", MAX_LINE_CHARS),
            topics: read.lines("topics", MAX_LINE_CHARS),
            audiences: read.lines("audiences", MAX_LINE_CHARS),
            capacity: read.number("capacity", 1, MAX_CAPACITY),
            room_url: read.address("room_url"),
            doors_before_minutes: read.small_number("doors_before_minutes", 0, 24 * 60).or(before.doors_before_minutes),
            doors_after_minutes: read.small_number("doors_after_minutes", 0, 24 * 60).or(before.doors_after_minutes),
            given_name: read.one_of("given_name").or(before.given_name),
            family_name: read.one_of("family_name").or(before.family_name),
            registration_opens: read.moment("opens_date", "opens", before.registration_opens),
            registration_closes: read.moment("closes_date", "closes", before.registration_closes),
            double_opt_in: Some(read.ticked("double_opt_in")),
            approval: Some(read.ticked("approval")),
            proof_of_attendance: Some(read.ticked("proof_of_attendance")),
            help_contact: read.line("help_contact", MAX_LINE_CHARS),
            retention_days: read.small_number("retention_days", 0, MAX_RETENTION_DAYS),
            people: read.rows(Rows::People, person),
            partners: read.rows(Rows::Partners, partner),
            questions: read.rows(Rows::Questions, question),
            ..before.clone()
        };
        if file.title.is_empty() {
            read.wrong("title", EventProblem::Missing);
        }
        read.done(file)
    }

    fn put(&mut self, name: impl Into<String>, text: &str) {
        if !text.is_empty() {
            self.0.insert(name.into(), text.to_owned());
        }
    }

    fn put_number(&mut self, name: &str, number: Option<impl ToString>) {
        self.put(name, &number.map_or_else(String::new, |number| number.to_string()));
    }

    fn put_tick(&mut self, name: impl Into<String>, is_ticked: bool) {
        self.put(name, if is_ticked { "1" } else { "" });
    }

    fn put_moment(&mut self, date: &str, time: &str, moment: Option<WallTime>) {
        let Some(moment) = moment else { return };
        let (on, at) = typed(moment.local);
        self.put(date, &on);
        self.put(time, &at);
    }

    fn put_row(&mut self, rows: Rows, index: usize, fields: &[(&str, &str)]) {
        for (field, text) in fields {
            self.put(rows.field(index, field), text);
        }
    }

    fn put_person(&mut self, index: usize, person: &Person) {
        let Person { role, title, name, function, organisation, place } = person;
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        self.put_row(
            Rows::People,
            index,
            &[
                ("role", role.as_str()),
                ("title", &text(title)),
                ("name", name),
                ("function", &text(function)),
                ("organisation", &text(organisation)),
                ("place", &text(place)),
            ],
        );
    }

    fn put_partner(&mut self, index: usize, partner: &Partner) {
        let (short_name, parent) = (partner.short_name.clone().unwrap_or_default(), partner.parent.clone().unwrap_or_default());
        self.put_row(Rows::Partners, index, &[("name", &partner.name), ("short_name", &short_name), ("parent", &parent)]);
    }

    fn put_question(&mut self, index: usize, question: &QuestionFile) {
        let (id, days) = (question.id.map(|id| id.to_string()), question.retention_days.map(|days| days.to_string()));
        self.put_row(
            Rows::Questions,
            index,
            &[
                ("id", &id.unwrap_or_default()),
                ("label", &question.label),
                ("kind", question.kind.as_str()),
                ("options", &question.options.join("\n")),
                ("purpose", question.purpose.as_deref().unwrap_or_default()),
                ("retention_days", &days.unwrap_or_default()),
            ],
        );
        self.put_tick(Rows::Questions.field(index, "required"), question.required);
    }
}

/// Start and end; what is missing is wrong.
fn times(read: &mut Reader<'_>, before: &EventFile) -> (Option<WallTime>, Option<WallTime>) {
    let is_empty = |read: &Reader<'_>, name: &str| read.form().get(name).trim().is_empty();
    let ends_on = if is_empty(read, "ends_date") { "date" } else { "ends_date" };
    let times = (read.moment("date", "starts", before.start), read.moment(ends_on, "ends", before.end));
    for name in ["date", "starts", "ends"] {
        if is_empty(read, name) {
            read.wrong(name, EventProblem::Missing);
        }
    }
    times
}

/// A moment as the two fields of a form have it: `2021-04-15` and `18:30`.
fn typed(moment: DateTime) -> (String, String) {
    (moment.date().to_string(), format!("{:02}:{:02}", moment.hour(), moment.minute()))
}

fn person(read: &mut Reader<'_>, index: usize) -> Person {
    let field = |field| Rows::People.field(index, field);
    Person {
        role: read.one_of(&field("role")).unwrap_or(Role::Guest),
        title: read.line(&field("title"), MAX_LINE_CHARS),
        name: read.needed(&field("name"), MAX_LINE_CHARS),
        function: read.line(&field("function"), MAX_LINE_CHARS),
        organisation: read.line(&field("organisation"), MAX_LINE_CHARS),
        place: read.line(&field("place"), MAX_LINE_CHARS),
    }
}

fn partner(read: &mut Reader<'_>, index: usize) -> Partner {
    let field = |field| Rows::Partners.field(index, field);
    Partner {
        name: read.needed(&field("name"), MAX_LINE_CHARS),
        short_name: read.line(&field("short_name"), MAX_LINE_CHARS),
        parent: read.line(&field("parent"), MAX_LINE_CHARS),
    }
}

fn question(read: &mut Reader<'_>, index: usize) -> QuestionFile {
    let field = |field| Rows::Questions.field(index, field);
    QuestionFile {
        id: read.one_of(&field("id")),
        label: read.needed(&field("label"), MAX_TITLE_CHARS),
        kind: read.one_of(&field("kind")).unwrap_or(QuestionKind::Text),
        required: read.ticked(&field("required")),
        options: read.lines(&field("options"), MAX_TITLE_CHARS),
        purpose: read.line(&field("purpose"), MAX_TITLE_CHARS),
        retention_days: read.small_number(&field("retention_days"), 0, MAX_RETENTION_DAYS),
    }
}

#[cfg(test)]
mod tests;
