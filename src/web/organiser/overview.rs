//! `GET /organiser`: all events, by how far they have come.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::event::Overview;
use crate::domain::delivery::DeliveryState;
use crate::domain::event::EventStatus;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::figures::{self, Chart};
use crate::web::organiser::forecast::{self, ForecastView};
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::{frame, home, paused, standing};
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "organiser/overview.html")]
struct OverviewPage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    notices: Vec<Notice>,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    has_no_events: bool,
    new_path: String,
    next: Option<Next>,
    forecast: Option<ForecastView>,
}

/// The next event.
struct Next {
    path: String,
    title: String,
    lang: page::Lang,
    when: String,
    /// How far it is off.
    distance: String,
    sign_ups: Chart,
}

/// A heap of events.
struct Tab {
    path: String,
    label: String,
    count: usize,
    is_current: bool,
}

/// An event in brief.
struct Row {
    path: String,
    title: String,
    lang: page::Lang,
    datetime: String,
    when: String,
    registered: u64,
    capacity: Option<u32>,
    /// Classes and words.
    tags: Vec<(&'static str, String)>,
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heap {
    Upcoming,
    Drafts,
    Past,
}

/// The query of the page: which heap.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Chosen {
    state: String,
}

impl Heap {
    const ALL: [Self; 3] = [Self::Upcoming, Self::Drafts, Self::Past];

    /// Its name in the address; any other stands for the first.
    fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Drafts => "drafts",
            Self::Past => "past",
        }
    }

    fn label(self, w: &Words) -> String {
        match self {
            Self::Upcoming => w.org_events_upcoming(),
            Self::Drafts => w.org_events_drafts(),
            Self::Past => w.org_events_past(),
        }
    }

    fn of(overview: &Overview, now: Timestamp) -> Self {
        match overview.event.status {
            EventStatus::Draft => Self::Drafts,
            _ if now < overview.event.schedule.ends_at => Self::Upcoming,
            _ => Self::Past,
        }
    }
}

/// `GET /organiser`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Query(Chosen { state }): Query<Chosen>,
) -> Result<Response, WebError> {
    let now = web.app.now();
    let chosen = Heap::ALL.into_iter().find(|heap| heap.name() == state).unwrap_or(Heap::Upcoming);
    let below = if chosen == Heap::Upcoming { String::new() } else { format!("?state={}", chosen.name()) };
    let frame = frame(&web, locale, &organiser, &below);
    let (w, home) = (frame.w, home(&web, locale));
    let all = web.app.list_events().await?;
    let tab = |heap: Heap| Tab {
        path: if heap == Heap::Upcoming { home.clone() } else { format!("{home}?state={}", heap.name()) },
        label: heap.label(w),
        count: all.iter().filter(|overview| Heap::of(overview, now) == heap).count(),
        is_current: heap == chosen,
    };
    let mut rows = Vec::new();
    for overview in all.iter().filter(|overview| Heap::of(overview, now) == chosen) {
        rows.push(row(&web, &frame, overview, now).await?);
    }
    if chosen != Heap::Past {
        // The list has the latest first; of what is ahead, the next comes first.
        rows.reverse();
    }
    // The list has the latest first, so the last that is not over is the next.
    let next = all.iter().rev().find(|overview| overview.event.status == EventStatus::Published && now < overview.event.schedule.ends_at);
    let forecast = match next {
        Some(next) => forecast::of(&web, w, &next.event, &When::new(&next.event.schedule, locale)).await?,
        None => None,
    };
    let page = OverviewPage {
        next: match next {
            Some(next) => Some(Next::of(&web, &home, &frame, next).await?),
            None => None,
        },
        forecast,
        outbox: frame.outbox(),
        notices: paused(&web, w, locale).into_iter().collect(),
        tabs: Heap::ALL.map(tab).into(),
        rows,
        has_no_events: all.is_empty(),
        new_path: format!("{home}/events/new"),
        w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

impl Next {
    async fn of(web: &Web, home: &str, frame: &Frame, overview: &Overview) -> Result<Self, WebError> {
        let (event, w, now) = (&overview.event, frame.w, web.app.now());
        let when = When::new(&event.schedule, frame.locale);
        let distance = match when.days_until(now) {
            _ if now >= event.schedule.starts_at => w.next_running(),
            0 => w.next_today(),
            1 => w.next_tomorrow(),
            days => w.next_days(days),
        };
        Ok(Self {
            path: format!("{home}/events/{}", event.slug),
            title: event.announcement.title.clone(),
            lang: page::Lang::of(event.announcement.locale, frame.locale),
            when: when.full(),
            distance,
            sign_ups: figures::sign_ups(w, frame.locale, &web.app.figures(event.slug.as_str()).await?),
        })
    }
}

async fn row(web: &Web, frame: &Frame, overview: &Overview, now: Timestamp) -> Result<Row, WebError> {
    let (event, w, locale) = (&overview.event, frame.w, frame.locale);
    let when = When::new(&event.schedule, locale);
    let counts = web.app.ledger_counts(event.slug.as_str()).await?;
    let failed: u64 = counts.iter().filter(|(_, state, _)| *state == DeliveryState::Failed).map(|(_, _, count)| count).sum();
    let mut tags = vec![standing(w, event, now)];
    if event.lacks_room(now) {
        tags.push(("warning", w.org_state_no_room()));
    }
    if failed > 0 {
        tags.push(("error", w.org_state_failed(failed)));
    }
    Ok(Row {
        path: format!("{}/events/{}", home(web, locale), event.slug),
        title: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        datetime: when.starts_rfc3339(),
        when: when.brief_at(event.schedule.starts_at),
        registered: overview.registered,
        capacity: event.access.capacity,
        tags,
    })
}
