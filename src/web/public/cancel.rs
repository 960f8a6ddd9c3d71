//! `/r/{token}/cancel`: giving up a registration. The GET asks, the POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::StorageError;
use crate::app::registration::MyRegistration;
use crate::domain::registration::RegistrationStatus;
use crate::web::Web;
use crate::web::error::{self, WebError};
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/cancel.html")]
struct CancelPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    cancel_path: String,
    registration_path: String,
    frees_a_place: bool,
    is_waiting: bool,
    notices: Vec<Notice>,
}

/// `GET /r/{token}/cancel`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    if mine.registration.status == RegistrationStatus::Cancelled {
        return page::see_other(page::local(&mine.page_url));
    }
    ask(&web, &mine, StatusCode::OK, |_| Vec::new())
}

/// `POST /r/{token}/cancel`; twice is the same as once. What cannot be kept for now is asked once more.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    match web.app.cancel_registration(&token).await {
        Ok(mine) => page::see_other(page::local(&mine.ok_or(WebError::UnknownLink)?.page_url)),
        Err(error @ StorageError::Away(_)) => {
            let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
            let notice = |w: &Words| vec![Notice::new(Kind::Warning, w.busy_cancel()).alert()];
            Ok(error::put_off(ask(&web, &mine, StatusCode::SERVICE_UNAVAILABLE, notice)?, &error))
        }
        Err(error) => Err(error.into()),
    }
}

fn ask(web: &Web, mine: &MyRegistration, status: StatusCode, notices: impl FnOnce(&Words) -> Vec<Notice>) -> Result<Response, WebError> {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    let page = CancelPage {
        w: frame.w,
        ticket: Ticket::of(&mine.public.event, &frame),
        cancel_path: page::local(&web.app.urls().cancel(mine.registration.id)).to_owned(),
        registration_path: page::local(&mine.page_url).to_owned(),
        frees_a_place: mine.public.event.access.capacity.is_some() && mine.registration.status == RegistrationStatus::Registered,
        is_waiting: mine.registration.status == RegistrationStatus::Waitlisted,
        notices: notices(frame.w),
        frame,
    };
    page::personal(status, &page)
}
