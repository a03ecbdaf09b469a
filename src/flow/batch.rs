//! The segments of one turn of a worker, in one buffer.

use super::Buffer;
use crate::model::{SegmentHead, SessionId};
use std::ops::Range;
use std::sync::Arc;

/// Segments of one session, in the order in which their calls returned. Their bytes stand behind
/// each other in the buffer, in the same order.
pub struct Batch {
    /// Whose.
    pub session: SessionId,
    /// What is known of each.
    pub heads: Vec<SegmentHead>,
    buffer: Buffer,
    filled: usize,
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new(session: SessionId, buffer: Buffer) -> Self {
        Self { session, heads: Vec::new(), buffer, filled: 0 }
    }

    /// A batch that owns its bytes: one segment for each head. For tests and tools.
    #[must_use]
    pub fn loose(session: SessionId, heads: Vec<SegmentHead>, bytes: Vec<u8>) -> Self {
        let filled = bytes.len();
        Self { session, heads, buffer: Buffer::loose(bytes), filled }
    }

    /// A batch of one segment, whose bytes others have, too.
    #[must_use]
    pub fn common(
        session: SessionId,
        head: SegmentHead,
        bytes: Arc<[u8]>,
        part: Range<usize>,
    ) -> Self {
        let filled = part.len();
        Self { session, heads: vec![head], buffer: Buffer::common(bytes, part), filled }
    }

    /// Room for the next segment.
    pub fn spare(&mut self) -> &mut [u8] {
        self.buffer.bytes_mut().get_mut(self.filled..).unwrap_or_default()
    }

    /// Bytes of room.
    #[must_use]
    pub fn room(&self) -> usize {
        self.buffer.bytes().len() - self.filled
    }

    /// Takes over the first `head.len` bytes of the room as a segment.
    pub fn commit(&mut self, head: SegmentHead) {
        self.filled += head.len as usize;
        debug_assert!(self.filled <= self.buffer.bytes().len(), "a segment fits its buffer");
        self.heads.push(head);
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The bytes of all segments.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.buffer.bytes().get(..self.filled).unwrap_or_default()
    }

    /// Each segment with its bytes.
    pub fn segments(&self) -> impl Iterator<Item = (&SegmentHead, &[u8])> {
        let mut rest = self.bytes();
        self.heads.iter().map(move |head| {
            let (bytes, tail) = rest.split_at(rest.len().min(head.len as usize));
            rest = tail;
            (head, bytes)
        })
    }
}
