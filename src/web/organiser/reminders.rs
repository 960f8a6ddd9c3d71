//! `/organiser/events/{slug}/reminders`: switching on the reminders of a copy, after a word about what leaves at once (law 9).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use crate::app::event::EventError;
use crate::domain::delivery::Purpose;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{Done, done, of_event};
use crate::web::organiser::frame;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::registration::kind;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "organiser/reminders.html")]
struct RemindersPage {
    w: &'static Words,
    frame: Frame,
    back: String,
    action: String,
    /// What leaves at once.
    now: String,
    /// What leaves later, to how many.
    rules: Vec<String>,
}

/// `GET /organiser/events/{slug}/reminders`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let event = web.app.show_event(&slug).await?.event;
    let back = of_event(&web, locale, &event.slug);
    if event.reminders_armed {
        return page::see_other(&back);
    }
    let effect = web.app.arming_effect(&slug).await?;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}/reminders", event.slug));
    let (w, when) = (frame.w, When::new(&event.schedule, locale));
    // Registrants and team have rules of their own for one moment.
    let mut later: Vec<(Purpose, Timestamp, u64)> = Vec::new();
    for (rule, people) in effect.rules.iter().filter(|(rule, _)| rule.due_at > web.app.now()) {
        match later.iter_mut().find(|(purpose, ..)| *purpose == rule.purpose()) {
            Some((.., count)) => *count += people,
            None => later.push((rule.purpose(), rule.due_at, *people)),
        }
    }
    let page = RemindersPage {
        action: format!("{back}/reminders"),
        now: if effect.mails_now == 0 { w.arm_now_none() } else { w.arm_now(effect.mails_now) },
        rules: later.into_iter().map(|(purpose, due_at, people)| w.arm_rule(kind(w, purpose), when.brief_at(due_at), people)).collect(),
        back,
        w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

/// `POST /organiser/events/{slug}/reminders`; twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    match web.app.arm_reminders(&slug).await {
        Ok(event) => done(&web, locale, &event.slug, Done::Armed, &[]),
        Err(EventError::Cancelled(slug)) => page::see_other(&of_event(&web, locale, &slug)),
        Err(error) => Err(error.into()),
    }
}
