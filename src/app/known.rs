//! Events that were read before, so that a sign-up or a mail does not read one anew that has not changed.
//!
//! A copy is used only at the version that the database has at that moment: nothing here can be stale (law 3).

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use crate::app::App;
use crate::domain::event::Slug;
use crate::domain::id::EventId;
use crate::storage::event::{self, Hold, Stored};

/// The most events that are kept: both lists of the programme, and drafts. Beyond that, all are read anew once.
const MOST: usize = 2_500;

/// Copies of events.
#[derive(Debug, Default)]
pub(super) struct Known {
    events: RwLock<HashMap<EventId, Arc<Stored>>>,
    slugs: RwLock<HashMap<String, EventId>>,
    /// Versions of what people are told that are in the database.
    wordings: RwLock<HashSet<String>>,
}

impl Known {
    fn at_version(&self, id: EventId, version: i32) -> Option<Arc<Stored>> {
        let events = self.events.read().unwrap_or_else(PoisonError::into_inner);
        events.get(&id).filter(|stored| stored.version == version).cloned()
    }

    fn by_slug(&self, slug: &str) -> Option<EventId> {
        self.slugs.read().unwrap_or_else(PoisonError::into_inner).get(slug).copied()
    }

    /// Whether a wording was seen in the database.
    pub(super) fn has_wording(&self, version: &str) -> bool {
        self.wordings.read().unwrap_or_else(PoisonError::into_inner).contains(version)
    }

    /// A wording is in the database now.
    pub(super) fn keep_wording(&self, version: &str) {
        let mut wordings = self.wordings.write().unwrap_or_else(PoisonError::into_inner);
        if wordings.len() >= MOST {
            wordings.clear();
        }
        wordings.insert(version.to_owned());
    }

    fn keep(&self, stored: Stored) -> Arc<Stored> {
        let stored = Arc::new(stored);
        let mut events = self.events.write().unwrap_or_else(PoisonError::into_inner);
        let mut slugs = self.slugs.write().unwrap_or_else(PoisonError::into_inner);
        if events.len() >= MOST {
            events.clear();
            slugs.clear();
        }
        slugs.insert(stored.event.slug.as_str().to_owned(), stored.event.id);
        events.insert(stored.event.id, Arc::clone(&stored));
        stored
    }
}

impl App {
    /// The event at a slug, as it stands now; drafts, too. What cannot be a slug never reaches the database: PostgreSQL takes
    /// no NUL in a text.
    pub(super) async fn event_at(&self, slug: &str) -> Result<Option<Arc<Stored>>, crate::storage::Error> {
        if Slug::parse(slug).is_err() {
            return Ok(None);
        }
        if let Some(id) = self.known.by_slug(slug) {
            return self.event_with(id).await;
        }
        Ok(event::find_by_slug(self.db.read(), slug).await?.map(|stored| self.known.keep(stored)))
    }

    /// The event with a key, as it stands now; drafts, too.
    pub(super) async fn event_with(&self, id: EventId) -> Result<Option<Arc<Stored>>, crate::storage::Error> {
        match event::find_version(self.db.read(), id, Hold::Nothing).await? {
            Some(version) => self.event_at_version(id, version).await,
            None => Ok(None),
        }
    }

    /// The event with a key at the version that was just read.
    pub(super) async fn event_at_version(&self, id: EventId, version: i32) -> Result<Option<Arc<Stored>>, crate::storage::Error> {
        if let Some(stored) = self.known.at_version(id, version) {
            return Ok(Some(stored));
        }
        Ok(event::find(self.db.read(), id).await?.map(|stored| self.known.keep(stored)))
    }
}
