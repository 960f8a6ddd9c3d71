//! Many things done one after the other: one that fails stops none that come after it (law 12).

use crate::storage;

/// What became of them.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    first: Option<storage::Error>,
}

impl Outcomes {
    /// What was done, or nothing where it failed.
    pub(super) fn take<T: Default>(&mut self, done: Result<T, storage::Error>) -> T {
        done.unwrap_or_else(|error| {
            // The first is for the caller to report.
            if self.first.is_some() {
                tracing::error!(error = &error as &dyn std::error::Error, "this was not done either; the others go on");
            } else {
                self.first = Some(error);
            }
            T::default()
        })
    }

    /// Whether going on makes sense: not when the database is away, since each would wait for it anew.
    pub(super) fn go_on(&self) -> bool {
        !matches!(self.first, Some(storage::Error::Away(_)))
    }

    /// The first failure, if there was one.
    pub(super) fn first(self) -> Result<(), storage::Error> {
        self.first.map_or(Ok(()), Err)
    }
}
