//! `/organiser/events/{slug}/people/{id}/address`: putting somebody's address right, as `attendees correct` does.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Found, Named, of_somebody_else};
use crate::app::registration::CorrectError;
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
    present: String,
    fields: Vec<FieldView>,
    action: String,
}

impl AddressPage {
    fn new(found: Found, typed: &str, errors: Option<&FieldErrors>, taken: bool) -> Self {
        let w = found.frame.w;
        let field = of_somebody_else(w, form::email(w, typed, errors), errors);
        let error = if taken { Some(w.person_address_taken()) } else { field.error };
        Self {
            w,
            name: found.name(),
            present: found.email(),
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
    Path(named): Path<Named>,
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
    Path(named): Path<Named>,
    Form(AddressForm { email: typed }): Form<AddressForm>,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "/address").await?;
    let present = found.person.mine.registration.registrant.email.clone();
    let new = match EmailAddress::parse(&typed) {
        Ok(new) if new == present => return found.done("corrected"),
        Ok(new) => new,
        Err(error) => {
            let errors = FieldErrors(vec![(Field::Email, Problem::from(error))]);
            return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &AddressPage::new(found, &typed, Some(&errors), false));
        }
    };
    match web.app.correct_address(&named.0, &present, &new).await {
        Ok(()) => found.done("corrected"),
        Err(CorrectError::Taken(_)) => page::personal(StatusCode::UNPROCESSABLE_ENTITY, &AddressPage::new(found, &typed, None, true)),
        // Somebody else has corrected it at the same moment, or the person is gone: the page says which.
        Err(CorrectError::Unknown(_)) => page::see_other(&found.path),
        Err(CorrectError::Event(error)) => Err(error.into()),
        Err(CorrectError::Storage(error)) => Err(error.into()),
    }
}
