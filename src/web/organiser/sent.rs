//! A form of the organiser's pages. What somebody typed whose session has ended is not lost: it comes back with the page that says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;

use crate::domain::organiser::Organiser;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale;
use crate::web::organiser::home;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::words::Words;

/// What an organiser who is signed in has sent. [`super::guard`] gives whoever is not what was typed back, to be sent again (401).
#[derive(Debug)]
pub(in crate::web) struct Sent<T>(pub(in crate::web) Organiser, pub(in crate::web) T);

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
pub(super) async fn given_back(web: &Arc<Web>, request: Request) -> Option<Response> {
    let path = request.uri().path().to_owned();
    let Form(typed) = Form::<BTreeMap<String, String>>::from_request(request, web).await.ok()?;
    let is_secret = |name: &String| name.ends_with("password");
    (!typed.is_empty() && !typed.keys().any(is_secret)).then(|| again(web, &path, typed).unwrap_or_else(WebError::into_response))
}

fn again(web: &Web, path: &str, typed: BTreeMap<String, String>) -> Result<Response, WebError> {
    let locale = locale::of_path(path, web.app.urls().default_locale());
    let frame = Frame::backstage(web, locale);
    let sign_in = format!("{}/sign-in", home(web, locale));
    let action = format!("{}{path}", web.root);
    page::personal(StatusCode::UNAUTHORIZED, &AgainPage { w: frame.w, frame, sign_in, action, typed: typed.into_iter().collect() })
}
