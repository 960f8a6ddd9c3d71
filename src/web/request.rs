//! What is the same for every request: its number, its trace, and the answers to addresses that do not exist.
//!
//! The number is what people read on an error page and what the log knows the request by. Traces name the route and never
//! the path: paths carry keys (law 20).

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;

use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;

/// The number of a request, easily read out over the telephone: `7QF2-K9MD`.
#[derive(Debug, Clone)]
pub(super) struct RequestNumber(String);

impl RequestNumber {
    /// A new number, 40 random bits.
    fn new() -> Self {
        let mut bytes = [0; 5];
        // Without randomness all numbers are alike: a nuisance for who looks for one, no danger.
        let _ = getrandom::fill(&mut bytes);
        Self(spelled(bytes))
    }
}

impl std::fmt::Display for RequestNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Crockford's Base32, which has no I, L, O and U, in two groups of four.
fn spelled(bytes: [u8; 5]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter = |group: u32| char::from(LETTERS[usize::try_from(bits >> (35 - 5 * group) & 31).unwrap_or_default()]);
    (0..4).map(letter).chain(['-']).chain((4..8).map(letter)).collect()
}

/// Gives a request its number and its trace.
pub(super) async fn number(mut request: Request, next: Next) -> Response {
    let number = RequestNumber::new();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %number, method = %request.method(), route);
    request.extensions_mut().insert(number);
    async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}

/// Leads `/events/` to `/events`, and says of everything else that it does not exist.
pub(super) async fn unknown_path(State(web): State<Arc<Web>>, uri: Uri) -> Response {
    let urls = web.app.urls();
    match without_slash(uri.path(), urls.default_locale()) {
        Some(path) => {
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("{}{path}{query}", web.root))]).into_response()
        }
        None => WebError::NotFound.into_response(),
    }
}

/// Says that an address does not take this method; axum adds which it takes.
pub(super) async fn wrong_method() -> WebError {
    WebError::WrongMethod
}

/// The path without its trailing slashes, or with one where the other language begins (`/en`); `None` where neither helps. The
/// language of this instance has no prefix: `/de/` leads to `/`. A path that begins with two slashes would lead to another host.
fn without_slash(path: &str, default: Locale) -> Option<String> {
    let bare = path.trim_end_matches('/');
    if bare.is_empty() || bare.starts_with("//") || bare.contains('\\') {
        return None;
    }
    match Locale::ALL.into_iter().find(|locale| locale.path() == bare) {
        Some(locale) if locale == default => Some("/".to_owned()),
        Some(_) => (path == bare).then(|| format!("{bare}/")),
        None => (path != bare).then(|| bare.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_two_groups_of_four_letters() {
        assert_eq!(spelled([0; 5]), "0000-0000");
        assert_eq!(spelled([255; 5]), "ZZZZ-ZZZZ");
        assert_eq!(spelled([0, 0, 0, 0, 1]), "0000-0001");
    }

    #[test]
    fn a_trailing_slash_leads_to_the_address_without() {
        for (path, to) in [
            ("/events/", Some("/events")),
            ("/en", Some("/en/")),
            ("/en/events/x//", Some("/en/events/x")),
            ("/nothing", None),
            ("/", None),
            ("/de", Some("/")),
            ("/de/", Some("/")),
            ("//evil.example/", None),
            ("/\\evil.example/", None),
        ] {
            assert_eq!(without_slash(path, Locale::De).as_deref(), to, "{path}");
        }
    }
}
