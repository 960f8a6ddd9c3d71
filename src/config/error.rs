//! What can be wrong with settings, each said in one sentence that names the place and what would be right.

use std::path::PathBuf;

use figment::Figment;

use super::keys;
use super::{shown, sources};

/// Why settings are refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that was named, or is there, cannot be read.
    #[error("{}, {role}, cannot be read: {reason}", path.display())]
    Unreadable {
        /// Why it is looked at, as "which --config names".
        role: String,
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A settings file is no TOML.
    #[error("{} cannot be understood in line {line}: {reason}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The parser's words.
        reason: String,
    },
    /// A key that does not exist.
    #[error("{origin} sets {written}, which is no setting: did you mean {nearest}?")]
    Unknown {
        /// The file, the environment or the command line.
        origin: String,
        /// The key or variable, as it was written.
        written: String,
        /// The key or variable that is most like it.
        nearest: String,
    },
    /// A value that its key does not allow.
    #[error("{key} is {value} ({origin}): it must be {allowed}")]
    WrongValue {
        /// The key.
        key: String,
        /// The value as it was found, secrets masked.
        value: String,
        /// Where the value comes from.
        origin: String,
        /// What would be right.
        allowed: &'static str,
    },
    /// A variable and its `_FILE` are both there.
    #[error("{variable} and {variable}_FILE are both set: remove one of them")]
    Twice {
        /// The variable without `_FILE`.
        variable: String,
    },
    /// A simulated clock, and mail that would reach people.
    #[error(
        "{key} simulates the clock while mail.url is {mail_url}: a rehearsal must not reach people, so set \
         mail.url to outbox:, file:DIR or SMTP on localhost, or remove {key}"
    )]
    RehearsalReachesPeople {
        /// `clock.start` or `clock.speed`.
        key: &'static str,
        /// The mail server, its password masked.
        mail_url: String,
    },
}

impl ConfigError {
    /// The sentence for a value that could not be read as what its key wants.
    pub(super) fn wrong_value(merged: &Figment, error: &figment::Error) -> Self {
        let path = error.path.join(".");
        let Some(key) = keys::KEYS.iter().find(|key| path.starts_with(key.name)) else {
            // Only a default that is missing from default.toml gets here, which a test rules out.
            return Self::WrongValue {
                value: error.kind.to_string(),
                origin: sources::DEFAULT.to_owned(),
                key: path,
                allowed: "a setting of config/default.toml",
            };
        };
        Self::WrongValue {
            key: key.name.to_owned(),
            value: merged.find_value(key.name).map(|value| shown::value(key, &value)).unwrap_or_default(),
            origin: sources::origin(merged, key.name).unwrap_or_default(),
            allowed: key.allowed,
        }
    }
}
