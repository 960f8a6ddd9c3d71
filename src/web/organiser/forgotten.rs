//! `/organiser/forgotten`: a mail with a link at which another password is chosen. The answer is the same for every address, and takes the
//! same time.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::client::Client;
use crate::web::done::{AskedFor, JustDone};
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::limit::minutes;
use crate::web::locale::PageLocale;
use crate::web::organiser::{fields, home, sign_in};
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::web::public::notice::{Kind, Notice};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/forgotten.html")]
struct ForgottenPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    action: String,
    sign_in: String,
    /// Nothing once it has been sent.
    fields: Vec<FieldView>,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct ForgottenForm {
    email: String,
}

/// `GET /organiser/forgotten`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    JustDone(done): JustDone<AskedFor>,
) -> Result<Response, WebError> {
    let mut page = ForgottenPage::new(&web, locale, "");
    if let Some(AskedFor::Mail) = done {
        page.fields.clear();
    }
    page::personal(StatusCode::OK, &page)
}

/// `POST /organiser/forgotten`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    client: Client,
    Form(ForgottenForm { email: typed }): Form<ForgottenForm>,
) -> Result<Response, WebError> {
    let mut page = ForgottenPage::new(&web, locale, &typed);
    if let Some(wait) = web.limits.wait_of_client(client) {
        return too_many(page, wait, Words::lost_too_many);
    }
    let Some(email) = fields::take_address(page.w, &typed, &mut page.fields[0]) else {
        return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if let Some(wait) = web.limits.wait_of_mails() {
        return too_many(page, wait, Words::too_many_requests);
    }
    web.app.send_password_reset(&email, locale).await?;
    page::see_other(&format!("{}?done={}", page.action, AskedFor::Mail.as_str()))
}

/// 429, with the address in it, to be sent again.
fn too_many(mut page: ForgottenPage, wait: Duration, says: fn(&Words, u64) -> String) -> Result<Response, WebError> {
    page.notices.push(Notice::new(Kind::Warning, says(page.w, minutes(wait))).alert());
    page::too_many(&page, wait)
}

impl ForgottenPage {
    fn new(web: &Web, locale: Locale, typed: &str) -> Self {
        let at = |locale| format!("{}/forgotten", home(web, locale));
        let frame = Frame::backstage(web, locale).with_twins(at);
        Self {
            notices: Vec::new(),
            action: at(locale),
            sign_in: sign_in::address(web, locale),
            fields: vec![fields::username(frame.w, typed)],
            w: frame.w,
            frame,
        }
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}
