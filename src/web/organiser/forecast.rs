//! The forecast of an event as its pages show it: one sentence, and where it is a bad one what is in the way and who will not have
//! the link (law 14).

use crate::domain::event::{Event, EventStatus, RegistrationMode};
use crate::domain::forecast::{Forecast, Problem, WhyWithout};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::public::notice::Kind;
use crate::words::{When, Words};

/// The most people whom it names; whoever has more has one cause, not many.
const NAMED: usize = 50;

/// Whether everybody will have the link.
pub(super) struct ForecastView {
    pub(super) kind: Kind,
    pub(super) sentence: String,
    pub(super) problems: Vec<String>,
    pub(super) without: Vec<Without>,
    /// How many are not named.
    pub(super) more: Option<String>,
}

/// Somebody who will not have the link.
pub(super) struct Without {
    pub(super) name: Option<String>,
    pub(super) email: String,
    pub(super) why: String,
    /// In the mail server's words.
    pub(super) words: Option<String>,
}

/// The forecast of an event that is still to come, where people get a link.
pub(super) async fn of(web: &Web, w: &Words, event: &Event, when: &When<'_>) -> Result<Option<ForecastView>, WebError> {
    let is_ahead = event.status == EventStatus::Published && web.app.now() < event.schedule.starts_at;
    if !is_ahead || event.is_in_a_place_alone() || event.access.mode == RegistrationMode::Open {
        return Ok(None);
    }
    let told = web.app.forecast(event.slug.as_str()).await?;
    Ok(Some(view(w, &told, when)))
}

fn view(w: &Words, told: &Forecast, when: &When<'_>) -> ForecastView {
    let without: Vec<Without> = told
        .without_link
        .iter()
        .filter_map(|person| {
            let why = why(w, person.reason)?;
            let (name, email, words) = (person.name.clone(), person.email.as_str().to_owned(), person.words.clone());
            Some(Without { name, email, why, words })
        })
        .collect();
    let by = when.brief_at(told.deadline_at);
    let problems: Vec<String> = told.problems.iter().filter_map(|problem| in_words(w, problem, when)).collect();
    let (kind, sentence) = match (without.len(), told.ready) {
        (0, true) if told.without_link.is_empty() => (Kind::Success, w.forecast_ready(by)),
        (0, true) => (Kind::Success, w.forecast_ready_places(by)),
        (0, false) => (Kind::Warning, w.forecast_in_the_way(by)),
        (count, _) => (Kind::Error, w.forecast_without(count, by)),
    };
    let more = without.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| w.forecast_more(more));
    ForecastView { kind, sentence, problems, without: without.into_iter().take(NAMED).collect(), more }
}

/// Why somebody who is owed the link will not have it; whoever waits for a place, or is still to confirm, is owed none.
fn why(w: &Words, reason: WhyWithout) -> Option<String> {
    match reason {
        WhyWithout::Bounced => Some(w.forecast_why_bounced()),
        WhyWithout::Failed => Some(w.forecast_why_failed()),
        WhyWithout::TooLate => Some(w.forecast_why_too_late()),
        WhyWithout::Waitlisted | WhyWithout::Unconfirmed => None,
    }
}

/// What is in the way; what keeps nobody from the link is said elsewhere.
fn in_words(w: &Words, problem: &Problem, when: &When<'_>) -> Option<String> {
    match problem {
        Problem::NobodySends => Some(w.forecast_nobody_sends()),
        Problem::MailStopped { until, reason } => Some(w.forecast_mail_stopped(when.brief_at(*until), reason.as_str())),
        Problem::Unwritable(reason) => Some(w.forecast_unwritable(reason.as_str())),
        Problem::TooSlow { last_handover_at } => Some(w.forecast_too_slow(when.brief_at(*last_handover_at))),
        Problem::RoomMissing => Some(w.org_no_room()),
        Problem::Draft | Problem::Cancelled | Problem::RemindersDisarmed | Problem::KeptHere => None,
    }
}
