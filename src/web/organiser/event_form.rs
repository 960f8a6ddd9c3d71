//! The form of an event as a page shows it: sections of fields, what is wrong with them, and what somebody else has saved meanwhile.

mod advice;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use self::advice::sentence;
pub(super) use self::advice::{look_at, problems_of};
use crate::domain::event::MAX_TITLE_CHARS;
use crate::domain::event_form::{EventForm, EventProblems, MAX_CAPACITY, MAX_DESCRIPTION_CHARS, MAX_LINE_CHARS, MAX_RETENTION_DAYS, Rows};
use crate::domain::locale::Locale;
use crate::domain::question::MAX_OPTIONS;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input, Need, problems};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{Words, plain_date, words};

#[derive(Template)]
#[template(path = "organiser/event_form.html")]
struct EventFormPage<'a> {
    w: &'static Words,
    frame: Frame,
    title: String,
    /// Path and words.
    back: (String, String),
    notices: Vec<Notice>,
    /// What an organiser should look at.
    look: Vec<String>,
    problems: Vec<(&'a str, &'a str)>,
    action: String,
    /// What the form brings back beside what is typed: the version that was read, or the key of what is new.
    kept: Vec<(&'static str, &'a str)>,
    sections: &'a [Section],
    /// Names, values and words of the buttons, the usual one first.
    buttons: Vec<(&'static str, String)>,
}

/// A part of the form.
pub(super) struct Section {
    id: &'static str,
    title: String,
    hint: Option<String>,
    fields: Vec<FieldView>,
    rows: Vec<Row>,
    /// The button that adds a row: its value and words.
    more: Option<(&'static str, String)>,
}

/// One of several, with its fields.
struct Row {
    legend: String,
    /// The key of what was there before: name and value.
    key: Option<(String, String)>,
    fields: Vec<FieldView>,
}

/// What a page with the form shows beside it.
pub(super) struct Around {
    pub(super) title: String,
    /// Path and words.
    pub(super) back: (String, String),
    pub(super) action: String,
    pub(super) notices: Vec<Notice>,
    pub(super) look: Vec<String>,
    pub(super) buttons: Vec<(&'static str, String)>,
}

/// The form, and what is to be said in it.
pub(super) struct Filled<'a> {
    form: &'a EventForm,
    problems: &'a EventProblems,
    /// What somebody else has saved meanwhile.
    saved: Option<&'a EventForm>,
    /// The language of the page.
    locale: Locale,
    /// Days after which data are removed where the form says nothing.
    usual_retention_days: u16,
}

/// A page with the form.
pub(super) fn shown(status: StatusCode, frame: Frame, filled: &Filled<'_>, around: Around) -> Result<Response, WebError> {
    let sections = filled.sections(frame.w);
    let page = EventFormPage {
        w: frame.w,
        title: around.title,
        back: around.back,
        notices: around.notices,
        look: around.look,
        problems: problems(sections.iter().flat_map(Section::all)),
        action: around.action,
        kept: ["version", "key"].into_iter().map(|name| (name, filled.form.get(name))).filter(|(_, value)| !value.is_empty()).collect(),
        sections: &sections,
        buttons: around.buttons,
        frame,
    };
    page::personal(status, &page)
}

impl Section {
    fn of(id: &'static str, title: String, fields: Vec<FieldView>) -> Self {
        Self { id, title, hint: None, fields, rows: Vec::new(), more: None }
    }

    fn with_hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Every field that is filled in: its name, its label and what it says. A label that stands in several rows says in which.
    fn named(&self, locale: Locale) -> Vec<(String, String, String)> {
        let alone = self.fields.iter().map(|field| (field, field.label.clone()));
        let in_rows =
            self.rows.iter().flat_map(|row| row.fields.iter().map(move |field| (field, format!("{}: {}", row.legend, field.label))));
        let filled = alone.chain(in_rows).filter(|(field, _)| !field.value.is_empty());
        filled.map(|(field, label)| (field.name.clone(), label, shown_value(&field.input, &field.value, locale))).collect()
    }

    fn all(&self) -> impl Iterator<Item = &FieldView> {
        self.fields.iter().chain(self.rows.iter().flat_map(|row| &row.fields))
    }
}

impl<'a> Filled<'a> {
    /// The form as it was typed, with what is wrong with it.
    pub(super) fn of(web: &Web, locale: Locale, form: &'a EventForm, problems: &'a EventProblems) -> Self {
        Self { form, problems, saved: None, locale, usual_retention_days: web.app.usual_retention_days() }
    }

    /// The same, with what somebody else has saved meanwhile.
    pub(super) fn beside(self, saved: Option<&'a EventForm>) -> Self {
        Self { saved, ..self }
    }

    /// What is wrong, in the order of the form.
    pub(super) fn sentences(&self, w: &Words) -> Vec<String> {
        self.sections(w).iter().flat_map(Section::all).filter_map(|field| field.error.clone()).collect()
    }

    /// The whole form.
    pub(super) fn sections(&self, w: &Words) -> Vec<Section> {
        vec![
            self.what(w),
            self.when(w),
            self.place(w),
            self.registration(w),
            self.people(w),
            self.partners(w),
            self.questions(w),
            self.more(w),
        ]
    }

    /// What differs from another form: label, there, here, in the words of the page.
    pub(super) fn differences(&self, w: &Words, other: &Self) -> Vec<(String, String, String)> {
        let flat = |filled: &Self| -> Vec<(String, String, String)> {
            filled.sections(w).iter().flat_map(|section| section.named(filled.locale)).collect()
        };
        let (before, after) = (flat(other), flat(self));
        let value =
            |list: &[(String, String, String)], name: &str| list.iter().find(|(found, ..)| found == name).map(|(.., value)| value.clone());
        let mut names: Vec<(&str, &str)> = after.iter().map(|(name, label, _)| (name.as_str(), label.as_str())).collect();
        names.extend(
            before.iter().map(|(name, label, _)| (name.as_str(), label.as_str())).filter(|(name, _)| value(&after, name).is_none()),
        );
        let differs = |(name, label): (&str, &str)| {
            let (there, here) = (value(&before, name).unwrap_or_default(), value(&after, name).unwrap_or_default());
            (there != here).then(|| (label.to_owned(), there, here))
        };
        names.into_iter().filter_map(differs).collect()
    }

    fn what(&self, w: &Words) -> Section {
        let line = Input::Line { autocomplete: "off", max: MAX_LINE_CHARS };
        Section::of(
            "was",
            w.edit_what(),
            vec![
                self.needed(w, "title", w.edit_event_title(), Input::Line { autocomplete: "off", max: MAX_TITLE_CHARS }),
                self.field(w, "subtitle", w.edit_subtitle(), line.clone()),
                self.field(w, "series", w.edit_series(), line),
                self.field(w, "description", w.edit_description(), Input::Lines { max: MAX_DESCRIPTION_CHARS })
                    .or_hint(w.edit_description_hint()),
            ],
        )
    }

    fn when(&self, w: &Words) -> Section {
        Section::of("wann", w.edit_when(), self.times(w))
    }

    /// Start and end.
    pub(super) fn times(&self, w: &Words) -> Vec<FieldView> {
        vec![
            self.needed(w, "date", w.edit_date(), native("date")),
            self.needed(w, "starts", w.edit_starts(), native("time")),
            self.needed(w, "ends", w.edit_ends(), native("time")),
            self.field(w, "ends_date", w.edit_ends_date(), native("date")).or_hint(w.edit_ends_date_hint()),
        ]
    }

    fn place(&self, w: &Words) -> Section {
        let kinds = [("online", w.edit_location_online()), ("on_site", w.edit_location_on_site()), ("hybrid", w.edit_location_hybrid())];
        let minutes = Input::Native { kind: "number", least: Some(0), most: Some(24 * 60) };
        Section::of(
            "wo",
            w.edit_where(),
            vec![
                self.field(w, "location_kind", w.edit_location_kind(), select(kinds)),
                self.field(w, "location", w.edit_location(), Input::Line { autocomplete: "off", max: MAX_LINE_CHARS })
                    .or_hint(w.edit_location_hint()),
                self.field(w, "room_url", w.edit_room_url(), native("url")).or_hint(w.edit_room_url_hint()),
                self.field(w, "doors_before_minutes", w.edit_doors_before(), minutes.clone()).or_hint(w.edit_minutes_hint()),
                self.field(w, "doors_after_minutes", w.edit_doors_after(), minutes).or_hint(w.edit_minutes_hint()),
                self.field(w, "help_contact", w.edit_help_contact(), Input::Line { autocomplete: "off", max: MAX_LINE_CHARS })
                    .or_hint(w.edit_help_contact_hint()),
            ],
        )
    }

    fn registration(&self, w: &Words) -> Section {
        let modes = [("required", w.edit_mode_required()), ("optional", w.edit_mode_optional()), ("open", w.edit_mode_open())];
        let asked =
            || select([("required", w.edit_asked_required()), ("optional", w.edit_asked_optional()), ("hidden", w.edit_asked_hidden())]);
        let capacity = Input::Native { kind: "number", least: Some(1), most: Some(MAX_CAPACITY) };
        let days = Input::Native { kind: "number", least: Some(0), most: Some(MAX_RETENTION_DAYS.into()) };
        Section::of(
            "anmeldung",
            w.edit_registration(),
            vec![
                self.field(w, "registration", w.edit_mode(), select(modes)),
                self.field(w, "capacity", w.edit_capacity(), capacity).or_hint(w.edit_capacity_hint()),
                self.field(w, "opens_date", w.edit_opens_date(), native("date")).or_hint(w.edit_opens_hint()),
                self.field(w, "opens", w.edit_opens(), native("time")),
                self.field(w, "closes_date", w.edit_closes_date(), native("date")).or_hint(w.edit_closes_hint()),
                self.field(w, "closes", w.edit_closes(), native("time")),
                self.field(w, "given_name", w.edit_given_name(), asked()),
                self.field(w, "family_name", w.edit_family_name(), asked()),
                self.tick(w, "double_opt_in", w.edit_double_opt_in()),
                self.tick(w, "approval", w.edit_approval()),
                self.tick(w, "proof_of_attendance", w.edit_attendance()),
                self.field(w, "registration_note", w.edit_registration_note(), Input::Lines { max: MAX_LINE_CHARS }),
                self.field(w, "retention_days", w.edit_retention(), days).or_hint(w.edit_retention_hint(self.usual_retention_days)),
            ],
        )
    }

    fn people(&self, w: &Words) -> Section {
        let roles = || select([("guest", w.edit_role_guest()), ("moderation", w.edit_role_moderation()), ("host", w.edit_role_host())]);
        let line = || Input::Line { autocomplete: "off", max: MAX_LINE_CHARS };
        let row = |field: &dyn Fn(&'static str) -> String| {
            vec![
                self.field(w, &field("role"), w.edit_role(), roles()),
                self.field(w, &field("title"), w.edit_person_title(), line()),
                self.needed(w, &field("name"), w.edit_name(), line()),
                self.field(w, &field("function"), w.edit_function(), line()),
                self.field(w, &field("organisation"), w.edit_organisation(), line()),
                self.field(w, &field("place"), w.edit_place(), line()),
            ]
        };
        let section = Section::of("mitwirkende", w.edit_people(), Vec::new());
        self.with_rows(w, section, Rows::People, &w.edit_people_row(), w.edit_people_more(), row).with_hint(w.edit_remove_hint())
    }

    fn partners(&self, w: &Words) -> Section {
        let line = || Input::Line { autocomplete: "organization", max: MAX_LINE_CHARS };
        let row = |field: &dyn Fn(&'static str) -> String| {
            vec![
                self.needed(w, &field("name"), w.edit_name(), line()),
                self.field(w, &field("short_name"), w.edit_short_name(), line()),
                self.field(w, &field("parent"), w.edit_parent(), line()),
            ]
        };
        let section = Section::of("partner", w.edit_partners(), Vec::new());
        self.with_rows(w, section, Rows::Partners, &w.edit_partners_row(), w.edit_partners_more(), row)
    }

    fn questions(&self, w: &Words) -> Section {
        let kinds = || {
            select([
                ("text", w.edit_kind_text()),
                ("long_text", w.edit_kind_long_text()),
                ("choice", w.edit_kind_choice()),
                ("several", w.edit_kind_several()),
                ("tick", w.edit_kind_tick()),
            ])
        };
        let line = || Input::Line { autocomplete: "off", max: MAX_TITLE_CHARS };
        let days = || Input::Native { kind: "number", least: Some(0), most: Some(MAX_RETENTION_DAYS.into()) };
        let row = |field: &dyn Fn(&'static str) -> String| {
            vec![
                self.needed(w, &field("label"), w.edit_question_label(), line()),
                self.field(w, &field("kind"), w.edit_kind(), kinds()),
                self.field(w, &field("options"), w.edit_options(), Input::Lines { max: MAX_OPTIONS * (MAX_TITLE_CHARS + 1) })
                    .or_hint(w.edit_one_per_line()),
                self.tick(w, &field("required"), w.edit_required()),
                self.field(w, &field("purpose"), w.edit_purpose(), line()).or_hint(w.edit_purpose_hint()),
                self.field(w, &field("retention_days"), w.edit_answer_retention(), days()).or_hint(w.edit_answer_retention_hint()),
            ]
        };
        let section = Section::of("fragen", w.edit_questions(), Vec::new());
        self.with_rows(w, section, Rows::Questions, &w.edit_questions_row(), w.edit_questions_more(), row)
            .with_hint(w.edit_questions_hint())
    }

    fn more(&self, w: &Words) -> Section {
        let line = || Input::Line { autocomplete: "off", max: MAX_LINE_CHARS };
        let locales = Locale::ALL.map(|locale| (locale.tag(), words(locale).language_name()));
        let mut fields = vec![
            self.field(w, "event_type", w.edit_event_type(), line()).or_hint(w.edit_event_type_hint()),
            self.field(w, "topics", w.edit_topics(), Input::Lines { max: MAX_LINE_CHARS }).or_hint(w.edit_one_per_line()),
            self.field(w, "audiences", w.edit_audiences(), Input::Lines { max: MAX_LINE_CHARS }).or_hint(w.edit_one_per_line()),
            self.field(w, "fee", w.edit_fee(), line()).or_hint(w.edit_fee_hint()),
            self.field(w, "funding_note", w.edit_funding(), Input::Lines { max: MAX_LINE_CHARS }),
            self.field(w, "locale", w.edit_locale(), select(locales)),
        ];
        // The address of a page that is there stays what it is.
        if self.form.get("version").is_empty() {
            fields.push(self.field(w, "slug", w.edit_slug(), line()).or_hint(w.edit_slug_hint()));
        }
        Section::of("angaben", w.edit_more_facts(), fields)
    }

    /// A row for each that is there, and an empty one more where the button asked for it.
    fn with_rows(
        &self,
        w: &Words,
        section: Section,
        rows: Rows,
        legend: &str,
        more: String,
        row: impl Fn(&dyn Fn(&'static str) -> String) -> Vec<FieldView>,
    ) -> Section {
        let mut numbers = self.form.rows(rows);
        let asks_for_more = self.form.get("more") == rows.name();
        let next = numbers.last().map_or(0, |last| last + 1);
        if asks_for_more && numbers.len() < rows.most() {
            numbers.push(next);
        }
        let key = |number| {
            Some(rows.field(number, "id")).map(|name| (name.clone(), self.form.get(&name).to_owned())).filter(|(_, id)| !id.is_empty())
        };
        let views = numbers.iter().enumerate().map(|(index, number)| Row {
            legend: format!("{legend} {}", index + 1),
            key: key(*number),
            fields: row(&|field| rows.field(*number, field)),
        });
        let mut views: Vec<Row> = views.collect();
        if let (Some(first), Some(problem)) = (views.first_mut().and_then(|row| row.fields.first_mut()), self.problems.get(rows.name())) {
            first.error = Some(sentence(w, &section.title, problem));
        }
        Section { rows: views, more: (numbers.len() < rows.most()).then(|| (rows.name(), more)), ..section }
    }

    fn needed(&self, w: &Words, name: &str, label: String, input: Input) -> FieldView {
        FieldView { need: Need::Required, ..self.field(w, name, label, input) }
    }

    fn tick(&self, w: &Words, name: &str, label: String) -> FieldView {
        self.field(w, name, label, Input::Tick { value: "1" })
    }

    fn field(&self, w: &Words, name: &str, label: String, input: Input) -> FieldView {
        let typed = self.form.get(name);
        let meanwhile = self.saved.map(|saved| saved.get(name)).filter(|saved| *saved != typed);
        let meanwhile = meanwhile.map(|saved| match shown_value(&input, saved, self.locale) {
            value if value.is_empty() => w.edit_conflict_empty(),
            value => w.edit_conflict_now(value),
        });
        let error = self.problems.get(name).map(|problem| sentence(w, &label, problem));
        FieldView { error, value: typed.to_owned(), hint: meanwhile, need: Need::Free, ..FieldView::asked(name, label, input) }
    }
}

fn native(kind: &'static str) -> Input {
    Input::Native { kind, least: None, most: None }
}

fn select<const N: usize>(options: [(&str, String); N]) -> Input {
    Input::Select { options: options.map(|(word, words)| (word.to_owned(), words)).into() }
}

/// What is typed, as people read it.
fn shown_value(input: &Input, typed: &str, locale: Locale) -> String {
    match input {
        Input::Native { kind: "date", .. } => typed.parse().map_or_else(|_| typed.to_owned(), |date| plain_date(date, locale)),
        Input::Select { options } => {
            options.iter().find(|(word, _)| word == typed).map_or_else(|| typed.to_owned(), |(_, words)| words.clone())
        }
        Input::Tick { .. } if !typed.is_empty() => "✓".to_owned(),
        _ => typed.to_owned(),
    }
}
