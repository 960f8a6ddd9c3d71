//! The instance's secret: from the settings, or made at the first start and kept beside the database.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::config::Settings;
use crate::domain::token::{Secret, ShortSecret};
use crate::storage::db;

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or made.
    #[error("the secret {file} cannot be {done}: {source}; see that this user may, or set security.secret", file = .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What was tried.
        done: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The file holds too little.
    #[error("the secret {file} is too short: {source}", file = .file.display())]
    Short {
        /// The file.
        file: PathBuf,
        /// Why.
        source: ShortSecret,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers for a secret: {0}; set security.secret")]
    Random(getrandom::Error),
    /// The setting holds too little.
    #[error(transparent)]
    Setting(#[from] ShortSecret),
}

/// The secret of the settings, or of the file beside the database, which is made when it is not there.
pub(super) fn load(settings: &Settings) -> Result<Secret, SecretError> {
    if let Some(secret) = &settings.security.secret {
        return Ok(Secret::new(secret.as_bytes())?);
    }
    let file = beside(&settings.database.url);
    let failed = |done| {
        let file = file.clone();
        move |source| SecretError::File { file, done, source }
    };
    if !file.exists() {
        make(&file)?;
    }
    let kept = std::fs::read(&file).map_err(failed("read"))?;
    Secret::new(kept.trim_ascii()).map_err(|source| SecretError::Short { file, source })
}

/// `data/halbsieben.db` → `data/halbsieben.secret`. Instances that share a database server have no such place in common:
/// they are given one secret by the settings.
fn beside(database_url: &str) -> PathBuf {
    db::file_of(database_url).unwrap_or_else(|| PathBuf::from("data/halbsieben.db")).with_extension("secret")
}

fn make(file: &Path) -> Result<(), SecretError> {
    use base64::Engine as _;
    let failed = |source| SecretError::File { file: file.to_owned(), done: "made", source };
    let mut random = [0; Secret::MIN_BYTES];
    getrandom::fill(&mut random).map_err(SecretError::Random)?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut opened) => {
            let text = base64::engine::general_purpose::STANDARD.encode(random);
            opened.write_all(text.as_bytes()).and_then(|()| opened.sync_all()).map_err(failed)
        }
        // Another instance was faster: its secret is the one.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}
