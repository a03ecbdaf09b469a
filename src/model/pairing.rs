//! Two paired installations: who they are to each other, what they say, and what a person wishes.

use super::Nanos;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
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
    /// No link is tried any more, until the person does something.
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
}

/// How a transfer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferState {
    /// Offered, not answered.
    Offered,
    /// Wanted; bytes move as soon as there is a link.
    Moving,
    /// Held by the person here; no bytes are asked for.
    Paused,
    /// All bytes are there; they are made sure of.
    Checking,
    /// Whole, on disk, under this path where it was received here.
    Done(Option<PathBuf>),
    /// Not wanted.
    Declined,
    /// Given up by one of the two.
    Cancelled,
    /// Held for want of space; goes on with `Resume`.
    NoSpace {
        /// Bytes still to come.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// It cannot go on, for this reason.
    Failed(TransferFault),
}

/// Why files do not come or go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferFault {
    /// The offer has a name that leads out of its folder.
    UnsafeName(String),
    /// Two names of the offer are one file on some systems.
    SameName(String, String),
    /// More files than may be offered at once.
    TooMany {
        /// How many.
        count: u64,
        /// How many may be.
        limit: u64,
    },
    /// Folders within folders within folders.
    TooDeep,
    /// What was offered has changed since, was removed, or can no longer be read.
    Changed(String),
    /// Neither a file nor a folder: a device, a pipe, a socket, a link.
    NotAFile(String),
    /// It cannot be read, for this reason of the system.
    Unreadable(String),
    /// It cannot be written, for this reason of the system.
    Unwritable(String),
    /// It arrived damaged more than twice.
    Damaged,
    /// The other side broke the rules of the transfer.
    Rules(String),
}

/// A transfer as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The same on both machines.
    pub id: TransferId,
    /// Whose.
    pub contact: ContactId,
    /// Whether we offered it.
    pub mine: bool,
    /// The name as it is or will be on this disk.
    pub name: String,
    /// The name was changed because it was not safe.
    pub renamed: bool,
    /// Files.
    pub files: u32,
    /// Bytes of all of them.
    pub size: u64,
    /// Bytes that have moved.
    pub done: u64,
    /// How it stands.
    pub state: TransferState,
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

/// How the other side proves itself while a code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// It knows the code of nine digits.
    Code,
    /// It knows the link.
    Link,
    /// Not at all: whoever comes first is paired, *not verified*.
    Nothing,
}

/// What a person wishes of the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairWish {
    /// Shows a new code and link, or lets one machine in without; ends the one before.
    Show(Means),
    /// Shows it no longer.
    Hide,
    /// Pairs with who shows this code: digits, or a link. `address` is needed for digits, where
    /// nobody near shows a code. An empty code pairs without, *not verified*.
    Enter {
        /// What was typed.
        code: String,
        /// Where, as `host:port`; tried in this order.
        addresses: Vec<String>,
    },
    /// Gives up pairing with somebody.
    Cancel,
    /// Says something; stored before it is told.
    Say(ContactId, String),
    /// Offers a file or folder.
    Offer(ContactId, PathBuf),
    /// Wants what was offered, in this folder or the usual one.
    Accept(ContactId, TransferId, Option<PathBuf>),
    /// Does not want it.
    Decline(ContactId, TransferId),
    /// Asks for no more bytes.
    Pause(ContactId, TransferId),
    /// Goes on.
    Resume(ContactId, TransferId),
    /// Gives a transfer up.
    CancelTransfer(ContactId, TransferId),
    /// Calls a contact by another name.
    Rename(ContactId, String),
    /// Ends the pairing. What was said stays.
    Unpair(ContactId),
    /// Dials now.
    TryNow(ContactId),
    /// What this machine calls itself; empty for the host's name.
    CallMyself(String),
    /// Whether machines near see this one (mDNS), and whether they see its name.
    BeSeen {
        /// At all.
        visible: bool,
        /// With the name.
        named: bool,
    },
    /// Asks a contact to dial back, to see whether connections arrive here.
    DialBack(ContactId),
}

/// How far pairing with somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairStep {
    /// A connection is made.
    Dialling,
    /// The line is encrypted; keys are known, not trusted.
    Encrypting,
    /// Each side proves that it knows the code.
    Proving,
}

/// What has happened to the node.
///
/// Whoever starts to listen is told all there is first, so that these alone make the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairEvent {
    /// The node is there, or what it is has changed.
    Node {
        /// Our key.
        key: PublicKey,
        /// Its fingerprint, in letters.
        fingerprint: String,
        /// What we call ourselves.
        name: String,
        /// The port that is listened on, if it is.
        port: Option<u16>,
        /// Addresses others may use.
        addresses: Vec<SocketAddr>,
        /// Whether machines near see this one.
        visible: bool,
        /// Whether they see its name.
        named: bool,
    },
    /// A code is shown from now on.
    Showing {
        /// How the other proves itself.
        means: Means,
        /// `123-456-789`; empty for other means.
        code: String,
        /// The link; empty for other means.
        link: String,
        /// How long it is good.
        left: Duration,
    },
    /// The code is no longer shown.
    Hidden(Hidden),
    /// Somebody tried a wrong code.
    WrongTry {
        /// From where.
        from: SocketAddr,
        /// The how manieth.
        count: u8,
        /// Of how many.
        limit: u8,
    },
    /// Pairing with somebody goes on.
    Step(PairStep),
    /// Two machines are paired.
    Paired(ContactId),
    /// Pairing with somebody failed.
    PairFailed(PairFault),
    /// A contact is new, or something about it is.
    Contact(Box<Contact>),
    /// Whether a contact is there.
    Presence(ContactId, Presence),
    /// Something was said, by us or by them, and is in the ledger.
    Item(Box<Item>),
    /// All items of ours up to this number are on their way.
    Sent(ContactId, u64),
    /// All items of ours up to this number are on their disk.
    Stored(ContactId, u64),
    /// Our ledger was older than their copy: so many items came back.
    BroughtBack(ContactId, u64),
    /// Their ledger was older than ours: so many items are given again.
    GivenAgain(ContactId, u64),
    /// A transfer is new, or something about it is.
    Transfer(Box<Transfer>),
    /// Who is near.
    Nearby(Vec<Nearby>),
    /// A wish was refused.
    Refused(PairFault),
    /// A contact dialled back: whether its connection arrived, to which address.
    DialledBack {
        /// Who.
        contact: ContactId,
        /// The address that was tried.
        address: SocketAddr,
        /// Whether it answered.
        reached: bool,
    },
    /// So many connections were turned away before they had proved anything, since the last time.
    TurnedAway(u64),
    /// The ledger or the key cannot be used: nothing is accepted, nothing is sent.
    Broken(PairFault),
}

/// Why a code is no longer shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hidden {
    /// The person took it away.
    ByHand,
    /// It was used.
    Used,
    /// Its time was over.
    Expired,
    /// Three wrong tries.
    WrongTries,
}

/// Why a code or link cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeFault {
    /// Not nine digits.
    NotNine,
    /// The last digit says that one before it is wrong.
    Typo,
    /// It begins like a link and is none.
    BadLink,
}

/// Why pairing, or talking to who is paired, does not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairFault {
    /// What was typed is no code. Nothing was sent.
    Code(CodeFault),
    /// Digits alone do not tell where, and nobody near shows a code.
    NoAddress,
    /// The name cannot be looked up.
    NoSuchHost(String),
    /// No answer in time.
    NoAnswer {
        /// Where.
        to: String,
        /// How long was waited.
        after: Duration,
    },
    /// Nothing listens there.
    Refused {
        /// Where.
        to: String,
    },
    /// What answers there does not speak our protocol.
    NotUs {
        /// Where.
        to: String,
    },
    /// They are not showing a code.
    NoCodeShown,
    /// They are pairing with somebody else at this moment.
    Busy,
    /// Wrong code, or somebody in between.
    WrongCode {
        /// How many tries the code still allows, as they say.
        left: u8,
    },
    /// The code is used up or expired.
    UsedUp,
    /// That is this computer.
    Myself,
    /// Another computer runs with our key.
    Cloned,
    /// Another key than the one that was paired, or than the link says. Nothing was sent.
    OtherKey {
        /// Whom we wanted: their name, or nothing for a link.
        wanted: String,
    },
    /// They removed this pairing.
    RemovedByThem,
    /// They no longer know this computer.
    Forgotten,
    /// The two versions have no protocol in common.
    VersionsApart {
        /// What they run.
        theirs: String,
    },
    /// They spoke an older protocol than the last time.
    Downgraded,
    /// The line was cut.
    Cut(String),
    /// What came was altered on the way, or against the rules.
    Altered(String),
    /// The ledger cannot be written or read.
    Ledger(String),
    /// The key file cannot be used.
    Key(String),
    /// The text is longer than 64 KiB.
    TooLong {
        /// Bytes.
        bytes: u64,
        /// Bytes that may be.
        limit: u64,
    },
    /// As much waits for them as may.
    OutboxFull {
        /// Items that wait.
        waiting: u64,
    },
    /// There is no such contact any more.
    NoContact,
    /// Another program of this profile has the ledger: its window or its `serve`.
    InUse,
    /// About files.
    Transfer(TransferFault),
    /// Anything else, named by what was tried and what the system said.
    Other(String),
}
