//! Events: what the public sees, and what an organiser does with them.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::team::owe_team;
use crate::domain::afterwards::AfterwardsError;
use crate::domain::change::{Cause, Change, Save};
use crate::domain::delivery::VoidReason;
use crate::domain::event::{Access, Cancellation, Event, EventStatus, Slug};
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::{Audience, Reminder, ReminderError, ReminderRule};
use crate::domain::schedule::{Doubled, Schedule, ScheduleError, WallClock, WallTime};
use crate::domain::web_address::web_address;
use crate::mail::calendar;
use crate::storage;
use crate::storage::event::{Stored, Which};

/// The most events of a list; an academy has some hundred a year.
pub(super) const LISTED: u64 = 1_000;

/// An event as the public sees it.
#[derive(Debug, Clone)]
pub struct PublicEvent {
    /// The event; published or cancelled.
    pub event: Event,
    /// Its reminders, the earliest first.
    pub reminders: Vec<ReminderRule>,
    /// Free places; none when there is no limit.
    pub free_places: Option<u32>,
    /// The organiser's name.
    pub organisation: String,
}

/// An event as its organiser sees it.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The event.
    pub event: Event,
    /// Its reminders, the earliest first.
    pub reminders: Vec<ReminderRule>,
    /// How many are registered.
    pub registered: u64,
    /// How many people get a mail when something changes: registrants and team.
    pub told: u64,
}

/// What another date does.
#[derive(Debug, Clone)]
pub struct MoveEffect {
    /// How many people get a mail about it.
    pub people: u64,
    /// The event as it is then, with the moment at which they are told.
    pub event: Event,
    /// Words about times that exist twice.
    pub doubled: Vec<Doubled>,
}

/// Why an organiser's verb was not done; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// No event has that slug.
    #[error("there is no event {0:?}; `halbsieben event list` shows all")]
    NotFound(String),
    /// It was called off.
    #[error("{0} was cancelled; that cannot be taken back: import it anew")]
    Cancelled(Slug),
    /// It is published already.
    #[error("{0} is published already")]
    Published(Slug),
    /// Only a published event has people to tell.
    #[error("{0} is a draft: nobody is registered; delete it or import it anew")]
    Draft(Slug),
    /// Not an address that people can be sent to.
    #[error("the room's address must begin with https:// (or http://) and name a host, and {0:?} does not")]
    RoomUrl(String),
    /// A limit that lets nobody in.
    #[error("the limit is at least one place; `none` lifts it")]
    NoPlaces,
    /// What follows cannot be.
    #[error(transparent)]
    Afterwards(#[from] AfterwardsError),
    /// Reminders that cannot be.
    #[error(transparent)]
    Reminder(#[from] ReminderError),
    /// Somebody else has changed it since it was read.
    #[error("somebody else has changed {0} meanwhile; look again")]
    Changed(Slug),
    /// The date cannot be.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// The published or cancelled event at a slug; none for a draft as for an unknown one.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn find_public_event(&self, slug: &str) -> Result<Option<PublicEvent>, storage::Error> {
        match self.event_at(slug).await? {
            Some(stored) if stored.event.status != EventStatus::Draft => Ok(Some(self.as_public(&stored).await?)),
            _ => Ok(None),
        }
    }

    /// A draft as the public will see it.
    ///
    /// # Errors
    /// When there is none, it is no draft any more, or storage fails.
    pub async fn preview_event(&self, slug: &str) -> Result<PublicEvent, EventError> {
        let stored = self.organisers_event(slug).await?;
        let published = published(&stored.event)?;
        Ok(PublicEvent { event: published, ..self.as_public(&stored).await? })
    }

    pub(super) async fn as_public(&self, stored: &Stored) -> Result<PublicEvent, storage::Error> {
        let free = storage::event::count_free_places(self.db.read(), &stored.event, self.clock.now()).await?;
        let free_places = free.map(|free| u32::try_from(free).unwrap_or(u32::MAX));
        Ok(PublicEvent {
            event: stored.event.clone(),
            reminders: stored.rules.clone(),
            free_places,
            organisation: self.sender.organisation.clone(),
        })
    }

    /// The calendar file of a public event; none as for its page.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn event_calendar(&self, slug: &str) -> Result<Option<String>, storage::Error> {
        let now = self.clock.now();
        let public = self.find_public_event(slug).await?;
        Ok(public.map(|public| calendar::publish(&[&public.event], &self.urls, public.event.announcement.locale, now)))
    }

    /// All events, drafts too, the latest start first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn list_events(&self) -> Result<Vec<Overview>, storage::Error> {
        let mut overviews = Vec::new();
        for stored in storage::event::list(self.db.read(), Which::All, LISTED).await? {
            overviews.push(self.as_overview(&stored).await?);
        }
        Ok(overviews)
    }

    /// An event as its organiser sees it.
    ///
    /// # Errors
    /// When there is none, or storage fails.
    pub async fn show_event(&self, slug: &str) -> Result<Overview, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(self.as_overview(&stored).await?)
    }

    async fn as_overview(&self, stored: &Stored) -> Result<Overview, storage::Error> {
        let registered = storage::registration::count(self.db.read(), stored.event.id, RegistrationStatus::Registered).await?;
        let gone = storage::erasure::find_headcount(self.db.read(), stored.event.id).await?.registered;
        let told = storage::registration::count_told(self.db.read(), stored.event.id).await?;
        Ok(Overview { event: stored.event.clone(), reminders: stored.rules.clone(), registered: registered + gone, told })
    }

    pub(super) async fn organisers_event(&self, slug: &str) -> Result<Arc<Stored>, EventError> {
        self.event_at(slug).await?.ok_or_else(|| EventError::NotFound(slug.to_owned()))
    }

    /// Shows a draft to everybody.
    ///
    /// # Errors
    /// When it is no draft, or storage fails.
    pub async fn publish_event(&self, slug: &str) -> Result<Event, EventError> {
        self.change_event(slug, |event| Ok((published(event)?, None))).await
    }

    /// Makes an event what `with` makes of it; it says since when people are to be told, if they are. Where somebody else has changed it at
    /// that moment, it is read and made so once more: a button that is pressed twice is answered as pressed once.
    pub(super) async fn change_event(
        &self,
        slug: &str,
        with: impl Fn(&Event) -> Result<(Event, Option<Timestamp>), EventError>,
    ) -> Result<Event, EventError> {
        let mut is_first = true;
        loop {
            let stored = self.organisers_event(slug).await?;
            let (event, notices_due_at) = with(&stored.event)?;
            match self.write_event(stored.version, event.clone(), None, notices_due_at).await {
                Err(storage::Error::Conflict(_)) if is_first => is_first = false,
                written => {
                    written?;
                    self.rouse().await;
                    return Ok(event);
                }
            }
        }
    }

    /// What giving an event another date would do. Changes nothing.
    ///
    /// # Errors
    /// As [`App::move_event`].
    pub async fn move_effect(&self, slug: &str, starts: WallTime, ends: Option<WallTime>) -> Result<MoveEffect, EventError> {
        let stored = self.organisers_event(slug).await?;
        let (event, doubled) = self.with_date(&stored, starts, ends).await?;
        Ok(MoveEffect { people: self.count_told(&stored.event, &event).await?, event, doubled })
    }

    /// How many people are told when an event becomes `new`: nobody where its date stays, or is corrected into the past (law 9).
    pub(super) async fn count_told(&self, old: &Event, new: &Event) -> Result<u64, storage::Error> {
        if new.schedule == old.schedule || new.schedule.ends_at <= self.clock.now() {
            return Ok(0);
        }
        Ok(storage::planner::count_told(self.db.read(), new).await?)
    }

    /// Gives an event another date. Reminders and the closing of the form move along, everybody registered is told once, and the calendar entry that
    /// they have is replaced (law 7). Several moves within ten minutes are told together.
    ///
    /// # Errors
    /// When the date cannot be, the event was cancelled, or storage fails.
    pub async fn move_event(&self, slug: &str, starts: WallTime, ends: Option<WallTime>) -> Result<MoveEffect, EventError> {
        let stored = self.organisers_event(slug).await?;
        let effect = self.move_effect(slug, starts, ends).await?;
        if effect.event.schedule == stored.event.schedule {
            return Ok(effect);
        }
        let (event, doubled) = self.with_date(&stored, starts, ends).await?;
        let reminders: Vec<Reminder> = stored.rules.iter().map(|rule| rule.reminder.clone()).collect();
        let rules = ReminderRule::of(&event.schedule, &reminders);
        let notices_due_at = event.change.as_ref().map(|change| change.told_at);
        self.write_event(stored.version, event.clone(), Some(rules), notices_due_at).await?;
        self.rouse().await;
        // An event that had started before it was moved left whoever waited where they were.
        self.promote_waitlist(event.id).await?;
        Ok(MoveEffect { event, doubled, ..effect })
    }

    async fn with_date(&self, stored: &Stored, starts: WallTime, ends: Option<WallTime>) -> Result<(Event, Vec<Doubled>), EventError> {
        let now = self.clock.now();
        if stored.event.status == EventStatus::Cancelled {
            return Err(EventError::Cancelled(stored.event.slug.clone()));
        }
        let before = &stored.event.schedule.wall;
        let ends = ends.unwrap_or_else(|| shifted(before, starts));
        let (schedule, mut doubled) = Schedule::resolve(WallClock::new(starts, ends, before.zone.clone()))?;
        if schedule == stored.event.schedule {
            return Ok((stored.event.clone(), doubled));
        }
        let (access, doubled_of_form) = stored.event.access.moved(&stored.event.schedule, &schedule)?;
        doubled.extend(doubled_of_form);
        Ok((Event { access, ..self.moved(stored, schedule, now).await? }, doubled))
    }

    pub(super) async fn moved(&self, stored: &Stored, schedule: Schedule, now: Timestamp) -> Result<Event, storage::Error> {
        let event = &stored.event;
        let (same_start, highest) = storage::event::find_generation(self.db.read(), event.id, &schedule.wall).await?;
        let is_public = event.status == EventStatus::Published;
        let save = Save { saved_at: now, previous: event.schedule.wall.clone(), cause: Cause::Date };
        let starts = [event.schedule.starts_at, schedule.starts_at];
        Ok(Event {
            generation: same_start.unwrap_or(highest + 1),
            sequence: event.sequence + i32::from(is_public),
            // A draft has nobody to tell.
            change: is_public.then(|| Change::with(event.change.as_ref(), save, starts)),
            schedule,
            ..event.clone()
        })
    }

    /// Calls an event off. Everything that waits for it is void, and everybody registered is told once (law 8).
    ///
    /// # Errors
    /// When it was called off before, is a draft, or storage fails.
    pub async fn cancel_event(&self, slug: &str, reason: &str) -> Result<Event, EventError> {
        let now = self.clock.now();
        let cancelled = self.change_event(slug, |event| match event.status {
            EventStatus::Published => {
                let cancellation = Some(Cancellation { cancelled_at: now, reason: reason.to_owned() });
                let sequence = event.sequence + 1;
                Ok((Event { status: EventStatus::Cancelled, sequence, cancellation, ..event.clone() }, Some(now)))
            }
            EventStatus::Draft => Err(EventError::Draft(event.slug.clone())),
            EventStatus::Cancelled => Err(EventError::Cancelled(event.slug.clone())),
        });
        cancelled.await
    }

    /// Leads everybody to another room from this moment on; nobody needs a mail for it (law 19).
    ///
    /// # Errors
    /// When the address is none that people can be sent to, or storage fails.
    pub async fn change_room(&self, slug: &str, room_url: &str) -> Result<Event, EventError> {
        let room_url = Some(checked_room(room_url)?);
        let changed = self.change_event(slug, |event| {
            let access = Access { room_url: room_url.clone(), ..event.access.clone() };
            Ok((Event { access, ..event.clone() }, None))
        });
        changed.await
    }

    /// Writes an event that was read at `version`, with its reminders where they have changed; `notices_due_at` says that people are to be told.
    pub(super) async fn write_event(
        &self,
        version: i32,
        event: Event,
        rules: Option<Vec<ReminderRule>>,
        notices_due_at: Option<Timestamp>,
    ) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let is_changed = notices_due_at.is_some() && event.cancellation.is_none();
        let change = Arc::new((event, rules));
        let written = self
            .db
            .write(move |tx| {
                let change = Arc::clone(&change);
                async move {
                    let (event, rules) = (&change.0, &change.1);
                    let was_draft = storage::event::is_draft(tx, event.id).await?;
                    if !storage::event::update(tx, event, version, notices_due_at).await? {
                        return Ok(false);
                    }
                    if was_draft && event.status == EventStatus::Published {
                        owe_team(tx, event.id, now).await?;
                    }
                    if let Some(rules) = rules {
                        storage::event::update_rules(tx, event, rules).await?;
                        storage::delivery::delete_void_reminders(tx, event.id, event.generation).await?;
                        storage::delivery::void_waiting_of_start(tx, event.id, event.generation).await?;
                        for audience in Audience::ALL {
                            let theirs = rules.iter().filter(|rule| rule.audience() == audience).map(ReminderRule::purpose).collect();
                            storage::delivery::void_waiting_without_rule(tx, event.id, audience, theirs).await?;
                        }
                    }
                    if is_changed {
                        storage::planner::mark_heard(tx, event).await?;
                    }
                    if event.status == EventStatus::Cancelled {
                        storage::delivery::void_waiting_of_event(tx, event.id, VoidReason::EventCancelled).await?;
                    }
                    Ok(true)
                }
                .boxed()
            })
            .await?;
        if written { Ok(()) } else { Err(storage::Error::Conflict("a change that somebody else made meanwhile".to_owned())) }
    }
}

/// A draft as it is once everybody sees it.
fn published(event: &Event) -> Result<Event, EventError> {
    match event.status {
        EventStatus::Draft => Ok(Event { status: EventStatus::Published, ..event.clone() }),
        EventStatus::Published => Err(EventError::Published(event.slug.clone())),
        EventStatus::Cancelled => Err(EventError::Cancelled(event.slug.clone())),
    }
}

/// The end that keeps an event as long as it was.
pub(super) fn shifted(before: &WallClock, starts: WallTime) -> WallTime {
    let length = before.ends_local.duration_since(before.starts_local);
    starts.local.checked_add(length).unwrap_or(starts.local).into()
}

/// The room's address, as it may be kept.
pub(super) fn checked_room(room_url: &str) -> Result<String, EventError> {
    web_address(room_url).map(String::from).ok_or_else(|| EventError::RoomUrl(room_url.to_owned()))
}
