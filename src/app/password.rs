//! Passwords are hashed and compared away from the tasks that answer, and two at a time: whoever sends a thousand waits, and takes no more
//! memory than two.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::domain::organiser::PasswordHash;
use crate::domain::password::{HashError, Password};

/// Hashes at the same time.
const AT_ONCE: usize = 2;

/// Whose turn it is.
#[derive(Debug, Clone)]
pub(super) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Why a password cannot be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The hash.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The system has no random numbers.
    #[error("the system gives no random numbers for a password: {0}")]
    Random(getrandom::Error),
    /// The task that does it ended before it had done it.
    #[error("a password was not compared: {0}")]
    Broken(String),
}

impl App {
    /// What is kept of a password.
    pub(super) async fn hash_password(&self, password: &Password) -> Result<PasswordHash, PasswordError> {
        let password = password.clone();
        self.in_turn(move || {
            let mut salt = [0; Password::SALT_BYTES];
            getrandom::fill(&mut salt).map_err(PasswordError::Random)?;
            Ok(PasswordHash(password.hash(salt)?))
        })
        .await
    }

    /// Whether a password is the one that was kept. Takes as long where none was.
    pub(super) async fn is_password(&self, password: &Password, kept: Option<&PasswordHash>) -> Result<bool, PasswordError> {
        let (password, kept) = (password.clone(), kept.cloned());
        self.in_turn(move || match kept {
            Some(kept) => Ok(password.is_of(&kept.0)?),
            None => Ok(password.hash([0; Password::SALT_BYTES]).map(|_| false)?),
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let turn = Arc::clone(&self.passwords.0).acquire_owned().await.map_err(|error| PasswordError::Broken(error.to_string()))?;
        let worked = tokio::task::spawn_blocking(move || {
            let worked = work();
            drop(turn);
            worked
        });
        worked.await.map_err(|error| PasswordError::Broken(error.to_string()))?
    }
}
