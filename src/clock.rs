//! The only reader of the system clock.
//!
//! `app` asks a [`Clock`] once per verb and hands `now` down. A rehearsal runs on a simulated clock: it starts where the
//! settings say and goes as fast as they say, and every wait that is about the schedule is waited by it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Tells the time, and waits.
#[derive(Debug, Clone)]
pub struct Clock {
    kind: Kind,
    /// Counts the jumps, so that whoever waits by this clock looks again.
    jumps: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
enum Kind {
    System,
    Simulated(Arc<Mutex<Simulation>>),
}

/// A clock of its own: at the real instant `anchor` it showed `shown`, and since then it has run `speed` times as fast.
#[derive(Debug, Clone, Copy)]
struct Simulation {
    anchor: Timestamp,
    shown: Timestamp,
    speed: f64,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { kind: Kind::System, jumps: watch::Sender::new(0) }
    }

    /// A clock that shows `start` now and runs `speed` times as fast; at speed 0 it stands still until it is moved.
    #[must_use]
    pub fn simulated(start: Timestamp, speed: f64) -> Self {
        let simulation = Simulation { anchor: system_now(), shown: start, speed };
        Self { kind: Kind::Simulated(Arc::new(Mutex::new(simulation))), jumps: watch::Sender::new(0) }
    }

    /// A clock that shows `at` until it is moved.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::simulated(at, 0.0)
    }

    /// Now, cut to microseconds: PostgreSQL keeps no more, and what was stored must equal what is read.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        micros(match &self.kind {
            Kind::System => system_now(),
            Kind::Simulated(simulation) => locked(simulation).now(),
        })
    }

    /// The time that this clock runs on while `real` time passes; at least `real` itself.
    #[must_use]
    pub fn stretched(&self, real: SignedDuration) -> SignedDuration {
        let speed = match &self.kind {
            Kind::System => 1.0,
            Kind::Simulated(simulation) => locked(simulation).speed.max(1.0),
        };
        SignedDuration::try_from_secs_f64(real.as_secs_f64() * speed).unwrap_or(real)
    }

    /// Whether this is a rehearsal.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        matches!(self.kind, Kind::Simulated(_))
    }

    /// Moves a simulated clock on to `at`; says whether it was moved. The machine's clock is not ours to move, and back
    /// no clock goes: what was sent stays sent.
    #[expect(clippy::must_use_candidate, reason = "most callers know that it can be moved")]
    pub fn move_to(&self, at: Timestamp) -> bool {
        let Kind::Simulated(simulation) = &self.kind else { return false };
        {
            let mut simulation = locked(simulation);
            if at <= simulation.now() {
                return false;
            }
            *simulation = Simulation { anchor: system_now(), shown: at, speed: simulation.speed };
        }
        self.jumps.send_modify(|jumps| *jumps += 1);
        true
    }

    /// Moves a simulated clock on by `duration`.
    #[expect(clippy::must_use_candidate, reason = "most callers know that it can be moved")]
    pub fn advance(&self, duration: SignedDuration) -> bool {
        self.move_to(self.now() + duration)
    }

    /// Lets real time pass, for what has nothing to do with the schedule.
    #[expect(clippy::disallowed_methods, reason = "here is where time is waited for")]
    pub async fn pass(real: Duration) {
        tokio::time::sleep(real).await;
    }

    /// Waits until this clock is moved.
    pub async fn jumped(&self) {
        let mut jumps = self.jumps.subscribe();
        if jumps.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until this clock shows `at`, or for ever when it stands still before that.
    pub async fn sleep_until(&self, at: Timestamp) {
        let mut jumps = self.jumps.subscribe();
        loop {
            let left = at.duration_since(self.now());
            if !left.is_positive() {
                return;
            }
            tokio::select! {
                () = self.real_sleep(left) => {}
                _ = jumps.changed() => {}
            }
        }
    }

    /// Waits the real time in which this clock runs on by `left`. At most an hour at once: a machine that slept, or whose
    /// clock was set, is noticed by then.
    #[expect(clippy::disallowed_methods, reason = "here is where time is waited for")]
    async fn real_sleep(&self, left: SignedDuration) {
        const LONGEST: Duration = Duration::from_hours(1);
        const SHORTEST: Duration = Duration::from_millis(1);
        let speed = match &self.kind {
            Kind::System => 1.0,
            Kind::Simulated(simulation) => locked(simulation).speed,
        };
        if speed <= 0.0 {
            return std::future::pending().await;
        }
        let real = Duration::try_from_secs_f64(left.as_secs_f64() / speed).unwrap_or(LONGEST);
        tokio::time::sleep(real.clamp(SHORTEST, LONGEST)).await;
    }
}

impl Simulation {
    fn now(&self) -> Timestamp {
        let real = system_now().duration_since(self.anchor);
        let run = SignedDuration::try_from_secs_f64(real.as_secs_f64() * self.speed).unwrap_or(SignedDuration::ZERO);
        self.shown.checked_add(run).unwrap_or(self.shown)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the system clock is read")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

fn locked(simulation: &Mutex<Simulation>) -> MutexGuard<'_, Simulation> {
    simulation.lock().unwrap_or_else(PoisonError::into_inner)
}
