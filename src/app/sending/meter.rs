//! How fast mails leave when there are many: what the forecast counts with (law 14).

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::app::sending::lanes::locked;

/// Fewer mails than this in a row say nothing of the rate.
const FEWEST: u32 = 20;
/// A bulk is measured anew after so long.
const SPAN: SignedDuration = SignedDuration::from_secs(10);
/// After so long without a mail the next one is no part of the same bulk.
const GAP: SignedDuration = SignedDuration::from_secs(2);

/// Counts acceptances while there is more to send.
#[derive(Debug, Default)]
pub(in crate::app) struct Meter(Mutex<Reading>);

#[derive(Debug, Default, Clone, Copy)]
struct Reading {
    since: Option<Timestamp>,
    last: Option<Timestamp>,
    count: u32,
    rate: Option<f64>,
}

impl Meter {
    /// A mail was accepted at `now`.
    pub(super) fn accepted(&self, now: Timestamp) {
        let mut reading = locked(&self.0);
        let is_same_bulk = reading.last.is_some_and(|last| now.duration_since(last) <= GAP && now >= last);
        reading.last = Some(now);
        let (true, Some(since)) = (is_same_bulk, reading.since) else {
            (reading.since, reading.count) = (Some(now), 0);
            return;
        };
        reading.count += 1;
        let passed = now.duration_since(since).as_secs_f64();
        if reading.count >= FEWEST && passed > 0.0 {
            reading.rate = Some(f64::from(reading.count) / passed);
        }
        if now.duration_since(since) > SPAN {
            (reading.since, reading.count) = (Some(now), 0);
        }
    }

    /// Mails a second, as measured last; none before there were many.
    pub(in crate::app) fn rate_per_second(&self) -> Option<f64> {
        locked(&self.0).rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_a_bulk_and_not_of_single_mails() {
        let meter = Meter::default();
        let at = |millis| Timestamp::UNIX_EPOCH + SignedDuration::from_millis(millis);
        for single in 0..30 {
            meter.accepted(at(single * 60_000));
        }
        assert_eq!(meter.rate_per_second(), None);
        for mail in 0..101 {
            meter.accepted(at(10_000_000 + mail * 50));
        }
        let rate = meter.rate_per_second().expect("a bulk");
        assert!((19.9..20.1).contains(&rate), "{rate}");
    }
}
