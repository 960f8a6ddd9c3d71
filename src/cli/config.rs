//! `config show`, `config check` and `config init`: which settings are in force, and a file to change them in.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::cli::{Common, Outcome};
use crate::config::{DEFAULTS, KEYS, Loaded};

/// Where `config init` writes.
pub const LOCAL_FILE: &str = "config/local.toml";

/// The settings in force.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Every key, its value and where that comes from; passwords are masked.
    Show,
    /// Whether the settings can be used.
    Check,
    /// Write config/local.toml with every key commented out.
    Init,
}

impl ConfigCommand {
    pub(super) fn run(self, common: &Common) -> Result<Outcome> {
        let mut out = io::stdout().lock();
        match self {
            Self::Show => show(&common.settings(Vec::new())?, &mut out)?,
            Self::Check => check(&common.settings(Vec::new())?, &mut out)?,
            Self::Init => init(Path::new(LOCAL_FILE), &mut out)?,
        }
        Ok(Outcome::Done)
    }
}

/// Writes every key with its value and where that comes from; secrets and passwords are masked.
pub fn show(loaded: &Loaded, out: &mut impl Write) -> Result<()> {
    let lines = KEYS.iter().map(|key| match (loaded.shown.get(key.name), loaded.origins.get(key.name)) {
        (Some(value), Some(origin)) => (format!("{} = {value}", key.name), origin.as_str()),
        _ => (format!("#{} =", key.name), "not set"),
    });
    let lines: Vec<_> = lines.collect();
    let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or_default();
    for (line, origin) in lines {
        writeln!(out, "{line:width$}  # {origin}")?;
    }
    Ok(())
}

/// Writes what deserves a word about settings that were read without an error.
pub fn check(loaded: &Loaded, out: &mut impl Write) -> Result<()> {
    for warning in &loaded.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    match loaded.warnings.len() {
        0 => writeln!(out, "The settings are in order.")?,
        1 => writeln!(out, "The settings can be used, with one warning.")?,
        count => writeln!(out, "The settings can be used, with {count} warnings.")?,
    }
    Ok(())
}

/// Writes a settings file with every key commented out, and never over one that is there.
///
/// Only its owner may read it: a mail server's password is likely to be put in it.
pub fn init(path: &Path, out: &mut impl Write) -> Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(|| format!("cannot make the directory {}", directory.display()))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already and stays as it is: change it by hand", path.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot write {}", path.display()));
        }
    };
    file.write_all(commented(DEFAULTS).as_bytes())?;
    writeln!(out, "{} is written: take the # from the lines that you want to change.", path.display())?;
    Ok(())
}

/// The defaults with every setting commented out, so that whatever is not touched follows later defaults.
fn commented(defaults: &str) -> String {
    let line = |line: &str| match line.chars().next() {
        None | Some('#' | '[') => format!("{line}\n"),
        Some(_) => format!("#{line}\n"),
    };
    defaults.lines().map(line).collect()
}
