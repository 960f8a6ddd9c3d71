//! Forms, as browsers send them.
//!
//! Refused with 4xx, never with 5xx: another content type, more than the limit, bytes that are no UTF-8, a field twice.
//! Which of two fields is meant nobody knows, and a browser sends none of ours twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as ValueError, MapDeserializer};

use crate::web::Web;
use crate::web::error::WebError;

/// A form read from the body of a POST.
#[derive(Debug)]
pub(super) struct Form<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<Web>> for Form<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, WebError> {
        if !is_form(request.headers()) {
            return Err(WebError::UnsupportedForm);
        }
        let body = Bytes::from_request(request, web).await.map_err(refused)?;
        parse(&body).map(Self).ok_or(WebError::BadRequest)
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn refused(rejection: BytesRejection) -> WebError {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::BadRequest,
    }
}

/// Reads `name=value&…`; `None` when it is no UTF-8, has a field twice, or is not this form.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let mut fields = BTreeMap::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decoded(halves.next().unwrap_or_default())?;
        let value = decoded(halves.next().unwrap_or_default())?;
        if fields.insert(name, value).is_some() {
            return None;
        }
    }
    T::deserialize(MapDeserializer::<_, ValueError>::new(fields.into_iter())).ok()
}

/// Takes off the percent encoding (WHATWG URL, section 5.1), strictly: `url` would put a replacement character for every
/// byte that is no UTF-8, and the name would be stored broken.
fn decoded(half: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(half.len());
    let mut rest = half;
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match (first, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                match (digit(high), digit(low)) {
                    (Some(high), Some(low)) => {
                        rest = after;
                        high << 4 | low
                    }
                    _ => b'%',
                }
            }
            (byte, _) => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::registration::SignUpForm;

    #[test]
    fn a_form_is_read_with_the_fields_that_it_does_not_know() {
        let form: SignUpForm = parse("given_name=Anja+M%C3%BCller&email=a%40b.example&q-1=ja&utm=x%zz&&empty".as_bytes()).expect("a form");
        assert_eq!((form.given_name.as_str(), form.email.as_str(), form.family_name.as_str()), ("Anja Müller", "a@b.example", ""));
        assert_eq!(form.rest["q-1"], "ja");
        assert_eq!(form.rest["utm"], "x%zz");
        assert_eq!(form.rest["empty"], "");
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in [&b"email=a&email=b"[..], b"q-1=a&q-1=b", b"email=%ff", b"email=\xff", b"%C0%AF=1"] {
            assert!(parse::<SignUpForm>(body).is_none(), "{body:?}");
        }
    }

    #[test]
    fn only_the_content_type_of_forms_is_taken() {
        let typed = |value: &'static str| is_form(&HeaderMap::from_iter([(header::CONTENT_TYPE, header::HeaderValue::from_static(value))]));
        assert!(typed("application/x-www-form-urlencoded"));
        assert!(typed("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
        assert!(!typed("application/json"));
        assert!(!typed("multipart/form-data; boundary=x"));
        assert!(!is_form(&HeaderMap::new()));
    }
}
