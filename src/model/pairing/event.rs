//! What a person wishes of the node, and what has happened to it.

use super::{
    Contact, ContactId, Item, Nearby, PairFault, Presence, PublicKey, Secret, Transfer, TransferId,
};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the other side proves itself while a code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// It knows the code of nine digits, or the link that is shown with it.
    Code,
    /// It knows the link. Where it is shown alone it is good for longer than with a code.
    Link,
    /// Not at all: whoever comes first is paired, *not verified*.
    Nothing,
}

/// What a person wishes of the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairWish {
    /// Shows a new code with a link, a link alone, or lets one machine in without; ends what was
    /// shown before.
    Show(Means),
    /// Shows it no longer.
    Hide,
    /// Pairs with who shows this code: digits, or a link. `address` is needed for digits, where
    /// nobody near shows a code. An empty code pairs without, *not verified*.
    Enter {
        /// What was typed.
        code: Secret,
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
    /// Makes a new key for this machine. Whoever is paired has to be paired again.
    NewIdentity,
    /// Asks a contact to dial back, to see whether connections arrive here.
    DialBack(ContactId),
}

impl PairWish {
    /// Whom it is about.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        match self {
            Self::Say(id, _)
            | Self::Offer(id, _)
            | Self::Accept(id, ..)
            | Self::Decline(id, _)
            | Self::Pause(id, _)
            | Self::Resume(id, _)
            | Self::CancelTransfer(id, _)
            | Self::Rename(id, _)
            | Self::Unpair(id)
            | Self::TryNow(id)
            | Self::DialBack(id) => Some(*id),
            Self::Show(_)
            | Self::Hide
            | Self::Enter { .. }
            | Self::Cancel
            | Self::CallMyself(_)
            | Self::NewIdentity
            | Self::BeSeen { .. } => None,
        }
    }
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
/// Whoever starts to listen is told all there is first, so that these alone make the picture; its
/// end is [`PairEvent::AllTold`].
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
        /// `123-456-789`; only with [`Means::Code`].
        code: Secret,
        /// The link; empty with [`Means::Nothing`].
        link: Secret,
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
    /// A file arrived damaged and is fetched again.
    FetchedAgain {
        /// From or to whom.
        contact: ContactId,
        /// Which transfer.
        transfer: TransferId,
        /// The how manieth time.
        count: u8,
        /// Of how many.
        limit: u8,
    },
    /// Where files are received, told when there is one to be answered.
    Downloads {
        /// The folder in which each contact has one.
        folder: PathBuf,
        /// Bytes that are free there, where the system tells.
        free: Option<u64>,
    },
    /// Who is near.
    Nearby(Vec<Nearby>),
    /// A wish was refused. One that pairs fails as [`PairEvent::PairFailed`] instead.
    Refused {
        /// Which, as it was wished.
        wish: Box<PairWish>,
        /// Why.
        fault: PairFault,
    },
    /// Something that nobody wished at this moment went wrong. What else goes on, does.
    Trouble {
        /// With whom, where it is about one contact.
        contact: Option<ContactId>,
        /// What.
        fault: PairFault,
    },
    /// A contact dialled back: whether its connection arrived, and where to.
    DialledBack {
        /// Who.
        contact: ContactId,
        /// The addresses that were tried, in this order; none where it had no time or means to try.
        tried: Vec<SocketAddr>,
        /// Whether the last of them answered.
        reached: bool,
    },
    /// So many connections were turned away before they had proved anything, since the last time.
    TurnedAway(u64),
    /// The ledger or the key cannot be used: nothing is accepted, nothing is sent.
    Broken(PairFault),
    /// This machine, with its key, may be there twice: a copy of its disk or home folder runs.
    Cloned {
        /// Somebody proved to have our key. Otherwise it was only announced, which anybody can.
        proven: bool,
        /// Where the other one is.
        addresses: Vec<SocketAddr>,
    },
    /// All there is was told to who has begun to listen. What follows happens.
    AllTold,
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
