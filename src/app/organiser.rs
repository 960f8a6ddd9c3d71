//! Organisers: who they are, and the links by which they first come in.

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::session::{self, EntryError, random_key};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{Account, EntryKey, Organiser, Role};
use crate::domain::password::Password;
use crate::domain::session::{Browser, Opens};
use crate::domain::token::Seal;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::{organiser as organisers, session as sessions};

/// How long a one-time link waits to be opened.
const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// How long the address holds that `serve` prints at each start: whoever reads old logs makes no account by it.
const SETUP_HOLDS: SignedDuration = SignedDuration::from_hours(24);

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
    /// Nobody has an account by that address or key.
    #[error("nobody has an account with this address")]
    Unknown,
    /// It was turned away.
    #[error("this account is disabled")]
    Disabled,
    /// Its owner has come in.
    #[error("this account has a password, so nobody needs to be invited to it")]
    HasPassword,
    /// Nobody could say who is an organiser any more.
    #[error("this is the last account that can manage the others; make another admin first")]
    LastAdmin,
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
                    organisers::update_password(tx, organiser.id, Some(&password)).await?;
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

    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn needs_setup(&self) -> Result<bool, storage::Error> {
        Ok(!organisers::has_any(self.db.read()).await?)
    }

    /// Whether the first account can be made by this key. Looking changes nothing (law 18).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn can_set_up(&self, key: &str) -> Result<bool, storage::Error> {
        let made_at = self.secret.unseal(Seal::Setup, key).and_then(|micros| Timestamp::from_microsecond(micros.parse().ok()?).ok());
        let is_fresh = made_at.is_some_and(|made_at| self.clock.now().duration_since(made_at) < SETUP_HOLDS);
        Ok(is_fresh && self.needs_setup().await?)
    }

    /// A new address at which the first account can be made, within a day.
    #[must_use]
    pub fn setup_address(&self) -> String {
        self.urls.setup(self.clock.now())
    }

    /// Makes the first account, of an admin, and begins a session; none when the key is wrong or somebody has an account.
    ///
    /// # Errors
    /// When storage fails, or the password cannot be hashed.
    pub async fn set_up(
        &self,
        key: &str,
        name: &str,
        email: EmailAddress,
        password: &Password,
        browser: Option<Browser>,
    ) -> Result<Option<EntryKey>, EntryError> {
        if !self.can_set_up(key).await? {
            return Ok(None);
        }
        let now = self.clock.now();
        let organiser = Organiser { id: OrganiserId::new(now), name: name.to_owned(), email, role: Role::Admin };
        let (password, session) = (self.hash_password(password).await?, random_key()?);
        let kept = session.hash();
        let begun = self.db.write(move |tx| {
            let (organiser, password, kept, browser) = (organiser.clone(), password.clone(), kept.clone(), browser.clone());
            async move {
                organisers::lock(tx).await?;
                if organisers::has_any(tx).await? {
                    return Ok(false);
                }
                organisers::insert(tx, &organiser, now).await?;
                organisers::update_password(tx, organiser.id, Some(&password)).await?;
                session::begin(tx, organiser.id, kept, browser, now).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(begun.await?.then_some(session))
    }

    /// Everybody who has an account, by name.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn list_organisers(&self) -> Result<Vec<Account>, storage::Error> {
        Ok(organisers::list(self.db.read()).await?)
    }

    /// Takes the password from an account, ends its sessions, and gives the address of a link at which another is chosen, within a day and
    /// once.
    ///
    /// # Errors
    /// When there is no such account or it was turned away, or storage fails.
    pub async fn reset_password(&self, email: &EmailAddress) -> Result<String, AccountError> {
        let now = self.clock.now();
        let key = random_key()?;
        let (email, link) = (email.clone(), key.hash());
        let reset = self.db.write(move |tx| {
            let (email, link) = (email.clone(), link.clone());
            async move {
                organisers::lock(tx).await?;
                let account = match organisers::find_by_email(tx, &email).await? {
                    None => return Ok(Err(AccountError::Unknown)),
                    Some(account) if account.disabled_at.is_some() => return Ok(Err(AccountError::Disabled)),
                    Some(account) => account,
                };
                let id = account.organiser.id;
                organisers::update_password(tx, id, None).await?;
                sessions::delete_all(tx, id).await?;
                sessions::insert_link(tx, link, id, Opens::Password, now + LINK_HOLDS).await?;
                Ok(Ok(()))
            }
            .boxed()
        });
        reset.await??;
        Ok(self.entry_link(&key))
    }

    /// Gives an organiser another role; it counts from the next click on.
    ///
    /// # Errors
    /// When there is no such account, it is the last that can manage the others, or storage fails.
    pub async fn change_role(&self, id: OrganiserId, role: Role) -> Result<(), AccountError> {
        let changed = self.db.write(move |tx| {
            async move {
                organisers::lock(tx).await?;
                match refusal(tx, id).await? {
                    Some(AccountError::LastAdmin) if role == Role::Admin => Ok(Ok(())),
                    Some(refused) => Ok(Err(refused)),
                    None => organisers::update_role(tx, id, role).await.map(Ok),
                }
            }
            .boxed()
        });
        changed.await?
    }

    /// Turns an organiser away: their sessions end, and nothing lets them in.
    ///
    /// # Errors
    /// When there is no such account, it is the last that can manage the others, or storage fails.
    pub async fn disable_organiser(&self, id: OrganiserId) -> Result<(), AccountError> {
        let now = self.clock.now();
        let disabled = self.db.write(move |tx| {
            async move {
                organisers::lock(tx).await?;
                if let Some(refused) = refusal(tx, id).await? {
                    return Ok(Err(refused));
                }
                organisers::update_disabled(tx, id, Some(now)).await?;
                sessions::delete_all(tx, id).await.map(Ok)
            }
            .boxed()
        });
        disabled.await?
    }

    /// Lets an organiser in again who was turned away.
    ///
    /// # Errors
    /// When there is no such account, or storage fails.
    pub async fn enable_organiser(&self, id: OrganiserId) -> Result<(), AccountError> {
        let enabled = self.db.write(move |tx| {
            async move {
                if organisers::find(tx, id).await?.is_none() {
                    return Ok(Err(AccountError::Unknown));
                }
                organisers::update_disabled(tx, id, None).await.map(Ok)
            }
            .boxed()
        });
        enabled.await?
    }

    /// The key of the account with an address.
    ///
    /// # Errors
    /// When there is none, or storage fails.
    pub async fn organiser_with(&self, email: &EmailAddress) -> Result<OrganiserId, AccountError> {
        let account = organisers::find_by_email(self.db.read(), email).await.map_err(storage::Error::from)?;
        account.map(|account| account.organiser.id).ok_or(AccountError::Unknown)
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
        self.urls.entry(self.urls.default_locale(), key.as_str())
    }
}

/// Why an account must stay as it is, if it must.
async fn refusal(tx: &Tx, id: OrganiserId) -> Result<Option<AccountError>, Refused> {
    Ok(match organisers::find(tx, id).await? {
        None => Some(AccountError::Unknown),
        Some(account) if account.organiser.role == Role::Admin && !organisers::has_other_admin(tx, id).await? => {
            Some(AccountError::LastAdmin)
        }
        Some(_) => None,
    })
}

async fn enter(tx: &Tx, organiser: Organiser, link: Vec<u8>, now: Timestamp) -> Result<(), Refused> {
    organisers::insert(tx, &organiser, now).await?;
    let known = organisers::find_by_email(tx, &organiser.email).await?;
    let id = known.map_or(organiser.id, |account| account.organiser.id);
    sessions::insert_link(tx, link, id, Opens::Session, now + LINK_HOLDS).await
}
