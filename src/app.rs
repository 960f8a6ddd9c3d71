//! What the service can do: `impl App`, one verb per function.
//!
//! The verbs own the transactions and ask the clock, once each. Above them (`web`, `jobs`, `cli`) nothing touches storage,
//! below them nothing reads the time.

pub mod event;
pub mod outbox;
pub mod sign_up;

use crate::clock::Clock;
use crate::urls::Urls;

/// The service. Cheap to clone: every clone is the same service.
#[derive(Debug, Clone)]
pub struct App {
    /// Tells the time.
    pub(crate) clock: Clock,
    /// Makes links.
    pub(crate) urls: Urls,
    limits_enabled: bool,
}

impl App {
    /// Makes links.
    #[must_use]
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// Whether rate limits and the form's minimum time are on (`limits.enabled`).
    #[must_use]
    pub fn limits_enabled(&self) -> bool {
        self.limits_enabled
    }

    /// Rises with every change that this process commits; with [`App::now`] it tells a cached page from a stale one.
    #[must_use]
    pub fn revision(&self) -> u64 {
        0
    }

    /// Who holds the events: the name in the head of every page and in every mail.
    #[must_use]
    pub fn organisation(&self) -> &str {
        unimplemented!()
    }

    /// The address that people may write to (`mail.reply_to`, else the address of `mail.from`); none where nothing is set.
    #[must_use]
    pub fn contact(&self) -> Option<&str> {
        unimplemented!()
    }

    /// Whether the service can do its work: database, migrations, sender.
    ///
    /// # Errors
    /// What is in the way, in words.
    pub async fn health(&self) -> Result<(), String> {
        unimplemented!()
    }

    /// Now, by the service's clock. Verbs ask it themselves; this is for pages that show a state relative to now.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}
