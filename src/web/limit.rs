//! How many sign-ups one network may send.
//!
//! A school class behind one address signs up within a minute, so the burst is generous; a machine that goes on is slowed
//! to one every three seconds. Addresses are held in memory alone, and forgotten when they no longer count.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::web::client::ClientNetwork;

/// Four school classes at once.
const BURST: NonZeroU32 = NonZeroU32::new(120).expect("not zero");
/// Then one sign-up in this time.
const PERIOD: Duration = Duration::from_secs(3);
/// After so many sign-ups the networks that no longer count are forgotten.
const TIDY_AFTER: usize = 1024;

/// Counts the sign-ups of each network.
#[derive(Debug)]
pub(super) struct SignUpLimit {
    limiter: DefaultKeyedRateLimiter<ClientNetwork>,
    clock: DefaultClock,
    seen: AtomicUsize,
}

impl Default for SignUpLimit {
    fn default() -> Self {
        let quota = Quota::with_period(PERIOD).unwrap_or(Quota::per_minute(BURST)).allow_burst(BURST);
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default(), seen: AtomicUsize::new(0) }
    }
}

impl SignUpLimit {
    /// Counts a sign-up from `network`; how long to wait when it is one too many.
    pub(super) fn wait(&self, network: ClientNetwork) -> Option<Duration> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % TIDY_AFTER == TIDY_AFTER - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let refused = self.limiter.check_key(&network).err()?;
        Some(refused.wait_time_from(self.clock.now()))
    }
}

/// A wait in whole minutes, as the page says it: at least one.
pub(super) fn minutes(wait: Duration) -> u64 {
    wait.as_secs().div_ceil(60).max(1)
}
