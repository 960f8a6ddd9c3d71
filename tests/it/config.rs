//! The settings: which source wins, what is refused and in which words, and what the `config` commands write.

mod commands;
mod refusals;
mod sources;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

use halbsieben::config::{Loaded, Settings, Sources};
use tempfile::TempDir;

/// Sources with nothing but these variables.
fn environment(variables: &[(&str, &str)]) -> Sources {
    let env = variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Sources { env: env.collect(), ..Sources::default() }
}

/// Sources with nothing but these flags.
fn flags(flags: &[(&str, &str)]) -> Sources {
    Sources { overrides: environment(flags).env, ..Sources::default() }
}

/// What is loaded from the sources.
fn load(sources: &Sources) -> Loaded {
    Settings::load(sources).unwrap_or_else(|error| panic!("refused: {error}"))
}

/// The sentence with which the sources are refused.
fn refusal(sources: &Sources) -> String {
    Settings::load(sources).expect_err("it should be refused").to_string()
}

/// A file with that text in a directory of its own.
fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let path = directory.path().join("settings.toml");
    fs::write(&path, text).expect("there is room for a file");
    (directory, path)
}

/// Sources with that settings file.
fn settings_file(path: &Path) -> Sources {
    Sources { config_file: Some(path.to_owned()), ..Sources::default() }
}
