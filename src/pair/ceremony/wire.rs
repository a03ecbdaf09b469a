//! The frames of the ceremony: a big-endian `u32` that counts, a byte with the type, the rest.

use super::proof::PROOF;
use super::{About, altered};
use crate::model::pairing::{Means, PairFault};
use crate::pair::name::clean;
use crate::pair::pake::{Pake, SpakeTwo};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use std::net::{IpAddr, SocketAddr};

/// Bytes of the longest frame, without its length.
pub const FRAME: usize = 1024;
/// Addresses that are told.
const ADDRESSES: usize = 8;
/// Bytes of the version that are told.
const VERSION: usize = 32;
/// The one ceremony there is.
const PROTOCOL: u8 = 1;

const START: u8 = 1;
const ANSWER: u8 = 2;
const PROOFS: u8 = 3;
const ABOUT: u8 = 4;
const KEPT: u8 = 5;
const BUSY: u8 = 0x81;
const USED_UP: u8 = 0x82;
const OTHER_MEANS: u8 = 0x83;

pub(super) enum Frame<'a> {
    Start { means: Means, message: &'a [u8] },
    Answer { message: &'a [u8] },
    Proof { proof: &'a [u8; PROOF], left: u8 },
    About(About),
    Kept,
    Busy,
    UsedUp,
    OtherMeans,
}

/// What the door answers, before any byte of the exchange, while another run goes on.
pub fn busy_frame() -> Vec<u8> {
    Frame::Busy.bytes()
}

/// What the door answers where the code is good no longer.
pub fn used_up_frame() -> Vec<u8> {
    Frame::UsedUp.bytes()
}

impl<'a> Frame<'a> {
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.bytes());
    }

    fn bytes(&self) -> Vec<u8> {
        let body = match self {
            Self::Start { means, message } => {
                [&[START, PROTOCOL, number_of(*means)], *message].concat()
            }
            Self::Answer { message } => [&[ANSWER], *message].concat(),
            Self::Proof { proof, left } => [&[PROOFS], &proof[..], &[*left]].concat(),
            Self::About(about) => [&[ABOUT], &*Told::from(about).bytes()].concat(),
            Self::Kept => vec![KEPT],
            Self::Busy => vec![BUSY],
            Self::UsedUp => vec![USED_UP],
            Self::OtherMeans => vec![OTHER_MEANS],
        };
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        [&length.to_be_bytes(), &*body].concat()
    }

    pub(super) fn read(body: &'a [u8]) -> Result<Self, PairFault> {
        let (kind, rest) = body.split_first().ok_or_else(|| altered("an empty frame"))?;
        let read = match (*kind, rest) {
            (START, [PROTOCOL, means, message @ ..]) => means_of(*means)
                .filter(|_| message.len() == SpakeTwo::MESSAGE)
                .map(|means| Self::Start { means, message }),
            (START, [theirs, ..]) => {
                return Err(PairFault::VersionsApart { theirs: format!("ceremony {theirs}") });
            }
            (ANSWER, message) => {
                (message.len() == SpakeTwo::MESSAGE).then_some(Self::Answer { message })
            }
            (PROOFS, [proof @ .., left]) => {
                proof.try_into().ok().map(|proof| Self::Proof { proof, left: *left })
            }
            (ABOUT, rest) => Told::read(rest).map(Self::About),
            (KEPT, []) => Some(Self::Kept),
            (BUSY, []) => Some(Self::Busy),
            (USED_UP, []) => Some(Self::UsedUp),
            (OTHER_MEANS, []) => Some(Self::OtherMeans),
            _ => None,
        };
        read.ok_or_else(|| altered("not a frame of the ceremony"))
    }
}

/// Its number on the wire and in the transcript.
pub(super) fn number_of(means: Means) -> u8 {
    match means {
        Means::Nothing => 0,
        Means::Code => 1,
        Means::Link => 2,
    }
}

fn means_of(number: u8) -> Option<Means> {
    [Means::Nothing, Means::Code, Means::Link].into_iter().find(|means| number_of(*means) == number)
}

/// [`About`] in CBOR. A later version may add fields.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Told {
    #[n(0)]
    name: String,
    #[n(1)]
    version: String,
    /// Four or sixteen bytes of address, two of port, big-endian.
    #[n(2)]
    addresses: Vec<ByteVec>,
    #[n(3)]
    known: bool,
}

impl From<&About> for Told {
    fn from(about: &About) -> Self {
        let addresses = about.addresses.iter().take(ADDRESSES);
        Self {
            name: clean(&about.name),
            version: about.version.chars().filter(char::is_ascii).take(VERSION).collect(),
            addresses: addresses.map(|it| address_bytes(it).into()).collect(),
            known: about.known,
        }
    }
}

impl Told {
    fn bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<About> {
        let mut decoder = minicbor::Decoder::new(bytes);
        let told: Self = decoder.decode().ok()?;
        if decoder.position() != bytes.len() || told.addresses.len() > ADDRESSES {
            return None;
        }
        let addresses = told.addresses.iter().map(|it| address(it)).collect::<Option<_>>()?;
        Some(About { name: told.name, version: told.version, addresses, known: told.known })
    }
}

fn address_bytes(address: &SocketAddr) -> Vec<u8> {
    let port = address.port().to_be_bytes();
    match address.ip() {
        IpAddr::V4(ip) => [&ip.octets()[..], &port].concat(),
        IpAddr::V6(ip) => [&ip.octets()[..], &port].concat(),
    }
}

fn address(bytes: &[u8]) -> Option<SocketAddr> {
    let (ip, port) = bytes.split_last_chunk::<2>()?;
    let ip = match ip.len() {
        4 => IpAddr::from(<[u8; 4]>::try_from(ip).ok()?),
        _ => IpAddr::from(<[u8; 16]>::try_from(ip).ok()?),
    };
    Some(SocketAddr::new(ip, u16::from_be_bytes(*port)))
}

/// Cuts what arrives into bodies.
#[derive(Default)]
pub(super) struct Decoder {
    held: Vec<u8>,
}

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next whole body. A length over the limit is an error before its bytes are there.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, PairFault> {
        let Some((length, rest)) = self.held.split_first_chunk::<4>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > FRAME {
            return Err(altered("a frame of more than 1 KiB"));
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let body = body.to_vec();
        self.held.drain(..4 + length);
        Ok(Some(body))
    }
}
