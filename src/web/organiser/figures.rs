//! `GET /organiser/events/{slug}/figures`: sign-ups over time, what became of the mails, who came. Each first in a sentence, then as a
//! picture, then as a table.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::app::figures::Figures;
use crate::domain::delivery::Purpose;
use crate::domain::event::Event;
use crate::domain::figures::{ARRIVALS_STEP, DayCount, HandOver};
use crate::domain::locale::Locale;
use crate::domain::reminder::Audience;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::{of_event, place_in_life};
use crate::web::organiser::frame;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::plot::{Counts, Plot, percent};
use crate::web::public::registration::kind;
use crate::words::{When, Words, day, plain_date};

/// How far back lately goes.
const LATELY_DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "organiser/figures.html")]
struct FiguresPage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    event: String,
    title: String,
    lang: page::Lang,
    sign_ups: Chart,
    mails: Mails,
    arrivals: Chart,
}

/// Counts over time.
pub(super) struct Chart {
    pub(super) sentence: String,
    pub(super) plot: Option<Plot>,
    /// What the numbers in the picture stand for.
    pub(super) marks: Vec<String>,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<u64>)>,
}

/// What became of the mails.
struct Mails {
    sentence: String,
    rows: Vec<MailRow>,
}

struct MailRow {
    kind: String,
    /// Handed over, waiting, refused: class, beginning and width of each part of the bar.
    bar: Vec<(&'static str, String, String)>,
    accepted: u64,
    waiting: u64,
    failed: u64,
    between: Option<String>,
}

/// `GET /organiser/events/{slug}/figures`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let figures = web.app.figures(&slug).await?;
    let event = &figures.event;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}/figures", event.slug));
    let w = frame.w;
    let page = FiguresPage {
        outbox: frame.outbox(),
        event: of_event(&web, locale, &event.slug),
        title: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        sign_ups: sign_ups(w, locale, &figures),
        mails: mails(w, locale, &figures),
        arrivals: arrivals(w, locale, &figures),
        w,
        frame,
    };
    page::personal(StatusCode::OK, &page)
}

/// How many have signed up, and how many of them lately.
fn in_a_sentence(w: &Words, days: &[DayCount], today: Date) -> String {
    let came: u64 = days.iter().map(|day| day.came).sum();
    let is_lately = |day: &&DayCount| day.date.until(today).is_ok_and(|ago| i64::from(ago.get_days()) < LATELY_DAYS);
    let lately: u64 = days.iter().filter(is_lately).map(|day| day.came).sum();
    if came == 0 { w.figures_nobody() } else { w.figures_sign_ups(came, lately) }
}

/// Sign-ups over time, with the reminders and the start of the event.
pub(super) fn sign_ups(w: &Words, locale: Locale, figures: &Figures) -> Chart {
    let event = &figures.event;
    let today = event.schedule.local(figures.now).date();
    let sentence = in_a_sentence(w, &figures.days, today);
    let columns = vec![w.figures_day(), w.figures_came(), w.figures_left(), w.figures_standing()];
    let Some(axis) = Axis::of(&figures.days, event, today) else {
        return Chart { sentence, plot: None, marks: Vec::new(), columns, rows: Vec::new() };
    };
    // What the team gets has no bearing on who signs up.
    let of_registrants = figures.rules.iter().filter(|rule| rule.audience() == Audience::Registrants);
    let reminders = of_registrants.map(|rule| (rule.due_at, kind(w, rule.purpose())));
    let mut moments: Vec<(Timestamp, String)> = reminders.chain([(event.schedule.starts_at, w.figures_start())]).collect();
    moments.sort();
    moments.retain(|(at, _)| axis.part(event, *at).is_some());
    let when = When::new(&event.schedule, locale);
    let counts = Counts {
        steps: axis.steps(&figures.days, today),
        length: axis.length,
        limit: event.access.capacity.map(|capacity| (u64::from(capacity), w.figures_places(capacity))),
        marks: moments.iter().filter_map(|(at, _)| axis.part(event, *at)).collect(),
        now: axis.part(event, figures.now).map(|at| (at, w.figures_today())),
        ends: (day(axis.first, locale), day(axis.last(), locale)),
    };
    Chart {
        plot: Some(Plot::of("anmeldungen", w.figures_sign_ups_title(), sentence.clone(), counts)),
        sentence,
        marks: moments.into_iter().map(|(at, words)| w.figures_mark(words, when.brief_at(at))).collect(),
        columns,
        rows: figures.days.iter().map(|day| (plain_date(day.date, locale), vec![day.came, day.left, day.standing])).collect(),
    }
}

/// The days of a plot: from the first sign-up to the event, or to the last sign-up, if that came later.
struct Axis {
    first: Date,
    length: usize,
}

impl Axis {
    fn of(days: &[DayCount], event: &Event, today: Date) -> Option<Self> {
        let first = days.first()?.date;
        let last =
            days.last()?.date.max(event.schedule.local(event.schedule.starts_at).date()).min(today.max(first).saturating_add(MOST_DAYS));
        let length = first.until(last).ok().and_then(|span| usize::try_from(span.get_days()).ok())? + 1;
        Some(Self { first, length })
    }

    fn last(&self) -> Date {
        self.first.saturating_add(jiff::Span::new().days(i64::try_from(self.length).unwrap_or(1) - 1))
    }

    /// What each day brought, up to today.
    fn steps(&self, days: &[DayCount], today: Date) -> Vec<(u64, u64)> {
        let standing = days.last().map_or(0, |day| day.standing);
        let told = days.iter().map(|day| (day.came, day.standing));
        let since = days.last().and_then(|day| day.date.until(today.min(self.last())).ok()).map_or(0, |span| span.get_days());
        told.chain((0..since).map(|_| (0, standing))).collect()
    }

    /// Where an instant is on the axis; none where it lies beside it.
    fn part(&self, event: &Event, at: Timestamp) -> Option<f64> {
        let at = event.schedule.local(at);
        let day = f64::from(self.first.until(at.date()).ok()?.get_days());
        let of_day = f64::from(at.time().hour()) / 24.0 + f64::from(at.time().minute()) / (24.0 * 60.0);
        let length = f64::from(u32::try_from(self.length).ok()?);
        Some((day + of_day) / length).filter(|part| (0.0..=1.0).contains(part))
    }
}

/// An event in a far year is not drawn down to its day.
const MOST_DAYS: jiff::SignedDuration = jiff::SignedDuration::from_hours(400 * 24);

fn mails(w: &Words, locale: Locale, figures: &Figures) -> Mails {
    let mut told = figures.hand_overs.clone();
    told.sort_by_key(|told| place_in_life(told.purpose));
    let sum = |count: fn(&HandOver) -> u64| told.iter().map(count).sum::<u64>();
    let (accepted, waiting, failed) = (sum(|told| told.accepted), sum(|told| told.waiting), sum(|told| told.failed));
    let sentence = if accepted + waiting + failed == 0 { w.figures_no_mails() } else { w.figures_mails(accepted, waiting, failed) };
    let most = told.iter().map(HandOver::all).max().unwrap_or(1);
    let when = When::new(&figures.event.schedule, locale);
    Mails { sentence, rows: told.iter().map(|told| mail(w, &when, told, most)).collect() }
}

fn mail(w: &Words, when: &When<'_>, told: &HandOver, most: u64) -> MailRow {
    #[expect(clippy::cast_precision_loss, reason = "no picture shows the difference")]
    let part = |count: u64| count as f64 / most as f64;
    let mut from = 0;
    let mut bar = Vec::new();
    for (class, count) in [("accepted", told.accepted), ("waiting", told.waiting), ("failed", told.failed)] {
        if count > 0 {
            bar.push((class, percent(part(from)), percent(part(count))));
        }
        from += count;
    }
    MailRow {
        kind: kind(w, told.purpose),
        bar,
        accepted: told.accepted,
        waiting: told.waiting,
        failed: told.failed,
        // What leaves with each sign-up has no moment of its own.
        between: told.between.filter(|_| is_sent_to_many(told.purpose)).map(|(first, last)| between(w, when, first, last)),
    }
}

/// Whether a mail goes to many at one moment.
fn is_sent_to_many(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Reminder { .. } | Purpose::FollowUp { .. } | Purpose::Change | Purpose::EventCancelled)
}

fn between(w: &Words, when: &When<'_>, first: Timestamp, last: Timestamp) -> String {
    let seconds = last.duration_since(first).as_secs();
    let from = when.brief_at(first);
    match seconds {
        0..120 => w.figures_within_seconds(from, seconds),
        _ => w.figures_within_minutes(from, seconds / 60),
    }
}

fn arrivals(w: &Words, locale: Locale, figures: &Figures) -> Chart {
    let columns = vec![w.figures_from(), w.figures_arrived(), w.figures_present()];
    let nothing = |sentence, columns| Chart { sentence, plot: None, marks: Vec::new(), columns, rows: Vec::new() };
    let event = &figures.event;
    if !event.access.proves_attendance {
        return nothing(w.figures_not_recorded(), columns);
    }
    let Some(steps) = &figures.arrivals else { return nothing(w.figures_doors_closed(), columns) };
    let present = steps.last().map_or(0, |step| step.present);
    if present == 0 {
        return nothing(w.figures_nobody_came(), columns);
    }
    let when = When::new(&event.schedule, locale);
    let sentence = w.figures_present_of(present, figures.days.last().map_or(present, |day| day.standing.max(present)));
    let opened = event.doors_open_at();
    let length = event.schedule.ends_at.duration_since(opened).as_secs_f64();
    let part = |at: Timestamp| at.duration_since(opened).as_secs_f64() / length;
    let so_far = steps.iter().filter(|step| step.from <= figures.now);
    let counts = Counts {
        steps: so_far.clone().map(|step| (step.came, step.present)).collect(),
        length: steps.len(),
        limit: None,
        marks: vec![part(event.schedule.starts_at)],
        now: None,
        ends: (when.clock_at(opened), when.clock_at(event.schedule.ends_at)),
    };
    Chart {
        plot: Some(Plot::of("ankunft", w.figures_arrivals_title(), sentence.clone(), counts)),
        sentence,
        marks: vec![w.figures_mark(w.figures_start(), when.brief_at(event.schedule.starts_at))],
        columns,
        rows: so_far
            .map(|step| (w.figures_step(when.clock_at(step.from), when.clock_at(step.from + ARRIVALS_STEP)), vec![step.came, step.present]))
            .collect(),
    }
}
