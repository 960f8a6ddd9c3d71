//! The test mailbox: the mails that no server has got, and the clock of a rehearsal. Its address is a key (law 20).

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::outbox::{Jump, JumpKind, Outbox, OutboxMail};
use crate::domain::locale::Locale;
use crate::domain::zone;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::page::{self, Frame, Shown};
use crate::web::security::{POLICY_OF_MAIL, POLICY_WITH_FRAME};
use crate::words::{Words, in_figures};

/// How many mails the app gives for a page.
const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "outbox/outbox.html")]
struct OutboxPage {
    w: &'static Words,
    frame: Frame,
    total: u64,
    mails: Vec<Line>,
    clock: Option<ClockView>,
    page: u64,
    pages: u64,
}

#[derive(Template)]
#[template(path = "outbox/mail.html")]
struct MailPage {
    w: &'static Words,
    frame: Frame,
    outbox_path: String,
    path: String,
    mail: OutboxMail,
    sent_at: String,
    as_text: bool,
}

/// A line of the list.
struct Line {
    path: String,
    subject: String,
    recipient: String,
    datetime: String,
    sent_at: String,
}

/// The clock, and where it can jump to.
struct ClockView {
    action: String,
    datetime: String,
    now: String,
    /// RFC 3339 and words.
    jumps: Vec<(String, String)>,
}

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct Paged {
    page: u64,
}

impl Default for Paged {
    fn default() -> Self {
        Self { page: 1 }
    }
}

/// The query of a mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct View {
    view: String,
}

/// The form that moves the clock.
#[derive(Debug, Deserialize)]
pub(super) struct ClockForm {
    to: String,
}

/// `GET /outbox/{key}`; at `…/clock`, too, so that the address to which the clock's form is sent leads somewhere.
pub(super) async fn get(
    State(web): State<Arc<Web>>,
    Path(key): Path<String>,
    Query(Paged { page }): Query<Paged>,
) -> Result<Response, WebError> {
    let page = page.clamp(1, u64::MAX / PAGE);
    let outbox = web.app.outbox(&key, page - 1).await?.ok_or(WebError::NotFound)?;
    let frame = Frame::backstage(&web, web.app.urls().default_locale());
    let (w, path) = (frame.w, outbox_path(&web));
    let shown = OutboxPage {
        mails: outbox
            .mails
            .iter()
            .map(|mail| Line {
                path: format!("{path}/{}", mail.id),
                subject: mail.subject.clone(),
                recipient: mail.recipient.clone(),
                datetime: mail.sent_at.to_string(),
                sent_at: moment(mail.sent_at, &outbox.zone, frame.locale),
            })
            .collect(),
        clock: clock_view(&outbox, w, &path, frame.locale),
        total: outbox.total,
        page,
        pages: outbox.total.div_ceil(PAGE).max(1),
        w,
        frame,
    };
    page::personal(StatusCode::OK, &shown)
}

/// `POST /outbox/{key}/clock`
pub(super) async fn clock(State(web): State<Arc<Web>>, Path(key): Path<String>, Form(form): Form<ClockForm>) -> Result<Response, WebError> {
    let to: Timestamp = form.to.parse().map_err(|_| WebError::BadRequest)?;
    // A jump to what has passed meanwhile is none: the mailbox shows the time that it is. Without the key it shows nothing.
    if !web.app.jump(&key, to) && web.app.outbox(&key, 0).await?.is_none() {
        return Err(WebError::NotFound);
    }
    page::see_other(&outbox_path(&web))
}

/// `GET /outbox/{key}/{id}`, with `?view=text` the text part.
pub(super) async fn mail(
    State(web): State<Arc<Web>>,
    Path((key, id)): Path<(String, String)>,
    Query(View { view }): Query<View>,
) -> Result<Response, WebError> {
    let mail = find(&web, &key, &id).await?;
    let zone = web.app.outbox(&key, 0).await?.ok_or(WebError::NotFound)?.zone;
    let frame = Frame::backstage(&web, web.app.urls().default_locale());
    let outbox_path = outbox_path(&web);
    let page = MailPage {
        path: format!("{outbox_path}/{}", mail.line.id),
        sent_at: moment(mail.line.sent_at, &zone, frame.locale),
        as_text: view == "text",
        outbox_path,
        mail,
        w: frame.w,
        frame,
    };
    let mut response = page::personal(StatusCode::OK, &page)?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY_WITH_FRAME);
    Ok(response)
}

/// `GET /outbox/{key}/{id}/html`: the HTML part alone, in a sandbox of its own.
pub(super) async fn html(State(web): State<Arc<Web>>, Path((key, id)): Path<(String, String)>) -> Result<Response, WebError> {
    let mail = find(&web, &key, &id).await?;
    Ok(mail_alone(&mail.html))
}

/// `GET /outbox/{key}/{id}/source`: the message as it would have gone over the wire.
pub(super) async fn source(State(web): State<Arc<Web>>, Path((key, id)): Path<(String, String)>) -> Result<Response, WebError> {
    Ok(raw("text/plain; charset=utf-8", find(&web, &key, &id).await?.source))
}

async fn find(web: &Web, key: &str, id: &str) -> Result<OutboxMail, WebError> {
    let id = Uuid::parse_str(id).map_err(|_| WebError::NotFound)?;
    web.app.outbox_mail(key, id).await?.ok_or(WebError::NotFound)
}

fn raw(content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.extensions_mut().insert(Shown);
    response
}

/// The HTML part of a mail alone, in a sandbox of its own.
pub(super) fn mail_alone(html: &str) -> Response {
    let mut response = raw("text/html; charset=utf-8", with_links_out(html).into_bytes());
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY_OF_MAIL);
    response
}

/// Has the links of a mail open new tabs: our own pages cannot be framed.
fn with_links_out(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    match html.find("<head>") {
        Some(at) => format!("{}<head>{BASE}{}", &html[..at], &html[at + "<head>".len()..]),
        None => format!("{BASE}{html}"),
    }
}

/// The path of the mailbox.
pub(super) fn outbox_path(web: &Web) -> String {
    page::local(&web.app.urls().outbox()).to_owned()
}

fn clock_view(outbox: &Outbox, w: &Words, path: &str, locale: Locale) -> Option<ClockView> {
    let jump = |jump: &Jump| (jump.to.to_string(), jump_words(w, jump.kind));
    (!outbox.jumps.is_empty()).then(|| ClockView {
        action: format!("{path}/clock"),
        datetime: outbox.now.to_string(),
        now: moment(outbox.now, &outbox.zone, locale),
        jumps: outbox.jumps.iter().map(jump).collect(),
    })
}

fn jump_words(w: &Words, kind: JumpKind) -> String {
    match kind {
        JumpKind::Reminder { before_minutes: 1440 } => w.clock_to_day_before(),
        JumpKind::Reminder { before_minutes: 60 } => w.clock_to_hour_before(),
        JumpKind::Reminder { before_minutes } => w.clock_to_reminder(before_minutes),
        JumpKind::Doors => w.clock_to_doors(),
        JumpKind::Start => w.clock_to_start(),
        JumpKind::End => w.clock_to_end(),
    }
}

/// An instant on the wall of the mailbox's zone: `03.12.2026, 17:30 Uhr`.
fn moment(at: Timestamp, zone: &str, locale: Locale) -> String {
    in_figures(&at.to_zoned(zone::zone(zone).unwrap_or(TimeZone::UTC)), locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_opens_its_links_in_new_tabs() {
        assert_eq!(with_links_out("<html><head><title>x"), "<html><head><base target=\"_blank\"><title>x");
        assert_eq!(with_links_out("<p>x"), "<base target=\"_blank\"><p>x");
    }

    #[test]
    fn a_moment_stands_on_the_wall_of_its_zone() {
        let at: Timestamp = "2026-12-03T16:30:00Z".parse().expect("an instant");
        assert_eq!(moment(at, "Europe/Berlin", Locale::De), "03.12.2026, 17:30 Uhr");
        assert_eq!(moment(at, "nowhere", Locale::En), "2026-12-03, 16:30");
    }
}
