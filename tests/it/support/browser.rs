//! A browser over the real router: it gets, fills in forms as the page has them, and follows nothing by itself.
//!
//! ```ignore
//! let browser = app.browser();
//! let page = browser.get("/events/kleinstaedte").await;
//! let answer = browser.submit(&page, &[("given-name", "Anna"), ("Nachname", "Beispiel"), ("email", "anna@example.org")]).await;
//! let done = browser.follow(&answer).await;
//! ```
//! It keeps a cookie that it is given, and a test can say that none was. What a page says is read in `page`.

mod page;

use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Method, Request, header};
use halbsieben::clock::Clock;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::web;
use jiff::SignedDuration;
use tower::ServiceExt as _;

pub(crate) use self::page::Page;
use super::app::TestApp;

/// What a person takes for a form at least.
const TYPING: SignedDuration = SignedDuration::from_secs(5);
/// More than any answer has.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// What browsers call a form that they send without files.
const FORM: &str = "application/x-www-form-urlencoded";

/// A visitor with a browser.
pub(crate) struct Browser {
    router: Router,
    clock: Clock,
    base: String,
    network: Option<String>,
    cookies: Mutex<Vec<String>>,
}

impl TestApp {
    /// A browser of somebody new. All browsers stand in one network, unless a test says otherwise.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: web::router(self.app.clone(), &self.settings),
            clock: self.clock.clone(),
            base: self.app.urls().absolute(""),
            network: None,
            cookies: Mutex::default(),
        }
    }

    /// A browser in which an organiser is signed in.
    pub(crate) async fn organiser(&self) -> Browser {
        let link = self.app.invite_organiser("Thea Sandkrug", EmailAddress::parse("thea@example.org").unwrap()).await.unwrap();
        let browser = self.browser();
        let page = browser.get(&link).await;
        assert_eq!(browser.hurry(&page, &[]).await.status, 303);
        browser
    }
}

impl Browser {
    /// Somebody else at the same instance, behind that address; `server.trusted_proxies` must hold `0.0.0.0` to believe it.
    pub(crate) fn neighbour(&self, address: &str) -> Self {
        let (router, clock, base) = (self.router.clone(), self.clock.clone(), self.base.clone());
        Self { router, clock, base, network: Some(address.to_owned()), cookies: Mutex::default() }
    }

    /// Opens a page, by its path or by a link of ours.
    pub(crate) async fn get(&self, address: &str) -> Page {
        self.ask(Method::GET, address).await
    }

    /// Asks as `GET`, with another method and without a body.
    pub(crate) async fn ask(&self, method: Method, address: &str) -> Page {
        self.send(self.request(method, address).body(Body::empty()).unwrap()).await
    }

    /// Opens a page with one more header.
    pub(crate) async fn get_with(&self, address: &str, name: &str, value: &str) -> Page {
        self.send(self.request(Method::GET, address).header(name, value).body(Body::empty()).unwrap()).await
    }

    /// Goes where an answer leads.
    pub(crate) async fn follow(&self, answer: &Page) -> Page {
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.get(answer.header("location").expect("it leads somewhere")).await
    }

    /// Fills in the page's form, each field found by its `autocomplete` or its label, takes a person's time for it, and sends it.
    pub(crate) async fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        self.clock.advance(TYPING);
        self.hurry(page, fields).await
    }

    /// The same without taking any time.
    pub(crate) async fn hurry(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let form = page.form();
        self.post(&form.action, &form.filled_in(fields)).await
    }

    /// Sends a form as a page of ours would.
    pub(crate) async fn post(&self, address: &str, fields: &[(String, String)]) -> Page {
        let body = fields.iter().fold(url::form_urlencoded::Serializer::new(String::new()), |mut form, (name, value)| {
            form.append_pair(name, value);
            form
        });
        self.post_raw(address, FORM, { body }.finish().into_bytes()).await
    }

    /// Sends these bytes as a page of ours would.
    pub(crate) async fn post_raw(&self, address: &str, content_type: &str, body: Vec<u8>) -> Page {
        let request =
            self.request(Method::POST, address).header(header::CONTENT_TYPE, content_type).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form as the page of another site would.
    pub(crate) async fn post_from_elsewhere(&self, address: &str, name: &str, value: &str) -> Page {
        let request = self.request(Method::POST, address).header(header::CONTENT_TYPE, FORM).header(name, value);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Has the browser keep a cookie that nobody set.
    pub(crate) fn plant(&self, cookie: &str) {
        self.cookies.lock().unwrap().push(cookie.to_owned());
    }

    /// The cookies that it keeps.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Whether any answer set a cookie.
    pub(crate) fn has_cookies(&self) -> bool {
        !self.cookies.lock().unwrap().is_empty()
    }

    fn request(&self, method: Method, address: &str) -> Builder {
        let path = address.strip_prefix(&self.base).unwrap_or(address);
        assert!(path.starts_with('/'), "{address} leads elsewhere");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "events.example.org");
        if let Some(network) = &self.network {
            request = request.header("x-forwarded-for", network);
        }
        let cookies = self.cookies.lock().unwrap().join("; ");
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies) }
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.expect("the router answers everything");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, MOST_BYTES).await.expect("the whole body");
        for cookie in head.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let mut cookies = self.cookies.lock().unwrap();
            cookies.retain(|kept| !kept.starts_with(&format!("{name}=")));
            if !value.is_empty() {
                cookies.push(pair);
            }
        }
        Page { path, status: head.status.as_u16(), headers: head.headers, body: body.to_vec() }
    }
}
