//! `POST /r/{token}/reminders`: reminders on or off, from one's own page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::page;

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Switch {
    /// `on` or `off`.
    reminders: String,
}

/// `POST /r/{token}/reminders`; twice is the same as once.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    Form(Switch { reminders }): Form<Switch>,
) -> Result<Response, WebError> {
    let wanted = match reminders.as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(WebError::BadRequest),
    };
    let mine = web.app.switch_reminders(&token, wanted).await?.ok_or(WebError::UnknownLink)?;
    page::see_other(&format!("{}?done=reminders-{reminders}", page::local(&mine.page_url)))
}
