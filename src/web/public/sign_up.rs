//! `/events/{slug}/register`: the form alone, and where it is sent.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::StorageError;
use crate::app::abuse::Filled;
use crate::app::event::PublicEvent;
use crate::app::sign_up::{Receipt, SignUpError};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{RegistrationMode, Slug};
use crate::domain::locale::Locale;
use crate::domain::mail_domain;
use crate::domain::registration::{KEEP_AS_TYPED, NewRegistration, SignUpForm, TAKE_SUGGESTION};
use crate::web::Web;
use crate::web::client::Client;
use crate::web::error::{self, WebError};
use crate::web::form::Form;
use crate::web::limit::minutes;
use crate::web::locale::{Framed, PageLocale};
use crate::web::page::{self, Frame};
use crate::web::public::event::{self, Answer};
use crate::web::public::form::{FormView, Input, Sent};
use crate::web::public::ticket::Ticket;
use crate::words::{When, Words};

/// What a sign-up takes at least: many times the work of one, and less than people notice.
const EVEN_TIME: Duration = Duration::from_millis(100);

#[derive(Template)]
#[template(path = "public/sign_up.html")]
struct SignUpPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    ticket: Ticket,
    /// Nothing when the form is closed.
    form: Option<FormView>,
    closed: String,
}

/// The query of the form's address: what was typed before and is to be corrected, sealed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Correcting {
    typed: String,
}

/// A page without the event, to send the same once more.
#[derive(Template)]
#[template(path = "public/again.html")]
struct AgainPage<'a> {
    w: &'static Words,
    frame: Frame,
    title: String,
    text: String,
    action: String,
    typed: Vec<(&'a str, &'a str)>,
}

/// `GET /events/{slug}/register`: the form alone, for a link that leads straight to it.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Framed(framed): Framed,
    Path(slug): Path<String>,
    Query(Correcting { typed }): Query<Correcting>,
) -> Result<Response, WebError> {
    let public = with_form(&web, &slug).await?;
    let typed_before = web.app.open_typed(&typed);
    let event = &public.event;
    let query = if typed_before.is_some() { format!("?typed={typed}") } else { String::new() };
    let frame = Frame::private(&web, locale)
        .with_twins(|other| page::local(&web.app.urls().register(other, &event.slug, framed)).to_owned() + &query)
        .in_frame(framed);
    let w = frame.w;
    let closed = event::closed(event, public.free_places, &When::new(&event.schedule, locale), w, web.app.now());
    // Whoever corrects what they have sent needs no free place.
    let closed = closed.filter(|_| typed_before.is_none() || !event.takes_sign_ups(web.app.now()));
    let form = || FormView::new(&web, &frame, &public, Sent { form: typed_before.as_ref(), framed, ..Sent::default() });
    let page = SignUpPage {
        title: w.form_page_title(&event.announcement.title),
        ticket: Ticket::of(event, &frame),
        form: closed.is_none().then(form),
        closed: closed.unwrap_or_default(),
        w,
        frame,
    };
    if typed_before.is_some() { page::personal(StatusCode::OK, &page) } else { page::shown(StatusCode::OK, &page) }
}

/// `POST /events/{slug}/register`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Framed(framed): Framed,
    Path(slug): Path<String>,
    client: Client,
    Form(mut form): Form<SignUpForm>,
) -> Result<Response, WebError> {
    let slug = Slug::parse(&slug).map_err(|_| WebError::NotFound)?;
    let at = AgainAt { web: &web, locale, slug: &slug, framed };
    take_suggestion(&mut form);
    if let Some(wait) = web.limits.wait_of_client(client) {
        return too_many(&at, wait, &form, Words::too_many);
    }
    let public = match with_form(&web, slug.as_str()).await {
        Err(WebError::Away(cause)) => return not_saved(&at, &form, &cause),
        public => public?,
    };
    let done = |query: &str| page::local(&web.app.urls().registered(locale, &slug, framed)).to_owned() + query;
    let sent = Sent { form: Some(&form), framed, ..Sent::default() };
    let haste = match web.app.filled_in(&form.website, &form.stamp) {
        Filled::ByHand => None,
        Filled::InHaste(rest) => Some(rest),
        // A machine is told nothing and leaves nothing behind.
        Filled::ByMachine => return page::see_other(&done("")),
        // A form that has lost its stamp is sent once more.
        Filled::Unstamped => return event::answer(&web, locale, &public, &Answer::Unstamped, sent),
    };
    let sent = Sent { keeps_stamp: true, ..sent };
    let new = match form.parse(&public.event, locale) {
        Ok(new) => new,
        Err(errors) => return event::answer(&web, locale, &public, &Answer::Wrong, Sent { errors: Some(&errors), ..sent }),
    };
    if form.typo != KEEP_AS_TYPED
        && let Some(suggestion) = mail_domain::suggestion(&new.email)
    {
        return event::answer(&web, locale, &public, &Answer::Doubtful, Sent { suggestion: Some(&suggestion), ..sent });
    }
    if let Some(rest) = haste {
        web.app.hold_back(rest).await;
    }
    if let Some(wait) = web.limits.wait_of_event(public.event.id) {
        return too_many(&at, wait, &form, Words::too_many_altogether);
    }
    match answered_evenly(&web, slug.as_str(), new, &form).await {
        Ok(receipt) => page::see_other(&done(&format!("?receipt={}&typed={}", receipt.sealed, web.app.seal_typed(&form, &receipt)))),
        Err(SignUpError::Full) => {
            let full = PublicEvent { free_places: Some(0), ..public };
            event::answer(&web, locale, &full, &Answer::FullMeanwhile, sent)
        }
        Err(SignUpError::Closed | SignUpError::NotYet) => event::answer(&web, locale, &public, &Answer::ClosedMeanwhile, sent),
        Err(SignUpError::Storage(error @ StorageError::Away(_))) => {
            Ok(error::put_off(event::answer(&web, locale, &public, &Answer::NotSaved, sent)?, &error))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whoever says that the other domain was meant need not type it.
fn take_suggestion(form: &mut SignUpForm) {
    if form.typo == TAKE_SUGGESTION
        && let Some(meant) = EmailAddress::parse(&form.email).ok().and_then(|email| mail_domain::suggestion(&email))
    {
        form.email = meant.for_people();
    }
}

/// Whoever is known and whoever is new is answered after the same time, as far as the work is done by then: nobody learns from the clock
/// who is registered (law 17).
async fn answered_evenly(web: &Web, slug: &str, new: NewRegistration, form: &SignUpForm) -> Result<Receipt, SignUpError> {
    let signing_up = async {
        match form.typed.as_str() {
            "" => web.app.sign_up_willing(slug, new, form.willing()).await,
            typed => web.app.correct_sign_up(slug, new, typed).await,
        }
    };
    if !web.limits.are_on() {
        return signing_up.await;
    }
    let (answered, ()) = tokio::join!(signing_up, web.app.hold_back(EVEN_TIME));
    answered
}

/// The event of a form; an event without one has no such page.
async fn with_form(web: &Web, slug: &str) -> Result<PublicEvent, WebError> {
    let public = web.app.find_public_event(slug).await?.ok_or(WebError::NotFound)?;
    if public.event.access.mode == RegistrationMode::Open { Err(WebError::NotFound) } else { Ok(public) }
}

/// Which form is to be sent once more.
struct AgainAt<'a> {
    web: &'a Web,
    locale: Locale,
    slug: &'a Slug,
    framed: bool,
}

/// 429, with all that was typed in it, to be sent again.
fn too_many(at: &AgainAt<'_>, wait: Duration, form: &SignUpForm, says: fn(&Words, u64) -> String) -> Result<Response, WebError> {
    let minutes = minutes(wait);
    let page = AgainPage::new(at, form, |w| (w.too_many_title(), says(w, minutes)));
    page::too_many(&page, wait)
}

/// 503, the same, where not even the event can be read.
fn not_saved(at: &AgainAt<'_>, form: &SignUpForm, cause: &Arc<dyn Error + Send + Sync>) -> Result<Response, WebError> {
    let text = |w: &Words| format!("{} {}", w.busy_sign_up(), w.busy_sign_up_hint());
    let page = AgainPage::new(at, form, |w| (w.busy_title(), text(w)));
    Ok(error::put_off(page::personal(StatusCode::SERVICE_UNAVAILABLE, &page)?, cause.as_ref()))
}

impl<'a> AgainPage<'a> {
    fn new(at: &AgainAt<'_>, form: &'a SignUpForm, says: impl FnOnce(&Words) -> (String, String)) -> Self {
        let frame = Frame::private(at.web, at.locale).in_frame(at.framed);
        let typed = [
            ("given_name", &form.given_name),
            ("family_name", &form.family_name),
            ("email", &form.email),
            ("stamp", &form.stamp),
            ("wait", &form.wait),
            ("typed", &form.typed),
            ("typo", &form.typo),
        ];
        let typed = typed.into_iter().filter(|(name, value)| !value.is_empty() || !matches!(*name, "typed" | "typo"));
        let rest = form.rest.iter().filter(|(name, _)| name.starts_with("q-")).map(|(name, value)| (name.as_str(), value.as_str()));
        let (title, text) = says(frame.w);
        Self {
            w: frame.w,
            title,
            text,
            action: frame.path(|urls, locale| urls.register(locale, at.slug, at.framed)),
            typed: typed.map(|(name, value)| (name, value.as_str())).chain(rest).collect(),
            frame,
        }
    }
}
