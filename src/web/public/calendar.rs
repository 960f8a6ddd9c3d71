//! Calendar files: of one event, and of all that are coming. They carry the address of the public page and no secret.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;

const CALENDAR: &str = "text/calendar; charset=utf-8; method=PUBLISH";

/// `GET /events/{slug}/calendar.ics`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let calendar = web.app.event_calendar(&slug).await?.ok_or(WebError::NotFound)?;
    let mut response = cache::calendar(CALENDAR, calendar, &headers);
    // An event was found, so the path holds a slug and nothing that could end the quotes.
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{slug}.ics\"")).map_err(WebError::internal)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// `GET /feeds/events.ics`
pub(in crate::web) async fn feed(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, WebError> {
    Ok(cache::calendar(CALENDAR, web.app.events_calendar().await?, &headers))
}
