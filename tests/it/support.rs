//! What tests are made of: an app with its own database and clock, and real peers.

#[macro_use]
pub(crate) mod backend;
pub(crate) mod app;
pub(crate) mod smtp;
pub(crate) mod tls;
