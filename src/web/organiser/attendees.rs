//! `GET /organiser/events/{slug}/attendees.csv` and `.xlsx`: the attendee list as a file. It streams.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt as _, stream};
use serde::Deserialize;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::attendee::ExportError;
use crate::list::{Dialect, Format};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Personal};

/// The query of a CSV file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Spoken {
    dialect: Option<String>,
}

/// `GET /organiser/events/{slug}/attendees.csv`, for programs with `?dialect=rfc4180`.
pub(in crate::web) async fn csv(
    State(web): State<Arc<Web>>,
    _: SignedIn,
    Path(slug): Path<String>,
    Query(Spoken { dialect }): Query<Spoken>,
) -> Result<Response, WebError> {
    let dialect = dialect.map_or(Ok(Dialect::default()), |word| word.parse()).map_err(|_| WebError::BadRequest)?;
    download(&web, &slug, Format::Csv(dialect)).await
}

/// `GET /organiser/events/{slug}/attendees.xlsx`
pub(in crate::web) async fn xlsx(State(web): State<Arc<Web>>, _: SignedIn, Path(slug): Path<String>) -> Result<Response, WebError> {
    download(&web, &slug, Format::Xlsx).await
}

async fn download(web: &Web, slug: &str, format: Format) -> Result<Response, WebError> {
    let mut list = web.app.export_attendees(slug, format).await?;
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
