//! The test mailbox, and the clock of a rehearsal. Both are opened by the instance's own link.

use jiff::Timestamp;
use uuid::Uuid;

use crate::app::App;
use crate::domain::event::EventStatus;
use crate::domain::id::DeliveryId;
use crate::domain::reminder::{Audience, Offset};
use crate::domain::token::Key;
use crate::storage;
use crate::storage::event::Which;
pub use crate::storage::outbox::{OutboxLine, OutboxMail};

/// Mails on a page.
pub const PAGE: u64 = 50;

/// The mailbox, a page of it.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// The newest first.
    pub mails: Vec<OutboxLine>,
    /// How many there are.
    pub total: u64,
    /// Now, by the service's clock.
    pub now: Timestamp,
    /// The moments ahead that the clock can be moved to; none when it is not simulated.
    pub jumps: Vec<Jump>,
    /// The zone that times are shown in.
    pub zone: String,
}

/// A moment that a rehearsal can go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// When.
    pub to: Timestamp,
    /// What happens then.
    pub kind: JumpKind,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JumpKind {
    /// A reminder is due.
    Reminder {
        /// Minutes before the start.
        before_minutes: u32,
    },
    /// The doors open.
    Doors,
    /// The event starts.
    Start,
    /// The doors have closed.
    End,
}

impl App {
    /// A page of the mailbox, counted from 0; none when `key` does not open it or mails are really sent.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn outbox(&self, key: &str, page: u64) -> Result<Option<Outbox>, storage::Error> {
        if !self.opens_outbox(key) {
            return Ok(None);
        }
        let mails = storage::outbox::list(self.db.read(), page.saturating_mul(PAGE), PAGE).await?;
        let total = storage::outbox::count(self.db.read()).await?;
        let (jumps, zone) = (self.jumps().await?, self.defaults.zone.clone());
        Ok(Some(Outbox { mails, total, now: self.clock.now(), jumps, zone }))
    }

    /// One mail of the mailbox.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn outbox_mail(&self, key: &str, id: Uuid) -> Result<Option<OutboxMail>, storage::Error> {
        if !self.opens_outbox(key) {
            return Ok(None);
        }
        let id = DeliveryId::from(id);
        match storage::outbox::find(self.db.read(), id).await? {
            Some(mail) => Ok(Some(mail)),
            None => self.sent_account_mail(id).await,
        }
    }

    /// Moves a rehearsal's clock on; says whether it was moved.
    #[must_use]
    pub fn jump(&self, key: &str, to: Timestamp) -> bool {
        let moved = self.opens_outbox(key) && self.clock.move_to(to);
        if moved {
            self.wake.notify_one();
        }
        moved
    }

    fn opens_outbox(&self, key: &str) -> bool {
        self.keeps_mails() && self.secret.open_token(Key::Outbox, key).is_some()
    }

    /// The moments ahead of the next published event.
    async fn jumps(&self) -> Result<Vec<Jump>, storage::Error> {
        let now = self.clock.now();
        if !self.clock.is_simulated() {
            return Ok(Vec::new());
        }
        let coming = storage::event::list(self.db.read(), Which::Upcoming(now), 10).await?;
        let Some(next) = coming.into_iter().find(|stored| stored.event.status == EventStatus::Published) else { return Ok(Vec::new()) };
        let reminders = next.rules.iter().filter(|rule| rule.audience() == Audience::Registrants);
        let mut jumps: Vec<Jump> = reminders
            .filter_map(|rule| match rule.reminder.offset {
                Offset::Before(before_minutes) => Some(Jump { to: rule.due_at, kind: JumpKind::Reminder { before_minutes } }),
                Offset::After(_) => None,
            })
            .collect();
        jumps.push(Jump { to: next.event.doors_open_at(), kind: JumpKind::Doors });
        jumps.push(Jump { to: next.event.schedule.starts_at, kind: JumpKind::Start });
        jumps.push(Jump { to: next.event.doors_close_at(), kind: JumpKind::End });
        jumps.retain(|jump| jump.to > now);
        Ok(jumps)
    }
}
