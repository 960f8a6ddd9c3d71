//! What goes wrong, the status it gets, and the page that says so.
//!
//! A handler returns a [`WebError`]; [`show`] makes a page of it in the language of the path, or problem details (RFC 9457)
//! where a program asks. A 500 shows the number of the request and nothing else; its cause goes to the log, once, in full.

use std::any::Any;
use std::error::Error;
use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::StorageError;
use crate::app::attendee::ExportError;
use crate::app::event::EventError;
use crate::app::organiser::AccountError;
use crate::app::person::PersonError;
use crate::app::preview::PreviewError;
use crate::app::session::EntryError;
use crate::app::sign_up::SignUpError;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::client::Client;
use crate::web::locale;
use crate::web::page::{self, Frame, Shown};
use crate::web::request::RequestNumber;
use crate::words::Words;

/// When to ask again, as the pages say it in words.
const HALF_A_MINUTE: HeaderValue = HeaderValue::from_static("30");

/// Why a request gets no page of its own.
#[derive(Debug, Clone)]
pub(super) enum WebError {
    /// No such page; nobody can tell a draft from nothing.
    NotFound,
    /// A personal link that opens nothing, or no longer.
    UnknownLink,
    /// A personal link that was made here and whose registration is gone: erased, or past its term.
    GoneLink,
    /// Too many links that open nothing, from one connection.
    TooManyGuesses,
    /// The address does not take this method.
    WrongMethod,
    /// A form that is not one: no UTF-8, a field twice, an odd query.
    BadRequest,
    /// A form in a format that forms do not have.
    UnsupportedForm,
    /// More than a form can hold.
    TooLarge,
    /// A form of the organiser's pages from somebody who is not signed in, or no longer.
    SignedOut,
    /// A page or a form of the organiser's that is not for who is signed in.
    NotTheirs,
    /// A form that was sent from another site.
    ForeignForm,
    /// It took too long.
    TimedOut,
    /// The database takes nothing for now; nothing is wrong with what was asked.
    Away(Arc<dyn Error + Send + Sync>),
    /// It is our fault.
    Internal(Arc<dyn Error + Send + Sync>),
}

impl WebError {
    /// Something that cannot fail did.
    pub(super) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Internal(Arc::new(cause))
    }

    /// A handler panicked.
    pub(super) fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Self::internal(Panicked(words.unwrap_or("without words").to_owned()))
    }

    /// The answer without its page, which [`show`] adds.
    pub(super) fn into_bare_response(self) -> Response {
        self.into_response()
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::UnknownLink => StatusCode::NOT_FOUND,
            Self::GoneLink => StatusCode::GONE,
            Self::TooManyGuesses => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::UnsupportedForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ForeignForm | Self::NotTheirs => StatusCode::FORBIDDEN,
            Self::TimedOut | Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What an answer means that axum or a layer gave without a page.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedForm,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::FORBIDDEN => Self::ForeignForm,
            StatusCode::SERVICE_UNAVAILABLE => Self::TimedOut,
            status if status.is_client_error() => Self::BadRequest,
            status => Self::internal(Unexplained(status)),
        }
    }
}

/// A panic, for the log.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
struct Panicked(String);

/// An answer of 5xx that nobody here gave.
#[derive(Debug, thiserror::Error)]
#[error("answered {0} without a cause")]
struct Unexplained(StatusCode);

impl From<StorageError> for WebError {
    fn from(error: StorageError) -> Self {
        match error {
            error @ StorageError::Away(_) => Self::Away(Arc::new(error)),
            error @ (StorageError::Conflict(_) | StorageError::Database(_)) => Self::internal(error),
        }
    }
}

impl From<EventError> for WebError {
    fn from(error: EventError) -> Self {
        match error {
            EventError::NotFound(_) => Self::NotFound,
            EventError::Storage(error) => Self::from(error),
            // Looking at an event does not fail for what only changing it can fail for.
            error @ (EventError::Cancelled(_)
            | EventError::Published(_)
            | EventError::Draft(_)
            | EventError::RoomUrl(_)
            | EventError::NoPlaces
            | EventError::Afterwards(_)
            | EventError::Reminder(_)
            | EventError::Changed(_)
            | EventError::Schedule(_)) => Self::internal(error),
        }
    }
}

impl From<PersonError> for WebError {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Event(error) => Self::from(error),
            PersonError::Unknown(_) => Self::NotFound,
            PersonError::Storage(error) => Self::from(error),
        }
    }
}

impl From<PreviewError> for WebError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::Event(error) => Self::from(error),
            PreviewError::NoMail(_) | PreviewError::Unknown(_) => Self::NotFound,
            PreviewError::Storage(error) => Self::from(error),
        }
    }
}

impl From<ExportError> for WebError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Event(error) => Self::from(error),
            ExportError::Storage(error) => Self::from(error),
            error @ ExportError::List(_) => Self::internal(error),
        }
    }
}

impl From<EntryError> for WebError {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Storage(error) => Self::from(error),
            error @ (EntryError::Random(_) | EntryError::Password(_)) => Self::internal(error),
        }
    }
}

impl From<AccountError> for WebError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Unknown => Self::NotFound,
            AccountError::Entry(error) => Self::from(error),
            // The page of the team has its own answer to each; whoever forgets it learns so from the log.
            error @ (AccountError::Known | AccountError::Disabled | AccountError::HasPassword | AccountError::LastAdmin) => {
                Self::internal(error)
            }
        }
    }
}

impl From<SignUpError> for WebError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::NotFound => Self::NotFound,
            SignUpError::Storage(error) => Self::from(error),
            // The page of the form has its own answer to each (409); whoever forgets it learns so from the log.
            error @ (SignUpError::NotYet | SignUpError::Closed | SignUpError::Full) => Self::internal(error),
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every answer of 4xx and 5xx that has no page a page.
pub(super) async fn show(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let situation = Situation::of(&web, &request);
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || response.extensions().get::<Shown>().is_some() {
        return response;
    }
    let error = response.extensions().get::<WebError>().cloned().unwrap_or_else(|| WebError::of_status(status));
    // Only we can have made it, so it once led somewhere: nobody learns more from that than who holds it knows.
    let error = match error {
        WebError::UnknownLink if situation.by_link_of_ours => WebError::GoneLink,
        WebError::UnknownLink if web.limits.wait_of_guesses(situation.client).is_some() => WebError::TooManyGuesses,
        error => error,
    };
    if let WebError::Internal(cause) = &error {
        tracing::error!(number = situation.number, cause = chain(cause.as_ref()), "a request failed");
    }
    if let WebError::Away(cause) = &error {
        log_away(cause.as_ref());
    }
    let shown = if situation.by_program { situation.problem(&error) } else { situation.page(&web, &error) };
    with_kept_headers(shown, response.headers())
}

/// Says of a page that it is the answer to what could not be done for now: it is logged, and a program learns when to ask again.
pub(super) fn put_off(mut response: Response, cause: &dyn Error) -> Response {
    log_away(cause);
    response.headers_mut().insert(header::RETRY_AFTER, HALF_A_MINUTE);
    response
}

fn log_away(cause: &dyn Error) {
    tracing::warn!(cause = chain(cause), "a request was put off");
}

/// What the page of an error depends on.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own about the request")]
struct Situation {
    locale: Locale,
    number: String,
    by_program: bool,
    by_form: bool,
    framed: bool,
    signing_up: bool,
    by_link_of_ours: bool,
    client: Client,
}

impl Situation {
    fn of(web: &Web, request: &Request) -> Self {
        let path = request.uri().path();
        Self {
            locale: locale::of_path(path, web.app.urls().default_locale()),
            number: request.extensions().get::<RequestNumber>().map(ToString::to_string).unwrap_or_default(),
            by_program: wants_json(request.headers()),
            by_form: request.method() == Method::POST,
            framed: locale::is_framed(path),
            signing_up: request.method() == Method::POST && path.ends_with("/register"),
            by_link_of_ours: is_link_of_ours(web, path),
            client: Client::of_request(web, request.extensions(), request.headers()),
        }
    }

    fn page(&self, web: &Web, error: &WebError) -> Response {
        let frame = Frame::private(web, self.locale).in_frame(self.framed);
        let w = frame.w;
        let number = matches!(error, WebError::Internal(_)).then_some(self.number.as_str());
        let page = ErrorPage {
            not_saved: self.signing_up && number.is_some(),
            title: title(w, error),
            text: self.text(w, error),
            asks_anew: matches!(error, WebError::UnknownLink),
            number,
            w,
            frame,
        };
        page::shown(error.status(), &page).unwrap_or_else(|_| error.status().into_response())
    }

    fn text(&self, w: &Words, error: &WebError) -> Option<String> {
        Some(match error {
            WebError::NotFound => w.not_found(),
            WebError::UnknownLink | WebError::GoneLink => w.link_unknown(),
            WebError::TooManyGuesses => w.too_many_guesses(),
            WebError::WrongMethod | WebError::BadRequest | WebError::UnsupportedForm => w.bad_request(),
            WebError::SignedOut => w.signin_first(),
            WebError::NotTheirs => w.role_not_enough(),
            WebError::TooLarge => w.too_large(),
            WebError::ForeignForm => w.foreign_form(),
            WebError::TimedOut => w.timed_out(),
            WebError::Away(_) if self.by_form => w.busy_form(),
            WebError::Away(_) => w.busy_page(),
            WebError::Internal(_) => return None,
        })
    }

    /// RFC 9457: the title alone is stable, `instance` is the number of the request.
    fn problem(&self, error: &WebError) -> Response {
        let status = error.status();
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "instance": format!("urn:halbsieben:request:{}", self.number),
        });
        let mut response = (status, Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    w: &'static Words,
    frame: Frame,
    title: String,
    text: Option<String>,
    not_saved: bool,
    /// Whether a new link may be asked for.
    asks_anew: bool,
    number: Option<&'a str>,
}

fn title(w: &Words, error: &WebError) -> String {
    match error {
        WebError::NotFound => w.not_found_title(),
        WebError::UnknownLink | WebError::GoneLink => w.link_unknown_title(),
        WebError::TooManyGuesses => w.too_many_guesses_title(),
        WebError::WrongMethod | WebError::BadRequest | WebError::UnsupportedForm => w.bad_request_title(),
        WebError::SignedOut => w.signin_first_title(),
        WebError::NotTheirs => w.role_not_enough_title(),
        WebError::TooLarge => w.too_large_title(),
        WebError::ForeignForm => w.foreign_form_title(),
        WebError::TimedOut => w.timed_out_title(),
        WebError::Away(_) => w.busy_title(),
        WebError::Internal(_) => w.server_error_title(),
    }
}

/// Whether a path is a personal link that was made here: `/r/{token}`, `/c/{token}` and what lies below them,
/// `/j/{token}`.
fn is_link_of_ours(web: &Web, path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    let (kind, token) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    web.app.made_link(kind, token)
}

/// Whether a program asks: it takes JSON and does not take pages.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

/// Keeps what an answer said beside its body: `Allow`, `Retry-After`.
fn with_kept_headers(mut shown: Response, first: &HeaderMap) -> Response {
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = first.get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    if matches!(shown.status(), StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        shown.headers_mut().entry(header::RETRY_AFTER).or_insert(HALF_A_MINUTE);
    }
    shown
}

/// An error and its causes on one line.
fn chain(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_for_people_and_problems_for_programs() {
        let accepting = |accept| wants_json(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]));
        assert!(accepting("application/json"));
        assert!(accepting("application/problem+json, application/json;q=0.9"));
        assert!(!accepting("text/html,application/xhtml+xml,application/json;q=0.1"));
        assert!(!accepting("*/*"));
        assert!(!wants_json(&HeaderMap::new()));
    }

    #[test]
    fn every_status_that_a_layer_gives_has_a_page() {
        for (status, shown) in [(404, 404), (405, 405), (400, 400), (411, 400), (413, 413), (415, 415), (503, 503), (500, 500), (502, 500)]
        {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(WebError::of_status(status).status().as_u16(), shown);
        }
    }
}
