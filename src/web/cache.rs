//! Rendered public pages, kept while they are true.
//!
//! The announcement of an evening sends everybody to one page within minutes. A page is made once and then handed out as
//! it lies there, headers and all, as long as nothing was changed ([`App::revision`]) and the service's clock shows the same
//! second: what a page says of "now" is right to the second, and a change is seen at once.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::{Either, Ready, ready};
use sha2::{Digest as _, Sha256};
use tower::Service;

use crate::app::App;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::Shown;

/// The most pages that are kept, in both languages: more than any list of events shows.
const MAX_PAGES: usize = 256;
/// Pages are made one at a time within each of these, so that a hundred who come at once cause one page, not a hundred.
const LANES: usize = 16;
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// When a page was made: it is true as long as this does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AsOf {
    revision: u64,
    second: i64,
}

impl AsOf {
    fn now(app: &App) -> Self {
        Self { revision: app.revision(), second: app.now().as_second() }
    }
}

/// A page as it goes out.
#[derive(Debug)]
struct Kept {
    as_of: AsOf,
    body: Bytes,
    headers: HeaderMap,
    etag: HeaderValue,
}

impl Kept {
    fn response(&self, method: &Method, asked: &HeaderMap) -> Response {
        let (status, body) = if is_known(asked, &self.etag) {
            (StatusCode::NOT_MODIFIED, Body::empty())
        } else if method == Method::HEAD {
            (StatusCode::OK, Body::empty())
        } else {
            (StatusCode::OK, Body::from(self.body.clone()))
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = self.headers.clone();
        if status == StatusCode::OK {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        response
    }
}

/// A page that was just made.
pub(super) struct Made {
    /// The whole page.
    pub(super) html: String,
    /// The part of it that is new each time and means nothing: the form's stamp. The `ETag` leaves it out.
    pub(super) stamp: Option<String>,
}

/// The pages that are kept, by path.
#[derive(Debug, Default)]
pub(super) struct PageCache {
    pages: RwLock<HashMap<String, Arc<Kept>>>,
    lanes: [tokio::sync::Mutex<()>; LANES],
}

impl PageCache {
    /// The page at `path`, when it is still true.
    fn find(&self, app: &App, path: &str) -> Option<Arc<Kept>> {
        let kept = Arc::clone(self.pages.read().unwrap_or_else(PoisonError::into_inner).get(path)?);
        (kept.as_of == AsOf::now(app)).then_some(kept)
    }

    fn keep(&self, path: &str, page: Arc<Kept>) {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MAX_PAGES {
            pages.retain(|_, kept| kept.as_of == page.as_of);
        }
        if pages.len() < MAX_PAGES {
            pages.insert(path.to_owned(), page);
        }
    }

    fn lane(&self, path: &str) -> &tokio::sync::Mutex<()> {
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        &self.lanes[usize::try_from(hasher.finish() % LANES as u64).unwrap_or_default()]
    }
}

/// Answers with the page at the request's address, from the cache or made by `make`. Only a page at a plain address is kept:
/// queries and other spellings anybody can invent.
///
/// # Errors
/// What `make` fails with.
pub(super) async fn answer(web: &Web, asked: Asked, make: impl AsyncFnOnce() -> Result<Made, WebError>) -> Result<Response, WebError> {
    let path = asked.path.as_str();
    let _lane = web.pages.lane(path).lock().await;
    if let Some(kept) = web.pages.find(&web.app, path) {
        return Ok(kept.response(&asked.method, &asked.headers));
    }
    let as_of = AsOf::now(&web.app);
    let Made { html, stamp } = make().await?;
    let etag = stamp.map_or_else(|| etag(html.as_bytes()), |stamp| etag_without(&html, &stamp));
    let mut headers = web.heads.public();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
    headers.insert(header::ETAG, etag.clone());
    let kept = Arc::new(Kept { as_of, body: Bytes::from(html), headers, etag });
    if !path.contains(['?', '%']) {
        web.pages.keep(path, Arc::clone(&kept));
    }
    let mut response = kept.response(&asked.method, &asked.headers);
    response.extensions_mut().insert(Shown);
    Ok(response)
}

/// What of a request the answer depends on.
pub(super) struct Asked {
    path: String,
    method: Method,
    headers: HeaderMap,
}

impl Asked {
    /// A request for the page whose only right address is `path`; asked for at any other, the page is not kept.
    pub(super) fn of(request: &Request) -> Self {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { path, method: request.method().clone(), headers: request.headers().clone() }
    }
}

/// Answers with a public file that changes with the events: a site map.
pub(super) fn file(content_type: &'static str, body: String, asked: &HeaderMap) -> Response {
    let etag = etag(body.as_bytes());
    tagged(content_type, body, etag, asked)
}

/// Answers with a calendar. The moment at which it was made (`DTSTAMP`) makes no other calendar of it.
pub(super) fn calendar(content_type: &'static str, body: String, asked: &HeaderMap) -> Response {
    let mut hash = Sha256::new();
    for line in body.lines().filter(|line| !line.starts_with("DTSTAMP:")) {
        hash.update(line);
        hash.update("\n");
    }
    let etag = hashed(hash.finalize().as_slice());
    tagged(content_type, body, etag, asked)
}

/// Lets pages of other sites show a picture of ours.
pub(super) fn for_everybody(mut response: Response) -> Response {
    response.headers_mut().insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}

/// Answers with a public file of which this is the validator, or says that the client has it already.
pub(super) fn tagged(content_type: &'static str, body: impl Into<Body>, etag: HeaderValue, asked: &HeaderMap) -> Response {
    let known = is_known(asked, &etag);
    let mut response = Response::new(if known { Body::empty() } else { body.into() });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
    headers.insert(header::ETAG, etag);
    response
}

/// The validator of a content. It is weak (RFC 9110 section 8.8.1): a form's stamp may differ.
pub(super) fn etag(content: &[u8]) -> HeaderValue {
    hashed(Sha256::digest(content).as_slice())
}

fn etag_without(html: &str, stamp: &str) -> HeaderValue {
    let mut hash = Sha256::new();
    for part in html.split(stamp) {
        hash.update(part);
    }
    hashed(hash.finalize().as_slice())
}

fn hashed(hash: &[u8]) -> HeaderValue {
    let short = URL_SAFE_NO_PAD.encode(&hash[..12]);
    HeaderValue::from_str(&format!("W/\"{short}\"")).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Whether the client has this content already (RFC 9110 section 13.1.2).
pub(super) fn is_known(asked: &HeaderMap, etag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(ours) = etag.to_str().map(bare) else { return false };
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || bare(tag) == ours)
}

/// Stands before the router and hands out what is kept.
#[derive(Clone)]
pub(super) struct Front {
    web: Arc<Web>,
    inner: Router,
}

impl Front {
    pub(super) fn new(web: Arc<Web>, inner: Router) -> Self {
        Self { web, inner }
    }

    fn kept(&self, request: &Request) -> Option<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let kept = self.web.pages.find(&self.web.app, request.uri().path_and_query()?.as_str())?;
        Some(kept.response(request.method(), request.headers()))
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, <Router as Service<Request>>::Future>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.kept(&request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.inner.call(request)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(tags: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(tags).expect("a header"))])
    }

    #[test]
    fn a_browser_that_has_the_page_is_told_so() {
        let tag = etag(b"a page");
        let text = tag.to_str().expect("text").to_owned();
        assert!(is_known(&asking(&text), &tag));
        assert!(is_known(&asking(&format!("\"other\", {text}")), &tag));
        assert!(is_known(&asking(text.trim_start_matches("W/")), &tag), "weak comparison");
        assert!(is_known(&asking("*"), &tag));
        assert!(!is_known(&asking("\"other\""), &tag));
        assert!(!is_known(&HeaderMap::new(), &tag));
    }

    #[test]
    fn a_new_stamp_does_not_make_another_page() {
        assert_eq!(etag_without("<p>stamp1</p>", "stamp1"), etag_without("<p>stamp2</p>", "stamp2"));
        assert_ne!(etag(b"a"), etag(b"b"));
    }

    #[test]
    fn a_full_cache_throws_out_what_is_no_longer_true() {
        let cache = PageCache::default();
        let page = |second| {
            let headers = HeaderMap::new();
            Arc::new(Kept { as_of: AsOf { revision: 1, second }, body: Bytes::new(), headers, etag: HeaderValue::from_static("\"\"") })
        };
        for i in 0..MAX_PAGES {
            cache.keep(&i.to_string(), page(1));
        }
        cache.keep("one more", page(1));
        assert_eq!(cache.pages.read().expect("no panic").len(), MAX_PAGES);
        cache.keep("later", page(2));
        assert_eq!(cache.pages.read().expect("no panic").len(), 1);
    }

    #[test]
    fn a_head_has_the_length_and_no_body() {
        let kept = Kept {
            as_of: AsOf { revision: 0, second: 0 },
            body: Bytes::from_static(b"page"),
            headers: HeaderMap::new(),
            etag: HeaderValue::from_static("\"x\""),
        };
        let response = kept.response(&Method::HEAD, &HeaderMap::new());
        assert_eq!(response.headers()[header::CONTENT_LENGTH], "4");
        assert_eq!(kept.response(&Method::GET, &asking("\"x\"")).status(), StatusCode::NOT_MODIFIED);
    }
}
