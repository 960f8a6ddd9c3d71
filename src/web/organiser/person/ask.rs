//! What is asked before something is lost: `…/people/{id}/cancel`, `/decline` and `/erase`. The GET says what will happen and who gets
//! which mail, the POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use super::{Done, Found, Named, decide};
use crate::app::approval::Decision;
use crate::domain::event::fixed_words;
use crate::domain::registration::Registration;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::people;
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

/// What may be asked: the last part of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Question {
    Cancel,
    Decline,
    Erase,
}

fixed_words!(pub(in crate::web) Question { Cancel => "cancel", Decline => "decline", Erase => "erase" });

impl FromRequestParts<Arc<Web>> for Question {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, WebError> {
        let last = parts.uri.path().rsplit('/').next().unwrap_or_default();
        last.parse().map_err(|_| WebError::NotFound)
    }
}

impl Question {
    /// Whether there is anything to ask.
    fn is_open(self, found: &Found) -> bool {
        let (event, registration) = (&found.person.mine.public.event, &found.person.mine.registration);
        match self {
            Self::Cancel => registration.can_be_cancelled(event, found.now),
            Self::Decline => registration.can_be_decided(event, found.now),
            Self::Erase => true,
        }
    }

    fn consequences(self, w: &Words, found: &Found) -> Vec<String> {
        let registration = &found.person.mine.registration;
        let has_limit = found.person.mine.public.event.access.capacity.is_some();
        let frees = (has_limit && registration.holds_place(found.now)).then(|| w.person_frees_place());
        let told = |ended: &Registration, mail: fn(&Words, String) -> String| match ended {
            _ if found.is_told_of_end(ended) => mail(w, found.email()),
            ended if ended.unreachable.is_some() => w.person_silent_unreachable(),
            _ => w.person_cancel_silent(),
        };
        match self {
            Self::Cancel => {
                let is_told = told(&registration.clone().cancelled(found.now), Words::person_cancel_mail);
                let void = (!registration.is_unconfirmed()).then(|| w.person_cancel_void());
                std::iter::once(is_told).chain(void).chain(frees).collect()
            }
            Self::Decline => vec![told(&registration.clone().turned_down(found.now), Words::person_decline_mail), w.person_decline_end()],
            Self::Erase => {
                let all = [w.person_erase_what(), w.person_erase_ends()].into_iter();
                all.chain(frees).chain([w.person_erase_stays(), w.person_erase_copies()]).collect()
            }
        }
    }

    fn page(self, found: Found) -> AskPage {
        let (w, name, consequences) = (found.frame.w, found.name(), self.consequences(found.frame.w, &found));
        let (question, yes) = match self {
            Self::Cancel => (w.person_cancel_ask(&name), w.person_cancel_yes()),
            Self::Decline => (w.person_decline_ask(&name), w.person_decline_yes()),
            Self::Erase => (w.person_erase_ask(&name), w.person_erase_yes()),
        };
        let address = found.person.mine.registration.registrant.email.as_str();
        let everywhere = || (w.person_erase_elsewhere(), format!("halbsieben gdpr erase -- {}", one_word(address)));
        AskPage {
            command: (self == Self::Erase).then(everywhere),
            action: format!("{}/{}", found.path, self.as_str()),
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

/// A text as one word to a shell: anybody can sign up with an address that is a command.
fn one_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// `GET /organiser/events/{slug}/people/{id}/{question}`; where there is nothing left to ask, the person's page says how it stands.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    question: Question,
    named: Named,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, &format!("/{}", question.as_str())).await?;
    if question.is_open(&found) { page::personal(StatusCode::OK, &question.page(found)) } else { page::see_other(&found.path) }
}

/// `POST /organiser/events/{slug}/people/{id}/{question}`; twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    question: Question,
    named: Named,
) -> Result<Response, WebError> {
    match question {
        Question::Cancel => {
            web.app.cancel_person(named.slug(), named.id).await?;
            named.done(&web, locale, Done::Cancelled)
        }
        Question::Decline => decide(&web, locale, &named, Decision::Decline).await,
        Question::Erase => {
            let receipt = web.app.erase_at_event(named.slug(), named.id).await?;
            people::erased(&web, locale, &named.slug, &receipt)
        }
    }
}
