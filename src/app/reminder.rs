//! Reminders of an event: said anew, switched on, and to how many a mail goes at once for it (law 9).

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::event::{Event, EventStatus};
use crate::domain::reminder::{self, Reminder, ReminderRule};
use crate::domain::timeline::is_overtaken;
use crate::storage;
use crate::storage::event::Stored;

/// What other reminders do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderEffect {
    /// How many mails leave at once, since their moment has passed and they are still of use.
    pub mails_now: u64,
    /// The reminders as they would be, the earliest first, and to how many each is still to go.
    pub rules: Vec<(ReminderRule, u64)>,
}

/// The reminders of an event as they can be said anew.
#[derive(Debug, Clone)]
pub struct EditableReminders {
    /// The event.
    pub event: Event,
    /// The version that was read.
    pub version: i32,
    /// What was said, the earliest first.
    pub reminders: Vec<Reminder>,
}

impl App {
    /// The reminders of an event with the version at which they are read.
    ///
    /// # Errors
    /// When there is no such event, it was cancelled, or storage fails.
    pub async fn editable_reminders(&self, slug: &str) -> Result<EditableReminders, EventError> {
        let stored = self.organisers_event(slug).await?;
        if stored.event.status == EventStatus::Cancelled {
            return Err(EventError::Cancelled(stored.event.slug.clone()));
        }
        let reminders = stored.rules.iter().map(|rule| rule.reminder.clone()).collect();
        Ok(EditableReminders { event: stored.event.clone(), version: stored.version, reminders })
    }

    /// What would happen if an event had these reminders. Changes nothing.
    ///
    /// # Errors
    /// When they cannot be, there is no such event, or storage fails.
    pub async fn reminders_effect(&self, slug: &str, reminders: Vec<Reminder>, armed: bool) -> Result<ReminderEffect, EventError> {
        self.effect_of(slug, |stored| with_reminders(stored, reminders, armed)).await
    }

    /// Gives an event other reminders, and switches them on or off. What was sent stays sent, what waits by a reminder that is
    /// gone is void, and what is owed anew leaves: at once, where its moment has passed and it is still of use.
    ///
    /// # Errors
    /// When they cannot be, the event was cancelled, or storage fails.
    pub async fn set_reminders(&self, slug: &str, reminders: Vec<Reminder>, armed: bool) -> Result<ReminderEffect, EventError> {
        self.change_rules(slug, |stored| with_reminders(stored, reminders, armed)).await
    }

    /// The same for reminders that were read at `version`: what somebody else has said meanwhile is not lost.
    ///
    /// # Errors
    /// As [`App::set_reminders`], and when the event stands at another version.
    pub async fn set_reminders_read_at(&self, slug: &str, version: i32, reminders: Vec<Reminder>) -> Result<ReminderEffect, EventError> {
        let slug_of = self.organisers_event(slug).await?.event.slug.clone();
        let changed = || EventError::Changed(slug_of.clone());
        let set = self.change_rules(slug, |now| {
            if now.version == version { with_reminders(now, reminders, now.event.reminders_armed) } else { Err(changed()) }
        });
        match set.await {
            // Somebody else was faster by a moment.
            Err(EventError::Storage(storage::Error::Conflict(_))) => Err(changed()),
            set => set,
        }
    }

    /// What would happen if the reminders of an event were switched on. Changes nothing.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn arming_effect(&self, slug: &str) -> Result<ReminderEffect, EventError> {
        self.effect_of(slug, |stored| Ok((armed(&stored.event), stored.rules.clone()))).await
    }

    /// Switches the reminders of an event on, whatever they are; doing so twice is the same as once.
    ///
    /// # Errors
    /// When the event was cancelled, or storage fails.
    pub async fn arm_reminders(&self, slug: &str) -> Result<Event, EventError> {
        let changed = self.change_event(slug, |event| match event.status {
            EventStatus::Cancelled => Err(EventError::Cancelled(event.slug.clone())),
            EventStatus::Draft | EventStatus::Published => Ok((armed(event), None)),
        });
        changed.await
    }

    /// What would happen if an event and its reminders were as `with` makes them. Changes nothing.
    pub(super) async fn effect_of(
        &self,
        slug: &str,
        with: impl FnOnce(&Stored) -> Result<(Event, Vec<ReminderRule>), EventError>,
    ) -> Result<ReminderEffect, EventError> {
        let stored = self.organisers_event(slug).await?;
        let (event, rules) = with(&stored)?;
        self.effect(&event, rules).await
    }

    /// Makes an event and its reminders what `with` makes of them, unless it was cancelled.
    pub(super) async fn change_rules(
        &self,
        slug: &str,
        with: impl FnOnce(&Stored) -> Result<(Event, Vec<ReminderRule>), EventError>,
    ) -> Result<ReminderEffect, EventError> {
        let stored = self.organisers_event(slug).await?;
        if stored.event.status == EventStatus::Cancelled {
            return Err(EventError::Cancelled(stored.event.slug.clone()));
        }
        let (event, rules) = with(&stored)?;
        let effect = self.effect(&event, rules.clone()).await?;
        self.write_event(stored.version, event, Some(rules), None).await?;
        self.rouse().await;
        Ok(effect)
    }

    async fn effect(&self, event: &Event, rules: Vec<ReminderRule>) -> Result<ReminderEffect, EventError> {
        let now = self.clock.now();
        let mut effect = ReminderEffect { mails_now: 0, rules: Vec::new() };
        for rule in &rules {
            let is_sent = event.status == EventStatus::Published && now < rule.useful_until && !is_overtaken(rule, &rules, now);
            let people =
                if is_sent { storage::planner::count_owed(self.db.read(), event, rule).await.map_err(storage::Error::from)? } else { 0 };
            if rule.due_at <= now {
                effect.mails_now += people;
            }
            effect.rules.push((rule.clone(), people));
        }
        Ok(effect)
    }
}

fn armed(event: &Event) -> Event {
    Event { reminders_armed: true, ..event.clone() }
}

fn with_reminders(stored: &Stored, reminders: Vec<Reminder>, armed: bool) -> Result<(Event, Vec<ReminderRule>), EventError> {
    let rules = ReminderRule::of(&stored.event.schedule, &reminder::checked(reminders)?);
    Ok((Event { reminders_armed: armed, ..stored.event.clone() }, rules))
}
