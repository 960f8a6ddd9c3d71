//! An event as a file has it, part by part, both ways.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::app::event::checked_room;
use crate::app::import::{ImportError, ImportWarning};
use crate::domain::announcement::Announcement;
use crate::domain::event::{Access, Announced, Event, LocationKind, MAX_TITLE_CHARS, RegistrationMode};
use crate::domain::event_file::{self, EventFile, QuestionFile, ReminderFile};
use crate::domain::event_form::MAX_DESCRIPTION_CHARS;
use crate::domain::id::QuestionId;
use crate::domain::locale::Locale;
use crate::domain::question::{MAX_OPTIONS, MAX_QUESTIONS, Question, QuestionKind};
use crate::domain::reminder::{self, DEFAULT_REMINDERS, Reminder, ReminderRule};
use crate::domain::schedule::WallTime;
use crate::domain::text::{self, TextError};

pub(super) fn of_announcement(said: Announcement) -> (EventFile, Vec<ImportWarning>) {
    let warnings = said.warnings.into_iter().map(ImportWarning::Announcement).collect();
    let file = EventFile {
        slug: None,
        locale: Some(said.locale),
        title: said.title.unwrap_or_default(),
        subtitle: said.subtitle,
        series: said.series,
        start: said.starts.map(WallTime::from),
        end: said.ends.map(WallTime::from),
        zone: None,
        location_kind: Some(said.location_kind),
        location: said.location,
        description: said.description,
        funding_note: said.funding_note,
        fee: said.fee,
        registration: Some(said.registration_mode),
        registration_note: said.registration_note,
        event_type: said.event_type,
        topics: said.topics,
        audiences: said.audiences,
        capacity: None,
        room_url: None,
        doors_before_minutes: None,
        doors_after_minutes: None,
        link_on_page: None,
        given_name: None,
        family_name: None,
        registration_opens: None,
        registration_closes: None,
        double_opt_in: None,
        approval: None,
        proof_of_attendance: None,
        help_contact: None,
        retention_days: None,
        reminders_before_minutes: None,
        reminders: Vec::new(),
        people: said.people,
        partners: said.partners,
        questions: Vec::new(),
        afterwards: None,
    };
    (file, warnings)
}

/// The reminders of a file: said one by one, or by their minutes alone, or the usual ones.
pub(super) fn reminders(file: &EventFile) -> Result<Vec<Reminder>, ImportError> {
    let mut reminders: Vec<Reminder> = file.reminders.iter().map(ReminderFile::read).collect::<Result<Vec<_>, _>>()?.concat();
    match &file.reminders_before_minutes {
        Some(minutes) => {
            let distinct: BTreeSet<u32> = minutes.iter().copied().collect();
            if let Some(bad) = distinct.iter().find(|minutes| !(1..=reminder::MAX_OFFSET_MINUTES).contains(*minutes)) {
                return Err(ImportError::Reminder(*bad));
            }
            reminders.extend(Reminder::for_all(&distinct.into_iter().collect::<Vec<_>>()));
        }
        None if reminders.is_empty() => reminders = Reminder::for_all(&DEFAULT_REMINDERS),
        None => {}
    }
    Ok(reminder::checked(reminders)?)
}

pub(super) fn access(file: &EventFile) -> Result<Access, ImportError> {
    let usual = Access::default();
    if file.capacity == Some(0) {
        return Err(ImportError::Capacity);
    }
    Ok(Access {
        mode: file.registration.unwrap_or(RegistrationMode::Required),
        capacity: file.capacity,
        room_url: file.room_url.as_deref().map(checked_room).transpose()?,
        doors_before_minutes: file.doors_before_minutes.unwrap_or(usual.doors_before_minutes),
        doors_after_minutes: file.doors_after_minutes.unwrap_or(usual.doors_after_minutes),
        link_on_page: file.link_on_page.unwrap_or(usual.link_on_page),
        given_name: file.given_name.unwrap_or(usual.given_name),
        family_name: file.family_name.unwrap_or(usual.family_name),
        opens: file.registration_opens,
        closes: file.registration_closes,
        double_opt_in: file.double_opt_in.unwrap_or(usual.double_opt_in),
        approval: file.approval.unwrap_or(usual.approval),
        proves_attendance: file.proof_of_attendance.unwrap_or(usual.proves_attendance),
        help_contact: file.help_contact.clone(),
    })
}

pub(super) fn questions(files: &[QuestionFile], now: Timestamp) -> Result<Vec<Question>, ImportError> {
    if files.len() > MAX_QUESTIONS {
        return Err(ImportError::Questions(files.len()));
    }
    files.iter().map(|file| question(file, now)).collect()
}

fn question(file: &QuestionFile, now: Timestamp) -> Result<Question, ImportError> {
    let cleaned = |text: &str| text::line(text, MAX_TITLE_CHARS).map_err(|source| ImportError::Field { field: "question", source });
    let label = cleaned(&file.label)?;
    let options = file.options.iter().map(|option| cleaned(option)).collect::<Result<Vec<_>, _>>()?;
    let distinct: BTreeSet<&String> = options.iter().collect();
    let is_choice = matches!(file.kind, QuestionKind::Choice | QuestionKind::Several);
    if is_choice && !(2..=MAX_OPTIONS).contains(&distinct.len()) || distinct.len() < options.len() {
        return Err(ImportError::Options(label));
    }
    let purpose = file.purpose.as_deref().map(cleaned).transpose()?;
    let id = file.id.unwrap_or_else(|| QuestionId::new(now));
    let (kind, required, retention_days) = (file.kind, file.required, file.retention_days);
    Ok(Question { id, label, kind, required, options, purpose, retention_days })
}

pub(super) fn announced(file: EventFile, title: String, locale: Locale) -> Result<Announced, ImportError> {
    let description = match text::block(&file.description, MAX_DESCRIPTION_CHARS) {
        Ok(description) => description,
        Err(TextError::Empty) => String::new(),
        Err(source) => return Err(ImportError::Field { field: "description", source }),
    };
    Ok(Announced {
        locale: file.locale.unwrap_or(locale),
        title,
        subtitle: file.subtitle,
        series: file.series,
        location_kind: file.location_kind.unwrap_or(LocationKind::Online),
        location: file.location,
        description,
        people: file.people,
        partners: file.partners,
        funding_note: file.funding_note,
        fee: file.fee,
        registration_note: file.registration_note,
        event_type: file.event_type,
        topics: file.topics,
        audiences: file.audiences,
    })
}

pub(in crate::app) fn file_of(event: &Event, rules: &[ReminderRule]) -> EventFile {
    let (said, access) = (event.announcement.clone(), event.access.clone());
    let (reminders_before_minutes, reminders) = event_file::reminders_of(rules.iter().map(|rule| &rule.reminder));
    EventFile {
        slug: Some(event.slug.as_str().to_owned()),
        locale: Some(said.locale),
        title: said.title,
        subtitle: said.subtitle,
        series: said.series,
        start: Some(event.schedule.wall.starts()),
        end: Some(event.schedule.wall.ends()),
        zone: Some(event.schedule.wall.zone.clone()),
        location_kind: Some(said.location_kind),
        location: said.location,
        description: said.description,
        funding_note: said.funding_note,
        fee: said.fee,
        registration: Some(access.mode),
        registration_note: said.registration_note,
        event_type: said.event_type,
        topics: said.topics,
        audiences: said.audiences,
        capacity: access.capacity,
        room_url: access.room_url,
        doors_before_minutes: Some(access.doors_before_minutes),
        doors_after_minutes: Some(access.doors_after_minutes),
        link_on_page: Some(access.link_on_page),
        given_name: Some(access.given_name),
        family_name: Some(access.family_name),
        registration_opens: access.opens,
        registration_closes: access.closes,
        double_opt_in: Some(access.double_opt_in),
        approval: Some(access.approval),
        proof_of_attendance: Some(access.proves_attendance),
        help_contact: access.help_contact,
        retention_days: Some(event.retention_days),
        reminders_before_minutes,
        reminders,
        people: said.people,
        partners: said.partners,
        questions: event
            .questions
            .iter()
            .map(|asked| QuestionFile {
                id: Some(asked.id),
                label: asked.label.clone(),
                kind: asked.kind,
                required: asked.required,
                options: asked.options.clone(),
                purpose: asked.purpose.clone(),
                retention_days: asked.retention_days,
            })
            .collect(),
        afterwards: Some(event.afterwards.clone()).filter(|afterwards| !afterwards.is_empty()),
    }
}
