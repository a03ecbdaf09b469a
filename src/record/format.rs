//! How records and index entries stand in their files, byte by byte.
//!
//! All numbers are little-endian. A record is a header of 48 bytes and its payload:
//!
//! ```text
//!  0 magic u32     8 sequence u64   24 connection u32   36 since_lf u32
//!  4 kind u8      16 time u64       28 thread u32       40 since_previous u32
//!  5 flags u8                       32 len u32          44 CRC-32 of bytes 0..44
//! ```
//!
//! The payload has no checksum: the header is what reading depends on, and the bulk path is long
//! enough. An index entry of 128 bytes describes one finished chunk of the capture:
//!
//! ```text
//!  0 magic u32     8 offset u64   24 first sequence u64   40 segments up to its end u64
//!  4 zero u32     16 end u64      32 first time u64       48 line messages up to its end u64
//! 56 connections, 512 bits by number modulo 512           120 zero u32   124 CRC-32 of 0..124
//! ```

use crate::model::{ConnectionId, Nanos, SegmentHead, SegmentKind, ThreadId};

/// The version of this format, in each capture's `meta.json`.
pub(super) const VERSION: u32 = 1;
/// Bytes of a record's header.
pub(super) const HEADER: usize = 48;
/// Bytes of an index entry.
pub(super) const ENTRY: usize = 128;
/// Most bytes in one record; a longer segment becomes several that are marked as belonging
/// together. Bounds what a reader allocates for a record.
pub(super) const PAYLOAD: usize = 1024 * 1024;
/// A chunk is finished when it holds this many bytes: the unit in which a view reads and decodes.
pub(super) const CHUNK: u64 = 256 * 1024;
/// Most bytes a chunk can have: it ends behind the record that fills it.
pub(super) const CHUNK_MAX: u64 = CHUNK + (PAYLOAD + HEADER) as u64;

/// Bytes of an index entry's set of connections.
pub(super) const SET: usize = 64;

const RECORD_MAGIC: u32 = u32::from_le_bytes(*b"JFr1");
const ENTRY_MAGIC: u32 = u32::from_le_bytes(*b"JFi1");
const DATAGRAM: u8 = 1;
const CONTINUES: u8 = 2;
const CONTINUED: u8 = 4;

/// A record's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) head: SegmentHead,
    /// The segment goes on in the stream's next record.
    pub(super) continues: bool,
    /// The segment began in the stream's previous record.
    pub(super) continued: bool,
}

impl Header {
    /// Appends the header's bytes.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let head = &self.head;
        let flag = |is: bool, bit| if is { bit } else { 0 };
        let flags = flag(head.datagram, DATAGRAM)
            | flag(self.continues, CONTINUES)
            | flag(self.continued, CONTINUED);
        let begin = out.len();
        out.extend_from_slice(&RECORD_MAGIC.to_le_bytes());
        out.extend_from_slice(&[head.kind as u8, flags, 0, 0]);
        out.extend_from_slice(&head.sequence.to_le_bytes());
        out.extend_from_slice(&head.time.0.to_le_bytes());
        for number in
            [head.connection.0, head.thread.0, head.len, head.since_lf, head.since_previous]
        {
            out.extend_from_slice(&number.to_le_bytes());
        }
        seal(out, begin);
    }

    /// Reads a header from the beginning of `bytes`; `None` where there is no intact one.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = intact(bytes, HEADER, RECORD_MAGIC)?;
        let (kind, flags) = (*bytes.get(4)?, *bytes.get(5)?);
        let len = u32_at(bytes, 32)?;
        if len as usize > PAYLOAD {
            return None;
        }
        let head = SegmentHead {
            sequence: u64_at(bytes, 8)?,
            time: Nanos(u64_at(bytes, 16)?),
            connection: ConnectionId(u32_at(bytes, 24)?),
            thread: ThreadId(u32_at(bytes, 28)?),
            kind: SegmentKind::from_number(kind)?,
            datagram: flags & DATAGRAM != 0,
            len,
            since_lf: u32_at(bytes, 36)?,
            since_previous: u32_at(bytes, 40)?,
        };
        Some(Self { head, continues: flags & CONTINUES != 0, continued: flags & CONTINUED != 0 })
    }
}

/// The first place in `bytes` where a record seems to begin, for finding the way again behind
/// damage. Only a header whose checksum holds counts.
pub(super) fn resynchronise(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, &RECORD_MAGIC.to_le_bytes())
        .find(|at| bytes.get(*at..).and_then(Header::decode).is_some())
}

/// What the index says of one finished chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry {
    /// Where its first record begins.
    pub(super) offset: u64,
    /// Where the next chunk begins.
    pub(super) end: u64,
    /// The number of its first segment.
    pub(super) sequence: u64,
    /// The time of its first segment.
    pub(super) time: Nanos,
    /// Records from the capture's beginning up to `end`.
    pub(super) segments: u64,
    /// Messages of the lines lens that begin before `end`.
    pub(super) lines: u64,
    /// Which connections may have records in it.
    pub(super) connections: [u8; SET],
}

impl IndexEntry {
    /// Appends the entry's bytes.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let begin = out.len();
        out.extend_from_slice(&ENTRY_MAGIC.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        for number in [self.offset, self.end, self.sequence, self.time.0, self.segments, self.lines]
        {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.connections);
        out.extend_from_slice(&[0; 4]);
        seal(out, begin);
    }

    /// Reads an entry; `None` where there is no intact one, or one with impossible numbers.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = intact(bytes, ENTRY, ENTRY_MAGIC)?;
        let entry = Self {
            offset: u64_at(bytes, 8)?,
            end: u64_at(bytes, 16)?,
            sequence: u64_at(bytes, 24)?,
            time: Nanos(u64_at(bytes, 32)?),
            segments: u64_at(bytes, 40)?,
            lines: u64_at(bytes, 48)?,
            connections: bytes.get(56..56 + SET)?.try_into().ok()?,
        };
        let size = entry.end.checked_sub(entry.offset)?;
        (size > 0 && size <= CHUNK_MAX).then_some(entry)
    }

    /// Whether a connection may have records in the chunk.
    pub(super) fn may_hold(&self, connection: ConnectionId) -> bool {
        let (byte, bit) = place(connection);
        self.connections.get(byte).is_some_and(|bits| bits & bit != 0)
    }
}

/// Where a connection's bit stands in a set.
pub(super) fn place(connection: ConnectionId) -> (usize, u8) {
    let bit = connection.0 as usize % (SET * 8);
    (bit / 8, 1 << (bit % 8))
}

fn seal(out: &mut Vec<u8>, begin: usize) {
    let sum = crc32fast::hash(out.get(begin..).unwrap_or_default());
    out.extend_from_slice(&sum.to_le_bytes());
}

/// The first `len` bytes, if they begin with `magic` and end with their checksum.
fn intact(bytes: &[u8], len: usize, magic: u32) -> Option<&[u8]> {
    let bytes = bytes.get(..len)?;
    if u32_at(bytes, 0)? != magic {
        return None;
    }
    (crc32fast::hash(bytes.get(..len - 4)?) == u32_at(bytes, len - 4)?).then_some(bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header() -> Header {
        let head = SegmentHead {
            sequence: 7,
            time: Nanos(1_700_000_000_123_456_789),
            connection: ConnectionId(3),
            thread: ThreadId(4),
            kind: SegmentKind::Received,
            datagram: true,
            len: 1234,
            since_lf: 5,
            since_previous: u32::MAX,
        };
        Header { head, continues: true, continued: false }
    }

    #[test]
    fn a_header_comes_back_as_it_was_and_no_flipped_bit_is_believed() {
        let mut bytes = Vec::new();
        header().encode(&mut bytes);
        assert_eq!(bytes.len(), HEADER);
        assert_eq!(Header::decode(&bytes), Some(header()));
        for bit in 0..HEADER * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::decode(&damaged), None, "bit {bit}");
        }
        for len in 0..HEADER {
            assert_eq!(Header::decode(&bytes[..len]), None, "{len} bytes");
        }
    }

    #[test]
    fn an_index_entry_comes_back_as_it_was() {
        let mut connections = [0; SET];
        let (byte, bit) = place(ConnectionId(513));
        connections[byte] |= bit;
        let (offset, end) = (100, 300_000);
        let time = Nanos(3);
        let entry =
            IndexEntry { offset, end, sequence: 2, time, segments: 4, lines: 5, connections };
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        assert_eq!(bytes.len(), ENTRY);
        assert_eq!(IndexEntry::decode(&bytes), Some(entry.clone()));
        assert!(entry.may_hold(ConnectionId(1)) && !entry.may_hold(ConnectionId(2)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            prop_assert!(Header::decode(&bytes).is_none());
            prop_assert!(IndexEntry::decode(&bytes).is_none());
            prop_assert!(resynchronise(&bytes).is_none());
        }
    }
}
