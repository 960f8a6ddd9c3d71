//! Organisers: who they are, and the links by which they first come in.

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::session::{EntryError, random_key};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{EntryKey, Organiser, Role};
use crate::domain::password::Password;
use crate::domain::session::Opens;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::{organiser as organisers, session as sessions};

/// How long a one-time link waits to be opened.
const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// How somebody who has just become an organiser comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// By the password that was given.
    Password,
    /// By a link, at which a password is chosen.
    Link(String),
}

/// Why an account is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The address has an account.
    #[error("this address has an account already")]
    Known,
    /// It cannot be done at all.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl From<storage::Error> for AccountError {
    fn from(error: storage::Error) -> Self {
        Self::Entry(error.into())
    }
}

impl App {
    /// Makes an account: with a password, or with the address of a link at which one is chosen, within a day and once.
    ///
    /// # Errors
    /// When the address has one, storage fails, or the password cannot be hashed.
    pub async fn create_organiser(
        &self,
        name: &str,
        email: EmailAddress,
        role: Role,
        password: Option<&Password>,
    ) -> Result<WayIn, AccountError> {
        let now = self.clock.now();
        let organiser = Organiser { id: OrganiserId::new(now), name: name.to_owned(), email, role };
        let key = random_key()?;
        let (link, way_in) = match password {
            Some(_) => (None, WayIn::Password),
            None => (Some(key.hash()), WayIn::Link(self.entry_link(&key))),
        };
        let password = match password {
            Some(password) => Some(self.hash_password(password).await.map_err(EntryError::from)?),
            None => None,
        };
        let is_new = self.db.write(move |tx| {
            let (organiser, password, link) = (organiser.clone(), password.clone(), link.clone());
            async move {
                if !organisers::insert(tx, &organiser, now).await? {
                    return Ok(false);
                }
                if let Some(password) = password {
                    organisers::update_password(tx, organiser.id, &password).await?;
                }
                if let Some(link) = link {
                    sessions::insert_link(tx, link, organiser.id, Opens::Password, now + LINK_HOLDS).await?;
                }
                Ok(true)
            }
            .boxed()
        });
        if is_new.await? { Ok(way_in) } else { Err(AccountError::Known) }
    }

    /// The address of a link by which an organiser comes in, once; enters them, as one who may do everything, when there is none with that
    /// address.
    ///
    /// # Errors
    /// When storage fails, or there are no random numbers.
    pub async fn invite_organiser(&self, name: &str, email: EmailAddress) -> Result<String, EntryError> {
        let now = self.clock.now();
        let key = random_key()?;
        let (organiser, hash) = (Organiser { id: OrganiserId::new(now), name: name.to_owned(), email, role: Role::Admin }, key.hash());
        self.db
            .write(move |tx| {
                let (organiser, hash) = (organiser.clone(), hash.clone());
                async move { enter(tx, organiser, hash, now).await }.boxed()
            })
            .await?;
        Ok(self.entry_link(&key))
    }

    /// The address at which a one-time link opens.
    pub(super) fn entry_link(&self, key: &EntryKey) -> String {
        self.urls.absolute(&format!("/organiser/sign-in/{}", key.as_str()))
    }
}

async fn enter(tx: &Tx, organiser: Organiser, link: Vec<u8>, now: Timestamp) -> Result<(), Refused> {
    organisers::insert(tx, &organiser, now).await?;
    let known = organisers::find_by_email(tx, &organiser.email).await?;
    let id = known.map_or(organiser.id, |account| account.organiser.id);
    sessions::insert_link(tx, link, id, Opens::Session, now + LINK_HOLDS).await
}
