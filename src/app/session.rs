//! Sessions: coming in by a link that opens once or by a password, staying, and leaving.

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::app::App;
use crate::app::lost_link::in_constant_time;
use crate::app::password::PasswordError;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{Account, EntryKey, Organiser, PasswordHash};
use crate::domain::password::Password;
use crate::domain::session::{Browser, NewSession, Opens, Session};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::{organiser as organisers, session as sessions};

/// How long a session lasts; a rehearsal's clock goes through some days in a minute.
pub const SESSION_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// That a session is in use is noted so often.
const SEEN_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Why nobody can be let in at all.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The system has no random numbers.
    #[error("the system gives no random numbers for a key: {0}")]
    Random(getrandom::Error),
    /// Passwords.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// What a one-time link opens, and for whom; none when it has been used or has run out. Looking changes nothing (law 18).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn link_opens(&self, key: &str) -> Result<Option<(Organiser, Opens)>, storage::Error> {
        Ok(sessions::find_link(self.db.read(), EntryKey::given(key).hash(), self.clock.now()).await?)
    }

    /// Uses a one-time link up and begins a session; none when the link does not open any more, or opens something else.
    ///
    /// # Errors
    /// When storage fails, or there are no random numbers.
    pub async fn sign_in_by_link(&self, key: &str, browser: Option<Browser>) -> Result<Option<EntryKey>, EntryError> {
        self.use_link(key, None, browser).await
    }

    /// Uses a one-time link up, and begins a session: with another password where one is `chosen`, and then whoever else was signed in
    /// there is no longer. None when the link does not open any more, or opens something else.
    pub(super) async fn use_link(
        &self,
        key: &str,
        chosen: Option<PasswordHash>,
        browser: Option<Browser>,
    ) -> Result<Option<EntryKey>, EntryError> {
        let now = self.clock.now();
        let (link, session) = (EntryKey::given(key).hash(), random_key()?);
        let kept = session.hash();
        let begun = self.db.write(move |tx| {
            let (link, chosen, kept, browser) = (link.clone(), chosen.clone(), kept.clone(), browser.clone());
            async move {
                organisers::lock(tx).await?;
                let opens = if chosen.is_some() { Opens::Password } else { Opens::Session };
                let Some(organiser) = sessions::take_link(tx, link, opens, now).await? else { return Ok(false) };
                if let Some(password) = chosen {
                    organisers::update_password(tx, organiser.id, Some(&password)).await?;
                    sessions::delete_all(tx, organiser.id).await?;
                }
                begin(tx, organiser.id, kept, browser, now).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(begun.await?.then_some(session))
    }

    /// Begins a session for whoever knows the password of an address; none when it is wrong, or the address is nobody's. Nobody can tell
    /// which, not even by the time it takes.
    ///
    /// # Errors
    /// When storage fails, or the password cannot be compared.
    pub async fn sign_in(&self, email: &str, password: &Password, browser: Option<Browser>) -> Result<Option<EntryKey>, EntryError> {
        in_constant_time(self.sign_in_in_its_time(email, password, browser)).await
    }

    async fn sign_in_in_its_time(
        &self,
        email: &str,
        password: &Password,
        browser: Option<Browser>,
    ) -> Result<Option<EntryKey>, EntryError> {
        let account = match EmailAddress::parse(email) {
            Ok(email) => organisers::find_by_email(self.db.read(), &email).await.map_err(storage::Error::from)?,
            Err(_) => None,
        };
        let account = account.filter(|account| account.disabled_at.is_none());
        let kept = account.as_ref().and_then(|account| account.password.as_ref());
        let is_right = self.is_password(password, kept).await?;
        match account {
            Some(account) if is_right => self.begin_session(account, browser).await,
            account => {
                // Written for nobody's address too, to no row: what the database takes or refuses must not tell who has an account.
                let id = account.map_or(OrganiserId::from(Uuid::nil()), |account| account.organiser.id);
                tracing::info!(organiser.id = %id, "a wrong password at the sign-in");
                self.db.write(move |tx| async move { organisers::count_failed_sign_in(tx, id).await }.boxed()).await?;
                Ok(None)
            }
        }
    }

    /// Begins a session, unless the account was changed while its password was compared: who changes it ends all sessions.
    async fn begin_session(&self, account: Account, browser: Option<Browser>) -> Result<Option<EntryKey>, EntryError> {
        let now = self.clock.now();
        let session = random_key()?;
        let kept = session.hash();
        let begun = self.db.write(move |tx| {
            let (account, kept, browser) = (account.clone(), kept.clone(), browser.clone());
            async move {
                organisers::lock(tx).await?;
                let present = organisers::find_by_email(tx, &account.organiser.email).await?;
                let is_same = |present: &Account| present.disabled_at.is_none() && present.password == account.password;
                let Some(present) = present.filter(is_same) else { return Ok(false) };
                begin(tx, present.organiser.id, kept, browser, now).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(begun.await?.then_some(session))
    }

    /// Whose session it is; none when it has ended.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn organiser_of(&self, session: &EntryKey) -> Result<Option<Organiser>, storage::Error> {
        let (now, hash) = (self.clock.now(), session.hash());
        let Some((organiser, seen_at)) = sessions::find_organiser(self.db.read(), hash.clone(), now).await? else { return Ok(None) };
        if seen_at.is_none_or(|seen_at| now.duration_since(seen_at) >= SEEN_EVERY) {
            let noted = self.db.write(move |tx| {
                let hash = hash.clone();
                async move { sessions::update_seen(tx, hash, now).await }.boxed()
            });
            // Whoever is signed in is not kept out because that cannot be noted for now.
            if let Err(error) = noted.await {
                tracing::warn!(error = &error as &dyn std::error::Error, "that a session is in use was not noted");
            }
        }
        Ok(Some(organiser))
    }

    /// Where an organiser is signed in, the place that was in use last first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sessions_of(&self, organiser: &Organiser) -> Result<Vec<Session>, storage::Error> {
        Ok(sessions::list(self.db.read(), organiser.id, self.clock.now()).await?)
    }

    /// Ends one session of an organiser, by the hash of its key.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn end_session(&self, organiser: &Organiser, key_hash: Vec<u8>) -> Result<(), storage::Error> {
        let id = organiser.id;
        self.db
            .write(move |tx| {
                let key_hash = key_hash.clone();
                async move { sessions::delete_of(tx, id, key_hash).await }.boxed()
            })
            .await
    }

    /// Ends all sessions of an organiser but this one.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn end_other_sessions(&self, organiser: &Organiser, session: &EntryKey) -> Result<(), storage::Error> {
        let (id, kept) = (organiser.id, session.hash());
        self.db
            .write(move |tx| {
                let kept = kept.clone();
                async move { sessions::delete_others(tx, id, kept).await }.boxed()
            })
            .await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_out(&self, session: &EntryKey) -> Result<(), storage::Error> {
        let hash = session.hash();
        self.db
            .write(move |tx| {
                let hash = hash.clone();
                async move { sessions::delete(tx, hash).await }.boxed()
            })
            .await
    }
}

/// Begins a session that knows of the wrong passwords before it, and counts them anew, whatever way its owner has come in.
pub(super) async fn begin(
    tx: &Tx,
    organiser_id: OrganiserId,
    key_hash: Vec<u8>,
    browser: Option<Browser>,
    now: Timestamp,
) -> Result<(), Refused> {
    let failed_before = organisers::take_failed_sign_ins(tx, organiser_id).await?;
    sessions::insert(tx, &NewSession { key_hash, organiser_id, expires_at: now + SESSION_HOLDS, browser, failed_before }, now).await
}

/// A key that nobody guesses.
pub(super) fn random_key() -> Result<EntryKey, EntryError> {
    let mut random = [0; EntryKey::BYTES];
    getrandom::fill(&mut random).map_err(EntryError::Random)?;
    Ok(EntryKey::of(random))
}
