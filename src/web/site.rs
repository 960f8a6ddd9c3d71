//! What machines ask for: whether the service is well, and what search engines may read.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::event::Listed;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;
use crate::web::page::Shown;

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
    let keys = ["/r/", "/j/", "/c/", "/address/", "/outbox/", "/organiser", "/de/organiser", "/en/organiser"];
    let keys = keys.map(|path| format!("Disallow: {root}{path}\n")).concat();
    cache::file(PLAIN, format!("User-agent: *\n{keys}Sitemap: {}\n", web.app.urls().absolute("/sitemap.xml")), &headers)
}

/// `GET /sitemap.xml`: every public page in both languages.
pub(super) async fn sitemap(State(web): State<Arc<Web>>, headers: HeaderMap) -> Result<Response, WebError> {
    let mut events = web.app.list_public_events(Listed::Upcoming).await?;
    events.extend(web.app.list_public_events(Listed::Past).await?);
    let urls = web.app.urls();
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let lists = Locale::ALL.into_iter().map(|locale| urls.events(locale));
    let pages = events.iter().flat_map(|public| Locale::ALL.map(|locale| urls.event(locale, &public.event.slug)));
    for url in lists.chain(pages) {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", url.replace('&', "&amp;"));
    }
    xml.push_str("</urlset>\n");
    Ok(cache::file("application/xml; charset=utf-8", xml, &headers))
}
