//! A capture that can be read, also while it grows.

use super::folder;
use super::format::{CHUNK_MAX, ENTRY, IndexEntry};
use super::ring::Ring;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A capture on disk or in memory, with how much of it can be read. The record thread writes the numbers, any
/// number of readers look at them; nobody waits for anybody.
pub struct Source {
    place: Place,
    /// Bytes of whole records.
    length: AtomicU64,
    /// Finished chunks that have an index entry.
    chunks: AtomicU64,
    /// Chunks at the beginning that were given up.
    dropped: AtomicU64,
    finished: AtomicBool,
    /// The index where the one on disk was missing, short or damaged.
    rebuilt: Option<Vec<u8>>,
    /// Bytes at the end that were no whole record.
    torn: u64,
}

enum Place {
    Disk(PathBuf),
    Memory(Arc<Ring>),
}

/// How much of a capture can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Chunks that were given up.
    pub(super) first: u64,
    /// Finished chunks; the growing one has this number.
    pub(super) chunks: u64,
    /// Bytes of whole records.
    pub(super) length: u64,
    pub(super) finished: bool,
}

impl Source {
    /// A capture that is written to the files in a folder.
    pub(super) fn on_disk(folder: PathBuf) -> Self {
        Self::new(Place::Disk(folder))
    }

    /// A capture of which memory holds the last part.
    pub(super) fn in_memory(ring: Arc<Ring>) -> Self {
        Self::new(Place::Memory(ring))
    }

    fn new(place: Place) -> Self {
        Self {
            place,
            length: AtomicU64::new(0),
            chunks: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            finished: AtomicBool::new(false),
            rebuilt: None,
            torn: 0,
        }
    }

    /// A capture that was found on disk.
    pub(super) fn found(folder: &Path, rebuilt: Option<Vec<u8>>, torn: u64) -> Self {
        let mut source = Self::on_disk(folder.to_owned());
        (source.rebuilt, source.torn) = (rebuilt, torn);
        source
    }

    /// The folder it is in; `None` where it is not kept and goes with the last who looks at it.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Disk(folder) => Some(folder),
            Place::Memory(_) => None,
        }
    }

    /// Bytes that were recorded, whole records only.
    #[must_use]
    pub fn recorded(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// Bytes at the end of a found capture that were no whole record and are not shown.
    #[must_use]
    pub fn torn(&self) -> u64 {
        self.torn
    }

    /// Makes what was written visible. The chunks come first, so that a reader that sees the length
    /// sees each chunk within it.
    pub(super) fn publish(&self, chunks: u64, length: u64) {
        self.chunks.store(chunks, Ordering::Release);
        self.length.store(length, Ordering::Release);
    }

    pub(super) fn finish(&self) {
        self.finished.store(true, Ordering::Release);
    }

    pub(super) fn give_up(&self, chunks: u64) {
        self.dropped.store(chunks, Ordering::Release);
    }

    pub(super) fn extent(&self) -> Extent {
        let finished = self.finished.load(Ordering::Acquire);
        let length = self.length.load(Ordering::Acquire);
        let chunks = self.chunks.load(Ordering::Acquire);
        // Read last, it may be beyond chunks that are not published to this reader yet.
        let first = self.dropped.load(Ordering::Acquire).min(chunks);
        Extent { first, chunks, length, finished }
    }

    pub(super) fn reader(&self) -> io::Result<Reader> {
        let folder = match &self.place {
            Place::Disk(folder) => folder,
            Place::Memory(ring) => return Ok(Reader::Memory(Arc::clone(ring))),
        };
        let capture = File::open(folder.join(folder::CAPTURE))?;
        let index = match &self.rebuilt {
            Some(bytes) => Index::Memory(bytes.clone()),
            None => Index::Disk(File::open(folder.join(folder::INDEX))?),
        };
        Ok(Reader::Disk { capture, index })
    }
}

/// One reader's own way to the bytes.
pub(super) enum Reader {
    /// Its own descriptors.
    Disk { capture: File, index: Index },
    /// What is shared with the writer.
    Memory(Arc<Ring>),
}

/// Where the index is, for a capture on disk.
pub(super) enum Index {
    Disk(File),
    Memory(Vec<u8>),
}

impl Reader {
    /// The entry of a finished chunk.
    pub(super) fn entry(&self, chunk: u64) -> Option<IndexEntry> {
        let index = match self {
            Self::Memory(ring) => return ring.entry(chunk),
            Self::Disk { index, .. } => index,
        };
        let at = chunk.checked_mul(ENTRY as u64)?;
        match index {
            Index::Memory(bytes) => IndexEntry::decode(bytes.get(usize::try_from(at).ok()?..)?),
            Index::Disk(file) => {
                let mut bytes = [0; ENTRY];
                let read = read_at(file, &mut bytes, at).ok()?;
                IndexEntry::decode(bytes.get(..read)?)
            }
        }
    }

    /// Bytes of the capture; fewer where it is shorter, and none where they were given up.
    pub(super) fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let len = range.end.saturating_sub(range.start).min(CHUNK_MAX);
        let capture = match self {
            Self::Memory(ring) => {
                return Ok(ring.read(range.start..range.start + len).unwrap_or_default());
            }
            Self::Disk { capture, .. } => capture,
        };
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let read = read_at(capture, &mut bytes, range.start)?;
        bytes.truncate(read);
        Ok(bytes)
    }
}

/// Fills `bytes` from a place in a file; how many there were.
pub(super) fn read_at(file: &File, bytes: &mut [u8], from: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match read_some(file, rest, from + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_some(file: &File, bytes: &mut [u8], from: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, from)
}

#[cfg(windows)]
fn read_some(file: &File, bytes: &mut [u8], from: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, from)
}
