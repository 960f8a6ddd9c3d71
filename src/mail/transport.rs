//! The three ways a mail can go: into the test mailbox, into a folder, to a mail server.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject as _};
use url::Url;

use crate::domain::id::DeliveryId;
use crate::mail::message::Message;
use crate::mail::smtp::{Connection, Limits, Relay, RelayError, Unreachable};

/// Where mails go.
#[derive(Debug)]
pub enum Transport {
    /// Kept beside the ledger, shown in the browser.
    Outbox,
    /// Written to a folder, one `.eml` each.
    File(Folder),
    /// Handed over to a mail server.
    Smtp(Server),
}

/// Why mails cannot go there.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The address of the mail server.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The file of certificates.
    #[error("mail.trust is {file}, {fault}: name a file with the certificates of an authority as PEM, or remove mail.trust", file = .file.display())]
    Trust {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
    /// The folder.
    #[error("the folder {folder} for mails cannot be made: {source}", folder = .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A folder of mails.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// A mail server, and who we say we are.
#[derive(Debug)]
pub struct Server {
    relay: Relay,
    limits: Limits,
    hello: String,
}

impl Folder {
    /// The folder at `path`, made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(path: PathBuf) -> Result<Self, TransportError> {
        std::fs::create_dir_all(&path).map_err(|source| TransportError::Folder { folder: path.clone(), source })?;
        Ok(Self(path))
    }

    /// Writes a mail under the key of its row: the same mail twice is one file. Others see it whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep(&self, id: DeliveryId, message: &Message) -> std::io::Result<String> {
        let file = self.0.join(format!("{id}.eml"));
        let half = self.0.join(format!(".{id}.part"));
        tokio::fs::write(&half, &message.source).await?;
        tokio::fs::rename(&half, &file).await?;
        Ok(file.display().to_string())
    }

    /// Removes mails, by the keys of their rows; one that is not there is no error.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub async fn remove(&self, ids: &[DeliveryId]) -> std::io::Result<()> {
        for id in ids {
            for file in [format!("{id}.eml"), format!(".{id}.part")] {
                match tokio::fs::remove_file(self.0.join(file)).await {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The keys of the mails that are here, also of those of which only a part was written. What else lies in the folder is not ours.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self) -> std::io::Result<Vec<DeliveryId>> {
        let part = |name: &str| name.strip_prefix('.')?.strip_suffix(".part").map(str::to_owned);
        let whole = |name: &str| name.strip_suffix(".eml").map(str::to_owned);
        let mut ids = BTreeSet::new();
        let mut entries = tokio::fs::read_dir(&self.0).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| whole(name).or_else(|| part(name))).and_then(|id| id.parse::<uuid::Uuid>().ok());
            ids.extend(id.map(DeliveryId::from));
        }
        Ok(ids.into_iter().collect())
    }
}

impl Server {
    /// The mail server at `url`; `hello` is the name that we greet it by.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(url: &Url, limits: Limits, hello: &str) -> Result<Self, TransportError> {
        Ok(Self { relay: Relay::parse(url)?, limits, hello: hello.to_owned() })
    }

    /// Trusts the authorities whose certificates are in this file (PEM), beside Mozilla's list.
    ///
    /// # Errors
    /// When the file cannot be read, holds no certificate, or one that is no authority's.
    pub fn trust(&mut self, file: &Path) -> Result<(), TransportError> {
        let trusted = authorities(file).and_then(|authorities| {
            authorities.into_iter().try_for_each(|authority| self.relay.trust(authority).map_err(|error| format!("of which {error}")))
        });
        trusted.map_err(|fault| TransportError::Trust { file: file.to_owned(), fault })
    }

    /// A new connection, logged in.
    ///
    /// # Errors
    /// When the server cannot be reached, in a sentence.
    pub async fn connect(&self) -> Result<Connection, Unreachable> {
        Connection::open(&self.relay, &self.limits, &self.hello).await
    }
}

/// Every certificate of a PEM file, and at least one. What else is in it, such as a key, is left out.
fn authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = std::fs::read(file).map_err(|error| format!("which cannot be read ({error})"))?;
    let authorities: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match authorities {
        Ok(authorities) if authorities.is_empty() => Err("which holds no certificate".to_owned()),
        read => read.map_err(|error| format!("which cannot be understood ({error})")),
    }
}
