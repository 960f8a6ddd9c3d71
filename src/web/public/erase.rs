//! `/r/{token}/erase`: removing all that is known of a person. The GET asks, the POST does it (laws 18 and 24).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::StorageError;
use crate::app::erasure::ErasureReason;
use crate::app::registration::MyRegistration;
use crate::web::Web;
use crate::web::error::{self, WebError};
use crate::web::form::Form;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/erase.html")]
struct ErasePage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    erase_path: String,
    registration_path: String,
    notices: Vec<Notice>,
}

/// Which of the two buttons was pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct EraseForm {
    reason: String,
}

/// `GET /r/{token}/erase`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    ask(&web, &mine, StatusCode::OK, |_| Vec::new())
}

/// `POST /r/{token}/erase`; twice leads to the same receipt. What cannot be done for now is asked once more.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    Form(form): Form<EraseForm>,
) -> Result<Response, WebError> {
    let reason = if form.reason == ErasureReason::NotMe.as_str() { ErasureReason::NotMe } else { ErasureReason::Asked };
    let locale = match web.app.my_registration(&token).await? {
        Some(mine) => mine.registration.registrant.locale,
        None => web.app.urls().default_locale(),
    };
    match web.app.erase_registration(&token, reason).await {
        Ok(receipt) => {
            let receipt = receipt.ok_or(WebError::UnknownLink)?;
            page::see_other(page::local(&web.app.urls().erased(locale, &receipt.number)))
        }
        Err(error @ StorageError::Away(_)) => {
            let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
            let notice = |w: &Words| vec![Notice::new(Kind::Warning, w.busy_erase()).alert()];
            Ok(error::put_off(ask(&web, &mine, StatusCode::SERVICE_UNAVAILABLE, notice)?, &error))
        }
        Err(error) => Err(error.into()),
    }
}

fn ask(web: &Web, mine: &MyRegistration, status: StatusCode, notices: impl FnOnce(&Words) -> Vec<Notice>) -> Result<Response, WebError> {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    let page = ErasePage {
        w: frame.w,
        ticket: Ticket::of(&mine.public.event, &frame),
        erase_path: page::local(&web.app.urls().erase(mine.registration.id)).to_owned(),
        registration_path: page::local(&mine.page_url).to_owned(),
        notices: notices(frame.w),
        frame,
    };
    page::personal(status, &page)
}
