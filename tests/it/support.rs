//! What tests are made of: an app with its own database and clock, and real peers.

pub(crate) mod smtp;
pub(crate) mod tls;
