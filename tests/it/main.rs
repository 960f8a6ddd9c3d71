//! The integration tests: one binary, since each links everything anew.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod announcement;
mod config;
mod list;
mod mail;
mod support;
