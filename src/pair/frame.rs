//! What two paired machines send each other: the frames, and what is in them.
//!
//! A frame is a big-endian `u32` that counts the bytes behind it, a byte with its type, and a body
//! in CBOR (RFC 8949) whose fields are numbered, so that a later version may add some. Types with
//! the high bit are critical: who does not know one ends the link; others are skipped.

use crate::model::pairing::{ItemId, TransferId};
use std::net::SocketAddr;

/// The first word on a link, both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The highest protocol that is spoken; 1 now.
    pub protocol: u32,
    /// The program's version, for people.
    pub version: String,
    /// What the sender calls itself. Not cleaned.
    pub name: String,
    /// The random name of the sender's log.
    pub log: [u8; 16],
    /// The number that the sender's next item gets.
    pub next: u64,
    /// What the sender has stored of the other's log.
    pub heard: Heard,
    /// Where the sender listens.
    pub addresses: Vec<SocketAddr>,
}

/// How far one side has stored the other's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Which log; zeros where nothing was ever heard.
    pub log: [u8; 16],
    /// Up to which number; 0 for none.
    pub seq: u64,
    /// The id of that item; zeros for none. A restored ledger is told by it.
    pub last: ItemId,
}

/// An item on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFrame {
    /// Its number in the sender's log.
    pub seq: u64,
    /// Its id.
    pub id: ItemId,
    /// When it was said: nanoseconds since 1970.
    pub at: u64,
    /// What it says.
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
    /// Asks the other to dial this address, and to say whether it was reached.
    DialBack(SocketAddr),
    /// Whether it was.
    Dialled(SocketAddr, bool),
    /// About files.
    File(FileFrame),
}

/// The part of the protocol that moves files. The receiver asks, the sender gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFrame {
    /// Asks for a file of an offer, from an offset on.
    Want {
        /// Which offer.
        transfer: TransferId,
        /// Which of its files.
        entry: u32,
        /// From where.
        offset: u64,
        /// BLAKE3 of what is there before the offset.
        prefix: [u8; 32],
        /// Bytes that may be sent before more credit comes.
        credit: u64,
    },
    /// Allows more bytes.
    Credit {
        /// Which offer.
        transfer: TransferId,
        /// How many more.
        bytes: u64,
    },
    /// A piece of a file, at most 64 KiB.
    Chunk {
        /// Which offer.
        transfer: TransferId,
        /// Which of its files.
        entry: u32,
        /// Where it belongs.
        offset: u64,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The file is whole.
    End {
        /// Which offer.
        transfer: TransferId,
        /// Which of its files.
        entry: u32,
        /// BLAKE3 of all of it.
        hash: [u8; 32],
    },
    /// The receiver wants nothing more for now.
    Hold {
        /// Which offer.
        transfer: TransferId,
    },
    /// The sender cannot give it: what was offered is no longer there as it was.
    Gone {
        /// Which offer.
        transfer: TransferId,
        /// Which of its files.
        entry: u32,
        /// Why, for people. Not cleaned.
        why: String,
    },
}
