//! HTTP in, HTML out: every address that the service answers stands in [`router`], on one screen.
//!
//! A page is one file with `get`, `post`, its form and its template, under the same name as the template. What lives here
//! reads a request, calls one verb of [`App`] and shows the answer. No SQL, no mail and no clock: time comes from the app.
//! What organisers see, only they see: each of their addresses says who may use it ([`rules`]).
//! Nothing a participant sees needs a cookie, a script or another host (law 25), and no GET changes anything (law 18).

mod assets;
mod cache;
mod canvas;
mod client;
mod contact;
mod done;
mod error;
mod form;
mod json_ld;
mod limit;
mod locale;
mod organiser;
mod outbox;
mod page;
mod plot;
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
use crate::domain::organiser::Role;
use crate::web::cache::{Front, PageCache};
use crate::web::client::TrustedProxies;
use crate::web::error::WebError;
use crate::web::limit::Limits;
use crate::web::organiser::guard::{self, Guarded};
pub use crate::web::organiser::guard::{Need, Rule};
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
    rules: guard::Rules,
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
        rules: rules().into_iter().collect(),
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
    let routes = routes.layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES)).merge(guarded(web));
    routes.fallback(request::unknown_path).method_not_allowed_fallback(request::wrong_method)
}

/// What organisers open, each with who may: readers see and take away, editors change events and people, admins say who is an organiser.
fn of_organisers() -> Vec<Guarded> {
    use organiser::person::{address, ask, enter};
    use organiser::{
        account, attendees, cancel, copy, edit, event, figures, forgotten, link, mails, new, overview, people, person, preview, publish,
        reminders, setup, sign_in, sign_out, team,
    };
    const READER: Need = Need::Role(Role::Reader);
    const EDITOR: Need = Need::Role(Role::Editor);
    const ADMIN: Need = Need::Role(Role::Admin);
    vec![
        Guarded::at("/organiser").get(READER, overview::get),
        Guarded::at("/organiser/account").get(READER, account::get).post(READER, account::post),
        Guarded::at("/organiser/account/sessions").post(READER, account::end_sessions),
        Guarded::at("/organiser/events").post(EDITOR, new::create),
        Guarded::at("/organiser/events/new").get(EDITOR, new::get).post(EDITOR, new::post),
        Guarded::at("/organiser/events/new/form").get(EDITOR, new::blank),
        Guarded::at("/organiser/events/{slug}").get(READER, event::get),
        Guarded::at("/organiser/events/{slug}/attendees").get(READER, attendees::get).post(READER, attendees::post),
        Guarded::at("/organiser/events/{slug}/attendees.csv").get(READER, attendees::file::csv),
        Guarded::at("/organiser/events/{slug}/attendees.json").get(READER, attendees::file::json),
        Guarded::at("/organiser/events/{slug}/attendees.xlsx").get(READER, attendees::file::xlsx),
        Guarded::at("/organiser/events/{slug}/attendees/sheet").get(READER, attendees::sheet::get),
        Guarded::at("/organiser/events/{slug}/cancel").get(EDITOR, cancel::get).post(EDITOR, cancel::post),
        Guarded::at("/organiser/events/{slug}/copy").get(EDITOR, copy::get).post(EDITOR, copy::post),
        Guarded::at("/organiser/events/{slug}/edit").get(EDITOR, edit::get).post(EDITOR, edit::post),
        Guarded::at("/organiser/events/{slug}/figures").get(READER, figures::get),
        Guarded::at("/organiser/events/{slug}/mails").get(READER, mails::get),
        Guarded::at("/organiser/events/{slug}/mails/new").get(EDITOR, mails::rule::blank).post(EDITOR, mails::rule::add),
        Guarded::at("/organiser/events/{slug}/mails/{mail}").get(READER, mails::preview::get),
        Guarded::at("/organiser/events/{slug}/mails/{mail}/edit").get(EDITOR, mails::rule::get).post(EDITOR, mails::rule::post),
        Guarded::at("/organiser/events/{slug}/mails/{mail}/html").get(READER, mails::preview::html),
        Guarded::at("/organiser/events/{slug}/people").get(READER, people::get),
        Guarded::at("/organiser/events/{slug}/people/import").get(EDITOR, people::import::get).post(EDITOR, people::import::post),
        Guarded::at("/organiser/events/{slug}/people/new").get(EDITOR, enter::get).post(EDITOR, enter::post),
        Guarded::at("/organiser/events/{slug}/people/{id}").get(READER, person::get),
        Guarded::at("/organiser/events/{slug}/people/{id}/address").get(EDITOR, address::get).post(EDITOR, address::post),
        Guarded::at("/organiser/events/{slug}/people/{id}/approve").post(EDITOR, person::approve),
        Guarded::at("/organiser/events/{slug}/people/{id}/cancel").get(EDITOR, ask::get).post(EDITOR, ask::post),
        Guarded::at("/organiser/events/{slug}/people/{id}/data.json").get(EDITOR, person::json),
        Guarded::at("/organiser/events/{slug}/people/{id}/decline").get(EDITOR, ask::get).post(EDITOR, ask::post),
        Guarded::at("/organiser/events/{slug}/people/{id}/erase").get(EDITOR, ask::get).post(EDITOR, ask::post),
        Guarded::at("/organiser/events/{slug}/people/{id}/note").post(EDITOR, person::note::post),
        Guarded::at("/organiser/events/{slug}/people/{id}/resend").post(EDITOR, person::resend),
        Guarded::at("/organiser/events/{slug}/preview").get(READER, preview::get),
        Guarded::at("/organiser/events/{slug}/publish").post(EDITOR, publish::post),
        Guarded::at("/organiser/events/{slug}/reminders").get(EDITOR, reminders::get).post(EDITOR, reminders::post),
        Guarded::at("/organiser/forgotten").get(Need::Nothing, forgotten::get).post(Need::Nothing, forgotten::post),
        Guarded::at("/organiser/setup/{key}").get(Need::Nothing, setup::get).post(Need::Nothing, setup::post),
        Guarded::at("/organiser/sign-in").get(Need::Nothing, sign_in::get).post(Need::Nothing, sign_in::post),
        Guarded::at("/organiser/sign-in/{key}").get(Need::Nothing, link::get).post(Need::Nothing, link::post),
        Guarded::at("/organiser/sign-out").post(READER, sign_out::post),
        Guarded::at("/organiser/team").get(ADMIN, team::get).post(ADMIN, team::post),
        Guarded::at("/organiser/team/{id}").post(ADMIN, team::change),
    ]
}

/// All of them, in both languages.
fn guarded(web: &Web) -> Router<Arc<Web>> {
    let mut routes = Router::new();
    for prefix in Locale::ALL.map(|locale| web.app.urls().prefix(locale)) {
        for Guarded { rule, handlers } in of_organisers() {
            routes = routes.route(&format!("{prefix}{}", rule.path), handlers);
        }
    }
    routes.layer(RequestBodyLimitLayer::new(MAX_EVENT_BYTES))
}

/// Who may use which of the organiser's addresses: the matrix that the tests go through.
#[must_use]
pub fn rules() -> Vec<Rule> {
    of_organisers().into_iter().map(|guarded| guarded.rule).collect()
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
/// error pages, the catching of panics, the limit of time, the refusal of foreign forms, who may see what organisers see.
fn framed(routes: Router<Arc<Web>>, web: &Arc<Web>) -> Router<Arc<Web>> {
    routes
        .layer(from_fn_with_state(Arc::clone(web), guard::guard))
        .layer(from_fn_with_state(Arc::clone(web), security::refuse_foreign_forms))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| -> Response {
            WebError::of_panic(panic.as_ref()).into_bare_response()
        }))
        .layer(from_fn_with_state(Arc::clone(web), error::show))
        .layer(from_fn_with_state(Arc::clone(web), security::head))
        .layer(from_fn(request::number))
}
