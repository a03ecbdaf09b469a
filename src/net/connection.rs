//! One stream connection: receives, sends, half-closes and ends.

use super::cursor::Cursor;
use super::error;
use super::order::NewConnection;
use super::parcel::Parcel;
use super::queue::SendQueue;
use super::room::Room;
use super::sink::{Kind, Sink};
use super::stream::Stream;
use super::trace::Begun;
use crate::model::limits::{LINGER, QUANTUM};
use crate::model::{
    Address, CallResult, CloseReason, ConnectionGauges, ConnectionId, ConnectionInfo, Fault,
    FaultKind, Op, Options, OsError, SegmentKind, SessionEvent, SessionGauges, ThreadId, Totals,
};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// An echo or a room stops reading a peer for whom this many bytes wait.
const ECHO_HIGH_WATER: usize = 1024 * 1024;
/// How long a peer has to answer our end with its own before the socket is closed: a close with
/// unread bytes would be a reset, and a reset may overtake what we sent.
const GRACE: Duration = Duration::from_millis(250);

/// What became of a turn.
pub(super) enum Served {
    /// Nothing to do until the socket says so.
    Waiting,
    /// There is more; others are first.
    Again,
    /// No buffer is free, or a room is too loud: again when one comes home, or it is passed on.
    Starved,
    /// It is over.
    Ended(CloseReason),
}

/// A stream socket and all that belongs to it. Lives in one worker thread.
pub(super) struct Connection {
    pub(super) id: ConnectionId,
    peer: Address,
    pub(super) stream: Stream,
    /// It stands in the worker's ready list.
    pub(super) queued: bool,
    pub(super) readable: bool,
    pub(super) writable: bool,
    /// The poll has said that nothing comes behind what can be read.
    pub(super) hung_up: bool,
    gauges: Arc<ConnectionGauges>,
    session: Arc<SessionGauges>,
    incoming: Cursor,
    outgoing: Cursor,
    queue: SendQueue,
    paused: bool,
    peer_finished: bool,
    ours: Ours,
    closing: Option<Closing>,
    /// What broke while there may still be something to read.
    broken: Option<Fault>,
    urgent_noted: bool,
    /// Its session has been told that nothing more can be sent.
    finish_told: bool,
    opened: Instant,
    doubtful: u64,
}

/// One whose thread broke down ends without a word.
impl Drop for Connection {
    fn drop(&mut self) {
        self.gauges.finished.store(true, Ordering::Release);
    }
}

/// How far our direction is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ours {
    Open,
    /// To be shut down behind what waits.
    Finishing,
    Finished,
}

struct Closing {
    reason: CloseReason,
    deadline: Instant,
}

impl Connection {
    /// Takes over a socket and tells that it is connected.
    pub(super) fn adopt(
        new: NewConnection,
        thread: ThreadId,
        session: &Arc<SessionGauges>,
        sink: &mut Sink,
    ) -> Self {
        let gauges = Arc::new(ConnectionGauges::default());
        let credentials = new.stream.credentials();
        sink.note(SessionEvent::Connected(ConnectionInfo {
            id: new.id,
            peer: new.peer.clone(),
            local: new.local,
            thread,
            credentials,
            addressed: false,
            gauges: Arc::clone(&gauges),
        }));
        Self {
            id: new.id,
            peer: new.peer,
            stream: new.stream,
            queued: false,
            readable: true,
            writable: true,
            hung_up: false,
            gauges,
            session: Arc::clone(session),
            incoming: Cursor::default(),
            outgoing: Cursor::default(),
            queue: SendQueue::default(),
            paused: false,
            peer_finished: false,
            ours: Ours::Open,
            closing: None,
            broken: None,
            urgent_noted: false,
            finish_told: false,
            opened: Instant::now(),
            doubtful: 0,
        }
    }

    /// Puts bytes behind what waits.
    ///
    /// # Errors
    /// The reason when they may not wait here; nothing of them is kept then.
    pub(super) fn enqueue(&mut self, parcel: Parcel, budget: usize) -> Result<(), FaultKind> {
        if self.ours != Ours::Open || self.closing.is_some() {
            return Err(FaultKind::FinishedSending);
        }
        if self.broken.is_some() {
            return Err(FaultKind::BrokenPipe);
        }
        // A message larger than the budget may go when it is alone: it could never go otherwise.
        let (waiting, more) = (self.queue.weight(), parcel.bytes.len());
        if waiting > 0 && waiting + more > budget {
            return Err(FaultKind::QueueFull { waiting: waiting as u64, limit: budget as u64 });
        }
        self.add_waiting(more);
        self.queue.push(parcel);
        Ok(())
    }

    /// Ends our direction behind what waits.
    pub(super) fn finish_sending(&mut self) {
        if self.ours == Ours::Open {
            self.ours = Ours::Finishing;
        }
        self.gauges.finished.store(true, Ordering::Release);
    }

    /// Begins to end: what waits has some time to leave.
    pub(super) fn close(&mut self, reason: CloseReason) {
        self.finish_sending();
        let patience = if self.ours == Ours::Finished { GRACE } else { LINGER };
        let deadline = Instant::now() + patience;
        self.closing.get_or_insert(Closing { reason, deadline });
    }

    /// Why it is being closed, if it is.
    pub(super) fn closing_for(&self) -> Option<CloseReason> {
        self.closing.as_ref().map(|closing| closing.reason.clone())
    }

    /// When it is to be looked at again although nothing happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.closing.as_ref().map(|closing| closing.deadline)
    }

    pub(super) fn pause(&mut self, paused: bool, sink: &mut Sink) {
        self.paused = paused;
        self.gauges.reading_paused.store(paused, Ordering::Relaxed);
        // What the poll has told of before would have been told by a receive.
        self.note_error(sink);
    }

    /// Whether nothing more can be sent since the last time it was asked.
    pub(super) fn has_just_finished(&mut self) -> bool {
        self.gauges.finished.load(Ordering::Relaxed)
            && !std::mem::replace(&mut self.finish_told, true)
    }

    /// Nobody reads until the person says so.
    fn rests(&self) -> bool {
        self.paused && self.closing.is_none() && !self.peer_finished
    }

    /// Tells once that urgent data came; the bytes are read in line (`SO_OOBINLINE`).
    pub(super) fn note_urgent(&mut self, sink: &mut Sink) {
        if !std::mem::replace(&mut self.urgent_noted, true) {
            sink.note(SessionEvent::Urgent(self.id));
        }
    }

    /// The poll says that something went wrong. While the peer may still have something to say, the
    /// next receive tells what; behind its end, or in a pause, nobody would receive.
    pub(super) fn note_error(&mut self, sink: &mut Sink) {
        let begun = Begun::now();
        if (self.peer_finished || self.rests())
            && let Some(error) = self.stream.take_error()
        {
            self.break_with(&error, begun, Op::GetSockOpt("SO_ERROR"), sink);
        }
    }

    /// One turn: sends what waits, receives up to a quantum. The `room`, where it is one, is told what came.
    pub(super) fn serve(&mut self, sink: &mut Sink, options: &Options, room: &Arc<Room>) -> Served {
        if !self.send_waiting(sink) {
            return Served::Starved;
        }
        let mut received = 0;
        while self.may_receive(options) && received < QUANTUM {
            match self.receive(sink, options, room) {
                Some(0) => break,
                Some(count) => received += count,
                None => return Served::Starved,
            }
            if options.echo && !self.send_waiting(sink) {
                return Served::Starved;
            }
        }
        if let Some(reason) = self.is_over() {
            return Served::Ended(reason);
        }
        if self.may_receive(options) || self.may_send() { Served::Again } else { Served::Waiting }
    }

    /// Ends it now: what never left is kept in the record, and everything is counted.
    pub(super) fn end(mut self, reason: CloseReason, sink: &mut Sink) {
        // Who feeds it must know before what waits is let go.
        self.gauges.finished.store(true, Ordering::Release);
        let unsent = self.queue.waiting() as u64;
        for (bytes, from) in self.queue.take_rest() {
            sink.keep_unsent(self.id, false, &bytes, from);
        }
        self.take_waiting(usize::try_from(unsent).unwrap_or(usize::MAX));
        let (received, sent, _) = self.gauges.bytes();
        let broken = matches!(reason, CloseReason::Broken(_));
        let doubtful = if broken { self.doubtful } else { 0 };
        let lasted = self.opened.elapsed();
        let totals = Totals { received, sent, unsent, doubtful, lasted };
        let (id, begun) = (self.id, Begun::now());
        // Its socket is closed with it: that is what takes the time.
        drop(self);
        sink.call(begun, id, Op::Close, CallResult::Done);
        sink.note(SessionEvent::Closed(id, reason, totals));
    }

    fn may_receive(&self, options: &Options) -> bool {
        // What waits for a peer that is gone never grows less: nobody waits for that.
        let answering =
            (options.echo || options.room) && self.closing.is_none() && self.broken.is_none();
        self.readable
            // Bytes left unread would make the close a reset, which may overtake what we sent.
            && (!self.paused || self.closing.is_some())
            && !self.peer_finished
            && (!answering || self.queue.weight() < ECHO_HIGH_WATER)
    }

    fn may_send(&self) -> bool {
        self.writable && self.broken.is_none() && !self.queue.is_empty()
    }

    /// Sends until the queue is empty or the system takes no more. False when no buffer is free.
    fn send_waiting(&mut self, sink: &mut Sink) -> bool {
        while self.may_send() {
            if sink.room().is_none() {
                return false;
            }
            let Some(bytes) = self.queue.front() else { break };
            let bytes = bytes.get(..QUANTUM).unwrap_or(bytes);
            let begun = Begun::now();
            match self.stream.send(bytes) {
                Ok(count) => {
                    let op = Op::Send(bytes.len());
                    sink.call(begun, self.id, op, CallResult::Count(count));
                    let kind = Kind { of: SegmentKind::Sent, connection: self.id, datagram: false };
                    let sent = bytes.get(..count).unwrap_or(bytes);
                    sink.copy(&kind, sent, &mut self.outgoing);
                    sink.left(self.queue.advance(count));
                    self.count_sent(count);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.writable = false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let op = Op::Send(bytes.len());
                    // What came before it broke may still be there.
                    self.readable = true;
                    self.break_with(&error, begun, op, sink);
                }
            }
        }
        self.finish_if_due(sink);
        true
    }

    /// One receive: how many bytes came, 0 for none, `None` when no buffer is free.
    fn receive(&mut self, sink: &mut Sink, options: &Options, room: &Arc<Room>) -> Option<usize> {
        if options.room && room.is_full() {
            return None;
        }
        let buffer = sink.room()?;
        let size = buffer.len();
        let begun = Begun::now();
        match self.stream.recv(buffer) {
            Ok(0) => {
                sink.call(begun, self.id, Op::Recv(size), CallResult::Count(0));
                self.peer_has_finished(sink, options);
                Some(0)
            }
            Ok(count) => {
                sink.call(begun, self.id, Op::Recv(size), CallResult::Count(count));
                // A short read has emptied the socket (epoll(7)), unless the end is behind it; and no
                // read goes past the mark of urgent data (tcp(7)).
                let emptied = self.stream.is_emptied_by_short_reads();
                self.readable = count == size || self.hung_up || self.urgent_noted || !emptied;
                self.answer(sink.peek(count), options, room);
                let kind = Kind { of: SegmentKind::Received, connection: self.id, datagram: false };
                sink.commit(&kind, count, &mut self.incoming);
                self.count_received(count);
                Some(count)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.readable = false;
                Some(0)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Some(0),
            Err(error) => {
                self.readable = false;
                self.break_with(&error, begun, Op::Recv(size), sink);
                Some(0)
            }
        }
    }

    fn answer(&mut self, bytes: &[u8], options: &Options, room: &Arc<Room>) {
        if options.echo && self.ours == Ours::Open && self.broken.is_none() {
            self.add_waiting(bytes.len());
            self.queue.push(Arc::<[u8]>::from(bytes));
        }
        if options.room {
            room.say(self.id, Arc::from(bytes));
        }
    }

    fn peer_has_finished(&mut self, sink: &mut Sink, options: &Options) {
        self.peer_finished = true;
        self.readable = false;
        if self.closing.is_none() && self.ours != Ours::Finished && self.broken.is_none() {
            sink.note(SessionEvent::PeerFinished(self.id));
        }
        // Behind an echo there is nothing more to say than what came back.
        if options.close_with_peer || options.echo {
            self.finish_sending();
            self.finish_if_due(sink);
        }
    }

    fn finish_if_due(&mut self, sink: &mut Sink) {
        if self.ours != Ours::Finishing || !self.queue.is_empty() || self.broken.is_some() {
            return;
        }
        self.ours = Ours::Finished;
        let begun = Begun::now();
        let result = match self.stream.finish() {
            Ok(()) => CallResult::Done,
            // The peer was faster: there is nothing left to shut down.
            Err(error) => CallResult::Failed(OsError::from(&error)),
        };
        sink.call(begun, self.id, Op::Shutdown("SHUT_WR"), result);
        match &mut self.closing {
            Some(closing) => closing.deadline = closing.deadline.min(Instant::now() + GRACE),
            None if !self.peer_finished => sink.note(SessionEvent::WeFinished(self.id)),
            None => {}
        }
    }

    fn break_with(&mut self, error: &io::Error, begun: Begun, op: Op, sink: &mut Sink) {
        let fault = error::of_stream(error, op.name(), &self.peer);
        sink.call(begun, self.id, op, CallResult::Failed(OsError::from(error)));
        if self.broken.is_none() {
            self.broken = Some(fault);
            self.wait_for_reader(sink);
        }
        // What waits stays until the end, and the rest is refused from now on.
        self.gauges.finished.store(true, Ordering::Release);
        self.queue.give_up();
    }

    /// What came before it broke can still be read, and is not lost because the person has paused
    /// the reading: that it broke is told at once, and it ends when all has been read.
    fn wait_for_reader(&mut self, sink: &mut Sink) {
        let Some(fault) = self.broken.as_ref().filter(|_| self.rests()) else { return };
        self.readable = self.stream.has_unread();
        if self.readable {
            sink.note(SessionEvent::Warning(self.id, fault.clone()));
        }
    }

    /// Why it has come to its end, if it has.
    fn is_over(&mut self) -> Option<CloseReason> {
        if let Some(fault) = self.broken.take_if(|_| !self.readable || self.peer_finished) {
            return Some(CloseReason::Broken(fault));
        }
        let both = self.peer_finished && self.ours == Ours::Finished;
        match &self.closing {
            Some(closing) if both || Instant::now() >= closing.deadline => {
                Some(closing.reason.clone())
            }
            None if both => Some(CloseReason::Finished),
            _ => None,
        }
    }

    fn count_received(&mut self, count: usize) {
        let count = count as u64;
        self.gauges.received.fetch_add(count, Ordering::Relaxed);
        self.gauges.segments.fetch_add(1, Ordering::Relaxed);
        self.session.received.fetch_add(count, Ordering::Relaxed);
        self.doubtful = 0;
    }

    fn count_sent(&mut self, count: usize) {
        self.take_waiting(count);
        let count = count as u64;
        self.gauges.sent.fetch_add(count, Ordering::Relaxed);
        self.gauges.segments.fetch_add(1, Ordering::Relaxed);
        self.session.sent.fetch_add(count, Ordering::Relaxed);
        self.doubtful += count;
    }

    fn add_waiting(&self, count: usize) {
        self.gauges.waiting.fetch_add(count as u64, Ordering::Relaxed);
        self.session.waiting.fetch_add(count as u64, Ordering::Relaxed);
    }

    fn take_waiting(&self, count: usize) {
        self.gauges.waiting.fetch_sub(count as u64, Ordering::Relaxed);
        self.session.waiting.fetch_sub(count as u64, Ordering::Relaxed);
    }
}
