//! `/organiser/setup/{key}`: the first account, which is an admin's. The address stands in what `serve` says, and opens nothing once there is
//! an account.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale::PageLocale;
use crate::web::organiser::session;
use crate::web::organiser::{fields, home};
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/setup.html")]
struct SetupPage {
    w: &'static Words,
    frame: Frame,
    action: String,
    /// Name, address, password.
    fields: [FieldView; 3],
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SetupForm {
    name: String,
    email: String,
    new_password: String,
}

/// `GET /organiser/setup/{key}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
) -> Result<Response, WebError> {
    if !web.app.can_set_up(&key).await? {
        return Err(WebError::NotFound);
    }
    page::personal(StatusCode::OK, &SetupPage::new(&web, locale, &key, &SetupForm::default()))
}

/// `POST /organiser/setup/{key}`: makes the account and begins a session.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
    Form(form): Form<SetupForm>,
) -> Result<Response, WebError> {
    if !web.app.can_set_up(&key).await? {
        return Err(WebError::NotFound);
    }
    let mut page = SetupPage::new(&web, locale, &key, &form);
    let [name, email, password] = &mut page.fields;
    let name = fields::take_name(page.w, &form.name, name);
    let email = fields::take_address(page.w, &form.email, email);
    let password = fields::take_new_password(page.w, &form.new_password, &[&form.name, &form.email], password);
    let (Some(name), Some(email), Some(password)) = (name, email, password) else {
        return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let begun = web.app.set_up(&key, name.as_str(), email, &password, session::browser(&headers)).await?;
    let session = begun.ok_or(WebError::NotFound)?;
    session::begun(&web, &headers, &session, &home(&web, locale)).await
}

impl SetupPage {
    fn new(web: &Web, locale: Locale, key: &str, form: &SetupForm) -> Self {
        let at = |locale| format!("{}/setup/{key}", home(web, locale));
        let frame = Frame::backstage(web, locale).with_twins(at);
        let w = frame.w;
        let fields = [fields::name(w, &form.name), fields::username(w, &form.email), fields::new_password(w)];
        Self { w, action: at(locale), fields, frame }
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}
