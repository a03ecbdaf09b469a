//! The way out of a network thread: batches of segments, notes and calls, in order.

use super::cursor::Cursor;
use super::trace::{Begun, Trace};
use crate::flow::{Batch, Entry, Pool};
use crate::model::limits::QUANTUM;
use crate::model::{
    ConnectionId, Event, Nanos, SegmentHead, SegmentKind, SessionEvent, SessionGauges, SessionId,
    ThreadId,
};
use crossbeam_channel::Sender;
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
    entries: Sender<Entry>,
    pool: Pool,
    batch: Option<Batch>,
    moved: usize,
}

/// What a segment is, apart from its bytes.
pub(super) struct Kind {
    pub(super) kind: SegmentKind,
    pub(super) connection: ConnectionId,
    pub(super) datagram: bool,
}

impl Sink {
    pub(super) fn new(
        session: SessionId,
        thread: ThreadId,
        entries: Sender<Entry>,
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
        let time = Nanos::from(SystemTime::now());
        let Some(batch) = &mut self.batch else { return };
        let bytes = batch.spare().get(..len).unwrap_or_default();
        let (since_lf, since_previous) = cursor.pass(bytes, time);
        let head = SegmentHead {
            sequence: 0,
            time,
            connection: kind.connection,
            thread: self.thread,
            kind: kind.kind,
            datagram: kind.datagram,
            len: u32::try_from(bytes.len()).unwrap_or_default(),
            since_lf,
            since_previous,
        };
        batch.commit(head);
        self.moved += len;
    }

    /// Copies bytes that were sent, or never will be, into segments. The caller has seen to room
    /// for one; more is taken as it is there, and what finds none is dropped: the answer is how
    /// many bytes were kept.
    pub(super) fn copy(&mut self, kind: &Kind, bytes: &[u8], cursor: &mut Cursor) -> usize {
        if bytes.is_empty() {
            self.commit(kind, 0, cursor);
            return 0;
        }
        let mut kept = 0;
        for piece in bytes.chunks(QUANTUM) {
            let Some(room) = self.room() else { break };
            let Some(room) = room.get_mut(..piece.len()) else { break };
            room.copy_from_slice(piece);
            self.commit(kind, piece.len(), cursor);
            kept += piece.len();
        }
        kept
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
    }

    fn send(&self, entry: Entry) {
        // The record outlives every session; if it is gone the program is ending.
        self.entries.send(entry).ok();
    }
}
