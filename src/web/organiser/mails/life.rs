//! The life of an event as a picture: from the opening of the form to the deletion of its data, with the present moment in it. It is
//! drawn here, needs no script, and is told in words to whoever does not see it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::event::{Event, LocationKind};
use crate::domain::reminder::ReminderRule;
use crate::web::public::registration::kind;
use crate::words::{When, Words};

/// How far apart two moments stand, from near to far.
const STEPS: [(SignedDuration, u32); 3] =
    [(SignedDuration::from_hours(12), 54), (SignedDuration::from_hours(3 * 24), 64), (SignedDuration::from_hours(365 * 24 * 100), 76)];
/// From the edge to the first moment, and from the last one.
const MARGIN: u32 = 16;
/// The line of words under a moment's name.
const SECOND_LINE: u32 = 20;

/// The picture.
pub(super) struct Life {
    pub(super) height: u32,
    pub(super) points: Vec<Point>,
    /// Where the way between two moments begins and ends, and whether it lies behind.
    pub(super) ways: Vec<(u32, u32, &'static str)>,
    /// All of it in words.
    pub(super) told: String,
}

/// A moment.
pub(super) struct Point {
    pub(super) y: u32,
    /// The name stands on the height of its mark, and the time below.
    pub(super) y_name: u32,
    pub(super) y_time: u32,
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) time: String,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Step,
    Mail,
    Event,
    Now,
}

struct Moment {
    at: Timestamp,
    kind: What,
    name: String,
}

impl Life {
    /// Draws an event as it stands at `now`.
    pub(super) fn of(w: &Words, event: &Event, rules: &[ReminderRule], when: &When<'_>, now: Timestamp) -> Self {
        let mut moments = moments(w, event, rules);
        moments.push(Moment { at: now, kind: What::Now, name: w.life_now() });
        moments.sort_by_key(|moment| (moment.at, moment.kind));
        let mut y = MARGIN;
        let (mut points, mut ways) = (Vec::new(), Vec::new());
        for (i, moment) in moments.iter().enumerate() {
            if let Some(before) = i.checked_sub(1).map(|i| &moments[i]) {
                let from = y;
                y += step(moment.at.duration_since(before.at));
                ways.push((from, y, if moment.at <= now { "behind" } else { "ahead" }));
            }
            points.push(point(moment, y, when, now));
        }
        let told = moments.iter().map(|moment| format!("{}: {}", moment.name, when.brief_at(moment.at))).collect::<Vec<_>>().join("; ");
        Self { height: y + SECOND_LINE + MARGIN, points, ways, told }
    }
}

fn point(moment: &Moment, y: u32, when: &When<'_>, now: Timestamp) -> Point {
    let is_behind = moment.at <= now;
    let class = match (moment.kind, is_behind) {
        (What::Now, _) => "now",
        (What::Mail, true) => "mail behind",
        (What::Mail, false) => "mail ahead",
        (What::Event, _) => "event",
        (What::Step, true) => "step behind",
        (What::Step, false) => "step ahead",
    };
    Point { y, y_name: y + 5, y_time: y + 5 + SECOND_LINE, class, name: moment.name.clone(), time: when.brief_at(moment.at) }
}

fn step(apart: SignedDuration) -> u32 {
    STEPS.iter().find(|(up_to, _)| apart <= *up_to).map_or(STEPS[0].1, |(_, step)| *step)
}

/// What happens when; registrants and team hear of it at the same moment, mostly.
fn moments(w: &Words, event: &Event, rules: &[ReminderRule]) -> Vec<Moment> {
    let at = |at: Timestamp, kind: What, name: String| Moment { at, kind, name };
    let mut moments = Vec::new();
    moments.extend(event.form_opens_at().map(|opens| at(opens, What::Step, w.life_opens())));
    moments.push(at(event.personal_data_until(), What::Step, w.life_deletion()));
    if let Some(cancellation) = &event.cancellation {
        moments.push(at(cancellation.cancelled_at, What::Event, w.life_cancelled()));
        return moments;
    }
    if event.access.closes.is_some() {
        moments.push(at(event.form_closes_at(), What::Step, w.life_closes()));
    }
    if event.announcement.location_kind != LocationKind::OnSite {
        moments.push(at(event.doors_open_at(), What::Step, w.life_doors()));
    }
    moments.push(at(event.schedule.starts_at, What::Event, w.life_start()));
    moments.push(at(event.schedule.ends_at, What::Event, w.life_end()));
    for rule in rules.iter().filter(|rule| !rule.covered_by_later && !rule.says_nothing(&event.afterwards)) {
        let name = kind(w, rule.purpose());
        if moments.iter().all(|moment| (moment.at, &moment.name) != (rule.due_at, &name)) {
            moments.push(at(rule.due_at, What::Mail, name));
        }
    }
    moments
}
