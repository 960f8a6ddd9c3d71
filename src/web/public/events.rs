//! `GET /`: the list of events, and what a visitor has chosen of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::app::programme::{Listed, Programme};
use crate::domain::event::Slug;
use crate::domain::locale::Locale;
use crate::domain::programme::{Filter, MAX_SEARCH_CHARS, Month};
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame};
use crate::web::public::programme::{self, Subscription};
use crate::words::{Words, month};

#[derive(Template)]
#[template(path = "public/events.html")]
struct EventsPage {
    w: &'static Words,
    frame: Frame,
    title: String,
    description: String,
    past: bool,
    filter: Option<FilterView>,
    months: Vec<programme::Month>,
    pager: Option<Pager>,
    subscription: Subscription,
}

/// The form by which the list is narrowed.
struct FilterView {
    /// How many were found; nothing when nothing was chosen.
    found: Option<String>,
    /// Where nothing is chosen.
    reset: String,
    topics: Choice,
    event_types: Choice,
    months: Choice,
    search: String,
    max: usize,
}

/// A list to choose one from: value, words, whether it is chosen.
type Choice = Vec<(String, String, bool)>;

/// The ways to the pages before and after.
struct Pager {
    position: String,
    previous: Option<String>,
    next: Option<String>,
}

/// The query of the address, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    topic: String,
    #[serde(rename = "type")]
    event_type: String,
    month: String,
    q: String,
    past: String,
    page: String,
}

/// What the query asks for.
struct Asking {
    listed: Listed,
    filter: Filter,
    page: usize,
}

impl Wanted {
    /// What cannot be meant is nothing said.
    fn read(&self) -> Asking {
        let search: String = self.q.trim().chars().take(MAX_SEARCH_CHARS).collect();
        Asking {
            listed: if self.past == "1" { Listed::Past } else { Listed::Upcoming },
            filter: Filter {
                topic: Slug::parse(&self.topic).ok(),
                series: None,
                event_type: Slug::parse(&self.event_type).ok(),
                month: self.month.parse().ok(),
                search: (!search.is_empty()).then_some(search),
            },
            page: self.page.parse().unwrap_or(1),
        }
    }
}

impl Asking {
    /// The query of the same list at another page.
    fn query(&self, page: usize) -> String {
        let Filter { topic, event_type, month, search, .. } = &self.filter;
        let (month, number) = (month.map(|month| month.to_string()), (page > 1).then(|| page.to_string()));
        let past = (self.listed == Listed::Past).then_some("1");
        let mut query = Serializer::new(String::new());
        for (key, value) in [
            ("topic", topic.as_ref().map(Slug::as_str)),
            ("type", event_type.as_ref().map(Slug::as_str)),
            ("month", month.as_deref()),
            ("q", search.as_deref()),
            ("past", past),
            ("page", number.as_deref()),
        ] {
            if let Some(value) = value {
                query.append_pair(key, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// `GET /?topic=&type=&month=&q=`, with `past=1` what is over.
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, WebError> {
    cache::answer(&web, Asked::of(&request), async || {
        let asking = wanted.read();
        let found = web.app.programme(asking.listed, &asking.filter, asking.page).await?;
        Ok(Made { html: page(&web, locale, &asking, &found).render()?, stamp: None })
    })
    .await
}

fn page(web: &Web, locale: Locale, asking: &Asking, found: &Programme) -> EventsPage {
    let query = asking.query(found.page);
    let frame = if asking.filter.is_empty() {
        Frame::public(web, locale, |urls, locale| urls.events(locale) + &query)
    } else {
        // Search engines have the whole list, and the pages of series and topics.
        Frame::private(web, locale).with_twins(|other| page::local(&web.app.urls().events(other)).to_owned() + &query)
    };
    let (w, past) = (frame.w, asking.listed == Listed::Past);
    EventsPage {
        title: if past { w.list_past_title() } else { w.list_title() },
        description: w.list_description(&frame.organisation),
        past,
        filter: filter(&frame, asking, found),
        months: programme::months(web, &frame, past, &found.events),
        pager: pager(&frame, asking, found),
        subscription: Subscription::to(web, &Filter::default()),
        w,
        frame,
    }
}

/// Nothing where there is nothing to choose.
fn filter(frame: &Frame, asking: &Asking, found: &Programme) -> Option<FilterView> {
    let (chosen, choices) = (&asking.filter, &found.choices);
    if chosen.is_empty() && found.found < 2 {
        return None;
    }
    let named = |choices: &std::collections::BTreeMap<Slug, String>, chosen: &Option<Slug>| {
        let mut named: Choice =
            choices.iter().map(|(slug, name)| (slug.to_string(), name.clone(), chosen.as_ref() == Some(slug))).collect();
        named.sort_by_key(|(_, name, _)| name.to_lowercase());
        named
    };
    let in_words = |month: &Month| (month.to_string(), self::month(*month, frame.locale), chosen.month == Some(*month));
    let everything = Asking { listed: asking.listed, filter: Filter::default(), page: 1 };
    Some(FilterView {
        found: (!chosen.is_empty()).then(|| frame.w.list_found(found.found)),
        reset: format!("{}{}", frame.home, everything.query(1)),
        topics: named(&choices.topics, &chosen.topic),
        event_types: named(&choices.event_types, &chosen.event_type),
        months: choices.months.iter().map(in_words).collect(),
        search: chosen.search.clone().unwrap_or_default(),
        max: MAX_SEARCH_CHARS,
    })
}

fn pager(frame: &Frame, asking: &Asking, found: &Programme) -> Option<Pager> {
    let to = |page: usize| format!("{}{}", frame.home, asking.query(page));
    (found.pages > 1).then(|| Pager {
        position: frame.w.page_position(found.page, found.pages),
        previous: (found.page > 1).then(|| to(found.page - 1)),
        next: (found.page < found.pages).then(|| to(found.page + 1)),
    })
}
