//! TLS 1.3 between two installations: raw public keys both ways, and nothing optional.
//!
//! The configuration is written down here in full: RFC 8446 only, raw Ed25519 keys (RFC 7250),
//! no names, no tickets, no resumption, no early data.

mod gate;
#[cfg(test)]
pub(super) mod tests;
mod verify;

pub use gate::{Gate, Opened, Refusal, server};
pub use verify::{Admission, Admit};

use super::identity::{Identity, from_spki};
use crate::model::pairing::{PairFault, PublicKey};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::ServerName;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, CommonState,
    ConnectionCommon, Error, version,
};
use std::net::Ipv4Addr;
use std::sync::Arc;
use verify::OnePeer;

/// The protocol of paired machines (RFC 7301).
pub const ALPN_TALK: &[u8] = b"jackfield/1";
/// The protocol of the ceremony.
pub const ALPN_PAIR: &[u8] = b"jackfield-pair/1";
/// What the exported bytes are for (RFC 8446 §7.5).
const EXPORTER: &[u8] = b"EXPORTER-jackfield-pair-1";

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The ceremony.
    Pair,
    /// To talk, once paired.
    Talk,
}

impl Purpose {
    /// Its name in the handshake.
    pub fn alpn(self) -> &'static [u8] {
        match self {
            Self::Pair => ALPN_PAIR,
            Self::Talk => ALPN_TALK,
        }
    }
}

/// Whom a connection was made to; for faults.
#[derive(Clone, Debug)]
pub struct Aim {
    /// What for.
    pub purpose: Purpose,
    /// The contact's name; empty for a link or a code.
    pub wanted: String,
    /// The address.
    pub to: String,
}

/// The dialling side. With `pinned`, another key ends the handshake before anything but the first
/// hello was sent; without, whoever answers is talked to, which only the ceremony may do.
///
/// Write nothing before [`established`] says with whom: what is written earlier would be sent to a
/// server that speaks something else.
///
/// # Errors
/// [`PairFault::Other`] where it is to talk and no key is pinned, or TLS cannot be set up.
pub fn client(
    identity: &Identity,
    purpose: Purpose,
    pinned: Option<PublicKey>,
) -> Result<ClientConnection, PairFault> {
    if purpose == Purpose::Talk && pinned.is_none() {
        return Err(PairFault::Other("no key is pinned".into()));
    }
    let other = |error: Error| PairFault::Other(format!("tls: {error}"));
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&version::TLS13])
        .map_err(other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OnePeer { pinned }))
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(
            identity.certified(),
        )));
    config.alpn_protocols = vec![purpose.alpn().to_vec()];
    config.resumption = Resumption::disabled();
    config.enable_sni = false;
    config.enable_early_data = false;
    // The type asks for a name. An address is never sent as one (RFC 6066 §3).
    let nobody = ServerName::from(std::net::IpAddr::from(Ipv4Addr::UNSPECIFIED));
    ClientConnection::new(Arc::new(config), nobody).map_err(other)
}

/// Whom a finished handshake leads to: the key that was proved to be theirs.
///
/// A dialling side is through before the other has looked at our key: that it does not want us
/// comes as an error of the first read.
///
/// # Errors
/// [`PairFault::NotUs`] while the handshake goes on, or where it ended with another protocol.
pub fn established(state: &CommonState, aim: &Aim) -> Result<PublicKey, PairFault> {
    let through = !state.is_handshaking() && state.alpn_protocol() == Some(aim.purpose.alpn());
    let not_us = || PairFault::NotUs { to: aim.to.clone() };
    peer_key(state).filter(|_| through).ok_or_else(not_us)
}

/// The other side's key. It is proved once the handshake is over.
pub fn peer_key(state: &CommonState) -> Option<PublicKey> {
    match state.peer_certificates()? {
        [key] => from_spki(key),
        _ => None,
    }
}

/// 32 bytes that only the two ends of this connection have (RFC 8446 §7.5). They do not cover the
/// client's key: who binds something to them adds both keys.
///
/// # Errors
/// [`PairFault::Other`] while the handshake goes on.
pub fn exporter<Side>(connection: &ConnectionCommon<Side>) -> Result<[u8; 32], PairFault> {
    connection
        .export_keying_material([0; 32], EXPORTER, None)
        .map_err(|error| PairFault::Other(format!("tls: {error}")))
}

/// What an error of a connection means for who made it.
///
/// Refusals of a contact count only when its key was proved: before, anybody on the way can write
/// an alert.
pub fn fault_of(state: &CommonState, error: &Error, aim: &Aim) -> PairFault {
    let proved = !state.is_handshaking() && state.peer_certificates().is_some();
    let not_us = || PairFault::NotUs { to: aim.to.clone() };
    match error {
        Error::InvalidCertificate(CertificateError::NotValidForName) => {
            PairFault::OtherKey { wanted: aim.wanted.clone() }
        }
        Error::AlertReceived(alert) => match (alert, proved) {
            (AlertDescription::AccessDenied, true) => PairFault::RemovedByThem,
            (AlertDescription::UnknownCA, true) => PairFault::Forgotten,
            (AlertDescription::NoApplicationProtocol, false) if aim.purpose == Purpose::Pair => {
                PairFault::NoCodeShown
            }
            (AlertDescription::DecryptError | AlertDescription::BadRecordMac, _) => {
                PairFault::Altered(format!("they say: {alert:?}"))
            }
            (_, false) => not_us(),
            (_, true) => PairFault::Cut(format!("they say: {alert:?}")),
        },
        Error::DecryptError => PairFault::Altered("decryption failed".into()),
        _ if proved => PairFault::Altered(error.to_string()),
        Error::InvalidCertificate(CertificateError::BadSignature) => {
            PairFault::Altered(error.to_string())
        }
        _ => not_us(),
    }
}

/// Given by name, so that no other part of the program can put another in its place.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
