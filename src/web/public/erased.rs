//! `GET /erased/{number}`: the receipt of an erasure. It names nobody, and who has its number learns only what it says.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;

use crate::app::erasure::{ErasureReason, Receipt};
use crate::domain::zone;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame};
use crate::words::{self, Words};

#[derive(Template)]
#[template(path = "public/erased.html")]
struct ErasedPage {
    w: &'static Words,
    frame: Frame,
    number: String,
    when: String,
    /// What was removed, in words, item by item.
    removed: Vec<String>,
    blocked: bool,
}

/// `GET /erased/{number}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let receipt = web.app.erasure_receipt(&number).await?.ok_or(WebError::NotFound)?;
    let urls = web.app.urls();
    let frame = Frame::private(&web, locale).with_twins(|other| page::local(&urls.erased(other, &receipt.number)).to_owned());
    let at = receipt.erased_at.to_zoned(zone::zone(web.app.zone()).unwrap_or(TimeZone::UTC));
    let page = ErasedPage {
        when: words::in_figures(&at, locale),
        removed: removed(frame.w, &receipt),
        blocked: receipt.reason == ErasureReason::NotMe,
        number: receipt.number,
        w: frame.w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

fn removed(w: &Words, receipt: &Receipt) -> Vec<String> {
    let removed = receipt.removed;
    let items = [
        (removed.registrations, w.erase_receipt_registrations(removed.registrations)),
        (removed.answers, w.erase_receipt_answers(removed.answers)),
        (removed.deliveries, w.erase_receipt_mails(removed.deliveries)),
    ];
    items.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect()
}
