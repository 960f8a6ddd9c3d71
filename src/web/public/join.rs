//! `/j/{token}`: the personal way into the room. It is right for ever (law 19). Opening it records nothing; where an event proves
//! attendance, a button does (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use url::Url;

use crate::app::programme::Listed;
use crate::app::registration::{Joining, MyRegistration};
use crate::domain::event::{Event, EventStatus, LocationKind};
use crate::domain::programme::Filter;
use crate::web::Web;
use crate::web::contact::Contact;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::afterwards::AfterwardsView;
use crate::web::public::ticket::Ticket;
use crate::web::security::POLICY_INTO_ROOM;
use crate::words::{When, Words};

/// Within the last hour the page loads itself again after so many seconds, or when the doors open.
const REFRESH_SECONDS: i64 = 60;
/// The last hour.
const SOON_SECONDS: i64 = 60 * 60;
/// On the last day it loads itself again once, when the last hour begins; before that nobody waits in front of it.
const WAITING_SECONDS: i64 = 24 * 60 * 60;
/// So many of the next events stand below what is over.
const NEXT_EVENTS: usize = 3;

#[derive(Template)]
#[template(path = "public/join.html")]
struct JoinPage {
    w: &'static Words,
    frame: Frame,
    ticket: Ticket,
    state: Waiting,
}

/// What stands between the visitor and the room.
enum Waiting {
    /// The doors are closed.
    Early(Early),
    /// The button, and where it leads.
    Asking { action: String, host: Option<String>, place: Option<String> },
    /// People meet there.
    OnSite { place: Option<String> },
    /// No room can be entered; whom to ask.
    Missing { contact: Option<Contact> },
    /// It waits for a place.
    Waitlisted,
    /// It waits for its address to be confirmed, or else for the organiser.
    Pending { by_mail: bool },
    /// It is over; what followed, and what comes next.
    Over { afterwards: Option<AfterwardsView>, next: Vec<Ticket> },
    /// The event was cancelled, for this reason.
    EventCancelled { reason: String },
    /// The registration was cancelled; the way back, where there is one. It is open to all: this link is no key to the registration.
    RegistrationCancelled { register_path: Option<String> },
    /// The organiser has said no.
    Declined,
}

/// When the doors open.
struct Early {
    opens: String,
    left: String,
    /// Shown while the page loads itself again.
    as_of: Option<String>,
    /// Whose house the room is in (reliability: the host is shown before leaving).
    host: Option<String>,
    /// Where people meet as well.
    place: Option<String>,
}

/// `GET /j/{token}`; `?auto=0` keeps the page from loading itself again.
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>, request: Request) -> Result<Response, WebError> {
    let stays = request.uri().query() == Some("auto=0");
    let joining = web.app.join(&token).await?.ok_or(WebError::UnknownLink)?;
    answer(&web, joining, stays).await
}

/// `POST /j/{token}`: the button. Where there is none, the page is shown as it is.
pub(in crate::web) async fn post(State(web): State<Arc<Web>>, Path(token): Path<String>) -> Result<Response, WebError> {
    match web.app.go_in(&token).await?.ok_or(WebError::UnknownLink)? {
        Joining::Open { room_url } => page::see_other(&room_url),
        other => answer(&web, other, true).await,
    }
}

async fn answer(web: &Web, joining: Joining, stays: bool) -> Result<Response, WebError> {
    match joining {
        Joining::Open { room_url } => page::see_other(&room_url),
        Joining::Early { mine, opens_at } => early(web, &mine, opens_at, stays),
        Joining::Asking { mine } => {
            let event = &mine.public.event;
            let action = page::local(&mine.join_url).to_owned();
            let mut response = shown(web, &mine, StatusCode::OK, Waiting::Asking { action, host: host(event), place: beside(event) })?;
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY_INTO_ROOM);
            Ok(response)
        }
        Joining::OnSite { mine } => {
            let place = mine.public.event.announcement.location.clone();
            shown(web, &mine, StatusCode::OK, Waiting::OnSite { place })
        }
        Joining::Waitlisted { mine } => shown(web, &mine, StatusCode::FORBIDDEN, Waiting::Waitlisted),
        Joining::Pending { mine } => {
            // A place that is held until the address is confirmed has an end.
            let by_mail = mine.registration.expires_at.is_some();
            shown(web, &mine, StatusCode::FORBIDDEN, Waiting::Pending { by_mail })
        }
        Joining::RoomMissing { mine } => {
            let contact = mine.public.event.access.help_contact.as_deref().or(web.app.contact()).map(Contact::of);
            let mut response = shown(web, &mine, StatusCode::SERVICE_UNAVAILABLE, Waiting::Missing { contact })?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
            Ok(response)
        }
        Joining::Over { mine } => over(web, &mine).await,
        Joining::EventCancelled { mine } => {
            let reason = mine.public.event.cancellation.as_ref().map(|cancellation| cancellation.reason.clone()).unwrap_or_default();
            shown(web, &mine, StatusCode::GONE, Waiting::EventCancelled { reason })
        }
        Joining::RegistrationCancelled { mine } if mine.registration.declined => shown(web, &mine, StatusCode::OK, Waiting::Declined),
        Joining::RegistrationCancelled { mine } => {
            let (event, locale) = (&mine.public.event, mine.registration.registrant.locale);
            let register = || page::local(&web.app.urls().register(locale, &event.slug, false)).to_owned();
            let register_path = event.takes_sign_ups(web.app.now()).then(register);
            shown(web, &mine, StatusCode::OK, Waiting::RegistrationCancelled { register_path })
        }
    }
}

fn early(web: &Web, mine: &MyRegistration, opens_at: Timestamp, stays: bool) -> Result<Response, WebError> {
    let now = web.app.now();
    let event = &mine.public.event;
    let left = opens_at.duration_since(now).as_secs().max(0);
    let refresh = refresh_seconds(left).filter(|_| !stays);
    let mut page = page(web, mine, Waiting::Waitlisted);
    let (w, when) = (page.w, When::new(&event.schedule, page.frame.locale));
    let soon = left <= SOON_SECONDS;
    page.frame.refresh = refresh;
    page.state = Waiting::Early(Early {
        opens: match (soon, refresh.is_some()) {
            (true, true) => w.join_early(when.clock_at(opens_at)),
            (true, false) => w.join_early_clock(when.clock_at(opens_at)),
            (false, true) => format!("{} {}", w.reg_join_early(when.date_at(opens_at), when.clock_at(opens_at)), w.join_early_moves()),
            (false, false) => w.reg_join_early(when.date_at(opens_at), when.clock_at(opens_at)),
        },
        left: countdown(w, left),
        as_of: refresh.map(|_| if soon { w.join_as_of(when.clock_at(now)) } else { w.join_as_of_day(when.clock_at(now)) }),
        host: host(event),
        place: beside(event),
    });
    page::personal(StatusCode::OK, &page)
}

/// When the page loads itself again, so many seconds before the doors open: soon after they have, or when the last hour begins.
fn refresh_seconds(left: i64) -> Option<i64> {
    match left {
        _ if left <= SOON_SECONDS => Some((left + 1).min(REFRESH_SECONDS)),
        _ if left <= WAITING_SECONDS => Some(left - SOON_SECONDS),
        _ => None,
    }
}

async fn over(web: &Web, mine: &MyRegistration) -> Result<Response, WebError> {
    let now = web.app.now();
    let mut page = page(web, mine, Waiting::Waitlisted);
    let next = web.app.programme(Listed::Upcoming, &Filter::default(), 1).await?.events;
    page.state = Waiting::Over {
        afterwards: AfterwardsView::of(&mine.public.event, &page.frame, now),
        next: next
            .iter()
            .filter(|public| public.event.status == EventStatus::Published)
            .take(NEXT_EVENTS)
            .map(|public| Ticket::of(&public.event, &page.frame))
            .collect(),
    };
    page::personal(StatusCode::OK, &page)
}

fn shown(web: &Web, mine: &MyRegistration, status: StatusCode, state: Waiting) -> Result<Response, WebError> {
    page::personal(status, &page(web, mine, state))
}

fn page(web: &Web, mine: &MyRegistration, state: Waiting) -> JoinPage {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    JoinPage { w: frame.w, ticket: Ticket::of(&mine.public.event, &frame), state, frame }
}

/// The host of the room: whoever leaves this site sees where to. The whole address is the room's key.
fn host(event: &Event) -> Option<String> {
    Url::parse(event.room()?).ok()?.host_str().map(str::to_owned)
}

/// Where people meet who do not come by the net.
fn beside(event: &Event) -> Option<String> {
    event.announcement.location.clone().filter(|_| event.announcement.location_kind == LocationKind::Hybrid)
}

/// The two largest units of a wait: `2 Tagen, 6 Stunden`; `12 Minuten`.
fn countdown(w: &Words, seconds: i64) -> String {
    let minutes = (seconds + 59) / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, _) => w.join_minutes(if seconds < 60 { 0 } else { minutes }),
        (0, _, 0) => w.join_hours(hours),
        (0, _, _) => format!("{}, {}", w.join_hours(hours), w.join_minutes(minutes)),
        (_, 0, _) => w.join_days(days),
        (_, _, _) => format!("{}, {}", w.join_days(days), w.join_hours(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::words::words;

    #[test]
    fn the_page_moves_on_soon_after_the_doors_open() {
        for (left, after) in
            [(0, Some(1)), (30, Some(31)), (59, Some(60)), (600, Some(60)), (3600, Some(60)), (3601, Some(1)), (7200, Some(3600))]
        {
            assert_eq!(refresh_seconds(left), after, "{left}");
        }
        assert_eq!(refresh_seconds(25 * 3600), None);
    }

    #[test]
    fn a_wait_is_said_in_its_two_largest_units() {
        let de = words(Locale::De);
        for (seconds, said) in [
            (20, "weniger als einer Minute"),
            (61, "2 Minuten"),
            (3600, "1 Stunde"),
            (3660, "1 Stunde, 1 Minute"),
            (24 * 3600, "1 Tag"),
            (2 * 24 * 3600 + 6 * 3600, "2 Tagen, 6 Stunden"),
        ] {
            assert_eq!(countdown(de, seconds), said);
        }
    }
}
