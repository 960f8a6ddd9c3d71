//! `/organiser/sign-in`: coming in by address and password. A wrong one is answered alike, whether the address is known or not.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded;

use crate::domain::locale::Locale;
use crate::domain::password::Password;
use crate::web::Web;
use crate::web::client::Client;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::limit::minutes;
use crate::web::locale::{self, PageLocale};
use crate::web::organiser::session;
use crate::web::organiser::{fields, home};
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input};
use crate::web::public::notice::{Kind, Notice};
use crate::web::security::is_organisers;
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/sign_in.html")]
struct SignInPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    action: String,
    fields: Vec<FieldView>,
    forgotten: String,
    /// Whether something that was sent was not taken.
    has_problems: bool,
    /// Mails are kept, so this is a demo or a test.
    in_demo: bool,
}

/// The query of the page: where to go then, and what has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Coming {
    next: String,
    left: Option<String>,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SignInForm {
    email: String,
    password: String,
}

/// The way in for who wants to go to `wanted`, and back there.
pub(super) fn path(web: &Web, wanted: &Uri) -> String {
    let locale = locale::of_path(wanted.path(), web.app.urls().default_locale());
    let wanted = wanted.path_and_query().map_or(wanted.path(), |wanted| wanted.as_str());
    let below = if format!("{}{wanted}", web.root) == home(web, locale) { String::new() } else { wanted.to_owned() };
    at(web, locale, &below)
}

/// `GET /organiser/sign-in`; with `?left` after signing out.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Query(Coming { next, left }): Query<Coming>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if session::find(&web, &headers).await?.is_some() {
        return page::see_other(&destination(&web, locale, &next));
    }
    let mut page = SignInPage::new(&web, locale, &next, "");
    if left.is_some() {
        page.notices.push(Notice::new(Kind::Success, page.w.signin_left()));
    }
    page::personal(StatusCode::OK, &page)
}

/// `POST /organiser/sign-in`: begins a new session in place of the browser's former one.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Query(Coming { next, .. }): Query<Coming>,
    client: Client,
    headers: HeaderMap,
    Form(SignInForm { email, password }): Form<SignInForm>,
) -> Result<Response, WebError> {
    let page = SignInPage::new(&web, locale, &next, &email);
    if let Some(wait) = web.limits.wait_of_sign_in(client, &email) {
        return page::too_many(&page.refused(|w| w.signin_too_many(minutes(wait))), wait);
    }
    match web.app.sign_in(&email, &Password::typed(&password), session::browser(&headers)).await? {
        Some(session) => session::begun(&web, &headers, &session, &destination(&web, locale, &next)).await,
        None => page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(Words::signin_wrong)),
    }
}

impl SignInPage {
    /// The same, which says why nobody has come in.
    fn refused(mut self, says: impl FnOnce(&Words) -> String) -> Self {
        self.notices.push(Notice::new(Kind::Warning, says(self.w)).alert());
        self.has_problems = true;
        self
    }

    fn new(web: &Web, locale: Locale, next: &str, typed: &str) -> Self {
        let frame = Frame::backstage(web, locale).with_twins(|other| at(web, other, next));
        let w = frame.w;
        Self {
            notices: Vec::new(),
            action: at(web, locale, next),
            fields: vec![fields::username(w, typed), fields::password(w)],
            forgotten: format!("{}/forgotten", home(web, locale)),
            has_problems: false,
            in_demo: web.app.keeps_mails(),
            w,
            frame,
        }
    }
}

/// The path of the page.
pub(super) fn address(web: &Web, locale: Locale) -> String {
    page::local(&web.app.urls().sign_in(locale)).to_owned()
}

/// The page in a language, with the way back.
fn at(web: &Web, locale: Locale, next: &str) -> String {
    let page = address(web, locale);
    if next.is_empty() {
        return page;
    }
    format!("{page}?{}", form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish())
}

/// Where somebody goes who is in: to the page that was asked for, if it is one of the organiser's, and to the overview otherwise.
fn destination(web: &Web, locale: Locale, next: &str) -> String {
    if is_own(next) { format!("{}{next}", web.root) } else { home(web, locale) }
}

/// Whether it is the path of an organiser's page here, and cannot be read as anything else (ASVS 3.7.2).
fn is_own(next: &str) -> bool {
    let path = next.split('?').next().unwrap_or_default();
    let has_dots = path.split('/').any(|part| matches!(part, "." | ".."));
    is_organisers(path) && !has_dots && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_sign_in_nothing_leads_elsewhere() {
        for own in ["/organiser", "/organiser/events/kleinstaedte?page=2#x", "/en/organiser?state=drafts", "/organiser/events/%C3%A4"] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "/",
            "/events/kleinstaedte",
            "organiser",
            "//evil.example/organiser",
            "https://evil.example/organiser",
            "/organiser/../events",
            "/\\evil.example",
            "/organiser\\..\\x",
            "/organiser\r\nset-cookie:x",
            "/organisers",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
