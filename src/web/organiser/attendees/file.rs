//! `GET /organiser/events/{slug}/attendees.csv`, `.xlsx` and `.json`: the attendee list as a file. It streams, and changes nothing: who takes
//! a list away by the page above is recorded there, by its POST.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt as _, stream};
use serde::Deserialize;
use tokio_stream::wrappers::ReceiverStream;

use super::Chosen;
use crate::app::attendee::ExportError;
use crate::domain::attendee::AttendeeOrder;
use crate::list::{Dialect, Format};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Personal};

/// The query of a file; without one it is the whole list with its usual columns.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Spoken {
    /// Of CSV.
    dialect: Option<String>,
    #[serde(flatten)]
    chosen: Chosen,
}

/// `GET /organiser/events/{slug}/attendees.csv`, for programs with `?dialect=rfc4180`.
pub(in crate::web) async fn csv(
    State(web): State<Arc<Web>>,
    _: SignedIn,
    Path(slug): Path<String>,
    Query(Spoken { dialect, chosen }): Query<Spoken>,
) -> Result<Response, WebError> {
    let dialect = dialect.map_or(Ok(Dialect::default()), |word| word.parse()).map_err(|_| WebError::BadRequest)?;
    download(&web, &slug, Format::Csv(dialect), &chosen).await
}

/// `GET /organiser/events/{slug}/attendees.xlsx`
pub(in crate::web) async fn xlsx(
    State(web): State<Arc<Web>>,
    _: SignedIn,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    download(&web, &slug, Format::Xlsx, &chosen).await
}

/// `GET /organiser/events/{slug}/attendees.json`
pub(in crate::web) async fn json(
    State(web): State<Arc<Web>>,
    _: SignedIn,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    download(&web, &slug, Format::Json, &chosen).await
}

async fn download(web: &Web, slug: &str, format: Format, chosen: &Chosen) -> Result<Response, WebError> {
    let mut list = web.app.export_list(slug, format, chosen.wanted(AttendeeOrder::Registered)).await?;
    // What fails before the first byte still gets a page that says so; what fails later breaks the download off.
    let first = list.bytes.recv().await.transpose()?;
    let rest = ReceiverStream::new(list.bytes).inspect(|piece| {
        if let Err(error) = piece {
            tracing::error!("an attendee list broke off: {error}");
        }
    });
    let pieces = stream::iter(first.map(Ok::<_, ExportError>)).chain(rest);
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(list.content_type))];
    let mut response = page::attachment((content_type, Body::from_stream(pieces)), &list.file_name)?;
    response.extensions_mut().insert(Personal);
    Ok(response)
}
