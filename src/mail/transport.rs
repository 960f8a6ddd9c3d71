//! The three ways a mail can go: into the test mailbox, into a folder, to a mail server.

use std::path::PathBuf;

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
}

impl Server {
    /// The mail server at `url`; `hello` is the name that we greet it by.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(url: &Url, hello: &str) -> Result<Self, TransportError> {
        Ok(Self { relay: Relay::parse(url)?, limits: Limits::default(), hello: hello.to_owned() })
    }

    /// A new connection, logged in.
    ///
    /// # Errors
    /// When the server cannot be reached, in a sentence.
    pub async fn connect(&self) -> Result<Connection, Unreachable> {
        Connection::open(&self.relay, &self.limits, &self.hello).await
    }
}
