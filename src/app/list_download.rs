//! Taking a list away, with a record of who did: what was chosen is ticked the next time.

use std::sync::Arc;

use futures::FutureExt as _;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::attendee::AttendeeFilter;
use crate::domain::column::Column;
use crate::domain::id::{ListDownloadId, OrganiserId};
use crate::domain::list_download::{ListDownload, ListForm};
use crate::storage;

/// So many of the last lists are shown.
const SHOWN: u64 = 10;

impl App {
    /// Takes note that an organiser takes a list away.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn take_list_away(
        &self,
        slug: &str,
        organiser: OrganiserId,
        form: ListForm,
        columns: Vec<Column>,
        filter: &AttendeeFilter,
    ) -> Result<ListDownload, EventError> {
        let now = self.clock.now();
        let stored = self.organisers_event(slug).await?;
        let found = self.count_found(slug, &filter.search).await?;
        let taken = Arc::new(ListDownload {
            id: ListDownloadId::new(now),
            event: stored.event.id,
            organiser,
            made_at: now,
            form,
            columns,
            group: filter.group,
            searched: !filter.search.words().is_empty(),
            count: found.iter().filter(|(group, _)| filter.group.is_none_or(|meant| meant == *group)).map(|(_, count)| count).sum(),
        });
        let kept = Arc::clone(&taken);
        let keeping = self.db.write(move |tx| {
            let (stored, kept) = (Arc::clone(&stored), Arc::clone(&kept));
            async move { storage::list_download::insert(tx, &stored.event, &kept).await }.boxed()
        });
        keeping.await?;
        Ok(Arc::unwrap_or_clone(taken))
    }

    /// The last lists that were taken away, the newest first, each with the name of who did.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn lists_taken_away(&self, slug: &str) -> Result<Vec<(ListDownload, String)>, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(storage::list_download::list(self.db.read(), &stored.event, SHOWN).await.map_err(storage::Error::from)?)
    }

    /// The list that was taken away last as a file, or as a sheet to be printed: what was chosen for it is chosen the next time.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn last_list(&self, slug: &str, is_sheet: bool) -> Result<Option<ListDownload>, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(storage::list_download::find_last(self.db.read(), &stored.event, is_sheet).await.map_err(storage::Error::from)?)
    }
}
