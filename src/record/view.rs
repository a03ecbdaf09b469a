//! The chunks of a capture that are being looked at, and no others, in memory.

use super::chunk::Chunk;
use super::format::IndexEntry;
use super::source::{Extent, Reader, Source};
use crate::model::{ConnectionId, Lens};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Chunks that are kept decoded, and the memory they may take together, in bytes. A message lies in
/// two chunks and the second is decided by the one before it, so a few are always kept.
const KEPT: (usize, usize, usize) = (32, 24 * 1024 * 1024, 4);

/// A window on a capture, chunk by chunk.
pub(super) struct View {
    source: Arc<Source>,
    reader: Reader,
    lens: Lens,
    extent: Extent,
    /// Where the growing chunk begins.
    tail: u64,
    cache: HashMap<u64, Cached>,
    clock: u64,
    damaged: BTreeMap<u64, u64>,
}

struct Cached {
    chunk: Chunk,
    used: u64,
    /// It was read when it was finished: its index entry need not be looked at again.
    whole: bool,
}

impl View {
    pub(super) fn open(source: Arc<Source>, lens: Lens) -> io::Result<Self> {
        let mut view = Self {
            reader: source.reader()?,
            source,
            lens,
            extent: Extent::default(),
            tail: 0,
            cache: HashMap::new(),
            clock: 0,
            damaged: BTreeMap::new(),
        };
        view.refresh();
        Ok(view)
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    pub(super) fn lens(&self) -> Lens {
        self.lens
    }

    pub(super) fn set_lens(&mut self, lens: Lens) {
        self.lens = lens;
        self.cache.clear();
    }

    pub(super) fn extent(&self) -> Extent {
        self.extent
    }

    /// Bytes in the chunks that were read and that are no record.
    pub(super) fn damaged(&self) -> u64 {
        self.damaged.values().sum()
    }

    /// Takes notice of what was recorded. True when that is more, or the capture was finished.
    pub(super) fn refresh(&mut self) -> bool {
        let mut extent = self.source.extent();
        if extent == self.extent {
            return false;
        }
        if extent.chunks != self.extent.chunks {
            match extent.chunks.checked_sub(1).and_then(|last| self.reader.entry(last)) {
                Some(last) => self.tail = last.end,
                // The entry cannot be read now: nothing is lost by looking again later.
                None => return false,
            }
        }
        // The number of chunks was read last and may know more than the length does.
        extent.length = extent.length.max(self.tail);
        self.extent = extent;
        true
    }

    /// One past the last chunk that has something in it.
    pub(super) fn end(&self) -> u64 {
        self.extent.chunks + u64::from(self.extent.length > self.tail)
    }

    /// The index entry of a finished chunk.
    pub(super) fn entry(&self, chunk: u64) -> Option<IndexEntry> {
        if chunk < self.extent.chunks { self.reader.entry(chunk) } else { None }
    }

    /// Whether a connection may have something in a chunk.
    pub(super) fn may_hold(&self, chunk: u64, connection: ConnectionId) -> bool {
        self.entry(chunk).is_none_or(|entry| entry.may_hold(connection))
    }

    fn range(&self, chunk: u64) -> Option<Range<u64>> {
        if chunk < self.extent.first || chunk > self.extent.chunks {
            None
        } else if chunk == self.extent.chunks {
            (self.extent.length > self.tail).then_some(self.tail..self.extent.length)
        } else {
            self.reader.entry(chunk).map(|entry| entry.offset..entry.end)
        }
    }

    /// The chunk in which an offset of the capture lies; the nearest one where there is none.
    pub(super) fn find(&self, offset: u64) -> u64 {
        if offset >= self.tail {
            return self.extent.chunks;
        }
        let cached = self
            .cache
            .iter()
            .find(|(_, cached)| (cached.chunk.from..cached.chunk.end()).contains(&offset));
        if let Some((number, _)) = cached {
            return *number;
        }
        let (mut low, mut high) = (self.extent.first, self.extent.chunks);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.reader.entry(middle) {
                Some(entry) if entry.end <= offset => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// A decoded chunk; `None` when it is not there (any more).
    pub(super) fn get(&self, chunk: u64) -> Option<&Chunk> {
        self.cache.get(&chunk).map(|cached| &cached.chunk)
    }

    /// Reads and decodes a chunk so that its messages are known.
    pub(super) fn chunk(&mut self, chunk: u64) -> Option<&Chunk> {
        self.load(chunk)?;
        if self.get(chunk).is_some_and(|chunk| !chunk.is_settled()) {
            let before = chunk.checked_sub(1).filter(|before| self.load(*before).is_some());
            let mut cached = self.cache.remove(&chunk)?;
            cached.chunk.settle(before.and_then(|before| self.get(before)).map(Chunk::local));
            self.cache.insert(chunk, cached);
        }
        self.get(chunk)
    }

    /// Reads and decodes a chunk, but for the messages at its edge.
    pub(super) fn load(&mut self, chunk: u64) -> Option<&Chunk> {
        self.clock += 1;
        let used = self.clock;
        if let Some(cached) = self.cache.get_mut(&chunk)
            && cached.whole
            && chunk >= self.extent.first
        {
            cached.used = used;
            return self.get(chunk);
        }
        let Some(range) = self.range(chunk) else {
            self.cache.remove(&chunk);
            return None;
        };
        let (lens, whole) = (self.lens, chunk < self.extent.chunks);
        let fresh = || Cached { chunk: Chunk::new(lens, range.start), used, whole: false };
        let cached = self.cache.entry(chunk).or_insert_with(fresh);
        cached.used = used;
        if cached.chunk.end() < range.end {
            let more = self.reader.read(cached.chunk.end()..range.end).unwrap_or_default();
            // Given up by the writer while it was read: what came may be a hole.
            if self.source.extent().first > chunk {
                self.cache.remove(&chunk);
                return None;
            }
            cached.chunk.extend(&more);
            if cached.chunk.damaged > 0 {
                self.damaged.insert(chunk, cached.chunk.damaged);
            }
            cached.whole = whole && cached.chunk.end() >= range.end;
            self.evict();
        }
        self.get(chunk)
    }

    fn evict(&mut self) {
        let (most, bytes, least) = KEPT;
        let mut weight: usize = self.cache.values().map(|cached| cached.chunk.weight()).sum();
        while self.cache.len() > least && (self.cache.len() > most || weight > bytes) {
            let oldest = self.cache.iter().min_by_key(|(_, cached)| cached.used);
            let Some(number) = oldest.map(|(number, _)| *number) else { break };
            weight -= self.cache.remove(&number).map_or(0, |cached| cached.chunk.weight());
        }
    }
}
