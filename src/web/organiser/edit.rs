//! `/organiser/events/{slug}/edit`: writing an event anew. What everybody sees is changed only after a page that shows what changes
//! and for whom.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::editing::{EditEffect, EditError, Editable};
use crate::app::event::EventError;
use crate::domain::event::EventStatus;
use crate::domain::event_file::EventFile;
use crate::domain::event_form::{EventForm, EventProblems};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, done, of_event};
use crate::web::organiser::event_form::{self, Around, Filled};
use crate::web::organiser::frame;
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{When, Words};

/// What the buttons of the two pages send, which is no field of the event.
const BUTTONS: [&str; 6] = ["draft", "publish", "check", "more", "confirmed", "back"];

#[derive(Template)]
#[template(path = "organiser/change.html")]
struct ChangePage<'a> {
    w: &'static Words,
    frame: Frame,
    back: String,
    title: &'a str,
    lang: page::Lang,
    action: String,
    /// Label, before, after.
    changes: Vec<(String, String, String)>,
    /// Who is told, and when.
    told: Vec<String>,
    look: Vec<String>,
    /// What was typed: names and values.
    typed: Vec<(&'a str, &'a str)>,
}

/// `GET /organiser/events/{slug}/edit`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let editing = match Editing::of(&web, locale, &organiser, &slug).await {
        Ok(editing) => editing,
        Err(error) => return refused(&web, locale, error),
    };
    let form = editing.opened();
    editing.form(StatusCode::OK, &form, &EventProblems::new(), None)
}

/// `POST /organiser/events/{slug}/edit`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    Sent(organiser, form): Sent<EventForm>,
) -> Result<Response, WebError> {
    let editing = match Editing::of(&web, locale, &organiser, &slug).await {
        Ok(editing) => editing,
        Err(error) => return refused(&web, locale, error),
    };
    let presses = |button| !form.get(button).is_empty();
    if presses("more") || presses("back") {
        return editing.form(StatusCode::OK, &form, &EventProblems::new(), None);
    }
    let file = match form.read(&editing.now.file) {
        Ok(file) => file,
        Err(problems) => return editing.form(StatusCode::UNPROCESSABLE_ENTITY, &form, &problems, None),
    };
    let version = form.get("version").parse().unwrap_or_default();
    if editing.now.event.status == EventStatus::Published && !presses("confirmed") {
        return match web.app.edit_effect(&slug, version, file.clone()).await {
            Ok(effect) => editing.ask(&form, &effect),
            Err(error) => editing.refused(error, form, &file),
        };
    }
    match web.app.edit_event(&slug, version, file.clone()).await {
        Ok(saved) if presses("publish") => match web.app.publish_event(&slug).await {
            Ok(event) => done(&web, locale, &event.slug, Done::Published, &saved.warnings),
            // Somebody else was faster.
            Err(EventError::Published(slug)) => done(&web, locale, &slug, Done::Published, &saved.warnings),
            Err(error) => refused(&web, locale, error),
        },
        Ok(saved) => done(&web, locale, &saved.event.slug, Done::Saved, &saved.warnings),
        Err(error) => editing.refused(error, form, &file),
    }
}

/// What was typed for an event that stands at another version, with what stands there beside it.
pub(super) async fn differs(web: &Web, locale: Locale, organiser: &Organiser, slug: &str, form: EventForm) -> Result<Response, WebError> {
    match Editing::of(web, locale, organiser, slug).await {
        Ok(editing) => editing.differs(form),
        Err(error) => refused(web, locale, error),
    }
}

/// An event that was cancelled is written anew by nobody: its page says how it stands.
fn refused(web: &Web, locale: Locale, error: EventError) -> Result<Response, WebError> {
    match error {
        EventError::Cancelled(slug) => page::see_other(&of_event(web, locale, &slug)),
        error => Err(error.into()),
    }
}

/// An event that somebody is writing anew.
struct Editing<'a> {
    web: &'a Web,
    locale: Locale,
    organiser: &'a Organiser,
    now: Editable,
}

impl<'a> Editing<'a> {
    async fn of(web: &'a Web, locale: Locale, organiser: &'a Organiser, slug: &str) -> Result<Self, EventError> {
        Ok(Self { web, locale, organiser, now: web.app.editable_event(slug).await? })
    }

    /// Why the event was not written anew.
    fn refused(&self, error: EditError, form: EventForm, file: &EventFile) -> Result<Response, WebError> {
        match error {
            // The same button pressed twice.
            EditError::Changed if file.says_the_same_as(&self.now.file) => {
                done(self.web, self.locale, &self.now.event.slug, Done::Saved, &[])
            }
            EditError::Changed => self.differs(form),
            EditError::Content(error) => {
                let problems = event_form::problems_of(error, &form, file)?;
                self.form(StatusCode::UNPROCESSABLE_ENTITY, &form, &problems, None)
            }
            EditError::Event(error) => refused(self.web, self.locale, error),
            EditError::Storage(error) => Err(error.into()),
        }
    }

    /// The form as it is opened.
    fn opened(&self) -> EventForm {
        EventForm::of(&self.now.file).at_version(self.now.version)
    }

    fn frame(&self) -> Frame {
        frame(self.web, self.locale, self.organiser, &format!("/events/{}/edit", self.now.event.slug))
    }

    fn filled<'f>(&self, form: &'f EventForm, problems: &'f EventProblems) -> Filled<'f> {
        Filled::of(self.web, self.locale, form, problems)
    }

    fn form(
        &self,
        status: StatusCode,
        form: &EventForm,
        problems: &EventProblems,
        saved: Option<&EventForm>,
    ) -> Result<Response, WebError> {
        let frame = self.frame();
        let w = frame.w;
        let is_draft = self.now.event.status == EventStatus::Draft;
        let conflict = saved.map(|_| Notice::new(Kind::Warning, w.edit_conflict()).with_more(w.edit_conflict_more()));
        let around = Around {
            title: w.edit_title(),
            back: (of_event(self.web, self.locale, &self.now.event.slug), w.edit_back()),
            action: format!("{}/edit", of_event(self.web, self.locale, &self.now.event.slug)),
            notices: conflict.into_iter().collect(),
            look: Vec::new(),
            buttons: if is_draft {
                vec![("draft", w.edit_save_draft()), ("publish", w.edit_save_publish())]
            } else {
                vec![("check", w.edit_check())]
            },
        };
        event_form::shown(status, frame, &self.filled(form, problems).beside(saved), around)
    }

    /// Somebody else was faster: the form as it was typed, at the version that is there now, with what was saved meanwhile beside it.
    fn differs(&self, form: EventForm) -> Result<Response, WebError> {
        let opened = self.opened();
        let form = form.at_version(self.now.version).with_rows_of(&opened);
        self.form(StatusCode::CONFLICT, &form, &EventProblems::new(), Some(&opened))
    }

    /// What changes, and for whom.
    fn ask(&self, form: &EventForm, effect: &EditEffect) -> Result<Response, WebError> {
        let frame = self.frame();
        // Both as a form is opened: what was typed differently and says the same is no change.
        let (w, opened, nothing) = (frame.w, self.opened(), EventProblems::new());
        let read = EventForm::of(&effect.file).at_version(self.now.version);
        let before = self.filled(&opened, &nothing);
        let page = ChangePage {
            back: of_event(self.web, self.locale, &self.now.event.slug),
            title: &self.now.event.announcement.title,
            lang: page::Lang::of(self.now.event.announcement.locale, self.locale),
            action: format!("{}/edit", of_event(self.web, self.locale, &self.now.event.slug)),
            changes: self.filled(&read, &nothing).differences(w, &before),
            told: self.told(w, effect),
            look: event_form::look_at(w, &effect.warnings),
            typed: form.fields().filter(|(name, _)| !BUTTONS.contains(name)).collect(),
            w,
            frame,
        };
        page::personal(StatusCode::OK, &page)
    }

    fn told(&self, w: &Words, effect: &EditEffect) -> Vec<String> {
        let now = self.web.app.now();
        let mut told = Vec::new();
        if effect.people > 0 {
            let told_at = effect.event.change.as_ref().map_or(now, |change| change.told_at);
            let when = When::new(&effect.event.schedule, self.locale);
            told.push(w.change_told(effect.people));
            told.push(if told_at > now { w.change_told_at(when.brief_at(told_at)) } else { w.change_told_now() });
        }
        if effect.promoted > 0 {
            told.push(w.change_promoted(effect.promoted));
        }
        if told.is_empty() {
            told.push(w.change_told_nobody());
        }
        if effect.event.schedule.ends_at <= now && effect.event.schedule != self.now.event.schedule {
            told.push(w.change_over());
        }
        if effect.is_removed {
            told.push(w.change_removed());
        }
        told.extend(effect.dropped.iter().map(|question| w.change_question_gone(question)));
        told
    }
}
