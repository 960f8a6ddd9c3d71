//! `/r/{token}/unsubscribe`: no more reminders, by the link in a mail or by the one click of a mail program (RFC 8058). The GET asks, the
//! POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::registration::MyRegistration;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/unsubscribe.html")]
struct UnsubscribePage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    is_done: bool,
    unsubscribe_path: String,
    reminders_path: String,
    registration_path: String,
}

/// `GET /r/{token}/unsubscribe`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    show(&web, &mine)
}

/// `POST /r/{token}/unsubscribe`. What the body says is of no matter: mail programs send `List-Unsubscribe=One-Click` in one of two
/// formats, and the key is in the path.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.switch_reminders(&token, false).await?.ok_or(WebError::UnknownLink)?;
    show(&web, &mine)
}

fn show(web: &Web, mine: &MyRegistration) -> Result<Response, WebError> {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    let (urls, id) = (web.app.urls(), mine.registration.id);
    let page = UnsubscribePage {
        w: frame.w,
        ticket: Ticket::of(&mine.public.event, &frame),
        is_done: !mine.registration.wants_reminders,
        unsubscribe_path: page::local(&urls.unsubscribe(id)).to_owned(),
        reminders_path: page::local(&urls.reminders(id)).to_owned(),
        registration_path: page::local(&mine.page_url).to_owned(),
        frame,
    };
    page::personal(StatusCode::OK, &page)
}
