//! The way to the record, and whether the person's side still keeps up with what comes along it.

use super::Entry;
use crossbeam_channel::Sender;
use std::sync::Arc;

/// Where network threads put all that others should know. Clones are the same way.
#[derive(Clone)]
pub struct Way {
    entries: Sender<Entry>,
    behind: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Way {
    /// A way into this channel. `behind` says whether so much waits at its far end that nothing new
    /// should be begun: bytes are bounded by their buffers, but what is told of comings and goings
    /// is not.
    #[must_use]
    pub fn new(entries: Sender<Entry>, behind: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { entries, behind: Arc::new(behind) }
    }

    /// Puts an entry on its way.
    pub fn send(&self, entry: Entry) {
        // The record outlives every session; if it is gone the program is ending.
        self.entries.send(entry).ok();
    }

    /// Whether nobody takes in what comes out at the far end, or not fast enough.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        (self.behind)()
    }
}

impl From<Sender<Entry>> for Way {
    /// A way whose far end always keeps up: for tests and tools.
    fn from(entries: Sender<Entry>) -> Self {
        Self::new(entries, || false)
    }
}
