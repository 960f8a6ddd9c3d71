//! Who is signed in: the session's cookie, and what a request must show to be an organiser's.
//!
//! There is one cookie, and only organisers have it (law 25). It holds a random key of which the database knows the hash.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::organiser::SESSION_HOLDS;
use crate::domain::organiser::{EntryKey, Organiser};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale;
use crate::web::organiser::home;
use crate::web::page;
use crate::web::security::is_certainly_ours;

/// An organiser who is signed in. Anybody else is sent to the page that says how to get in (303), or with a form is told so
/// (401); a form that does not show that it comes from our own pages is refused (403).
#[derive(Debug)]
pub(in crate::web) struct SignedIn(pub(in crate::web) Organiser);

impl FromRequestParts<Arc<Web>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Response> {
        let only_looks = matches!(parts.method, Method::GET | Method::HEAD);
        match find(web, &parts.headers).await.map_err(WebError::into_response)? {
            Some(_) if !only_looks && !is_ours(web, &parts.headers) => Err(WebError::ForeignForm.into_response()),
            Some(organiser) => Ok(Self(organiser)),
            None if only_looks => {
                let locale = locale::of_path(parts.uri.path(), web.app.urls().default_locale());
                Err(page::see_other(&format!("{}/sign-in", home(web, locale))).unwrap_or_else(WebError::into_response))
            }
            None => Err(WebError::SignedOut.into_response()),
        }
    }
}

/// A form that shows that it comes from our own pages, whoever sent it; any other is refused (403).
#[derive(Debug)]
pub(in crate::web) struct OwnForm;

impl FromRequestParts<Arc<Web>> for OwnForm {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, WebError> {
        if is_ours(web, &parts.headers) { Ok(Self) } else { Err(WebError::ForeignForm) }
    }
}

fn is_ours(web: &Web, headers: &HeaderMap) -> bool {
    is_certainly_ours(headers, &web.app.urls().absolute("/"))
}

/// Who is signed in with the cookie of a request.
pub(super) async fn find(web: &Web, headers: &HeaderMap) -> Result<Option<Organiser>, WebError> {
    match key(web, headers) {
        Some(session) => Ok(web.app.organiser_of(&session).await?),
        None => Ok(None),
    }
}

/// The session that a request names; whether it exists is another question.
pub(super) fn key(web: &Web, headers: &HeaderMap) -> Option<EntryKey> {
    let name = cookie_name(web.app.urls().is_https());
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok()).flat_map(|cookies| cookies.split(';'));
    let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(named, _)| *named == name).map(|(_, value)| EntryKey::given(value))
}

/// Has the browser keep a session.
pub(super) fn keep(web: &Web, response: &mut Response, session: &EntryKey) -> Result<(), WebError> {
    set(web, response, session.as_str(), SESSION_HOLDS.as_secs())
}

/// Has the browser forget its session.
pub(super) fn forget(web: &Web, response: &mut Response) -> Result<(), WebError> {
    set(web, response, "", 0)
}

fn set(web: &Web, response: &mut Response, value: &str, max_age_seconds: i64) -> Result<(), WebError> {
    let cookie = cookie(web.app.urls().is_https(), value, max_age_seconds);
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(WebError::internal)?);
    Ok(())
}

/// `__Host-` has browsers take the cookie only over https and for no other host (RFC 6265bis section 4.1.3.2), so they refuse
/// it over http.
fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-halbsieben_session" } else { "halbsieben_session" }
}

/// `Lax` and not `Strict`: a link in a mail to an organiser's page finds the organiser signed in.
fn cookie(is_https: bool, value: &str, max_age_seconds: i64) -> String {
    let (name, secure) = (cookie_name(is_https), if is_https { "; Secure" } else { "" });
    format!("{name}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_for_this_host_alone() {
        assert_eq!(cookie(true, "k", 60), "__Host-halbsieben_session=k; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(cookie(false, "", 0), "halbsieben_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
