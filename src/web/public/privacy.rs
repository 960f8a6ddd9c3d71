//! `/datenschutz`: what is kept, what for, and for how long, of every event and of one. Every sentence follows from what the service
//! stores.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use crate::app::OwnPage;
use crate::app::notice::PrivacyNotice;
use crate::urls::Urls;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::Frame;
use crate::web::public::legal;
use crate::web::public::ticket::Ticket;
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage {
    w: &'static Words,
    frame: Frame,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "public/event_privacy.html")]
struct EventPrivacyPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    ticket: Ticket,
    notice: PrivacyNotice,
    /// The organisation's own notice, where it has one.
    own: Option<String>,
}

/// `GET /datenschutz`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    request: Request,
) -> Result<Response, WebError> {
    legal::own_or(&web, Asked::of(&request), OwnPage::Privacy, || {
        let frame = Frame::public(&web, locale, Urls::privacy);
        PrivacyPage { w: frame.w, address: web.app.organisation_address().map(str::to_owned), frame }
    })
    .await
}

/// `GET /events/{slug}/datenschutz`: what people are told who register for this event.
pub(in crate::web) async fn of_event(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    cache::answer(&web, Asked::of(&request), async || {
        let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
        let frame = Frame::public(&web, locale, |urls, locale| urls.event_privacy(locale, &public.event.slug));
        let page = EventPrivacyPage {
            title: frame.w.notice_title(&public.event.announcement.title),
            ticket: Ticket::of(&public.event, &frame),
            notice: web.app.privacy_notice(&public.event, locale),
            own: web.app.own_page(OwnPage::Privacy).map(str::to_owned),
            w: frame.w,
            frame,
        };
        Ok(Made { html: page.render()?, stamp: None })
    })
    .await
}
