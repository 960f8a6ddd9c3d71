//! `/r/{token}`: my registration. The GET shows it, the POST changes name, answers, language and address.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::registrant::Changed;
use crate::app::registration::MyRegistration;
use crate::domain::delivery::{Delivery, Purpose};
use crate::domain::event::{EventStatus, Phase};
use crate::domain::locale::Locale;
use crate::domain::registration::{Field, FieldErrors, Problem, Registration, RegistrationStatus, SignUpForm};
use crate::web::Web;
use crate::web::client::Client;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::limit::{self, minutes};
use crate::web::page::{self, Frame};
use crate::web::public::afterwards::AfterwardsView;
use crate::web::public::form::{self, FieldView, Input, Sent};
use crate::web::public::mails;
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::ticket::{CalendarLinks, Ticket};
use crate::words::{When, Words, words};

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
    /// The place on the waiting list, of who is on it.
    waiting: Option<String>,
    /// What followed.
    after: Option<AfterwardsView>,
    /// What was sent and what will come, and when.
    mails: Vec<(String, String)>,
    calendar: Option<CalendarLinks>,
    change: Option<Change>,
    cancel_path: Option<String>,
    frees_a_place: bool,
    is_waiting: bool,
    reminders: Option<Reminders>,
    /// Back again, for who has cancelled.
    rejoin_path: Option<String>,
    data_path: String,
    erase_path: String,
    deleted_on: String,
}

/// The form that changes a registration.
struct Change {
    action: String,
    fields: Vec<FieldView>,
    /// Tag, name, whether it is the present one.
    languages: Vec<(&'static str, String, bool)>,
    has_problems: bool,
}

impl Change {
    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

/// The button that switches reminders.
struct Reminders {
    path: String,
    /// Whether they are on.
    are_on: bool,
}

/// What has just been done, for the page to say so.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Done {
    done: String,
}

/// What is to be shown beside the registration as it stands.
#[derive(Default)]
struct Shown<'a> {
    done: &'a str,
    sent: Sent<'a>,
    notice: Option<Notice>,
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
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, WebError> {
    show(&web, &token, StatusCode::OK, Shown { done: &done, ..Shown::default() }).await
}

/// `POST /r/{token}`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    client: Client,
    Form(form): Form<SignUpForm>,
) -> Result<Response, WebError> {
    let mine = web.app.my_registration(&token).await?.ok_or(WebError::UnknownLink)?;
    let present = &mine.registration.registrant;
    if let Some(wait) = web.limits.wait_of_client(client) {
        return too_many(&web, &token, words(present.locale).lost_too_many(minutes(wait)), &form, wait).await;
    }
    let locale = form.language().unwrap_or(present.locale);
    let (errors, wait) = match form.parse(&mine.public.event, locale) {
        Err(errors) => (errors, None),
        Ok(new)
            if new.email.key() != present.email.key()
                && let Some(wait) = web.limits.wait_of_mails() =>
        {
            return too_many(&web, &token, words(present.locale).too_many_requests(minutes(wait)), &form, wait).await;
        }
        Ok(new) => match web.app.change_registration(&token, new).await? {
            None => return Err(WebError::UnknownLink),
            Some(Changed::Saved | Changed::AddressAsked) => return page::see_other(&format!("{}?done=saved", page::local(&mine.page_url))),
            Some(Changed::TooOften { minutes }) => {
                (FieldErrors(vec![(Field::Email, Problem::TooOften { minutes })]), Some(Duration::from_mins(minutes.into())))
            }
            Some(Changed::Closed) => {
                let w = words(present.locale);
                let notice = Some(Notice::new(Kind::Warning, w.reg_change_closed()).alert());
                let shown = Shown { notice, ..Shown::default() };
                return show(&web, &token, StatusCode::CONFLICT, shown).await;
            }
        },
    };
    let sent = Sent { form: Some(&form), errors: Some(&errors), ..Sent::default() };
    let shown = Shown { sent, ..Shown::default() };
    match wait {
        None => show(&web, &token, StatusCode::UNPROCESSABLE_ENTITY, shown).await,
        Some(wait) => Ok(limit::retry_after(show(&web, &token, StatusCode::TOO_MANY_REQUESTS, shown).await?, wait)),
    }
}

/// 429, with all that was typed in it, to be sent again.
async fn too_many(web: &Web, token: &str, says: String, form: &SignUpForm, wait: Duration) -> Result<Response, WebError> {
    let notice = Some(Notice::new(Kind::Warning, says).alert());
    let shown = Shown { sent: Sent { form: Some(form), ..Sent::default() }, notice, ..Shown::default() };
    Ok(limit::retry_after(show(web, token, StatusCode::TOO_MANY_REQUESTS, shown).await?, wait))
}

async fn show(web: &Web, token: &str, status: StatusCode, shown: Shown<'_>) -> Result<Response, WebError> {
    let mine = web.app.my_registration(token).await?.ok_or(WebError::UnknownLink)?;
    let (rows, position) = (web.app.mails_of(&mine).await?, web.app.position_of(&mine).await?);
    let page = page(web, &mine, &rows, shown, web.app.now());
    page::personal(status, &RegistrationPage { waiting: position.map(|position| page.w.reg_waiting(position)), ..page })
}

fn page(web: &Web, mine: &MyRegistration, rows: &[Delivery], shown: Shown<'_>, now: Timestamp) -> RegistrationPage {
    let (event, registration) = (&mine.public.event, &mine.registration);
    let frame = Frame::private(web, registration.registrant.locale);
    let (w, when) = (frame.w, When::new(&event.schedule, frame.locale));
    let cancelled = registration.status == RegistrationStatus::Cancelled;
    let coming = !cancelled && event.status == EventStatus::Published && now < event.schedule.ends_at;
    let path = |url: String| page::local(&url).to_owned();
    let urls = web.app.urls();
    RegistrationPage {
        ticket: Ticket::of(event, &frame),
        notices: notices(w, mine, shown.done, shown.notice),
        status: own_status(w, registration),
        name: registration.registrant.full_name(),
        email: registration.registrant.email.for_people(),
        access: access(mine, &when, w, now),
        waiting: None,
        after: (event.status == EventStatus::Published && now >= event.schedule.ends_at)
            .then(|| AfterwardsView::of(event, &frame, now))
            .flatten(),
        mails: mails::lines(mine, rows, &when, w, now),
        calendar: coming.then(|| CalendarLinks::of(web, event, &frame).with_file(&urls.personal_calendar(registration.id))),
        cancel_path: coming.then(|| page::local(&web.app.urls().cancel(registration.id)).to_owned()),
        frees_a_place: event.access.capacity.is_some() && registration.status == RegistrationStatus::Registered,
        is_waiting: registration.status == RegistrationStatus::Waitlisted,
        change: mine.can_be_changed(now).then(|| change(mine, &frame, shown.sent)),
        reminders: mine
            .has_reminders()
            .then(|| Reminders { path: path(urls.reminders(registration.id)), are_on: registration.wants_reminders }),
        rejoin_path: (mine.can_rejoin() && event.takes_sign_ups(now)).then(|| path(urls.rejoin(registration.id))),
        data_path: path(urls.personal_data(registration.id)),
        erase_path: path(urls.erase(registration.id)),
        deleted_on: w.reg_deleted_on(when.date_at(event.personal_data_until())),
        w,
        frame,
    }
}

/// The form with what stands, or with what was sent and is wrong.
fn change(mine: &MyRegistration, frame: &Frame, sent: Sent<'_>) -> Change {
    let present = SignUpForm::of(&mine.registration.registrant, &mine.public.event);
    let chosen = sent.form.and_then(SignUpForm::language).unwrap_or(frame.locale);
    let mut fields = form::fields(&mine.public, frame, Sent { form: Some(sent.form.unwrap_or(&present)), ..sent });
    if let Some(email) = fields.iter_mut().find(|field| field.name == Field::Email.name()) {
        email.hint = Some(frame.w.reg_email_change_hint());
    }
    Change {
        action: page::local(&mine.page_url).to_owned(),
        fields,
        languages: Locale::ALL.map(|locale| (locale.tag(), words(locale).language_name(), locale == chosen)).into(),
        has_problems: sent.errors.is_some(),
    }
}

fn notices(w: &Words, mine: &MyRegistration, done: &str, of_form: Option<Notice>) -> Vec<Notice> {
    let of_event = mine.public.event.cancellation.as_ref();
    let of_event = of_event
        .map(|cancellation| Notice { text: Some(cancellation.reason.clone()), ..Notice::new(Kind::Cancelled, w.cancelled_banner()) });
    let cancelled = mine.registration.status == RegistrationStatus::Cancelled;
    let ended = if mine.registration.declined { w.declined() } else { w.cancel_done() };
    let own = cancelled.then(|| Notice { text: Some(ended), alert: true, ..Notice::default() });
    let done = match done {
        "saved" => Some(Notice::new(Kind::Success, w.reg_saved()).alert()),
        "reminders-on" => Some(Notice::new(Kind::Success, w.reg_reminders_on_done()).alert()),
        "reminders-off" => Some(Notice::new(Kind::Success, w.reminders_off_done()).alert()),
        _ => None,
    };
    let asked = mine.registration.new_email.as_ref().filter(|_| !cancelled);
    let asked = asked.map(|email| Notice { text: Some(w.reg_address_asked(email.for_people())), ..Notice::default() });
    of_form.into_iter().chain(of_event).chain(own).chain(done.filter(|_| !cancelled)).chain(asked).collect()
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

/// The same for its own person, who knows whether they have cancelled or the organiser has said no.
pub(super) fn own_status(w: &Words, registration: &Registration) -> (&'static str, String) {
    let status = status(w, registration.status);
    if registration.declined { (status.0, w.reg_status_declined()) } else { status }
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
        Purpose::NewAddress => w.mail_kind_new_address(),
        Purpose::LostLink => w.mail_kind_lost_link(),
    }
}
