//! `/organiser/events/{slug}/people/{id}`: one person, with everything that happened, and what organisers do about it. What is done at
//! once stands here; what is asked about before it is done stands in [`ask`], the forms in [`address`], [`enter`] and [`note`].

pub(in crate::web) mod address;
pub(in crate::web) mod ask;
pub(in crate::web) mod enter;
mod named;
pub(in crate::web) mod note;

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use self::named::{Done, Named, leads_to};
use crate::app::approval::Decision;
use crate::app::person::{Person, Resent};
use crate::domain::attendee::AttendeeGroup;
use crate::domain::delivery::Delivery;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::domain::registration::{Field, FieldErrors, Problem, Registration};
use crate::domain::text::TextError;
use crate::domain::timeline::{Standing, notice_of_end};
use crate::web::Web;
use crate::web::done::JustDone;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::frame;
use crate::web::organiser::people::{people_path, tag};
use crate::web::organiser::person::note::NoteView;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame, Personal};
use crate::web::public::form::{FieldView, Input};
use crate::web::public::mails;
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::personal_data::details;
use crate::web::public::registration::kind;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "organiser/person.html")]
struct PersonPage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    notices: Vec<Notice>,
    /// The list.
    people: String,
    name: String,
    event: String,
    lang: page::Lang,
    tag: (&'static str, String),
    waiting: Option<String>,
    /// Name and value.
    details: Vec<(String, String)>,
    /// Question and answer.
    answers: Vec<(String, String)>,
    note: NoteView,
    mails: Vec<Mail>,
    actions: Actions,
    term: String,
}

/// A mail that was sent, or will be.
struct Mail {
    kind: String,
    state: String,
    maybe_twice: bool,
    reply: Option<String>,
}

/// What can be done, each with its path.
struct Actions {
    /// With the words of the button and what it does.
    resend: Option<(String, String, String)>,
    address: String,
    /// What a mail says of another address, where one goes.
    address_hint: Option<String>,
    /// Whether the organiser is to decide: yes and no.
    decide: Option<(String, String)>,
    cancel: Option<String>,
    data: String,
    erase: String,
}

/// Somebody whom an address names.
struct Found {
    person: Person,
    frame: Frame,
    path: String,
    now: Timestamp,
}

impl Found {
    /// Whom an address names, with the frame of the page at `below` theirs.
    async fn at(web: &Web, locale: Locale, organiser: &Organiser, named: &Named, below: &str) -> Result<Self, WebError> {
        let person = web.app.show_person(named.slug(), named.id).await?;
        let frame = frame(web, locale, organiser, &format!("/events/{}/people/{}{below}", named.slug, named.id));
        Ok(Self { path: named.path(web, locale), person, frame, now: web.app.now() })
    }

    /// The name, or else the address.
    fn name(&self) -> String {
        let who = &self.person.mine.registration.registrant;
        who.full_name().unwrap_or_else(|| who.email.for_people())
    }

    fn email(&self) -> String {
        self.person.mine.registration.registrant.email.for_people()
    }

    fn group(&self) -> AttendeeGroup {
        AttendeeGroup::of_registration(&self.person.mine.registration)
    }

    /// Whether the timeline owes a mail about the end of a registration that stands so (law 1).
    fn is_told_of_end(&self, ended: &Registration) -> bool {
        let notice = notice_of_end(&self.person.mine.public.event, &ended.registered());
        notice.is_some_and(|owed| owed.standing == Standing::Due)
    }
}

/// `GET /organiser/events/{slug}/people/{id}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    named: Named,
    JustDone(done): JustDone<Done>,
) -> Result<Response, WebError> {
    let found = Found::at(&web, locale, &organiser, &named, "").await?;
    page::personal(StatusCode::OK, &found.page(&web, done, None))
}

/// `GET /organiser/events/{slug}/people/{id}/data.json`: what the person may ask for (Art. 15 GDPR), as [`crate::app::personal_data`] has
/// it, of this registration alone.
pub(in crate::web) async fn json(State(web): State<Arc<Web>>, _: SignedIn, named: Named) -> Result<Response, WebError> {
    let person = web.app.show_person(named.slug(), named.id).await?;
    let mut response = page::attachment(Json(person.data), &format!("{}.json", named.slug))?;
    response.extensions_mut().insert(Personal);
    Ok(response)
}

/// `POST /organiser/events/{slug}/people/{id}/resend`: the mail with the link once more; a second press within ten minutes sends nothing.
pub(in crate::web) async fn resend(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    named: Named,
) -> Result<Response, WebError> {
    let done = match web.app.resend_to_person(named.slug(), named.id).await? {
        Resent::Now => Done::Resent,
        Resent::Lately => Done::Lately,
        Resent::Closed => Done::Closed,
    };
    named.done(&web, locale, done)
}

/// `POST /organiser/events/{slug}/people/{id}/approve`
pub(in crate::web) async fn approve(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    _: SignedIn,
    named: Named,
) -> Result<Response, WebError> {
    decide(&web, locale, &named, Decision::Approve).await
}

/// Decides on a request; where that was done before, nothing is done, and the page says how it was decided.
async fn decide(web: &Web, locale: Locale, named: &Named, decision: Decision) -> Result<Response, WebError> {
    web.app.decide_on_person(named.slug(), named.id, decision).await?;
    named.done(web, locale, Done::Decided)
}

impl Found {
    /// The page; `typed` is a note that cannot be taken, and why.
    fn page(self, web: &Web, done: Option<Done>, typed: Option<(&str, TextError)>) -> PersonPage {
        let (event, registration) = (&self.person.mine.public.event, &self.person.mine.registration);
        let (w, locale) = (self.frame.w, self.frame.locale);
        let when = When::new(&event.schedule, locale);
        PersonPage {
            outbox: self.frame.outbox(),
            notices: done.and_then(|done| self.done_notice(w, done)).into_iter().chain(self.notices(w)).collect(),
            people: people_path(web, locale, &event.slug),
            name: self.name(),
            event: event.announcement.title.clone(),
            lang: page::Lang::of(event.announcement.locale, locale),
            tag: tag(w, self.group(), registration.declined),
            waiting: self.person.position.map(|position| w.person_waiting(position)),
            details: self.details(w, &when),
            answers: self.answers(w),
            note: NoteView::new(&self, w, &when, typed),
            mails: self.mails(w, &when),
            actions: self.actions(w),
            term: w.data_term(when.date_at(self.person.data.removed_at)),
            w,
            frame: self.frame,
        }
    }

    /// What was done, as long as that is how it stands.
    fn done_notice(&self, w: &Words, done: Done) -> Option<Notice> {
        let (email, registration) = (self.email(), &self.person.mine.registration);
        let (kind, words) = match (done, self.group()) {
            (Done::Resent, _) => (Kind::Success, w.person_resent(email)),
            (Done::Lately, _) => (Kind::Info, w.person_resent_lately()),
            (Done::Closed, _) => (Kind::Warning, w.person_resend_closed()),
            (Done::Corrected, _) if self.person.can_be_sent_again(self.now) => (Kind::Success, w.person_corrected(email)),
            (Done::Corrected, _) => (Kind::Success, w.person_corrected_silent()),
            (Done::Entered, _) => (Kind::Success, w.person_entered(email)),
            (Done::Noted, _) => (Kind::Success, w.person_noted()),
            (Done::Known, _) => (Kind::Info, w.person_known()),
            (Done::Cancelled, AttendeeGroup::Cancelled) => (Kind::Success, w.person_cancelled()),
            (Done::Cancelled, _) => return None,
            (Done::Decided, AttendeeGroup::Registered) => (Kind::Success, w.person_approved(email)),
            (Done::Decided, AttendeeGroup::Waitlisted) => (Kind::Success, w.person_approved_waits(email)),
            (Done::Decided, AttendeeGroup::Cancelled) if registration.declined && self.is_told_of_end(registration) => {
                (Kind::Success, w.person_declined(email))
            }
            (Done::Decided, AttendeeGroup::Cancelled) if registration.declined => (Kind::Success, w.person_declined_silent()),
            (Done::Decided, _) => (Kind::Info, w.person_nothing_to_decide()),
        };
        Some(Notice::new(kind, words).alert())
    }

    /// How it stands, where that is not as it should be.
    fn notices(&self, w: &Words) -> Vec<Notice> {
        let registration = &self.person.mine.registration;
        let cancelled = self.person.mine.public.event.cancellation.as_ref();
        let cancelled = cancelled.map(|it| Notice::new(Kind::Cancelled, w.org_cancelled()).with_more(it.reason.clone()));
        let unreachable = registration.unreachable.as_ref();
        let unreachable = unreachable.map(|it| Notice::new(Kind::Warning, w.person_unreachable()).with_more(w.data_reply(&it.reason)));
        cancelled.into_iter().chain(unreachable).collect()
    }

    fn details(&self, w: &Words, when: &When<'_>) -> Vec<(String, String)> {
        let mine = &self.person.mine;
        let is_missing = mine.public.event.access.proves_attendance && mine.registration.present_at.is_none();
        let absent = is_missing.then(|| (w.data_present_at(), w.person_not_present()));
        details(&mine.registration, w, when).into_iter().chain(absent).collect()
    }

    fn answers(&self, w: &Words) -> Vec<(String, String)> {
        let answers = self.person.data.answers.iter();
        answers.map(|answer| (answer.question.clone().unwrap_or_else(|| w.data_question_gone()), answer.answer.clone())).collect()
    }

    /// Every mail of the ledger, and every one that is still to come (law 1).
    fn mails(&self, w: &Words, when: &When<'_>) -> Vec<Mail> {
        let rows: Vec<Delivery> = self.person.data.mails.iter().map(|mail| mail.delivery.clone()).collect();
        let coming = mails::coming(&self.person.mine, &rows, self.now).into_iter().map(|owed| Mail {
            kind: kind(w, owed.purpose),
            state: mails::planned(w, &owed, when),
            maybe_twice: false,
            reply: None,
        });
        let known = rows.iter().map(|row| Mail {
            kind: kind(w, row.purpose),
            state: mails::state(w, row, when),
            maybe_twice: row.maybe_twice,
            reply: row.last_reply.clone(),
        });
        known.chain(coming).collect()
    }

    fn actions(&self, w: &Words) -> Actions {
        let (event, registration) = (&self.person.mine.public.event, &self.person.mine.registration);
        let at = |what: &str| format!("{}/{what}", self.path);
        let is_answered_again = self.person.can_be_sent_again(self.now);
        let answer = registration.registered().answer();
        let resend = || (at("resend"), w.person_resend(kind(w, answer)), w.person_resend_hint(self.email()));
        Actions {
            resend: is_answered_again.then(resend),
            address: at("address"),
            address_hint: is_answered_again.then(|| w.person_address_hint()),
            decide: registration.can_be_decided(event, self.now).then(|| (at("approve"), at("decline"))),
            cancel: registration.can_be_cancelled(event, self.now).then(|| at("cancel")),
            data: at("data.json"),
            erase: at("erase"),
        }
    }
}

/// A field about somebody else than whoever fills it in: browsers do not fill in the organiser's own name, and nobody is told to enter
/// theirs.
fn of_somebody_else(w: &Words, field: FieldView, errors: Option<&FieldErrors>) -> FieldView {
    let problem = errors.and_then(|errors| errors.0.iter().find(|(wrong, _)| wrong.name() == field.name));
    let error = match problem {
        Some((Field::GivenName, Problem::Empty)) => Some(w.person_err_given_name()),
        Some((Field::FamilyName, Problem::Empty)) => Some(w.person_err_family_name()),
        Some((Field::Email, Problem::Empty)) => Some(w.person_err_email()),
        Some((Field::Email, Problem::EmailFormat)) => Some(w.person_err_email_format()),
        _ => field.error,
    };
    let input = match field.input {
        Input::Line { max, .. } => Input::Line { autocomplete: "off", max },
        Input::Email { max, .. } => Input::Email { autocomplete: "off", max },
        other => other,
    };
    FieldView { error, input, hint: None, ..field }
}
