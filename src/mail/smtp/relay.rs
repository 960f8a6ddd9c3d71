//! Where and how mail is handed over: `mail.url` read and checked. No connection is made here.

use std::{net::IpAddr, sync::Arc};

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use tokio_rustls::rustls::{RootCertStore, pki_types::CertificateDer};
use url::Url;

/// SMTP between servers (RFC 5321 section 4.5.4.2).
const PORT_PLAIN: u16 = 25;
/// Submission with STARTTLS (RFC 6409).
const PORT_STARTTLS: u16 = 587;
/// Submission over TLS from the first byte (RFC 8314).
const PORT_TLS: u16 = 465;

/// The mail server that takes our mails. `Debug` shows neither user nor password.
#[derive(Clone, Debug)]
pub struct Relay {
    /// A domain in ASCII or an IP address without brackets.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Whether and when the connection is encrypted.
    pub tls: Tls,
    /// User and password, if the relay asks for a login.
    pub credentials: Option<Credentials>,
    roots: Arc<RootCertStore>,
}

/// Whether and when a connection is encrypted. There is no "if offered": an attacker would simply not offer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Never: for a relay on the same machine or in the same trusted network.
    None,
    /// By STARTTLS after the greeting, or not at all.
    StartTls,
    /// From the first byte.
    Implicit,
}

/// Why a `mail.url` cannot be used. Never repeats the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// Another scheme.
    #[error("mail.url must begin with smtp:// or smtps://")]
    Scheme,
    /// No host, or one that is neither a domain nor an address.
    #[error("mail.url names no valid host")]
    Host,
    /// Something after the host that means nothing.
    #[error("mail.url takes nothing after the host but ?tls=required, and that only with smtp://")]
    Option,
    /// A user without a password, a password without a user, or letters that are not UTF-8.
    #[error("mail.url must hold both user and password or neither, with special characters as %XX in UTF-8")]
    Credentials,
    /// The password would cross a network in clear text.
    #[error("mail.url would send the password unencrypted: use smtps:// or add ?tls=required")]
    PasswordInClear,
    /// The certificate of an authority cannot be read.
    #[error("the certificate cannot be used as an authority: {0}")]
    Certificate(String),
}

impl Relay {
    /// Reads `smtp://host[:25]`, `smtp://[user:pass@]host[:587]?tls=required` or `smtps://[user:pass@]host[:465]`.
    ///
    /// # Errors
    /// [`RelayError`] for anything else, and for a password over plain SMTP to another machine.
    pub fn parse(url: &Url) -> Result<Self, RelayError> {
        let tls = match (url.scheme(), url.query()) {
            ("smtp", None) => Tls::None,
            ("smtp", Some("tls=required")) => Tls::StartTls,
            ("smtps", None) => Tls::Implicit,
            ("smtp" | "smtps", Some(_)) => return Err(RelayError::Option),
            _ => return Err(RelayError::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(RelayError::Option);
        }
        let default_port = match tls {
            Tls::None => PORT_PLAIN,
            Tls::StartTls => PORT_STARTTLS,
            Tls::Implicit => PORT_TLS,
        };
        let relay = Self {
            host: host(url)?,
            port: url.port().unwrap_or(default_port),
            tls,
            credentials: credentials(url)?,
            roots: Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()),
        };
        if relay.credentials.is_some() && tls == Tls::None && !relay.is_loopback() {
            return Err(RelayError::PasswordInClear);
        }
        Ok(relay)
    }

    /// Trusts one more certificate authority beside Mozilla's list, such as an organisation's own.
    ///
    /// # Errors
    /// [`RelayError::Certificate`] if it is no certificate of an authority.
    pub fn trust(&mut self, authority: CertificateDer<'_>) -> Result<(), RelayError> {
        Arc::make_mut(&mut self.roots).add(authority).map_err(|e| RelayError::Certificate(e.to_string()))
    }

    /// True if mail stays on this machine: `localhost`, 127.0.0.0/8 or `::1`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host.parse::<IpAddr>().map_or_else(|_| self.host == "localhost", |address| address.is_loopback())
    }

    /// `host:port`, as errors name it.
    pub(super) fn server(&self) -> String {
        if self.host.contains(':') { format!("[{}]:{}", self.host, self.port) } else { format!("{}:{}", self.host, self.port) }
    }

    pub(super) fn roots(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.roots)
    }
}

/// The host as the network wants it: `url` leaves the hosts of schemes it does not know as they were written.
fn host(url: &Url) -> Result<String, RelayError> {
    let written = percent_decode_str(url.host_str().unwrap_or_default()).decode_utf8().map_err(|_| RelayError::Host)?;
    if let Some(address) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Ok(address.to_owned());
    }
    match idna::domain_to_ascii_strict(&written) {
        Ok(domain) if !domain.is_empty() => Ok(domain),
        _ => Err(RelayError::Host),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, RelayError> {
    let decode = |part| match percent_decode_str(part).decode_utf8() {
        Ok(text) if !text.is_empty() && !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(RelayError::Credentials),
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, password) => Ok(Some(Credentials::new(decode(user)?, decode(password.unwrap_or_default())?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Relay, RelayError> {
        Relay::parse(&url.parse().unwrap())
    }

    #[test]
    fn each_form_of_the_url_has_its_port_and_encryption() {
        for (url, server, tls) in [
            ("smtp://localhost", "localhost:25", Tls::None),
            ("smtp://mail.example.org:2525/", "mail.example.org:2525", Tls::None),
            ("smtp://mail.example.org?tls=required", "mail.example.org:587", Tls::StartTls),
            ("smtps://u:p@mail.example.org", "mail.example.org:465", Tls::Implicit),
            ("smtps://[::1]:4650", "[::1]:4650", Tls::Implicit),
            ("smtps://Post.Müller.de", "post.xn--mller-kva.de:465", Tls::Implicit),
        ] {
            let relay = parse(url).unwrap();
            assert_eq!((relay.server().as_str(), relay.tls), (server, tls), "{url}");
        }
    }

    #[test]
    fn a_url_that_would_not_do_what_it_says_is_refused() {
        for (url, error) in [
            ("http://example.org", RelayError::Scheme),
            ("smtp:///", RelayError::Host),
            ("smtp://a%20b", RelayError::Host),
            ("smtp://example.org?tls=opportunistic", RelayError::Option),
            ("smtps://example.org?tls=none", RelayError::Option),
            ("smtp://example.org/path", RelayError::Option),
            ("smtps://user@example.org", RelayError::Credentials),
            ("smtps://:secret@example.org", RelayError::Credentials),
            ("smtps://u:%ff@example.org", RelayError::Credentials),
            ("smtp://u:p@example.org", RelayError::PasswordInClear),
        ] {
            assert_eq!(parse(url).map(drop), Err(error), "{url}");
        }
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for (url, expected) in [
            ("smtp://localhost", true),
            ("smtp://127.8.9.1:25", true),
            ("smtp://[::1]", true),
            ("smtp://u:p@127.0.0.1", true),
            ("smtp://127.0.0.1.example.org", false),
            ("smtp://localhost.example.org", false),
            ("smtp://10.0.0.1", false),
        ] {
            assert_eq!(parse(url).unwrap().is_loopback(), expected, "{url}");
        }
    }

    #[test]
    fn the_password_is_decoded_and_never_shown() {
        let relay = parse("smtps://me%40example.org:p%3A%40ss@example.org").unwrap();
        assert_eq!(relay.credentials, Some(Credentials::new("me@example.org".to_owned(), "p:@ss".to_owned())));
        let shown = format!("{relay:?}");
        assert!(!shown.contains("ss\"") && !shown.contains("me@"), "{shown}");
    }
}
