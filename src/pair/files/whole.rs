//! Files of a folder that are whole and not yet noted: one commit for many.
//!
//! The bytes of each are on the disk before it is put in its place. Should the program or the machine
//! end before a file is noted, it is found in its place, or its part is fetched again.

use super::Desk;
use super::place::Place;
use super::store;
use crate::model::pairing::{PairFault, TransferId};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// So many files, or files of so long a time, are noted at once.
const MOST: (usize, Duration) = (64, Duration::from_secs(1));

/// Files of one transfer, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Whole {
    id: TransferId,
    place: Place,
    tree: String,
    files: Vec<u32>,
    /// The folders that they are in, which have to reach the disk before.
    folders: BTreeSet<String>,
    bytes: u64,
    since: Instant,
}

impl Whole {
    pub(super) fn new(id: TransferId, place: Place, tree: String) -> Self {
        let (files, folders) = (Vec::new(), BTreeSet::new());
        Self { id, place, tree, files, folders, bytes: 0, since: Instant::now() }
    }

    pub(super) fn is_of(&self, id: TransferId) -> bool {
        self.id == id
    }

    /// The last of them.
    pub(super) fn last(&self) -> Option<u32> {
        self.files.last().copied()
    }

    /// Bytes of all of them.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn add(&mut self, entry: &store::Entry) {
        self.files.push(entry.number);
        self.folders.insert(entry.path.rsplit_once('/').map_or("", |(at, _)| at).to_owned());
        self.bytes += entry.size;
    }

    pub(super) fn is_due(&self) -> bool {
        self.files.len() >= MOST.0 || self.since.elapsed() >= MOST.1
    }

    /// Notes them.
    pub(super) fn note(self, desk: &Desk) -> Result<(), PairFault> {
        for folder in &self.folders {
            self.place.sync_in_tree(&self.tree, folder);
        }
        let Self { id, files, bytes, .. } = self;
        store::set_entries_done(&desk.ledger, desk.contact, id, &files, bytes).map(drop)
    }
}
