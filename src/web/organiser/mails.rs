//! `GET /organiser/events/{slug}/mails`: every mail of an event, past and future, in one table, under a picture of the whole event.

mod life;
pub(in crate::web) mod preview;
pub(in crate::web) mod rule;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::mails::{EventMails, MailLine};
use crate::app::preview::can_be_shown;
use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event::{Event, EventStatus, Slug, fixed_words};
use crate::domain::event_mail::EventMail;
use crate::domain::locale::Locale;
use crate::domain::reminder::Audience;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::of_event;
use crate::web::organiser::mails::life::Life;
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::{frame, paused};
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::registration::kind;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "organiser/mails.html")]
struct MailsPage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    notices: Vec<Notice>,
    event: String,
    title: String,
    lang: page::Lang,
    zone: String,
    /// The way to one reminder more, as long as there is something to be reminded of.
    add: Option<String>,
    life: Life,
    rows: Vec<Row>,
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Came {
    done: String,
}

/// What was done on the way to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Saved,
    Removed,
}

fixed_words!(Done { Saved => "saved", Removed => "removed" });

/// A mail of the table.
struct Row {
    /// The way to look at it, where it can be.
    path: Option<String>,
    kind: String,
    /// For the machine, and in words.
    due: (Option<String>, String),
    audience: String,
    people: u64,
    /// Classes and words.
    states: Vec<(&'static str, String)>,
}

/// The path of an event's mails.
pub(super) fn mails_path(web: &Web, locale: Locale, slug: &Slug) -> String {
    format!("{}/mails", of_event(web, locale, slug))
}

/// `GET /organiser/events/{slug}/mails`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, WebError> {
    let seen = web.app.event_mails(&slug).await?;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}/mails", seen.event.slug));
    let done = came.done.parse::<Done>().ok().map(|done| match done {
        Done::Saved => frame.w.rule_saved(),
        Done::Removed => frame.w.rule_removed(),
    });
    let mut page = page_of(&web, frame, &seen);
    if let Some(words) = done {
        page.notices.insert(0, Notice::new(Kind::Success, words).alert());
    }
    page::personal(StatusCode::OK, &page)
}

fn page_of(web: &Web, frame: Frame, seen: &EventMails) -> MailsPage {
    let (event, w, locale, now) = (&seen.event, frame.w, frame.locale, web.app.now());
    let (when, path) = (When::new(&event.schedule, locale), mails_path(web, locale, &event.slug));
    MailsPage {
        outbox: frame.outbox(),
        notices: paused(web, w, locale).into_iter().collect(),
        event: of_event(web, locale, &event.slug),
        title: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        zone: w.mails_zone(when.zone()),
        add: (event.status != EventStatus::Cancelled && frame.may_edit()).then(|| format!("{path}/new")),
        life: Life::of(w, event, &seen.rules, &when, now),
        rows: seen
            .lines
            .iter()
            .map(|line| {
                let is_shown = can_be_shown(event, &seen.rules, line.mail);
                Row { path: is_shown.then(|| format!("{path}/{}", line.mail)), ..row(line, event, w, &when, now) }
            })
            .collect(),
        w,
        frame,
    }
}

fn row(line: &MailLine, event: &Event, w: &Words, when: &When<'_>, now: Timestamp) -> Row {
    let states = states(w, line.planned, |state| line.count(state));
    Row {
        path: None,
        kind: kind(w, line.mail.purpose),
        due: line.due_at.map_or_else(|| (None, w.org_mails_at_once()), |at| (Some(at.to_string()), when.brief_at(at))),
        audience: audience(w, line.mail),
        people: line.people(),
        states: if states.is_empty() { vec![("muted", no_mails(line, event, w, now))] } else { states },
    }
}

/// Whom a mail is for.
fn audience(w: &Words, mail: EventMail) -> String {
    match (mail.audience, mail.purpose) {
        (Some(Audience::Registrants), _) => w.mails_to_registrants(),
        (Some(Audience::Team), _) => w.mails_to_team(),
        (None, Purpose::Change | Purpose::EventCancelled) => w.mails_to_all(),
        (None, _) => w.mails_to_each(),
    }
}

/// Why there are no mails on a line.
fn no_mails(line: &MailLine, event: &Event, w: &Words, now: Timestamp) -> String {
    match &line.rule {
        Some(_) if !event.reminders_armed => w.mails_off(),
        Some(rule) if rule.covered_by_later => w.mails_in_later(),
        Some(rule) if rule.says_nothing(&event.afterwards) => w.mails_nothing_to_say(),
        Some(rule) if now >= rule.useful_until => w.mails_to_nobody(),
        _ => w.org_mails_none(),
    }
}

/// How many mails of one kind stand where: classes and words; nothing where there are none.
pub(super) fn states(w: &Words, planned: u64, count: impl Fn(DeliveryState) -> u64) -> Vec<(&'static str, String)> {
    let under_way = count(DeliveryState::Pending) + count(DeliveryState::Claimed);
    let [sent, retrying, failed, expired, void] =
        [DeliveryState::Accepted, DeliveryState::Retrying, DeliveryState::Failed, DeliveryState::Expired, DeliveryState::Void].map(count);
    let figures = [
        ("", planned, w.org_mails_planned(planned)),
        ("", under_way, w.org_mails_sending(under_way)),
        ("", sent, w.org_mails_sent(sent)),
        ("warn", retrying, w.org_mails_waiting(retrying)),
        ("bad", failed, w.org_mails_failed(failed)),
        ("warn", expired, w.org_mails_expired(expired)),
        ("muted", void, w.org_mails_void(void)),
    ];
    figures.into_iter().filter(|(_, count, _)| *count > 0).map(|(class, _, words)| (class, words)).collect()
}
