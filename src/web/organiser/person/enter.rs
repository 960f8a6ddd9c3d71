//! `/organiser/events/{slug}/people/new`: entering somebody by hand who has asked for it by telephone or letter.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{Done, leads_to, of_somebody_else};
use crate::app::event::PublicEvent;
use crate::app::person::Entered;
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::domain::registration::{FieldErrors, SignUpForm};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale::PageLocale;
use crate::web::organiser::frame;
use crate::web::organiser::people::people_path;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input, Sent};
use crate::web::public::notice::{Kind, Notice};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/person/enter.html")]
struct EnterPage {
    w: &'static Words,
    frame: Frame,
    people: String,
    event: String,
    lang: page::Lang,
    notices: Vec<Notice>,
    /// What comes of it.
    says: Vec<String>,
    fields: Vec<FieldView>,
    /// Where the form goes; none when nobody can be entered.
    action: Option<String>,
}

impl EnterPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

/// The event as this form asks for people: without the questions that only they can answer.
fn without_questions(public: PublicEvent) -> PublicEvent {
    PublicEvent { event: Event { questions: Vec::new(), ..public.event }, ..public }
}

/// `GET /organiser/events/{slug}/people/new`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
    page::personal(StatusCode::OK, &enter_page(&web, locale, &organiser, public, Sent::default(), None))
}

/// `POST /organiser/events/{slug}/people/new`; whoever is registered already is shown as they stand, so twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Form(form): Form<SignUpForm>,
) -> Result<Response, WebError> {
    let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
    let event = without_questions(public.clone()).event;
    let new = match form.parse(&event, event.announcement.locale) {
        Ok(new) => new,
        Err(errors) => {
            let sent = Sent { form: Some(&form), errors: Some(&errors), ..Sent::default() };
            return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &enter_page(&web, locale, &organiser, public, sent, None));
        }
    };
    let entered = web.app.enter_person(&slug, new).await?;
    let why_not: fn(&Words) -> String = match entered {
        Entered::Now(id) => return leads_to(&web, locale, &event.slug, id, Done::Entered),
        Entered::Known(id) => return leads_to(&web, locale, &event.slug, id, Done::Known),
        Entered::Unwanted => Words::person_enter_unwanted,
        Entered::Full => Words::person_enter_full,
        Entered::Closed => Words::person_enter_closed,
    };
    let sent = Sent { form: Some(&form), ..Sent::default() };
    page::personal(StatusCode::CONFLICT, &enter_page(&web, locale, &organiser, public, sent, Some(why_not)))
}

fn enter_page(
    web: &Web,
    locale: Locale,
    organiser: &Organiser,
    public: PublicEvent,
    sent: Sent<'_>,
    why_not: Option<fn(&Words) -> String>,
) -> EnterPage {
    let frame = frame(web, locale, organiser, &format!("/events/{}/people/new", public.event.slug));
    let w = frame.w;
    let has_questions = !public.event.questions.is_empty();
    let public = without_questions(public);
    let event = &public.event;
    let mail = match (event.access.double_opt_in, public.free_places) {
        (true, _) => w.person_enter_mail_confirm(),
        (false, Some(0)) => w.person_enter_mail_waits(),
        (false, _) => w.person_enter_mail(),
    };
    let errors: Option<&FieldErrors> = sent.errors;
    let people = people_path(web, locale, &event.slug);
    let is_open = event.takes_people(web.app.now());
    let why_not = if is_open { why_not } else { Some(Words::person_enter_closed as fn(&Words) -> String) };
    EnterPage {
        w,
        event: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        notices: why_not.map(|why_not| Notice::new(Kind::Warning, why_not(w)).alert()).into_iter().collect(),
        says: std::iter::once(mail).chain(has_questions.then(|| w.person_enter_questions())).collect(),
        fields: form::fields(&public, &frame, sent).into_iter().map(|field| of_somebody_else(w, field, errors)).collect(),
        action: is_open.then(|| format!("{people}/new")),
        people,
        frame,
    }
}
