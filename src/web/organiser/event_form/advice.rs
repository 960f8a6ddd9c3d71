//! What an organiser is told about the form of an event: what is wrong at which field, and what to look at.

use jiff::civil::{DateTime, Time};

use crate::app::event::EventError;
use crate::app::import::{ImportError, ImportWarning, USUAL_MINUTES};
use crate::domain::announcement::WarningKind;
use crate::domain::event::AccessError;
use crate::domain::event_file::EventFile;
use crate::domain::event_form::{EventForm, EventProblem, EventProblems, MAX_CAPACITY, Rows};
use crate::domain::question::MAX_OPTIONS;
use crate::domain::schedule::ScheduleError;
use crate::web::error::WebError;
use crate::words::Words;

/// The sentence that says how to put it right.
pub(super) fn sentence(w: &Words, label: &str, problem: &EventProblem) -> String {
    match problem {
        EventProblem::Missing => w.edit_err_missing(label),
        EventProblem::TooLong(max) => w.err_too_long(label, *max),
        EventProblem::Control => w.err_characters(label),
        EventProblem::Date => w.edit_err_date(label),
        EventProblem::Time => w.edit_err_time(label),
        EventProblem::Number(least, most) => w.edit_err_number(label, *least, *most),
        EventProblem::Address => w.edit_err_address(label),
        EventProblem::Choice => w.edit_err_choice(label),
        EventProblem::TooMany(most) => w.edit_err_too_many(label, *most),
        EventProblem::EndsBeforeStart => w.edit_err_ends(),
        EventProblem::Skipped(earlier, later) => {
            let clock = |time: &Time| time.strftime("%H:%M").to_string();
            w.edit_err_skipped(clock(earlier), clock(later))
        }
        EventProblem::OutOfRange => w.edit_err_out_of_range(),
        EventProblem::NeverOpen => w.edit_err_never_open(),
        EventProblem::Slug => w.edit_err_slug(),
        EventProblem::Taken => w.edit_err_slug_taken(),
        EventProblem::Options => w.edit_err_options(MAX_OPTIONS),
    }
}

/// What cannot be in an event that was read, at the field that it stands in.
///
/// # Errors
/// When it is not about what was typed.
pub(in crate::web::organiser) fn problems_of(error: ImportError, form: &EventForm, file: &EventFile) -> Result<EventProblems, WebError> {
    let (field, problem) = match error {
        ImportError::Content(problems) => return Ok(problems),
        ImportError::NoTitle => ("title".to_owned(), EventProblem::Missing),
        ImportError::NoDate => ("date".to_owned(), EventProblem::Missing),
        ImportError::Slug(_) => ("slug".to_owned(), EventProblem::Slug),
        ImportError::SlugTaken(_) => ("slug".to_owned(), EventProblem::Taken),
        ImportError::Capacity => ("capacity".to_owned(), EventProblem::Number(1, MAX_CAPACITY)),
        ImportError::Event(EventError::RoomUrl(_)) => ("room_url".to_owned(), EventProblem::Address),
        ImportError::Access(AccessError::NeverOpen { .. }) => ("opens_date".to_owned(), EventProblem::NeverOpen),
        ImportError::Options(label) => (field_of_question(form, &label), EventProblem::Options),
        ImportError::Schedule(error) | ImportError::Access(AccessError::Time(error)) => of_schedule(error, file)?,
        ImportError::Storage(error) => return Err(error.into()),
        ImportError::Event(error) => return Err(error.into()),
        // The form has cleaned its texts and counted its rows, says nothing of reminders and what follows, and is sent by its page alone.
        error @ (ImportError::File(_)
        | ImportError::Entered(_)
        | ImportError::Field { .. }
        | ImportError::Reminder(_)
        | ImportError::Afterwards(_)
        | ImportError::Reminders(_)
        | ImportError::ReminderFile(_)
        | ImportError::Questions(_)) => return Err(WebError::internal(error)),
    };
    Ok(EventProblems::from([(field, problem)]))
}

fn of_schedule(error: ScheduleError, file: &EventFile) -> Result<(String, EventProblem), WebError> {
    let at = |local: DateTime| {
        let times = [("starts", file.start), ("ends", file.end), ("opens", file.registration_opens), ("closes", file.registration_closes)];
        times.into_iter().find(|(_, time)| time.is_some_and(|time| time.local == local)).map_or("starts", |(name, _)| name)
    };
    Ok(match error {
        ScheduleError::EndsBeforeStart { .. } => ("ends".to_owned(), EventProblem::EndsBeforeStart),
        ScheduleError::Skipped { local, earlier, later, .. } => (at(local).to_owned(), EventProblem::Skipped(earlier.time(), later.time())),
        ScheduleError::OutOfRange(_) => ("date".to_owned(), EventProblem::OutOfRange),
        // A zone and an offset are not typed into the form.
        error @ (ScheduleError::UnknownZone(_) | ScheduleError::Offset { .. }) => return Err(WebError::internal(error)),
    })
}

fn field_of_question(form: &EventForm, label: &str) -> String {
    let name = |index: &usize, field| Rows::Questions.field(*index, field);
    let rows = form.rows(Rows::Questions);
    let found = rows.iter().find(|index| form.get(&name(index, "label")).trim() == label);
    found.or(rows.first()).map_or_else(String::new, |index| name(index, "options"))
}

/// What an organiser should look at, in words.
pub(in crate::web::organiser) fn look_at(w: &Words, warnings: &[ImportWarning]) -> Vec<String> {
    warnings.iter().map(|warning| words_of(w, warning)).collect()
}

fn words_of(w: &Words, warning: &ImportWarning) -> String {
    let warning = match warning {
        ImportWarning::NoEnd => return w.warning_no_end(USUAL_MINUTES),
        ImportWarning::Doubled(doubled) => return w.warning_doubled_at(doubled.first.local.strftime("%H:%M").to_string()),
        ImportWarning::Announcement(warning) => warning,
    };
    let sentence = match warning.kind {
        WarningKind::NoTitle => w.warning_no_title(),
        WarningKind::NoDate => w.warning_no_date(),
        WarningKind::NoTime => w.warning_no_time(),
        WarningKind::NoEnd => w.warning_no_end(USUAL_MINUTES),
        WarningKind::NoLocation => w.warning_no_location(),
        WarningKind::UnclearDate => w.warning_unclear_date(),
        WarningKind::WrongWeekday => w.warning_wrong_weekday(),
        WarningKind::MoreDates => w.warning_more_dates(),
        WarningKind::UnclearRegistration => w.warning_unclear_registration(),
        WarningKind::RoomLink => w.warning_room_link(),
        WarningKind::Letter => w.warning_letter(),
        WarningKind::Unplaced => w.warning_unplaced(),
        WarningKind::ControlCharacters => w.warning_control_characters(),
    };
    if warning.text.is_empty() { sentence } else { w.warning_line(warning.line, sentence, warning.text.as_str()) }
}
