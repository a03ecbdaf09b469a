//! Builds the index while records pass, for the writer and for whoever scans a capture again.

use super::format::{HEADER, Header, IndexEntry, SET, place};
use super::lens::count_lines;
use crate::model::Nanos;

/// The chunk that is being filled.
#[derive(Clone)]
pub(super) struct Builder {
    /// A chunk is finished when it holds this many bytes.
    chunk: u64,
    open: IndexEntry,
}

impl Builder {
    /// A builder at the beginning of a capture, or behind the last entry of its index.
    pub(super) fn behind(last: Option<&IndexEntry>, chunk: u64) -> Self {
        let end = last.map_or(0, |entry| entry.end);
        let (segments, lines) = last.map_or((0, 0), |entry| (entry.segments, entry.lines));
        let connections = [0; SET];
        let (sequence, time) = (0, Nanos(0));
        let open = IndexEntry { offset: end, end, sequence, time, segments, lines, connections };
        Self { chunk, open }
    }

    /// Where the next record begins.
    pub(super) fn end(&self) -> u64 {
        self.open.end
    }

    /// Takes notice of a record, and returns the entry of the chunk that it has filled.
    pub(super) fn add(&mut self, header: &Header, payload: &[u8]) -> Option<IndexEntry> {
        let head = &header.head;
        if self.open.end == self.open.offset {
            self.open.sequence = head.sequence;
            self.open.time = head.time;
        }
        let (byte, bit) = place(head.connection);
        if let Some(bits) = self.open.connections.get_mut(byte) {
            *bits |= bit;
        }
        self.open.segments += 1;
        self.open.lines += count_lines(head, payload);
        self.pass((HEADER + payload.len()) as u64)
    }

    /// Takes notice of bytes that are no record, and returns the entry of the chunk they filled.
    pub(super) fn pass(&mut self, bytes: u64) -> Option<IndexEntry> {
        self.open.end += bytes;
        if self.open.end - self.open.offset < self.chunk {
            return None;
        }
        let next = Self::behind(Some(&self.open), self.chunk);
        Some(std::mem::replace(self, next).open)
    }
}
