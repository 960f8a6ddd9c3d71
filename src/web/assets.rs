//! Style sheet, fonts and icon, compiled in. Their names carry a hash of their content, so that a browser keeps them for
//! ever and still gets the new ones after an update.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::web::Web;
use crate::web::cache::{etag, is_known};
use crate::web::error::WebError;

const FAVICON: &str = include_str!("../../templates/assets/favicon.svg");
const STYLE: &str = include_str!("../../templates/assets/style.css");
const ORGANISER_STYLE: &str = include_str!("../../templates/assets/organiser.css");

/// A file and the name that it is served under.
struct Asset {
    plain_name: &'static str,
    name: String,
    content_type: &'static str,
    body: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let font = |name, body: &'static [u8]| Asset::new(name, "font/woff2", Bytes::from_static(body));
    let fonts = vec![
        font("atkinson-latin.woff2", include_bytes!("../../templates/assets/fonts/atkinson-latin.woff2")),
        font("atkinson-latin-ext.woff2", include_bytes!("../../templates/assets/fonts/atkinson-latin-ext.woff2")),
    ];
    // The style sheet names the fonts beside it, wherever the service stands.
    let style = fonts.iter().fold(STYLE.to_owned(), |style, font| style.replace(&format!("/assets/{}", font.plain_name), &font.name));
    let css = |name, style| Asset::new(name, "text/css; charset=utf-8", style);
    let styles = [css("style.css", Bytes::from(style)), css("organiser.css", Bytes::from_static(ORGANISER_STYLE.as_bytes()))];
    fonts.into_iter().chain(styles).collect()
});

impl Asset {
    fn new(plain_name: &'static str, content_type: &'static str, body: Bytes) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..6]);
        let (stem, extension) = plain_name.rsplit_once('.').unwrap_or((plain_name, ""));
        Self { plain_name, name: format!("{stem}-{hash}.{extension}"), content_type, body }
    }
}

/// The path of a file, for a template.
pub(super) fn path(root: &str, plain_name: &str) -> String {
    let name = ASSETS.iter().find(|asset| asset.plain_name == plain_name).map_or(plain_name, |asset| &asset.name);
    format!("{root}/assets/{name}")
}

/// `GET /assets/{name}`
pub(super) async fn get(Path(name): Path<String>) -> Result<Response, WebError> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(WebError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, Body::from(asset.body.clone())).into_response())
}

/// `GET /favicon.svg`, and `/favicon.ico` for browsers that ask for nothing else.
pub(super) async fn favicon(State(_): State<Arc<Web>>, headers: HeaderMap) -> Response {
    let etag = etag(FAVICON.as_bytes());
    let ours = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
        (header::ETAG, etag.clone()),
    ];
    if is_known(&headers, &etag) { (StatusCode::NOT_MODIFIED, ours).into_response() } else { (ours, FAVICON).into_response() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_no_file_that_is_not_served() {
        let style = ASSETS.iter().find(|asset| asset.plain_name == "style.css").expect("the style sheet");
        let text = std::str::from_utf8(&style.body).expect("text");
        let urls: Vec<&str> = text.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!urls.is_empty());
        for url in urls {
            assert!(ASSETS.iter().any(|asset| asset.name == url), "{url}");
        }
        assert!(!text.contains("@import") && !text.contains("//"), "nothing from elsewhere");
    }
}
