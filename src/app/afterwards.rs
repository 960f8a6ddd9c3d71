//! What follows an event: entered, and told to those who were registered.

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::app::reminder::ReminderEffect;
use crate::domain::afterwards::Afterwards;
use crate::domain::event::Event;
use crate::domain::reminder::{self, Audience, FOLLOW_UP_AFTER_MINUTES, MAX_OFFSET_MINUTES, Offset, Reminder, ReminderRule};
use crate::storage::event::Stored;

impl App {
    /// What entering this would do. Changes nothing.
    ///
    /// # Errors
    /// When it cannot be entered, or storage fails.
    pub async fn afterwards_effect(&self, slug: &str, afterwards: Afterwards) -> Result<ReminderEffect, EventError> {
        let now = self.clock.now();
        self.effect_of(slug, |stored| with_afterwards(stored, afterwards, now)).await
    }

    /// Enters what follows an event. Its people get a mail about it: by the mails after the end that the event has, or else by one
    /// that is made for it. Whoever has such a mail already gets no second one.
    ///
    /// # Errors
    /// When it cannot be entered, the event was cancelled, or storage fails.
    pub async fn set_afterwards(&self, slug: &str, afterwards: Afterwards) -> Result<ReminderEffect, EventError> {
        let now = self.clock.now();
        self.change_rules(slug, |stored| with_afterwards(stored, afterwards, now)).await
    }
}

fn with_afterwards(stored: &Stored, afterwards: Afterwards, now: Timestamp) -> Result<(Event, Vec<ReminderRule>), EventError> {
    let event = Event { afterwards: afterwards.checked()?, ..stored.event.clone() };
    // A mail that never had anything to say, and now comes too late, makes room for one that has.
    let is_kept = |rule: &&ReminderRule| rule.is_before() || rule.reminder.text.is_some() || now < rule.useful_until;
    let mut reminders: Vec<Reminder> = stored.rules.iter().filter(is_kept).map(|rule| rule.reminder.clone()).collect();
    if !event.afterwards.is_empty() {
        for audience in Audience::ALL {
            let follows = |rule: &ReminderRule| !rule.is_before() && rule.audience() == audience && now < rule.useful_until;
            if let Some(minutes) = follow_up_minutes(&event, now).filter(|_| !stored.rules.iter().any(follows)) {
                reminders.push(Reminder { offset: Offset::After(minutes), audience, text: None });
            }
        }
    }
    let rules = ReminderRule::of(&event.schedule, &reminder::checked(reminders)?);
    Ok((event, rules))
}

/// An hour after the end, or at once where that is over; never where the event is so long over that nobody is there any more.
fn follow_up_minutes(event: &Event, now: Timestamp) -> Option<u32> {
    let since = now.duration_since(event.schedule.ends_at).as_mins().max(FOLLOW_UP_AFTER_MINUTES.into());
    u32::try_from(since).ok().filter(|minutes| *minutes <= MAX_OFFSET_MINUTES)
}
