//! `/organiser/sign-in/{key}`: coming in by a link that opens once. The GET asks, the POST uses the link up (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use crate::app::session::SESSION_HOLDS;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::domain::session::Opens;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::locale::PageLocale;
use crate::web::organiser::session;
use crate::web::organiser::{fields, home, sign_in};
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/link.html")]
struct LinkPage {
    w: &'static Words,
    frame: Frame,
    /// Where the button goes; none when the link has been used or has run out.
    action: Option<String>,
    /// The new password, where the link is for one.
    fields: Vec<FieldView>,
    /// Whose it is, for password managers.
    username: String,
    days: i64,
    sign_in: String,
    /// Mails are kept, so this is a demo or a test.
    in_demo: bool,
}

/// The form, where a password is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct LinkForm {
    new_password: String,
}

/// `GET /organiser/sign-in/{key}`: one button, or a password to choose. A used link leads who is signed in to the overview.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if let Some((organiser, opens)) = web.app.link_opens(&key).await? {
        return page::personal(StatusCode::OK, &LinkPage::open(&web, locale, &key, &organiser, opens));
    }
    if session::find(&web, &headers).await?.is_some() {
        return page::see_other(&home(&web, locale));
    }
    used(&web, locale)
}

/// `POST /organiser/sign-in/{key}`: begins a new session in place of the browser's former one, where a password is to be chosen with that.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(key): Path<String>,
    headers: HeaderMap,
    form: Result<Form<LinkForm>, WebError>,
) -> Result<Response, WebError> {
    let browser = session::browser(&headers);
    let session = match web.app.link_opens(&key).await? {
        None => None,
        Some((_, Opens::Session)) => web.app.sign_in_by_link(&key, browser).await?,
        Some((organiser, opens @ Opens::Password)) => {
            let Form(LinkForm { new_password }) = form?;
            let mut page = LinkPage::open(&web, locale, &key, &organiser, opens);
            let Some(password) = fields::take_new_password(page.w, &new_password, &fields::of_organiser(&organiser), &mut page.fields[0])
            else {
                return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page);
            };
            web.app.choose_password(&key, &password, browser).await?
        }
    };
    match session {
        Some(session) => session::begun(&web, &headers, &session, &home(&web, locale)).await,
        None => used(&web, locale),
    }
}

fn used(web: &Web, locale: Locale) -> Result<Response, WebError> {
    page::personal(StatusCode::GONE, &LinkPage::new(web, locale, None))
}

impl LinkPage {
    fn open(web: &Web, locale: Locale, key: &str, organiser: &Organiser, opens: Opens) -> Self {
        let page = Self::new(web, locale, Some(key));
        match opens {
            Opens::Session => page,
            Opens::Password => Self { fields: vec![fields::new_password(page.w)], username: organiser.email.as_str().to_owned(), ..page },
        }
    }

    fn new(web: &Web, locale: Locale, key: Option<&str>) -> Self {
        let at = |locale| match key {
            Some(key) => page::local(&web.app.urls().entry(locale, key)).to_owned(),
            None => sign_in::address(web, locale),
        };
        let frame = Frame::backstage(web, locale).with_twins(at);
        Self {
            action: key.map(|_| at(locale)),
            fields: Vec::new(),
            username: String::new(),
            days: SESSION_HOLDS.as_hours() / 24,
            sign_in: sign_in::address(web, locale),
            in_demo: web.app.keeps_mails(),
            w: frame.w,
            frame,
        }
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}
