//! A new event: from an announcement that is pasted, or in an empty form.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::import::{ImportError, ImportOptions, ImportWarning};
use crate::domain::event_file::{self, EventFile};
use crate::domain::event_form::{EventForm, EventProblems};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, of_event};
use crate::web::organiser::event_form::{self, Around, Filled};
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::{frame, home};
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input, problems};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{Words, words};

/// The most characters of an announcement.
const MAX_TEXT_CHARS: usize = 60_000;

#[derive(Template)]
#[template(path = "organiser/new.html")]
struct NewPage {
    w: &'static Words,
    frame: Frame,
    home: String,
    fields: Vec<FieldView>,
}

impl NewPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }
}

/// What is pasted.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Pasted {
    #[serde(default)]
    announcement: String,
}

/// `GET /organiser/events/new`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
) -> Result<Response, WebError> {
    asked(&web, locale, &organiser, StatusCode::OK, None)
}

/// `POST /organiser/events/new`: the form with what the announcement says. An event file goes in as it is.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Sent(organiser, Pasted { announcement }): Sent<Pasted>,
) -> Result<Response, WebError> {
    if announcement.trim().is_empty() {
        let wrong = (announcement, words(locale).new_paste_empty());
        return asked(&web, locale, &organiser, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong));
    }
    if event_file::Form::of(&announcement) != event_file::Form::Announcement {
        return match web.app.import_event(&announcement, ImportOptions::default()).await {
            Ok(imported) => page::see_other(&of_event(&web, locale, &imported.event.slug, Some(done(&imported.warnings, Done::Created)))),
            Err(ImportError::Storage(error)) => Err(error.into()),
            Err(error) => {
                let wrong = (announcement, words(locale).new_paste_file(error.to_string()));
                asked(&web, locale, &organiser, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong))
            }
        };
    }
    let (file, warnings) = web.app.draft_of(&announcement);
    let w = words(locale);
    let read = Notice::new(Kind::Info, w.new_read()).with_more(w.new_read_more());
    filled(&web, locale, &organiser, StatusCode::OK, &EventForm::of(&file), &EventProblems::new(), vec![read], &warnings)
}

/// `GET /organiser/events/new/form`: the form with nothing in it.
pub(in crate::web) async fn blank(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
) -> Result<Response, WebError> {
    let form = EventForm::of(&EventFile { locale: Some(locale), ..EventFile::default() });
    filled(&web, locale, &organiser, StatusCode::OK, &form, &EventProblems::new(), Vec::new(), &[])
}

/// `POST /organiser/events`: enters the event, as a draft or for everybody to see.
pub(in crate::web) async fn create(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Sent(organiser, form): Sent<EventForm>,
) -> Result<Response, WebError> {
    if !form.get("more").is_empty() {
        return filled(&web, locale, &organiser, StatusCode::OK, &form, &EventProblems::new(), Vec::new(), &[]);
    }
    let wrong = |problems| filled(&web, locale, &organiser, StatusCode::UNPROCESSABLE_ENTITY, &form, &problems, Vec::new(), &[]);
    let file = match form.read(&EventFile::default()) {
        Ok(file) => file,
        Err(problems) => return wrong(problems),
    };
    let id = form.get("key").parse().unwrap_or_else(|_| web.app.new_event_id());
    let publishes = !form.get("publish").is_empty();
    let created = match web.app.create_event(id, file.clone(), publishes).await {
        Ok(created) => created,
        Err(error) => return wrong(event_form::problems_of(error, &form, &file)?),
    };
    let done = done(&created.warnings, if publishes { Done::Published } else { Done::Created });
    page::see_other(&of_event(&web, locale, &created.event.slug, Some(done)))
}

/// What was done, or that the clock shows a time of it twice (law 21).
pub(super) fn done(warnings: &[ImportWarning], done: Done) -> Done {
    if warnings.iter().any(|warning| matches!(warning, ImportWarning::Doubled(_))) { Done::Doubled } else { done }
}

fn asked(
    web: &Web,
    locale: Locale,
    organiser: &Organiser,
    status: StatusCode,
    wrong: Option<(String, String)>,
) -> Result<Response, WebError> {
    let frame = frame(web, locale, organiser, "/events/new");
    let w = frame.w;
    let (value, error) = wrong.unzip();
    let field = FieldView {
        hint: Some(w.new_paste_hint()),
        value: value.unwrap_or_default(),
        error,
        ..FieldView::asked("announcement", w.new_paste_label(), Input::Lines { max: MAX_TEXT_CHARS })
    };
    page::personal(status, &NewPage { w, home: home(web, locale), fields: vec![field], frame })
}

#[expect(clippy::too_many_arguments, reason = "the form, and all that can stand around it")]
fn filled(
    web: &Web,
    locale: Locale,
    organiser: &Organiser,
    status: StatusCode,
    form: &EventForm,
    problems: &EventProblems,
    notices: Vec<Notice>,
    warnings: &[ImportWarning],
) -> Result<Response, WebError> {
    let frame = frame(web, locale, organiser, "/events/new");
    let (w, home) = (frame.w, home(web, locale));
    // Sent twice, the form makes one event.
    let has_key = !form.get("key").is_empty();
    let form = &if has_key { form.clone() } else { form.clone().with("key", &web.app.new_event_id().to_string()) };
    let filled = Filled { form, problems, saved: None, locale, is_new: true, usual_retention_days: web.app.usual_retention_days() };
    let around = Around {
        title: w.new_title(),
        back: (home.clone(), w.org_events_title()),
        action: format!("{home}/events"),
        notices,
        look: event_form::look_at(w, warnings),
        buttons: vec![("draft", w.edit_save_draft()), ("publish", w.edit_save_publish())],
    };
    event_form::shown(status, frame, &filled, around)
}
