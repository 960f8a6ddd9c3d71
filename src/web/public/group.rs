//! `GET /series/{slug}`, `GET /topics/{slug}`: all events that belong together, what is coming before what is over.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use crate::app::event::PublicEvent;
use crate::app::programme::{Group, Grouping};
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame};
use crate::web::public::programme::{self, Month, Subscription};
use crate::words::Words;

#[derive(Template)]
#[template(path = "public/group.html")]
struct GroupPage {
    w: &'static Words,
    frame: Frame,
    name: String,
    lang: page::Lang,
    /// What belongs together here: a series or a topic.
    kind: String,
    description: String,
    upcoming: Vec<Month>,
    past: Vec<Month>,
    subscription: Subscription,
}

/// `GET /series/{slug}`
pub(in crate::web) async fn series(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    get(&web, locale, Grouping::Series, &slug, Asked::of(&request)).await
}

/// `GET /topics/{slug}`
pub(in crate::web) async fn topic(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    get(&web, locale, Grouping::Topic, &slug, Asked::of(&request)).await
}

async fn get(web: &Web, locale: Locale, grouping: Grouping, slug: &str, asked: Asked) -> Result<Response, WebError> {
    cache::answer(web, asked, async || {
        let group = web.app.find_group(grouping, slug).await?.ok_or(WebError::NotFound)?;
        Ok(Made { html: page(web, locale, grouping, &group).render()?, stamp: None })
    })
    .await
}

/// The page of a series does not name it again with each event.
fn months(web: &Web, frame: &Frame, grouping: Grouping, past: bool, events: &[PublicEvent]) -> Vec<Month> {
    let mut months = programme::months(web, frame, past, events);
    for entry in months.iter_mut().flat_map(|month| &mut month.entries).filter(|_| grouping == Grouping::Series) {
        entry.series = None;
    }
    months
}

fn page(web: &Web, locale: Locale, grouping: Grouping, group: &Group) -> GroupPage {
    let frame = Frame::public(web, locale, |urls, locale| match grouping {
        Grouping::Series => urls.series(locale, &group.slug),
        Grouping::Topic => urls.topic(locale, &group.slug),
    });
    let w = frame.w;
    GroupPage {
        lang: page::Lang::of(group.locale, locale),
        kind: match grouping {
            Grouping::Series => w.group_series(),
            Grouping::Topic => w.list_filter_topic(),
        },
        description: match grouping {
            Grouping::Series => w.group_series_description(&group.name, &frame.organisation),
            Grouping::Topic => w.group_topic_description(&group.name, &frame.organisation),
        },
        name: group.name.clone(),
        upcoming: months(web, &frame, grouping, false, &group.upcoming),
        past: months(web, &frame, grouping, true, &group.past),
        subscription: Subscription::to(web, &grouping.filter(group.slug.clone())),
        w,
        frame,
    }
}
