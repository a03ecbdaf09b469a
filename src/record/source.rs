//! A capture that can be read, also while it grows.

use super::folder;
use super::format::{CHUNK_MAX, ENTRY, IndexEntry};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A capture on disk, with how much of it can be read. The record thread writes the numbers, any
/// number of readers look at them; nobody waits for anybody.
pub struct Source {
    folder: PathBuf,
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
    /// Held for a capture that is not kept: its folder goes with it.
    scratch: Option<File>,
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
    pub(super) fn new(folder: PathBuf, scratch: Option<File>) -> Self {
        Self {
            folder,
            length: AtomicU64::new(0),
            chunks: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            finished: AtomicBool::new(false),
            rebuilt: None,
            torn: 0,
            scratch,
        }
    }

    /// A capture that was found on disk.
    pub(super) fn found(folder: &Path, rebuilt: Option<Vec<u8>>, torn: u64) -> Self {
        let mut source = Self::new(folder.to_owned(), None);
        (source.rebuilt, source.torn) = (rebuilt, torn);
        source
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes on disk, whole records only.
    #[must_use]
    pub fn recorded(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// Bytes at the end of a found capture that were no whole record and are not shown.
    #[must_use]
    pub fn torn(&self) -> u64 {
        self.torn
    }

    /// Whether it was kept on disk only while it is looked at.
    #[must_use]
    pub fn is_scratch(&self) -> bool {
        self.scratch.is_some()
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
        let first = self.dropped.load(Ordering::Acquire);
        Extent { first, chunks, length, finished }
    }

    pub(super) fn reader(&self) -> io::Result<Reader> {
        let capture = File::open(self.folder.join(folder::CAPTURE))?;
        let index = match &self.rebuilt {
            Some(bytes) => Index::Memory(bytes.clone()),
            None => Index::Disk(File::open(self.folder.join(folder::INDEX))?),
        };
        Ok(Reader { capture, index })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if self.scratch.take().is_some() {
            // Nothing can be done about a folder that does not go; the next start tries again.
            std::fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// One reader's own descriptors.
pub(super) struct Reader {
    capture: File,
    index: Index,
}

enum Index {
    Disk(File),
    Memory(Vec<u8>),
}

impl Reader {
    /// The entry of a finished chunk.
    pub(super) fn entry(&self, chunk: u64) -> Option<IndexEntry> {
        let at = chunk.checked_mul(ENTRY as u64)?;
        match &self.index {
            Index::Memory(bytes) => IndexEntry::decode(bytes.get(usize::try_from(at).ok()?..)?),
            Index::Disk(file) => {
                let mut bytes = [0; ENTRY];
                let read = read_at(file, &mut bytes, at).ok()?;
                IndexEntry::decode(bytes.get(..read)?)
            }
        }
    }

    /// Bytes of the capture; fewer where it is shorter.
    pub(super) fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let len = range.end.saturating_sub(range.start).min(CHUNK_MAX);
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let read = read_at(&self.capture, &mut bytes, range.start)?;
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
