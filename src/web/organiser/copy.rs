//! `/organiser/events/{slug}/copy`: the same event on another day, as a draft whose reminders are off (law 9).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan as _;

use crate::app::import::{CopyOptions, ImportError};
use crate::domain::event::Event;
use crate::domain::event_file::EventFile;
use crate::domain::event_form::{EventForm, EventProblems};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, done, of_event};
use crate::web::organiser::event_form::{self, Filled};
use crate::web::organiser::frame;
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input, problems};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/copy.html")]
struct CopyPage {
    w: &'static Words,
    frame: Frame,
    back: String,
    action: String,
    /// The key of the copy.
    key: String,
    fields: Vec<FieldView>,
}

impl CopyPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }
}

/// `GET /organiser/events/{slug}/copy`: a week later is the usual guess.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let event = web.app.show_event(&slug).await?.event;
    let wall = &event.schedule.wall;
    let week = |local: jiff::civil::DateTime| local.checked_add(1.week()).unwrap_or(local).into();
    let (start, end) = (Some(week(wall.starts_local)), Some(week(wall.ends_local)));
    let form = EventForm::of(&EventFile { start, end, ..EventFile::default() }).with("key", &web.app.new_event_id().to_string());
    ask(&web, locale, &organiser, &event, StatusCode::OK, &form, &EventProblems::new())
}

/// `POST /organiser/events/{slug}/copy`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    Sent(organiser, form): Sent<EventForm>,
) -> Result<Response, WebError> {
    let event = web.app.show_event(&slug).await?.event;
    let wrong = |problems| ask(&web, locale, &organiser, &event, StatusCode::UNPROCESSABLE_ENTITY, &form, &problems);
    let (start, end) = match form.read_times() {
        Ok(times) => times,
        Err(problems) => return wrong(problems),
    };
    let id = form.get("key").parse().unwrap_or_else(|_| web.app.new_event_id());
    let options = |id| CopyOptions { start, end: Some(end), slug: None, id };
    let copied = match web.app.copy_event(&slug, options(id)).await {
        // Another date, after going back: another copy.
        Err(ImportError::Entered(_)) => web.app.copy_event(&slug, options(web.app.new_event_id())).await,
        copied => copied,
    };
    match copied {
        Ok(copied) => done(&web, locale, &copied.event.slug, Done::Copied, &copied.warnings),
        Err(error) => {
            let file = EventFile { start: Some(start), end: Some(end), ..EventFile::default() };
            // What comes along with the date and cannot be then is said at the date.
            let is_asked = |name: &str| ["date", "starts", "ends", "ends_date"].contains(&name);
            let problems = event_form::problems_of(error, &form, &file)?.into_iter();
            wrong(problems.map(|(name, problem)| (if is_asked(&name) { name } else { "date".to_owned() }, problem)).collect())
        }
    }
}

fn ask(
    web: &Web,
    locale: Locale,
    organiser: &Organiser,
    event: &Event,
    status: StatusCode,
    form: &EventForm,
    problems: &EventProblems,
) -> Result<Response, WebError> {
    let frame = frame(web, locale, organiser, &format!("/events/{}/copy", event.slug));
    let back = of_event(web, locale, &event.slug);
    let fields = Filled::of(web, locale, form, problems).times(frame.w);
    let page = CopyPage { w: frame.w, action: format!("{back}/copy"), key: form.get("key").to_owned(), fields, back, frame };
    page::personal(status, &page)
}
