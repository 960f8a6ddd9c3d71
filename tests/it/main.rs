//! The integration tests: one binary, since each links everything anew.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[macro_use]
mod support;

mod announcement;
mod architecture;
mod cli;
mod config;
mod laws;
mod list;
mod mail;
mod proof;
mod simulation;
mod storage;
mod web;
