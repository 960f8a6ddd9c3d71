//! Privacy that runs by itself: what is past its term is removed (law 23).

use futures::FutureExt as _;

use crate::app::App;
use crate::storage;

impl App {
    /// Removes the personal data of every event whose term has ended; counts remain. Returns how many registrations went.
    ///
    /// # Errors
    /// When storage fails; the next run goes on.
    pub async fn remove_past_term(&self) -> Result<u64, storage::Error> {
        let now = self.clock.now();
        let mut removed = 0;
        for id in storage::event::list_past_term(self.db.read(), now).await? {
            let gone = self.db.write(move |tx| async move { storage::event::delete_personal_data(tx, id, now).await }.boxed()).await?;
            tracing::info!(event.id = %id, registrations.removed = gone, "the term has ended: personal data are removed");
            removed += gone;
        }
        Ok(removed)
    }
}
