//! All mails of an event, past and future, in one table: what is planned by the rules and what the ledger says of the rest (law 1).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event::{Event, EventStatus};
use crate::domain::event_mail::EventMail;
use crate::domain::reminder::{Audience, ReminderRule};
use crate::storage;
use crate::storage::event::Stored;

/// The mails of an event.
#[derive(Debug, Clone)]
pub struct EventMails {
    /// The event.
    pub event: Event,
    /// Its reminders, the earliest first.
    pub rules: Vec<ReminderRule>,
    /// A line for each mail: first those that each gets at a moment of their own, then the others, the earliest first.
    pub lines: Vec<MailLine>,
}

/// One mail to one or many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLine {
    /// Which.
    pub mail: EventMail,
    /// When it is due; none where each has a moment of their own.
    pub due_at: Option<Timestamp>,
    /// To how many it is still to go.
    pub planned: u64,
    /// How many rows of the ledger stand where.
    pub states: Vec<(DeliveryState, u64)>,
    /// The rule by which it is due, where that still stands.
    pub rule: Option<ReminderRule>,
}

impl MailLine {
    /// How many rows of the ledger stand so.
    #[must_use]
    pub fn count(&self, state: DeliveryState) -> u64 {
        self.states.iter().filter(|(found, _)| *found == state).map(|(_, count)| count).sum()
    }

    /// How many people it is for, whatever became of it; who was not owed it is not counted.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.planned + self.states.iter().filter(|(state, _)| *state != DeliveryState::Void).map(|(_, count)| count).sum::<u64>()
    }
}

/// Mails are one line as long as they tell of the same start or the same change.
type Lines = BTreeMap<(EventMail, i32), MailLine>;

impl App {
    /// Every mail that an event has sent, sends or will send, as things stand.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn event_mails(&self, slug: &str) -> Result<EventMails, EventError> {
        let now = self.clock.now();
        let stored = self.organisers_event(slug).await?;
        let (event, mut lines) = (&stored.event, Lines::new());
        if event.status != EventStatus::Cancelled {
            line_of(&mut lines, EventMail::to(Purpose::Confirmation, Audience::Registrants), 0);
            self.plan_lines(&stored, &mut lines, now).await?;
        }
        for tally in storage::delivery::count_by_mail(self.db.read(), event.id).await.map_err(storage::Error::from)? {
            let line = line_of(&mut lines, tally.mail, tally.generation);
            if !tally.mail.is_one_by_one() && line.rule.is_none() {
                line.due_at = Some(line.due_at.map_or(tally.due_at, |due_at| due_at.min(tally.due_at)));
            }
            match line.states.iter_mut().find(|(state, _)| *state == tally.state) {
                Some((_, count)) => *count += tally.count,
                None => line.states.push((tally.state, tally.count)),
            }
        }
        let mut lines: Vec<MailLine> = lines.into_values().collect();
        lines.sort_by_key(|line| (line.due_at, line.mail));
        Ok(EventMails { event: event.clone(), rules: stored.rules.clone(), lines })
    }

    /// What is still to be entered in the ledger: by each rule, and of a change that nobody was told yet.
    async fn plan_lines(&self, stored: &Stored, lines: &mut Lines, now: Timestamp) -> Result<(), storage::Error> {
        let event = &stored.event;
        for rule in &stored.rules {
            let line = line_of(lines, EventMail::of(&rule.reminder), event.generation);
            line.planned = self.count_planned(event, rule, now).await?;
            (line.due_at, line.rule) = (Some(rule.due_at), Some(rule.clone()));
        }
        if let Some(change) = event.change.as_ref().filter(|change| now < change.told_at) {
            let people = storage::planner::count_told(self.db.read(), event).await?;
            let line = line_of(lines, EventMail::to(Purpose::Change, Audience::Registrants), event.sequence);
            (line.due_at, line.planned) = (Some(change.told_at), people);
        }
        Ok(())
    }
}

fn line_of(lines: &mut Lines, mail: EventMail, generation: i32) -> &mut MailLine {
    // Rounds of asking are no starts: one line has them all.
    let generation = if mail.is_one_by_one() { 0 } else { generation };
    lines.entry((mail, generation)).or_insert_with(|| MailLine { mail, due_at: None, planned: 0, states: Vec::new(), rule: None })
}
