//! What two paired machines send each other: the frames, and what is in them.
//!
//! A frame is a big-endian `u32` that counts the bytes behind it, a byte with its type, and a body
//! in CBOR (RFC 8949) whose fields are numbered, so that a later version may add some. Types with
//! the high bit are critical: who does not know one ends the link; others are skipped.

mod decode;
mod encode;
mod said;
#[cfg(test)]
pub(crate) mod tests;

pub use decode::{Decoder, FrameFault};
pub use encode::encode;
pub(super) use said::{said_from_bytes, said_to_bytes};

use crate::model::pairing::{ItemId, TransferId};
use minicbor::{Decode, Encode, bytes};
use std::net::SocketAddr;

/// The protocol that is spoken here.
pub const PROTOCOL: u32 = 1;
/// Longest control frame, type and body, in bytes. Room for a name and hundreds of addresses.
pub const CONTROL: usize = 64 * 1024;
/// Most bytes of a file in one frame: what a message has to wait for is never more.
pub const CHUNK: usize = 64 * 1024;
/// Longest frame about files: a chunk, and what says where it belongs.
pub const FILE: usize = CHUNK + 256;
/// Longest item, type and body, in bytes: an offer of [`ENTRIES`] files with paths of some 90 bytes.
pub const ITEM: usize = 1024 * 1024;
/// Longest text of an item, in bytes of UTF-8; what is longer is offered as a file.
pub const TEXT: usize = 64 * 1024;
/// Most files of one offer: more are an archive's business.
pub const ENTRIES: usize = 10_000;

/// The type byte of each frame. The high bit says: who does not know it must not go on.
mod kind {
    pub(super) const CRITICAL: u8 = 0x80;
    pub(super) const HELLO: u8 = CRITICAL | 1;
    pub(super) const ITEM: u8 = CRITICAL | 2;
    pub(super) const ACK: u8 = CRITICAL | 3;
    pub(super) const PING: u8 = 4;
    pub(super) const PONG: u8 = 5;
    pub(super) const UNPAIRED: u8 = CRITICAL | 6;
    pub(super) const RECALL: u8 = CRITICAL | 7;
    pub(super) const RETURN: u8 = CRITICAL | 8;
    pub(super) const RETURNED: u8 = CRITICAL | 9;
    pub(super) const DIAL_BACK: u8 = 10;
    pub(super) const DIALLED: u8 = 11;
    pub(super) const NAME: u8 = 13;
    pub(super) const FILE: u8 = CRITICAL | 0x0c;
}

/// The first word on a link, both ways.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// The highest protocol that is spoken; 1 now.
    #[cbor(n(0))]
    pub protocol: u32,
    /// The program's version, for people.
    #[cbor(n(1))]
    pub version: String,
    /// What the sender calls itself. Not cleaned.
    #[cbor(n(2))]
    pub name: String,
    /// The random name of the sender's log.
    #[cbor(n(3), with = "bytes")]
    pub log: [u8; 16],
    /// The number that the sender's next item gets.
    #[cbor(n(4))]
    pub next: u64,
    /// What the sender has stored of the other's log.
    #[cbor(n(5))]
    pub heard: Heard,
    /// Where the sender listens.
    #[cbor(n(6))]
    pub addresses: Vec<SocketAddr>,
}

/// How far one side has stored the other's log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Heard {
    /// Which log; zeros where nothing was ever heard.
    #[cbor(n(0), with = "bytes")]
    pub log: [u8; 16],
    /// Up to which number; 0 for none.
    #[cbor(n(1))]
    pub seq: u64,
    /// The id of that item; zeros for none. A restored ledger is told by it.
    #[cbor(n(2))]
    pub last: ItemId,
}

/// An item on its way.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ItemFrame {
    /// Its number in the sender's log.
    #[cbor(n(0))]
    pub seq: u64,
    /// Its id.
    #[cbor(n(1))]
    pub id: ItemId,
    /// When it was said: nanoseconds since 1970.
    #[cbor(n(2))]
    pub at: u64,
    /// What it says.
    #[cbor(n(3))]
    pub said: crate::model::pairing::Said,
}

/// One message of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The first word.
    Hello(Box<Hello>),
    /// An item of the sender's log.
    Item(Box<ItemFrame>),
    /// All items of the other's log up to this number are on the sender's disk.
    Ack(u64),
    /// Asks for a sign of life.
    Ping,
    /// Gives one.
    Pong,
    /// The pairing was ended by the sender's person.
    Unpaired,
    /// Asks for the sender's own items back, from this number on.
    Recall(u64),
    /// Gives one of the other's own items back.
    Return(Box<ItemFrame>),
    /// There are no more to give back.
    Returned,
    /// Asks the other to dial the sender back, at this port or where it is known, and to say whether
    /// it was reached.
    DialBack(SocketAddr),
    /// The addresses that were tried, and whether the last one was reached.
    Dialled(Vec<SocketAddr>, bool),
    /// What the sender calls itself from now on. Not cleaned.
    Name(String),
    /// About files.
    File(FileFrame),
}

/// The part of the protocol that moves files. The receiver asks, the sender gives.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum FileFrame {
    /// Asks for a file of an offer, from an offset on.
    #[cbor(n(0), map)]
    Want {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Which of its files.
        #[cbor(n(1))]
        entry: u32,
        /// From where.
        #[cbor(n(2))]
        offset: u64,
        /// BLAKE3 of what is there before the offset.
        #[cbor(n(3), with = "bytes")]
        prefix: [u8; 32],
        /// Bytes that may be sent before more credit comes.
        #[cbor(n(4))]
        credit: u64,
    },
    /// Allows more bytes.
    #[cbor(n(1), map)]
    Credit {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// How many more.
        #[cbor(n(1))]
        bytes: u64,
    },
    /// A piece of a file, at most 64 KiB.
    #[cbor(n(2), map)]
    Chunk {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Which of its files.
        #[cbor(n(1))]
        entry: u32,
        /// Where it belongs.
        #[cbor(n(2))]
        offset: u64,
        /// The bytes.
        #[cbor(n(3), with = "bytes")]
        bytes: Vec<u8>,
    },
    /// The file is whole.
    #[cbor(n(3), map)]
    End {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Which of its files.
        #[cbor(n(1))]
        entry: u32,
        /// BLAKE3 of all of it.
        #[cbor(n(2), with = "bytes")]
        hash: [u8; 32],
    },
    /// The receiver wants nothing more for now; or the sender gives nothing until its next chunk.
    #[cbor(n(4), map)]
    Hold {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Why.
        #[cbor(n(1))]
        why: Held,
    },
    /// The sender cannot give it: what was offered is no longer there as it was.
    #[cbor(n(5), map)]
    Gone {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Which of its files.
        #[cbor(n(1))]
        entry: u32,
        /// Why, for people. Not cleaned.
        #[cbor(n(2))]
        why: String,
    },
    /// A file came, and not as it was sent: it is asked for again.
    #[cbor(n(6), map)]
    Again {
        /// Which offer.
        #[cbor(n(0))]
        transfer: TransferId,
        /// Which of its files.
        #[cbor(n(1))]
        entry: u32,
        /// The how manieth time.
        #[cbor(n(2))]
        count: u8,
    },
}

/// Why nothing moves for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Held {
    /// Its person said so.
    #[cbor(n(0))]
    ByHand,
    /// Its disk is full.
    #[cbor(n(1))]
    NoSpace,
    /// It came to nothing: an item says so as well.
    #[cbor(n(2))]
    Over,
}
