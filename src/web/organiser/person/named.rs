//! Whom an address names, and the way back to their page, which says what was done.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::Response;

use crate::domain::event::{Slug, fixed_words};
use crate::domain::id::RegistrationId;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::organiser::people::people_path;
use crate::web::page;

/// What was done on the way to the page, or found done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    Resent,
    Lately,
    Closed,
    Corrected,
    Entered,
    Known,
    Noted,
    Cancelled,
    Decided,
}

fixed_words!(pub(in crate::web) Done {
    Resent => "resent", Lately => "lately", Closed => "closed", Corrected => "corrected", Entered => "entered", Known => "known",
    Noted => "noted",    Cancelled => "cancelled", Decided => "decided",
});

/// Whom an address names; an address that cannot name anybody is that of no page.
#[derive(Debug)]
pub(in crate::web) struct Named {
    pub(super) slug: Slug,
    pub(super) id: RegistrationId,
}

impl FromRequestParts<Arc<Web>> for Named {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, WebError> {
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, web).await.map_err(|_| WebError::NotFound)?;
        let part = |name: &str| path.get(name).map_or("", String::as_str);
        let slug = Slug::parse(part("slug")).map_err(|_| WebError::NotFound)?;
        let id = part("id").parse().map_err(|_| WebError::NotFound)?;
        Ok(Self { slug, id })
    }
}

impl Named {
    /// The slug, for a verb.
    pub(super) fn slug(&self) -> &str {
        self.slug.as_str()
    }

    /// The path of their page.
    pub(super) fn path(&self, web: &Web, locale: Locale) -> String {
        path(web, locale, &self.slug, self.id)
    }

    /// Leads to their page, which says what was done.
    pub(super) fn done(&self, web: &Web, locale: Locale, done: Done) -> Result<Response, WebError> {
        leads_to(web, locale, &self.slug, self.id, done)
    }
}

/// The path of somebody's page.
fn path(web: &Web, locale: Locale, slug: &Slug, id: RegistrationId) -> String {
    format!("{}/{id}", people_path(web, locale, slug))
}

/// Leads to somebody's page, which says what was done.
pub(super) fn leads_to(web: &Web, locale: Locale, slug: &Slug, id: RegistrationId, done: Done) -> Result<Response, WebError> {
    page::see_other(&format!("{}?done={}", path(web, locale, slug, id), done.as_str()))
}
