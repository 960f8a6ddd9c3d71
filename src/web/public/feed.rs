//! `GET /feeds/events.ics`, `GET /feeds/events.atom`: what is coming, for calendar programs and feed readers. Both can be narrowed
//! to a topic and a series. They carry the addresses of public pages and no secret.

use std::sync::Arc;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::change::Change;
use crate::domain::event::{Event, Slug};
use crate::domain::programme::Filter;
use crate::web::Web;
use crate::web::cache;
use crate::web::error::WebError;
use crate::web::prose::Prose;
use crate::web::public::calendar::CALENDAR;
use crate::web::public::programme::feed_query;
use crate::web::public::ticket::place;
use crate::words::{When, words};

const ATOM: &str = "application/atom+xml; charset=utf-8";

/// The query of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    topic: String,
    series: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        Filter { topic: Slug::parse(&self.topic).ok(), series: Slug::parse(&self.series).ok(), ..Filter::default() }
    }
}

/// `GET /feeds/events.ics?topic=&series=`
pub(in crate::web) async fn calendar(
    State(web): State<Arc<Web>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let filter = wanted.filter();
    let name = title(&web, &filter, &web.app.coming(&filter).await?);
    Ok(cache::calendar(CALENDAR, web.app.coming_calendar(&filter, &name).await?, &headers))
}

/// `GET /feeds/events.atom?topic=&series=`
pub(in crate::web) async fn atom(
    State(web): State<Arc<Web>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let filter = wanted.filter();
    let events = web.app.coming(&filter).await?;
    Ok(cache::file(ATOM, feed(&web, &filter, &events).to_string(), &headers))
}

/// `Akademie am See: Bibliothek`; the names are those that an event in it has.
fn title(web: &Web, filter: &Filter, events: &[Event]) -> String {
    let organisation = web.app.organisation();
    let is = |slug: &Option<Slug>, name: &&String| slug.is_some() && Slug::of_name(name) == *slug;
    let topic = || events.iter().flat_map(|event| &event.announcement.topics).find(|name| is(&filter.topic, name));
    let series = events.iter().filter_map(|event| event.announcement.series.as_ref()).find(|name| is(&filter.series, name));
    match series.or_else(topic) {
        Some(name) => format!("{organisation}: {name}"),
        None => organisation.to_owned(),
    }
}

/// RFC 4287. The identifiers are those of the events, so that a reader shows an event that was moved once.
fn feed(web: &Web, filter: &Filter, events: &[Event]) -> Feed {
    let (urls, locale) = (web.app.urls(), web.app.urls().default_locale());
    let own = urls.absolute("/feeds/events.atom") + &feed_query(filter);
    // Without events there is nothing that could have been updated.
    let updated = events.iter().map(updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let link = |rel: &str, mime_type: &str, href: String| Link {
        rel: rel.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        href,
        ..Link::default()
    };
    Feed {
        title: Text::plain(title(web, filter, events)),
        id: own.clone(),
        lang: Some(locale.tag().to_owned()),
        updated: fixed(updated),
        authors: vec![Person { name: web.app.organisation().to_owned(), ..Person::default() }],
        links: vec![link("self", "application/atom+xml", own), link("alternate", "text/html", urls.events(locale))],
        entries: events.iter().map(|event| entry(web, event)).collect(),
        ..Feed::default()
    }
}

fn entry(web: &Web, event: &Event) -> Entry {
    let said = &event.announcement;
    let (w, when) = (words(said.locale), When::new(&event.schedule, said.locale));
    let url = web.app.urls().event(said.locale, &event.slug);
    let facts: Vec<String> = [Some(when.full()), place(event, w)].into_iter().flatten().collect();
    let off = event.cancellation.as_ref().map(|cancellation| format!("{} {} ", w.cancelled_banner(), cancellation.reason));
    let summary = format!("{}{}. {}", off.unwrap_or_default(), facts.join(", "), Prose::of(&said.description).summary);
    let lang = Some(said.locale.tag().to_owned());
    Entry {
        title: Text { lang: lang.clone(), ..Text::plain(said.title.clone()) },
        id: format!("urn:uuid:{}", event.id),
        published: Some(fixed(event.created_at)),
        updated: fixed(updated_at(event)),
        links: vec![Link { rel: "alternate".to_owned(), hreflang: lang.clone(), href: url, ..Link::default() }],
        categories: said.topics.iter().map(|name| Category { term: name.clone(), ..Category::default() }).collect(),
        summary: Some(Text { lang, ..Text::plain(summary.trim().to_owned()) }),
        ..Entry::default()
    }
}

/// When an event last said something new to everybody.
fn updated_at(event: &Event) -> Timestamp {
    let cancelled = event.cancellation.as_ref().map(|cancellation| cancellation.cancelled_at);
    let changed = event.change.as_ref().map(Change::changed_at);
    [cancelled, changed].into_iter().flatten().fold(event.created_at, Timestamp::max)
}

/// An instant as this format's library has it.
fn fixed(at: Timestamp) -> FixedDateTime {
    chrono::DateTime::from_timestamp(at.as_second(), 0).unwrap_or_default().fixed_offset()
}
