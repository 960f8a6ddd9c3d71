//! `GET /events/{slug}/qr.svg`: the address of an event's page for the camera of a telephone, on paper and on screens.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;

/// The quiet zone, in modules (ISO/IEC 18004 section 6.3.8).
const QUIET: i32 = 4;

/// `GET /events/{slug}/qr.svg`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
    let url = web.app.urls().event(public.event.announcement.locale, &public.event.slug);
    let svg = svg(&url).map_err(WebError::internal)?;
    let etag = cache::etag(svg.as_bytes());
    Ok(cache::for_everybody(cache::tagged("image/svg+xml", Body::from(svg), etag, &headers)))
}

/// The code as a picture: one path, a stroke of dark modules each.
fn svg(text: &str) -> Result<String, qrcodegen::DataTooLong> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let length = i32::try_from(length).unwrap_or_default();
            if length > 0 {
                let _ = write!(path, "M{},{}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += length.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0,0h{size}v{size}h-{size}z\"/><path d=\"{path}\"/></svg>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text = "https://events.example.org/events/kleinstaedte";
        let (code, svg) = (QrCode::encode_text(text, QrCodeEcc::Medium).expect("a code"), svg(text).expect("a picture"));
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y)).count();
        let drawn: usize = svg.split('M').skip(2).filter_map(|run| run.split('h').nth(1)?.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!(drawn, dark);
        assert!(svg.starts_with("<svg xmlns"), "{svg}");
    }
}
