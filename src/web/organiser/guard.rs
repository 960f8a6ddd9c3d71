//! Who may use which of the organiser's addresses.
//!
//! An address says so where it stands in the list of routes ([`Guarded`]), for looking (GET) and for changing (POST), together with what
//! answers it. [`guard`] stands before all of them: what stands below `/organiser` and not in that list is answered to nobody.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;

use crate::domain::organiser::Role;
use crate::web::error::WebError;
use crate::web::locale;
use crate::web::organiser::session::{self, SignedIn};
use crate::web::organiser::{sent, sign_in};
use crate::web::page;
use crate::web::security::is_organisers;
use crate::web::{MAX_EVENT_BYTES, Web};

/// What it takes to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: this is the way in.
    Nothing,
    /// To be signed in with this role, or with one that may more.
    Role(Role),
}

/// Who may use an address, without its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The address, as routes are written: `/organiser/events/{slug}`.
    pub path: &'static str,
    /// Who may look; none where there is nothing to look at.
    pub get: Option<Need>,
    /// Who may change something; none where there is nothing to change.
    pub post: Option<Need>,
}

/// An address with what answers it.
#[derive(Debug)]
pub(in crate::web) struct Guarded {
    pub(in crate::web) rule: Rule,
    pub(in crate::web) handlers: MethodRouter<Arc<Web>>,
}

impl Guarded {
    /// An address that nothing answers yet.
    pub(in crate::web) fn at(path: &'static str) -> Self {
        Self { rule: Rule { path, get: None, post: None }, handlers: MethodRouter::new() }
    }

    /// The same with what shows it.
    pub(in crate::web) fn get<T: 'static>(self, need: Need, handler: impl Handler<T, Arc<Web>>) -> Self {
        Self { rule: Rule { get: Some(need), ..self.rule }, handlers: self.handlers.get(handler) }
    }

    /// The same with what takes its form.
    pub(in crate::web) fn post<T: 'static>(self, need: Need, handler: impl Handler<T, Arc<Web>>) -> Self {
        Self { rule: Rule { post: Some(need), ..self.rule }, handlers: self.handlers.post(handler) }
    }
}

/// Who may use what, by address.
#[derive(Debug, Default)]
pub(in crate::web) struct Rules(HashMap<&'static str, Rule>);

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        Self(rules.into_iter().map(|rule| (rule.path, rule)).collect())
    }
}

/// An address below `/organiser` of which nobody has said who may use it.
#[derive(Debug, thiserror::Error)]
#[error("{0} stands in no list of who may use it")]
struct Undeclared(String);

/// Lets through whom an address is for. Who is not signed in is sent to sign in and then comes back (303), or with a form has it back (401);
/// a form that does not show that it comes from our own pages is refused, and so is whoever may not do this (403).
pub(in crate::web) async fn guard(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let needed = match needed(&web, &request) {
        Ok(Some(needed)) => needed,
        Ok(None) => return next.run(request).await,
        Err(error) => return error.into_response(),
    };
    // Before all else: what a foreign page has sent is not given back by one of ours.
    if !only_looks(request.method()) && !session::is_ours(&web, request.headers()) {
        return WebError::ForeignForm.into_response();
    }
    let Need::Role(needed) = needed else { return next.run(request).await };
    let (mut head, body) = request.into_parts();
    // The form first: whoever takes their time to send it may be turned away before it is there.
    let Ok(body) = to_bytes(body, MAX_EVENT_BYTES).await else { return WebError::TooLarge.into_response() };
    match admitted(&web, &head, needed).await {
        Ok(signed_in) => drop(head.extensions.insert(signed_in)),
        Err(refusal) if refusal.status() == StatusCode::UNAUTHORIZED => {
            return sent::given_back(&web, head, body).await.unwrap_or(refusal);
        }
        Err(refusal) => return refusal,
    }
    next.run(Request::from_parts(head, Body::from(body))).await
}

/// What it takes to be answered at an address; none where it is not the organisers', or has no handler for that.
fn needed(web: &Web, request: &Request) -> Result<Option<Need>, WebError> {
    let route = request.extensions().get::<MatchedPath>().map(|route| locale::below(route.as_str()));
    let Some(route) = route.filter(|route| is_organisers(route)) else { return Ok(None) };
    let rule = web.rules.0.get(route).ok_or_else(|| WebError::internal(Undeclared(route.to_owned())))?;
    Ok(if only_looks(request.method()) { rule.get } else { rule.post })
}

fn only_looks(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

async fn admitted(web: &Web, request: &Parts, needed: Role) -> Result<SignedIn, Response> {
    let only_looks = only_looks(&request.method);
    match session::find(web, &request.headers).await.map_err(WebError::into_response)? {
        None if only_looks => Err(page::see_other(&sign_in::path(web, &request.uri)).unwrap_or_else(WebError::into_response)),
        None => Err(WebError::SignedOut.into_response()),
        Some(organiser) if organiser.role < needed => Err(WebError::NotTheirs.into_response()),
        Some(organiser) => Ok(SignedIn(organiser)),
    }
}
