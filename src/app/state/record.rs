//! How the record fares: what it holds, and what it had to let go.

use crate::model::{Fault, RecordEvent, SessionId};
use std::collections::BTreeMap;

/// How the record fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordState {
    /// Sessions that go on without being recorded, and why.
    pub paused: BTreeMap<SessionId, Fault>,
    /// Segments that are missing from the record.
    pub missing: u64,
    /// Old conversations that were removed for the quota.
    pub pruned_conversations: usize,
    /// Bytes of those.
    pub pruned_bytes: u64,
}

impl RecordState {
    /// Whether all that passed is on disk.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.paused.is_empty() && self.missing == 0
    }

    pub(super) fn apply(&mut self, event: &RecordEvent) {
        match event {
            RecordEvent::Paused(session, fault) => {
                self.paused.insert(*session, fault.clone());
            }
            RecordEvent::Resumed(session, missing) => {
                self.paused.remove(session);
                self.missing += missing;
            }
            RecordEvent::Pruned { conversations, bytes } => {
                self.pruned_conversations += conversations;
                self.pruned_bytes += bytes;
            }
        }
    }
}
