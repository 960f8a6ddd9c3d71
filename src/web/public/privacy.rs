//! `GET /datenschutz`: what is kept, what for, and for how long. Every sentence follows from what the service stores.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;

use crate::urls::Urls;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage {
    w: &'static Words,
    frame: Frame,
}

/// `GET /datenschutz`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    request: Request,
) -> Result<Response, WebError> {
    cache::answer(&web, Asked::of(&request), async || {
        let frame = Frame::public(&web, locale, Urls::privacy);
        Ok(Made { html: PrivacyPage { w: frame.w, frame }.render()?, stamp: None })
    })
    .await
}
