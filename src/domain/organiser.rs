//! Who holds events here, and the keys by which they come in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;

/// Somebody who manages events and lists here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organiser {
    /// Their key.
    pub id: OrganiserId,
    /// Their name, as pages greet them.
    pub name: String,
    /// Their address.
    pub email: EmailAddress,
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
