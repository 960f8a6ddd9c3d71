//! What tests are made of: an app with its own database and clock, and real peers.

#[macro_use]
pub(crate) mod backend;
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod chance;
pub(crate) mod counts;
pub(crate) mod log;
pub(crate) mod postgres;
pub(crate) mod smtp;
pub(crate) mod tls;

/// Begins to measure real time, for bounds on what must not hang.
#[expect(clippy::disallowed_methods, reason = "real effort is what is measured")]
pub(crate) fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}
