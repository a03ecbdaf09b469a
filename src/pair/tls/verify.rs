//! Who is let through a handshake.

use crate::model::pairing::PublicKey;
use crate::pair::identity::from_spki;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{aws_lc_rs, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible,
    SignatureScheme,
};
use std::fmt;
use std::sync::Arc;

/// What a key is to this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// A contact.
    Known,
    /// It was one: its pairing was ended here.
    Removed,
    /// Never seen.
    Stranger,
    /// That cannot be looked up at this moment.
    Unsure,
}

/// Says what a key is to this installation. Asked once for each talking handshake, after the key
/// was proved.
pub type Admit = Arc<dyn Fn(&PublicKey) -> Admission + Send + Sync>;

/// What both checks have in common: no TLS 1.2, and raw Ed25519 keys only.
macro_rules! only_raw_ed25519 {
    () => {
        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Err(PeerIncompatible::Tls12NotOffered.into())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            vec![SignatureScheme::ED25519]
        }

        fn requires_raw_public_keys(&self) -> bool {
            true
        }
    };
}

/// The dialling side's check: one key, or any.
#[derive(Debug)]
pub(super) struct OnePeer {
    pub(super) pinned: Option<PublicKey>,
}

impl ServerCertVerifier for OnePeer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = key_of(end_entity, intermediates)?;
        if self.pinned.is_some_and(|pinned| pinned != key) {
            return Err(CertificateError::NotValidForName.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify(message, cert, signature)
    }

    only_raw_ed25519!();
}

/// The listening side's check: anybody for the ceremony, contacts to talk.
pub(super) struct Callers {
    /// `None` for the ceremony.
    pub(super) admit: Option<Admit>,
}

impl fmt::Debug for Callers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callers").field("all", &self.admit.is_none()).finish()
    }
}

impl ClientCertVerifier for Callers {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        key_of(end_entity, intermediates)?;
        Ok(ClientCertVerified::assertion())
    }

    /// Looks who it is only behind the signature: else anybody could ask whom we know.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let valid = verify(message, cert, signature)?;
        let Some(admit) = &self.admit else { return Ok(valid) };
        match admit(&key_of(cert, &[])?) {
            Admission::Known => Ok(valid),
            // Sent as `access_denied`.
            Admission::Removed => Err(CertificateError::ApplicationVerificationFailure.into()),
            // Sent as `unknown_ca`.
            Admission::Stranger => Err(CertificateError::UnknownIssuer.into()),
            // Sent as `handshake_failure`, which says nothing of the pairing: they try again.
            Admission::Unsure => Err(Error::General("who is known cannot be read".into())),
        }
    }

    only_raw_ed25519!();
}

/// The one key of a raw-public-key certificate message.
fn key_of(cert: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Result<PublicKey, Error> {
    if !others.is_empty() {
        return Err(CertificateError::BadEncoding.into());
    }
    from_spki(cert).ok_or_else(|| CertificateError::BadEncoding.into())
}

fn verify(
    message: &[u8],
    cert: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    if signature.scheme != SignatureScheme::ED25519 {
        return Err(CertificateError::BadSignature.into());
    }
    let spki = SubjectPublicKeyInfoDer::from(cert.as_ref());
    let known = aws_lc_rs::default_provider().signature_verification_algorithms;
    verify_tls13_signature_with_raw_key(message, &spki, signature, &known)
}
