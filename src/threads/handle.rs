//! The end of a thread that its owner holds.

use super::Registry;
use super::row::Row;
use crate::model::ThreadId;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Owns a running thread.
pub struct Handle<T> {
    registry: Registry,
    row: Arc<Row>,
    join: JoinHandle<T>,
}

/// A thread that had not ended when the time was up. It goes on; nobody waits for it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// Its number.
    pub id: ThreadId,
    /// Its label.
    pub label: String,
}

impl<T> Handle<T> {
    pub(super) fn new(registry: Registry, row: Arc<Row>, join: JoinHandle<T>) -> Self {
        Self { registry, row, join }
    }

    /// Its number in the registry.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.row.id
    }

    /// Its label now.
    #[must_use]
    pub fn label(&self) -> String {
        self.row.label()
    }

    /// Whether its work is done, so that [`Handle::join`] does not wait.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.join.is_finished()
    }

    /// Waits for it, however long that takes. `None` after a panic.
    pub fn join(self) -> Option<T> {
        self.join.join().ok()
    }

    /// Waits for it no longer than `limit`; `Ok(None)` after a panic.
    ///
    /// # Errors
    /// Says who did not come. The thread is not stopped by that.
    pub fn join_within(self, limit: Duration) -> Result<Option<T>, Late> {
        if self.registry.wait_for_end(self.row.id, limit) {
            Ok(self.join.join().ok())
        } else {
            Err(Late { id: self.row.id, label: self.row.label() })
        }
    }
}

/// Joins all of them within one limit, and names those that did not come.
#[must_use]
pub fn join_all<T>(handles: impl IntoIterator<Item = Handle<T>>, limit: Duration) -> Vec<Late> {
    let deadline = Instant::now() + limit;
    handles
        .into_iter()
        .filter_map(|handle| {
            handle.join_within(deadline.saturating_duration_since(Instant::now())).err()
        })
        .collect()
}
