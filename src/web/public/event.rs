//! `GET /events/{slug}`: all that the announcement says, and the form beside it.
//!
//! The same page answers a form that could not be taken, with what was typed and what is wrong (422, 409, 503).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use url::form_urlencoded;

use crate::app::event::PublicEvent;
use crate::domain::event::{Announced, Event, EventStatus, FormState, Partner, Person, Phase, RegistrationMode, Role};
use crate::domain::fee::Fee;
use crate::domain::locale::Locale;
use crate::domain::schedule::Schedule;
use crate::web::Web;
use crate::web::cache::{self, Asked, Made};
use crate::web::error::WebError;
use crate::web::json_ld;
use crate::web::locale::PageLocale;
use crate::web::page::{self, Frame, Markup};
use crate::web::prose::Prose;
use crate::web::public::form::{FormView, Input, Sent};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::picture;
use crate::web::public::programme::Label;
use crate::web::public::ticket::{CalendarLinks, DateBlock, place};
use crate::words::{When, Words};

/// Below so many free places the page says how many.
pub(super) const FEW_PLACES: u32 = 10;

#[derive(Template)]
#[template(path = "public/event.html")]
struct EventPage<'a> {
    w: &'static Words,
    frame: Frame,
    announced: &'a Announced,
    series: Option<Label>,
    topics: Vec<Label>,
    lang: page::Lang,
    description: String,
    json_ld: Markup,
    prose: Prose,
    people: Vec<People>,
    partners: Vec<String>,
    date: DateBlock,
    when: WhenView,
    place: Option<String>,
    online: bool,
    fee: Option<&'a str>,
    /// `Noch 4 Plätze frei`, where it matters.
    places: Option<String>,
    notices: Vec<Notice>,
    side: Side,
    has_problems: bool,
    bar: Option<Bar>,
    calendar: Option<CalendarLinks>,
    printed_address: String,
    path: String,
    share: Share,
}

/// What other sites and services take of an event.
struct Share {
    picture: String,
    qr_path: String,
    oembed: String,
    calendar: String,
}

/// The date on the page.
struct WhenView {
    datetime: String,
    full: String,
    /// Date and hours, where both stand on one day.
    parts: Option<(String, String)>,
    zone: String,
    /// The former date.
    former: Option<String>,
}

/// People with the same role.
struct People {
    heading: String,
    people: Vec<(String, String)>,
}

/// What stands beside the announcement.
enum Side {
    /// The form, and in the mode `optional` the way in without it.
    Form { form: Box<FormView>, or: Option<Way> },
    /// No form: the page leads to the room.
    Open(Way),
    /// No form: this sentence instead.
    Closed(String),
    /// Nothing: the event is over or cancelled.
    Nothing,
}

/// The way into the room from the public page.
struct Way {
    text: String,
    /// Only while the doors are open.
    room_url: Option<String>,
}

/// The bar at the foot of a small screen.
struct Bar {
    brief: String,
    label: String,
}

/// Why a form comes back.
pub(super) enum Answer {
    /// Nothing was sent.
    Fresh,
    /// It cannot be taken as it is.
    Wrong,
    /// Its mail domain looks mistyped; sent again as it is, it is taken.
    Doubtful,
    /// It came without the stamp of our form.
    Unstamped,
    /// The last place went to somebody else.
    FullMeanwhile,
    /// The event has ended or was cancelled.
    ClosedMeanwhile,
    /// The database takes nothing for now.
    NotSaved,
}

/// `GET /events/{slug}`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    cache::answer(&web, Asked::of(&request), async || {
        let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
        let page = EventPage::new(&web, locale, &public, &Answer::Fresh, Sent::default());
        let html = page.render()?;
        let stamp = match page.side {
            Side::Form { form, .. } => Some(form.stamp),
            _ => None,
        };
        Ok(Made { html, stamp })
    })
    .await
}

/// `GET /embed/events/{slug}`: title, date and form alone, for a frame on another site.
pub(in crate::web) async fn framed(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
    page::shown(StatusCode::OK, &EventPage::new(&web, locale, &public, &Answer::Fresh, Sent { framed: true, ..Sent::default() }))
}

/// The page as it will be, for who prepares it.
pub(in crate::web) fn preview(web: &Web, locale: Locale, public: &PublicEvent) -> Result<Response, WebError> {
    let mut page = EventPage::new(web, locale, public, &Answer::Fresh, Sent::default());
    let w = page.w;
    page.notices.insert(0, Notice::new(Kind::Info, w.preview_banner()).with_more(w.preview_banner_more()));
    (page.frame.public, page.frame.others) = (None, Vec::new());
    page::personal(StatusCode::OK, &page)
}

/// The page as the answer to a form that was not taken.
pub(super) fn answer(web: &Web, locale: Locale, public: &PublicEvent, answer: &Answer, sent: Sent<'_>) -> Result<Response, WebError> {
    let status = match answer {
        Answer::Fresh => StatusCode::OK,
        Answer::Wrong | Answer::Doubtful | Answer::Unstamped => StatusCode::UNPROCESSABLE_ENTITY,
        Answer::FullMeanwhile | Answer::ClosedMeanwhile => StatusCode::CONFLICT,
        Answer::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
    };
    page::personal(status, &EventPage::new(web, locale, public, answer, sent))
}

impl<'a> EventPage<'a> {
    fn new(web: &Web, locale: Locale, public: &'a PublicEvent, answer: &Answer, sent: Sent<'_>) -> Self {
        let (event, announced) = (&public.event, &public.event.announcement);
        let now = web.app.now();
        let frame = Frame::public(web, locale, |urls, locale| urls.event(locale, &event.slug)).in_frame(sent.framed);
        let w = frame.w;
        let when = When::new(&event.schedule, locale);
        let prose = Prose::of(&announced.description);
        let place = place(event, w);
        let is_ahead = event.status == EventStatus::Published && now < event.schedule.ends_at;
        let fee = Fee::of(announced.fee.as_deref());
        let is_paid = fee != Fee::None;
        let side = Side::of(web, &frame, public, sent, now);
        Self {
            series: announced.series.as_deref().map(|name| Label::series(&frame, name)),
            topics: announced.topics.iter().map(|name| Label::topic(&frame, name)).collect(),
            lang: page::Lang::of(announced.locale, locale),
            description: description(&when, place.as_deref(), &prose.summary),
            json_ld: json_ld::event(public, web.app.urls(), &prose.summary, fee),
            people: people(w, &announced.people),
            partners: announced.partners.iter().map(partner).collect(),
            date: DateBlock::full(&when),
            when: WhenView::new(event, &when, locale),
            online: place.as_deref() == Some(w.facts_online().as_str()),
            place,
            fee: announced.fee.as_deref().filter(|_| is_paid),
            places: public.free_places.filter(|free| *free < FEW_PLACES && is_ahead).map(|free| w.seats(free)),
            notices: notices(&frame, public, answer, now),
            has_problems: matches!(answer, Answer::Wrong),
            bar: side.bar_label(w).filter(|_| !sent.framed).map(|label| Bar { brief: when.brief(), label }),
            calendar: is_ahead.then(|| CalendarLinks::of(web, event, &frame)),
            printed_address: web
                .app
                .urls()
                .event(locale, &event.slug)
                .split_once("://")
                .map_or_else(String::new, |(_, address)| address.to_owned()),
            path: frame.event_path(&event.slug),
            share: Share::of(web, event, locale),
            announced,
            prose,
            side,
            w,
            frame,
        }
    }
}

impl Share {
    fn of(web: &Web, event: &Event, locale: Locale) -> Self {
        let urls = web.app.urls();
        let query: String = form_urlencoded::byte_serialize(urls.event(locale, &event.slug).as_bytes()).collect();
        Self {
            picture: urls.picture(&event.slug),
            qr_path: page::local(&urls.qr(&event.slug)).to_owned(),
            oembed: format!("{}?url={query}", urls.absolute("/oembed")),
            calendar: urls.calendar(&event.slug),
        }
    }
}

impl WhenView {
    fn new(event: &Event, when: &When<'_>, locale: Locale) -> Self {
        let wall = &event.schedule.wall;
        let former = event.former_schedule().filter(|_| event.status == EventStatus::Published);
        Self {
            datetime: when.starts_rfc3339(),
            full: when.full(),
            parts: (wall.starts_local.date() == wall.ends_local.date()).then(|| (when.date(), when.hours())),
            zone: when.zone(),
            former: former.map(|schedule| former_date(&schedule, &event.schedule, locale)),
        }
    }
}

/// The former date; with the time where only that has changed.
fn former_date(former: &Schedule, new: &Schedule, locale: Locale) -> String {
    let when = When::new(former, locale);
    if former.wall.starts_local.date() == new.wall.starts_local.date() { format!("{}, {}", when.date(), when.hours()) } else { when.date() }
}

impl Side {
    fn of(web: &Web, frame: &Frame, public: &PublicEvent, sent: Sent<'_>, now: Timestamp) -> Self {
        let (event, w) = (&public.event, frame.w);
        if event.status == EventStatus::Cancelled {
            return Self::Nothing;
        }
        match event.access.mode {
            RegistrationMode::Open if event.phase(now) == Phase::Over => Self::Nothing,
            RegistrationMode::Open => Self::Open(Way::new(event, frame, now, |date, time| w.event_open_text(date, time))),
            _ if now >= event.schedule.ends_at => Self::Nothing,
            mode => match closed(event, public.free_places, &When::new(&event.schedule, frame.locale), w, now) {
                Some(closed) => Self::Closed(closed),
                None => Self::Form {
                    form: Box::new(FormView::new(web, frame, public, sent)),
                    or: (mode == RegistrationMode::Optional)
                        .then(|| Way::new(event, frame, now, |date, time| w.event_optional_direct(date, time))),
                },
            },
        }
    }

    fn bar_label(&self, w: &Words) -> Option<String> {
        match self {
            Self::Form { form, .. } => Some(form.submit.clone()),
            Self::Open(_) => Some(w.event_join_button()),
            Self::Closed(_) | Self::Nothing => None,
        }
    }
}

/// Why there is no form, in a sentence; none when there is one. Once the event has started, nobody moves up: then there is no waiting
/// list either.
pub(super) fn closed(event: &Event, free_places: Option<u32>, when: &When<'_>, w: &Words, now: Timestamp) -> Option<String> {
    match event.form(now) {
        FormState::NotYet(opens_at) => Some(w.not_yet(when.moment_at(opens_at))),
        FormState::Closed if event.status == EventStatus::Published && event.access.closes.is_some() => {
            let since = w.closed_since(when.moment_at(event.form_closes_at()));
            Some(event.access.help_contact.as_ref().map_or(since.clone(), |contact| format!("{since} {}", w.closed_contact(contact))))
        }
        FormState::Closed => Some(w.closed()),
        FormState::Open if free_places == Some(0) && now >= event.schedule.starts_at => Some(w.full_text_no_waitlist()),
        FormState::Open => None,
    }
}

impl Way {
    fn new(event: &Event, frame: &Frame, now: Timestamp, ahead: impl Fn(String, String) -> String) -> Self {
        let (w, when) = (frame.w, When::new(&event.schedule, frame.locale));
        let doors = event.doors_open_at();
        let room_url = event.room().map(str::to_owned);
        match (event.phase(now), room_url) {
            (Phase::Open, Some(url)) => Self { text: w.room_open(), room_url: Some(url) },
            (Phase::Open, None) => Self { text: w.join_broken(), room_url: None },
            _ => Self { text: ahead(when.date_at(doors), when.clock_at(doors)), room_url: None },
        }
    }
}

/// How the event stands, and what became of a form.
fn notices(frame: &Frame, public: &PublicEvent, answer: &Answer, now: Timestamp) -> Vec<Notice> {
    let (event, w) = (&public.event, frame.w);
    let of_form = match answer {
        Answer::Unstamped => Some(Notice::new(Kind::Info, w.err_unstamped()).alert()),
        Answer::FullMeanwhile => Some(Notice::new(Kind::Full, w.full_race()).alert()),
        Answer::ClosedMeanwhile => Some(Notice::new(Kind::Warning, w.closed_race()).alert()),
        Answer::NotSaved => Some(Notice::new(Kind::Warning, w.busy_sign_up()).with_more(w.busy_sign_up_hint()).alert()),
        Answer::Fresh | Answer::Wrong | Answer::Doubtful => None,
    };
    let of_event = match &event.cancellation {
        Some(cancellation) => {
            Some(Notice { text: Some(cancellation.reason.clone()), leads_on: true, ..Notice::new(Kind::Cancelled, w.cancelled_banner()) })
        }
        None if now >= event.schedule.ends_at => {
            let recording = event.recording(now).map(|url| (w.past_recording(), url.to_owned()));
            Some(Notice { leads_on: true, link: recording, ..Notice::new(Kind::Info, w.past_banner()) })
        }
        None if now >= event.schedule.starts_at && event.access.mode == RegistrationMode::Required => {
            let lost = Some((w.running_lost(), frame.lost_link.clone()));
            Some(Notice { link: lost, ..Notice::new(Kind::Success, w.running_banner()) })
        }
        None => moved(w, event, frame.locale),
    };
    of_form.into_iter().chain(of_event).collect()
}

fn moved(w: &Words, event: &Event, locale: Locale) -> Option<Notice> {
    let former = event.former_schedule()?;
    let new = When::new(&event.schedule, locale).moment_at(event.schedule.starts_at);
    let old = When::new(&former, locale).moment_at(former.starts_at);
    let notice = Notice::new(Kind::Moved, w.moved_banner(new, old));
    Some(if event.access.mode == RegistrationMode::Open { notice } else { notice.with_more(w.moved_hint()) })
}

fn description(when: &When<'_>, place: Option<&str>, summary: &str) -> String {
    let facts: Vec<String> = [Some(when.full()), place.map(str::to_owned)].into_iter().flatten().collect();
    format!("{}. {summary}", facts.join(", ")).trim_end().to_owned()
}

fn people(w: &Words, people: &[Person]) -> Vec<People> {
    [(Role::Guest, w.event_guests()), (Role::Moderation, w.event_moderation()), (Role::Host, w.event_hosts())]
        .into_iter()
        .map(|(role, heading)| People { heading, people: people.iter().filter(|person| person.role == role).map(person).collect() })
        .filter(|group| !group.people.is_empty())
        .collect()
}

/// Name with title, and what follows the name.
fn person(person: &Person) -> (String, String) {
    let name: Vec<&str> = [person.title.as_deref(), Some(&person.name)].into_iter().flatten().collect();
    let rest: Vec<&str> = [&person.function, &person.organisation, &person.place].into_iter().filter_map(|part| part.as_deref()).collect();
    (name.join(" "), rest.join(", "))
}

/// `Institut für Stadtkultur (IfSK), Hochschule Brückfeld`
fn partner(partner: &Partner) -> String {
    let short_name = partner.short_name.as_ref().map(|short_name| format!(" ({short_name})")).unwrap_or_default();
    let parent = partner.parent.as_ref().map(|parent| format!(", {parent}")).unwrap_or_default();
    format!("{}{short_name}{parent}", partner.name)
}
