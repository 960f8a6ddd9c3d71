//! `/r/{token}/rejoin`: coming after all, for who has cancelled. The GET asks, the POST does it (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::registration::MyRegistration;
use crate::app::sign_up::SignUpError;
use crate::domain::registration::RegistrationStatus;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/rejoin.html")]
struct RejoinPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    notices: Vec<Notice>,
    /// Nothing when the event takes nobody any more.
    rejoin_path: Option<String>,
    registration_path: String,
}

/// `GET /r/{token}/rejoin`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    if has_nothing_to_ask(&mine) {
        return page::see_other(page::local(&mine.page_url));
    }
    if mine.can_rejoin() && mine.public.event.takes_sign_ups(web.app.now()) {
        ask(&web, &mine, StatusCode::OK, None)
    } else {
        ask(&web, &mine, StatusCode::OK, Some(Words::rejoin_closed))
    }
}

/// `POST /r/{token}/rejoin`; twice is the same as once.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let why = match web.app.rejoin(&token).await {
        Ok(mine) => return page::see_other(page::local(&mine.ok_or(WebError::UnknownLink)?.page_url)),
        Err(SignUpError::Full) => Words::rejoin_full,
        Err(SignUpError::Closed | SignUpError::NotYet | SignUpError::NotFound) => Words::rejoin_closed,
        Err(error) => return Err(error.into()),
    };
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    if has_nothing_to_ask(&mine) {
        return page::see_other(page::local(&mine.page_url));
    }
    ask(&web, &mine, StatusCode::CONFLICT, Some(why))
}

/// The page of a registration that stands, or that the organiser has declined, says all there is.
fn has_nothing_to_ask(mine: &MyRegistration) -> bool {
    mine.registration.status != RegistrationStatus::Cancelled || mine.registration.declined
}

fn ask(web: &Web, mine: &MyRegistration, status: StatusCode, why_not: Option<fn(&Words) -> String>) -> Result<Response, WebError> {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    let takes = mine.can_rejoin() && mine.public.event.takes_sign_ups(web.app.now());
    let page = RejoinPage {
        w: frame.w,
        ticket: Ticket::of(&mine.public.event, &frame),
        notices: why_not.map(|why| Notice::new(Kind::Full, why(frame.w)).alert()).into_iter().collect(),
        rejoin_path: takes.then(|| page::local(&web.app.urls().rejoin(mine.registration.id)).to_owned()),
        registration_path: page::local(&mine.page_url).to_owned(),
        frame,
    };
    page::personal(status, &page)
}
