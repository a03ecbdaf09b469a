//! Brings captures to the disk without holding up the record of other sessions.

use crate::model::ThreadRole;
use crate::threads::{self, Handle, Registry, Spec};
use std::fs::File;

/// Up to so many bytes the record thread flushes itself: starting a thread would take as long.
const HERE: u64 = 1024 * 1024;
/// Threads that flush at once. A disk has one head, or a queue that few can fill.
const THREADS: usize = 4;

/// What was written and is perhaps only in the system's memory.
pub(super) struct Unflushed {
    /// The capture, then its index: so that the index never speaks of what is not there.
    pub(super) files: [File; 2],
    /// Bytes since the last time.
    pub(super) bytes: u64,
}

impl Unflushed {
    fn flush(&self) {
        for file in &self.files {
            // A disk that fails here fails at the next write too, and is told of there.
            file.sync_data().ok();
        }
    }
}

/// Flushes. A gigabyte takes a disk a second, in which the record goes on; each large capture gets
/// a thread for that long.
pub(super) struct Flusher {
    registry: Registry,
    threads: Vec<Handle<()>>,
}

impl Flusher {
    pub(super) fn new(registry: Registry) -> Self {
        Self { registry, threads: Vec::new() }
    }

    /// Brings it to the disk, here or soon.
    pub(super) fn flush(&mut self, unflushed: Option<Unflushed>) {
        let Some(unflushed) = unflushed else { return };
        self.threads.retain(|thread| !thread.is_finished());
        if unflushed.bytes <= HERE || self.threads.len() >= THREADS {
            return unflushed.flush();
        }
        let spec = Spec::new(ThreadRole::Record, "record-flush");
        // Where no thread starts, the system writes it in its own time, as it does after a kill.
        self.threads.extend(threads::spawn(&self.registry, spec, move |_| unflushed.flush()));
    }

    /// Waits until all is on the disk.
    pub(super) fn join(&mut self) {
        for thread in self.threads.drain(..) {
            thread.join();
        }
    }
}
