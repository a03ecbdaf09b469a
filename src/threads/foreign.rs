//! Rows for threads that a library starts by itself.

use super::registry::Leave;
use super::row::{Row, Spec};
use super::{Registry, os};
use crate::model::ThreadId;
use std::sync::Arc;

/// Keeps the row of a library's thread. Its owner drops it when the thread has ended: nobody can
/// join what a library started.
pub struct Foreign {
    id: ThreadId,
    _leave: Leave,
}

impl Foreign {
    /// Its number in the registry.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.id
    }
}

impl Registry {
    /// Gives a row to a thread that a library has started under the name `born`, and renames it as
    /// the spec says, so that the next one is told apart from it. Where the system does not list
    /// threads by name, the row is there without a number of the system.
    #[must_use]
    pub fn list_foreign(&self, born: &str, spec: Spec) -> Foreign {
        let name = spec.name.clone();
        let row: Arc<Row> = self.enter(spec);
        if let Some(os_id) = os::named(born).pop() {
            row.os_id.get_or_init(|| os_id);
            // Only for eyes: a thread that keeps its first name works as well.
            os::rename(os_id, &name);
        }
        row.is_waiting();
        Foreign { id: row.id, _leave: Leave::new(self.clone(), row) }
    }
}
