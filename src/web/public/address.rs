//! `/address/{key}`: the owner of a new address is asked. The GET shows a button, the POST makes it the registration's address (law 18).
//! The key opens this question alone: whoever mistypes an address must not hand their page to a stranger.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::address::{NewAddress, NewAddressState};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/address.html")]
struct AddressPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    notices: Vec<Notice>,
    /// The address that is asked about; nothing when there is nothing to ask.
    asked: Option<String>,
    address_path: String,
}

/// `GET /address/{key}`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(key): Path<String>) -> Result<Response, WebError> {
    let asked = web.app.new_address(&key).await?.ok_or(WebError::UnknownLink)?;
    let status = if asked.state == NewAddressState::Expired { StatusCode::GONE } else { StatusCode::OK };
    answer(&web, &key, &asked, status)
}

/// `POST /address/{key}`; twice is the same as once.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(key): Path<String>) -> Result<Response, WebError> {
    let asked = web.app.confirm_new_address(&key).await?.ok_or(WebError::UnknownLink)?;
    let status = if asked.state == NewAddressState::Taken { StatusCode::CONFLICT } else { StatusCode::GONE };
    answer(&web, &key, &asked, status)
}

/// The page, or the way to the registration where the address is its own.
fn answer(web: &Web, key: &str, asked: &NewAddress, status: StatusCode) -> Result<Response, WebError> {
    let frame = Frame::private(web, asked.mine.registration.registrant.locale);
    let w = frame.w;
    let why_not = match asked.state {
        NewAddressState::Confirmed => return page::see_other(page::local(&asked.mine.page_url)),
        NewAddressState::Asked => None,
        NewAddressState::Expired => Some(w.address_expired()),
        NewAddressState::Taken => Some(w.address_taken()),
    };
    let page = AddressPage {
        w,
        ticket: Ticket::of(&asked.mine.public.event, &frame),
        asked: why_not.is_none().then(|| asked.email.for_people()),
        notices: why_not.map(|why| Notice::new(Kind::Warning, why).alert()).into_iter().collect(),
        // It was opened a moment ago, so it holds nothing that could end the attribute.
        address_path: format!("{}/address/{key}", web.root),
        frame,
    };
    page::personal(status, &page)
}
