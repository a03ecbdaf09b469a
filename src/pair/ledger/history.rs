//! What was said, read page by page beside the ledger that writes.

use super::open::FILE;
use super::rows;
use crate::model::pairing::{ContactId, Item, PairFault};
use rusqlite::{Connection, OpenFlags, Params};
use std::path::Path;

/// A reader with a connection of its own: it neither waits for a commit nor holds one up.
#[derive(Debug)]
pub struct History(Connection);

impl History {
    /// Opens the ledger of this folder to read it. The ledger was opened before.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn open(folder: &Path) -> Result<Self, PairFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self(Connection::open_with_flags(folder.join(FILE), flags)?))
    }

    /// The last items before a position, or of all, in their order.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn page(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault> {
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let mut items = self.items(
            "contact = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3",
            (contact.0, before, bound(limit)),
        )?;
        items.reverse();
        Ok(items)
    }

    /// The first items behind a position, in their order.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn after(
        &self,
        contact: ContactId,
        position: u64,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        self.items(
            "contact = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
            (contact.0, position, bound(limit)),
        )
    }

    /// How many items there are.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn count(&self, contact: ContactId) -> Result<u64, PairFault> {
        let count = "SELECT count(*) FROM item WHERE contact = ?1";
        Ok(self.0.query_row(count, [contact.0], |row| row.get(0))?)
    }

    fn items(&self, which: &str, values: impl Params) -> Result<Vec<Item>, PairFault> {
        let select = format!("SELECT {} FROM item WHERE {which}", rows::ITEM);
        let mut select = self.0.prepare_cached(&select)?;
        let items = select.query_map(values, rows::item)?.collect::<rusqlite::Result<_>>()?;
        Ok(items)
    }
}

fn bound(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
