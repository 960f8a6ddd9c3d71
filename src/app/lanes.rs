//! The connections to the mail server, shared by all who send: how many there are, what they have in hand, and when they rest.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, Semaphore};

use crate::domain::delivery::Claim;
use crate::domain::id::DeliveryId;
use crate::mail::transport::Transport;

/// The first wait when the mail server cannot be reached; doubled each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// The longest wait, so that sending resumes within 90 s of the server's return (law 10).
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The connections to the mail server, shared by all who send.
#[derive(Debug)]
pub(super) struct Lanes {
    pub(super) transport: Transport,
    pub(super) count: usize,
    pub(super) free: Arc<Semaphore>,
    /// Rows that this process has claimed and not yet recorded.
    pub(super) in_hand: StdMutex<HashSet<DeliveryId>>,
    pause: StdMutex<Option<Pause>>,
    /// Refusals on grounds of policy since the last mail that was accepted.
    pub(super) refusals: AtomicU32,
    pub(super) stopping: AtomicBool,
    pub(super) pace: Option<governor::DefaultDirectRateLimiter>,
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

/// What lanes that were started together still have to do. Whatever way they end, its rows are in hand no longer.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) claims: Mutex<VecDeque<Claim>>,
    pub(super) lanes: Arc<Lanes>,
}

impl Drop for Queue {
    fn drop(&mut self) {
        let mut in_hand = self.lanes.in_hand();
        for claim in self.claims.get_mut() {
            in_hand.remove(&claim.id);
        }
    }
}

/// A row that a lane works on. Whatever way that ends, also broken off, the row is in hand no longer.
pub(super) struct InHand<'a> {
    pub(super) lanes: &'a Lanes,
    pub(super) id: DeliveryId,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.lanes.in_hand().remove(&self.id);
    }
}

impl Lanes {
    pub(super) fn new(transport: Transport, count: usize, rate_per_minute: u32) -> Self {
        let pace = std::num::NonZeroU32::new(rate_per_minute).map(|rate| {
            let one_at_a_time = std::num::NonZeroU32::MIN;
            governor::RateLimiter::direct(governor::Quota::per_minute(rate).allow_burst(one_at_a_time))
        });
        let free = Arc::new(Semaphore::new(count));
        Self {
            transport,
            count,
            free,
            in_hand: StdMutex::default(),
            pause: StdMutex::default(),
            refusals: AtomicU32::new(0),
            stopping: AtomicBool::new(false),
            pace,
        }
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(super) fn pause(&self) -> Option<Pause> {
        self.pause.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops taking up rows for a while that doubles with every failure in a row.
    pub(super) fn pause_for(&self, reason: String, now: Timestamp) -> Timestamp {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = match pause.as_ref() {
            // The other lanes fail at the same wall at the same time: that is one failure.
            Some(paused) if paused.until > now => return paused.until,
            Some(paused) => paused.failures + 1,
            None => 1,
        };
        let doubled = FIRST_PAUSE.saturating_mul(1 << failures.min(8).saturating_sub(1)).min(LONGEST_PAUSE);
        let until = now + doubled;
        tracing::warn!(mail.failures = failures, mail.retry_at = %until, "mail does not leave: {reason}");
        *pause = Some(Pause { until, reason, failures });
        until
    }

    pub(super) fn resume(&self) {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.take().is_some() {
            tracing::info!("mail leaves again");
        }
    }

    pub(super) fn in_hand(&self) -> MutexGuard<'_, HashSet<DeliveryId>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_paused(&self, now: Timestamp) -> bool {
        self.pause().is_some_and(|pause| now < pause.until)
    }
}
