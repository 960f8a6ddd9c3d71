//! Calendar files: of an event, and of a registration. Only that of a registration, which has a key in its address, has one in
//! it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;

pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8; method=PUBLISH";
/// The name of the downloaded file of a registration: the path has nothing that could be in one.
const PERSONAL_NAME: HeaderValue = HeaderValue::from_static("attachment; filename=\"termin.ics\"");

/// `GET /events/{slug}/calendar.ics`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let calendar = web.app.event_calendar(&slug).await?.ok_or(WebError::NotFound)?;
    let mut response = cache::calendar(CALENDAR, calendar, &headers);
    // An event was found, so the path holds a slug and nothing that could end the quotes.
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{slug}.ics\"")).map_err(WebError::internal)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// `GET /r/{token}/calendar.ics`
pub(in crate::web) async fn personal(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let calendar = web.app.my_calendar(&token).await?.ok_or(WebError::UnknownLink)?;
    let mut response = cache::calendar(CALENDAR, calendar, &headers);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, PERSONAL_NAME);
    Ok(response)
}
