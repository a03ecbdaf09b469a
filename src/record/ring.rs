//! The memory of a capture that is not kept: the last bytes of it, in slots that are used again.
//!
//! The bytes of a capture stand in a ring of slots, each behind a lock that is held for one copy and
//! never over a system call. A slot knows which part of the capture it holds, so a reader that comes
//! too late gets nothing, and never bytes of a later turn. A file in a memory file system would do the
//! same, but each page of it is allocated, cleared, filled and given back again.

use super::format::IndexEntry;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of a slot, and how many there are: 64 MiB of a conversation can be looked at. A slot is
/// cleared as a whole, so a slot more than the window is needed.
const SHAPE: (usize, usize) = (256 * 1024, 257);

/// The last bytes of a capture, and the index of what they hold.
pub(super) struct Ring {
    /// Bytes of a slot.
    size: usize,
    slots: Vec<Mutex<Slot>>,
    index: Mutex<Index>,
}

struct Slot {
    /// Which part of the capture this is, counted in slots.
    number: u64,
    /// The part from its beginning, as far as it was written. The memory comes with the first use.
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Index {
    /// The chunk of the first entry.
    first: u64,
    entries: VecDeque<IndexEntry>,
}

impl Ring {
    pub(super) fn new() -> Self {
        Self::of(SHAPE.0, SHAPE.1)
    }

    /// A ring of `count` slots of `size` bytes.
    pub(super) fn of(size: usize, count: usize) -> Self {
        let slot = || Mutex::new(Slot { number: u64::MAX, bytes: Vec::new() });
        let slots = std::iter::repeat_with(slot).take(count.max(1)).collect();
        Self { size: size.max(1), slots, index: Mutex::default() }
    }

    /// The first byte that is still there when the capture was written up to `end`.
    pub(super) fn begin_at(&self, end: u64) -> u64 {
        let size = self.size as u64;
        end.div_ceil(size).saturating_sub(self.slots.len() as u64) * size
    }

    /// Puts bytes at `at`, where those before them ended. Whoever writes has given up what stands
    /// before [`Ring::begin_at`] of the new end.
    pub(super) fn write(&self, mut at: u64, mut bytes: &[u8]) {
        while let Some((number, within)) = self.place(at).filter(|_| !bytes.is_empty()) {
            let (piece, rest) = bytes.split_at(bytes.len().min(self.size - within));
            if let Some(mut slot) = self.slot(number) {
                if slot.number != number {
                    slot.number = number;
                    slot.bytes.clear();
                    slot.bytes.reserve_exact(self.size);
                }
                debug_assert_eq!(slot.bytes.len(), within, "nothing is left out");
                slot.bytes.extend_from_slice(piece);
            }
            (at, bytes) = (at + piece.len() as u64, rest);
        }
    }

    /// Bytes of the capture; `None` when they are not all there (any more).
    pub(super) fn read(&self, range: Range<u64>) -> Option<Vec<u8>> {
        let len = usize::try_from(range.end.checked_sub(range.start)?).ok()?;
        let mut bytes = Vec::with_capacity(len.min(self.size * self.slots.len()));
        while bytes.len() < len {
            let (number, within) = self.place(range.start + bytes.len() as u64)?;
            let end = (within + len - bytes.len()).min(self.size);
            let slot = self.slot(number).filter(|slot| slot.number == number)?;
            bytes.extend_from_slice(slot.bytes.get(within..end)?);
        }
        Some(bytes)
    }

    /// Adds the entry of the next finished chunk.
    pub(super) fn push(&self, entry: IndexEntry) {
        self.index().entries.push_back(entry);
    }

    /// The entry of a finished chunk that was not forgotten.
    pub(super) fn entry(&self, chunk: u64) -> Option<IndexEntry> {
        let index = self.index();
        let at = usize::try_from(chunk.checked_sub(index.first)?).ok()?;
        index.entries.get(at).cloned()
    }

    /// Forgets the entries of the chunks before this one.
    pub(super) fn forget(&self, chunk: u64) {
        let mut index = self.index();
        while index.first < chunk && index.entries.pop_front().is_some() {
            index.first += 1;
        }
    }

    /// The slot's number, and where in it.
    fn place(&self, at: u64) -> Option<(u64, usize)> {
        let size = self.size as u64;
        Some((at / size, usize::try_from(at % size).ok()?))
    }

    fn slot(&self, number: u64) -> Option<MutexGuard<'_, Slot>> {
        let at = usize::try_from(number % self.slots.len() as u64).ok()?;
        self.slots.get(at).map(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
