//! What a path says beside what it leads to: the language of the page, and whether it stands in a frame.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::locale::Locale;
use crate::web::Web;

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
        Ok(Self(is_framed(parts.uri.path())))
    }
}

/// The language of `path`: `/en/…` and `/de/…` say it, everything else is in `default`.
pub(super) fn of_path(path: &str, default: Locale) -> Locale {
    said(path).map_or(default, |(locale, _)| locale)
}

/// The path below its language.
pub(super) fn below(path: &str) -> &str {
    said(path).map_or(path, |(_, below)| below)
}

/// Whether a page is asked for that other sites may frame, in whatever language.
pub(super) fn is_framed(path: &str) -> bool {
    below(path).starts_with("/embed/")
}

/// The language that a path begins with, and what comes below it.
fn said(path: &str) -> Option<(Locale, &str)> {
    let inner = path.strip_prefix('/')?;
    let (first, below) = inner.split_at(inner.find('/').unwrap_or(inner.len()));
    Some((first.parse().ok()?, below))
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

    #[test]
    fn below_the_language_the_paths_are_the_same() {
        for (path, same) in
            [("/en/events/x", "/events/x"), ("/de", ""), ("/events/x", "/events/x"), ("/english/x", "/english/x"), ("/", "/")]
        {
            assert_eq!(below(path), same, "{path}");
        }
        assert!(is_framed("/embed/events/x") && is_framed("/en/embed/events/x") && !is_framed("/events/embed/x"));
    }
}
