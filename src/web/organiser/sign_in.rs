//! `/organiser/sign-in/{key}`: coming in by a link that opens once. The GET asks, the POST uses the link up (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use crate::app::organiser::SESSION_HOLDS;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::home;
use crate::web::organiser::session::{self, OwnForm};
use crate::web::page::{self, Frame};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/sign_in.html")]
struct SignInPage {
    w: &'static Words,
    frame: Frame,
    way: Way,
    /// Mails are kept, so this is a demo or a test.
    in_demo: bool,
}

/// How the way in stands.
enum Way {
    /// The link opens it; the form goes there.
    Open { action: String, days: i64 },
    /// The link has been used or has run out.
    Used,
    /// A link is needed.
    Needed { just_left: bool },
}

impl Way {
    fn is_closed(&self) -> bool {
        !matches!(self, Self::Open { .. })
    }
}

/// The query of the page without a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Left {
    left: Option<String>,
}

/// `GET /organiser/sign-in`: how to get in; with `?left` after signing out.
pub(in crate::web) async fn needed(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Query(Left { left }): Query<Left>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if session::find(&web, &headers).await?.is_some() {
        return page::see_other(&home(&web, locale));
    }
    shown(&web, locale, StatusCode::OK, Way::Needed { just_left: left.is_some() }, "")
}

/// `GET /organiser/sign-in/{key}`: one button. A used link leads who is signed in to the overview.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if web.app.can_sign_in(&key).await? {
        let action = format!("{}/sign-in/{key}", home(&web, locale));
        return shown(&web, locale, StatusCode::OK, Way::Open { action, days: SESSION_HOLDS.as_hours() / 24 }, &format!("/{key}"));
    }
    if session::find(&web, &headers).await?.is_some() {
        return page::see_other(&home(&web, locale));
    }
    shown(&web, locale, StatusCode::GONE, Way::Used, "")
}

/// `POST /organiser/sign-in/{key}`: begins a new session in place of the browser's former one.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
    _: OwnForm,
) -> Result<Response, WebError> {
    let Some(session) = web.app.sign_in(&key).await? else { return shown(&web, locale, StatusCode::GONE, Way::Used, "") };
    if let Some(former) = session::key(&web, &headers) {
        web.app.sign_out(&former).await?;
    }
    let mut response = page::see_other(&home(&web, locale))?;
    session::keep(&web, &mut response, &session)?;
    Ok(response)
}

fn shown(web: &Web, locale: Locale, status: StatusCode, way: Way, below: &str) -> Result<Response, WebError> {
    let frame = Frame::backstage(web, locale).with_twins(|other| format!("{}/sign-in{below}", home(web, other)));
    page::personal(status, &SignInPage { w: frame.w, way, in_demo: web.app.keeps_mails(), frame })
}
