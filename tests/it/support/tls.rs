//! A certificate authority for one test, and a server side of TLS for the SMTP peer.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use super::smtp::{Duplex, Encrypt};

/// An authority of its own, which nobody trusts yet.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(parameters, key).unwrap())
    }

    /// The certificate that a client has to trust.
    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// The same as text, as a file has it.
    pub(crate) fn pem(&self) -> String {
        let lines = STANDARD.encode(self.0.der());
        format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
    }

    /// The server side of TLS with a certificate for this name.
    pub(crate) fn encrypt_as(&self, name: &str) -> Encrypt {
        self.encrypt(&CertificateParams::new([name.to_owned()]).unwrap())
    }

    /// The same with a certificate that was good for this name until 2021.
    pub(crate) fn encrypt_as_once(&self, name: &str) -> Encrypt {
        let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_after = date_time_ymd(2021, 1, 1);
        self.encrypt(&parameters)
    }

    fn encrypt(&self, parameters: &CertificateParams) -> Encrypt {
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Arc::new(move |plain| {
            let acceptor = acceptor.clone();
            Box::pin(async move {
                let encrypted: Box<dyn Duplex> = Box::new(acceptor.accept(plain).await?);
                Ok(encrypted)
            })
        })
    }
}
