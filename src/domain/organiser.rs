//! Who holds events here, and the keys by which they come in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::domain::email_address::EmailAddress;
use crate::domain::event::fixed_words;
use crate::domain::id::OrganiserId;

/// What an organiser may do. Each may all that the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Sees everything and takes lists away.
    Reader,
    /// Changes events and people as well.
    Editor,
    /// Says who is an organiser as well.
    Admin,
}

fixed_words!(pub Role { Reader => "reader", Editor => "editor", Admin => "admin" });

impl Role {
    /// All of them, the one that may most first.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Editor, Self::Reader];
}

/// Somebody who manages events and lists here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organiser {
    /// Their key.
    pub id: OrganiserId,
    /// Their name, as pages greet them.
    pub name: String,
    /// Their address.
    pub email: EmailAddress,
    /// What they may do.
    pub role: Role,
}

/// An organiser with what the service alone knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who it is.
    pub organiser: Organiser,
    /// What is kept of the password; none where only a link leads in.
    pub password: Option<PasswordHash>,
    /// Since when it leads nowhere.
    pub disabled_at: Option<Timestamp>,
    /// Wrong passwords since somebody last came in.
    pub failed_sign_ins: i32,
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing leads in.
    Disabled,
    /// Only a link leads in, at which a password is chosen.
    WithoutPassword,
    /// A password leads in.
    Active,
}

impl Account {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.disabled_at, &self.password) {
            (Some(_), _) => Standing::Disabled,
            (None, None) => Standing::WithoutPassword,
            (None, Some(_)) => Standing::Active,
        }
    }
}

/// What is kept of a password ([`crate::domain::password::Password::hash`]).
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A key that comes in: random, shown once, kept only as a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryKey(String);

impl EntryKey {
    /// Random bytes in a key: 256 bits.
    pub const BYTES: usize = 32;

    /// A key of random bytes.
    #[must_use]
    pub fn of(random: [u8; Self::BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }

    /// A key as it comes back in a link or a cookie.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The key, for a link or a cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it. A key has 256 random bits, so a plain hash cannot be turned back.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for EntryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EntryKey(…)")
    }
}
