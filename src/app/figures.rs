//! The figures of an event: who signed up when, what became of the mails, who came.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::event::Event;
use crate::domain::figures::{Arrivals, DayCount, HandOver, arrivals};
use crate::domain::reminder::ReminderRule;
use crate::storage;

/// What an organiser sees of an event in figures. Counts alone: nobody's name is in it.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The event.
    pub event: Event,
    /// Its reminders.
    pub rules: Vec<ReminderRule>,
    /// Who came and left, day by day; empty when nobody has, or their data are gone (law 23).
    pub days: Vec<DayCount>,
    /// What became of the mails, by kind.
    pub hand_overs: Vec<HandOver>,
    /// Who came in, where that is recorded.
    pub arrivals: Option<Vec<Arrivals>>,
    /// When they were counted.
    pub now: Timestamp,
}

impl App {
    /// The figures of an event.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn figures(&self, slug: &str) -> Result<Figures, EventError> {
        let stored = self.organisers_event(slug).await?;
        let (event, read) = (&stored.event, self.db.read());
        let failed = |error| EventError::from(storage::Error::from(error));
        let counts = storage::delivery::count_by_state(read, event.id).await.map_err(failed)?;
        let between = storage::figures::list_hand_overs(read, event.id).await.map_err(failed)?;
        let purposes: BTreeSet<_> = counts.iter().map(|(purpose, ..)| *purpose).collect();
        let hand_overs = purposes.into_iter().filter_map(|of| HandOver::of(of, &counts, between.get(&of).copied())).collect();
        let arrivals = if event.access.proves_attendance && event.doors_open_at() <= self.clock.now() {
            let present_at = storage::figures::list_present_at(read, event.id).await.map_err(failed)?;
            Some(arrivals(&event.schedule, event.doors_open_at(), &present_at))
        } else {
            None
        };
        Ok(Figures {
            days: self.sign_ups_by_day(event).await?,
            hand_overs,
            arrivals,
            now: self.clock.now(),
            rules: stored.rules.clone(),
            event: event.clone(),
        })
    }

    /// Who came and left, day by day.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_ups_by_day(&self, event: &Event) -> Result<Vec<DayCount>, storage::Error> {
        Ok(storage::figures::list_days(self.db.read(), event).await?)
    }
}
