//! A piece of the capture in memory, decoded and cut by a lens.

use super::format::{HEADER, Header, resynchronise};
use super::lens::cut;
use crate::model::{ConnectionId, Lens, SegmentHead, SegmentKind, SessionEvent};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::mem::size_of;
use std::ops::Range;

/// What a message never leaves: the bytes of one connection in one direction.
pub(super) type Stream = (ConnectionId, SegmentKind);

/// Something for each stream.
pub(super) type StreamMap<T> = HashMap<Stream, T, BuildHasherDefault<StreamHasher>>;
/// Some streams.
pub(super) type StreamSet = HashSet<Stream, BuildHasherDefault<StreamHasher>>;

/// Hashes a stream in a few cycles; it stands in the way of every record. Its numbers are given by
/// the program, so nobody can choose them to collide.
#[derive(Default)]
pub(super) struct StreamHasher(u64);

impl Hasher for StreamHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.unsigned_abs() as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 / golden ratio (Knuth, "The Art of Computer Programming" 6.4).
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Stands for "no record".
const NONE: u32 = u32::MAX;
/// Stands for "something is missing behind this record".
const BROKEN: u32 = u32::MAX - 1;

/// What follows a record in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This record of the same chunk.
    Record(u32),
    /// Nothing in this chunk.
    Elsewhere,
    /// Something that is missing.
    Missing,
}

/// Where a message begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    /// Which record of the chunk.
    pub(super) record: u32,
    /// Which of its bytes.
    pub(super) at: u32,
    /// It goes on with what a limit cut.
    pub(super) continued: bool,
}

/// A record in a chunk.
pub(super) struct Record {
    /// Where its header stands in the chunk.
    begin: u32,
    /// The stream's next record in this chunk.
    next: u32,
    /// What is known of it.
    pub(super) header: Header,
}

struct State {
    last: u32,
    filled: usize,
}

/// A chunk. Messages that begin in it are known when it is *settled*: a piece of a stream at the
/// chunk's edge belongs to the chunk before if a message of that stream begins there by its own
/// right, and begins a message here otherwise. So a message lies in one chunk or in two neighbours.
pub(super) struct Chunk {
    lens: Lens,
    /// Where it begins in the capture.
    pub(super) from: u64,
    bytes: Vec<u8>,
    decoded: usize,
    pub(super) records: Vec<Record>,
    pub(super) starts: Vec<Start>,
    /// Streams of which a message begins here by its own right.
    local: StreamSet,
    firsts: StreamMap<u32>,
    states: StreamMap<State>,
    /// First records of streams that go on from before; those before `settled` were decided.
    pending: Vec<u32>,
    settled: usize,
    broken: bool,
    /// Bytes that are no record.
    pub(super) damaged: u64,
    closed: HashSet<ConnectionId>,
}

impl Chunk {
    pub(super) fn new(lens: Lens, from: u64) -> Self {
        Self {
            lens,
            from,
            bytes: Vec::new(),
            decoded: 0,
            records: Vec::new(),
            starts: Vec::new(),
            local: StreamSet::default(),
            firsts: StreamMap::default(),
            states: StreamMap::default(),
            pending: Vec::new(),
            settled: 0,
            broken: false,
            damaged: 0,
            closed: HashSet::new(),
        }
    }

    /// Where it ends in the capture, as far as it was read.
    pub(super) fn end(&self) -> u64 {
        self.from + self.bytes.len() as u64
    }

    /// Memory that it takes, roughly.
    pub(super) fn weight(&self) -> usize {
        self.bytes.capacity()
            + self.records.capacity() * size_of::<Record>()
            + self.starts.capacity() * size_of::<Start>()
            + self.states.len() * 96
    }

    /// Adds bytes behind those it has; whole records, but for damage.
    pub(super) fn extend(&mut self, more: &[u8]) {
        self.bytes.extend_from_slice(more);
        while self.decoded < self.bytes.len() {
            self.decode_one();
        }
    }

    fn decode_one(&mut self) {
        let rest = self.bytes.get(self.decoded..).unwrap_or_default();
        let whole =
            Header::decode(rest).filter(|header| rest.len() - HEADER >= header.head.len as usize);
        let Some(header) = whole else {
            let skip = rest.get(1..).and_then(resynchronise).map_or(rest.len(), |at| at + 1);
            self.decoded += skip;
            self.damaged += skip as u64;
            self.interrupt();
            return;
        };
        let begin = u32::try_from(self.decoded).unwrap_or(NONE);
        let number = u32::try_from(self.records.len()).unwrap_or(NONE);
        self.decoded += HEADER + header.head.len as usize;
        self.records.push(Record { begin, next: NONE, header });
        self.enter(number, &header);
    }

    fn enter(&mut self, number: u32, header: &Header) {
        let head = &header.head;
        let stream = (head.connection, head.kind);
        self.firsts.entry(stream).or_insert(number);
        let known = self.states.get(&stream).map(|state| (state.last, state.filled));
        let (last, mut filled) = known.unwrap_or((NONE, 0));
        if let Some(previous) = self.records.get_mut(last as usize) {
            previous.next = number;
        }
        let begin = self.records.get(number as usize).map_or(0, |record| record.begin as usize);
        let from = begin + HEADER;
        let payload = self.bytes.get(from..from + head.len as usize).unwrap_or_default();
        let at = self.starts.len();
        cut(self.lens, head, payload, &mut filled, |at, continued| {
            let at = u32::try_from(at).unwrap_or(NONE);
            self.starts.push(Start { record: number, at, continued });
        });
        let begins_at_zero = self.starts.get(at).is_some_and(|start| start.at == 0);
        if self.lens == Lens::Raw
            && let Some(start) = self.starts.get_mut(at)
        {
            start.continued = header.continued;
        }
        if !begins_at_zero && known.is_none() {
            if self.broken {
                self.starts.insert(at, Start { record: number, at: 0, continued: true });
            } else {
                self.pending.push(number);
            }
        }
        if self.starts.len() > at {
            self.local.insert(stream);
        }
        self.states.insert(stream, State { last: number, filled });
        if head.kind == SegmentKind::Note {
            self.note(number);
        }
    }

    fn note(&mut self, number: u32) {
        match serde_json::from_slice(self.payload(number)) {
            Ok(SessionEvent::Closed(connection, ..)) => {
                self.closed.insert(connection);
            }
            Ok(SessionEvent::Gap { .. }) => self.interrupt(),
            _ => {}
        }
    }

    /// What comes is not joined to what was: something is missing between.
    fn interrupt(&mut self) {
        for state in self.states.values() {
            if let Some(record) = self.records.get_mut(state.last as usize) {
                record.next = BROKEN;
            }
        }
        self.states.clear();
        self.broken = true;
    }

    /// Whether there is something left to decide for which the chunk before must be known.
    pub(super) fn is_settled(&self) -> bool {
        self.settled == self.pending.len()
    }

    /// Decides what begins at the chunk's edge. `before` is `None` where there is nothing before.
    pub(super) fn settle(&mut self, before: Option<&StreamSet>) {
        let undecided = self.pending.get(self.settled..).unwrap_or_default();
        let starts: Vec<_> = undecided
            .iter()
            .filter(|number| {
                let stream = self.stream(**number);
                !stream.is_some_and(|stream| before.is_some_and(|set| set.contains(&stream)))
            })
            .map(|record| Start { record: *record, at: 0, continued: true })
            .collect();
        self.starts.extend(starts);
        self.starts.sort();
        self.settled = self.pending.len();
    }

    /// Streams of which a message begins here by its own right.
    pub(super) fn local(&self) -> &StreamSet {
        &self.local
    }

    /// Whether the end of a connection is noted here.
    pub(super) fn closes(&self, connection: ConnectionId) -> bool {
        self.closed.contains(&connection)
    }

    pub(super) fn head(&self, record: u32) -> Option<&SegmentHead> {
        self.records.get(record as usize).map(|record| &record.header.head)
    }

    /// Whose bytes a record holds.
    pub(super) fn stream(&self, record: u32) -> Option<Stream> {
        self.head(record).map(|head| (head.connection, head.kind))
    }

    pub(super) fn payload(&self, record: u32) -> &[u8] {
        self.piece(record, 0..usize::MAX)
    }

    /// Some bytes of a record's payload, as many as there are.
    pub(super) fn piece(&self, record: u32, range: Range<usize>) -> &[u8] {
        let Some(record) = self.records.get(record as usize) else { return &[] };
        let from = record.begin as usize + HEADER;
        let payload = self.bytes.get(from..from + record.header.head.len as usize);
        let payload = payload.unwrap_or_default();
        payload.get(range.start..range.end.min(payload.len())).unwrap_or_default()
    }

    /// What follows a record in its stream.
    pub(super) fn next_of_stream(&self, record: u32) -> Next {
        match self.records.get(record as usize).map_or(NONE, |record| record.next) {
            NONE => Next::Elsewhere,
            BROKEN => Next::Missing,
            next => Next::Record(next),
        }
    }

    pub(super) fn first_of_stream(&self, stream: Stream) -> Option<u32> {
        self.firsts.get(&stream).copied()
    }

    /// Where a record stands in the capture.
    pub(super) fn offset_of(&self, record: u32) -> u64 {
        self.from + self.records.get(record as usize).map_or(0, |record| u64::from(record.begin))
    }

    /// The first record at an offset of the capture or behind it.
    pub(super) fn record_at(&self, offset: u64) -> u32 {
        let at = offset.saturating_sub(self.from);
        let number = self.records.partition_point(|record| u64::from(record.begin) < at);
        u32::try_from(number).unwrap_or(NONE)
    }

    /// The first beginning at a byte of a record or behind it, as an index into `starts`.
    pub(super) fn start_from(&self, record: u32, at: u32) -> usize {
        self.starts.partition_point(|start| (start.record, start.at) < (record, at))
    }

    /// The first beginning within a record, at `at` or behind it.
    pub(super) fn start_within(&self, record: u32, at: u32) -> Option<Start> {
        let start = self.starts.get(self.start_from(record, at))?;
        (start.record == record).then_some(*start)
    }
}
