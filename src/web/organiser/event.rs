//! `GET /organiser/events/{slug}`: who has signed up, what was sent, and what needs a hand.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::event::Overview;
use crate::app::import::ImportWarning;
use crate::app::ledger::LedgerLine;
use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event::{Event, EventStatus, Slug, fixed_words};
use crate::domain::locale::Locale;
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::ReminderRule;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::forecast::{self, ForecastView};
use crate::web::organiser::mails;
use crate::web::organiser::people::people_path;
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::step::{self, Step};
use crate::web::organiser::{frame, home, paused, standing};
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::oembed;
use crate::web::public::registration::kind;
use crate::web::public::ticket::{DateBlock, place};
use crate::words::{When, Words};

/// The most refused mails that the page names; whoever has more has one cause, not many.
const FAILURES_NAMED: usize = 50;

#[derive(Template)]
#[template(path = "organiser/event.html")]
struct EventPage {
    w: &'static Words,
    frame: Frame,
    home: String,
    outbox: Option<String>,
    notices: Vec<Notice>,
    /// How many mails were refused; whose, stands further down.
    refused: Option<String>,
    forecast: Option<ForecastView>,
    /// What is to be done.
    steps: Vec<Step>,
    /// Where it can be changed: paths and words.
    actions: Vec<(String, String)>,
    title: String,
    lang: page::Lang,
    date: DateBlock,
    when: String,
    standing: (&'static str, String),
    figures: Vec<(String, u64)>,
    facts: Facts,
    next: Option<String>,
    mails: Vec<MailRow>,
    failures: Vec<Failure>,
    failures_more: u64,
    /// The page of its people.
    people: String,
    /// The page that gives their list away.
    lists: String,
    figures_path: String,
    /// The page of its mails.
    all_mails: String,
}

struct Facts {
    public_url: String,
    /// Only where everybody can open it.
    public_path: Option<String>,
    qr_path: String,
    picture_path: String,
    /// What to paste into another site, where those may show a frame.
    embed: Option<String>,
    room_host: Option<String>,
    place: Option<String>,
    doors: String,
}

/// A kind of mail.
struct MailRow {
    kind: String,
    due: String,
    /// Classes and words.
    states: Vec<(&'static str, String)>,
}

/// A refused mail.
struct Failure {
    /// The person's page.
    path: String,
    name: Option<String>,
    email: String,
    kind: String,
    due: String,
    reply: Option<String>,
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Came {
    done: String,
    doubled: bool,
}

/// What was done on the way to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    Created,
    Saved,
    Published,
    Cancelled,
    Copied,
    Armed,
}

fixed_words!(pub(in crate::web) Done {
    Created => "created", Saved => "saved", Published => "published", Cancelled => "cancelled", Copied => "copied", Armed => "armed",
});

impl Done {
    /// What became of an event that was saved.
    pub(super) fn of(event: &Event, saved: Self) -> Self {
        if event.status == EventStatus::Published { Self::Published } else { saved }
    }

    fn words(self, w: &Words) -> String {
        match self {
            Self::Created => w.done_created(),
            Self::Saved => w.done_saved(),
            Self::Published => w.done_published(),
            Self::Cancelled => w.done_cancelled(),
            Self::Copied => w.done_copied(),
            Self::Armed => w.done_armed(),
        }
    }
}

impl Came {
    /// What was done, and whether the clock shows a time of it twice (law 21).
    fn notices(&self, w: &Words) -> Vec<Notice> {
        let done = self.done.parse::<Done>().ok().map(|done| Notice::new(Kind::Success, done.words(w)).alert());
        let doubled = self.doubled.then(|| Notice::new(Kind::Warning, w.warning_doubled()));
        done.into_iter().chain(doubled).collect()
    }
}

/// The path of an event's page.
pub(super) fn of_event(web: &Web, locale: Locale, slug: &Slug) -> String {
    format!("{}/events/{slug}", home(web, locale))
}

/// Leads to the page of an event, which says what was done, and what is to be looked at.
pub(super) fn done(web: &Web, locale: Locale, slug: &Slug, done: Done, warnings: &[ImportWarning]) -> Result<Response, WebError> {
    let is_doubled = warnings.iter().any(|warning| matches!(warning, ImportWarning::Doubled(_)));
    let doubled = if is_doubled { "&doubled=true" } else { "" };
    page::see_other(&format!("{}?done={}{doubled}", of_event(web, locale, slug), done.as_str()))
}

/// `GET /organiser/events/{slug}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, WebError> {
    let Overview { event, reminders, .. } = web.app.show_event(&slug).await?;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}", event.slug));
    let seen = Seen {
        people: web.app.count_attendees(&slug).await?,
        ledger: web.app.ledger_counts(&slug).await?,
        planned: web.app.planned_reminders(&slug).await?,
        failed: web.app.ledger(&slug, Some(DeliveryState::Failed)).await?,
        now: web.app.now(),
        event,
        reminders,
    };
    let forecast = forecast::of(&web, frame.w, &seen.event, &When::new(&seen.event.schedule, locale)).await?;
    page::personal(StatusCode::OK, &seen.page(&web, frame, &came, forecast))
}

/// What the app says of an event.
struct Seen {
    event: Event,
    reminders: Vec<ReminderRule>,
    people: Vec<(RegistrationStatus, u64)>,
    ledger: Vec<(Purpose, DeliveryState, u64)>,
    planned: Vec<(ReminderRule, u64)>,
    failed: Vec<LedgerLine>,
    now: Timestamp,
}

impl Seen {
    fn page(&self, web: &Web, frame: Frame, came: &Came, forecast: Option<ForecastView>) -> EventPage {
        let (event, w, locale) = (&self.event, frame.w, frame.locale);
        let when = When::new(&event.schedule, locale);
        let (path, people) = (of_event(web, locale, &event.slug), people_path(web, locale, &event.slug));
        EventPage {
            outbox: frame.outbox(),
            notices: came.notices(w).into_iter().chain(self.notices(w)).chain(paused(web, w, locale)).collect(),
            refused: (!self.failed.is_empty()).then(|| w.org_failed(self.failed.len())),
            forecast,
            steps: step::steps(w, event, &self.reminders, &path, self.now),
            actions: self.actions(w, &path),
            title: event.announcement.title.clone(),
            lang: page::Lang::of(event.announcement.locale, locale),
            date: DateBlock::short(&when),
            when: when.full(),
            standing: standing(w, event, self.now),
            figures: self.figures(w),
            facts: self.facts(web, &frame, &when),
            next: self.next(w, &when),
            mails: self.mails(w, &when),
            failures: self.failed.iter().take(FAILURES_NAMED).map(|line| failure(line, w, &when, &people)).collect(),
            failures_more: self.failed.len().saturating_sub(FAILURES_NAMED) as u64,
            home: home(web, locale),
            people,
            lists: format!("{path}/attendees"),
            figures_path: format!("{path}/figures"),
            all_mails: mails::mails_path(web, locale, &event.slug),
            w,
            frame,
        }
    }

    fn count(&self, status: RegistrationStatus) -> u64 {
        self.people.iter().find(|(found, _)| *found == status).map_or(0, |(_, count)| *count)
    }

    fn count_mails(&self, state: DeliveryState) -> u64 {
        self.ledger.iter().filter(|(_, found, _)| *found == state).map(|(_, _, count)| count).sum()
    }

    /// How the event and its mails stand, where that is not as it should be.
    fn notices(&self, w: &Words) -> Vec<Notice> {
        let expired = self.count_mails(DeliveryState::Expired);
        let cancellation = self.event.cancellation.as_ref();
        let cancelled = cancellation.map(|it| Notice::new(Kind::Cancelled, w.org_cancelled()).with_more(it.reason.clone()));
        let expired = (expired > 0).then(|| Notice::new(Kind::Warning, w.org_expired(expired)));
        cancelled.into_iter().chain(expired).collect()
    }

    /// What can be done with the event at `path`.
    fn actions(&self, w: &Words, path: &str) -> Vec<(String, String)> {
        let status = self.event.status;
        let is_over = self.now >= self.event.schedule.ends_at;
        [
            (status != EventStatus::Cancelled).then(|| (format!("{path}/edit"), w.edit_link())),
            (status == EventStatus::Draft).then(|| (format!("{path}/preview"), w.preview_link())),
            Some((format!("{path}/copy"), w.copy_link())),
            (status == EventStatus::Published && !is_over).then(|| (format!("{path}/cancel"), w.call_off_link())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn figures(&self, w: &Words) -> Vec<(String, u64)> {
        let registered = self.count(RegistrationStatus::Registered);
        let (waitlisted, pending) = (self.count(RegistrationStatus::Waitlisted), self.count(RegistrationStatus::Pending));
        let free = self.event.access.capacity.map(|capacity| u64::from(capacity).saturating_sub(registered + pending));
        [
            Some((w.org_count_registered(), registered)),
            free.map(|free| (w.org_count_free(), free)),
            (waitlisted > 0).then(|| (w.org_count_waitlisted(), waitlisted)),
            (pending > 0).then(|| (w.org_count_pending(), pending)),
            Some((w.org_count_cancelled(), self.count(RegistrationStatus::Cancelled))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn facts(&self, web: &Web, frame: &Frame, when: &When<'_>) -> Facts {
        let event = &self.event;
        let public_url = web.app.urls().event(event.announcement.locale, &event.slug);
        let room = event.access.room_url.as_deref().and_then(|url| url::Url::parse(url).ok());
        Facts {
            public_path: (event.status != EventStatus::Draft).then(|| page::local(&public_url).to_owned()),
            public_url,
            qr_path: page::local(&web.app.urls().qr(&event.slug)).to_owned(),
            picture_path: page::local(&web.app.urls().picture(&event.slug)).to_owned(),
            embed: web.heads.may_be_framed().then(|| oembed::frame_of(web, event, event.announcement.locale, oembed::FRAME)),
            // The room's whole address is a key: who looks over a shoulder shall not read it.
            room_host: room.and_then(|url| url.host_str().map(str::to_owned)),
            place: place(event, frame.w),
            doors: when.brief_at(event.doors_open_at()),
        }
    }

    /// The next reminder, in a sentence.
    fn next(&self, w: &Words, when: &When<'_>) -> Option<String> {
        let (rule, count) = self.planned.iter().find(|(rule, count)| *count > 0 && rule.due_at > self.now)?;
        Some(w.org_mails_next(kind(w, rule.purpose()), when.brief_at(rule.due_at), *count))
    }

    /// Every kind of mail that was, is or will be owed, in the order of an event's life.
    fn mails(&self, w: &Words, when: &When<'_>) -> Vec<MailRow> {
        let mut purposes: Vec<Purpose> = self.ledger.iter().map(|(purpose, _, _)| *purpose).collect();
        purposes.push(Purpose::Confirmation);
        purposes.extend(self.reminders.iter().map(ReminderRule::purpose));
        purposes.sort_by_key(|purpose| place_in_life(*purpose));
        purposes.dedup();
        purposes.into_iter().map(|purpose| self.mail(purpose, w, when)).collect()
    }

    fn mail(&self, purpose: Purpose, w: &Words, when: &When<'_>) -> MailRow {
        let planned = self.planned.iter().filter(|(rule, _)| rule.purpose() == purpose).map(|(_, count)| count).sum();
        let due = match purpose {
            Purpose::Reminder { before_minutes } => when.brief_at(self.event.schedule.moment_before(before_minutes)),
            Purpose::FollowUp { after_minutes } => when.brief_at(self.event.schedule.moment_after(after_minutes)),
            _ => w.org_mails_at_once(),
        };
        let count = |state: DeliveryState| -> u64 {
            self.ledger.iter().filter(|(found, at, _)| *found == purpose && *at == state).map(|(_, _, count)| count).sum()
        };
        let states = mails::states(w, planned, count);
        let states = if states.is_empty() { vec![("muted", w.org_mails_none())] } else { states };
        MailRow { kind: kind(w, purpose), due, states }
    }
}

/// Orders mails as an event's people get them: the confirmation, reminders from the earliest on, then what only some events have.
pub(super) fn place_in_life(purpose: Purpose) -> (u8, u32) {
    match purpose {
        Purpose::ConfirmAddress => (0, 0),
        Purpose::Requested => (0, 1),
        Purpose::Waitlisted => (0, 2),
        Purpose::Promoted => (0, 3),
        Purpose::Confirmation => (0, 4),
        Purpose::Declined => (0, 5),
        Purpose::Change => (1, 0),
        Purpose::Reminder { before_minutes } => (2, u32::MAX - before_minutes),
        Purpose::FollowUp { after_minutes } => (3, after_minutes),
        Purpose::RegistrationCancelled => (4, 0),
        Purpose::EventCancelled => (5, 0),
        Purpose::NewAddress => (6, 0),
        Purpose::LostLink => (7, 0),
    }
}

fn failure(line: &LedgerLine, w: &Words, when: &When<'_>, people: &str) -> Failure {
    let delivery = &line.line.delivery;
    Failure {
        path: format!("{people}/{}", delivery.registration_id),
        name: line.line.name.clone(),
        email: line.line.email.for_people(),
        kind: kind(w, delivery.purpose),
        due: when.brief_at(delivery.due_at),
        reply: delivery.last_reply.clone(),
    }
}
