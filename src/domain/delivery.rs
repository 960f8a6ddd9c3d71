//! One row of the ledger: a mail that is owed to one registration, and what became of it.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::domain::event::fixed_words;
use crate::domain::id::{DeliveryId, EventId, RegistrationId};

/// What a mail is for. Its text is kept in the ledger and is part of the key that makes an obligation one row (law 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// The first mail, with the personal link; also when it is asked for again.
    Confirmation,
    /// The first mail where the address is to be confirmed.
    ConfirmAddress,
    /// The first mail where the organiser decides.
    Requested,
    /// The organiser has turned the registration down.
    Declined,
    /// The first mail where all places are taken.
    Waitlisted,
    /// A place has become free: the mail with the personal link.
    Promoted,
    /// A mail before the start.
    Reminder {
        /// Minutes before the start.
        before_minutes: u32,
    },
    /// A mail after the end.
    FollowUp {
        /// Minutes after the end.
        after_minutes: u32,
    },
    /// The event has another date.
    Change,
    /// The event does not take place.
    EventCancelled,
    /// The registrant has cancelled.
    RegistrationCancelled,
    /// The link by which the owner of another address takes a registration over to it.
    NewAddress,
    /// The links to all registrations of an address, for who has lost them.
    LostLink,
}

impl Purpose {
    /// Whether the mail answers what somebody asks for on a page: it stands in the ledger at once, and no timeline names it beforehand.
    #[must_use]
    pub fn is_asked_for(self) -> bool {
        matches!(self, Self::NewAddress | Self::LostLink)
    }

    /// Whether the mail only prepares for the start, so that a later mail before the start can stand for it.
    #[must_use]
    pub fn is_reminder(self) -> bool {
        matches!(self, Self::Reminder { .. })
    }

    /// Whether it is due by a rule of the event, before the start or after the end.
    #[must_use]
    pub fn is_by_rule(self) -> bool {
        matches!(self, Self::Reminder { .. } | Self::FollowUp { .. })
    }

    /// What answers a sign-up, or asking for its mail again: one of them is owed to everybody.
    pub const ANSWERS: [Self; 5] = [Self::Confirmation, Self::ConfirmAddress, Self::Requested, Self::Waitlisted, Self::Promoted];

    /// Whether somebody who was owed these mails, each with its round of asking, had a place at last: nobody else is answered by one of
    /// these two. Whoever was answered nothing was entered with a place.
    #[must_use]
    pub fn had_place(owed: impl Iterator<Item = (Self, i32)>) -> bool {
        let last = owed.filter(|(purpose, _)| purpose.is_answer()).max_by_key(|(_, round)| *round);
        last.is_none_or(|(purpose, _)| matches!(purpose, Self::Confirmation | Self::Promoted))
    }

    /// Whether it answers a sign-up.
    #[must_use]
    pub fn is_answer(self) -> bool {
        Self::ANSWERS.contains(&self)
    }

    /// Whether the mail carries the link that its person comes in by.
    #[must_use]
    pub fn carries_link(self) -> bool {
        matches!(self, Self::Confirmation | Self::Promoted | Self::Reminder { .. } | Self::Change)
    }
}

impl std::fmt::Display for Purpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Confirmation => f.write_str("confirmation"),
            Self::ConfirmAddress => f.write_str("confirm_address"),
            Self::Requested => f.write_str("requested"),
            Self::Declined => f.write_str("declined"),
            Self::Waitlisted => f.write_str("waitlisted"),
            Self::Promoted => f.write_str("promoted"),
            Self::Reminder { before_minutes } => write_minutes(f, "reminder", *before_minutes),
            Self::FollowUp { after_minutes } => write_minutes(f, "follow_up", *after_minutes),
            Self::Change => f.write_str("change"),
            Self::EventCancelled => f.write_str("event_cancelled"),
            Self::RegistrationCancelled => f.write_str("registration_cancelled"),
            Self::NewAddress => f.write_str("new_address"),
            Self::LostLink => f.write_str("lost_link"),
        }
    }
}

fn write_minutes(f: &mut std::fmt::Formatter<'_>, what: &str, minutes: u32) -> std::fmt::Result {
    if minutes.is_multiple_of(60) { write!(f, "{what}_{}h", minutes / 60) } else { write!(f, "{what}_{minutes}min") }
}

/// The minutes in `1h` or `15min`.
fn read_minutes(word: &str) -> Option<u32> {
    match word.strip_suffix('h') {
        Some(hours) => hours.parse::<u32>().ok()?.checked_mul(60),
        None => word.strip_suffix("min")?.parse().ok(),
    }
}

impl FromStr for Purpose {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let by_rule = || {
            if let Some(minutes) = word.strip_prefix("reminder_") {
                return Some(Self::Reminder { before_minutes: read_minutes(minutes)? });
            }
            Some(Self::FollowUp { after_minutes: read_minutes(word.strip_prefix("follow_up_")?)? })
        };
        match word {
            "confirmation" => Ok(Self::Confirmation),
            "confirm_address" => Ok(Self::ConfirmAddress),
            "requested" => Ok(Self::Requested),
            "declined" => Ok(Self::Declined),
            "waitlisted" => Ok(Self::Waitlisted),
            "promoted" => Ok(Self::Promoted),
            "change" => Ok(Self::Change),
            "event_cancelled" => Ok(Self::EventCancelled),
            "registration_cancelled" => Ok(Self::RegistrationCancelled),
            "new_address" => Ok(Self::NewAddress),
            "lost_link" => Ok(Self::LostLink),
            _ => by_rule().ok_or_else(|| word.to_owned()),
        }
    }
}

/// Where a row of the ledger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Due, nobody has taken it yet.
    Pending,
    /// A sender has taken it, until its lease ends.
    Claimed,
    /// The mail server answered 250. Whether it was *delivered*, SMTP cannot know.
    Accepted,
    /// The mail server asked to try later.
    Retrying,
    /// The mail server refused it for good.
    Failed,
    /// No longer owed, with the reason.
    Void,
    /// Too late to be useful.
    Expired,
}

fixed_words!(pub DeliveryState {
    Pending => "pending", Claimed => "claimed", Accepted => "accepted", Retrying => "retrying", Failed => "failed", Void => "void", Expired => "expired",
});

/// Why a mail is not owed, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VoidReason {
    /// The confirmation says it all (law 5).
    CoveredByConfirmation,
    /// The notice of the change says it all (law 5).
    CoveredByChange,
    /// A later reminder follows within the hour (law 5).
    CoveredByLaterReminder,
    /// The registrant has cancelled (law 8).
    RegistrationCancelled,
    /// The event was called off (law 8).
    EventCancelled,
    /// The event has another date (law 7).
    EventMoved,
    /// The registrant wants no reminders.
    Unsubscribed,
    /// The organiser has taken the reminder away.
    RuleRemoved,
    /// The event is a copy whose reminders nobody has switched on (law 9).
    RemindersDisarmed,
    /// The address takes no mail: it bounced.
    Unreachable,
    /// It has no place: it waits for one, or for its address or the organiser to say yes.
    NoPlace,
    /// What was asked for was taken back, or asked for again.
    AskedAgain,
    /// The mail after the end has nothing to say: no recording, nothing to read, no words of the organiser's.
    NothingToSay,
}

fixed_words!(pub VoidReason {
    CoveredByConfirmation => "covered_by_confirmation", CoveredByChange => "covered_by_change", CoveredByLaterReminder => "covered_by_later_reminder",
    RegistrationCancelled => "registration_cancelled", EventCancelled => "event_cancelled", EventMoved => "event_moved", Unsubscribed => "unsubscribed",
    RuleRemoved => "rule_removed", RemindersDisarmed => "reminders_disarmed", Unreachable => "unreachable",
    NoPlace => "no_place",
    AskedAgain => "asked_again",
    NothingToSay => "nothing_to_say",
});

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its key.
    pub id: DeliveryId,
    /// The event.
    pub event_id: EventId,
    /// To whom.
    pub registration_id: RegistrationId,
    /// What for.
    pub purpose: Purpose,
    /// Which start, change or round of asking it belongs to (law 2).
    pub generation: i32,
    /// When it became due.
    pub due_at: Timestamp,
    /// From when on it is of no use.
    pub useful_until: Timestamp,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why it is void, in a fixed word.
    pub reason: Option<VoidReason>,
    /// How often it was taken up.
    pub attempts: i32,
    /// Whether a copy may have been accepted without our learning of it.
    pub maybe_twice: bool,
    /// The mail server's last words, or ours about it.
    pub last_reply: Option<String>,
    /// When the mail server accepted it.
    pub accepted_at: Option<Timestamp>,
}

/// A claim on a row: who holds it proves it by the fence, so that an old owner cannot mark what another has taken over. Taking
/// it is the attempt: it is in the database before the mail is on the wire (law 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The row.
    pub id: DeliveryId,
    /// Rises with every claim.
    pub fence: i32,
    /// How often the row was taken up, this time included.
    pub attempts: i32,
    /// How often in a row whoever had taken it up was never heard of again.
    pub crashes: i32,
    /// From when on the mail is of no use.
    pub useful_until: Timestamp,
}

/// What became of an attempt, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered 250 with these words.
    Accepted {
        /// The server's words.
        reply: String,
    },
    /// Try again at that moment.
    RetryAt {
        /// When.
        next_at: Timestamp,
        /// The server's words, or ours.
        reply: String,
        /// A copy may have been accepted without our learning of it.
        maybe_twice: bool,
    },
    /// Nothing was tried: the server could not be reached. Costs the row no attempt (law 11).
    Released {
        /// When to take it up again.
        next_at: Timestamp,
        /// What was in the way.
        reply: String,
    },
    /// Refused for good.
    Failed {
        /// The server's words, or ours.
        reply: String,
    },
    /// No longer owed.
    Void(VoidReason),
    /// Too late to be useful.
    Expired,
}

impl Claim {
    /// A number in 0..1 that differs from row to row and from try to try, so that retries do not come back all at once.
    #[must_use]
    pub fn jitter(&self) -> f64 {
        let last = self.id.uuid().as_bytes()[15].wrapping_add(self.fence.to_le_bytes()[0].wrapping_mul(101));
        f64::from(last) / 256.0
    }
}

impl Outcome {
    /// The outcome of a try that the server put off: tried again later, as long as that is still useful.
    #[must_use]
    pub fn put_off(claim: &Claim, now: Timestamp, reply: String, maybe_twice: bool) -> Self {
        match retry_at(claim.attempts, now, claim.useful_until, claim.jitter()) {
            Some(next_at) => Self::RetryAt { next_at, reply, maybe_twice },
            None => Self::Failed { reply },
        }
    }
}

/// When a try that was put off is made again: after 1, 2, 4, 8 … minutes, at most 40, and always well before the mail
/// loses its use (law 11). `jitter` in 0..1 spreads the waits by ±10 %. `None` when no time is left.
#[must_use]
pub fn retry_at(attempts: i32, now: Timestamp, useful_until: Timestamp, jitter: f64) -> Option<Timestamp> {
    const FIRST_SECONDS: i64 = 60;
    const LONGEST_SECONDS: i64 = 40 * 60;
    const SHORTEST_SECONDS: i64 = 15;
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or_default();
    let backoff = (FIRST_SECONDS << doublings).min(LONGEST_SECONDS);
    let left = useful_until.duration_since(now).as_secs();
    // With little time left, half of it is waited each time: 30 minutes leave tries after 15, 7, 4, 2 … minutes.
    let wait = backoff.min(left / 2);
    if wait < SHORTEST_SECONDS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a wait has at most four digits")]
    let spread = SignedDuration::from_secs_f64(wait as f64 * (0.9 + 0.2 * jitter));
    Some(now + spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_reads_back_as_it_was_written() {
        for purpose in [
            Purpose::Confirmation,
            Purpose::Reminder { before_minutes: 1440 },
            Purpose::Reminder { before_minutes: 15 },
            Purpose::FollowUp { after_minutes: 30 },
            Purpose::FollowUp { after_minutes: 0 },
            Purpose::Change,
            Purpose::NewAddress,
            Purpose::LostLink,
        ] {
            assert_eq!(purpose.to_string().parse(), Ok(purpose));
        }
        assert_eq!(Purpose::Reminder { before_minutes: 1440 }.to_string(), "reminder_24h");
        assert!("reminder_x".parse::<Purpose>().is_err());
    }

    #[test]
    fn law_11_a_reminder_refused_at_18_00_is_tried_again_well_before_18_30() {
        let now: Timestamp = "2021-04-15T16:00:00Z".parse().expect("an instant");
        let start: Timestamp = "2021-04-15T16:30:00Z".parse().expect("an instant");
        for attempts in 1..12 {
            let next = retry_at(attempts, now, start, 0.999).expect("time is left");
            assert!(next > now && next < start - SignedDuration::from_mins(10), "{attempts}: {next}");
        }
        assert_eq!(retry_at(1, start, start, 0.5), None);
    }
}
