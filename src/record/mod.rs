//! What was said: the capture on disk, and the transcript as a view of it.
//!
//! A capture is two append-only files, not a database: 1,048,576 messages of 63 bytes went into such
//! a log at 27 million a second and into `SQLite` (WAL, NORMAL, 1,000 a transaction) at 1.7 million;
//! plain writes reach 5 GB/s in the page cache, and what was written survives SIGKILL without a
//! transaction. Nothing is looked up in the bytes by key: a view reads them in order from some place,
//! for which an entry of 128 bytes for each 256 KiB is enough.
//!
//! What is not kept goes the same way into a ring in memory, which holds the last 64 MiB of it.
//!
//! ```text
//! Entry ─► recorder ─► capture (writes) ─► files ◄─ source ◄─ chunk ◄─ transcript ◄─ window
//!             └─► Output, behind what it speaks of            (lens cuts)  find
//! ```

mod capture;
mod chunk;
mod find;
mod flush;
mod folder;
mod format;
mod index;
mod lens;
mod message;
mod peers;
mod recorder;
mod recover;
mod ring;
mod scan;
mod source;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests play the other threads")]
mod tests;
mod transcript;
mod view;

pub use find::{Finder, Needle, NeedleError};
pub use folder::{Conversation, Removed, conversation, conversations, remove, restore};
pub use message::{Filter, Message, Position};
pub use recorder::Recorder;
pub use source::Source;
pub use transcript::Transcript;

use std::path::PathBuf;

/// Where captures go, and what follows them.
pub struct Config {
    /// The folder of the kept captures; `None` keeps nothing beyond the session. What is not kept
    /// is held in memory, the last 64 MiB of it.
    pub folder: Option<PathBuf>,
    /// Bytes that kept captures may take together.
    pub quota: u64,
    /// Whether batches go on to the output behind their place in the record.
    pub tap: bool,
}
