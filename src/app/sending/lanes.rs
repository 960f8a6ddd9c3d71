//! The connections to the mail server, shared by all who send: how many there are, what they have in hand, and when they rest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use crate::app::sending::desk::Desk;
use crate::app::sending::meter::Meter;
use crate::app::sending::slowdown::Slowdowns;
use crate::app::sending::to_organisers::SentAccountMail;
use crate::domain::id::DeliveryId;
use crate::domain::text::without_addresses;
use crate::mail::transport::Transport;

/// The first wait when the mail server cannot be reached; doubled each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// The longest wait, so that sending resumes within 90 s of the server's return (law 10).
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The connections to the mail server, shared by all who send.
#[derive(Debug)]
pub(in crate::app) struct Lanes {
    pub(in crate::app) transport: Transport,
    pub(super) count: usize,
    pub(super) free: Arc<Semaphore>,
    pub(super) desk: Desk,
    pub(super) slowdowns: Slowdowns,
    pub(in crate::app) meter: Meter,
    /// Rows that this process has claimed and not yet recorded. Counted: a transaction that is done again claims a row again.
    in_hand: Mutex<HashMap<DeliveryId, u32>>,
    pause: Mutex<Option<Pause>>,
    /// Refusals that may be about everything, since the last mail that was accepted.
    refusals: AtomicU32,
    pub(super) stopping: AtomicBool,
    /// Whether mails to organisers were seen that are due.
    pub(super) has_account_mails: AtomicBool,
    /// What became of such mails and is not recorded yet.
    pub(super) account_mails: Mutex<Vec<SentAccountMail>>,
    pub(super) pace: Option<governor::DefaultDirectRateLimiter>,
    pub(in crate::app) rate_per_minute: u32,
}

/// Nothing is handed over until then: the mail server cannot be reached, or refuses everything. Costs no row an attempt
/// (law 11).
#[derive(Debug, Clone)]
pub struct Pause {
    /// Until when, by the service's clock.
    pub until: Timestamp,
    /// In a sentence.
    pub reason: String,
    /// How many tries in a row have failed.
    pub failures: u32,
}

impl Pause {
    /// A clock that was turned back must not make it last until it shows that time again (law 22).
    fn lasts(&self, now: Timestamp) -> bool {
        let left = self.until.duration_since(now);
        left.is_positive() && left <= LONGEST_PAUSE
    }
}

impl Lanes {
    pub(in crate::app) fn new(transport: Transport, count: usize, rate_per_minute: u32, turns: usize) -> Self {
        let pace = std::num::NonZeroU32::new(rate_per_minute).map(|rate| {
            let one_at_a_time = std::num::NonZeroU32::MIN;
            governor::RateLimiter::direct(governor::Quota::per_minute(rate).allow_burst(one_at_a_time))
        });
        Self {
            transport,
            count,
            free: Arc::new(Semaphore::new(count)),
            desk: Desk::new(turns),
            slowdowns: Slowdowns::default(),
            meter: Meter::default(),
            in_hand: Mutex::default(),
            pause: Mutex::default(),
            refusals: AtomicU32::new(0),
            stopping: AtomicBool::new(false),
            has_account_mails: AtomicBool::new(false),
            account_mails: Mutex::default(),
            pace,
            rate_per_minute,
        }
    }

    pub(in crate::app) fn pause(&self) -> Option<Pause> {
        locked(&self.pause).clone()
    }

    /// Until when nothing is taken up, if that is after `now`.
    pub(in crate::app) fn closed_until(&self, now: Timestamp) -> Option<Timestamp> {
        locked(&self.pause).as_ref().filter(|pause| pause.lasts(now)).map(|pause| pause.until)
    }

    /// Whether rows are taken up at `now`.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        !self.stopping.load(Ordering::Acquire) && self.closed_until(now).is_none()
    }

    /// Stops taking up rows for a while that doubles with every failure in a row. Returns when it ends.
    pub(super) fn pause_for(&self, reason: &str, now: Timestamp) -> Timestamp {
        // It goes into the log and stays in the database until this process ends; a server's words may name a recipient (law 24).
        let reason = without_addresses(reason);
        let mut pause = locked(&self.pause);
        let failures = match pause.as_ref() {
            // The other lanes fail at the same wall at the same time: that is one failure.
            Some(paused) if paused.lasts(now) => return paused.until,
            Some(paused) => paused.failures + 1,
            None => 1,
        };
        let doubled = FIRST_PAUSE.saturating_mul(1 << failures.min(8).saturating_sub(1)).min(LONGEST_PAUSE);
        let until = now + doubled;
        tracing::warn!(mail.failures = failures, mail.retry_at = %until, "mail does not leave: {reason}");
        *pause = Some(Pause { until, reason, failures });
        until
    }

    /// A mail was accepted: nothing is in the way of all.
    pub(super) fn resume(&self) {
        self.refusals.store(0, Ordering::Release);
        if locked(&self.pause).take().is_some() {
            tracing::info!("mail leaves again");
        }
    }

    /// Counts a refusal that may be about everything; says how many there were before it since the last acceptance.
    pub(super) fn refused(&self) -> u32 {
        self.refusals.fetch_add(1, Ordering::AcqRel)
    }

    pub(super) fn in_hand(&self) -> Vec<DeliveryId> {
        locked(&self.in_hand).keys().copied().collect()
    }

    pub(super) fn take_in_hand(&self, id: DeliveryId) {
        *locked(&self.in_hand).entry(id).or_default() += 1;
    }

    pub(super) fn let_go(&self, id: DeliveryId) {
        if let Entry::Occupied(mut held) = locked(&self.in_hand).entry(id) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

/// What a panic elsewhere has left behind is still whole: nothing here is changed half.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_10_a_row_that_was_claimed_again_stays_in_hand_when_the_first_claim_is_let_go_of() {
        let lanes = Lanes::new(Transport::Outbox, 1, 0, 1);
        let id = DeliveryId::new(Timestamp::UNIX_EPOCH);
        lanes.take_in_hand(id);
        lanes.take_in_hand(id);
        lanes.let_go(id);
        assert_eq!(lanes.in_hand(), [id]);
        lanes.let_go(id);
        assert!(lanes.in_hand().is_empty());
    }

    #[test]
    fn law_22_a_clock_that_is_turned_back_ends_a_pause() {
        let lanes = Lanes::new(Transport::Outbox, 1, 0, 1);
        let now: Timestamp = "2021-04-15T16:30:00Z".parse().expect("an instant");
        let until = lanes.pause_for("nobody answers", now);
        assert!(!lanes.is_open(now) && !lanes.is_open(now - SignedDuration::from_secs(30)) && lanes.is_open(until));
        let back = now - SignedDuration::from_hours(3);
        assert!(lanes.is_open(back));
        assert!(lanes.pause_for("nobody answers", back) < back + LONGEST_PAUSE, "and the next one begins then");
    }
}
