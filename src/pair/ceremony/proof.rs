//! What each side sends to prove that it has the same secret, in the same channel.

use crate::model::pairing::{Means, PublicKey};
use crate::pair::identity::spki;
use crate::pair::pake::Role;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of a proof.
pub(super) const PROOF: usize = 32;

/// The proofs of both sides. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Proofs {
    ours: [u8; PROOF],
    theirs: [u8; PROOF],
}

impl Proofs {
    /// From the exchange's key. Keys and messages: the joiner's first.
    pub(super) fn new(
        role: Role,
        key: &[u8],
        means: Means,
        keys: &[PublicKey; 2],
        messages: [&[u8]; 2],
        exporter: &[u8; 32],
    ) -> Self {
        let transcript = transcript(means, keys, messages, exporter);
        let joiner = proof(key, exporter, b"confirm A", &transcript);
        let inviter = proof(key, exporter, b"confirm B", &transcript);
        match role {
            Role::Joiner => Self { ours: joiner, theirs: inviter },
            Role::Inviter => Self { ours: inviter, theirs: joiner },
        }
    }

    pub(super) fn ours(&self) -> [u8; PROOF] {
        self.ours
    }

    /// Whether it is the other side's, in time that tells nothing.
    pub(super) fn is_theirs(&self, proof: &[u8; PROOF]) -> bool {
        self.theirs.ct_eq(proof).into()
    }
}

/// The names of both sides in the exchange.
pub(super) fn names(joiner: &PublicKey, inviter: &PublicKey) -> [Vec<u8>; 2] {
    let name = |role: &[u8], key| [b"jackfield-pair/1 ", role, &spki(key)[..]].concat();
    [name(b"A ", joiner), name(b"B ", inviter)]
}

/// All parts have a fixed length, so that no two ceremonies make the same bytes.
fn transcript(
    means: Means,
    keys: &[PublicKey; 2],
    messages: [&[u8]; 2],
    exporter: &[u8; 32],
) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"v1")
        .chain_update([super::wire::number_of(means)])
        .chain_update(spki(&keys[0]))
        .chain_update(spki(&keys[1]))
        .chain_update(messages[0])
        .chain_update(messages[1])
        .chain_update(exporter)
        .finalize()
        .into()
}

/// HMAC-SHA256 of the transcript under a key of this side's own (HKDF, RFC 5869).
fn proof(key: &[u8], exporter: &[u8; 32], label: &[u8], transcript: &[u8; 32]) -> [u8; PROOF] {
    let mut side = [0; 32];
    Hkdf::<Sha256>::new(Some(exporter), key)
        .expand_multi_info(&[label, transcript], &mut side)
        .expect("32 bytes are one block");
    let mut mac = Hmac::<Sha256>::new_from_slice(&side).expect("HMAC takes keys of every length");
    side.zeroize();
    mac.update(transcript);
    mac.finalize().into_bytes().into()
}
