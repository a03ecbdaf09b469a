//! Two paired installations: who they are to each other, what they say, and what a person wishes.

pub mod diagnosis;
mod event;
mod fault;
mod secret;
mod transfer;

pub use event::{Hidden, Means, PairEvent, PairStep, PairWish};
pub use fault::{CodeFault, PairFault, PlaceFault, TransferFault};
pub use secret::Secret;
pub use transfer::{Transfer, TransferState};

use super::Nanos;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// A paired machine. Given by the ledger, never used again in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContactId(pub u32);

/// The Ed25519 public key of an installation (RFC 8032): all that is pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PublicKey(pub [u8; 32]);

/// One item, the same on both machines: 16 random bytes, chosen by who said it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub [u8; 16]);

/// One offer of files, the same on both machines. It is the id of the item that offered it.
pub type TransferId = ItemId;

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How it was made sure that the key is the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// By a code that was typed.
    Code,
    /// By a link that was pasted.
    Link,
    /// Not at all: somebody may be in between.
    No,
}

/// Whether a paired machine can be talked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// There is no link. The next try comes so long after this was said, if one comes.
    Away {
        /// Until the next try.
        next_try: Option<Duration>,
    },
    /// A link is being made.
    Dialling,
    /// There is a link.
    Here {
        /// To this address.
        address: SocketAddr,
    },
    /// No link is tried any more, until the person does something. Where our own ledger could not be
    /// written it is tried again by itself, with growing pauses: there may be space again.
    Stopped(PairFault),
}

/// A paired machine as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its number in the ledger.
    pub id: ContactId,
    /// Its key.
    pub key: PublicKey,
    /// What the person calls it; at first what it calls itself, cleaned.
    pub name: String,
    /// What it calls itself, cleaned.
    pub claimed: String,
    /// How it was verified.
    pub verified: Verified,
    /// When it was paired.
    pub paired_at: Nanos,
    /// When there was a link the last time.
    pub last_seen: Option<Nanos>,
    /// Where it was reached or says that it listens, best first, at most eight.
    pub addresses: Vec<SocketAddr>,
    /// When the pairing was ended from here.
    pub revoked_at: Option<Nanos>,
    /// The last number given to an item of ours.
    pub said: u64,
    /// The last item of ours that is stored on their disk.
    pub stored: u64,
    /// The last item of theirs that is stored on our disk.
    pub heard: u64,
}

/// What an item says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// A text, at most 64 KiB of UTF-8.
    Text(String),
    /// An offer of files. The item's id is the transfer's.
    Offer(Offer),
    /// The answer to an offer.
    Answer {
        /// Which offer.
        transfer: TransferId,
        /// Whether the files are wanted.
        accept: bool,
    },
    /// What came of a transfer: sent by who received, or by who gave up.
    Result {
        /// Which offer.
        transfer: TransferId,
        /// Whether everything is there, whole.
        done: bool,
    },
}

/// Files that are offered: one, or a folder with what is below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The name of the file or folder. From a peer: not cleaned.
    pub name: String,
    /// For a folder what is in it, in the order it is sent; for a file one entry with an empty path.
    pub entries: Vec<OfferEntry>,
}

/// One file of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferEntry {
    /// Path below the folder, parts separated by `/`; empty for a single file. From a peer: not
    /// cleaned.
    pub path: String,
    /// Bytes.
    pub size: u64,
}

/// One line of a talk, as it is in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Whose talk.
    pub contact: ContactId,
    /// Place in our ledger: what the window orders by. Counts up, with gaps.
    pub position: u64,
    /// Whether we said it.
    pub mine: bool,
    /// Its number in the log of who said it; from 1, without gaps.
    pub seq: u64,
    /// The same on both machines.
    pub id: ItemId,
    /// When it was said, by the clock of who said it.
    pub at: Nanos,
    /// What it says.
    pub said: Said,
    /// It was lost here and brought back from the other side's copy.
    pub returned: bool,
    /// We said it before a new log began, which is so when they had lost their ledger. It was on their
    /// disk; its number says nothing any more.
    pub earlier: bool,
}

/// An installation that is near and may be paired, as it says of itself without proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nearby {
    /// Its name for this run: eight random characters.
    pub instance: String,
    /// What it calls itself, cleaned; `None` where its person does not want that.
    pub name: Option<String>,
    /// The beginning of its device id, a hint.
    pub hint: String,
    /// Whether a code is shown there now.
    pub shows_code: bool,
    /// Where it listens.
    pub addresses: Vec<SocketAddr>,
}
