//! The forecast: will everybody have the link before the start, and if not, who will not and why (law 14).
//!
//! Pure: what is known of the event, its people, the queue and the senders comes in; a light and the names come out.

use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{Event, EventStatus, fixed_words};
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::ReminderRule;

/// Mails a second while nobody has measured any: what a small relay takes on one bad day.
pub const ASSUMED_RATE: f64 = 5.0;
/// A bulk is begun so much earlier than its mails are reckoned to take, since a rate is never kept.
const MARGIN: f64 = 1.25;
/// A bulk that is over within this time begins at its moment.
const NOT_WORTH_IT: SignedDuration = SignedDuration::from_secs(10);
/// No bulk begins more than a day before its moment.
pub const LONGEST_LEAD: SignedDuration = SignedDuration::from_hours(24);

/// A process that works on the database, as it was last heard of.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// When that was.
    pub beat_at: Timestamp,
    /// Whether it sends mail.
    pub sends_mail: bool,
    /// Mails a second that it handed over, when there were many.
    pub rate_per_second: Option<f64>,
    /// Until when, and why, it hands nothing over.
    pub pause: Option<(Timestamp, String)>,
}

/// Mails that will be owed at one moment: a reminder to all it concerns, of this event or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// What for.
    pub purpose: Purpose,
    /// When it begins.
    pub begins_at: Timestamp,
    /// How many mails it has.
    pub count: u64,
    /// Whether it is this event's.
    pub is_ours: bool,
}

/// Somebody to whom no mail with the link has been handed over yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// Their address.
    pub email: EmailAddress,
    /// Their name, if it is known.
    pub name: Option<String>,
    /// Where the registration stands.
    pub status: RegistrationStatus,
    /// Why their address takes no mail, if it does not.
    pub unreachable: Option<String>,
    /// Where their mails with the link stand, the latest last.
    pub mails: Vec<UnreachedMail>,
    /// Whether a reminder with the link is still to come to them.
    pub is_reminded: bool,
}

/// A mail with the link that was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreachedMail {
    /// Where it stands.
    pub state: DeliveryState,
    /// When it is taken up again.
    pub next_at: Option<Timestamp>,
    /// The mail server's last words.
    pub last_reply: Option<String>,
}

/// What the forecast is made of.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its reminders.
    pub rules: &'a [ReminderRule],
    /// Now.
    pub now: Timestamp,
    /// Mails of all events that are due and not settled.
    pub waiting: u64,
    /// How many of them are this event's and carry the link.
    pub waiting_ours: u64,
    /// What comes before the start, in any order.
    pub bulks: Vec<Bulk>,
    /// Who has no link yet.
    pub unreached: Vec<Unreached>,
    /// Who is at work.
    pub instances: Vec<Instance>,
    /// A process that was not heard of for so long is gone.
    pub patience: SignedDuration,
    /// What the mail provider allows a minute; 0 for no limit.
    pub rate_per_minute: u32,
    /// Whether mails are kept here instead of sent.
    pub keeps_mails: bool,
    /// Why a mail of this event cannot be written, if one cannot.
    pub unwritable: Option<String>,
}

/// Whether everybody will have the link before the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// They will, and nothing is in the way.
    pub ready: bool,
    /// When the last mail with the link will have been handed over; none when none is to come.
    pub last_handover_at: Option<Timestamp>,
    /// By when it should be: the start.
    pub deadline_at: Timestamp,
    /// Who will not have it, and why.
    pub without_link: Vec<WithoutLink>,
    /// What is in the way, the worst first.
    pub problems: Vec<Problem>,
    /// This event's mails still to come at one moment, and when each will have left.
    pub bulks: Vec<(Bulk, Timestamp)>,
    /// Mails a second that it counts with, and whether anybody has measured them.
    pub rate_per_second: f64,
    /// Whether that rate was measured.
    pub is_measured: bool,
}

/// Somebody who will not have the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutLink {
    /// Their address.
    pub email: EmailAddress,
    /// Their name, if it is known.
    pub name: Option<String>,
    /// Why.
    pub reason: WhyWithout,
    /// In the mail server's words, if it is about that.
    pub words: Option<String>,
}

/// Why somebody will not have the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyWithout {
    /// Their address takes no mail.
    Bounced,
    /// The mail server refused the mail for good.
    Failed,
    /// Their mail will leave too late.
    TooLate,
    /// They wait for a place.
    Waitlisted,
    /// They have not confirmed their address.
    Unconfirmed,
}

fixed_words!(pub WhyWithout {
    Bounced => "bounced", Failed => "failed", TooLate => "too_late", Waitlisted => "waitlisted", Unconfirmed => "unconfirmed",
});

/// What is in the way. Displays as a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Only the organiser sees the event.
    #[error("the event is a draft: publish it, and people can register")]
    Draft,
    /// It was called off.
    #[error("the event was cancelled: nobody is owed a link")]
    Cancelled,
    /// No process sends mail.
    #[error("nobody sends mail: no `halbsieben serve` was heard of lately; start it")]
    NobodySends,
    /// The mail server cannot be reached or refuses everything.
    #[error("mail does not leave until {until}: {reason}")]
    MailStopped {
        /// When the next try is.
        until: Timestamp,
        /// In the server's words or ours.
        reason: String,
    },
    /// A mail cannot be written.
    #[error("a mail of this event cannot be written: {0}")]
    Unwritable(String),
    /// The mails will not all have left by the start.
    #[error("the last mail will leave at {last_handover_at}, which is after the start: the mail server takes too few")]
    TooSlow {
        /// When the last one will have left.
        last_handover_at: Timestamp,
    },
    /// The room's address is missing.
    #[error("the room's address is missing: enter it; links that were sent lead there as soon as it is known")]
    RoomMissing,
    /// The reminders of a copy are off.
    #[error("the reminders are off, as in every copy: switch them on")]
    RemindersDisarmed,
    /// Mails are kept here.
    #[error("mails are kept in the test mailbox and not sent: set mail.url")]
    KeptHere,
}

impl Problem {
    /// Its fixed word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Cancelled => "cancelled",
            Self::NobodySends => "nobody_sends",
            Self::MailStopped { .. } => "mail_stopped",
            Self::Unwritable(_) => "unwritable",
            Self::TooSlow { .. } => "too_slow",
            Self::RoomMissing => "room_missing",
            Self::RemindersDisarmed => "reminders_disarmed",
            Self::KeptHere => "kept_here",
        }
    }

    /// Whether somebody stands outside because of it. What does not keep the link from people only deserves a look.
    #[must_use]
    pub fn is_in_the_way(&self) -> bool {
        !matches!(self, Self::RemindersDisarmed | Self::KeptHere)
    }
}

/// Mails a second that are handed over, by what was measured and what the provider allows; and whether that is more than a guess.
#[must_use]
pub fn rate(instances: &[Instance], rate_per_minute: u32) -> (f64, bool) {
    let measured = instances.iter().filter(|instance| instance.rate_per_second.is_some_and(|rate| rate > 0.0));
    let measured = measured.max_by_key(|instance| instance.beat_at).and_then(|instance| instance.rate_per_second);
    let allowed = (rate_per_minute > 0).then(|| f64::from(rate_per_minute) / 60.0);
    match (measured, allowed) {
        (Some(measured), Some(allowed)) => (measured.min(allowed), true),
        (Some(rate), None) | (None, Some(rate)) => (rate, true),
        (None, None) => (ASSUMED_RATE, false),
    }
}

/// How long `count` mails take at `rate_per_second`.
#[must_use]
pub fn takes(count: u64, rate_per_second: f64) -> SignedDuration {
    #[expect(clippy::cast_precision_loss, reason = "a forecast needs no more digits than a double has")]
    let seconds = count as f64 / rate_per_second.max(f64::MIN_POSITIVE);
    SignedDuration::try_from_secs_f64(seconds.min(1e9)).unwrap_or(SignedDuration::MAX)
}

/// When a bulk that is due at `due_at` begins, so that its last mail has left by then. `rate_per_second` is one that is known.
#[must_use]
pub fn begins_at(due_at: Timestamp, count: u64, rate_per_second: f64) -> Timestamp {
    let lead = takes(count, rate_per_second / MARGIN);
    if lead < NOT_WORTH_IT { due_at } else { due_at - lead.min(LONGEST_LEAD) }
}

/// Says whether everybody will have the link before the start.
#[must_use]
pub fn forecast(facts: &Facts<'_>) -> Forecast {
    let deadline_at = facts.event.schedule.starts_at;
    let (rate_per_second, is_measured) = rate(&facts.instances, facts.rate_per_minute);
    let (bulks, last_handover_at) = project(facts, rate_per_second);
    let without_link: Vec<WithoutLink> =
        facts.unreached.iter().filter_map(|person| without_link(person, last_handover_at, deadline_at)).collect();
    let problems = problems(facts, last_handover_at, deadline_at);
    // Who waits for a place or has not confirmed is named, and owed no link.
    let is_owed = |person: &WithoutLink| !matches!(person.reason, WhyWithout::Waitlisted | WhyWithout::Unconfirmed);
    let ready = !without_link.iter().any(is_owed) && !problems.iter().any(Problem::is_in_the_way);
    Forecast { ready, last_handover_at, deadline_at, without_link, problems, bulks, rate_per_second, is_measured }
}

/// Lets the queue run down at the rate, one bulk after the other: when each of ours will have left, and the last mail with the link.
fn project(facts: &Facts<'_>, rate_per_second: f64) -> (Vec<(Bulk, Timestamp)>, Option<Timestamp>) {
    let paused = facts.instances.iter().filter_map(|instance| instance.pause.as_ref()).map(|(until, _)| *until).max();
    let mut free_at =
        facts.now.max(paused.unwrap_or(facts.now)).saturating_add(takes(facts.waiting, rate_per_second)).unwrap_or(Timestamp::MAX);
    let mut last = (facts.waiting_ours > 0).then_some(free_at);
    let mut bulks = facts.bulks.clone();
    bulks.sort_by_key(|bulk| bulk.begins_at);
    let mut ours = Vec::new();
    for bulk in bulks.into_iter().filter(|bulk| bulk.count > 0) {
        free_at = free_at.max(bulk.begins_at).saturating_add(takes(bulk.count, rate_per_second)).unwrap_or(Timestamp::MAX);
        if bulk.is_ours {
            ours.push((bulk, free_at));
            if bulk.purpose.carries_link() {
                last = Some(free_at);
            }
        }
    }
    (ours, last)
}

fn without_link(person: &Unreached, last_handover_at: Option<Timestamp>, deadline_at: Timestamp) -> Option<WithoutLink> {
    let without =
        |reason, words: Option<String>| Some(WithoutLink { email: person.email.clone(), name: person.name.clone(), reason, words });
    match person.status {
        RegistrationStatus::Waitlisted => return without(WhyWithout::Waitlisted, None),
        RegistrationStatus::Pending => return without(WhyWithout::Unconfirmed, None),
        RegistrationStatus::Cancelled => return None,
        RegistrationStatus::Registered => {}
    }
    if let Some(words) = &person.unreachable {
        return without(WhyWithout::Bounced, Some(words.clone()));
    }
    if let Some(open) = person.mails.iter().find(|mail| mail.next_at.is_some()) {
        let leaves_at = open.next_at.max(last_handover_at);
        let is_late = leaves_at.is_some_and(|leaves_at| leaves_at > deadline_at);
        return if is_late { without(WhyWithout::TooLate, open.last_reply.clone()) } else { None };
    }
    match person.mails.iter().rev().find(|mail| mail.state == DeliveryState::Failed) {
        Some(failed) => without(WhyWithout::Failed, failed.last_reply.clone()),
        None if person.is_reminded && last_handover_at.is_none_or(|last| last <= deadline_at) => None,
        None => without(WhyWithout::TooLate, None),
    }
}

fn problems(facts: &Facts<'_>, last_handover_at: Option<Timestamp>, deadline_at: Timestamp) -> Vec<Problem> {
    match facts.event.status {
        EventStatus::Draft => return vec![Problem::Draft],
        EventStatus::Cancelled => return vec![Problem::Cancelled],
        EventStatus::Published => {}
    }
    let mut problems = Vec::new();
    let alive =
        || facts.instances.iter().filter(|instance| instance.sends_mail && facts.now.duration_since(instance.beat_at) <= facts.patience);
    if alive().next().is_none() {
        problems.push(Problem::NobodySends);
    }
    // As long as one of them hands mails over, they leave.
    if let Some((until, reason)) = alive().map(|instance| instance.pause.clone()).min_by_key(Option::is_some).flatten() {
        problems.push(Problem::MailStopped { until, reason });
    }
    problems.extend(facts.unwritable.clone().map(Problem::Unwritable));
    problems.extend(last_handover_at.filter(|last| *last > deadline_at).map(|last_handover_at| Problem::TooSlow { last_handover_at }));
    if facts.event.lacks_room(facts.now) {
        problems.push(Problem::RoomMissing);
    }
    if !facts.event.reminders_armed && !facts.rules.is_empty() {
        problems.push(Problem::RemindersDisarmed);
    }
    if facts.keeps_mails {
        problems.push(Problem::KeptHere);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn law_14_a_bulk_begins_early_enough_to_end_before_its_moment() {
        let one_a_second = 1.0;
        for count in [1_u64, 60, 600, 6_000] {
            let ends_at = begins_at(at(3_000), count, one_a_second) + takes(count, one_a_second);
            assert!(ends_at <= at(3_000) + NOT_WORTH_IT, "{count}");
        }
        assert_eq!(begins_at(at(3_000), 5_000, 6_000.0), at(3_000));
        assert_eq!(begins_at(at(3_000), u64::MAX, 0.001), at(3_000) - LONGEST_LEAD);
    }

    #[test]
    fn the_latest_measured_rate_counts_and_no_more_than_the_provider_allows() {
        let instance = |minute, rate_per_second| Instance { beat_at: at(minute), sends_mail: true, rate_per_second, pause: None };
        let instances = [instance(1, Some(50.0)), instance(2, Some(30.0)), instance(3, None)];
        assert_eq!(rate(&instances, 0), (30.0, true));
        assert_eq!(rate(&instances, 60), (1.0, true));
        assert_eq!(rate(&[], 120), (2.0, true));
        assert_eq!(rate(&[], 0), (ASSUMED_RATE, false));
    }
}
