//! halbsieben
pub mod app;
pub mod clock;
pub mod domain;
pub mod urls;
pub mod web;
pub mod words;
