//! `GET /oembed`: what another site needs to show an event (oembed.com, version 1.0): a frame with the form where this instance lets
//! itself be framed, a link otherwise.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::event::PublicEvent;
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::Shown;
use crate::web::public::picture;

/// How wide and high the frame is unless less is asked for.
pub(in crate::web) const FRAME: (u32, u32) = (600, 760);
/// How long others may keep the answer.
const CACHE_SECONDS: u32 = 3600;

/// The query of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    url: String,
    format: String,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// `GET /oembed?url=&format=&maxwidth=&maxheight=`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Query(wanted): Query<Wanted>) -> Result<Response, WebError> {
    if !matches!(wanted.format.as_str(), "" | "json") {
        let mut response = (StatusCode::NOT_IMPLEMENTED, "json is the only format\n").into_response();
        response.extensions_mut().insert(Shown);
        return Ok(response);
    }
    let (locale, slug) = event_of(&web, &wanted.url).ok_or(WebError::NotFound)?;
    let public = web.app.find_public_event(slug).await?.ok_or(WebError::NotFound)?;
    let mut response = Json(described(&web, locale, &public, &wanted)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

/// The language and the slug of an address of ours.
fn event_of<'a>(web: &Web, url: &'a str) -> Option<(Locale, &'a str)> {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let urls = web.app.urls();
    let slug = |locale| url.strip_prefix(&urls.absolute(urls.prefix(locale)))?.strip_prefix("/events/");
    Locale::ALL.into_iter().find_map(|locale| Some((locale, slug(locale)?)))
}

fn described(web: &Web, locale: Locale, public: &PublicEvent, wanted: &Wanted) -> serde_json::Value {
    let urls = web.app.urls();
    let mut about = json!({
        "version": "1.0",
        "type": "link",
        "title": public.event.announcement.title,
        "provider_name": public.organisation,
        "provider_url": urls.events(locale),
        "cache_age": CACHE_SECONDS,
    });
    let fits = |most: Option<u32>, size: u32| most.is_none_or(|most| size <= most);
    if fits(wanted.maxwidth, picture::WIDTH) && fits(wanted.maxheight, picture::HEIGHT) {
        about["thumbnail_url"] = json!(urls.picture(&public.event.slug));
        (about["thumbnail_width"], about["thumbnail_height"]) = (json!(picture::WIDTH), json!(picture::HEIGHT));
    }
    if web.heads.may_be_framed() {
        let (width, height) = (FRAME.0.min(wanted.maxwidth.unwrap_or(FRAME.0)), FRAME.1.min(wanted.maxheight.unwrap_or(FRAME.1)));
        about["type"] = json!("rich");
        (about["width"], about["height"]) = (json!(width), json!(height));
        about["html"] = json!(frame_of(web, &public.event, locale, (width, height)));
    }
    about
}

/// The element that shows an event on another site.
pub(in crate::web) fn frame_of(web: &Web, event: &Event, locale: Locale, (width, height): (u32, u32)) -> String {
    let url = web.app.urls().embed(locale, &event.slug);
    let title = event.announcement.title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<iframe src=\"{url}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" style=\"border:0;max-width:100%\"></iframe>"
    )
}
