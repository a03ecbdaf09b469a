//! Files that are offered by one machine and fetched by the other.

use super::{ContactId, TransferFault, TransferId};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
    /// Held by the other side.
    Waiting {
        /// For want of space on the disk of who receives; else by its person.
        space: bool,
    },
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
