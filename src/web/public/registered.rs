//! `GET /events/{slug}/registered`: the page after a sign-up.
//!
//! It is the same for somebody new and somebody known (law 17), and it may be loaded again: whom it greets stands sealed in
//! its own address.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::event::PublicEvent;
use crate::app::sign_up::{Answered, Greeting};
use crate::domain::event::RegistrationMode;
use crate::domain::reminder::{Audience, Offset, ReminderRule};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::{Framed, PageLocale};
use crate::web::page::{self, Frame};
use crate::web::public::ticket::{CalendarLinks, Ticket};
use crate::words::{When, Words, usual_reminders};

#[derive(Template)]
#[template(path = "public/registered.html")]
struct RegisteredPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    /// The address as typed, in full, with what was or will be sent there before and after it; nothing when nobody knows whom the
    /// page greets.
    email: Option<(String, String, String)>,
    /// Into the room, when the mail may come too late (law 5): how soon it starts, and the way.
    soon: Option<(String, String)>,
    next: Option<String>,
    /// Back to the form with what was typed, where it can still be corrected.
    correct_path: Option<String>,
    ticket: Ticket,
    calendar: CalendarLinks,
}

/// The query of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Receipt {
    receipt: String,
    typed: String,
}

/// `GET /events/{slug}/registered?receipt=…`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Framed(framed): Framed,
    Path(slug): Path<String>,
    Query(Receipt { receipt, typed }): Query<Receipt>,
) -> Result<Response, WebError> {
    let greeting = web.app.greeting(&slug, &receipt).await?;
    let (public, greeted, join_url) = match greeting {
        Some(Greeting { public, email, answered, join_url }) => (public, Some((email.for_people(), answered)), join_url),
        None => (web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?, None, None),
    };
    let now = web.app.now();
    let event = &public.event;
    let query = if receipt.is_empty() { String::new() } else { format!("?receipt={receipt}&typed={typed}") };
    let frame = Frame::private(&web, locale)
        .with_twins(|other| page::local(&web.app.urls().registered(other, &event.slug, framed)).to_owned() + &query)
        .in_frame(framed);
    let w = frame.w;
    let page = RegisteredPage {
        title: title(w, greeted.as_ref().map(|(_, answered)| *answered), event.access.mode),
        next: match greeted {
            Some((_, Answered::Unconfirmed | Answered::Requested | Answered::Waitlisted)) => None,
            _ => Some(next(&public, &frame, now)),
        },
        email: greeted.map(|(email, answered)| around(w, email, answered)),
        soon: join_url.map(|join_url| (starts_in(w, event.schedule.starts_at, now), page::local(&join_url).to_owned())),
        correct_path: (event.takes_sign_ups(now) && web.app.open_typed(&typed).is_some())
            .then(|| format!("{}?typed={typed}", frame.path(|urls, locale| urls.register(locale, &event.slug, framed)))),
        ticket: Ticket::of(event, &frame),
        calendar: CalendarLinks::of(&web, event, &frame),
        w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

fn title(w: &Words, answered: Option<Answered>, mode: RegistrationMode) -> String {
    match (answered, mode) {
        (None, _) => w.done_title_general(),
        (Some(Answered::Unconfirmed), _) => w.confirm_sent_title(),
        (Some(Answered::Requested), _) => w.requested_title(),
        (Some(Answered::Waitlisted), _) => w.wait_title_plain(),
        (Some(Answered::Registered), RegistrationMode::Optional) => w.done_title_remind(),
        (Some(Answered::Registered), _) => w.done_title(),
    }
}

/// The address, and the words around it.
fn around(w: &Words, email: String, answered: Answered) -> (String, String, String) {
    match answered {
        Answered::Registered => (w.done_text_before(), email, w.done_text_after()),
        Answered::Unconfirmed => (w.confirm_sent_before(), email, w.confirm_sent_after()),
        Answered::Requested => (w.requested_before(), email, w.requested_after()),
        Answered::Waitlisted => (format!("{} {}", w.wait_text(), w.wait_text_mail_before()), email, w.wait_text_mail_after()),
    }
}

fn starts_in(w: &Words, starts_at: Timestamp, now: Timestamp) -> String {
    let seconds = starts_at.duration_since(now).as_secs();
    if seconds <= 0 { w.done_running() } else { w.done_soon((seconds + 59) / 60) }
}

/// Which reminders will come, and when the doors open.
fn next(public: &PublicEvent, frame: &Frame, now: Timestamp) -> String {
    let (event, w) = (&public.event, frame.w);
    let when = When::new(&event.schedule, frame.locale);
    let is_owed = |rule: &&ReminderRule| rule.audience() == Audience::Registrants && !rule.covered_by_later && rule.heard_by() >= now;
    let ahead = public.reminders.iter().filter(|rule| event.reminders_armed && rule.is_before()).filter(is_owed);
    let before = |rule: &ReminderRule| match rule.reminder.offset {
        Offset::Before(minutes) => Some(minutes),
        Offset::After(_) => None,
    };
    let minutes: Vec<u32> = ahead.clone().filter_map(before).collect();
    let list = || w.done_next_list(ahead.clone().map(|rule| when.moment_at(rule.due_at)).collect::<Vec<_>>().join("; "));
    let mails = if minutes.is_empty() { w.done_next_none() } else { usual_reminders(w, &minutes).unwrap_or_else(list) };
    let doors = event.doors_open_at();
    if now < doors { format!("{mails} {}", w.done_next_door(when.date_at(doors), when.clock_at(doors))) } else { mails }
}
