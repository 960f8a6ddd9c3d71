//! `POST /organiser/events/{slug}/publish`: shows a draft to everybody.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::app::event::EventError;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, done, of_event};
use crate::web::organiser::session::SignedIn;
use crate::web::page;

/// `POST /organiser/events/{slug}/publish`; twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    match web.app.publish_event(&slug).await {
        Ok(event) => done(&web, locale, &event.slug, Done::Published, &[]),
        Err(EventError::Published(slug) | EventError::Cancelled(slug)) => page::see_other(&of_event(&web, locale, &slug)),
        Err(error) => Err(error.into()),
    }
}
