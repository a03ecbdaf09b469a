//! The stretch of a talk that is held in memory: a window of pages, however long the talk is.

use crate::model::pairing::{ContactId, Item, PairFault};
use std::collections::VecDeque;

/// Items that are read at once.
pub(super) const PAGE: usize = 64;
/// Most items that are held.
pub(super) const HELD: usize = 384;

/// The reading side of the ledger.
pub trait Talks {
    /// The last `limit` items before this position; before none: the last of all.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn page(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault>;

    /// The first `limit` items behind this position.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn after(
        &self,
        contact: ContactId,
        position: u64,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault>;
}

/// Where a talk is to be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// What was said before the first item that is held.
    Older,
    /// What was said behind the last one.
    Newer,
    /// The end.
    End,
}

/// The stretch of a talk that is held.
#[derive(Debug, Default)]
pub struct Talk {
    /// Ordered by position.
    items: VecDeque<Item>,
    /// There is more before.
    pub older: bool,
    /// There is more behind.
    pub newer: bool,
    /// The person reads further up: what is read stays in its place.
    pub held: bool,
    /// Why it could not be read.
    pub fault: Option<PairFault>,
}

impl Talk {
    /// Reads the end of a talk.
    #[must_use]
    pub fn open(talks: &dyn Talks, contact: ContactId) -> Self {
        let mut talk = Self::default();
        talk.turn(talks, contact, Turn::End);
        talk
    }

    /// The items that are held, oldest first.
    #[must_use]
    pub fn items(&self) -> &VecDeque<Item> {
        &self.items
    }

    /// Takes in an item that is new in the ledger. False where it is held already.
    pub(super) fn push(&mut self, item: &Item) -> bool {
        if self.items.back().is_some_and(|last| item.position <= last.position) {
            return false;
        }
        if self.newer || (self.held && self.items.len() >= HELD) {
            self.newer = true;
            return true;
        }
        self.items.push_back(item.clone());
        self.drop_first();
        true
    }

    /// Reads on.
    pub fn turn(&mut self, talks: &dyn Talks, contact: ContactId, turn: Turn) {
        let first = self.items.front().map(|item| item.position);
        let last = self.items.back().map(|item| item.position);
        let read = match (turn, last) {
            (Turn::Older, _) => talks.page(contact, first, PAGE),
            (Turn::Newer, Some(last)) => talks.after(contact, last, PAGE),
            (Turn::Newer, None) | (Turn::End, _) => talks.page(contact, None, PAGE),
        };
        match read {
            Ok(mut items) => {
                self.fault = None;
                items.sort_by_key(|item| item.position);
                self.join(items, turn);
            }
            Err(fault) => self.fault = Some(fault),
        }
    }

    fn join(&mut self, items: Vec<Item>, turn: Turn) {
        let full = items.len() >= PAGE;
        match turn {
            Turn::Older => {
                self.older = full;
                for item in items.into_iter().rev() {
                    self.items.push_front(item);
                }
                if self.items.len() > HELD {
                    self.newer = true;
                    self.items.truncate(HELD);
                }
            }
            Turn::Newer => {
                self.newer = full;
                self.items.extend(items);
                self.drop_first();
            }
            Turn::End => {
                (self.older, self.newer) = (full, false);
                self.items = items.into();
            }
        }
    }

    fn drop_first(&mut self) {
        while self.items.len() > HELD {
            self.items.pop_front();
            self.older = true;
        }
    }
}
