//! Domains that ask for less: their mails are spread out, nobody else's.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::app::sending::lanes::locked;

/// The distance of two mails to a domain that has asked for less once; doubled by each further time.
const FIRST_DISTANCE: SignedDuration = SignedDuration::from_secs(2);
/// The largest distance.
const LONGEST_DISTANCE: SignedDuration = SignedDuration::from_secs(60);
/// A domain that takes mails at this distance is slow no longer.
const SHORTEST_DISTANCE: SignedDuration = SignedDuration::from_secs(1);

/// The domains that have asked for less, as far as this process has heard.
#[derive(Debug, Default)]
pub(in crate::app) struct Slowdowns(Mutex<HashMap<String, Slow>>);

#[derive(Debug, Clone, Copy)]
struct Slow {
    distance: SignedDuration,
    /// When the next mail may leave.
    next_at: Timestamp,
    /// How many were sent away since, each to a moment of its own.
    waiting: i32,
}

impl Slowdowns {
    /// Whether it is this domain's turn. If not, the moment that was set aside for this mail.
    pub(super) fn turn(&self, domain: &str, now: Timestamp) -> Result<(), Timestamp> {
        let mut slow = locked(&self.0);
        let Some(slow) = slow.get_mut(domain) else { return Ok(()) };
        if slow.next_at.duration_since(now) > LONGEST_DISTANCE {
            // The clock was turned back: it is not waited until it shows that time again (law 22).
            (slow.next_at, slow.waiting) = (now, 0);
        }
        if now >= slow.next_at {
            slow.next_at = now + slow.distance;
            slow.waiting = (slow.waiting - 1).max(0);
            return Ok(());
        }
        let at = slow.next_at + slow.distance * slow.waiting;
        slow.waiting += 1;
        Err(at)
    }

    /// The domain has asked for less.
    pub(super) fn throttled(&self, domain: &str, now: Timestamp) {
        let mut domains = locked(&self.0);
        let distance = domains.get(domain).map_or(FIRST_DISTANCE, |slow| slow.distance.saturating_mul(2).min(LONGEST_DISTANCE));
        let next_at = domains.get(domain).map_or(now, |slow| slow.next_at.min(now + LONGEST_DISTANCE)).max(now + distance);
        tracing::warn!(mail.domain = domain, mail.distance_seconds = distance.as_secs(), "a domain asks for fewer mails");
        let waiting = domains.get(domain).map_or(0, |slow| slow.waiting);
        domains.insert(domain.to_owned(), Slow { distance, next_at, waiting });
    }

    /// The domain has taken a mail: the next may follow a little sooner.
    pub(super) fn accepted(&self, domain: &str) {
        let mut domains = locked(&self.0);
        let Some(slow) = domains.get_mut(domain) else { return };
        slow.distance = slow.distance * 3 / 4;
        if slow.distance < SHORTEST_DISTANCE {
            domains.remove(domain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_slow_domains_mails_are_set_apart_and_nobody_elses() {
        let slowdowns = Slowdowns::default();
        assert_eq!(slowdowns.turn("a.example", at(0)), Ok(()));
        slowdowns.throttled("a.example", at(0));
        assert_eq!(slowdowns.turn("a.example", at(0)), Err(at(2)));
        assert_eq!(slowdowns.turn("a.example", at(0)), Err(at(4)));
        assert_eq!(slowdowns.turn("b.example", at(0)), Ok(()));
        assert_eq!(slowdowns.turn("a.example", at(2)), Ok(()), "its moment is kept for it");
        assert_eq!(slowdowns.turn("a.example", at(4)), Ok(()));
        assert_eq!(slowdowns.turn("a.example", at(60)), Ok(()));
    }

    #[test]
    fn asking_again_doubles_the_distance_up_to_a_minute() {
        let slowdowns = Slowdowns::default();
        for _ in 0..20 {
            slowdowns.throttled("a.example", at(0));
        }
        assert_eq!(slowdowns.turn("a.example", at(0)), Err(at(60)));
        assert_eq!(slowdowns.turn("a.example", at(0)), Err(at(120)));
    }

    #[test]
    fn a_domain_that_takes_its_mails_is_slow_no_longer() {
        let slowdowns = Slowdowns::default();
        slowdowns.throttled("a.example", at(0));
        for _ in 0..3 {
            slowdowns.accepted("a.example");
        }
        assert_eq!(slowdowns.turn("a.example", at(0)), Ok(()));
    }

    #[test]
    fn law_22_a_clock_that_is_turned_back_keeps_no_domain_waiting() {
        let slowdowns = Slowdowns::default();
        slowdowns.throttled("a.example", at(100_000));
        assert_eq!(slowdowns.turn("a.example", at(100_000)), Err(at(100_002)));
        assert_eq!(slowdowns.turn("a.example", at(0)), Ok(()));
    }
}
