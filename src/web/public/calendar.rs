//! Calendar files: of an event, and of a registration. Only that of a registration, which has a key in its address, has one in
//! it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;
use crate::web::page;

pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8; method=PUBLISH";
/// The name of the downloaded file of a registration: the path has nothing that could be in one.
const PERSONAL_NAME: &str = "termin.ics";

/// `GET /events/{slug}/calendar.ics`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let calendar = web.app.event_calendar(&slug).await?.ok_or(WebError::NotFound)?;
    // An event was found, so the path holds a slug and nothing that could end the quotes.
    page::attachment(cache::calendar(CALENDAR, calendar, &headers), &format!("{slug}.ics"))
}

/// `GET /r/{token}/calendar.ics`
pub(in crate::web) async fn personal(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let calendar = web.app.my_calendar(&token).await?.ok_or(WebError::UnknownLink)?;
    page::attachment(cache::calendar(CALENDAR, calendar, &headers), PERSONAL_NAME)
}
