//! The programme as the public sees it: the list, its parts by series and topic, and what can be subscribed to.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _};

use crate::app::App;
use crate::app::event::{LISTED, PublicEvent};
use crate::domain::event::{Event, Slug};
use crate::domain::locale::Locale;
use crate::domain::programme::{Choices, Filter};
use crate::mail::calendar;
use crate::storage;
use crate::storage::event::{Stored, Which};

/// Events on one page of the list.
const PAGE_EVENTS: usize = 25;
/// So many events are read at a time where they are not known yet.
const READ_AT_ONCE: usize = 8;

/// Which events a public list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Not over, the next first.
    Upcoming,
    /// Over, the latest first.
    Past,
}

/// A page of the programme.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The events on it.
    pub events: Vec<PublicEvent>,
    /// How many there are on all pages.
    pub found: usize,
    /// What there is to choose from.
    pub choices: Choices,
    /// Which page it is, from 1.
    pub page: usize,
    /// How many there are, at least 1.
    pub pages: usize,
}

/// What events belong together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// A series.
    Series,
    /// A topic.
    Topic,
}

impl Grouping {
    /// The filter that takes what belongs to one group.
    #[must_use]
    pub fn filter(self, slug: Slug) -> Filter {
        match self {
            Self::Series => Filter { series: Some(slug), ..Filter::default() },
            Self::Topic => Filter { topic: Some(slug), ..Filter::default() },
        }
    }

    /// The names under which an event belongs to groups of this kind.
    fn names(self, event: &Event) -> &[String] {
        match self {
            Self::Series => event.announcement.series.as_slice(),
            Self::Topic => &event.announcement.topics,
        }
    }
}

/// The events of a series or a topic.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its place in the address.
    pub slug: Slug,
    /// Its name, as the next or else the latest of its events has it.
    pub name: String,
    /// The language of that name.
    pub locale: Locale,
    /// What is coming, the next first.
    pub upcoming: Vec<PublicEvent>,
    /// What is over, the latest first.
    pub past: Vec<PublicEvent>,
}

/// Every public address that follows from the events.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// Events.
    pub events: Vec<Slug>,
    /// Series.
    pub series: Vec<Slug>,
    /// Topics.
    pub topics: Vec<Slug>,
}

impl App {
    /// A page of the programme; one beyond the last is the last.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn programme(&self, listed: Listed, filter: &Filter, page: usize) -> Result<Programme, storage::Error> {
        let all = self.announced(listed).await?;
        let choices = Choices::of(all.iter().map(|stored| &stored.event));
        let wanted: Vec<_> = all.into_iter().filter(|stored| filter.takes(&stored.event)).collect();
        let pages = wanted.len().div_ceil(PAGE_EVENTS).max(1);
        let page = page.clamp(1, pages);
        let shown = wanted.iter().skip((page - 1) * PAGE_EVENTS).take(PAGE_EVENTS);
        Ok(Programme { events: self.all_public(shown).await?, found: wanted.len(), choices, page, pages })
    }

    /// The events of a series or a topic; none when no public event has ever belonged to it.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn find_group(&self, grouping: Grouping, slug: &str) -> Result<Option<Group>, storage::Error> {
        let Ok(slug) = Slug::parse(slug) else { return Ok(None) };
        let filter = grouping.filter(slug.clone());
        let mut upcoming = self.announced(Listed::Upcoming).await?;
        let mut past = self.announced(Listed::Past).await?;
        upcoming.retain(|stored| filter.takes(&stored.event));
        past.retain(|stored| filter.takes(&stored.event));
        let Some(first) = upcoming.first().or(past.first()) else { return Ok(None) };
        let name = grouping.names(&first.event).iter().find(|name| Slug::of_name(name).as_ref() == Some(&slug));
        Ok(Some(Group {
            name: name.cloned().unwrap_or_default(),
            locale: first.event.announcement.locale,
            upcoming: self.all_public(upcoming.iter()).await?,
            past: self.all_public(past.iter()).await?,
            slug,
        }))
    }

    /// What is coming of what is wanted, the next first: for those who subscribe.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn coming(&self, filter: &Filter) -> Result<Vec<Event>, storage::Error> {
        let all = self.announced(Listed::Upcoming).await?;
        Ok(all.iter().map(|stored| &stored.event).filter(|event| filter.takes(event)).cloned().collect())
    }

    /// The same as a calendar. `name` is what calendar programs call it.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn coming_calendar(&self, filter: &Filter, name: &str) -> Result<String, storage::Error> {
        let now = self.clock.now();
        let events = self.coming(filter).await?;
        let events: Vec<&Event> = events.iter().collect();
        Ok(calendar::feed(name, &events, &self.urls, self.defaults.locale, now))
    }

    /// Every public address that follows from the events.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn addresses(&self) -> Result<Addresses, storage::Error> {
        let mut all = self.announced(Listed::Upcoming).await?;
        all.extend(self.announced(Listed::Past).await?);
        let groups = |grouping: Grouping| {
            let names = all.iter().flat_map(|stored| grouping.names(&stored.event));
            let slugs: BTreeSet<Slug> = names.filter_map(|name| Slug::of_name(name)).collect();
            slugs.into_iter().collect()
        };
        let (series, topics) = (groups(Grouping::Series), groups(Grouping::Topic));
        Ok(Addresses { events: all.iter().map(|stored| stored.event.slug.clone()).collect(), series, topics })
    }

    /// Published and cancelled events, without drafts; read only where they have changed.
    async fn announced(&self, listed: Listed) -> Result<Vec<Arc<Stored>>, storage::Error> {
        let now = self.clock.now();
        let which = match listed {
            Listed::Upcoming => Which::Upcoming(now),
            Listed::Past => Which::Past(now),
        };
        let versions = storage::event::list_versions(self.db.read(), which, LISTED).await?;
        let read = versions.into_iter().map(|(id, version)| self.event_at_version(id, version));
        let found: Vec<Option<Arc<Stored>>> = futures::stream::iter(read).buffered(READ_AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn all_public(&self, stored: impl Iterator<Item = &Arc<Stored>>) -> Result<Vec<PublicEvent>, storage::Error> {
        let mut public = Vec::new();
        for stored in stored {
            public.push(self.as_public(stored).await?);
        }
        Ok(public)
    }
}
