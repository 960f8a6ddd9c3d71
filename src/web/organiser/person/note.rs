//! The note about somebody on their page, and `POST /organiser/events/{slug}/people/{id}/note`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::named::{Done, Named};
use super::{Found, PersonPage};
use crate::domain::note;
use crate::domain::text::TextError;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::SignedIn;
use crate::web::page;
use crate::web::public::form::{self, FieldView, Input, Need};
use crate::words::{When, Words};

/// The note with its form.
pub(super) struct NoteView {
    pub(super) action: String,
    pub(super) field: FieldView,
    /// Who wrote it last, and when.
    pub(super) by: Option<String>,
}

impl NoteView {
    /// The note as it is kept, or as it was typed and cannot be taken.
    pub(super) fn new(found: &Found, w: &Words, when: &When<'_>, typed: Option<(&str, TextError)>) -> Self {
        let kept = found.person.data.note.as_ref();
        let label = w.person_note_label();
        let error = typed.map(|(_, problem)| match problem {
            TextError::TooLong { max } => w.err_too_long(&label, max),
            TextError::Empty | TextError::Control => w.err_characters(&label),
        });
        let value = typed.map(|(typed, _)| typed.to_owned()).or_else(|| kept.map(|note| note.text.clone())).unwrap_or_default();
        let input = Input::Lines { max: note::MAX_CHARS };
        let hint = Some(w.person_note_hint());
        Self {
            action: format!("{}/note", found.path),
            field: FieldView { error, value, hint, need: Need::Free, ..FieldView::asked("note", label, input) },
            by: kept.map(|note| w.person_note_by(&note.by, when.brief_at(note.changed_at))),
        }
    }

    pub(super) fn fields(&self) -> &[FieldView] {
        std::slice::from_ref(&self.field)
    }
}

impl PersonPage {
    pub(super) fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(self.note.fields())
    }
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct NoteForm {
    note: String,
}

/// `POST /organiser/events/{slug}/people/{id}/note`; nothing typed removes the note. Twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    named: Named,
    Form(NoteForm { note: typed }): Form<NoteForm>,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "").await?;
    match note::typed(&typed) {
        Ok(text) => {
            web.app.note_person(named.slug(), named.id, organiser.id, text).await?;
            named.done(&web, locale, Done::Noted)
        }
        Err(problem) => page::personal(StatusCode::UNPROCESSABLE_ENTITY, &found.page(&web, None, Some((&typed, problem)))),
    }
}
