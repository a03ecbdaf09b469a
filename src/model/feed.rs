//! What a thread sends in a person's place: a file, a large paste, one message again and again.

use super::{ConnectionGauges, ConnectionId, Fault, ThreadId};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What is sent.
#[derive(Clone, Debug)]
pub enum Feed {
    /// A file, from its first byte to its last, as fast as the slowest peer reads.
    File(PathBuf),
    /// Bytes that are there already, under a name, as a file is sent.
    Bytes(String, Arc<[u8]>),
    /// A message, every so often.
    Repeat {
        /// What is said each time.
        bytes: Arc<[u8]>,
        /// From one time to the next.
        every: Duration,
        /// How many times; `None` goes on until it is stopped.
        times: Option<NonZeroU32>,
    },
}

impl Feed {
    /// What it is called: the file's name. A repetition has none.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                Path::new(name).to_string_lossy().into_owned()
            }
            Self::Bytes(name, _) => name.clone(),
            Self::Repeat { .. } => String::new(),
        }
    }

    /// Whether it is one long message, in which no other may stand.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        !matches!(self, Self::Repeat { .. })
    }
}

/// To whom it is sent.
#[derive(Clone, Debug)]
pub enum Audience {
    /// Whoever is there at the moment.
    Anybody,
    /// These, as long as one of them is there.
    These(Vec<(ConnectionId, Arc<ConnectionGauges>)>),
}

/// How far it has come. Written by its thread.
#[derive(Debug, Default)]
pub struct FeedGauges {
    /// Bytes the system took, of each peer who still has to get them; at a stop also those that wait
    /// and leave behind it.
    pub sent: AtomicU64,
    /// Bytes there are; 0 until that is known, and for a repetition.
    pub len: AtomicU64,
    /// Times a message was said.
    pub times: AtomicU64,
}

impl FeedGauges {
    /// Bytes sent, bytes there are, times.
    #[must_use]
    pub fn read(&self) -> (u64, u64, u64) {
        let read = |gauge: &AtomicU64| gauge.load(Ordering::Relaxed);
        (read(&self.sent), read(&self.len), read(&self.times))
    }
}

/// Something that is being sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeedInfo {
    /// The thread that does it, and its number.
    pub thread: ThreadId,
    /// What it is called; empty for a repetition.
    pub name: String,
    /// How far it has come.
    #[serde(skip)]
    pub gauges: Arc<FeedGauges>,
}

/// Why it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedEnd {
    /// All was sent.
    Done,
    /// It was stopped.
    Stopped,
    /// Nobody is there any more.
    NobodyThere,
    /// Something went wrong.
    Broken(Fault),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        let name = |path: &str| Feed::File(PathBuf::from(path)).name();
        assert_eq!((name("/a/照片.jpg"), name("/"), name("..")), table("照片.jpg", "/", ".."));
    }

    fn table(first: &str, second: &str, third: &str) -> (String, String, String) {
        (first.to_owned(), second.to_owned(), third.to_owned())
    }
}
