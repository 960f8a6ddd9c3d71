//! halbsieben
pub mod clock;
pub mod domain;
pub mod storage;
pub mod urls;
pub mod words;
