//! HTTP in, HTML out: every address that the service answers stands in [`router`], on one screen.
//!
//! A page is one file with `get`, `post`, its form and its template, under the same name as the template. What lives here
//! reads a request, calls one verb of [`App`] and shows the answer. No SQL, no mail and no clock: time comes from the app.
//! What organisers see, only they see: their handlers ask for `organiser::session::SignedIn`.
//! Nothing a participant sees needs a cookie, a script or another host (law 25), and no GET changes anything (law 18).

mod assets;
mod cache;
mod canvas;
mod client;
mod contact;
mod error;
mod form;
mod json_ld;
mod limit;
mod locale;
mod organiser;
mod outbox;
mod page;
mod prose;
mod public;
mod request;
mod security;
mod site;

pub mod server;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::config::Settings;
use crate::domain::locale::Locale;
use crate::web::cache::{Front, PageCache};
use crate::web::client::TrustedProxies;
use crate::web::error::WebError;
use crate::web::limit::Limits;
use crate::web::public::picture::Pictures;
use crate::web::security::Heads;

/// The most that a request may bring along: a form with five long answers has a tenth of it.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// The same for the organiser's forms: the longest announcement, percent-encoded.
const MAX_EVENT_BYTES: usize = 512 * 1024;
/// How long a request may take, its body included.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What every handler works with.
#[derive(Debug)]
struct Web {
    app: App,
    pages: PageCache,
    limits: Limits,
    pictures: Pictures,
    proxies: TrustedProxies,
    heads: Heads,
    /// The path of the base address: empty, or `/termine` where the service stands below one.
    root: String,
}

/// Everything that the service answers over HTTP.
pub fn router(app: App, settings: &Settings) -> Router {
    let proxies = TrustedProxies::new(&settings.server.trusted_proxies);
    let heads = Heads::new(app.urls().is_https(), &settings.embed.allowed_origins);
    let root = page::local(&app.urls().absolute("/")).trim_end_matches('/').to_owned();
    let web = Arc::new(Web {
        app,
        pages: PageCache::default(),
        limits: Limits::new(&settings.limits),
        pictures: Pictures::default(),
        proxies,
        heads,
        root,
    });
    let routes = framed(routes(&web), &web).with_state(Arc::clone(&web));
    // A page that stands in the cache is answered before anything else looks at the request.
    Router::new().fallback_service(Front::new(web, routes))
}

/// Every address, in both languages; links in mails carry their language with them.
fn routes(web: &Web) -> Router<Arc<Web>> {
    use public::{calendar, erased, event, events, feed, group, legal, lost_link, oembed, picture, privacy, qr, registered, sign_up};
    let mut routes = of_one_person()
        .route("/events/{slug}/calendar.ics", get(calendar::get))
        .route("/events/{slug}/og.png", get(picture::get))
        .route("/events/{slug}/qr.svg", get(qr::get))
        .route("/oembed", get(oembed::get))
        .route("/feeds/events.atom", get(feed::atom))
        .route("/feeds/events.ics", get(feed::calendar))
        .route("/outbox/{key}", get(outbox::get))
        .route("/outbox/{key}/clock", get(outbox::get).post(outbox::clock))
        .route("/outbox/{key}/{id}", get(outbox::mail))
        .route("/outbox/{key}/{id}/html", get(outbox::html))
        .route("/outbox/{key}/{id}/source", get(outbox::source))
        .route("/assets/{name}", get(assets::get))
        .route("/favicon.svg", get(assets::favicon))
        .route("/favicon.ico", get(assets::favicon))
        .route("/robots.txt", get(site::robots))
        .route("/sitemap.xml", get(site::sitemap))
        .route("/livez", get(site::alive))
        .route("/healthz", get(site::ready))
        .route("/readyz", get(site::ready));
    for locale in Locale::ALL {
        let prefix = web.app.urls().prefix(locale);
        routes = routes
            .route(&format!("{prefix}/"), get(events::get))
            .route(&format!("{prefix}/events"), get(events::get))
            .route(&format!("{prefix}/events/{{slug}}"), get(event::get))
            .route(&format!("{prefix}/events/{{slug}}/register"), get(sign_up::get).post(sign_up::post))
            .route(&format!("{prefix}/events/{{slug}}/registered"), get(registered::get))
            .route(&format!("{prefix}/lost-link"), get(lost_link::get).post(lost_link::post))
            .route(&format!("{prefix}/events/{{slug}}/datenschutz"), get(privacy::of_event))
            .route(&format!("{prefix}/barrierefreiheit"), get(legal::accessibility))
            .route(&format!("{prefix}/series/{{slug}}"), get(group::series))
            .route(&format!("{prefix}/topics/{{slug}}"), get(group::topic))
            .route(&format!("{prefix}/embed/events/{{slug}}"), get(event::framed))
            .route(&format!("{prefix}/embed/events/{{slug}}/register"), get(sign_up::get).post(sign_up::post))
            .route(&format!("{prefix}/embed/events/{{slug}}/registered"), get(registered::get))
            .route(&format!("{prefix}/datenschutz"), get(privacy::get))
            .route(&format!("{prefix}/erased/{{number}}"), get(erased::get))
            .route(&format!("{prefix}/impressum"), get(legal::imprint));
    }
    let routes = routes.layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES)).merge(of_organisers(web));
    routes.fallback(request::unknown_path).method_not_allowed_fallback(request::wrong_method)
}

/// What organisers see and do.
fn of_organisers(web: &Web) -> Router<Arc<Web>> {
    use organiser::{attendees, cancel, copy, edit, event, new, overview, preview, publish, reminders, sign_in, sign_out};
    let mut routes = Router::new();
    for locale in Locale::ALL {
        let home = format!("{}/organiser", web.app.urls().prefix(locale));
        let of_event = format!("{home}/events/{{slug}}");
        routes = routes
            .route(&home, get(overview::get))
            .route(&format!("{home}/sign-in"), get(sign_in::needed))
            .route(&format!("{home}/sign-in/{{key}}"), get(sign_in::get).post(sign_in::post))
            .route(&format!("{home}/sign-out"), post(sign_out::post))
            .route(&format!("{home}/events"), post(new::create))
            .route(&format!("{home}/events/new"), get(new::get).post(new::post))
            .route(&format!("{home}/events/new/form"), get(new::blank))
            .route(&of_event, get(event::get))
            .route(&format!("{of_event}/attendees.csv"), get(attendees::csv))
            .route(&format!("{of_event}/attendees.xlsx"), get(attendees::xlsx))
            .route(&format!("{of_event}/cancel"), get(cancel::get).post(cancel::post))
            .route(&format!("{of_event}/copy"), get(copy::get).post(copy::post))
            .route(&format!("{of_event}/edit"), get(edit::get).post(edit::post))
            .route(&format!("{of_event}/preview"), get(preview::get))
            .route(&format!("{of_event}/publish"), post(publish::post))
            .route(&format!("{of_event}/reminders"), get(reminders::get).post(reminders::post));
    }
    routes.layer(RequestBodyLimitLayer::new(MAX_EVENT_BYTES))
}

/// What personal links open: the key in the address is all that it takes (law 20).
fn of_one_person() -> Router<Arc<Web>> {
    use public::{address, calendar, cancel, confirm, erase, join, personal_data, registration, rejoin, reminders, unsubscribe};
    Router::new()
        .route("/address/{key}", get(address::get).post(address::post))
        .route("/c/{token}", get(confirm::get).post(confirm::post))
        .route("/c/{token}/again", post(confirm::again))
        .route("/j/{token}", get(join::get).post(join::post))
        .route("/r/{token}", get(registration::get).post(registration::post))
        .route("/r/{token}/calendar.ics", get(calendar::personal))
        .route("/r/{token}/cancel", get(cancel::get).post(cancel::post))
        .route("/r/{token}/data", get(personal_data::get))
        .route("/r/{token}/data.json", get(personal_data::json))
        .route("/r/{token}/erase", get(erase::get).post(erase::post))
        .route("/r/{token}/rejoin", get(rejoin::get).post(rejoin::post))
        .route("/r/{token}/reminders", post(reminders::post))
        .route("/r/{token}/unsubscribe", get(unsubscribe::get).post(unsubscribe::post))
}

/// What surrounds every handler, the outermost last: the number of the request and its trace, the security headers, the
/// error pages, the catching of panics, the limit of time, the refusal of foreign forms.
fn framed(routes: Router<Arc<Web>>, web: &Arc<Web>) -> Router<Arc<Web>> {
    routes
        .layer(from_fn_with_state(Arc::clone(web), security::refuse_foreign_forms))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| -> Response {
            WebError::of_panic(panic.as_ref()).into_bare_response()
        }))
        .layer(from_fn_with_state(Arc::clone(web), error::show))
        .layer(from_fn_with_state(Arc::clone(web), security::head))
        .layer(from_fn(request::number))
}
