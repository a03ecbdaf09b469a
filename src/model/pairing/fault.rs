//! Why pairing, a link or a transfer does not go on.

use crate::model::FaultKind;
use serde::{Deserialize, Serialize};
use std::time::Duration;

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
    /// What stands behind the last colon of this address is no port.
    BadPort(String),
    /// No answer in time.
    NoAnswer {
        /// Where.
        to: String,
        /// How long was waited.
        after: Duration,
    },
    /// No network of this computer leads there.
    NoRoute {
        /// Where.
        to: String,
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
    /// They send more than is taken at once: the rest comes slowly. Nothing is lost.
    HeldBack,
    /// The line was cut.
    Cut(String),
    /// What came was altered on the way, or against the rules.
    Altered(String),
    /// The ledger cannot be written or read.
    Ledger(String),
    /// The disk of the ledger is full.
    LedgerFull,
    /// A folder or file in which the ledger or the key is kept cannot be used.
    Place {
        /// Which one.
        path: String,
        /// What is wrong with it.
        cause: PlaceFault,
    },
    /// The key file was lost or is another one: who was paired does not know this key.
    NewKey,
    /// The ledger was damaged; it is here now, and a new one was begun.
    LedgerAside(String),
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
    /// Another contact has this name, or one that cannot be told from it.
    NameTaken(String),
    /// There is no such contact any more.
    NoContact,
    /// There is no link to them at this moment.
    Away,
    /// This installation listens nowhere: nobody can connect to it.
    NotListening,
    /// Why it cannot be listened at the address that was asked for.
    CannotListen(FaultKind),
    /// Another program of this profile has the ledger: its window or its `serve`.
    InUse,
    /// About files.
    Transfer(TransferFault),
    /// No file descriptors are left: nobody can connect until some are free.
    OutOfHandles,
    /// Anything else, named by what was tried and what the system said.
    Other(String),
}

impl PairFault {
    /// Whether the ledger could not be written or read: that may pass, and nothing was lost by it.
    #[must_use]
    pub fn is_of_ledger(&self) -> bool {
        matches!(self, Self::Ledger(_) | Self::LedgerFull | Self::Place { .. })
    }
}

/// Why a folder or file of the profile cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceFault {
    /// A file is there where a folder has to be.
    NotAFolder,
    /// A folder is there where a file has to be.
    NotAFile,
    /// It, or its disk, is only for reading.
    ReadOnly,
    /// Its rights do not allow it.
    Denied,
    /// Its disk is full.
    Full,
    /// It is not there and cannot be made.
    Missing,
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
    /// As many offers wait for an answer as may.
    TooManyOffers {
        /// How many.
        waiting: u64,
    },
    /// Folders within folders within folders.
    TooDeep,
    /// What was offered has changed since, was removed, or can no longer be read.
    Changed(String),
    /// Neither a file nor a folder: a device, a pipe, a socket, a link.
    NotAFile(String),
    /// Part of a folder is not offered: links, what is no file, and folders without a file.
    LeftOut {
        /// The folder.
        name: String,
        /// How much of it.
        count: u64,
        /// The first of it, as paths below the folder.
        first: Vec<String>,
    },
    /// It cannot be read, for this reason of the system.
    Unreadable(String),
    /// It cannot be written, for this reason of the system.
    Unwritable(String),
    /// It arrived damaged more than twice.
    Damaged,
    /// The other side broke the rules of the transfer.
    Rules(String),
}
