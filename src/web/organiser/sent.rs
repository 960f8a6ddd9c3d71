//! A form of the organiser's pages. What somebody typed whose session has ended is not lost: it comes back with the page that says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;

use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale;
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::sign_in;
use crate::web::page::{self, Frame};
use crate::words::Words;

/// What an organiser who is signed in has sent. [`super::guard`] gives whoever is not what was typed back, to be sent again (401).
#[derive(Debug)]
pub(in crate::web) struct Sent<T>(pub(in crate::web) Organiser, pub(in crate::web) T);

/// More than an event's form has, with all the people and partners that it takes.
const MOST_FIELDS: usize = 600;

#[derive(Template)]
#[template(path = "organiser/again.html")]
struct AgainPage {
    w: &'static Words,
    frame: Frame,
    sign_in: String,
    action: String,
    /// What was typed: names and values.
    typed: Vec<(String, String)>,
}

impl<T: DeserializeOwned> FromRequest<Arc<Web>> for Sent<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        let SignedIn(organiser) = SignedIn::from_request_parts(&mut parts, web).await?;
        let Form(form) = Form::from_request(Request::from_parts(parts, body), web).await?;
        Ok(Self(organiser, form))
    }
}

/// The page that gives back what somebody sent whose session has ended; none where nothing was typed, or a password, which no page shows.
pub(super) async fn given_back(web: &Arc<Web>, head: Parts, body: Bytes) -> Option<Response> {
    // Anybody can send this, and each field becomes several times as much.
    if body.split(|byte| *byte == b'&').count() > MOST_FIELDS {
        return None;
    }
    let path = head.uri.path().to_owned();
    let request = Request::from_parts(head, Body::from(body));
    let Form(typed) = Form::<BTreeMap<String, String>>::from_request(request, web).await.ok()?;
    let is_secret = |name: &String| name.ends_with("password");
    (!typed.is_empty() && !typed.keys().any(is_secret)).then(|| again(web, &path, typed).unwrap_or_else(WebError::into_response))
}

fn again(web: &Web, path: &str, typed: BTreeMap<String, String>) -> Result<Response, WebError> {
    let locale = locale::of_path(path, web.app.urls().default_locale());
    let frame = Frame::backstage(web, locale);
    let sign_in = sign_in::address(web, locale);
    let action = format!("{}{path}", web.root);
    page::personal(StatusCode::UNAUTHORIZED, &AgainPage { w: frame.w, frame, sign_in, action, typed: typed.into_iter().collect() })
}
