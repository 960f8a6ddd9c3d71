//! `/c/{token}`: confirming the address. The GET shows a button, the POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::confirm_address::{ConfirmState, Confirming};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::ticket::Ticket;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "public/confirm.html")]
struct ConfirmPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    text: String,
    ticket: Ticket,
    /// Where the button leads, and what it says; nothing when there is nothing to press.
    button: Option<(String, String)>,
    is_to_confirm: bool,
}

/// `GET /c/{token}`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let confirming = web.app.confirming(&token).await?.ok_or(WebError::UnknownLink)?;
    answer(&web, &confirming)
}

/// `POST /c/{token}`; twice is the same as once.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let confirming = web.app.confirm_address(&token).await?.ok_or(WebError::UnknownLink)?;
    match confirming.state {
        ConfirmState::Open { .. } => page::see_other(page::local(&confirming.mine.page_url)),
        ConfirmState::Settled | ConfirmState::Expired | ConfirmState::Closed => answer(&web, &confirming),
    }
}

/// `POST /c/{token}/again`: another mail, when the time of the first is over; twice is the same as once.
pub(in crate::web) async fn again(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let confirming = web.app.ask_to_confirm_again(&token).await?.ok_or(WebError::UnknownLink)?;
    let frame = Frame::private(&web, confirming.mine.registration.registrant.locale);
    let w = frame.w;
    let text = match confirming.state {
        ConfirmState::Open { .. } => w.confirm_again_done(),
        ConfirmState::Expired => w.confirm_again_full(),
        ConfirmState::Settled | ConfirmState::Closed => return answer(&web, &confirming),
    };
    let title = w.confirm_title();
    let ticket = Ticket::of(&confirming.mine.public.event, &frame);
    page::personal(StatusCode::OK, &ConfirmPage { w, title, text, ticket, button: None, is_to_confirm: false, frame })
}

/// The page, or the way to the registration where there is nothing to confirm any more: that page says how it stands, and leads back
/// whoever has cancelled.
fn answer(web: &Web, confirming: &Confirming) -> Result<Response, WebError> {
    let (event, registration) = (&confirming.mine.public.event, &confirming.mine.registration);
    // Where the organiser decides, no place is promised before.
    let is_held = event.access.capacity.is_some() && !event.access.approval && registration.waitlisted_at.is_none();
    let frame = Frame::private(web, registration.registrant.locale);
    let w = frame.w;
    let path = page::local(&web.app.urls().confirm(registration.id)).to_owned();
    let (status, title, text, button) = match confirming.state {
        ConfirmState::Settled => return page::see_other(page::local(&confirming.mine.page_url)),
        ConfirmState::Open { until } => {
            let until = w.confirm_until(When::new(&event.schedule, frame.locale).moment_at(until));
            (StatusCode::OK, w.confirm_ask(), if is_held { until } else { String::new() }, Some((path, w.confirm_button())))
        }
        ConfirmState::Expired => {
            let again = Some((format!("{path}/again"), w.confirm_again()));
            let held = if is_held { w.confirm_expired_held() + " " } else { String::new() };
            (StatusCode::GONE, w.confirm_expired_title(), held + &w.confirm_expired(), again)
        }
        ConfirmState::Closed => (StatusCode::GONE, w.confirm_closed_title(), w.confirm_closed(), None),
    };
    let is_to_confirm = matches!(confirming.state, ConfirmState::Open { .. });
    page::personal(status, &ConfirmPage { w, title, text, ticket: Ticket::of(event, &frame), button, is_to_confirm, frame })
}
