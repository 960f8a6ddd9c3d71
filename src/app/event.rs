//! Events, as the public sees them.
use crate::app::App;
use crate::domain::event::{Event, Slug};
use crate::domain::timeline::ReminderRule;

/// An event as the public page shows it.
#[derive(Debug, Clone)]
pub struct PublicEvent {
    /// The event; published or cancelled, never a draft.
    pub event: Event,
    /// Its reminders.
    pub reminders: Vec<ReminderRule>,
    /// Free places; none when there is no limit. 0 = fully booked.
    pub free_places: Option<u32>,
    /// Our organisation's name (from `organisation.name`, else the display name of mail.from, else "halbsieben")
    pub organisation: String,
}

/// Which events a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed { /// not yet over, the next first
    Upcoming, /// over, the latest first
    Past }

impl App {
    /// Published and cancelled events, without drafts.
    pub async fn list_public_events(&self, _which: Listed) -> Result<Vec<PublicEvent>, crate::app::sign_up::StorageError> { unimplemented!() }
    /// A published or cancelled event; `None` for a draft as for an unknown one.
    pub async fn find_public_event(&self, _slug: &str) -> Result<Option<PublicEvent>, crate::app::sign_up::StorageError> { unimplemented!() }
    /// The event's calendar file (`METHOD:PUBLISH`), None as above.
    pub async fn event_calendar(&self, _slug: &str) -> Result<Option<String>, crate::app::sign_up::StorageError> { unimplemented!() }
    /// All upcoming events as one calendar.
    pub async fn events_calendar(&self) -> Result<String, crate::app::sign_up::StorageError> { unimplemented!() }
    #[doc(hidden)]
    fn _slug(_: &Slug) {}
}
