//! `/r/{token}/data`: all that is held of a registration, to read, and as a file (Art. 15 and 20 GDPR).

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::personal_data::{AnswerData, MailData, MyData};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::Role;
use crate::domain::registration::Registration;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::mails::state;
use crate::web::public::registration::{kind, own_status};
use crate::web::public::ticket::Ticket;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "public/personal_data.html")]
struct PersonalDataPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    /// Name and value.
    fields: Vec<(String, String)>,
    answers: Vec<Answer>,
    /// What organisers have noted.
    note: Option<String>,
    mails: Vec<Mail>,
    term: String,
    json_path: String,
    registration_path: String,
}

/// An answer with what it is for and until when it is kept.
struct Answer {
    question: String,
    given: String,
    purpose: Option<String>,
    removed: String,
}

/// A mail with where it stands.
struct Mail {
    kind: String,
    state: String,
    reply: Option<String>,
}

/// `GET /r/{token}/data`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_data(&token).await?.ok_or(WebError::UnknownLink)?;
    let frame = Frame::private(&web, mine.locale);
    let (w, when) = (frame.w, When::new(&mine.event.schedule, mine.locale));
    let registration_path = page::local(&web.app.urls().registration(mine.registration.id)).to_owned();
    let page = PersonalDataPage {
        ticket: Ticket::of(&mine.event, &frame),
        fields: fields(&mine.registration, w, &when),
        answers: mine.data.answers.iter().map(|answer| Answer::of(answer, w, &when)).collect(),
        note: mine.data.note.as_ref().map(|note| note.text.clone()),
        mails: mails(&mine, w, &when),
        term: w.data_term(when.date_at(mine.data.removed_at)),
        json_path: format!("{registration_path}/data.json"),
        registration_path,
        w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

/// `GET /r/{token}/data.json`
pub(in crate::web) async fn json(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    let mine = web.app.my_data(&token).await?.ok_or(WebError::UnknownLink)?;
    page::attachment(Json(mine.data), &format!("{}.json", mine.event.slug))
}

fn fields(registration: &Registration, w: &Words, when: &When<'_>) -> Vec<(String, String)> {
    std::iter::once((w.reg_status(), own_status(w, registration).1)).chain(details(registration, w, when)).collect()
}

/// What is kept of a registration beside its status: name and value of each.
pub(in crate::web) fn details(registration: &Registration, w: &Words, when: &When<'_>) -> Vec<(String, String)> {
    let who = &registration.registrant;
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| when.moment_at(at));
    let reminders = if registration.wants_reminders { w.data_reminders_on() } else { w.data_reminders_off() };
    let unreachable = registration.unreachable.as_ref();
    let unreachable = unreachable.map(|unreachable| format!("{}: {}", when.moment_at(unreachable.since), unreachable.reason));
    let fields = [
        (w.form_given_name_label(), who.given_name.as_ref().map(ToString::to_string)),
        (w.form_family_name_label(), who.family_name.as_ref().map(ToString::to_string)),
        (w.form_email_label(), Some(who.email.for_people())),
        (w.data_new_email(), registration.new_email.as_ref().map(EmailAddress::for_people)),
        (w.language_switch_label(), Some(crate::words::words(who.locale).language_name())),
        (w.data_role(), registration.role.map(|role| part(w, role))),
        (w.data_registered_at(), moment(Some(registration.registered_at))),
        (if registration.declined { w.reg_status_declined() } else { w.data_cancelled_at() }, moment(registration.cancelled_at)),
        (w.data_waitlisted_at(), moment(registration.waitlisted_at)),
        (w.data_expires_at(), moment(registration.expires_at)),
        (w.data_present_at(), moment(registration.present_at)),
        (w.data_reminders(), Some(reminders)),
        (w.data_unreachable(), unreachable),
        (w.data_notice(), registration.notice.clone()),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What somebody does at the event, in words.
fn part(w: &Words, role: Role) -> String {
    match role {
        Role::Guest => w.data_role_guest(),
        Role::Moderation => w.event_moderation(),
        Role::Host => w.data_role_host(),
    }
}

impl Answer {
    fn of(data: &AnswerData, w: &Words, when: &When<'_>) -> Self {
        Self {
            question: data.question.clone().unwrap_or_else(|| w.data_question_gone()),
            given: data.answer.clone(),
            purpose: data.purpose.as_ref().map(|purpose| w.data_purpose(purpose)),
            removed: w.data_removed(when.date_at(data.removed_at)),
        }
    }
}

fn mails(mine: &MyData, w: &Words, when: &When<'_>) -> Vec<Mail> {
    let mail = |mail: &MailData| Mail {
        kind: kind(w, mail.delivery.purpose),
        state: state(w, &mail.delivery, when),
        reply: mail.last_reply.as_ref().map(|reply| w.data_reply(reply)),
    };
    mine.data.mails.iter().map(mail).collect()
}
