//! `GET /r/{token}`: my registration.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};

use crate::app::registration::MyRegistration;
use crate::domain::delivery::Purpose;
use crate::domain::event::{Event, EventStatus, Phase};
use crate::domain::registration::RegistrationStatus;
use crate::domain::timeline::{Standing, timeline};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::{CalendarLinks, Ticket};
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "public/registration.html")]
struct RegistrationPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    notices: Vec<Notice>,
    /// Class and words.
    status: (&'static str, String),
    name: Option<String>,
    email: String,
    access: Access,
    /// What will come, and when.
    mails: Vec<(String, String)>,
    calendar: Option<CalendarLinks>,
    cancel_path: Option<String>,
    frees_a_place: bool,
    /// Back to the form, for who has cancelled.
    rejoin_path: Option<String>,
    deleted_on: String,
}

/// How the way into the room stands.
enum Access {
    /// It opens at that moment.
    Early(String),
    /// It leads there.
    Open(String),
    /// It is over.
    Over,
    /// There is none.
    Nothing,
}

/// `GET /r/{token}`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    page::personal(StatusCode::OK, &page(&web, &mine, web.app.now()))
}

fn page(web: &Web, mine: &MyRegistration, now: Timestamp) -> RegistrationPage {
    let (event, registration) = (&mine.public.event, &mine.registration);
    let frame = Frame::private(web, registration.registrant.locale);
    let (w, when) = (frame.w, When::new(&event.schedule, frame.locale));
    let cancelled = registration.status == RegistrationStatus::Cancelled;
    let coming = !cancelled && event.status == EventStatus::Published && now < event.schedule.ends_at;
    RegistrationPage {
        ticket: Ticket::of(event, &frame),
        notices: notices(w, mine),
        status: status(w, registration.status),
        name: registration.registrant.full_name(),
        email: registration.registrant.email.for_people(),
        access: access(mine, &when, w, now),
        mails: if coming { mails(mine, &when, w, now) } else { Vec::new() },
        calendar: coming.then(|| CalendarLinks::of(web, event, &frame).with_file(&web.app.urls().personal_calendar(registration.id))),
        cancel_path: coming.then(|| page::local(&web.app.urls().cancel(registration.id)).to_owned()),
        frees_a_place: event.access.capacity.is_some(),
        rejoin_path: (cancelled && event.takes_sign_ups(now)).then(|| format!("{}/register", frame.event_path(&event.slug))),
        deleted_on: w.reg_deleted_on(when.date_at(deleted_at(event))),
        w,
        frame,
    }
}

/// When the personal data of an event are removed (law 23).
pub(in crate::web) fn deleted_at(event: &Event) -> Timestamp {
    event.schedule.ends_at + SignedDuration::from_hours(24 * i64::from(event.retention_days))
}

fn notices(w: &Words, mine: &MyRegistration) -> Vec<Notice> {
    let of_event = mine.public.event.cancellation.as_ref();
    let of_event = of_event
        .map(|cancellation| Notice { text: Some(cancellation.reason.clone()), ..Notice::new(Kind::Cancelled, w.cancelled_banner()) });
    let cancelled = mine.registration.status == RegistrationStatus::Cancelled;
    let own = cancelled.then(|| Notice { text: Some(w.cancel_done()), alert: true, ..Notice::default() });
    of_event.into_iter().chain(own).collect()
}

/// Where a registration stands: the class of its tag, and the words.
pub(in crate::web) fn status(w: &Words, status: RegistrationStatus) -> (&'static str, String) {
    match status {
        RegistrationStatus::Registered => ("success", w.reg_status_registered()),
        RegistrationStatus::Waitlisted => ("neutral", w.reg_status_waitlisted()),
        RegistrationStatus::Pending => ("neutral", w.reg_status_pending()),
        RegistrationStatus::Cancelled => ("neutral", w.reg_status_cancelled()),
    }
}

fn access(mine: &MyRegistration, when: &When<'_>, w: &Words, now: Timestamp) -> Access {
    let event = &mine.public.event;
    if event.status != EventStatus::Published || mine.registration.status != RegistrationStatus::Registered {
        return Access::Nothing;
    }
    let doors = event.doors_open_at();
    match event.phase(now) {
        Phase::Ahead => Access::Early(w.reg_join_early(when.date_at(doors), when.clock_at(doors))),
        Phase::Open => Access::Open(page::local(&mine.join_url).to_owned()),
        Phase::Over => Access::Over,
    }
}

/// What the timeline says will still be sent (law 1).
fn mails(mine: &MyRegistration, when: &When<'_>, w: &Words, now: Timestamp) -> Vec<(String, String)> {
    timeline(&mine.public.event, &mine.public.reminders, &mine.registration.registered())
        .into_iter()
        .filter(|obligation| obligation.standing == Standing::Due && obligation.due_at > now)
        .map(|obligation| (kind(w, obligation.purpose), when.moment_at(obligation.due_at)))
        .collect()
}

/// What a mail is for, in words.
pub(in crate::web) fn kind(w: &Words, purpose: Purpose) -> String {
    match purpose {
        Purpose::Confirmation => w.mail_kind_confirmation(),
        Purpose::ConfirmAddress => w.mail_kind_address_check(),
        Purpose::Requested => w.mail_kind_requested(),
        Purpose::Declined => w.mail_kind_declined(),
        Purpose::Waitlisted => w.mail_kind_waitlist(),
        Purpose::Promoted => w.mail_kind_promoted(),
        Purpose::Reminder { before_minutes: 1440 } => w.mail_kind_reminder_day(),
        Purpose::Reminder { before_minutes: 60 } => w.mail_kind_reminder_hour(),
        Purpose::Reminder { before_minutes: 15 } => w.mail_kind_reminder_quarter(),
        Purpose::Reminder { before_minutes } if before_minutes.is_multiple_of(60) => w.mail_kind_reminder_hours(before_minutes / 60),
        Purpose::Reminder { before_minutes } => w.mail_kind_reminder_minutes(before_minutes),
        Purpose::FollowUp { .. } => w.mail_kind_follow_up(),
        Purpose::Change => w.mail_kind_change(),
        Purpose::EventCancelled => w.mail_kind_event_cancelled(),
        Purpose::RegistrationCancelled => w.mail_kind_withdrawn(),
    }
}
