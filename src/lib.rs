//! halbsieben
pub mod app;
pub mod clock;
pub mod config;
pub mod domain;
pub mod jobs;
pub mod list;
pub mod mail;
pub mod storage;
pub mod urls;
pub mod web;
pub mod words;
