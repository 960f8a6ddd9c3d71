//! `/lost-link`: the links to all that an address is registered for, sent there once more. The answer is the same for every address, and
//! takes the same time.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::email_address::EmailAddress;
use crate::domain::registration::{Field, FieldErrors, Problem};
use crate::web::Web;
use crate::web::client::Client;
use crate::web::done::{AskedFor, JustDone};
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::limit::minutes;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::web::public::notice::{Kind, Notice};
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/lost_link.html")]
struct LostLinkPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    action: String,
    /// Nothing once it has been sent.
    fields: Vec<FieldView>,
    has_problems: bool,
}

impl LostLinkPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct LostLinkForm {
    email: String,
}

/// `GET /lost-link`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    JustDone(done): JustDone<AskedFor>,
) -> Result<Response, WebError> {
    let mut page = LostLinkPage::new(&web, Frame::private(&web, locale), "", None);
    if let Some(AskedFor::Mail) = done {
        page.fields.clear();
    }
    page::shown(StatusCode::OK, &page)
}

/// `POST /lost-link`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    client: Client,
    Form(LostLinkForm { email: typed }): Form<LostLinkForm>,
) -> Result<Response, WebError> {
    let frame = Frame::private(&web, locale);
    if let Some(wait) = web.limits.wait_of_client(client) {
        return too_many(&web, frame, &typed, wait, Words::lost_too_many);
    }
    let email = match EmailAddress::parse(&typed) {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors(vec![(Field::Email, Problem::from(error))]);
            return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &LostLinkPage::new(&web, frame, &typed, Some(&errors)));
        }
    };
    if let Some(wait) = web.limits.wait_of_mails() {
        return too_many(&web, frame, &typed, wait, Words::too_many_requests);
    }
    web.app.send_lost_links(&email).await?;
    page::see_other(&format!("{}?done={}", frame.lost_link, AskedFor::Mail.as_str()))
}

/// 429, with the address in it, to be sent again.
fn too_many(web: &Web, frame: Frame, typed: &str, wait: Duration, says: fn(&Words, u64) -> String) -> Result<Response, WebError> {
    let mut page = LostLinkPage::new(web, frame, typed, None);
    page.notices.push(Notice::new(Kind::Warning, says(page.w, minutes(wait))).alert());
    page::too_many(&page, wait)
}

impl LostLinkPage {
    fn new(web: &Web, frame: Frame, typed: &str, errors: Option<&FieldErrors>) -> Self {
        let frame = frame.with_twins(|other| page::local(&web.app.urls().lost_link(other)).to_owned());
        let w = frame.w;
        Self {
            w,
            notices: Vec::new(),
            action: frame.lost_link.clone(),
            fields: vec![form::email(w, typed, errors)],
            has_problems: errors.is_some(),
            frame,
        }
    }
}
