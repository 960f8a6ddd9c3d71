//! Links are keys (law 20): derived from the instance's secret, never stored, one for each purpose.
//!
//! A token is the row's id and 128 bits of HMAC-SHA-256 over purpose and id: whoever has one link can make no other.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// Bytes of the authentication code in a token: 128 bits, as law 20 asks.
const MAC_BYTES: usize = 16;
const ID_BYTES: usize = 16;
/// Bytes of the nonce of `XChaCha20`.
const NONCE_BYTES: usize = 24;

/// The instance's secret: from the settings, or from the file beside the database.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// My registration: show, cancel.
    Registration,
    /// The way into the room.
    Join,
    /// Confirming the address.
    Confirm,
    /// The test mailbox of this instance.
    Outbox,
    /// The choice of a password, once; by the key of the mail that carries it.
    Password,
}

impl Key {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Registration => b"registration",
            Self::Join => b"join",
            Self::Confirm => b"confirm",
            Self::Outbox => b"outbox",
            Self::Password => b"password",
        }
    }
}

/// What is sealed: readable to this instance alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seal {
    /// Whom the page after a sign-up greets.
    Receipt,
    /// When a form was made.
    Stamp,
    /// What was typed into a form, to be corrected.
    Typed,
    /// Which registration is to have which address.
    NewAddress,
    /// When a process began at which the first account may be made.
    Setup,
}

impl Seal {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Receipt => b"receipt",
            Self::Stamp => b"stamp",
            Self::Typed => b"typed",
            Self::NewAddress => b"new address",
            Self::Setup => b"setup",
        }
    }
}

impl Secret {
    /// The fewest bytes that make a secret.
    pub const MIN_BYTES: usize = 32;

    /// Takes a secret.
    ///
    /// # Errors
    /// When it has fewer than [`Secret::MIN_BYTES`] bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, ShortSecret> {
        let bytes = bytes.into();
        if bytes.len() < Self::MIN_BYTES { Err(ShortSecret) } else { Ok(Self(bytes.into())) }
    }

    /// The token that opens `what` for the row `id`.
    #[must_use]
    pub fn token(&self, what: Key, id: Uuid) -> String {
        let mut token = [0; ID_BYTES + MAC_BYTES];
        token[..ID_BYTES].copy_from_slice(id.as_bytes());
        token[ID_BYTES..].copy_from_slice(&self.mac(b"token", what.label(), id.as_bytes())[..MAC_BYTES]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The row that a token opens `what` for; `None` when it was not made here for that.
    #[must_use]
    pub fn open_token(&self, what: Key, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_at_checked(ID_BYTES)?;
        if mac.len() != MAC_BYTES {
            return None;
        }
        self.keyed(b"token", what.label(), id).verify_truncated_left(mac).ok()?;
        Uuid::from_slice(id).ok()
    }

    /// Another secret, always the same one, whose tokens open nothing here: for what is only looked at.
    #[must_use]
    pub fn of_previews(&self) -> Self {
        Self(self.mac(b"secret", b"previews", b"").into())
    }

    /// The number of the receipt for what was erased: the same each time, and nobody learns from it what that was.
    #[must_use]
    pub fn receipt_number(&self, erased: &[u8]) -> String {
        /// Digits and letters that are not taken for one another (Crockford's base 32).
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        const LENGTH: usize = 12;
        const GROUP: usize = 4;
        let mac = self.mac(b"number", b"receipt", erased);
        let digits: Vec<char> = mac.iter().take(LENGTH).map(|byte| char::from(DIGITS[usize::from(byte % 32)])).collect();
        digits.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    /// What stands for an address that wants no mail of an event: the address cannot be had from it, and another event has another.
    #[must_use]
    pub fn address_hash(&self, event: Uuid, address_key: &str) -> String {
        let mac = self.mac(b"address", b"event", &[event.as_bytes(), address_key.as_bytes()].concat());
        URL_SAFE_NO_PAD.encode(&mac[..MAC_BYTES])
    }

    /// Seals a short text so that only this instance can read it. The same text is sealed alike each time: the nonce is
    /// derived from it, so that no randomness is needed and none can be repeated for another text.
    #[must_use]
    pub fn seal(&self, what: Seal, text: &str) -> String {
        let nonce = self.mac(b"nonce", what.label(), text.as_bytes())[..NONCE_BYTES].to_vec();
        let sealed = self.cipher(what).encrypt(&nonce_of(&nonce), text.as_bytes()).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce, sealed].concat())
    }

    /// The text that was sealed; `None` when it was not sealed here for that.
    #[must_use]
    pub fn unseal(&self, what: Seal, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let text = self.cipher(what).decrypt(&nonce_of(nonce), sealed).ok()?;
        String::from_utf8(text).ok()
    }

    fn cipher(&self, what: Seal) -> XChaCha20Poly1305 {
        let key: [u8; 32] = self.mac(b"seal", what.label(), b"");
        XChaCha20Poly1305::new(&key.into())
    }

    fn mac(&self, domain: &[u8], label: &[u8], data: &[u8]) -> [u8; 32] {
        self.keyed(domain, label, data).finalize().into_bytes().into()
    }

    /// HMAC over domain, label and data, parted by a byte that stands in neither of the first two.
    fn keyed(&self, domain: &[u8], label: &[u8], data: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        for part in [domain, &[0], label, &[0], data] {
            mac.update(part);
        }
        mac
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A secret that can be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("security.secret needs at least {} characters; leave it out to have one made", Secret::MIN_BYTES)]
pub struct ShortSecret;

fn nonce_of(bytes: &[u8]) -> XNonce {
    let mut nonce = XNonce::default();
    nonce.copy_from_slice(bytes);
    nonce
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(fill: u8) -> Secret {
        Secret::new([fill; 32]).expect("long enough")
    }

    #[test]
    fn law_20_a_token_opens_one_thing_of_one_row_at_one_instance() {
        let id = Uuid::from_u128(7);
        let token = secret(1).token(Key::Join, id);
        assert_eq!(secret(1).open_token(Key::Join, &token), Some(id));
        assert_eq!(secret(1).open_token(Key::Registration, &token), None);
        assert_eq!(secret(2).open_token(Key::Join, &token), None);
        assert_eq!(secret(1).open_token(Key::Join, &secret(1).of_previews().token(Key::Join, id)), None);
    }

    #[test]
    fn law_20_a_token_with_any_byte_changed_opens_nothing() {
        let token = secret(1).token(Key::Join, Uuid::from_u128(7));
        let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64");
        for i in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[i] ^= 1;
            assert_eq!(secret(1).open_token(Key::Join, &URL_SAFE_NO_PAD.encode(forged)), None, "byte {i}");
        }
        for nonsense in ["", "AAAA", "ä", &token[1..], &format!("{token}A")] {
            assert_eq!(secret(1).open_token(Key::Join, nonsense), None);
        }
    }

    #[test]
    fn what_is_sealed_is_read_only_here_and_for_that() {
        let sealed = secret(1).seal(Seal::Receipt, "anna@example.org");
        assert_eq!(secret(1).unseal(Seal::Receipt, &sealed).as_deref(), Some("anna@example.org"));
        assert_eq!(secret(1).unseal(Seal::Stamp, &sealed), None);
        assert_eq!(secret(2).unseal(Seal::Receipt, &sealed), None);
        assert_eq!(secret(1).unseal(Seal::Receipt, "AAAA"), None);
    }
}
