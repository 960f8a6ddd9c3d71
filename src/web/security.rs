//! The headers that protect every page, and the refusal of forms that come from elsewhere.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::Url;

use crate::config::Origin;
use crate::urls::KEYED_PATHS;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale;
use crate::web::page::Personal;

/// Nothing runs, nothing is loaded from elsewhere, nobody frames us.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// The same for the one page that frames a mail.
pub(super) const POLICY_WITH_FRAME: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// The same for the one page whose button leads into a room: Chromium holds `form-action` against where the answer to a form leads, too,
/// and rooms are anywhere and lead on.
pub(super) const POLICY_INTO_ROOM: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self' http: https:; frame-ancestors 'none'; base-uri 'none'",
);
/// A mail as it was sent: styles of its own, no scripts, no forms, no origin; its links open new tabs.
pub(super) const POLICY_OF_MAIL: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
);

const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// For the organiser's pages: with `no-referrer`, a browser over plain http would say nothing of where a form comes from,
/// and [`is_certainly_ours`] would refuse our own. Other sites learn nothing either way.
const REFERRER_AT_HOME: HeaderValue = HeaderValue::from_static("same-origin");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The headers of every answer.
#[derive(Debug)]
pub(super) struct Heads {
    every: HeaderMap,
    /// The policy of the pages that the sites of the settings may frame; none when nobody may.
    framed: Option<HeaderValue>,
}

impl Heads {
    /// `is_https` says whether people come by https, so that their browsers shall never come otherwise (ASVS 3.4.1); `framers`
    /// may show our forms.
    pub(super) fn new(is_https: bool, framers: &[Origin]) -> Self {
        let mut every = HeaderMap::from_iter([
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            // Other sites learn which host somebody comes from, never which page.
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static("camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ),
        ]);
        if is_https {
            every.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
        }
        Self { every, framed: framed_by(framers) }
    }

    /// Whether any other site may show our forms.
    pub(super) fn may_be_framed(&self) -> bool {
        self.framed.is_some()
    }

    /// The headers of a public page.
    pub(super) fn public(&self) -> HeaderMap {
        self.every.clone()
    }
}

/// [`POLICY`], but for whoever frames the page.
fn framed_by(framers: &[Origin]) -> Option<HeaderValue> {
    let sites: Vec<String> = framers.iter().map(ToString::to_string).collect();
    let policy = POLICY.to_str().ok()?.replace("frame-ancestors 'none'", &format!("frame-ancestors {}", sites.join(" ")));
    HeaderValue::from_str(&policy).ok().filter(|_| !sites.is_empty())
}

/// Adds the headers to every answer that did not choose its own.
pub(super) async fn head(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let personal = is_personal(request.uri().path());
    let framed = web.heads.framed.as_ref().filter(|_| locale::is_framed(request.uri().path()));
    let referrer = if is_organisers(request.uri().path()) { REFERRER_AT_HOME } else { NO_REFERRER };
    let mut response = next.run(request).await;
    let personal = personal || response.extensions().get::<Personal>().is_some();
    let headers = response.headers_mut();
    if let Some(policy) = framed {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    if personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert(header::REFERRER_POLICY, referrer);
        headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    }
    for (name, value) in &web.heads.every {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if headers[header::CONTENT_SECURITY_POLICY] == POLICY_OF_MAIL {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    if framed.is_some() {
        // It knows no list of sites; browsers that know `frame-ancestors` do without it.
        headers.remove(header::X_FRAME_OPTIONS);
    }
    response
}

/// Whether a path is a key (law 20), whatever it opens or fails to open.
fn is_personal(path: &str) -> bool {
    KEYED_PATHS.iter().any(|start| path.starts_with(start)) || is_organisers(path)
}

/// Whether a path leads to the organiser's pages, in any language.
pub(super) fn is_organisers(path: &str) -> bool {
    locale::below(path).strip_prefix("/organiser").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Refuses a form that another site sent.
///
/// Participants are not signed in: what a POST may do follows from the key in its path or is open to all, so there is no session
/// for another site to ride. A request that says nothing of where it comes from (a script, an old browser, a browser over
/// plain http) is therefore taken; one that says it comes from elsewhere is not. Organisers have a session, so their forms
/// must show where they come from ([`is_certainly_ours`]).
pub(super) async fn refuse_foreign_forms(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_unsubscribing(request.uri().path());
    if !safe && is_foreign(request.headers(), &web.app.urls().absolute("/")) {
        return WebError::ForeignForm.into_response();
    }
    next.run(request).await
}

/// Whether a path is the one click that mail programs offer: it comes from their site, with nothing but the key (RFC 8058).
fn is_unsubscribing(path: &str) -> bool {
    path.strip_prefix("/r/").and_then(|rest| rest.strip_suffix("/unsubscribe")).is_some_and(|token| !token.contains('/'))
}

/// Whether a request says that another site sent it. `Sec-Fetch-Site` decides where there is one: a page with
/// `Referrer-Policy: no-referrer` sends `Origin: null` even to its own host.
fn is_foreign(headers: &HeaderMap, base: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        None | Some("null") => false,
        Some(origin) => !is_own_origin(origin, base, text(header::HOST)),
    }
}

/// Whether a request says that a page of ours sent it; saying nothing is not enough.
pub(super) fn is_certainly_ours(headers: &HeaderMap, base: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN).is_some_and(|origin| is_own_origin(origin, base, text(header::HOST))),
    }
}

/// Whether `origin` is ours: that of the base address, or of the host that the browser itself says it talks to.
fn is_own_origin(origin: &str, base: &str, host: Option<&str>) -> bool {
    let Ok(origin) = Url::parse(origin) else { return false };
    if Url::parse(base).is_ok_and(|base| base.origin() == origin.origin()) {
        return true;
    }
    let authority = origin.host_str().map(|host| origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")));
    authority.as_deref() == host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_foreign_with(said: &[(&'static str, &'static str)]) -> bool {
        let headers = said.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
        is_foreign(&headers, "https://example.org/")
    }

    #[test]
    fn a_form_from_another_site_is_refused() {
        for said in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://example.org")],
            &[("origin", "https://evil.example")],
            &[("origin", "http://example.org")],
            &[("origin", "https://example.org.evil.example"), ("host", "example.org")],
            &[("origin", "nonsense")],
        ] {
            assert!(is_foreign_with(said), "{said:?}");
        }
    }

    #[test]
    fn a_form_of_ours_and_one_that_says_nothing_are_taken() {
        for said in [
            &[][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://example.org")],
            &[("origin", "http://192.0.2.1:8080"), ("host", "192.0.2.1:8080")],
            &[("origin", "null")],
        ] {
            assert!(!is_foreign_with(said), "{said:?}");
        }
    }

    #[test]
    fn law_20_every_path_with_a_key_is_personal() {
        assert!(is_personal("/r/x/cancel") && is_personal("/c/x/again") && is_personal("/address/x"));
        assert!(is_personal("/j/x") && is_personal("/outbox/x"));
        assert!(is_personal("/organiser") && is_personal("/organiser/sign-in/x") && is_personal("/en/organiser/events/x"));
        assert!(!is_personal("/events/r") && !is_personal("/") && !is_personal("/organisers") && !is_personal("/en/events/organiser"));
    }

    #[test]
    fn a_form_of_an_organiser_shows_where_it_comes_from() {
        let ours = |said: &[(&'static str, &'static str)]| {
            let headers = said.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            is_certainly_ours(&headers, "https://example.org/")
        };
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(ours(&[("origin", "https://example.org")]));
        for said in [
            &[][..],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://example.org")],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
        ] {
            assert!(!ours(said), "{said:?}");
        }
    }
}
