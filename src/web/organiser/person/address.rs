//! `/organiser/events/{slug}/people/{id}/address`: putting somebody's address right, as `attendees correct` does.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Done, Found, Named, of_somebody_else};
use crate::app::registration::Corrected;
use crate::domain::email_address::EmailAddress;
use crate::domain::registration::{Field, FieldErrors, Problem};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/person/address.html")]
struct AddressPage {
    w: &'static Words,
    frame: Frame,
    /// The person's page.
    person: String,
    name: String,
    /// What it is, and what mails go to another.
    text: String,
    fields: Vec<FieldView>,
    action: String,
}

impl AddressPage {
    fn new(found: Found, typed: &str, errors: Option<&FieldErrors>, taken: bool) -> Self {
        let w = found.frame.w;
        let field = of_somebody_else(w, form::email(w, typed, errors), errors);
        let error = if taken { Some(w.person_address_taken()) } else { field.error };
        let is_answered_again = found.person.can_be_sent_again(found.now);
        let text = if is_answered_again { w.person_address_text(found.email()) } else { w.person_address_text_silent(found.email()) };
        Self {
            w,
            name: found.name(),
            text,
            fields: vec![FieldView { label: w.person_address_new(), error, ..field }],
            action: format!("{}/address", found.path),
            person: found.path,
            frame: found.frame,
        }
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct AddressForm {
    email: String,
}

/// `GET /organiser/events/{slug}/people/{id}/address`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    named: Named,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "/address").await?;
    let present = found.email();
    page::personal(StatusCode::OK, &AddressPage::new(found, &present, None, false))
}

/// `POST /organiser/events/{slug}/people/{id}/address`; an address that stands already is left alone, so twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    named: Named,
    Form(AddressForm { email: typed }): Form<AddressForm>,
) -> Result<Response, WebError> {
    let wrong = async |errors: Option<&FieldErrors>| {
        let found = Found::at(&web, locale, &organiser, &named, "/address").await?;
        page::personal(StatusCode::UNPROCESSABLE_ENTITY, &AddressPage::new(found, &typed, errors, errors.is_none()))
    };
    let new = match EmailAddress::parse(&typed) {
        Ok(new) => new,
        Err(error) => return wrong(Some(&FieldErrors(vec![(Field::Email, Problem::from(error))]))).await,
    };
    match web.app.correct_person(named.slug(), named.id, &new).await? {
        Corrected::Done => named.done(&web, locale, Done::Corrected),
        Corrected::Taken => wrong(None).await,
    }
}
