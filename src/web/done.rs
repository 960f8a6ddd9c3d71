//! What was done on the way to a page. It stands in the page's address as a fixed word, and the page says it in its own language; any
//! other word says nothing.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::domain::event::fixed_words;

/// What was done, if anything.
#[derive(Debug)]
pub(super) struct JustDone<T>(pub(super) Option<T>);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Came {
    done: String,
}

impl<S: Sync, T: FromStr> FromRequestParts<S> for JustDone<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Query(Came { done }) = Query::try_from_uri(&parts.uri).unwrap_or_default();
        Ok(Self(done.parse().ok()))
    }
}

/// A mail was asked for, by an address of which nobody learns anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedFor {
    Mail,
}

fixed_words!(pub(super) AskedFor { Mail => "sent" });
