//! A new event: from an announcement that is pasted, or in an empty form.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::import::{ImportError, ImportWarning};
use crate::domain::event_file::{self, EventFile};
use crate::domain::event_form::{EventForm, EventProblems};
use crate::domain::id::EventId;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::edit;
use crate::web::organiser::event::{Done, done, of_event};
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
    /// The key of what comes of it.
    key: String,
    fields: Vec<FieldView>,
}

impl NewPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }
}

/// What is pasted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Pasted {
    announcement: String,
    key: String,
}

/// `GET /organiser/events/new`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
) -> Result<Response, WebError> {
    Entering { web: &web, locale, organiser: &organiser }.paste(StatusCode::OK, Pasted::default(), None)
}

/// `POST /organiser/events/new`: the form with what the announcement says. An event file goes in as it is.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Sent(organiser, pasted): Sent<Pasted>,
) -> Result<Response, WebError> {
    let entering = Entering { web: &web, locale, organiser: &organiser };
    let w = words(locale);
    if pasted.announcement.trim().is_empty() {
        return entering.paste(StatusCode::UNPROCESSABLE_ENTITY, pasted, Some(w.new_paste_empty()));
    }
    match event_file::Form::of(&pasted.announcement) {
        event_file::Form::Announcement => {
            let (file, warnings) = web.app.draft_of(&pasted.announcement);
            let read = Notice::new(Kind::Info, w.new_read()).with_more(w.new_read_more());
            entering.form(StatusCode::OK, EventForm::of(&file), &EventProblems::new(), Some(read), &warnings)
        }
        form => entering.file(pasted, form).await,
    }
}

/// `GET /organiser/events/new/form`: the form with nothing in it.
pub(in crate::web) async fn blank(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
) -> Result<Response, WebError> {
    let form = EventForm::of(&EventFile { locale: Some(locale), ..EventFile::default() });
    Entering { web: &web, locale, organiser: &organiser }.again(StatusCode::OK, form, &EventProblems::new())
}

/// `POST /organiser/events`: enters the event, as a draft or for everybody to see.
pub(in crate::web) async fn create(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Sent(organiser, form): Sent<EventForm>,
) -> Result<Response, WebError> {
    let entering = Entering { web: &web, locale, organiser: &organiser };
    if !form.get("more").is_empty() {
        return entering.again(StatusCode::OK, form, &EventProblems::new());
    }
    let file = match form.read(&EventFile::default()) {
        Ok(file) => file,
        Err(problems) => return entering.again(StatusCode::UNPROCESSABLE_ENTITY, form, &problems),
    };
    let publishes = !form.get("publish").is_empty();
    match web.app.create_event(entering.key(form.get("key")), file.clone(), publishes).await {
        Ok(created) => done(&web, locale, &created.event.slug, Done::of(&created.event, Done::Created), &created.warnings),
        // Somebody went back and sent the form once more, with something else in it.
        Err(ImportError::Entered(slug)) => edit::differs(&web, locale, &organiser, slug.as_str(), form).await,
        Err(error) => {
            let problems = event_form::problems_of(error, &form, &file)?;
            entering.again(StatusCode::UNPROCESSABLE_ENTITY, form, &problems)
        }
    }
}

/// Somebody who enters an event.
struct Entering<'a> {
    web: &'a Web,
    locale: Locale,
    organiser: &'a Organiser,
}

impl Entering<'_> {
    /// The key of what is entered, as the page gave it out: a form that is sent twice makes one event.
    fn key(&self, given: &str) -> EventId {
        given.parse().unwrap_or_else(|_| self.web.app.new_event_id())
    }

    /// Enters an event file, with all that the form does not show.
    async fn file(&self, pasted: Pasted, form: event_file::Form) -> Result<Response, WebError> {
        let w = words(self.locale);
        let wrong = |pasted, why| self.paste(StatusCode::UNPROCESSABLE_ENTITY, pasted, Some(why));
        let file = match EventFile::parse(&pasted.announcement, form) {
            Ok(file) => file,
            Err(error) => return wrong(pasted, w.new_paste_file(error.to_string())),
        };
        let filled_in = EventForm::of(&file);
        let problems = match filled_in.read(&file) {
            Ok(file) => match self.web.app.create_event(self.key(&pasted.key), file.clone(), false).await {
                Ok(created) => return done(self.web, self.locale, &created.event.slug, Done::Created, &created.warnings),
                Err(ImportError::Entered(slug)) => return page::see_other(&of_event(self.web, self.locale, &slug)),
                Err(error) => event_form::problems_of(error, &filled_in, &file)?,
            },
            Err(problems) => problems,
        };
        let why = Filled::of(self.web, self.locale, &filled_in, &problems).sentences(w).join(" ");
        wrong(pasted, why)
    }

    /// The page that asks for the announcement; with what was pasted, where something is wrong with that.
    fn paste(&self, status: StatusCode, pasted: Pasted, error: Option<String>) -> Result<Response, WebError> {
        let frame = frame(self.web, self.locale, self.organiser, "/events/new");
        let w = frame.w;
        let field = FieldView {
            hint: Some(w.new_paste_hint()),
            value: pasted.announcement,
            error,
            ..FieldView::asked("announcement", w.new_paste_label(), Input::Lines { max: MAX_TEXT_CHARS })
        };
        let key = self.key(&pasted.key).to_string();
        page::personal(status, &NewPage { w, home: home(self.web, self.locale), key, fields: vec![field], frame })
    }

    /// The form as it was sent.
    fn again(&self, status: StatusCode, form: EventForm, problems: &EventProblems) -> Result<Response, WebError> {
        self.form(status, form, problems, None, &[])
    }

    fn form(
        &self,
        status: StatusCode,
        form: EventForm,
        problems: &EventProblems,
        notice: Option<Notice>,
        warnings: &[ImportWarning],
    ) -> Result<Response, WebError> {
        let frame = frame(self.web, self.locale, self.organiser, "/events/new");
        let (w, home) = (frame.w, home(self.web, self.locale));
        let key = self.key(form.get("key")).to_string();
        let form = form.with("key", &key);
        let around = Around {
            title: w.new_title(),
            back: (home.clone(), w.org_events_title()),
            action: format!("{home}/events"),
            notices: notice.into_iter().collect(),
            look: event_form::look_at(w, warnings),
            buttons: vec![("draft", w.edit_save_draft()), ("publish", w.edit_save_publish())],
        };
        event_form::shown(status, frame, &Filled::of(self.web, self.locale, &form, problems), around)
    }
}
