//! halbsieben
pub mod app;
pub mod clock;
pub mod domain;
pub mod mail;
pub mod urls;
pub mod words;
