//! What a pair has said and who it is, on disk before anybody is told.
//!
//! One `SQLite` file in the profile. A commit is on the disk when it returns (`synchronous=FULL`).
//! Numbers of items count from 1 in a *log*: a random name that both sides begin anew with when one
//! of them has forgotten the other.

mod contacts;
mod history;
mod items;
mod lock;
mod open;
mod recall;
mod rows;
mod shape;
#[cfg(test)]
mod tests;

pub use contacts::Paired;
pub use history::History;
pub(in crate::pair) use items::say;
pub use items::{OUTBOX_BYTES, OUTBOX_ITEMS};
pub use lock::Lock;
pub use recall::BroughtBack;
pub use rows::LogState;

use crate::model::pairing::PairFault;
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The name of a log.
pub type LogId = [u8; 16];

/// Who is paired and what was said. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connection: Mutex<Connection>,
    moved_aside: Option<PathBuf>,
}

impl Ledger {
    /// Opens the ledger in this folder, or makes one; nobody but the user may read it.
    ///
    /// A damaged file is moved aside and a new one is made: see [`Self::moved_aside`].
    ///
    /// # Errors
    /// [`PairFault::Ledger`]: it cannot be read or written, or a newer version has written it. Then
    /// nothing was changed.
    pub fn open(folder: &Path) -> Result<Self, PairFault> {
        let (connection, moved_aside) = open::open(folder)?;
        Ok(Self(Arc::new(Inner { connection: Mutex::new(connection), moved_aside })))
    }

    /// Whether there is a ledger in this folder.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(open::FILE).exists()
    }

    /// Where the ledger that was found damaged is now, if it was.
    pub fn moved_aside(&self) -> Option<&Path> {
        self.0.moved_aside.as_deref()
    }

    /// Runs statements, each a commit of its own.
    ///
    /// # Errors
    /// [`PairFault::Ledger`] with the word of `SQLite`.
    pub fn with<T>(
        &self,
        run: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, PairFault> {
        Ok(run(&self.lock())?)
    }

    /// Runs statements as one commit: all of them, or none where one fails.
    ///
    /// # Errors
    /// Those of the closure; [`PairFault::Ledger`] with the word of `SQLite`.
    pub fn transaction<T>(
        &self,
        run: impl FnOnce(&Transaction<'_>) -> Result<T, PairFault>,
    ) -> Result<T, PairFault> {
        let mut connection = self.lock();
        // From the beginning the one that writes: one that has read first, and not the last that is
        // there, may not write and is not waited for (sqlite.org, `SQLITE_BUSY_SNAPSHOT`).
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = run(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// What was kept under this key.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn meta(&self, key: &str) -> Result<Option<String>, PairFault> {
        self.with(|sql| {
            sql.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
                .optional()
        })
    }

    /// Keeps a text under a key.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), PairFault> {
        let set = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)";
        self.with(|sql| sql.execute(set, params![key, value])).map(drop)
    }

    /// A panic in the middle of a transaction has rolled it back, so the connection is good.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<rusqlite::Error> for PairFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::LedgerFull,
            _ => Self::Ledger(error.to_string()),
        }
    }
}
