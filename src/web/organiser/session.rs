//! Who is signed in: the session's cookie, and what a request must show to be an organiser's.
//!
//! There is one cookie, and only organisers have it (law 25). It holds a random key of which the database knows the hash.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::app::session::SESSION_HOLDS;
use crate::domain::organiser::{EntryKey, Organiser};
use crate::domain::session::Browser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page;
use crate::web::security::is_certainly_ours;

/// An organiser who is signed in, and whom [`super::guard`] has let through to this address.
#[derive(Debug, Clone)]
pub(in crate::web) struct SignedIn(pub(in crate::web) Organiser);

/// An address that asks who is signed in without saying who may be.
#[derive(Debug, thiserror::Error)]
#[error("an organiser's page that stands in no list of who may see it")]
struct Unguarded;

impl FromRequestParts<Arc<Web>> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| WebError::internal(Unguarded))
    }
}

/// The session of somebody who is signed in.
#[derive(Debug)]
pub(in crate::web) struct ThisSession(pub(in crate::web) EntryKey);

impl FromRequestParts<Arc<Web>> for ThisSession {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, WebError> {
        key(web, &parts.headers).map(Self).ok_or(WebError::SignedOut)
    }
}

/// Whether a form shows that it comes from our own pages.
pub(super) fn is_ours(web: &Web, headers: &HeaderMap) -> bool {
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

/// A word about the browser that asks.
pub(super) fn browser(headers: &HeaderMap) -> Option<Browser> {
    Browser::of(headers.get(header::USER_AGENT)?.to_str().ok()?)
}

/// Leads into the administration with a new session, in place of the browser's former one.
pub(super) async fn begun(web: &Web, headers: &HeaderMap, session: &EntryKey, to: &str) -> Result<Response, WebError> {
    if let Some(former) = key(web, headers) {
        web.app.sign_out(&former).await?;
    }
    let mut response = page::see_other(to)?;
    keep(web, &mut response, session)?;
    Ok(response)
}

/// Has the browser keep a session.
fn keep(web: &Web, response: &mut Response, session: &EntryKey) -> Result<(), WebError> {
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
