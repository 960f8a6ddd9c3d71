//! `GET /organiser/events/{slug}/preview`: the public page of a draft as it will be.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::app::event::EventError;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::SignedIn;
use crate::web::page;
use crate::web::public::event;

/// `GET /organiser/events/{slug}/preview`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    match web.app.preview_event(&slug).await {
        Ok(public) => event::preview(&web, locale, &public),
        // Everybody sees the page itself.
        Err(EventError::Published(slug) | EventError::Cancelled(slug)) => {
            page::see_other(page::local(&web.app.urls().event(locale, &slug)))
        }
        Err(error) => Err(error.into()),
    }
}
