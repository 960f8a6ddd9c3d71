//! The events of a list as pages show them: by month, each with what is to be known before anything else; and how to subscribe.

use url::form_urlencoded::Serializer;

use crate::app::event::PublicEvent;
use crate::domain::event::{EventStatus, Slug};
use crate::domain::locale::Locale;
use crate::domain::programme::Filter;
use crate::urls::Urls;
use crate::web::Web;
use crate::web::page::{self, Frame};
use crate::web::public::event::FEW_PLACES;
use crate::web::public::ticket::{DateBlock, place};
use crate::words::{When, Words};

/// The events of a month.
pub(super) struct Month {
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

/// A line of the list.
pub(super) struct Entry {
    pub(super) date: DateBlock,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) series: Option<Label>,
    pub(super) event_type: Option<String>,
    pub(super) lang: page::Lang,
    pub(super) hours: String,
    pub(super) place: Option<String>,
    pub(super) off: bool,
    /// Class and words.
    pub(super) status: Option<(&'static str, String)>,
}

/// A name with a page of its own, unless nothing of it can stand in an address.
pub(super) struct Label {
    pub(super) name: String,
    pub(super) path: Option<String>,
}

impl Label {
    /// A series.
    pub(super) fn series(frame: &Frame, name: &str) -> Self {
        Self::of(frame, name, Urls::series)
    }

    /// A topic.
    pub(super) fn topic(frame: &Frame, name: &str) -> Self {
        Self::of(frame, name, Urls::topic)
    }

    fn of(frame: &Frame, name: &str, page: fn(&Urls, Locale, &Slug) -> String) -> Self {
        let path = Slug::of_name(name).map(|slug| frame.path(|urls, locale| page(urls, locale, &slug)));
        Self { name: name.to_owned(), path }
    }
}

/// The ways to hear of new events.
pub(super) struct Subscription {
    /// For calendar programs.
    pub(super) webcal: String,
    /// For feed readers.
    pub(super) atom: String,
}

impl Subscription {
    /// The feeds of what `filter` takes.
    pub(super) fn to(web: &Web, filter: &Filter) -> Self {
        let query = feed_query(filter);
        let calendar = web.app.urls().absolute("/feeds/events.ics") + &query;
        Self {
            webcal: calendar.replacen("https:", "webcal:", 1).replacen("http:", "webcal:", 1),
            atom: format!("{}/feeds/events.atom{query}", web.root),
        }
    }
}

/// What feeds can be narrowed by, as a query.
pub(super) fn feed_query(filter: &Filter) -> String {
    let mut query = Serializer::new(String::new());
    for (key, wanted) in [("topic", &filter.topic), ("series", &filter.series)] {
        if let Some(wanted) = wanted {
            query.append_pair(key, wanted.as_str());
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

/// Events in their order, by month. Of what is `past` nobody needs to know how many places were free.
pub(super) fn months(web: &Web, frame: &Frame, past: bool, events: &[PublicEvent]) -> Vec<Month> {
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
        series: announced.series.as_deref().map(|name| Label::series(frame, name)),
        event_type: announced.event_type.clone(),
        lang: page::Lang::of(announced.locale, frame.locale),
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
