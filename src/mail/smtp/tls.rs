//! Encryption of a connection by rustls. Certificates are always checked; there is no switch to leave that out.

use std::{io, sync::Arc};

use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, crypto::ring, pki_types::ServerName},
};

use super::{relay::Relay, wire::Wire};

/// Goes on in TLS, with a certificate for the relay's host that one of the relay's roots vouches for.
pub(super) async fn encrypt(wire: Wire, relay: &Relay) -> io::Result<Wire> {
    let name = ServerName::try_from(relay.host.clone()).map_err(io::Error::other)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(relay.roots())
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    Ok(Wire::new(connector.connect(name, wire.into_stream()?).await?))
}
