//! `/organiser/events/{slug}/cancel`: calling an event off. The GET says who gets a mail, the POST does it (law 8).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::event::{EventError, Overview};
use crate::domain::event::EventStatus;
use crate::domain::event_form::MAX_LINE_CHARS;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::domain::text::{self, TextError};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, done, of_event};
use crate::web::organiser::frame;
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input, problems};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/cancel.html")]
struct CancelPage {
    w: &'static Words,
    frame: Frame,
    back: String,
    action: String,
    title: String,
    /// Who gets a mail.
    told: String,
    tells: bool,
    fields: Vec<FieldView>,
}

impl CancelPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }
}

/// What the form says.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Why {
    #[serde(default)]
    reason: String,
}

/// `GET /organiser/events/{slug}/cancel`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    ask(&web, locale, &organiser, &slug, None).await
}

/// `POST /organiser/events/{slug}/cancel`; twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    Sent(organiser, Why { reason }): Sent<Why>,
) -> Result<Response, WebError> {
    let cleaned = match text::line(&reason, MAX_LINE_CHARS) {
        Ok(cleaned) => cleaned,
        Err(error) => return ask(&web, locale, &organiser, &slug, Some((&reason, error))).await,
    };
    match web.app.cancel_event(&slug, &cleaned).await {
        Ok(event) => done(&web, locale, &event.slug, Done::Cancelled, &[]),
        Err(EventError::Cancelled(slug) | EventError::Draft(slug)) => page::see_other(&of_event(&web, locale, &slug)),
        Err(error) => Err(error.into()),
    }
}

/// The page, or with a reason that says nothing the page with what is wrong (422). Where there is nothing to call off, the event's page
/// says how it stands.
async fn ask(web: &Web, locale: Locale, organiser: &Organiser, slug: &str, wrong: Option<(&str, TextError)>) -> Result<Response, WebError> {
    let Overview { event, told, .. } = web.app.show_event(slug).await?;
    if event.status != EventStatus::Published {
        return page::see_other(&of_event(web, locale, &event.slug));
    }
    let frame = frame(web, locale, organiser, &format!("/events/{}/cancel", event.slug));
    let w = frame.w;
    let back = of_event(web, locale, &event.slug);
    let label = w.call_off_reason();
    let error = wrong.map(|(_, error)| match error {
        TextError::Empty => w.call_off_reason_missing(),
        TextError::TooLong { max } => w.err_too_long(&label, max),
        TextError::Control => w.err_characters(&label),
    });
    let field = FieldView {
        hint: Some(w.call_off_reason_hint()),
        value: wrong.map_or_else(String::new, |(typed, _)| typed.to_owned()),
        error,
        ..FieldView::asked("reason", label, Input::Line { autocomplete: "off", max: MAX_LINE_CHARS })
    };
    let page = CancelPage {
        action: format!("{back}/cancel"),
        title: event.announcement.title.clone(),
        told: if told == 0 { w.call_off_nobody() } else { w.call_off_told(told) },
        tells: told > 0,
        fields: vec![field],
        back,
        w,
        frame,
    };
    page::personal(if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
