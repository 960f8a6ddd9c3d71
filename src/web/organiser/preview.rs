//! `GET /organiser/events/{slug}/preview`: the public page of an event as it will be, a draft's too.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::SignedIn;
use crate::web::public::event;

/// `GET /organiser/events/{slug}/preview`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    event::preview(&web, locale, &web.app.preview_event(&slug).await?)
}
