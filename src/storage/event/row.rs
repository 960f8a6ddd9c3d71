//! An event's row and lists, to and from the domain.

use std::str::FromStr;

use jiff::Timestamp;
use sea_orm::DbErr;

use crate::domain::change::{Change, Save};
use crate::domain::delivery::Purpose;
use crate::domain::event::{Access, Afterwards, Announced, Asked, Cancellation, Event, Partner, Person, Slug};
use crate::domain::id::{EventId, QuestionId};
use crate::domain::question::Question;
use crate::domain::reminder::{Offset, Reminder, ReminderRule};
use crate::domain::schedule::{Schedule, WallClock, WallTime};
use crate::storage::entity::{event, event_change, event_partner, event_person, question, reminder_rule};
use crate::storage::{instant, stored, unreadable};

pub(super) fn model(event: &Event, notices_due_at: Option<Timestamp>) -> event::Model {
    let (wall, said, access) = (&event.schedule.wall, &event.announcement, &event.access);
    event::Model {
        id: event.id.uuid(),
        slug: event.slug.as_str().to_owned(),
        status: event.status.as_str().to_owned(),
        version: 0,
        starts_local: wall.starts().to_string(),
        ends_local: wall.ends().to_string(),
        zone: wall.zone.clone(),
        starts_at: stored(event.schedule.starts_at),
        ends_at: stored(event.schedule.ends_at),
        generation: event.generation,
        sequence: event.sequence,
        notices_due_at: notices_due_at.map(stored),
        told_at: event.change.as_ref().map(|change| stored(change.told_at)),
        cancelled_at: event.cancellation.as_ref().map(|cancellation| stored(cancellation.cancelled_at)),
        cancel_reason: event.cancellation.as_ref().map(|cancellation| cancellation.reason.clone()),
        locale: said.locale.tag().to_owned(),
        title: said.title.clone(),
        subtitle: said.subtitle.clone(),
        series: said.series.clone(),
        location_kind: said.location_kind.as_str().to_owned(),
        location: said.location.clone(),
        description: said.description.clone(),
        funding_note: said.funding_note.clone(),
        fee: said.fee.clone(),
        registration_note: said.registration_note.clone(),
        event_type: said.event_type.clone(),
        registration_mode: access.mode.as_str().to_owned(),
        capacity: access.capacity.map(number),
        room_url: access.room_url.clone(),
        doors_before_minutes: access.doors_before_minutes.into(),
        doors_after_minutes: access.doors_after_minutes.into(),
        link_on_page: access.link_on_page,
        given_name_asked: access.given_name.as_str().to_owned(),
        family_name_asked: access.family_name.as_str().to_owned(),
        retention_days: event.retention_days.into(),
        reminders_armed: event.reminders_armed,
        registered_in_the_end: None,
        cancelled_in_the_end: None,
        waitlisted_in_the_end: None,
        present_in_the_end: None,
        opens_local: access.opens.as_ref().map(ToString::to_string),
        closes_local: access.closes.as_ref().map(ToString::to_string),
        double_opt_in: access.double_opt_in,
        approval: access.approval,
        proves_attendance: access.proves_attendance,
        help_contact: access.help_contact.clone(),
        recording_url: event.afterwards.recording_url.clone(),
        recording_until: event.afterwards.recording_until.map(|day| day.to_string()),
        materials: serde_json::to_string(&event.afterwards.materials).unwrap_or_default(),
        survey_url: event.afterwards.survey_url.clone(),
        created_at: stored(event.created_at),
    }
}

pub(super) struct Lists {
    pub(super) people: Vec<event_person::Model>,
    pub(super) saves: Vec<event_change::Model>,
    pub(super) partners: Vec<event_partner::Model>,
    pub(super) topics: Vec<String>,
    pub(super) audiences: Vec<String>,
    pub(super) questions: Vec<Question>,
}

pub(super) fn domain(row: event::Model, lists: Lists) -> Result<Event, DbErr> {
    let change = change(&row, &lists.saves)?;
    let cancellation =
        row.cancelled_at.map(|at| Cancellation { cancelled_at: instant(at), reason: row.cancel_reason.clone().unwrap_or_default() });
    let schedule = Schedule {
        wall: wall(&row.starts_local, &row.ends_local, &row.zone)?,
        starts_at: instant(row.starts_at),
        ends_at: instant(row.ends_at),
    };
    Ok(Event {
        id: EventId::from(row.id),
        slug: Slug::parse(&row.slug).map_err(|_| unreadable("event.slug", &row.slug))?,
        status: word("event.status", &row.status)?,
        schedule,
        generation: row.generation,
        sequence: row.sequence,
        change,
        reminders_armed: row.reminders_armed,
        cancellation,
        access: access(&row)?,
        afterwards: afterwards(&row)?,
        questions: lists.questions,
        retention_days: row.retention_days.try_into().map_err(|_| unreadable("event.retention_days", row.retention_days))?,
        created_at: instant(row.created_at),
        announcement: Announced {
            locale: word("event.locale", &row.locale)?,
            title: row.title,
            subtitle: row.subtitle,
            series: row.series,
            location_kind: word("event.location_kind", &row.location_kind)?,
            location: row.location,
            description: row.description,
            people: lists.people.into_iter().map(person).collect::<Result<_, _>>()?,
            partners: lists
                .partners
                .into_iter()
                .map(|row| Partner { name: row.name, short_name: row.short_name, parent: row.parent })
                .collect(),
            funding_note: row.funding_note,
            fee: row.fee,
            registration_note: row.registration_note,
            event_type: row.event_type,
            topics: lists.topics,
            audiences: lists.audiences,
        },
    })
}

fn change(row: &event::Model, saves: &[event_change::Model]) -> Result<Option<Change>, DbErr> {
    let Some(told_at) = row.told_at.filter(|_| !saves.is_empty()) else { return Ok(None) };
    Ok(Some(Change { told_at: instant(told_at), saves: saves.iter().map(save).collect::<Result<_, _>>()? }))
}

fn save(row: &event_change::Model) -> Result<Save, DbErr> {
    Ok(Save {
        saved_at: instant(row.saved_at),
        previous: wall(&row.previous_starts_local, &row.previous_ends_local, &row.previous_zone)?,
        cause: word("event_change.cause", &row.cause)?,
    })
}

fn access(row: &event::Model) -> Result<Access, DbErr> {
    let minutes = |column, value: i32| u16::try_from(value).map_err(|_| unreadable(column, value));
    let asked = |column, value: &str| word::<Asked>(column, value);
    Ok(Access {
        mode: word("event.registration_mode", &row.registration_mode)?,
        capacity: row.capacity.and_then(|capacity| u32::try_from(capacity).ok()),
        room_url: row.room_url.clone(),
        doors_before_minutes: minutes("event.doors_before_minutes", row.doors_before_minutes)?,
        doors_after_minutes: minutes("event.doors_after_minutes", row.doors_after_minutes)?,
        link_on_page: row.link_on_page,
        given_name: asked("event.given_name_asked", &row.given_name_asked)?,
        family_name: asked("event.family_name_asked", &row.family_name_asked)?,
        opens: row.opens_local.as_deref().map(|text| wall_time("event.opens_local", text)).transpose()?,
        closes: row.closes_local.as_deref().map(|text| wall_time("event.closes_local", text)).transpose()?,
        double_opt_in: row.double_opt_in,
        approval: row.approval,
        proves_attendance: row.proves_attendance,
        help_contact: row.help_contact.clone(),
    })
}

fn afterwards(row: &event::Model) -> Result<Afterwards, DbErr> {
    Ok(Afterwards {
        recording_url: row.recording_url.clone(),
        recording_until: row.recording_until.as_deref().map(|day| word("event.recording_until", day)).transpose()?,
        materials: serde_json::from_str(&row.materials).map_err(|_| unreadable("event.materials", &row.materials))?,
        survey_url: row.survey_url.clone(),
    })
}

fn wall(starts: &str, ends: &str, zone: &str) -> Result<WallClock, DbErr> {
    Ok(WallClock::new(wall_time("event.starts_local", starts)?, wall_time("event.ends_local", ends)?, zone))
}

fn wall_time(column: &str, text: &str) -> Result<WallTime, DbErr> {
    word(column, text)
}

pub(super) fn rule(row: reminder_rule::Model) -> Result<ReminderRule, DbErr> {
    let offset = match word("reminder_rule.purpose", &row.purpose)? {
        Purpose::Reminder { before_minutes } => Offset::Before(before_minutes),
        Purpose::FollowUp { after_minutes } => Offset::After(after_minutes),
        _ => return Err(unreadable("reminder_rule.purpose", row.purpose)),
    };
    Ok(ReminderRule {
        reminder: Reminder { offset, audience: word("reminder_rule.audience", &row.audience)?, text: row.text },
        due_at: instant(row.due_at),
        useful_until: instant(row.useful_until),
        covered_by_later: row.covered_by_later,
    })
}

fn person(row: event_person::Model) -> Result<Person, DbErr> {
    let role = word("event_person.role", &row.role)?;
    Ok(Person { role, title: row.title, name: row.name, function: row.function, organisation: row.organisation, place: row.place })
}

pub(super) fn asked(row: question::Model) -> Result<Question, DbErr> {
    Ok(Question {
        id: QuestionId::from(row.id),
        kind: word("question.kind", &row.kind)?,
        label: row.label,
        required: row.required,
        options: row.options.lines().map(str::to_owned).collect(),
        purpose: row.purpose,
        retention_days: row.retention_days.and_then(|days| u16::try_from(days).ok()),
    })
}

/// Reads one of the domain's fixed words.
pub(in crate::storage) fn word<T: FromStr>(column: &str, value: &str) -> Result<T, DbErr> {
    value.parse().map_err(|_| unreadable(column, value))
}

/// A count as a column has it. Counts here are small: positions, minutes, places.
pub(super) fn number<N: TryInto<i32>>(count: N) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}
