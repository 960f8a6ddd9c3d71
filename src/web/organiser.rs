//! The pages that organisers see, one file each.
//!
//! Who may ask for which stands beside each in the list of routes, and [`guard`] sees to it. They stand in both languages as the public
//! pages do, below `/organiser` and `/en/organiser`.

pub(super) mod account;
pub(super) mod attendees;
pub(super) mod cancel;
pub(super) mod copy;
pub(super) mod edit;
pub(super) mod event;
mod event_form;
mod fields;
pub(super) mod figures;
mod forecast;
pub(super) mod forgotten;
pub(super) mod guard;
pub(super) mod link;
pub(super) mod mails;
pub(super) mod new;
pub(super) mod overview;
pub(super) mod people;
pub(super) mod person;
pub(super) mod preview;
pub(super) mod publish;
pub(super) mod reminders;
mod sent;
pub(super) mod session;
pub(super) mod setup;
pub(super) mod sign_in;
pub(super) mod sign_out;
mod step;
pub(super) mod team;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::event::{Event, EventStatus};
use crate::domain::locale::Locale;
use crate::domain::organiser::{Organiser, Role};
use crate::domain::zone::zone;
use crate::web::Web;
use crate::web::outbox::outbox_path;
use crate::web::page::{Frame, Nav};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{Words, on_the_clock};

/// The path of the overview, under which all these pages stand.
fn home(web: &Web, locale: Locale) -> String {
    format!("{}{}/organiser", web.root, web.app.urls().prefix(locale))
}

/// The frame of a page for who is signed in, at `below` the overview's path.
fn frame(web: &Web, locale: Locale, organiser: &Organiser, below: &str) -> Frame {
    let home = home(web, locale);
    let nav = Nav {
        name: organiser.name.clone(),
        is_home: !below.starts_with('/'),
        may_edit: organiser.role >= Role::Editor,
        outbox: outbox(web, organiser),
        team: (organiser.role == Role::Admin).then(|| format!("{home}/team")),
        is_team: below.starts_with("/team"),
        account: format!("{home}/account"),
        is_account: below.starts_with("/account"),
        sign_out: format!("{home}/sign-out"),
        home,
    };
    let mut frame = Frame::backstage(web, locale).with_twins(|other| format!("{}{below}", self::home(web, other)));
    frame.nav = Some(nav);
    frame
}

/// The path of the mailbox, where mails are kept instead of sent: for admins, since links for organisers lie there, too.
fn outbox(web: &Web, organiser: &Organiser) -> Option<String> {
    (web.app.keeps_mails() && organiser.role == Role::Admin).then(|| outbox_path(web))
}

/// How far an event has come: the class of its tag, and the words.
fn standing(w: &Words, event: &Event, now: Timestamp) -> (&'static str, String) {
    match event.status {
        EventStatus::Draft => ("neutral", w.org_state_draft()),
        EventStatus::Cancelled => ("error", w.org_state_cancelled()),
        EventStatus::Published if now >= event.schedule.ends_at => ("neutral", w.org_state_over()),
        EventStatus::Published if now >= event.schedule.starts_at => ("success", w.org_state_running()),
        EventStatus::Published => ("success", w.org_state_published()),
    }
}

/// That no mail leaves at the moment, and why.
fn paused(web: &Web, w: &Words, locale: Locale) -> Option<Notice> {
    let pause = web.app.mail_pause()?;
    let until = pause.until.to_zoned(zone(web.app.zone()).unwrap_or(TimeZone::UTC));
    let until = on_the_clock(&until, locale);
    Some(Notice::new(Kind::Warning, w.org_paused()).with_more(w.org_paused_more(until, pause.reason)))
}
