//! An organiser writes an event anew: what that would do, and doing it.
//!
//! What was read is written only if it still stands: two people who edit at once are told so, and nothing is lost (the version that the
//! form was opened at comes back with it).

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::App;
use crate::app::event::EventError;
use crate::app::import::{ImportError, ImportWarning, Imported, file_of};
use crate::domain::event::{Access, Event, EventStatus};
use crate::domain::event_file::{EventFile, QuestionFile};
use crate::domain::id::QuestionId;
use crate::domain::question::Question;
use crate::domain::reminder::ReminderRule;
use crate::storage;
use crate::storage::event::Stored;

/// An event as it can be written anew.
#[derive(Debug, Clone)]
pub struct Editable {
    /// How it stands.
    pub event: Event,
    /// The version that was read.
    pub version: i32,
    /// What can be written anew.
    pub file: EventFile,
}

/// What writing an event anew does.
#[derive(Debug, Clone)]
pub struct EditEffect {
    /// The event as it is then.
    pub event: Event,
    /// How many people get a mail about it; they do when the date changes.
    pub people: u64,
    /// How many move up from the waiting list at once.
    pub promoted: u64,
    /// Whether the term of all personal data has passed then: they are removed in the night.
    pub is_removed: bool,
    /// Questions that are asked no more; the answers to them go with them (law 23).
    pub dropped: Vec<String>,
    /// What it says of itself then.
    pub file: EventFile,
    /// What the organiser should look at.
    pub warnings: Vec<ImportWarning>,
}

/// Why an event was not written anew; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else has written it since it was read.
    #[error("somebody else has changed the event meanwhile")]
    Changed,
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// What was written cannot be.
    #[error(transparent)]
    Content(#[from] ImportError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// An event as it would be written.
struct Edited {
    event: Event,
    /// Its reminders, where the date has changed.
    rules: Option<Vec<ReminderRule>>,
    warnings: Vec<ImportWarning>,
}

impl App {
    /// An event with the version at which it is read.
    ///
    /// # Errors
    /// When there is none, it was cancelled, or storage fails.
    pub async fn editable_event(&self, slug: &str) -> Result<Editable, EventError> {
        let stored = self.organisers_event(slug).await?;
        if stored.event.status == EventStatus::Cancelled {
            return Err(EventError::Cancelled(stored.event.slug.clone()));
        }
        let file = file_of(&stored.event, &stored.rules);
        Ok(Editable { event: stored.event.clone(), version: stored.version, file })
    }

    /// What writing an event anew would do. Changes nothing.
    ///
    /// # Errors
    /// As [`App::edit_event`].
    pub async fn edit_effect(&self, slug: &str, version: i32, file: EventFile) -> Result<EditEffect, EditError> {
        let stored = self.standing_at(slug, version).await?;
        let edited = self.edited(&stored, file).await?;
        self.effect_of_edit(&stored, edited).await
    }

    /// Writes an event anew, all that a file says of it but its slug, its reminders and what follows it. Another date does what
    /// [`App::move_event`] does; the form's own times move along where they were left as they were.
    ///
    /// # Errors
    /// When it was changed since `version`, it was cancelled, what was written cannot be, or storage fails.
    pub async fn edit_event(&self, slug: &str, version: i32, file: EventFile) -> Result<Imported, EditError> {
        let stored = self.standing_at(slug, version).await?;
        let Edited { event, rules, warnings } = self.edited(&stored, file).await?;
        let notices_due_at = rules.as_ref().and(event.change.as_ref()).map(|change| change.told_at);
        match self.write_event(stored.version, event.clone(), rules, notices_due_at).await {
            Err(storage::Error::Conflict(_)) => return Err(EditError::Changed),
            written => written?,
        }
        self.rouse().await;
        // More places, or an event that had started and is to come again, let people move up.
        self.promote_waitlist(event.id).await?;
        Ok(Imported { event, warnings })
    }

    async fn standing_at(&self, slug: &str, version: i32) -> Result<Arc<Stored>, EditError> {
        let stored = self.organisers_event(slug).await?;
        match stored.event.status {
            EventStatus::Cancelled => Err(EventError::Cancelled(stored.event.slug.clone()).into()),
            _ if stored.version != version => Err(EditError::Changed),
            EventStatus::Draft | EventStatus::Published => Ok(stored),
        }
    }

    async fn edited(&self, stored: &Stored, file: EventFile) -> Result<Edited, EditError> {
        let now = self.clock.now();
        let (old, had) = (&stored.event, file_of(&stored.event, &stored.rules));
        let questions = with_own_keys(file.questions, &old.questions);
        // The form's own times are looked at below, where it is known whether they move along.
        let (opens, closes) = (file.registration_opens, file.registration_closes);
        let file = EventFile { registration_opens: None, registration_closes: None, questions, ..file };
        let (new, _, mut warnings) = self.event_of(file, now)?;
        let is_moved = new.schedule != old.schedule;
        let mut access = new.access;
        (access.opens, access.closes) = (old.access.opens, old.access.closes);
        if is_moved {
            let (moved, doubled) = access.moved(&old.schedule, &new.schedule).map_err(ImportError::from)?;
            access = moved;
            warnings.extend(doubled.into_iter().map(ImportWarning::Doubled));
        }
        let (types_opens, types_closes) = (opens != had.registration_opens, closes != had.registration_closes);
        if types_opens || types_closes {
            let opens = if types_opens { opens } else { access.opens };
            let closes = if types_closes { closes } else { access.closes };
            let (settled, doubled) = Access { opens, closes, ..access }.settled(&new.schedule).map_err(ImportError::from)?;
            access = settled;
            warnings.extend(doubled.into_iter().map(ImportWarning::Doubled));
        }
        let dated = if is_moved { self.moved(stored, new.schedule.clone(), now).await? } else { old.clone() };
        let event = Event { announcement: new.announcement, access, questions: new.questions, retention_days: new.retention_days, ..dated };
        let reminders: Vec<_> = stored.rules.iter().map(|rule| rule.reminder.clone()).collect();
        let rules = is_moved.then(|| ReminderRule::of(&event.schedule, &reminders));
        Ok(Edited { event, rules, warnings })
    }

    async fn effect_of_edit(&self, stored: &Stored, edited: Edited) -> Result<EditEffect, EditError> {
        let Edited { event, warnings, .. } = edited;
        let (now, read) = (self.clock.now(), self.db.read());
        let waiting = if now < event.schedule.starts_at { storage::registration::count_waiting(read, event.id).await } else { Ok(0) };
        let (waiting, free) = (waiting.map_err(storage::Error::from)?, storage::event::count_free_places(read, &event, now).await);
        let free = free.map_err(storage::Error::from)?;
        let is_past_term = event.personal_data_until() <= now;
        let is_dropped = |old: &&Question| event.questions.iter().all(|new| new.id != old.id);
        Ok(EditEffect {
            people: self.count_told(&stored.event, &event).await?,
            promoted: free.map_or(waiting, |free| waiting.min(free)),
            is_removed: is_past_term && storage::registration::has_any(read, event.id).await.map_err(storage::Error::from)?,
            dropped: stored.event.questions.iter().filter(is_dropped).map(|question| question.label.clone()).collect(),
            file: file_of(&event, &stored.rules),
            event,
            warnings,
        })
    }
}

/// Questions under the keys that they have here; what names any other key, or one twice, is a new question. One that names no key and
/// says the same as one that is named by nobody is that one: the form that entered it was sent once more.
fn with_own_keys(questions: Vec<QuestionFile>, old: &[Question]) -> Vec<QuestionFile> {
    let named: HashSet<QuestionId> = questions.iter().filter_map(|question| question.id).collect();
    let mut keys: HashSet<QuestionId> = old.iter().map(|question| question.id).collect();
    let key_of = |question: &QuestionFile| {
        let same = |old: &&Question| !named.contains(&old.id) && old.label == question.label && old.kind == question.kind;
        question.id.or_else(|| old.iter().find(same).map(|old| old.id))
    };
    questions.into_iter().map(|question| QuestionFile { id: key_of(&question).filter(|id| keys.remove(id)), ..question }).collect()
}
