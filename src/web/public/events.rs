//! `GET /`: the list of events.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;

use crate::app::event::{Listed, PublicEvent};
use crate::domain::event::EventStatus;
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame};
use crate::web::public::event::FEW_PLACES;
use crate::web::public::ticket::{DateBlock, place};
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "public/events.html")]
struct EventsPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    description: String,
    past: bool,
    months: Vec<Month>,
    webcal: String,
}

/// The events of a month.
struct Month {
    title: String,
    entries: Vec<Entry>,
}

/// A line of the list.
struct Entry {
    date: DateBlock,
    path: String,
    title: String,
    series: Option<String>,
    event_type: Option<String>,
    lang: Option<&'static str>,
    hours: String,
    place: Option<String>,
    off: bool,
    /// Class and words.
    status: Option<(&'static str, String)>,
}

/// `GET /`, with `?past=1` what is over.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    request: Request,
) -> Result<Response, WebError> {
    let past = request.uri().query().is_some_and(|query| query.split('&').any(|part| part == "past=1"));
    cache::answer(&web, Asked::of(&request), async || {
        let events = web.app.list_public_events(if past { Listed::Past } else { Listed::Upcoming }).await?;
        Ok(Made { html: page(&web, locale, past, &events).render()?, stamp: None })
    })
    .await
}

fn page(web: &Web, locale: Locale, past: bool, events: &[PublicEvent]) -> EventsPage {
    let query = if past { "?past=1" } else { "" };
    let frame = Frame::public(web, locale, |urls, locale| urls.events(locale) + query);
    let w = frame.w;
    let feed = web.app.urls().absolute("/feeds/events.ics");
    EventsPage {
        title: if past { w.list_past_title() } else { w.list_title() },
        description: w.list_description(&frame.organisation),
        past,
        months: months(web, &frame, past, events),
        webcal: feed.replacen("https:", "webcal:", 1).replacen("http:", "webcal:", 1),
        w,
        frame,
    }
}

fn months(web: &Web, frame: &Frame, past: bool, events: &[PublicEvent]) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for public in events {
        let when = When::new(&public.event.schedule, frame.locale);
        let title = format!("{} {}", when.month(), when.year());
        let entry = entry(web, frame, past, public, &when);
        match months.last_mut().filter(|month| month.title == title) {
            Some(month) => month.entries.push(entry),
            None => months.push(Month { title, entries: vec![entry] }),
        }
    }
    months
}

fn entry(web: &Web, frame: &Frame, past: bool, public: &PublicEvent, when: &When<'_>) -> Entry {
    let (event, announced) = (&public.event, &public.event.announcement);
    Entry {
        date: DateBlock::short(when),
        path: frame.event_path(&event.slug),
        title: announced.title.clone(),
        series: announced.series.clone(),
        event_type: announced.event_type.clone(),
        lang: page::foreign(announced.locale, frame.locale),
        hours: when.hours(),
        place: place(event, frame.w),
        off: event.status == EventStatus::Cancelled,
        status: status(web, frame.w, past, public),
    }
}

/// What is to be known of an event before anything else.
fn status(web: &Web, w: &Words, past: bool, public: &PublicEvent) -> Option<(&'static str, String)> {
    let (event, now) = (&public.event, web.app.now());
    if event.status == EventStatus::Cancelled {
        return Some(("cancelled", w.list_tag_cancelled()));
    }
    if past {
        return None;
    }
    match public.free_places {
        _ if now >= event.schedule.starts_at => Some(("running", w.list_tag_running())),
        Some(0) => Some(("", w.seats(0))),
        Some(free) if free < FEW_PLACES => Some(("few", w.seats(free))),
        _ => event.former_schedule().is_some().then(|| ("moved", w.list_tag_moved())),
    }
}
