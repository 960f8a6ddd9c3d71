//! The sign-up form as a page shows it: fresh, or with what was typed and what is wrong with it.

use crate::app::event::PublicEvent;
use crate::app::notice::purpose;
use crate::domain::email_address::{self, EmailAddress};
use crate::domain::event::{Asked, Event, RegistrationMode};
use crate::domain::fee::Fee;
use crate::domain::locale::Locale;
use crate::domain::person_name;
use crate::domain::question::{MAX_ANSWER_CHARS, MAX_LONG_ANSWER_CHARS, Question, QuestionKind, TICKED};
use crate::domain::registration::{Field, FieldErrors, Problem, SignUpForm};
use crate::web::Web;
use crate::web::page::{self, Frame};
use crate::words::Words;

/// The form with its fields.
pub(in crate::web) struct FormView {
    pub(in crate::web) action: String,
    pub(in crate::web) title: String,
    pub(in crate::web) intro: String,
    /// What the announcement says of registering, in its own language.
    pub(in crate::web) note: Option<String>,
    pub(in crate::web) lang: page::Lang,
    pub(in crate::web) fields: Vec<FieldView>,
    pub(in crate::web) stamp: String,
    /// Whether the button puts people on the waiting list.
    pub(in crate::web) waits: bool,
    /// What was typed before and is corrected now, sealed.
    pub(in crate::web) typed: Option<String>,
    pub(in crate::web) submit: String,
    pub(in crate::web) retention_days: u16,
    /// What is kept of who registers.
    pub(in crate::web) privacy: String,
    pub(in crate::web) proves_attendance: bool,
}

/// A field of the form.
pub(in crate::web) struct FieldView {
    pub(in crate::web) name: String,
    pub(in crate::web) label: String,
    /// The language of the label, where the organiser wrote it in another.
    pub(in crate::web) lang: page::Lang,
    pub(in crate::web) hint: Option<String>,
    pub(in crate::web) error: Option<String>,
    /// What was probably meant, to be taken or not.
    pub(in crate::web) suggestion: Option<String>,
    pub(in crate::web) need: Need,
    pub(in crate::web) value: String,
    pub(in crate::web) input: Input,
}

/// Whether a field must be filled in, and how the page says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Need {
    /// It must.
    Required,
    /// It may be left open, and its label says so.
    Optional,
    /// It may be left open, as nearly all of the form: the page says so once.
    Free,
}

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) enum Input {
    /// A line of text; browsers fill it in by `autocomplete`.
    Line { autocomplete: &'static str, max: usize },
    /// An e-mail address; browsers fill it in by `autocomplete`.
    Email { autocomplete: &'static str, max: usize },
    /// A password, which no page ever shows; `autocomplete` says whether it is the present or a new one.
    Password { autocomplete: &'static str },
    /// Several lines of text.
    Lines { max: usize },
    /// One of several.
    Choice { options: Vec<String> },
    /// Any of several: name, words, whether it is ticked.
    Several { boxes: Vec<(String, String, bool)> },
    /// A box to tick.
    Tick { value: &'static str },
    /// What browsers have a field of their own for: a date, a time, a number, an address on the web.
    Native { kind: &'static str, least: Option<u32>, most: Option<u32> },
    /// One of several that a list unfolds: word and words.
    Select { options: Vec<(String, String)> },
}

/// The address of whoever fills in the form.
const ADDRESS: Input = Input::Email { autocomplete: "email", max: email_address::MAX_CHARS };

impl FieldView {
    /// A field that must be filled in, empty.
    pub(in crate::web) fn asked(name: &str, label: String, input: Input) -> Self {
        Self {
            name: name.to_owned(),
            label,
            lang: page::Lang::default(),
            hint: None,
            error: None,
            suggestion: None,
            need: Need::Required,
            value: String::new(),
            input,
        }
    }

    /// The same with a hint, unless something more urgent is said there.
    pub(in crate::web) fn or_hint(self, hint: String) -> Self {
        Self { hint: self.hint.or(Some(hint)), ..self }
    }

    pub(in crate::web) fn is_required(&self) -> bool {
        self.need == Need::Required
    }

    /// Whether its label says that it may be left open.
    pub(in crate::web) fn says_optional(&self) -> bool {
        self.need == Need::Optional
    }

    /// The ids of what describes the field, for assistive technology.
    pub(in crate::web) fn described_by(&self) -> Option<String> {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let question = self.suggestion.is_some().then(|| format!("{}-question", self.name));
        let ids: Vec<String> = [hint, error, question].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// What was sent, and what is wrong with it.
#[derive(Clone, Copy, Default)]
pub(in crate::web) struct Sent<'a> {
    pub(in crate::web) form: Option<&'a SignUpForm>,
    pub(in crate::web) errors: Option<&'a FieldErrors>,
    /// The stamp that the form came with, when it was a good one: it is not made to wait again.
    pub(in crate::web) keeps_stamp: bool,
    /// The address that was probably meant.
    pub(in crate::web) suggestion: Option<&'a EmailAddress>,
    /// Whether the form stands in a frame on another site.
    pub(in crate::web) framed: bool,
}

impl Sent<'_> {
    /// Whether it corrects what was sent before: then it needs no free place.
    pub(super) fn corrects(&self) -> bool {
        self.form.is_some_and(|form| !form.typed.is_empty())
    }
}

impl FormView {
    pub(super) fn new(web: &Web, frame: &Frame, public: &PublicEvent, sent: Sent<'_>) -> Self {
        let (event, w) = (&public.event, frame.w);
        let (reminds, decides) = (event.access.mode == RegistrationMode::Optional, event.access.approval);
        // Whoever corrects what they have sent needs no second place.
        let waits = public.free_places == Some(0) && !sent.corrects();
        let fields = fields(public, frame, sent);
        let correcting = sent.form.filter(|form| !form.typed.is_empty());
        let kept = sent.form.filter(|_| sent.keeps_stamp).map(|form| form.stamp.clone());
        Self {
            action: frame.path(|urls, locale| urls.register(locale, &event.slug, sent.framed)),
            title: match (waits, reminds) {
                (true, _) => w.full_title(),
                (false, true) => w.event_optional_title(),
                (false, false) => w.form_title(),
            },
            intro: match (waits, reminds, decides) {
                _ if sent.corrects() => w.form_correct(),
                (true, _, true) => w.full_text_request(),
                (true, _, false) => w.full_text(),
                (false, _, true) => w.form_approval(),
                (false, true, false) => w.event_optional_text(),
                (false, false, false) => w.form_minute(),
            },
            waits,
            note: event.announcement.registration_note.clone(),
            lang: page::Lang::of(event.announcement.locale, frame.locale),
            fields,
            typed: correcting.map(|form| form.typed.clone()),
            stamp: kept.unwrap_or_else(|| web.app.form_stamp()),
            // Where the organiser decides, nobody is put on the waiting list by a button.
            submit: if waits && !decides { w.submit_wait() } else { submit(event, w) },
            retention_days: event.retention_days,
            privacy: frame.path(|urls, locale| urls.event_privacy(locale, &event.slug)),
            proves_attendance: event.access.proves_attendance,
        }
    }

    /// What is wrong, field by field: name and sentence.
    pub(in crate::web) fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }

    /// The field that asks whether something else was meant.
    pub(in crate::web) fn doubtful(&self) -> Option<(&str, &str)> {
        self.fields.iter().find_map(|field| Some((field.name.as_str(), field.suggestion.as_deref()?)))
    }
}

/// What is wrong with fields: name and sentence of each.
pub(in crate::web) fn problems<'a>(fields: impl IntoIterator<Item = &'a FieldView>) -> Vec<(&'a str, &'a str)> {
    fields.into_iter().filter_map(|field| Some((field.name.as_str(), field.error.as_deref()?))).collect()
}

fn submit(event: &Event, w: &Words) -> String {
    let access = &event.access;
    match (access.mode == RegistrationMode::Optional, access.approval) {
        (_, true) => w.submit_request(),
        (true, false) => w.submit_remind(),
        (false, false) if Fee::of(event.announcement.fee.as_deref()) == Fee::None => w.submit(),
        (false, false) => w.submit_paid(),
    }
}

/// The fields that an event asks for.
pub(in crate::web) fn fields(public: &PublicEvent, frame: &Frame, sent: Sent<'_>) -> Vec<FieldView> {
    let (event, w) = (&public.event, frame.w);
    let name = |field: Field, label: String, asked: Asked, autocomplete: &'static str| {
        let input = Input::Line { autocomplete, max: person_name::MAX_CHARS };
        let typed = sent.form.map(|form| if field == Field::GivenName { form.given_name.clone() } else { form.family_name.clone() });
        (asked != Asked::Hidden).then(|| view(w, sent, &field, typed, label, input, asked == Asked::Optional))
    };
    let given = name(Field::GivenName, w.form_given_name_label(), event.access.given_name, "given-name");
    let family = name(Field::FamilyName, w.form_family_name_label(), event.access.family_name, "family-name");
    let typed = sent.form.map(|form| form.email.clone());
    let mut email = view(w, sent, &Field::Email, typed, w.form_email_label(), ADDRESS, false);
    let reminds = event.access.mode == RegistrationMode::Optional;
    email.suggestion = sent.suggestion.map(EmailAddress::for_people);
    email.hint = Some(match (event.access.approval, public.free_places == Some(0), reminds) {
        (true, ..) => w.form_email_hint_request(),
        (false, true, _) => w.form_email_hint_wait(),
        (false, false, true) => w.form_email_hint_remind(),
        (false, false, false) => w.form_email_hint(),
    });
    let questions = event.questions.iter().map(|question| asked(question, w, sent, event.announcement.locale, frame.locale));
    [given, family, Some(email)].into_iter().flatten().chain(questions).collect()
}

/// The address alone, for a form that asks for nothing else.
pub(in crate::web) fn email(w: &Words, typed: &str, errors: Option<&FieldErrors>) -> FieldView {
    let sent = Sent { errors, ..Sent::default() };
    view(w, sent, &Field::Email, Some(typed.to_owned()), w.form_email_label(), ADDRESS, false)
}

fn asked(question: &Question, w: &Words, sent: Sent<'_>, written_in: Locale, shown_in: Locale) -> FieldView {
    let typed = sent.form.map(|form| question.typed(&form.rest)).unwrap_or_default();
    let is_ticked = |option: &str| typed.lines().any(|chosen| chosen == option);
    let boxes = || {
        let options = question.options.iter().enumerate();
        options.map(|(index, option)| (question.option_name(index), option.clone(), is_ticked(option))).collect()
    };
    let input = match question.kind {
        QuestionKind::LongText => Input::Lines { max: MAX_LONG_ANSWER_CHARS },
        QuestionKind::Several => Input::Several { boxes: boxes() },
        QuestionKind::Text => Input::Line { autocomplete: "off", max: MAX_ANSWER_CHARS },
        QuestionKind::Choice => Input::Choice { options: question.options.clone() },
        QuestionKind::Tick => Input::Tick { value: TICKED },
    };
    let field = view(w, sent, &Field::Question(question.id), Some(typed), question.label.clone(), input, !question.required);
    let says_why = question.purpose.is_some() || question.retention_days.is_some();
    FieldView { lang: page::Lang::of(written_in, shown_in), hint: says_why.then(|| purpose(w, question)), ..field }
}

fn view(w: &Words, sent: Sent<'_>, field: &Field, typed: Option<String>, label: String, input: Input, optional: bool) -> FieldView {
    let problem = sent.errors.and_then(|errors| errors.0.iter().find(|(wrong, _)| wrong == field)).map(|(_, problem)| *problem);
    let error = problem.map(|problem| words_for(w, field, &label, &input, problem));
    let need = if optional { Need::Optional } else { Need::Required };
    FieldView { error, value: typed.unwrap_or_default(), need, ..FieldView::asked(&field.name(), label, input) }
}

/// The sentence that says how to put it right.
pub(in crate::web) fn words_for(w: &Words, field: &Field, label: &str, input: &Input, problem: Problem) -> String {
    match (problem, field) {
        (Problem::Empty, Field::GivenName) => w.err_first_empty(),
        (Problem::Empty, Field::FamilyName) => w.err_last_empty(),
        (Problem::Empty, Field::Email) => w.err_mail_empty(),
        (Problem::Empty, Field::Question(_)) if matches!(input, Input::Choice { .. } | Input::Several { .. }) => w.err_choice(label),
        (Problem::Empty, Field::Question(_)) => w.err_question(label),
        (Problem::TooLong { max }, _) => w.err_too_long(label, max),
        (Problem::Control, _) => w.err_characters(label),
        (Problem::WebAddress, _) => w.err_web_address(label),
        (Problem::EmailFormat, _) => w.err_mail_format(),
        (Problem::EmailLocalPart, _) => w.err_mail_local(),
        (Problem::Option, _) => w.err_choice(label),
        (Problem::TooOften { minutes }, _) => w.err_address_too_often(minutes),
    }
}
