//! `GET /organiser/events/{slug}/people`: who has registered, under tabs, to be searched, page by page. Every view has an address of its
//! own, to be shared.

pub(in crate::web) mod import;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::app::erasure::Receipt;
use crate::app::event::Overview;
use crate::domain::attendee::{AttendeeFilter, AttendeeGroup, Listed, Search};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, Slug, fixed_words};
use crate::domain::locale::Locale;
use crate::web::Web;
use crate::web::done::JustDone;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::of_event;
use crate::web::organiser::frame;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{When, Words};

/// People on a page.
const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "organiser/people.html")]
struct PeoplePage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    notices: Vec<Notice>,
    event: String,
    title: String,
    lang: page::Lang,
    /// The ways to enter somebody, and everybody on a list, as long as that can be done.
    enter: Option<(String, String)>,
    path: String,
    tabs: Vec<Tab>,
    filter: Filter,
    /// Why nobody stands here.
    none: Option<String>,
    people: Vec<PersonRow>,
    pager: Pager,
    /// The page that gives this view away, where there is somebody to give.
    lists: Option<String>,
}

/// People who stand alike.
pub(super) struct Tab {
    pub(super) path: String,
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) is_current: bool,
}

/// The search as it was sent.
struct Filter {
    status: &'static str,
    typed: String,
    max: usize,
    /// How many were found, and the way to all.
    found: Option<(String, String)>,
}

struct PersonRow {
    path: String,
    name: String,
    email: String,
    tags: Vec<(&'static str, String)>,
    datetime: String,
    registered_at: String,
}

struct Pager {
    range: String,
    previous: Option<String>,
    next: Option<String>,
}

/// The query of the page.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Chosen {
    /// A group's name; any other word stands for all.
    status: String,
    q: String,
    page: u64,
    receipt: String,
}

impl Default for Chosen {
    fn default() -> Self {
        Self { status: String::new(), q: String::new(), page: 1, receipt: String::new() }
    }
}

/// Which part of the list.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) group: Option<AttendeeGroup>,
    pub(super) typed: String,
    pub(super) page: u64,
}

impl View {
    /// As an address has it: a group's name, any other word standing for all, and what was typed.
    pub(super) fn of(status: &str, typed: &str, page: u64) -> Self {
        Self { group: status.parse().ok(), typed: typed.trim().to_owned(), page }
    }

    /// Who is meant.
    pub(super) fn filter(&self) -> AttendeeFilter {
        AttendeeFilter { group: self.group, search: Search::of(&self.typed) }
    }

    /// Its address below the list's; the whole list has the shortest.
    pub(super) fn query(&self) -> String {
        self.query_with(&[])
    }

    /// The same with more in it.
    pub(super) fn query_with(&self, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(group) = self.group {
            query.append_pair("status", group.as_str());
        }
        if !self.typed.is_empty() {
            query.append_pair("q", &self.typed);
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        query.extend_pairs(more);
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// What was done on the way to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    Erased,
    Imported,
}

fixed_words!(pub(in crate::web) Done { Erased => "erased", Imported => "imported" });

/// Leads to the list, which says that somebody was erased.
pub(super) fn erased(web: &Web, locale: Locale, slug: &Slug, receipt: &Receipt) -> Result<Response, WebError> {
    let (path, done) = (people_path(web, locale, slug), Done::Erased.as_str());
    page::see_other(&format!("{path}?done={done}&receipt={}", receipt.number))
}

/// The path of an event's people.
pub(super) fn people_path(web: &Web, locale: Locale, slug: &Slug) -> String {
    format!("{}/people", of_event(web, locale, slug))
}

/// `GET /organiser/events/{slug}/people`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
    JustDone(done): JustDone<Done>,
) -> Result<Response, WebError> {
    let Overview { event, registered, .. } = web.app.show_event(&slug).await?;
    let mut view = View::of(&chosen.status, &chosen.q, chosen.page);
    let filter = view.filter();
    let counts = web.app.count_found(&slug, &filter.search).await?;
    let total = total(&counts, view.group);
    view.page = view.page.clamp(1, total.div_ceil(PAGE).max(1));
    let people = web.app.list_attendees(&slug, &filter, (view.page - 1) * PAGE, PAGE).await?;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}/people{}", event.slug, view.query()));
    let notices = match done {
        Some(Done::Imported) => vec![Notice::new(Kind::Success, frame.w.import_done()).alert()],
        Some(Done::Erased) => said_of(&web, frame.w, locale, &chosen.receipt).await?.into_iter().collect(),
        None => Vec::new(),
    };
    let seen = Seen { event: &event, counts, total, people, view, registered, has_gone: web.app.now() >= event.personal_data_until() };
    page::personal(StatusCode::OK, &PeoplePage { notices, ..seen.page(&web, frame) })
}

/// That somebody was erased, with the receipt.
async fn said_of(web: &Web, w: &Words, locale: Locale, receipt: &str) -> Result<Option<Notice>, WebError> {
    let receipt = web.app.erasure_receipt(receipt).await?;
    Ok(receipt.map(|receipt| {
        let path = page::local(&web.app.urls().erased(locale, &receipt.number)).to_owned();
        Notice { link: Some((w.person_erased_receipt(), path)), ..Notice::new(Kind::Success, w.person_erased()).alert() }
    }))
}

/// What the app says of an event's people.
struct Seen<'a> {
    event: &'a Event,
    counts: Vec<(AttendeeGroup, u64)>,
    /// In this view.
    total: u64,
    people: Vec<Listed>,
    view: View,
    /// How many were registered, whoever is still there.
    registered: u64,
    /// Whether the term has ended: nobody is there any more (law 23).
    has_gone: bool,
}

impl Seen<'_> {
    fn page(&self, web: &Web, frame: Frame) -> PeoplePage {
        let (event, w, locale) = (self.event, frame.w, frame.locale);
        let when = When::new(&event.schedule, locale);
        let (event_path, path) = (of_event(web, locale, &event.slug), people_path(web, locale, &event.slug));
        PeoplePage {
            outbox: frame.outbox(),
            notices: Vec::new(),
            title: event.announcement.title.clone(),
            lang: page::Lang::of(event.announcement.locale, locale),
            enter: event.takes_people(web.app.now()).then(|| (format!("{path}/new"), format!("{path}/import"))),
            tabs: tabs(w, event, &self.counts, &self.view, &path),
            filter: self.filter(w, &path),
            none: self.people.is_empty().then(|| self.none(w)),
            people: self.people.iter().map(|listed| row(listed, w, &when, &path)).collect(),
            pager: self.pager(w, &path),
            lists: (self.total > 0).then(|| format!("{event_path}/attendees{}", View { page: 1, ..self.view.clone() }.query())),
            event: event_path,
            path,
            w,
            frame,
        }
    }

    fn filter(&self, w: &Words, path: &str) -> Filter {
        let all = View { group: self.view.group, typed: String::new(), page: 1 };
        Filter {
            status: self.view.group.map_or("", AttendeeGroup::as_str),
            typed: self.view.typed.clone(),
            max: Search::MAX_CHARS,
            found: (!self.view.typed.is_empty()).then(|| (w.people_found(self.total), format!("{path}{}", all.query()))),
        }
    }

    fn none(&self, w: &Words) -> String {
        match (self.view.typed.is_empty(), self.view.group) {
            (false, _) => w.people_none_found(),
            (true, Some(_)) => w.people_none_here(),
            (true, None) if self.registered > 0 && self.has_gone => w.people_gone(),
            (true, None) if self.registered > 0 => w.people_erased(),
            (true, None) => w.org_people_empty(),
        }
    }

    fn pager(&self, w: &Words, path: &str) -> Pager {
        let from = (self.view.page - 1) * PAGE;
        let to = from + self.people.len() as u64;
        let at = |page: u64| format!("{path}{}", View { group: self.view.group, typed: self.view.typed.clone(), page }.query());
        Pager {
            range: w.org_people_range(from + 1, to, self.total),
            previous: (self.view.page > 1).then(|| at(self.view.page - 1)),
            next: (to < self.total).then(|| at(self.view.page + 1)),
        }
    }
}

/// How many are in a group, or in all.
pub(super) fn total(counts: &[(AttendeeGroup, u64)], group: Option<AttendeeGroup>) -> u64 {
    counts.iter().filter(|(counted, _)| group.is_none_or(|group| group == *counted)).map(|(_, count)| count).sum()
}

/// All, and what the event can have or has.
pub(super) fn tabs(w: &Words, event: &Event, counts: &[(AttendeeGroup, u64)], view: &View, path: &str) -> Vec<Tab> {
    let access = &event.access;
    let can_have = |group: AttendeeGroup| match group {
        AttendeeGroup::Registered | AttendeeGroup::Cancelled => true,
        AttendeeGroup::Waitlisted => access.capacity.is_some(),
        AttendeeGroup::Requested => access.approval,
        AttendeeGroup::Unconfirmed => access.double_opt_in,
    };
    let tab = |group: Option<AttendeeGroup>, label: String| Tab {
        path: format!("{path}{}", View { group, typed: view.typed.clone(), page: 1 }.query()),
        label,
        count: total(counts, group),
        is_current: group == view.group,
    };
    let is_shown = |group: &AttendeeGroup| can_have(*group) || total(counts, Some(*group)) > 0 || view.group == Some(*group);
    let groups = AttendeeGroup::ALL.into_iter().filter(is_shown).map(|group| tab(Some(group), tab_words(w, group)));
    std::iter::once(tab(None, w.people_tab_all())).chain(groups).collect()
}

pub(super) fn tab_words(w: &Words, group: AttendeeGroup) -> String {
    match group {
        AttendeeGroup::Registered => w.people_tab_registered(),
        AttendeeGroup::Waitlisted => w.people_tab_waitlisted(),
        AttendeeGroup::Requested => w.people_tab_requested(),
        AttendeeGroup::Unconfirmed => w.people_tab_unconfirmed(),
        AttendeeGroup::Cancelled => w.people_tab_cancelled(),
    }
}

/// Where somebody stands, for organisers: the class of the tag, and the words.
pub(super) fn tag(w: &Words, group: AttendeeGroup, is_declined: bool) -> (&'static str, String) {
    match group {
        AttendeeGroup::Cancelled if is_declined => ("neutral", w.reg_status_declined()),
        AttendeeGroup::Registered => ("success", w.reg_status_registered()),
        AttendeeGroup::Waitlisted => ("neutral", w.reg_status_waitlisted()),
        AttendeeGroup::Requested => ("warning", w.people_tab_requested()),
        AttendeeGroup::Unconfirmed => ("neutral", w.people_tab_unconfirmed()),
        AttendeeGroup::Cancelled => ("neutral", w.reg_status_cancelled()),
    }
}

fn tags(listed: &Listed, w: &Words) -> Vec<(&'static str, String)> {
    let standing = tag(w, listed.group, listed.is_declined);
    let unreachable = (!listed.is_reachable).then(|| ("error", w.people_unreachable()));
    let noted = listed.has_note.then(|| ("neutral", w.people_note()));
    std::iter::once(standing).chain(unreachable).chain(noted).collect()
}

fn row(listed: &Listed, w: &Words, when: &When<'_>, path: &str) -> PersonRow {
    let attendee = &listed.attendee;
    // An address that this version cannot read is shown as it is kept: it must not hide the list (law 12).
    let email = EmailAddress::parse(&attendee.email).map_or_else(|_| attendee.email.clone(), |email| email.for_people());
    let name = format!("{} {}", attendee.given_name, attendee.family_name).trim().to_owned();
    PersonRow {
        path: format!("{path}/{}", listed.id),
        name: if name.is_empty() { email.clone() } else { name },
        email,
        tags: tags(listed, w),
        datetime: attendee.registered_at.to_string(),
        registered_at: when.brief_at(attendee.registered_at),
    }
}
