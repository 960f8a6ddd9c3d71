//! What machines ask for: whether the service is well, and what search engines may read.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::domain::locale::Locale;
use crate::urls::{KEYED_PATHS, Urls};
use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;
use crate::web::page::{PublicAddress, Shown};

const PLAIN: &str = "text/plain; charset=utf-8";

/// `GET /livez`: the process runs.
pub(super) async fn alive() -> Response {
    answer(StatusCode::OK, "ok".to_owned())
}

/// `GET /readyz`, `GET /healthz`: the service can do its work, or what is in the way.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    match web.app.health().await {
        Ok(()) => answer(StatusCode::OK, "ok".to_owned()),
        Err(reason) => answer(StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}

fn answer(status: StatusCode, text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(PLAIN)), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let mut response = (status, headers, text).into_response();
    response.extensions_mut().insert(Shown);
    response
}

/// `GET /robots.txt`: keys are nobody's to read, should one ever stand in a public place.
pub(super) async fn robots(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    let root = &web.root;
    let organisers = Locale::ALL.map(|locale| format!("{}/organiser", locale.path()));
    let closed = KEYED_PATHS.into_iter().chain(["/organiser"]).chain(organisers.iter().map(String::as_str));
    let closed = closed.map(|path| format!("Disallow: {root}{path}\n")).collect::<Vec<_>>().concat();
    cache::file(PLAIN, format!("User-agent: *\n{closed}Sitemap: {}\n", web.app.urls().absolute("/sitemap.xml")), &headers)
}

/// `GET /sitemap.xml`: every public page in every language, each with its twins (sitemaps.org and Google's extension for
/// `hreflang`).
pub(super) async fn sitemap(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, WebError> {
    let found = web.app.addresses().await?;
    let urls = web.app.urls();
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    enter(&mut xml, urls, |locale| urls.events(locale));
    enter(&mut xml, urls, |locale| urls.events(locale) + "?past=1");
    for slug in &found.events {
        enter(&mut xml, urls, |locale| urls.event(locale, slug));
    }
    for slug in &found.series {
        enter(&mut xml, urls, |locale| urls.series(locale, slug));
    }
    for slug in &found.topics {
        enter(&mut xml, urls, |locale| urls.topic(locale, slug));
    }
    enter(&mut xml, urls, |locale| urls.privacy(locale));
    xml.push_str("</urlset>\n");
    Ok(cache::file("application/xml; charset=utf-8", xml, &headers))
}

/// Enters a page in each of its languages.
fn enter(xml: &mut String, urls: &Urls, url: impl Fn(Locale) -> String) {
    // Addresses of ours hold no quote and no angle bracket.
    let page = PublicAddress::of(urls, urls.default_locale(), |locale| url(locale).replace('&', "&amp;"));
    let mut links = String::new();
    for (tag, twin) in page.twins.iter().chain([&("x-default", page.default.clone())]) {
        let _ = write!(links, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{twin}\"/>");
    }
    for (_, twin) in &page.twins {
        let _ = writeln!(xml, "<url><loc>{twin}</loc>{links}</url>");
    }
}
