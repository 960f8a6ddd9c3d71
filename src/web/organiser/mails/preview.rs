//! `GET /organiser/events/{slug}/mails/{mail}`: a mail of an event as somebody would get it, in five views, each at an address of its own.
//! The links in it open nothing: see [`crate::app::preview`].

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::app::preview::{Pick, Preview, PreviewWarning};
use crate::domain::attendee::Search;
use crate::domain::event::{EventStatus, fixed_words};
use crate::domain::event_mail::EventMail;
use crate::domain::id::RegistrationId;
use crate::domain::locale::Locale;
use crate::mail::message::Message;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::frame;
use crate::web::organiser::mails::{audience, mails_path};
use crate::web::organiser::session::SignedIn;
use crate::web::outbox::mail_alone;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::registration::kind;
use crate::web::security::POLICY_WITH_FRAME;
use crate::words::{When, Words, words};

/// The word for a person who was invented.
const SAMPLE: &str = "sample";

#[derive(Template)]
#[template(path = "organiser/mails/preview.html")]
struct PreviewPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    mails: String,
    path: String,
    kind: String,
    audience: String,
    /// What can be picked: word, words, whether it is.
    people: Vec<(String, String, bool)>,
    languages: Vec<(&'static str, String, bool)>,
    asked: Asked,
    max: usize,
    /// The mail, where it can be written.
    mail: Option<Shown>,
    /// The way to say it otherwise, where it goes by a rule.
    edit: Option<String>,
}

/// A mail in words.
struct Shown {
    subject: String,
    to: String,
    leaves: String,
    size: String,
    tabs: Vec<(String, String, bool)>,
    /// Where the frame has it from, and its class.
    framed: Option<(String, &'static str)>,
    text: Option<String>,
}

/// What is to be shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// Whose: a key, or [`SAMPLE`].
    person: String,
    language: String,
    view: String,
    q: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Html,
    Narrow,
    Dark,
    Text,
    Source,
}

fixed_words!(View { Html => "html", Narrow => "narrow", Dark => "dark", Text => "text", Source => "source" });

impl View {
    const ALL: [Self; 5] = [Self::Html, Self::Narrow, Self::Dark, Self::Text, Self::Source];

    fn words(self, w: &Words) -> String {
        match self {
            Self::Html => w.shown_view_html(),
            Self::Narrow => w.shown_view_narrow(),
            Self::Dark => w.shown_view_dark(),
            Self::Text => w.shown_view_text(),
            Self::Source => w.shown_view_source(),
        }
    }
}

impl Asked {
    fn view(&self) -> View {
        self.view.parse().unwrap_or(View::Html)
    }

    /// Nobody where the person was invented.
    fn person(&self) -> Result<Option<RegistrationId>, WebError> {
        let key = |key: &str| key.parse::<uuid::Uuid>().map(RegistrationId::from).map_err(|_| WebError::NotFound);
        if self.person.is_empty() || self.person == SAMPLE { Ok(None) } else { key(&self.person).map(Some) }
    }

    /// Where nobody was picked, somebody who is there.
    fn or_first_of(self, people: &[Pick]) -> Self {
        if !self.person.is_empty() {
            return self;
        }
        Self { person: people.first().map_or_else(|| SAMPLE.to_owned(), |pick| pick.id.to_string()), ..self }
    }

    /// The address of a view of the same mail.
    fn query(&self, view: View) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in [("person", &self.person), ("language", &self.language), ("q", &self.q)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if view != View::Html {
            query.append_pair("view", view.as_str());
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// `GET /organiser/events/{slug}/mails/{mail}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path((slug, mail)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mail = named(&mail)?;
    let people = web.app.preview_people(&slug, mail, &asked.q).await?;
    let asked = asked.or_first_of(&people);
    let preview = look(&web, &slug, mail, &asked).await?;
    let below = format!("/events/{}/mails/{mail}{}", preview.event.slug, asked.query(asked.view()));
    let frame = frame(&web, locale, &organiser, &below);
    let mut response = page::personal(StatusCode::OK, &page_of(&web, frame, mail, &preview, people, asked))?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY_WITH_FRAME);
    Ok(response)
}

/// `GET /organiser/events/{slug}/mails/{mail}/html`: the HTML part alone, light or dark.
pub(in crate::web) async fn html(
    State(web): State<Arc<Web>>,
    _: SignedIn,
    Path((slug, mail)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let preview = look(&web, &slug, named(&mail)?, &asked).await?;
    let message = preview.message.map_err(|_| WebError::NotFound)?;
    Ok(mail_alone(&in_one_scheme(&message.html, asked.view() == View::Dark)))
}

/// The mail that an address names.
pub(super) fn named(mail: &str) -> Result<EventMail, WebError> {
    mail.parse().map_err(|_| WebError::NotFound)
}

async fn look(web: &Web, slug: &str, mail: EventMail, asked: &Asked) -> Result<Preview, WebError> {
    Ok(web.app.preview_mail(slug, mail, asked.person()?, asked.language.parse().ok()).await?)
}

/// A mail that has light and dark colours, in one of them whatever the browser prefers.
fn in_one_scheme(html: &str, is_dark: bool) -> String {
    let (media, scheme) = if is_dark { ("@media all", "dark") } else { ("@media not all", "light") };
    html.replace("@media (prefers-color-scheme: dark)", media).replace("color-scheme: light dark", &format!("color-scheme: {scheme}"))
}

fn page_of(web: &Web, frame: Frame, mail: EventMail, preview: &Preview, people: Vec<Pick>, asked: Asked) -> PreviewPage {
    let (w, locale, event) = (frame.w, frame.locale, &preview.event);
    let mails = mails_path(web, locale, &event.slug);
    let path = format!("{mails}/{mail}");
    let when = When::new(&event.schedule, locale);
    let chosen = preview.registration.registrant.locale;
    let languages = Locale::ALL.map(|language| (language.tag(), words(language).language_name(), language == chosen));
    let shown = preview.message.as_ref().ok().map(|message| shown(w, &when, preview, message, &path, &asked));
    PreviewPage {
        notices: notices(w, preview),
        kind: kind(w, mail.purpose),
        audience: audience(w, mail),
        people: picked_from(w, preview, people),
        languages: languages.into(),
        max: Search::MAX_CHARS,
        mail: shown,
        edit: (mail.audience.is_some() && event.status != EventStatus::Cancelled && frame.may_edit()).then(|| format!("{path}/edit")),
        mails,
        path,
        asked,
        w,
        frame,
    }
}

fn shown(w: &Words, when: &When<'_>, preview: &Preview, message: &Message, path: &str, asked: &Asked) -> Shown {
    let view = asked.view();
    let class = match view {
        View::Narrow => "mailframe phone",
        View::Dark => "mailframe dark",
        _ => "mailframe",
    };
    let tab = |other: View| (format!("{path}{}", asked.query(other)), other.words(w), other == view);
    Shown {
        subject: message.subject.clone(),
        to: preview.registration.registrant.email.for_people(),
        leaves: when.brief_at(preview.leaves_at),
        size: w.shown_kilobytes(message.source.len().div_ceil(1_000)),
        tabs: View::ALL.map(tab).into(),
        framed: matches!(view, View::Html | View::Narrow | View::Dark).then(|| (format!("{path}/html{}", asked.query(view)), class)),
        text: match view {
            View::Text => Some(message.text.clone()),
            View::Source => Some(String::from_utf8_lossy(&message.source).into_owned()),
            _ => None,
        },
    }
}

/// Whoever is shown stands first, whether the search finds them or not.
fn picked_from(w: &Words, preview: &Preview, people: Vec<Pick>) -> Vec<(String, String, bool)> {
    let registration = &preview.registration;
    let name = || registration.registrant.full_name().unwrap_or_else(|| registration.registrant.email.for_people());
    let real = (!preview.is_sample).then(|| (registration.id.to_string(), name(), true));
    let others = people.into_iter().filter(|pick| preview.is_sample || pick.id != registration.id);
    let sample = (SAMPLE.to_owned(), w.shown_sample(), preview.is_sample);
    real.into_iter().chain(others.map(|pick| (pick.id.to_string(), pick.name, false))).chain([sample]).collect()
}

fn notices(w: &Words, preview: &Preview) -> Vec<Notice> {
    let unwritable = preview.message.as_ref().err().map(|reason| Notice::new(Kind::Error, w.shown_unwritable(reason.as_str())));
    let warnings = preview.warnings.iter().map(|warning| match warning {
        PreviewWarning::RoomMissing => w.shown_no_room(),
        PreviewWarning::Placeholder(name) => w.shown_placeholder(name.as_str()),
        PreviewWarning::TooLarge => w.shown_too_large(),
    });
    unwritable.into_iter().chain(warnings.map(|words| Notice::new(Kind::Warning, words))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Mail;

    #[test]
    fn every_mail_has_a_light_and_a_dark_view_whatever_the_browser_prefers() {
        for sample in Mail::samples(Locale::De) {
            let html = sample.mail().render().expect("a mail").html;
            for (is_dark, media) in [(true, "@media all {"), (false, "@media not all {")] {
                let shown = in_one_scheme(&html, is_dark);
                assert!(shown.contains(media) && !shown.contains("prefers-color-scheme"), "{}", sample.name);
            }
        }
    }
}
