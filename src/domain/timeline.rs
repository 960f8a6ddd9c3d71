//! What is owed to whom, and when: everything can be named beforehand (law 1).
//!
//! [`timeline`] says it for one registration; the planner says it for all at once in SQL, and a property test holds the two
//! against each other. [`verdict`] is the second look, taken when a mail is rendered (law 3): what was owed when it was
//! planned may no longer be.

use jiff::{SignedDuration, Timestamp};

use crate::domain::delivery::{Purpose, VoidReason};
use crate::domain::event::{Event, EventStatus};
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::{Audience, ReminderRule};

/// Two mails to one person that would fall within this time become one (law 5).
pub const MERGE_WITHIN: SignedDuration = SignedDuration::from_mins(60);

/// What the timeline asks about a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered {
    /// Where it stands.
    pub status: RegistrationStatus,
    /// When it was made, or made again.
    pub registered_at: Timestamp,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Which confirmation this is: 1 for the first, one more for each that was asked for.
    pub confirmation: i32,
    /// Until when the address is to be confirmed, if it is.
    pub expires_at: Option<Timestamp>,
    /// Since when it waits, or waited, for a place.
    pub waitlisted_at: Option<Timestamp>,
    /// Whether the organiser has turned it down.
    pub declined: bool,
    /// When a mail last told a date that was given up later, within the ten minutes in which changes gather.
    pub heard_at: Option<Timestamp>,
    /// Whether reminders are wanted.
    pub wants_reminders: bool,
    /// Whether it is somebody who has registered or who holds the event.
    pub audience: Audience,
    /// Whether the address takes mail, as far as anybody knows.
    pub is_reachable: bool,
}

/// A mail that is owed to one registration for one purpose at one generation of the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// What for.
    pub purpose: Purpose,
    /// Which start, change or round of asking.
    pub generation: i32,
    /// When it is due.
    pub due_at: Timestamp,
    /// From when on it is of no use.
    pub useful_until: Timestamp,
    /// What it falls under.
    pub standing: Standing,
}

/// What an obligation falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It will be sent.
    Due,
    /// It will not, for this reason.
    Void(VoidReason),
}

impl Registered {
    /// Whether the address is still to be confirmed: then nothing is told but that.
    fn is_unconfirmed(&self) -> bool {
        self.status == RegistrationStatus::Pending && self.expires_at.is_some()
    }

    /// Whether it hears of what happens to the event: everybody does who has confirmed the address and not cancelled.
    fn is_told(&self) -> bool {
        self.status != RegistrationStatus::Cancelled && !self.is_unconfirmed()
    }

    /// Whether it waits for something: a place, the address, the organiser.
    fn has_no_place(&self) -> bool {
        matches!(self.status, RegistrationStatus::Pending | RegistrationStatus::Waitlisted)
    }

    /// The mail that answers the sign-up as it stands.
    #[must_use]
    pub fn answer(&self) -> Purpose {
        match self.status {
            RegistrationStatus::Pending if self.expires_at.is_some() => Purpose::ConfirmAddress,
            RegistrationStatus::Pending => Purpose::Requested,
            RegistrationStatus::Waitlisted => Purpose::Waitlisted,
            RegistrationStatus::Registered if self.waitlisted_at.is_some() => Purpose::Promoted,
            RegistrationStatus::Registered | RegistrationStatus::Cancelled => Purpose::Confirmation,
        }
    }

    /// From when on that mail is of no use: with the end; one that asks for a click, when the click comes too late (law 16).
    fn answer_useful_until(&self, event: &Event) -> Timestamp {
        let confirms_until = self.expires_at.filter(|_| self.is_unconfirmed());
        confirms_until.map_or(event.schedule.ends_at, |until| until.min(event.schedule.ends_at))
    }
}

/// Every mail that a registration is owed by the state of things, the earliest first.
#[must_use]
pub fn timeline(event: &Event, rules: &[ReminderRule], registered: &Registered) -> Vec<Obligation> {
    let mut owed = vec![answer(event, registered)];
    owed.extend(change_notice(event, registered));
    // Without a place there is nothing to be reminded of; whoever moves up has the link at that moment.
    let rules = rules.iter().filter(|rule| rule.audience() == registered.audience && !registered.has_no_place());
    owed.extend(rules.map(|rule| reminder(event, rule, registered)));
    owed.extend(event_cancelled(event, registered));
    owed.extend(notice_of_end(event, registered));
    owed.sort_by_key(|obligation| obligation.due_at);
    owed
}

/// The answer to a sign-up is owed at once and useful until the end: it carries the link, or says how to come to one.
fn answer(event: &Event, registered: &Registered) -> Obligation {
    Obligation {
        purpose: registered.answer(),
        generation: registered.confirmation,
        due_at: registered.registered_at,
        useful_until: registered.answer_useful_until(event),
        standing: no_longer(event, registered.status).map_or(Standing::Due, Standing::Void),
    }
}

/// A reminder is owed unless something that says the same reached the person within the hour before, or later.
fn reminder(event: &Event, rule: &ReminderRule, registered: &Registered) -> Obligation {
    let covered = if !event.reminders_armed {
        Some(VoidReason::RemindersDisarmed)
    } else if rule.says_nothing(&event.afterwards) {
        Some(VoidReason::NothingToSay)
    } else if registered.registered_at > rule.heard_by() {
        Some(VoidReason::CoveredByConfirmation)
    } else if rule.is_before() && change_notice(event, registered).is_some_and(|notice| notice.due_at > rule.heard_by()) {
        Some(VoidReason::CoveredByChange)
    } else if rule.covered_by_later {
        Some(VoidReason::CoveredByLaterReminder)
    } else if registered.wants_reminders {
        None
    } else {
        Some(VoidReason::Unsubscribed)
    };
    Obligation {
        purpose: rule.purpose(),
        generation: event.generation,
        due_at: rule.due_at,
        useful_until: rule.useful_until,
        standing: standing(event, registered, covered),
    }
}

/// Everybody who was told another date is told the new one, once (law 7).
fn change_notice(event: &Event, registered: &Registered) -> Option<Obligation> {
    let change = event.change.as_ref().filter(|_| !registered.is_unconfirmed())?;
    change.told_before(registered.registered_at, registered.heard_at, &event.schedule.wall)?;
    Some(Obligation {
        purpose: Purpose::Change,
        generation: event.sequence,
        due_at: change.told_at,
        useful_until: event.schedule.ends_at,
        standing: standing(event, registered, None),
    })
}

/// A cancelled event owes one notice to everybody who was registered, and nothing else (law 8).
fn event_cancelled(event: &Event, registered: &Registered) -> Option<Obligation> {
    let cancellation = event.cancellation.as_ref()?;
    registered.is_told().then_some(Obligation {
        purpose: Purpose::EventCancelled,
        generation: event.sequence,
        due_at: cancellation.cancelled_at,
        useful_until: event.schedule.ends_at,
        standing: reachable(registered),
    })
}

/// Whoever cancels gets one mail that says so, with the calendar entry's end; not so when the event was called off before, for
/// then the notice of that says it all (law 8). Whoever is turned down gets the one that says that.
#[must_use]
pub fn notice_of_end(event: &Event, registered: &Registered) -> Option<Obligation> {
    let was_confirmed = registered.expires_at.is_none();
    let cancelled_at = registered.cancelled_at.filter(|_| registered.status == RegistrationStatus::Cancelled && was_confirmed)?;
    let called_off_before = event.cancellation.as_ref().is_some_and(|cancellation| cancellation.cancelled_at <= cancelled_at);
    (!called_off_before).then_some(Obligation {
        purpose: if registered.declined { Purpose::Declined } else { Purpose::RegistrationCancelled },
        generation: registered.confirmation,
        due_at: cancelled_at,
        useful_until: event.schedule.ends_at,
        standing: reachable(registered),
    })
}

fn standing(event: &Event, registered: &Registered, covered: Option<VoidReason>) -> Standing {
    no_longer(event, registered.status).or(covered).map_or_else(|| reachable(registered), Standing::Void)
}

/// An address that bounced gets nothing more, until it is corrected or asks for its mail anew.
fn reachable(registered: &Registered) -> Standing {
    if registered.is_reachable { Standing::Due } else { Standing::Void(VoidReason::Unreachable) }
}

/// Why nothing but a notice of the end is owed any more.
fn no_longer(event: &Event, status: RegistrationStatus) -> Option<VoidReason> {
    if event.status == EventStatus::Cancelled {
        Some(VoidReason::EventCancelled)
    } else if status == RegistrationStatus::Cancelled {
        Some(VoidReason::RegistrationCancelled)
    } else {
        None
    }
}

/// A row of the ledger at the moment when its mail is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// What for.
    pub purpose: Purpose,
    /// Which start, change or round of asking.
    pub generation: i32,
    /// From when on it was of no use when it was planned.
    pub useful_until: Timestamp,
}

impl Taken {
    /// From when on the mail is of no use, as event and registration stand now: another date may have come since it was planned.
    #[must_use]
    pub fn useful_until(&self, event: &Event, rules: &[ReminderRule], registered: &Registered) -> Timestamp {
        if self.purpose.is_asked_for() {
            return self.useful_until;
        }
        if self.purpose.is_answer() {
            return registered.answer_useful_until(event);
        }
        if !self.purpose.is_by_rule() {
            return event.schedule.ends_at;
        }
        rule_of(self.purpose, registered.audience, rules).map_or(self.useful_until, |rule| rule.useful_until)
    }
}

/// What the second look says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is still owed.
    Send,
    /// It is no longer.
    Void(VoidReason),
    /// It comes too late.
    Expired,
}

/// Looks at a row once more before it goes on the wire (laws 3, 4, 5 and 8).
#[must_use]
pub fn verdict(taken: &Taken, event: &Event, rules: &[ReminderRule], registered: &Registered, now: Timestamp) -> Verdict {
    let about_the_end = matches!(taken.purpose, Purpose::EventCancelled | Purpose::RegistrationCancelled | Purpose::Declined);
    // What was lost may be the links to other events, too.
    let about_others = taken.purpose == Purpose::LostLink;
    if !about_the_end
        && !about_others
        && let Some(reason) = no_longer(event, registered.status)
    {
        return Verdict::Void(reason);
    }
    if taken.purpose.is_answer() && taken.purpose != registered.answer() {
        // It stands otherwise by now, and the mail that says so is owed.
        return Verdict::Void(VoidReason::CoveredByConfirmation);
    }
    if matches!(taken.purpose, Purpose::RegistrationCancelled | Purpose::Declined) && registered.status != RegistrationStatus::Cancelled {
        // Registered anew before the notice left: the new confirmation is the truth.
        return Verdict::Void(VoidReason::CoveredByConfirmation);
    }
    if taken.purpose == Purpose::EventCancelled && registered.status == RegistrationStatus::Cancelled {
        return Verdict::Void(VoidReason::RegistrationCancelled);
    }
    if taken.purpose == Purpose::Change && taken.generation != event.sequence {
        // Another change came before this one was told: its notice stands for both.
        return Verdict::Void(VoidReason::CoveredByChange);
    }
    if taken.purpose == Purpose::Change && change_notice(event, registered).is_none() {
        // Approved, moved up or back since: the answer to that tells the new date.
        return Verdict::Void(VoidReason::CoveredByConfirmation);
    }
    if taken.purpose.is_by_rule() {
        if taken.generation != event.generation {
            return Verdict::Void(VoidReason::EventMoved);
        }
        if registered.has_no_place() {
            return Verdict::Void(VoidReason::NoPlace);
        }
        let Some(rule) = rule_of(taken.purpose, registered.audience, rules) else {
            return Verdict::Void(VoidReason::RuleRemoved);
        };
        if let Standing::Void(reason) = reminder(event, rule, registered).standing {
            return Verdict::Void(reason);
        }
        if is_overtaken(rule, rules, now) {
            return Verdict::Void(VoidReason::CoveredByLaterReminder);
        }
    } else if !taken.purpose.is_answer() && !taken.purpose.is_asked_for() && !registered.is_reachable {
        return Verdict::Void(VoidReason::Unreachable);
    }
    if now >= taken.useful_until(event, rules, registered) { Verdict::Expired } else { Verdict::Send }
}

/// The rule by which these people get a mail for `purpose`.
#[must_use]
pub fn rule_of(purpose: Purpose, audience: Audience, rules: &[ReminderRule]) -> Option<&ReminderRule> {
    rules.iter().find(|rule| rule.purpose() == purpose && rule.audience() == audience)
}

/// Whether a reminder that leaves late would fall within the hour of the next one, which then stands for both (law 22).
#[must_use]
pub fn is_overtaken(rule: &ReminderRule, rules: &[ReminderRule], now: Timestamp) -> bool {
    let stands_for_it = |later: &ReminderRule| {
        later.is_before()
            && later.audience() == rule.audience()
            && later.due_at > rule.due_at
            && !later.covered_by_later
            && later.heard_by() < now
    };
    rule.is_before() && rules.iter().any(stands_for_it)
}
