//! What a path says beside what it leads to: the language of the page, and whether it stands in a frame.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::page;

/// The language that the path of a request asks for: the default one, or the other below its prefix.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageLocale(pub(super) Locale);

impl FromRequestParts<Arc<Web>> for PageLocale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Infallible> {
        Ok(Self(of_path(parts.uri.path(), web.app.urls().default_locale())))
    }
}

/// Whether a request is for a page in a frame on another site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Framed(pub(super) bool);

impl FromRequestParts<Arc<Web>> for Framed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Infallible> {
        Ok(Self(page::is_framed(parts.uri.path())))
    }
}

/// The language of `path`: `/en/…` and `/de/…` say it, everything else is in `default`.
pub(super) fn of_path(path: &str, default: Locale) -> Locale {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    first.parse().unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_the_language() {
        for (path, locale) in
            [("/en/events/x", Locale::En), ("/en", Locale::En), ("/events/en", Locale::De), ("/", Locale::De), ("/english", Locale::De)]
        {
            assert_eq!(of_path(path, Locale::De), locale, "{path}");
        }
        assert_eq!(of_path("/events/x", Locale::En), Locale::En);
    }
}
