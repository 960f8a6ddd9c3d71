//! The forecast of an event (law 14), and the heartbeat that it listens to.

use futures::FutureExt as _;
use jiff::SignedDuration;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::forecast::{self, Bulk, Facts, Forecast, Instance};
use crate::domain::timeline::{Standing, rule_of, timeline};
use crate::storage;
use crate::storage::event::Stored;

/// A process that was silent for so long is gone; the metronome writes its beat more often by far.
const PATIENCE: SignedDuration = SignedDuration::from_secs(90);
/// What a process measured is of use to the next one for a day.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

impl App {
    /// Whether everybody will have the link before an event starts, and if not, who will not and why.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn forecast(&self, slug: &str) -> Result<Forecast, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(self.forecast_of(&stored).await?)
    }

    async fn forecast_of(&self, stored: &Stored) -> Result<Forecast, storage::Error> {
        let now = self.clock.now();
        let read = self.db.read();
        let (waiting, waiting_ours) = storage::forecast::count_waiting(read, stored.event.id).await?;
        let mut unreached = storage::forecast::list_unreached(read, stored.event.id).await?;
        for (registration, person) in &mut unreached {
            person.is_reminded = timeline(&stored.event, &stored.rules, &registration.registered())
                .iter()
                .any(|owed| owed.purpose.is_reminder() && owed.standing == Standing::Due && owed.due_at > now);
        }
        let first = storage::registration::find_first(read, stored.event.id).await?;
        let facts = Facts {
            event: &stored.event,
            rules: &stored.rules,
            now,
            waiting,
            waiting_ours,
            bulks: self.bulks(stored).await?,
            unreached: unreached.into_iter().map(|(_, person)| person).collect(),
            instances: storage::instance::list(read).await?,
            patience: self.clock.stretched(PATIENCE),
            rate_per_minute: self.lanes.rate_per_minute,
            keeps_mails: self.keeps_mails(),
            unwritable: first.and_then(|registration| self.unwritable(stored, &registration)),
        };
        Ok(forecast::forecast(&facts))
    }

    /// What comes due before the event starts, of this event and of others: they share the mail server.
    async fn bulks(&self, stored: &Stored) -> Result<Vec<Bulk>, storage::Error> {
        let now = self.clock.now();
        let mut bulks = Vec::new();
        for ahead in storage::planner::list_ahead(self.db.read(), now, stored.event.schedule.starts_at).await? {
            let is_ours = ahead.event_id == stored.event.id;
            let mut count = ahead.people;
            if is_ours && let Some(rule) = rule_of(ahead.purpose, ahead.audience, &stored.rules) {
                count = storage::planner::count_owed(self.db.read(), &stored.event, rule).await?;
            }
            bulks.push(Bulk { purpose: ahead.purpose, begins_at: ahead.begins_at, count, is_ours });
        }
        Ok(bulks)
    }

    /// Says that this process is at work, and how it fares.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn beat(&self, sends_mail: bool) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let fares = Instance {
            beat_at: now,
            sends_mail,
            rate_per_second: self.lanes.meter.rate_per_second(),
            pause: self.lanes.pause().map(|pause| (pause.until, pause.reason)),
        };
        let id = self.instance;
        self.db
            .write(move |tx| {
                let fares = fares.clone();
                async move { storage::instance::update(tx, id, &fares).await }.boxed()
            })
            .await
    }

    /// Says that this process works no longer; what it has measured stays for the next.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn last_beat(&self) -> Result<(), storage::Error> {
        self.beat(false).await?;
        let silent_since = self.clock.now() - self.clock.stretched(REMEMBERED);
        self.db.write(move |tx| async move { storage::instance::delete_silent(tx, silent_since).await }.boxed()).await
    }
}
