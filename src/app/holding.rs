//! Holding an event while its registrations change: nobody changes it meanwhile, and where places are limited, nobody else gives any
//! away (law 16).

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::app::App;
use crate::domain::event::Event;
use crate::domain::id::EventId;
use crate::storage;
use crate::storage::db::{Refused, Turn, Tx};
use crate::storage::event::{Hold, Stored};

impl App {
    /// Does `work` in one transaction with an event as it stands: nobody changes it meanwhile, nor gives its places away where they are
    /// limited. It may be done more than once, so it does nothing but write. None when there is no such event.
    ///
    /// # Errors
    /// When storage fails; then nothing was written.
    pub(super) async fn hold_event<T, W>(&self, id: EventId, work: W) -> Result<Option<T>, storage::Error>
    where
        T: Send + 'static,
        W: for<'t> Fn(&'t Tx, &'t Stored) -> BoxFuture<'t, Result<T, Refused>> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        loop {
            let Some(stored) = self.event_with(id).await? else { return Ok(None) };
            let _turn = turn(self, &stored.event).await;
            let work = Arc::clone(&work);
            let written = self.db.write(move |tx| {
                let (work, stored) = (Arc::clone(&work), Arc::clone(&stored));
                async move { if is_as_read(tx, &stored).await? { work(tx, &stored).await.map(Some) } else { Ok(None) } }.boxed()
            });
            if let Some(done) = written.await? {
                return Ok(Some(done));
            }
        }
    }
}

/// Whether the event still stands as it was read, and does until the transaction ends.
pub(super) async fn is_as_read(tx: &Tx, stored: &Stored) -> Result<bool, Refused> {
    let event = &stored.event;
    // Where there is a limit, places are given away one after the other.
    let hold = if event.access.capacity.is_some() { Hold::Alone } else { Hold::AsItIs };
    Ok(storage::event::find_version(tx, event.id, hold).await? == Some(stored.version))
}

/// The turn to give places away, where there is a limit.
pub(super) async fn turn(app: &App, event: &Event) -> Option<Turn> {
    if event.access.capacity.is_some() { app.db.turn(event.id).await } else { None }
}
