//! `/organiser/sign-in/{key}`: coming in by a link that opens once. The GET asks, the POST uses the link up (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::app::session::SESSION_HOLDS;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::home;
use crate::web::organiser::session::{self, OwnForm};
use crate::web::page::{self, Frame};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/link.html")]
struct LinkPage {
    w: &'static Words,
    frame: Frame,
    /// Where the button goes; none when the link has been used or has run out.
    action: Option<String>,
    days: i64,
    sign_in: String,
    /// Mails are kept, so this is a demo or a test.
    in_demo: bool,
}

/// `GET /organiser/sign-in/{key}`: one button. A used link leads who is signed in to the overview.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if web.app.link_opens(&key).await?.is_some() {
        return open(&web, locale, &key);
    }
    if session::find(&web, &headers).await?.is_some() {
        return page::see_other(&home(&web, locale));
    }
    used(&web, locale)
}

/// `POST /organiser/sign-in/{key}`: begins a new session in place of the browser's former one.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
    _: OwnForm,
) -> Result<Response, WebError> {
    match web.app.sign_in_by_link(&key, session::browser(&headers)).await? {
        Some(session) => session::begun(&web, &headers, &session, &home(&web, locale)).await,
        None => used(&web, locale),
    }
}

fn open(web: &Web, locale: Locale, key: &str) -> Result<Response, WebError> {
    let page = LinkPage::new(web, locale, Some(key));
    page::personal(StatusCode::OK, &page)
}

fn used(web: &Web, locale: Locale) -> Result<Response, WebError> {
    page::personal(StatusCode::GONE, &LinkPage::new(web, locale, None))
}

impl LinkPage {
    fn new(web: &Web, locale: Locale, key: Option<&str>) -> Self {
        let at = |locale| {
            let page = format!("{}/sign-in", home(web, locale));
            key.map_or(page.clone(), |key| format!("{page}/{key}"))
        };
        let frame = Frame::backstage(web, locale).with_twins(at);
        Self {
            action: key.map(|_| at(locale)),
            days: SESSION_HOLDS.as_hours() / 24,
            sign_in: format!("{}/sign-in", home(web, locale)),
            in_demo: web.app.keeps_mails(),
            w: frame.w,
            frame,
        }
    }
}
