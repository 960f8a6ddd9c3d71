//! From the text that exists to an event, and back to a file.

mod file;

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

pub(super) use self::file::file_of;
use self::file::{access, announced, of_announcement, questions, reminders};
use crate::app::App;
use crate::app::event::{EventError, shifted};
use crate::domain::afterwards::AfterwardsError;
use crate::domain::announcement;
use crate::domain::event::{AccessError, Event, EventStatus, MAX_TITLE_CHARS, Slug, SlugError};
use crate::domain::event_file::{EventFile, EventFileError, Form, ReminderFileError};
use crate::domain::event_form::{EventForm, EventProblems};
use crate::domain::id::EventId;
use crate::domain::question::{MAX_OPTIONS, MAX_QUESTIONS};
use crate::domain::reminder::{self, ReminderError, ReminderRule};
use crate::domain::schedule::{Doubled, Schedule, ScheduleError, WallClock, WallTime};
use crate::domain::text::{self, TextError};
use crate::storage;

/// How long an event is whose announcement does not say, in minutes.
pub const USUAL_MINUTES: i64 = 90;

/// What the organiser says beside the text; it goes before what the text says.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The event's place in every address.
    pub slug: Option<String>,
    /// Local start.
    pub start: Option<WallTime>,
    /// Local end.
    pub end: Option<WallTime>,
    /// The room's address.
    pub room_url: Option<String>,
    /// The most confirmed registrations.
    pub capacity: Option<u32>,
    /// Whether everybody is to see it at once.
    pub publish: bool,
}

/// An event that was entered.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The event.
    pub event: Event,
    /// What the organiser should look at.
    pub warnings: Vec<ImportWarning>,
}

/// Something that the organiser should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportWarning {
    /// In the announcement.
    Announcement(announcement::Warning),
    /// No end was given; the usual length was taken.
    NoEnd,
    /// A time exists twice.
    Doubled(Doubled),
}

impl std::fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Announcement(warning) => warning.fmt(f),
            Self::NoEnd => write!(f, "no end is given: {USUAL_MINUTES} minutes are taken; say it by --end"),
            Self::Doubled(doubled) => doubled.fmt(f),
        }
    }
}

/// What is different in a copy.
#[derive(Debug, Clone)]
pub struct CopyOptions {
    /// Local start.
    pub start: WallTime,
    /// Local end; the copy is as long as the original otherwise.
    pub end: Option<WallTime>,
    /// Its place in every address; made of the title otherwise.
    pub slug: Option<String>,
    /// Its key: see [`App::create_event`].
    pub id: EventId,
}

/// Why a text is no event; nothing was entered then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file that is no event.
    #[error(transparent)]
    File(#[from] EventFileError),
    /// Nothing that could be the title.
    #[error("the text has no title: its first line should be one")]
    NoTitle,
    /// No date.
    #[error("the text has no date that can be read; say it: --start \"2021-04-15 18:30\"")]
    NoDate,
    /// What a file says and no form would take.
    #[error("{}", .0.iter().map(|(field, problem)| format!("{field} {problem}")).collect::<Vec<_>>().join("; "))]
    Content(EventProblems),
    /// A form that was sent before, with something else in it.
    #[error("this form has made {0} before; edit that")]
    Entered(Slug),
    /// A field that cannot be taken.
    #[error("the {field} {source}")]
    Field {
        /// Its name.
        field: &'static str,
        /// Why.
        source: TextError,
    },
    /// A reminder that makes no sense.
    #[error("a reminder {0} minutes before the start makes no sense; 1 to {max} do", max = reminder::MAX_OFFSET_MINUTES)]
    Reminder(u32),
    /// What follows cannot be.
    #[error(transparent)]
    Afterwards(#[from] AfterwardsError),
    /// Reminders that cannot be together, or one that says no moment.
    #[error(transparent)]
    Reminders(#[from] ReminderError),
    /// A reminder of a file.
    #[error(transparent)]
    ReminderFile(#[from] ReminderFileError),
    /// Too many questions.
    #[error("a form asks at most {MAX_QUESTIONS} questions, not {0}")]
    Questions(usize),
    /// Options between which nobody can choose.
    #[error("the question {0:?} needs 2 to {MAX_OPTIONS} options, each once, on one line")]
    Options(String),
    /// A capacity of nothing.
    #[error("the capacity must be at least 1; leave it out for any number")]
    Capacity,
    /// Not a slug.
    #[error(transparent)]
    Slug(#[from] SlugError),
    /// The slug is taken.
    #[error("an event {0} is there already; choose another --slug")]
    SlugTaken(Slug),
    /// The date cannot be.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The form cannot be open then.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The room cannot be.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// Enters an event from an announcement as organisers write it, or from a file as [`App::export_event`] makes it.
    ///
    /// # Errors
    /// When something is missing or cannot be, in a sentence that says what to do; nothing is entered then.
    pub async fn import_event(&self, text: &str, options: ImportOptions) -> Result<Imported, ImportError> {
        let now = self.clock.now();
        let form = Form::of(text);
        let (mut file, mut warnings) = match form {
            Form::Announcement => of_announcement(announcement::parse(text)),
            Form::Toml | Form::Json => (EventFile::parse(text, form)?, Vec::new()),
        };
        file.slug = options.slug.or(file.slug);
        file.start = options.start.or(file.start);
        file.end = options.end.or(if options.start.is_some() { None } else { file.end });
        file.room_url = options.room_url.or(file.room_url);
        file.capacity = options.capacity.or(file.capacity);
        if file.end.is_none() {
            file.end = file.start.map(usual_end);
            warnings.extend(file.end.map(|_| ImportWarning::NoEnd));
        }
        if form != Form::Announcement && file.start.is_some() {
            // An announcement was cleaned when it was read.
            file = EventForm::of(&file).read(&file).map_err(ImportError::Content)?;
        }
        let is_slug_chosen = file.slug.is_some();
        let (mut event, rules, words) = self.event_of(file, now)?;
        warnings.extend(words);
        if options.publish {
            event.status = EventStatus::Published;
        }
        let event = self.enter(event, rules, is_slug_chosen).await?;
        Ok(Imported { event, warnings })
    }

    /// An event as a file, without what belongs to this instance: key, status, registrations.
    ///
    /// # Errors
    /// When there is none, or storage fails.
    pub async fn export_event(&self, slug: &str) -> Result<EventFile, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(file_of(&stored.event, &stored.rules))
    }

    /// Enters a draft with all that an event says of itself, at another date; its form opens and closes as long before. Its reminders are off until somebody switches them on
    /// (law 9); people and team stay with the original.
    ///
    /// # Errors
    /// When there is none, the date cannot be, the slug is taken, or storage fails.
    pub async fn copy_event(&self, slug: &str, options: CopyOptions) -> Result<Imported, ImportError> {
        let now = self.clock.now();
        let stored = self.organisers_event(slug).await?;
        let wall = &stored.event.schedule.wall;
        let access = stored.event.access.clone().copied(wall, options.start);
        let file = EventFile {
            slug: options.slug.clone(),
            start: Some(options.start),
            end: Some(options.end.unwrap_or_else(|| shifted(wall, options.start))),
            // What followed the original does not follow the copy.
            afterwards: None,
            ..file_of(&Event { access, ..stored.event.clone() }, &stored.rules)
        };
        let (event, rules, warnings) = self.event_of(file.with_new_questions(), now)?;
        let event = Event { id: options.id, reminders_armed: rules.is_empty(), ..event };
        let event = self.enter_once(event, rules, options.slug.is_some()).await?;
        Ok(Imported { event, warnings })
    }

    /// The draft that an announcement makes, not entered yet. Whatever the text is, this does not fail.
    #[must_use]
    pub fn draft_of(&self, announcement: &str) -> (EventFile, Vec<ImportWarning>) {
        let (mut file, warnings) = of_announcement(announcement::parse(announcement));
        // The announcement's own warnings say so.
        file.end = file.end.or(file.start.map(usual_end));
        (file, warnings)
    }

    /// Enters an event under the key that its form has, as a draft or for everybody to see. A form that is sent twice makes one event.
    ///
    /// # Errors
    /// As [`App::import_event`], and where that form has made an event that says something else.
    pub async fn create_event(&self, id: EventId, file: EventFile, publish: bool) -> Result<Imported, ImportError> {
        let is_slug_chosen = file.slug.is_some();
        let (event, rules, warnings) = self.event_of(file.with_new_questions(), self.clock.now())?;
        let status = if publish { EventStatus::Published } else { EventStatus::Draft };
        let event = self.enter_once(Event { id, status, ..event }, rules, is_slug_chosen).await?;
        Ok(Imported { event, warnings })
    }

    /// A key for an event that is being written.
    #[must_use]
    pub fn new_event_id(&self) -> EventId {
        EventId::new(self.clock.now())
    }

    pub(super) fn event_of(&self, file: EventFile, now: Timestamp) -> Result<(Event, Vec<ReminderRule>, Vec<ImportWarning>), ImportError> {
        let mut warnings = Vec::new();
        let title = text::line(&file.title, MAX_TITLE_CHARS).map_err(|source| match source {
            TextError::Empty => ImportError::NoTitle,
            source => ImportError::Field { field: "title", source },
        })?;
        let starts = file.start.ok_or(ImportError::NoDate)?;
        let ends = file.end.unwrap_or_else(|| usual_end(starts));
        let zone = file.zone.clone().unwrap_or_else(|| self.defaults.zone.clone());
        let (schedule, doubled) = Schedule::resolve(WallClock::new(starts, ends, zone))?;
        let (access, doubled_of_form) = access(&file)?.settled(&schedule)?;
        warnings.extend(doubled.into_iter().chain(doubled_of_form).map(ImportWarning::Doubled));
        let reminders = reminders(&file)?;
        let slug = file.slug.as_deref().map(Slug::parse).transpose()?.unwrap_or_else(|| Slug::of_title(&title));
        let event = Event {
            id: EventId::new(now),
            slug,
            status: EventStatus::Draft,
            generation: 1,
            sequence: 0,
            change: None,
            reminders_armed: true,
            cancellation: None,
            access,
            afterwards: file.afterwards.clone().unwrap_or_default().checked()?,
            questions: questions(&file.questions, now)?,
            retention_days: file.retention_days.unwrap_or(self.defaults.retention_days),
            created_at: now,
            announcement: announced(file, title, self.defaults.locale)?,
            schedule,
        };
        let rules = ReminderRule::of(&event.schedule, &reminders);
        Ok((event, rules, warnings))
    }

    /// Enters an event, unless there is one under its key that says the same: then it is that one.
    async fn enter_once(&self, event: Event, rules: Vec<ReminderRule>, chosen: bool) -> Result<Event, ImportError> {
        let entered = match self.event_with(event.id).await? {
            Some(_) => None,
            None => Some(self.enter(event.clone(), rules.clone(), chosen).await),
        };
        match (entered, self.event_with(event.id).await?) {
            (Some(Ok(event)), _) => Ok(event),
            // Whoever pressed the button twice was faster.
            (_, Some(stored)) if file_of(&stored.event, &stored.rules).says_the_same_as(&file_of(&event, &rules)) => {
                let is_published_now = event.status == EventStatus::Published && stored.event.status == EventStatus::Draft;
                if is_published_now { Ok(self.publish_event(stored.event.slug.as_str()).await?) } else { Ok(stored.event.clone()) }
            }
            (_, Some(stored)) => Err(ImportError::Entered(stored.event.slug.clone())),
            (Some(Err(error)), None) => Err(error),
            (None, None) => Err(EventError::NotFound(event.slug.to_string()).into()),
        }
    }

    /// Enters the event. A slug that the organiser chose must be free; one made of the title gets a number when it is not.
    async fn enter(&self, event: Event, rules: Vec<ReminderRule>, chosen: bool) -> Result<Event, ImportError> {
        let (slug, new) = (event.slug.clone(), Arc::new((event, rules)));
        let entered = self.db.write(move |tx| {
            let new = Arc::clone(&new);
            async move {
                let (mut event, mut number) = (new.0.clone(), 1);
                while storage::event::is_slug_taken(tx, &event.slug).await? {
                    if chosen {
                        return Ok(None);
                    }
                    number += 1;
                    event.slug = new.0.slug.numbered(number);
                }
                storage::event::insert(tx, &event, &new.1).await?;
                Ok(Some(event))
            }
            .boxed()
        });
        entered.await?.ok_or(ImportError::SlugTaken(slug))
    }
}

fn usual_end(starts: WallTime) -> WallTime {
    starts.local.checked_add(jiff::SignedDuration::from_mins(USUAL_MINUTES)).unwrap_or(starts.local).into()
}
