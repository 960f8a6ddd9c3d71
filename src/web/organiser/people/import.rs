//! `/organiser/events/{slug}/people/import`: entering everybody on a list. A file is sent and looked at first; what would come of it is
//! shown, with how many mails leave (law 9), and the same list is sent back to be entered.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::people_import::{ImportedLine, LineOutcome, PeopleImport, PeopleImportError};
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::list::reading::{self, ReadError};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::frame;
use crate::web::organiser::people::{Done, people_path};
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::words::Words;

/// Lines that the page names; whoever has more has the numbers above.
const LINES_NAMED: usize = 200;

#[derive(Template)]
#[template(path = "organiser/people/import.html")]
struct ImportPage {
    w: &'static Words,
    frame: Frame,
    people: String,
    event: String,
    lang: page::Lang,
    action: String,
    /// Why the file that was sent cannot be read.
    error: Option<String>,
    /// Whether anybody can be entered.
    is_open: bool,
}

#[derive(Template)]
#[template(path = "organiser/people/import_check.html")]
struct CheckPage {
    w: &'static Words,
    frame: Frame,
    people: String,
    event: String,
    lang: page::Lang,
    action: String,
    /// What comes of the list, sentence by sentence.
    says: Vec<String>,
    /// How many are entered.
    new: u64,
    /// The list, to be sent back.
    list: String,
    lines: Vec<LineView>,
    more_lines: u64,
}

struct LineView {
    line: u64,
    email: String,
    /// The class of the words.
    class: &'static str,
    becomes: String,
}

/// What was sent.
#[derive(Default)]
struct Sent {
    list: Vec<u8>,
    is_confirmed: bool,
}

impl Sent {
    /// Reads the form, which has a file in it.
    async fn read(request: Request, web: &Arc<Web>) -> Result<Self, WebError> {
        let mut form = Multipart::from_request(request, web).await.map_err(|_| WebError::UnsupportedForm)?;
        let mut sent = Self::default();
        while let Some(field) = form.next_field().await.map_err(|_| WebError::BadRequest)? {
            match field.name() {
                Some("list") => sent.list = field.bytes().await.map_err(|_| WebError::BadRequest)?.into(),
                Some("confirmed") => sent.is_confirmed = true,
                _ => {}
            }
        }
        Ok(sent)
    }
}

/// `GET /organiser/events/{slug}/people/import`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let event = web.app.show_event(&slug).await?.event;
    page::personal(StatusCode::OK, &import_page(&web, locale, &organiser, &event, None))
}

/// `POST /organiser/events/{slug}/people/import`; a list that was entered before enters nobody, so twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let event = web.app.show_event(&slug).await?.event;
    let sent = Sent::read(request, &web).await?;
    let come_to =
        if sent.is_confirmed { web.app.enter_people(&slug, &sent.list).await } else { web.app.look_at_people(&slug, &sent.list).await };
    match come_to {
        Ok(_) if sent.is_confirmed => {
            page::see_other(&format!("{}?done={}", people_path(&web, locale, &event.slug), Done::Imported.as_str()))
        }
        Ok(import) => page::personal(StatusCode::OK, &check_page(&web, locale, &organiser, &import, &sent.list)),
        Err(PeopleImportError::Read(error)) => {
            let why = why_not(&web, locale, &organiser, &event, &error, sent.list.is_empty());
            page::personal(StatusCode::UNPROCESSABLE_ENTITY, &why)
        }
        Err(PeopleImportError::Closed) => page::personal(StatusCode::CONFLICT, &import_page(&web, locale, &organiser, &event, None)),
        Err(PeopleImportError::Event(error)) => Err(error.into()),
        Err(PeopleImportError::Storage(error)) => Err(error.into()),
    }
}

fn import_page(web: &Web, locale: Locale, organiser: &Organiser, event: &Event, error: Option<String>) -> ImportPage {
    let frame = frame(web, locale, organiser, &format!("/events/{}/people/import", event.slug));
    let people = people_path(web, locale, &event.slug);
    ImportPage {
        w: frame.w,
        event: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        action: format!("{people}/import"),
        people,
        error,
        is_open: event.takes_people(web.app.now()),
        frame,
    }
}

/// The page that says why nothing of a file can be read.
fn why_not(web: &Web, locale: Locale, organiser: &Organiser, event: &Event, error: &ReadError, is_empty: bool) -> ImportPage {
    let page = import_page(web, locale, organiser, event, None);
    let w = page.w;
    let error = match error {
        ReadError::Empty if is_empty => w.import_err_none(),
        ReadError::Empty => w.import_err_empty(),
        ReadError::Workbook => w.import_err_workbook(),
        ReadError::NoAddresses => w.import_err_addresses(),
        ReadError::Twice(column) => w.import_err_twice(column),
        ReadError::Line(line) => w.import_err_line(*line),
    };
    ImportPage { error: Some(error), ..page }
}

fn check_page(web: &Web, locale: Locale, organiser: &Organiser, import: &PeopleImport, list: &[u8]) -> CheckPage {
    let ImportPage { w, frame, people, event, lang, action, .. } = import_page(web, locale, organiser, &import.event, None);
    let lines = import.worst_first();
    CheckPage {
        says: import.says(locale),
        new: import.mails(),
        list: reading::decoded(list),
        more_lines: lines.len().saturating_sub(LINES_NAMED) as u64,
        lines: lines.into_iter().take(LINES_NAMED).map(|line| line_view(line, import, locale)).collect(),
        w,
        frame,
        people,
        event,
        lang,
        action,
    }
}

fn line_view(line: &ImportedLine, import: &PeopleImport, locale: Locale) -> LineView {
    let class = match &line.outcome {
        LineOutcome::Entered | LineOutcome::Waits => "",
        LineOutcome::Known | LineOutcome::Twice(_) | LineOutcome::Cancelled | LineOutcome::Unwanted => "zero",
        LineOutcome::Full => "warn",
        LineOutcome::Wrong(_) => "bad",
    };
    LineView { line: line.line, email: line.email.clone(), class, becomes: import.becomes(line, locale) }
}
