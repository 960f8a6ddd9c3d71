//! The languages that the product speaks.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

// Made by `src/build.rs` of the folders in `config/locales`.
include!(concat!(env!("OUT_DIR"), "/locale.rs"));

/// A language that the product does not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the language must be one of {all}, not {0:?}", all = Locale::ALL.map(Locale::tag).join(", "))]
pub struct UnknownLocale(String);

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag).ok_or_else(|| UnknownLocale(tag.to_owned()))
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}
