//! `/impressum` and `/barrierefreiheit`: who is responsible for these pages, and how well everybody can use them. An organisation that
//! has such pages elsewhere has its visitors led there.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::OwnPage;
use crate::urls::Urls;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/imprint.html")]
struct ImprintPage {
    w: &'static Words,
    frame: Frame,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "public/accessibility.html")]
struct AccessibilityPage {
    w: &'static Words,
    frame: Frame,
}

/// `GET /impressum`
pub(in crate::web) async fn imprint(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    request: Request,
) -> Result<Response, WebError> {
    own_or(&web, Asked::of(&request), OwnPage::Imprint, || {
        let frame = Frame::public(&web, locale, Urls::imprint);
        ImprintPage { w: frame.w, address: web.app.organisation_address().map(str::to_owned), frame }
    })
    .await
}

/// `GET /barrierefreiheit`
pub(in crate::web) async fn accessibility(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    request: Request,
) -> Result<Response, WebError> {
    own_or(&web, Asked::of(&request), OwnPage::Accessibility, || {
        let frame = Frame::public(&web, locale, Urls::accessibility);
        AccessibilityPage { w: frame.w, frame }
    })
    .await
}

/// The organisation's own page where it has one, or else the one that `make` makes.
pub(super) async fn own_or<T: Template>(
    web: &Web,
    asked: Asked,
    own: OwnPage,
    make: impl Fn() -> T + Send + Sync,
) -> Result<Response, WebError> {
    if let Some(url) = web.app.own_page(own) {
        return found(url);
    }
    cache::answer(web, asked, async || Ok(Made { html: make().render()?, stamp: None })).await
}

/// 302 to the organisation's own page: it may come back here one day.
fn found(url: &str) -> Result<Response, WebError> {
    let location = HeaderValue::from_str(url).map_err(WebError::internal)?;
    let kept = HeaderValue::from_static("no-cache");
    Ok((StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, kept)]).into_response())
}
