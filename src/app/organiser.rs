//! Organisers: coming in by a link that opens once, staying by a session.

use futures::FutureExt as _;
use jiff::SignedDuration;

use crate::app::App;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{EntryKey, Organiser};
use crate::storage;
use crate::storage::organiser as organisers;

/// How long a one-time link waits to be opened.
const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(24);
/// How long a session lasts; a rehearsal's clock goes through some days in a minute.
pub const SESSION_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Why an organiser cannot be let in.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The system has no random numbers.
    #[error("the system gives no random numbers for a key: {0}")]
    Random(getrandom::Error),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl App {
    /// The address of a link by which an organiser comes in, once; enters the organiser when there is none with that address.
    ///
    /// # Errors
    /// When storage fails, or there are no random numbers.
    pub async fn invite_organiser(&self, name: &str, email: EmailAddress) -> Result<String, InviteError> {
        let now = self.clock.now();
        let key = random_key()?;
        let (organiser, hash) = (Organiser { id: OrganiserId::new(now), name: name.to_owned(), email }, key.hash());
        self.db
            .write(move |tx| {
                let (organiser, hash) = (organiser.clone(), hash.clone());
                async move {
                    organisers::insert(tx, &organiser, now).await?;
                    let known = organisers::find_by_email(tx, &organiser.email).await?.unwrap_or(organiser);
                    organisers::insert_sign_in_link(tx, hash, known.id, now + LINK_HOLDS).await
                }
                .boxed()
            })
            .await?;
        Ok(self.urls.absolute(&format!("/organiser/sign-in/{}", key.as_str())))
    }

    /// Whether a one-time link can still be used. Looking changes nothing (law 18).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn can_sign_in(&self, key: &str) -> Result<bool, storage::Error> {
        let found = organisers::find_sign_in_link(self.db.read(), EntryKey::given(key).hash(), self.clock.now()).await?;
        Ok(found.is_some())
    }

    /// Uses a one-time link up and begins a session; none when the link does not open any more.
    ///
    /// # Errors
    /// When storage fails, or there are no random numbers.
    pub async fn sign_in(&self, key: &str) -> Result<Option<EntryKey>, InviteError> {
        let now = self.clock.now();
        let (link, session) = (EntryKey::given(key).hash(), random_key()?);
        let kept = session.hash();
        let begun = self.db.write(move |tx| {
            let (link, kept) = (link.clone(), kept.clone());
            async move {
                let Some(id) = organisers::find_sign_in_link(tx, link.clone(), now).await? else { return Ok(false) };
                if !organisers::delete_sign_in_link(tx, link).await? {
                    return Ok(false);
                }
                organisers::insert_session(tx, kept, id, now + SESSION_HOLDS, now).await?;
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
        Ok(organisers::find_by_session(self.db.read(), session.hash(), self.clock.now()).await?)
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
                async move { organisers::delete_session(tx, hash).await }.boxed()
            })
            .await
    }
}

fn random_key() -> Result<EntryKey, InviteError> {
    let mut random = [0; EntryKey::BYTES];
    getrandom::fill(&mut random).map_err(InviteError::Random)?;
    Ok(EntryKey::of(random))
}
