//! How many forms and wrong links are taken: from one connection, from one network, for one event, and altogether.
//!
//! The numbers are the settings' (`limits.*`), where each says what it comes from: a school class behind one address, or an academy whose
//! newsletter has just gone out, never meets them; a machine does. Addresses are held in memory alone, and forgotten when they no longer
//! count. Every process counts for itself.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::EventId;
use crate::web::client::{Client, Prefix};

/// So long it takes until a connection or a network may send as many forms again as it may send at once.
const REFILL: Duration = Duration::from_mins(6);
/// Links that open nothing: somebody whose mail program breaks them tries a few; 128 bits take longer than the age of the universe.
const WRONG_LINKS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// So long it takes until somebody may try as many again.
const WRONG_LINKS_REFILL: Duration = Duration::from_mins(5);
/// Tries to sign in from one connection: an office behind one address comes in on a Monday morning, with a few slips. A network has
/// four times as many, as with forms.
const SIGN_INS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// The same from a network.
const SIGN_INS_OF_NETWORK: NonZeroU32 = NonZeroU32::new(80).expect("not zero");
/// The same with one address, wherever they come from: with 40 an hour, whoever guesses needs 28 years for the 10 million passwords that
/// people choose most. Its owner can still come in by a link (ASVS 6.3.1).
const SIGN_INS_OF_ADDRESS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// So long it takes until as many may be tried again.
const SIGN_INS_REFILL: Duration = Duration::from_mins(15);
/// After so many that were counted, those that no longer count are forgotten.
const TIDY_AFTER: usize = 1024;

/// Counts what the public sends.
#[derive(Debug)]
pub(super) struct Limits {
    /// Load tests count nothing.
    are_on: bool,
    households: Counter<Prefix>,
    networks: Counter<Prefix>,
    events: Counter<EventId>,
    mails: DefaultDirectRateLimiter,
    wrong_links: Counter<Prefix>,
    sign_ins: Counter<Prefix>,
    sign_ins_of_networks: Counter<Prefix>,
    sign_ins_of_addresses: Counter<String>,
}

impl Limits {
    /// As the settings have it.
    pub(super) fn new(settings: &config::Limits) -> Self {
        let within =
            |time: Duration, most: NonZeroU32| Quota::with_period(time / most.get()).unwrap_or(Quota::per_minute(most)).allow_burst(most);
        let hour = Duration::from_hours(1);
        Self {
            are_on: settings.enabled,
            households: Counter::new(within(REFILL, settings.forms_per_connection)),
            networks: Counter::new(within(REFILL, settings.forms_per_network)),
            events: Counter::new(within(Duration::from_mins(1), settings.sign_ups_per_event_and_minute)),
            mails: RateLimiter::direct(within(hour, settings.mails_per_hour)),
            wrong_links: Counter::new(within(WRONG_LINKS_REFILL, WRONG_LINKS)),
            sign_ins: Counter::new(within(SIGN_INS_REFILL, SIGN_INS)),
            sign_ins_of_networks: Counter::new(within(SIGN_INS_REFILL, SIGN_INS_OF_NETWORK)),
            sign_ins_of_addresses: Counter::new(within(SIGN_INS_REFILL, SIGN_INS_OF_ADDRESS)),
        }
    }

    /// Whether anything is counted.
    pub(super) fn are_on(&self) -> bool {
        self.are_on
    }

    /// Counts a form that came from somewhere; how long to wait when it is one too many.
    pub(super) fn wait_of_client(&self, client: Client) -> Option<Duration> {
        self.when_on(|limits| limits.households.wait(&client.household).or_else(|| limits.networks.wait(&client.network)))
    }

    /// Counts a sign-up, which will cause a mail; how long to wait when all together are too many.
    pub(super) fn wait_of_event(&self, event: EventId) -> Option<Duration> {
        self.when_on(|limits| limits.events.wait(&event).or_else(|| limits.wait_of_mails()))
    }

    /// Counts a form that may cause a mail to the address in it; how long to wait when all together are too many.
    pub(super) fn wait_of_mails(&self) -> Option<Duration> {
        self.when_on(|limits| Some(limits.mails.check().err()?.wait_time_from(DefaultClock::default().now())))
    }

    /// Counts a link that opens nothing; how long to wait when somebody tries too many.
    pub(super) fn wait_of_guesses(&self, client: Client) -> Option<Duration> {
        self.when_on(|limits| limits.wrong_links.wait(&client.household))
    }

    /// Counts a try to sign in with an address; how long to wait when there are too many from there, or with that.
    pub(super) fn wait_of_sign_in(&self, client: Client, typed: &str) -> Option<Duration> {
        let address = || EmailAddress::parse(typed).ok().map(|email| email.key());
        self.when_on(|limits| {
            let from_there = limits.sign_ins.wait(&client.household).or_else(|| limits.sign_ins_of_networks.wait(&client.network));
            from_there.or_else(|| limits.sign_ins_of_addresses.wait(&address()?))
        })
    }

    fn when_on(&self, wait: impl FnOnce(&Self) -> Option<Duration>) -> Option<Duration> {
        if self.are_on { wait(self) } else { None }
    }
}

/// Counts by key.
#[derive(Debug)]
struct Counter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    seen: AtomicUsize,
}

impl<K: Hash + Eq + Clone> Counter<K> {
    fn new(quota: Quota) -> Self {
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default(), seen: AtomicUsize::new(0) }
    }

    fn wait(&self, key: &K) -> Option<Duration> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % TIDY_AFTER == TIDY_AFTER - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let refused = self.limiter.check_key(key).err()?;
        Some(refused.wait_time_from(self.clock.now()))
    }
}

/// A wait in whole minutes, as the page says it: at least one.
pub(super) fn minutes(wait: Duration) -> u64 {
    wait.as_secs().div_ceil(60).max(1)
}

/// An answer that says when to come again.
pub(super) fn retry_after(mut response: Response, wait: Duration) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(minutes(wait) * 60));
    response
}
