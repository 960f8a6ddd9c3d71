//! Turns at a row that everybody wants. On PostgreSQL whoever waits for a locked row holds a connection meanwhile; a few hundred at
//! one event would hold all, and nobody could even read. So those of one process wait here, and one of them at the row.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

/// Who is at which row.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Uuid, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for the turn at the row with that key, in the order of coming.
    pub(super) async fn wait(&self, key: Uuid) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Rows that nobody wants any more are forgotten.
            turns.retain(|other, turn| *other == key || Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(key).or_default())
        };
        turn.lock_owned().await
    }
}
