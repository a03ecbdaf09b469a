//! The way out of a network thread: batches of segments, notes and calls, in order.

use super::cursor::Cursor;
use super::parcel::Parcel;
use super::trace::{Begun, Trace};
use crate::flow::{Batch, Entry, Pool, Way};
use crate::model::limits::QUANTUM;
use crate::model::{
    ConnectionId, Event, Nanos, SegmentHead, SegmentKind, SessionEvent, SessionGauges, SessionId,
    ThreadId,
};
use std::sync::Arc;
use std::time::SystemTime;

/// Bytes of one buffer: two receives, so that small ones share it and large ones fill it.
pub(super) const BUFFER: usize = 2 * QUANTUM;
/// Most segments of one batch: datagrams may be empty and would never fill a buffer.
const SEGMENTS: usize = 4096;

/// Where a worker or a session puts all that others should know.
pub(super) struct Sink {
    pub(super) trace: Trace,
    session: SessionId,
    thread: ThreadId,
    entries: Way,
    pool: Pool,
    batch: Option<Batch>,
    /// What the batch says has left: who waits for that sees it let go behind the batch.
    left: Vec<Parcel>,
    moved: usize,
}

/// What a segment is, apart from its bytes.
pub(super) struct Kind {
    pub(super) of: SegmentKind,
    pub(super) connection: ConnectionId,
    pub(super) datagram: bool,
}

impl Sink {
    pub(super) fn new(
        session: SessionId,
        thread: ThreadId,
        entries: Way,
        pool: Pool,
        gauges: Arc<SessionGauges>,
    ) -> Self {
        Self {
            trace: Trace::new(thread, gauges),
            session,
            thread,
            entries,
            pool,
            batch: None,
            left: Vec::new(),
            moved: 0,
        }
    }

    /// Room for the largest receive, [`QUANTUM`] bytes, or `None` while all buffers are on their
    /// way to the record: then nothing may be received or sent. The pool wakes the thread later.
    pub(super) fn room(&mut self) -> Option<&mut [u8]> {
        let full = |batch: &Batch| batch.room() < QUANTUM || batch.heads.len() >= SEGMENTS;
        if self.batch.as_ref().is_some_and(full) {
            self.flush_batch();
        }
        if self.batch.is_none() {
            self.batch = Some(Batch::new(self.session, self.pool.take()?));
        }
        self.batch.as_mut().and_then(|batch| batch.spare().get_mut(..QUANTUM))
    }

    /// The first bytes of the room: what a receive has just put there.
    pub(super) fn peek(&mut self, len: usize) -> &[u8] {
        self.batch.as_mut().map(Batch::spare).and_then(|spare| spare.get(..len)).unwrap_or_default()
    }

    /// Makes the first `len` bytes of the room a segment.
    pub(super) fn commit(&mut self, kind: &Kind, len: usize, cursor: &mut Cursor) {
        let Some(mut batch) = self.batch.take() else { return };
        let bytes = batch.spare().get(..len).unwrap_or_default();
        let head = self.head(kind, bytes, cursor);
        batch.commit(head);
        self.batch = Some(batch);
        self.moved += len;
    }

    fn head(&self, kind: &Kind, bytes: &[u8], cursor: &mut Cursor) -> SegmentHead {
        let time = Nanos::from(SystemTime::now());
        let (since_lf, since_previous) = cursor.pass(bytes, time);
        SegmentHead {
            // The record numbers them, in the order of arrival.
            sequence: 0,
            time,
            connection: kind.connection,
            thread: self.thread,
            kind: kind.of,
            datagram: kind.datagram,
            len: u32::try_from(bytes.len()).unwrap_or_default(),
            since_lf,
            since_previous,
        }
    }

    /// Copies bytes that were sent into segments. The caller has seen to room for them.
    pub(super) fn copy(&mut self, kind: &Kind, bytes: &[u8], cursor: &mut Cursor) {
        if let Some(room) = self.room().and_then(|room| room.get_mut(..bytes.len())) {
            room.copy_from_slice(bytes);
            self.commit(kind, bytes.len(), cursor);
        }
    }

    /// Keeps bytes from there on that will never leave. They have memory of their own, which the send
    /// budget has bounded, and need no buffer: none of them may be lost because the record is behind.
    /// What waited for thousands is there once, and not copied for each.
    pub(super) fn keep_unsent(
        &mut self,
        connection: ConnectionId,
        datagram: bool,
        bytes: &Arc<[u8]>,
        from: usize,
    ) {
        let kind = Kind { of: SegmentKind::Unsent, connection, datagram };
        let mut cursor = Cursor::default();
        self.flush_batch();
        let mut part = from..from;
        loop {
            part = part.end..(part.end + QUANTUM).min(bytes.len());
            let piece = bytes.get(part.clone()).unwrap_or_default();
            let head = self.head(&kind, piece, &mut cursor);
            let batch = Batch::common(self.session, head, Arc::clone(bytes), part.clone());
            self.send(Entry::Batch(batch));
            if part.end >= bytes.len() {
                return;
            }
        }
    }

    /// Tells what happened, behind the bytes that came before it.
    pub(super) fn note(&mut self, event: SessionEvent) {
        self.flush_batch();
        let now = SystemTime::now().into();
        self.send(Entry::Note(self.session, event, now, self.thread));
    }

    /// Lets everything go on its way. Called once a turn.
    pub(super) fn flush(&mut self) {
        self.flush_batch();
        if let Some(calls) = self.trace.take() {
            if self.entries.is_behind() {
                return self.trace.skip(calls.len());
            }
            self.send(Entry::Aside(Event::Calls(self.session, calls)));
        }
    }

    /// Bytes in segments since the last time.
    pub(super) fn take_moved(&mut self) -> usize {
        std::mem::take(&mut self.moved)
    }

    /// Notes a call of this thread for the ladder.
    pub(super) fn call(
        &mut self,
        begun: Begun,
        connection: ConnectionId,
        op: crate::model::Op,
        result: crate::model::CallResult,
    ) {
        self.trace.note(begun, connection, op, result);
    }

    fn flush_batch(&mut self) {
        if let Some(batch) = self.batch.take_if(|batch| !batch.is_empty()) {
            self.send(Entry::Batch(batch));
        }
        self.left.clear();
    }

    /// Holds what has left until the record has heard of it.
    pub(super) fn left(&mut self, parcel: Option<Parcel>) {
        self.left.extend(parcel);
    }

    fn send(&self, entry: Entry) {
        self.entries.send(entry);
    }
}
