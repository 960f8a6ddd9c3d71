//! The only reader of the system clock.
//!
//! `app` asks a [`Clock`] once per verb and hands `now` down. There are three kinds. The machine's own is taken by an instance
//! that is alone with its database. Instances that share one run by the database's clock, so that machines an hour apart
//! agree on what is due (law 15). A rehearsal runs on a simulated clock: it starts where the settings say and goes as fast as
//! they say. Every wait that is about the schedule is waited by the clock.
//!
//! Clocks are set: by hand, by NTP, by a machine that wakes up. Whoever waits looks again then ([`Clock::jumped`]), and
//! [`Clock::jump`] says by how much (law 22).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// What is less than this is no jump: NTP slews a clock by up to 0.5 ms a second, and reading two clocks takes its time.
const LEAST_JUMP: SignedDuration = SignedDuration::from_secs(1);

/// Tells the time, and waits.
#[derive(Debug, Clone)]
pub struct Clock {
    kind: Kind,
    /// Counts the jumps, so that whoever waits by this clock looks again.
    jumps: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
enum Kind {
    /// With what the last look at it showed.
    System(Arc<Mutex<Look>>),
    Shared(Arc<Mutex<Shared>>),
    Simulated(Arc<Mutex<Simulation>>),
}

/// What two clocks showed at the same moment: the one that can be set, and the one that only runs.
#[derive(Debug, Clone, Copy)]
struct Look {
    shown: Timestamp,
    running: Instant,
}

/// The database's clock: it showed `anchor.shown` when this machine's steady clock stood at `anchor.running`.
#[derive(Debug, Clone, Copy)]
struct Shared {
    anchor: Look,
    /// By how much it was corrected since it was last asked.
    jump: SignedDuration,
}

/// A clock of its own: at the real instant `anchor` it showed `shown`, and since then it has run `speed` times as fast.
#[derive(Debug, Clone, Copy)]
struct Simulation {
    anchor: Timestamp,
    shown: Timestamp,
    speed: f64,
    /// By how much it was set since it was last asked.
    jump: SignedDuration,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::of(Kind::System(Arc::new(Mutex::new(Look::take()))))
    }

    /// The clock of a database that several instances share: it shows `db_now` and runs on by this machine's steady clock,
    /// whatever the one on its wall is set to. It is kept right by [`Clock::anchor`].
    #[must_use]
    pub fn shared(db_now: Timestamp) -> Self {
        let anchor = Look { shown: db_now, running: running() };
        Self::of(Kind::Shared(Arc::new(Mutex::new(Shared { anchor, jump: SignedDuration::ZERO }))))
    }

    /// A clock that shows `start` now and runs `speed` times as fast; at speed 0 it stands still until it is moved.
    #[must_use]
    pub fn simulated(start: Timestamp, speed: f64) -> Self {
        let simulation = Simulation { anchor: system_now(), shown: start, speed, jump: SignedDuration::ZERO };
        Self::of(Kind::Simulated(Arc::new(Mutex::new(simulation))))
    }

    /// A clock that shows `at` until it is moved.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::simulated(at, 0.0)
    }

    fn of(kind: Kind) -> Self {
        Self { kind, jumps: watch::Sender::new(0) }
    }

    /// Now, cut to microseconds: PostgreSQL keeps no more, and what was stored must equal what is read.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        micros(match &self.kind {
            Kind::System(_) => system_now(),
            Kind::Shared(shared) => locked(shared).anchor.shown_at(running()),
            Kind::Simulated(simulation) => locked(simulation).now(),
        })
    }

    /// The time that this clock runs on while `real` time passes; at least `real` itself.
    #[must_use]
    pub fn stretched(&self, real: SignedDuration) -> SignedDuration {
        SignedDuration::try_from_secs_f64(real.as_secs_f64() * self.speed().max(1.0)).unwrap_or(real)
    }

    /// How many times as fast as real time this clock runs.
    fn speed(&self) -> f64 {
        match &self.kind {
            Kind::System(_) | Kind::Shared(_) => 1.0,
            Kind::Simulated(simulation) => locked(simulation).speed,
        }
    }

    /// Whether this is a rehearsal.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        matches!(self.kind, Kind::Simulated(_))
    }

    /// Whether this clock is the database's, and wants to be kept right by [`Clock::anchor`].
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.kind, Kind::Shared(_))
    }

    /// Sets a shared clock to what the database's shows at this moment; says by how much it was wrong. Whoever waits by it
    /// looks again when that is more than reading it takes. Any other clock stays as it is.
    ///
    /// `db_now` is to be the statement's own time (`clock_timestamp()`), on a connection that was there already: what lies
    /// between the database's reading and this call is an error that stays until the next call.
    #[expect(clippy::must_use_candidate, reason = "it is called to set the clock")]
    pub fn anchor(&self, db_now: Timestamp) -> SignedDuration {
        let Kind::Shared(shared) = &self.kind else { return SignedDuration::ZERO };
        let correction = locked(shared).anchor(Look { shown: db_now, running: running() });
        if is_jump(correction) {
            self.look_again();
        }
        correction
    }

    /// By how much this clock was set since it was last asked, whether by this machine's owner, by its waking up, by a
    /// correction of a shared clock or by a test's [`Clock::set`]; zero when it only ran. Whoever waits by it looks again.
    ///
    /// A machine's clock shows it by having gone on more, or less, than the steady clock beside it. That one may stand still
    /// while a machine sleeps (on Linux it does), so a sleep counts as a jump forward.
    #[must_use]
    pub fn jump(&self) -> SignedDuration {
        match &self.kind {
            Kind::System(last) => {
                let now = Look::take();
                let jump = std::mem::replace(&mut *locked(last), now).jump_until(now);
                if !jump.is_zero() {
                    self.look_again();
                }
                jump
            }
            Kind::Shared(shared) => std::mem::take(&mut locked(shared).jump),
            Kind::Simulated(simulation) => std::mem::take(&mut locked(simulation).jump),
        }
    }

    /// Moves a simulated clock on to `at`, as if the time until then had passed; says whether it was moved. The machine's
    /// clock is not ours to move, and back no rehearsal goes: what was sent stays sent.
    #[expect(clippy::must_use_candidate, reason = "most callers know that it can be moved")]
    pub fn move_to(&self, at: Timestamp) -> bool {
        let Kind::Simulated(simulation) = &self.kind else { return false };
        {
            let mut simulation = locked(simulation);
            if at <= simulation.now() {
                return false;
            }
            simulation.show(at);
        }
        self.look_again();
        true
    }

    /// Sets a simulated clock to `at`, forth or back, as somebody sets a machine's: no time has passed, and [`Clock::jump`]
    /// tells of it. For tests that play a machine whose clock is set; says whether it was.
    #[expect(clippy::must_use_candidate, reason = "most callers know that it can be set")]
    pub fn set(&self, at: Timestamp) -> bool {
        let Kind::Simulated(simulation) = &self.kind else { return false };
        {
            let mut simulation = locked(simulation);
            let jump = at.duration_since(simulation.now());
            simulation.jump += jump;
            simulation.show(at);
        }
        self.look_again();
        true
    }

    /// Moves a simulated clock on by `duration`.
    #[expect(clippy::must_use_candidate, reason = "most callers know that it can be moved")]
    pub fn advance(&self, duration: SignedDuration) -> bool {
        self.move_to(self.now() + duration)
    }

    fn look_again(&self) {
        self.jumps.send_modify(|jumps| *jumps += 1);
    }

    /// Lets real time pass, for what has nothing to do with the schedule.
    #[expect(clippy::disallowed_methods, reason = "here is where time is waited for")]
    pub async fn pass(real: Duration) {
        tokio::time::sleep(real).await;
    }

    /// Waits until this clock is moved or set.
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
        let speed = self.speed();
        if speed <= 0.0 {
            return std::future::pending().await;
        }
        let real = Duration::try_from_secs_f64(left.as_secs_f64() / speed).unwrap_or(LONGEST);
        tokio::time::sleep(real.clamp(SHORTEST, LONGEST)).await;
    }
}

impl Look {
    /// Looks at the machine's clocks. Whoever is put to sleep between the two takes them anew: they must show one moment.
    fn take() -> Self {
        const AT_ONCE: Duration = Duration::from_millis(100);
        const TRIES: usize = 5;
        let mut running_before = running();
        for _ in 1..TRIES {
            let (shown, running_after) = (system_now(), running());
            if running_after.duration_since(running_before) < AT_ONCE {
                return Self { shown, running: running_after };
            }
            running_before = running_after;
        }
        Self { shown: system_now(), running: running() }
    }

    /// What the clock shows at a later moment if nobody sets it.
    fn shown_at(&self, running: Instant) -> Timestamp {
        let run = SignedDuration::try_from(running.duration_since(self.running)).unwrap_or(SignedDuration::MAX);
        self.shown.checked_add(run).unwrap_or(Timestamp::MAX)
    }

    /// By how much the clock was set until a later look; zero where it only ran.
    fn jump_until(&self, later: Self) -> SignedDuration {
        let jump = later.shown.duration_since(self.shown_at(later.running));
        if is_jump(jump) { jump } else { SignedDuration::ZERO }
    }
}

impl Shared {
    fn anchor(&mut self, look: Look) -> SignedDuration {
        let correction = look.shown.duration_since(self.anchor.shown_at(look.running));
        self.anchor = look;
        if is_jump(correction) {
            self.jump += correction;
        }
        correction
    }
}

impl Simulation {
    fn show(&mut self, at: Timestamp) {
        (self.anchor, self.shown) = (system_now(), at);
    }

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

/// A clock that only runs: nobody can set it.
#[expect(clippy::disallowed_methods, reason = "beside the system clock, to see when that is set")]
fn running() -> Instant {
    Instant::now()
}

fn is_jump(difference: SignedDuration) -> bool {
    difference.abs() >= LEAST_JUMP
}

fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

fn locked<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn look() -> Look {
        Look { shown: at("2027-04-15T16:30:00Z"), running: running() }
    }

    /// A look `real` later, at a clock that was set by `set` meanwhile.
    fn later(look: Look, real: Duration, set: SignedDuration) -> Look {
        Look { shown: look.shown + SignedDuration::try_from(real).expect("a span") + set, running: look.running + real }
    }

    #[test]
    fn law_22_a_clock_that_only_runs_has_not_jumped() {
        let first = look();
        for real in [Duration::ZERO, Duration::from_secs(1), Duration::from_hours(1_000)] {
            assert_eq!(first.jump_until(later(first, real, SignedDuration::ZERO)), SignedDuration::ZERO);
            assert_eq!(first.jump_until(later(first, real, SignedDuration::from_millis(-999))), SignedDuration::ZERO, "slewed");
        }
    }

    #[test]
    fn law_22_a_clock_that_was_set_says_by_how_much() {
        let first = look();
        for set in [HOUR, -HOUR, HOUR * 24 * 365, SignedDuration::from_secs(-1)] {
            assert_eq!(first.jump_until(later(first, Duration::from_mins(1), set)), set);
        }
    }

    #[test]
    fn law_22_the_machines_clock_has_not_jumped_between_two_looks() {
        let clock = Clock::system();
        assert_eq!((clock.jump(), clock.jump()), (SignedDuration::ZERO, SignedDuration::ZERO));
        assert!(!clock.set(at("2027-04-15T16:30:00Z")) && !clock.is_shared());
    }

    #[test]
    fn law_22_a_test_sets_a_clock_back_and_is_told_once() {
        let clock = Clock::fixed(at("2027-04-15T16:30:00Z"));
        assert!(clock.set(at("2027-04-15T15:30:00Z")));
        assert_eq!((clock.now(), clock.jump(), clock.jump()), (at("2027-04-15T15:30:00Z"), -HOUR, SignedDuration::ZERO));
        assert!(clock.advance(HOUR));
        assert_eq!((clock.now(), clock.jump()), (at("2027-04-15T16:30:00Z"), SignedDuration::ZERO), "time that passed is no jump");
    }

    #[test]
    fn law_15_a_shared_clock_shows_the_databases_time_and_runs_on() {
        let started = running();
        let clock = Clock::shared(at("2027-04-15T16:30:00Z"));
        let other = clock.clone();
        let run = clock.now().duration_since(at("2027-04-15T16:30:00Z"));
        assert!(!run.is_negative() && run <= SignedDuration::try_from(started.elapsed()).expect("a span"), "{run:?}");
        assert!(clock.anchor(at("2027-04-15T16:40:00Z")) > SignedDuration::from_mins(9));
        assert!(other.now() >= at("2027-04-15T16:40:00Z"), "every hand of it shows the same");
        assert!(clock.is_shared() && !clock.is_simulated() && !clock.move_to(at("2028-01-01T00:00:00Z")));
    }

    #[test]
    fn law_15_a_shared_clock_is_anchored_without_a_jump_where_it_was_right() {
        let first = look();
        let mut shared = Shared { anchor: first, jump: SignedDuration::ZERO };
        let slow = later(first, Duration::from_mins(1), SignedDuration::from_millis(-20));
        assert_eq!(shared.anchor(slow), SignedDuration::from_millis(-20));
        assert_eq!((shared.anchor.shown, shared.jump), (slow.shown, SignedDuration::ZERO));
        assert_eq!(shared.anchor(later(slow, Duration::from_mins(1), -HOUR)), -HOUR);
        assert_eq!(shared.anchor(later(shared.anchor, Duration::from_mins(1), HOUR * 3)), HOUR * 3);
        assert_eq!(shared.jump, HOUR * 2, "what it was wrong by, all in all");
    }

    #[tokio::test]
    async fn law_22_who_waits_by_a_clock_that_is_set_looks_again() {
        let db_now = at("2027-04-15T16:30:00Z");
        let (shared, fixed) = (Clock::shared(db_now), Clock::fixed(db_now));
        let waiting = [shared.clone(), fixed.clone()].map(|clock| {
            let (woken, mut wakes) = (clock.clone(), clock.jumps.subscribe());
            (tokio::spawn(async move { woken.sleep_until(db_now + HOUR).await }), async move { wakes.changed().await.is_ok() })
        });
        shared.anchor(db_now + HOUR);
        fixed.set(db_now + HOUR);
        for (sleeper, woken) in waiting {
            assert!(woken.await);
            sleeper.await.expect("it wakes up");
        }
    }

    #[tokio::test]
    async fn a_shared_clock_wakes_who_waits_by_real_time() {
        let db_now = at("2027-04-15T16:30:00Z");
        let clock = Clock::shared(db_now);
        clock.sleep_until(db_now + SignedDuration::from_millis(5)).await;
        assert!(clock.now() >= db_now + SignedDuration::from_millis(5));
    }
}
