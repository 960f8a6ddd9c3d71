//! What is asked before something is lost: `…/people/{id}/cancel`, `/decline` and `/erase`. The GET says what will happen and who gets
//! which mail, the POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{Found, Named, decide, key};
use crate::app::approval::Decision;
use crate::domain::registration::RegistrationStatus;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::people::people_path;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/person/ask.html")]
struct AskPage {
    w: &'static Words,
    frame: Frame,
    /// The person's page.
    person: String,
    name: String,
    question: String,
    /// What will happen, sentence by sentence.
    consequences: Vec<String>,
    /// A command for the administrator, and what for.
    command: Option<(String, String)>,
    action: String,
    yes: String,
}

/// What may be asked.
#[derive(Clone, Copy)]
enum Question {
    Cancel,
    Decline,
    Erase,
}

impl Question {
    /// The last part of its address.
    fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Decline => "decline",
            Self::Erase => "erase",
        }
    }

    /// Whether there is anything to ask.
    fn is_open(self, found: &Found) -> bool {
        let registration = &found.person.mine.registration;
        match self {
            Self::Cancel => registration.status != RegistrationStatus::Cancelled,
            Self::Decline => registration.is_requested(),
            Self::Erase => true,
        }
    }

    fn consequences(self, w: &Words, found: &Found) -> Vec<String> {
        let registration = &found.person.mine.registration;
        let has_limit = found.person.mine.public.event.access.capacity.is_some();
        let holds_a_place = registration.role.is_none()
            && (registration.status == RegistrationStatus::Registered
                || (registration.is_unconfirmed() && registration.waitlisted_at.is_none()));
        let frees = (has_limit && holds_a_place).then(|| w.person_frees_place());
        let mut happens = match self {
            Self::Cancel if registration.is_unconfirmed() => vec![w.person_cancel_silent()],
            Self::Cancel => vec![w.person_cancel_mail(found.email()), w.person_cancel_void()],
            Self::Decline => return vec![w.person_decline_mail(found.email()), w.person_decline_end()],
            Self::Erase => vec![w.person_erase_what(), w.person_erase_ends()],
        };
        happens.extend(frees);
        if let Self::Erase = self {
            happens.extend([w.person_erase_stays(), w.person_erase_copies()]);
        }
        happens
    }

    fn page(self, found: Found) -> AskPage {
        let (w, name, consequences) = (found.frame.w, found.name(), self.consequences(found.frame.w, &found));
        let (question, yes) = match self {
            Self::Cancel => (w.person_cancel_ask(&name), w.person_cancel_yes()),
            Self::Decline => (w.person_decline_ask(&name), w.person_decline_yes()),
            Self::Erase => (w.person_erase_ask(&name), w.person_erase_yes()),
        };
        let everywhere =
            || (w.person_erase_elsewhere(), format!("halbsieben gdpr erase {}", found.person.mine.registration.registrant.email));
        AskPage {
            command: matches!(self, Self::Erase).then(everywhere),
            action: format!("{}/{}", found.path, self.name()),
            person: found.path,
            frame: found.frame,
            name,
            question,
            consequences,
            yes,
            w,
        }
    }
}

/// Asks; where there is nothing left to ask, the person's page says how it stands.
async fn asked(
    web: &Web,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    named: &Named,
    question: Question,
) -> Result<Response, WebError> {
    let found = Found::at(web, locale, &organiser, named, &format!("/{}", question.name())).await?;
    if question.is_open(&found) { page::personal(StatusCode::OK, &question.page(found)) } else { page::see_other(&found.path) }
}

/// `GET /organiser/events/{slug}/people/{id}/cancel`
pub(in crate::web) async fn cancel(
    State(web): State<Arc<Web>>,
    locale: PageLocale,
    organiser: SignedIn,
    Path(named): Path<Named>,
) -> Result<Response, WebError> {
    asked(&web, locale, organiser, &named, Question::Cancel).await
}

/// `POST /organiser/events/{slug}/people/{id}/cancel`; twice is the same as once.
pub(in crate::web) async fn do_cancel(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(named): Path<Named>,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "").await?;
    web.app.cancel_person(&named.0, found.id).await?;
    found.done("cancelled")
}

/// `GET /organiser/events/{slug}/people/{id}/decline`
pub(in crate::web) async fn decline(
    State(web): State<Arc<Web>>,
    locale: PageLocale,
    organiser: SignedIn,
    Path(named): Path<Named>,
) -> Result<Response, WebError> {
    asked(&web, locale, organiser, &named, Question::Decline).await
}

/// `POST /organiser/events/{slug}/people/{id}/decline`; twice is the same as once.
pub(in crate::web) async fn do_decline(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(named): Path<Named>,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "").await?;
    decide(&web, &found, &named.0, Decision::Decline).await
}

/// `GET /organiser/events/{slug}/people/{id}/erase`
pub(in crate::web) async fn erase(
    State(web): State<Arc<Web>>,
    locale: PageLocale,
    organiser: SignedIn,
    Path(named): Path<Named>,
) -> Result<Response, WebError> {
    asked(&web, locale, organiser, &named, Question::Erase).await
}

/// `POST /organiser/events/{slug}/people/{id}/erase`; twice leads to the same receipt.
pub(in crate::web) async fn do_erase(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    Path((slug, id)): Path<Named>,
) -> Result<Response, WebError> {
    let receipt = web.app.erase_at_event(&slug, key(&id)?).await?;
    let event = web.app.show_event(&slug).await?.event;
    page::see_other(&format!("{}?done=erased&receipt={}", people_path(&web, locale, &event.slug), receipt.number))
}
