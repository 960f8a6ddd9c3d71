//! `GET /j/{token}`: the personal way into the room. It is right for ever (law 19) and records nothing (law 18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;

use crate::app::registration::{Joining, MyRegistration};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::page::{self, Frame};
use crate::web::public::ticket::Ticket;
use crate::words::{When, Words};

/// The page loads itself again after so many seconds, or when the doors open.
const REFRESH_SECONDS: i64 = 60;
/// Only within the last hour the page loads itself again: nobody waits longer in front of it.
const WAITING_SECONDS: i64 = 60 * 60;

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
    /// Nobody has entered the room's address yet.
    Missing,
    /// It is over.
    Over,
    /// The event was cancelled, for this reason.
    EventCancelled { reason: String },
    /// The registration was cancelled.
    RegistrationCancelled { again: bool },
}

/// When the doors open.
struct Early {
    opens: String,
    left: String,
    /// Shown while the page loads itself again.
    as_of: Option<String>,
}

/// `GET /j/{token}`; `?auto=0` keeps the page from loading itself again.
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(token): Path<String>, request: Request) -> Result<Response, WebError> {
    let stays = request.uri().query() == Some("auto=0");
    match web.app.join(&token).await?.ok_or(WebError::UnknownLink)? {
        Joining::Open { room_url } => page::see_other(&room_url),
        Joining::Early { mine, opens_at } => early(&web, &mine, opens_at, stays),
        Joining::RoomMissing { mine } => {
            let mut response = shown(&web, &mine, StatusCode::SERVICE_UNAVAILABLE, Waiting::Missing)?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
            Ok(response)
        }
        Joining::Over { mine } => shown(&web, &mine, StatusCode::OK, Waiting::Over),
        Joining::EventCancelled { mine } => {
            let reason = mine.public.event.cancellation.as_ref().map(|cancellation| cancellation.reason.clone()).unwrap_or_default();
            shown(&web, &mine, StatusCode::GONE, Waiting::EventCancelled { reason })
        }
        Joining::RegistrationCancelled { mine } => {
            let again = mine.public.event.takes_sign_ups(web.app.now());
            shown(&web, &mine, StatusCode::OK, Waiting::RegistrationCancelled { again })
        }
    }
}

fn early(web: &Web, mine: &MyRegistration, opens_at: Timestamp, stays: bool) -> Result<Response, WebError> {
    let now = web.app.now();
    let mut page = page(web, mine, Waiting::Over);
    let (w, when) = (page.w, When::new(&mine.public.event.schedule, page.frame.locale));
    let left = opens_at.duration_since(now).as_secs().max(0);
    let soon = left <= WAITING_SECONDS;
    let reloads = soon && !stays;
    page.frame.refresh = reloads.then_some((left + 1).min(REFRESH_SECONDS));
    page.state = Waiting::Early(Early {
        opens: match (soon, reloads) {
            (true, true) => w.join_early(when.clock_at(opens_at)),
            (true, false) => w.join_early_clock(when.clock_at(opens_at)),
            (false, _) => w.join_early_day(when.date_at(opens_at), when.clock_at(opens_at)),
        },
        left: countdown(w, left),
        as_of: reloads.then(|| w.join_as_of(when.clock_at(now))),
    });
    page::personal(StatusCode::OK, &page)
}

fn shown(web: &Web, mine: &MyRegistration, status: StatusCode, state: Waiting) -> Result<Response, WebError> {
    page::personal(status, &page(web, mine, state))
}

fn page(web: &Web, mine: &MyRegistration, state: Waiting) -> JoinPage {
    let frame = Frame::private(web, mine.registration.registrant.locale);
    JoinPage { w: frame.w, ticket: Ticket::of(&mine.public.event, &frame), state, frame }
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
