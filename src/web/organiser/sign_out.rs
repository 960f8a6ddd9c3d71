//! `POST /organiser/sign-out`: ends the session, here and in the browser.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::{self, SignedIn};
use crate::web::organiser::sign_in;
use crate::web::page;

/// `POST /organiser/sign-out`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if let Some(session) = session::key(&web, &headers) {
        web.app.sign_out(&session).await?;
    }
    let mut response = page::see_other(&format!("{}?left", sign_in::address(&web, locale)))?;
    session::forget(&web, &mut response)?;
    Ok(response)
}
