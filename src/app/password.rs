//! Passwords: choosing one, changing it.
//!
//! They are hashed and compared away from the tasks that answer, and two at a time: whoever sends a thousand waits, and takes no more
//! memory than two.

use std::sync::Arc;

use futures::FutureExt as _;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::app::session::EntryError;
use crate::domain::organiser::{EntryKey, Organiser, PasswordHash};
use crate::domain::password::{HashError, Password};
use crate::domain::session::{Browser, Opens};
use crate::storage;
use crate::storage::{organiser as organisers, session as sessions};

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

/// What became of a password that was to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is another one now.
    Done,
    /// The present one was wrong.
    WrongPassword,
}

impl App {
    /// Chooses a password by a link that opens once, and begins a session; whoever else was signed in there is no longer. None when the link
    /// does not open any more, or opens something else.
    ///
    /// # Errors
    /// When storage fails, or the password cannot be hashed.
    pub async fn choose_password(&self, key: &str, password: &Password, browser: Option<Browser>) -> Result<Option<EntryKey>, EntryError> {
        // Known before it is hashed: whoever tries links takes no time of others.
        if !matches!(self.link_opens(key).await?, Some((_, Opens::Password))) {
            return Ok(None);
        }
        let password = self.hash_password(password).await?;
        self.use_link(key, Some(password), browser).await
    }

    /// Changes the password of who is signed in with `session`, and ends all other sessions. Whoever has none yet is asked for none.
    ///
    /// # Errors
    /// When storage fails, or a password cannot be hashed or compared.
    pub async fn change_password(
        &self,
        organiser: &Organiser,
        session: &EntryKey,
        present: &Password,
        new: &Password,
    ) -> Result<Changed, EntryError> {
        let id = organiser.id;
        let kept = organisers::find(self.db.read(), id).await.map_err(storage::Error::from)?.and_then(|account| account.password);
        if kept.is_some() && !self.is_password(present, kept.as_ref()).await? {
            return Ok(Changed::WrongPassword);
        }
        let (password, session) = (self.hash_password(new).await?, session.hash());
        let changed = self.db.write(move |tx| {
            let (kept, password, session) = (kept.clone(), password.clone(), session.clone());
            async move {
                organisers::lock(tx).await?;
                // Somebody may have changed it meanwhile: then what was compared is not the present one.
                if organisers::find(tx, id).await?.is_none_or(|account| account.password != kept) {
                    return Ok(Changed::WrongPassword);
                }
                organisers::update_password(tx, id, Some(&password)).await?;
                sessions::delete_others(tx, id, session).await?;
                Ok(Changed::Done)
            }
            .boxed()
        });
        Ok(changed.await?)
    }

    /// Whether an organiser has chosen a password.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn has_password(&self, organiser: &Organiser) -> Result<bool, storage::Error> {
        Ok(organisers::find(self.db.read(), organiser.id).await?.is_some_and(|account| account.password.is_some()))
    }

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
