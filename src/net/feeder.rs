//! Sends a file, or one message again and again, from a thread of its own.

use super::order::{Mailbox, Order, Report, SessionOrder};
use super::sink::Sink;
use super::trace::{Begun, Trace};
use crate::flow::{Entry, Way};
use crate::model::limits::JOIN;
use crate::model::{
    Audience, CallResult, ConnectionGauges, ConnectionId, Event, Fault, FaultKind, Feed, FeedEnd,
    FeedGauges, FeedInfo, Op, SessionEvent, SessionGauges, SessionId, Target, ThreadId, ThreadRole,
};
use crate::threads::{self, Handle, Me, Registry, Spec};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::time::{Duration, Instant};

/// Most bytes that are read and handed on at once.
const PIECE: u64 = 256 * 1024;
/// Most bytes of a stream that wait for a peer: enough for any line, and few to come behind a stop.
const WAITING: u64 = 2 * 1024 * 1024;
/// How long is waited for a peer to read: at first, and longer each time, up to the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));
/// Times of a repetition that are caught up with after a delay; more are left out.
const CATCH_UP: u32 = 64;
/// What a message that waits takes beside its bytes, about: empty ones take room, too.
const AROUND: u64 = 64;

/// What a feeder needs of its session.
pub(super) struct Job {
    pub(super) session: SessionId,
    pub(super) audience: Audience,
    pub(super) feed: Feed,
    /// Bytes that may wait for a peer. A stream fills half of it at most: there is always room for a
    /// word.
    pub(super) budget: usize,
    /// The most a datagram holds, where the session has datagrams.
    pub(super) datagram: Option<usize>,
    pub(super) gauges: Arc<SessionGauges>,
    pub(super) orders: Mailbox<SessionOrder>,
    pub(super) entries: Way,
}

/// A running feeder, as its session holds it.
pub(super) struct Feeder {
    info: FeedInfo,
    begun: Instant,
    thread: Handle<FeedEnd>,
    stop: Stop,
}

/// Asks it to end; also when it is dropped, as its session does in a panic.
struct Stop(Sender<()>);

impl Stop {
    fn ask(&self) {
        // One that is full has been asked already; one that is closed has ended.
        self.0.try_send(()).ok();
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.ask();
    }
}

impl Feeder {
    /// Starts the thread `file:<session>` or `repeat:<session>`. It reports when it ends.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub(super) fn start(registry: &Registry, job: Job, sink: &mut Sink) -> io::Result<Self> {
        let (stop, stopped) = bounded(1);
        let (ask, name) = (stop.clone(), job.feed.name());
        let kind = if job.feed.is_stream() { "file" } else { "repeat" };
        let mut spec = Spec::new(ThreadRole::Feed, format!("{kind}:{}", job.session));
        if !name.is_empty() {
            spec.label = format!("{} · {name}", spec.name);
        }
        let spec = spec.with_stop(move || {
            // One that is full has been asked already.
            ask.try_send(()).ok();
        });
        let gauges = Arc::new(FeedGauges::default());
        let own = Arc::clone(&gauges);
        let (begun, since, name_of_thread) = (Begun::now(), Instant::now(), spec.name.clone());
        let run = Op::Run(name_of_thread.clone());
        let thread = threads::spawn(registry, spec, move |me| {
            let _farewell = Farewell(job.orders.clone(), me.id());
            job.tell(me.id(), run);
            Run { job: &job, me, stop: &stopped, gauges: &own }.all()
        });
        let start = Op::Start(name_of_thread);
        let session = ConnectionId::SESSION;
        let thread = sink.trace.did(begun, session, start, thread, |_| CallResult::Done)?;
        let info = FeedInfo { thread: thread.id(), name, gauges };
        Ok(Self { info, begun: since, thread, stop: Stop(stop) })
    }

    pub(super) fn info(&self) -> &FeedInfo {
        &self.info
    }

    /// Asks it to end.
    pub(super) fn stop(&self) {
        self.stop.ask();
    }

    /// Waits for it, and notes what became of it. One that hangs in a read of a file is left alone.
    pub(super) fn join(self, sink: &mut Sink) {
        let lasted = self.begun.elapsed();
        let Self { info: FeedInfo { thread, name, gauges }, thread: handle, .. } = self;
        let (label, begun) = (handle.label(), Begun::now());
        let joined = handle.join_within(JOIN);
        let result = match &joined {
            Ok(_) => CallResult::Done,
            Err(late) => CallResult::Text(format!("{}: still alive", late.label)),
        };
        sink.call(begun, ConnectionId::SESSION, Op::Join(label.clone(), Some(JOIN)), result);
        let end = match joined {
            Ok(Some(end)) => end,
            // What the panic said is told with the thread's own end.
            Ok(None) => FeedEnd::Broken(Fault::new(FaultKind::Panicked {
                thread: label,
                message: String::new(),
            })),
            Err(_) => FeedEnd::Stopped,
        };
        let (bytes, _, times) = gauges.read();
        sink.note(SessionEvent::Fed { thread, name, end, bytes, times, lasted });
    }
}

impl Job {
    /// Shows a call of the thread itself.
    fn tell(&self, thread: ThreadId, op: Op) {
        let mut trace = Trace::new(thread, Arc::clone(&self.gauges));
        trace.note(Begun::now(), ConnectionId::SESSION, op, CallResult::Done);
        if let Some(calls) = trace.take() {
            self.entries.send(Entry::Aside(Event::Calls(self.session, calls)));
        }
    }
}

/// Tells the session that the thread ends, also by a panic.
struct Farewell(Mailbox<SessionOrder>, ThreadId);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.send(SessionOrder::Report(Report::Fed(self.1)));
    }
}

/// The thread at work.
struct Run<'a> {
    job: &'a Job,
    me: &'a Me,
    stop: &'a Receiver<()>,
    gauges: &'a FeedGauges,
}

impl Run<'_> {
    fn all(&self) -> FeedEnd {
        match &self.job.feed {
            Feed::File(path) => match open(path) {
                Ok((file, len)) => self.stream(file, len, path),
                Err(fault) => FeedEnd::Broken(fault),
            },
            Feed::Bytes(name, bytes) => self.stream(&**bytes, bytes.len() as u64, name.as_ref()),
            Feed::Repeat { bytes, every, times } => self.repeat(bytes, *every, *times),
        }
    }

    fn stream(&self, mut source: impl Read, len: u64, path: &Path) -> FeedEnd {
        self.gauges.len.store(len, Ordering::Relaxed);
        let half = (self.job.budget as u64 / 2).clamp(1, WAITING);
        let most = match self.most(len, half) {
            Ok(most) => most,
            Err(fault) => return FeedEnd::Broken(fault),
        };
        // Nothing is a message where there are datagrams.
        let mut left = (len > 0 || self.job.datagram.is_some()).then_some(len);
        let (mut underway, mut pause) = (Underway::default(), PAUSE.0);
        loop {
            let all_gone = left.is_none() && underway.is_empty();
            let gone = underway.settle();
            // Before a queue lets go of what it never sent, its connection says that it has ended.
            fence(Ordering::Acquire);
            if !self.is_anybody_there() {
                return if all_gone { FeedEnd::Done } else { FeedEnd::NobodyThere };
            }
            if gone > 0 {
                self.gauges.sent.fetch_add(gone, Ordering::Relaxed);
                self.me.add_bytes(usize::try_from(gone).unwrap_or(usize::MAX));
                pause = PAUSE.0;
            }
            match left.map(|rest| rest.min(most)) {
                None if underway.is_empty() => return FeedEnd::Done,
                Some(next) if self.has_room(&underway, next, half) => {
                    let piece = match read(&mut source, next) {
                        Ok(piece) => piece,
                        Err(error) => {
                            self.leaves(&underway);
                            return FeedEnd::Broken(of_read(&error, path));
                        }
                    };
                    left = left.and_then(|rest| (rest > next).then_some(rest - next));
                    underway.push(Arc::clone(&piece));
                    if !self.send(piece) {
                        return FeedEnd::NobodyThere;
                    }
                    if self.stop.try_recv().is_ok() {
                        return self.stopped(&underway);
                    }
                }
                _ if self.is_stopped_within(pause) => return self.stopped(&underway),
                _ => pause = (pause * 2).min(PAUSE.1),
            }
        }
    }

    /// The most bytes that are handed on at once. A datagram is sent whole or not at all.
    fn most(&self, len: u64, half: u64) -> Result<u64, Fault> {
        match self.job.datagram {
            Some(limit) if len > limit as u64 => {
                let bytes = usize::try_from(len).unwrap_or(usize::MAX);
                Err(Fault::new(FaultKind::TooLarge { bytes, limit }))
            }
            Some(_) => Ok(len),
            None => Ok(PIECE.min(half)),
        }
    }

    /// Whether so many bytes more may wait for the one who reads the slowest.
    fn has_room(&self, underway: &Underway, next: u64, half: u64) -> bool {
        let waiting = underway.bytes.max(self.waiting());
        waiting == 0 || waiting + next <= half
    }

    /// Counts what is on its way and will leave, although nobody looks on any more.
    fn leaves(&self, underway: &Underway) {
        self.gauges.sent.fetch_add(underway.bytes, Ordering::Relaxed);
    }

    fn repeat(&self, bytes: &Arc<[u8]>, every: Duration, times: Option<NonZeroU32>) -> FeedEnd {
        let every = every.max(Duration::from_millis(1));
        // Nobody else holds it once all have left.
        let bytes = &Arc::from(&**bytes);
        let mut next = Instant::now();
        for said in 1_u64.. {
            if !self.is_anybody_there() {
                return FeedEnd::NobodyThere;
            }
            let (waiting, limit) = (self.waiting_copies(bytes), self.job.budget as u64);
            if waiting > 0 && waiting + bytes.len() as u64 > limit {
                return FeedEnd::Broken(Fault::new(FaultKind::QueueFull { waiting, limit }));
            }
            if !self.send(Arc::clone(bytes)) {
                return FeedEnd::NobodyThere;
            }
            self.me.add_bytes(bytes.len());
            self.gauges.sent.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            self.gauges.times.store(said, Ordering::Relaxed);
            if times.is_some_and(|times| said >= u64::from(times.get())) {
                return self.all_left(bytes);
            }
            next += every;
            let now = Instant::now();
            if now.saturating_duration_since(next) > every * CATCH_UP {
                next = now;
            }
            if self.is_stopped_within(next.saturating_duration_since(now)) {
                return self.stopped(&Underway::default());
            }
        }
        FeedEnd::Done
    }

    /// Waits until the last of a repetition has left: its end is told behind it.
    fn all_left(&self, bytes: &Arc<[u8]>) -> FeedEnd {
        let mut pause = PAUSE.0;
        while Arc::strong_count(bytes) > 1 {
            if self.is_stopped_within(pause) {
                return self.stopped(&Underway::default());
            }
            if !self.is_anybody_there() {
                return FeedEnd::NobodyThere;
            }
            pause = (pause * 2).min(PAUSE.1);
        }
        FeedEnd::Done
    }

    /// Hands a piece to the session. False when that has ended.
    fn send(&self, bytes: Arc<[u8]>) -> bool {
        let target = match &self.job.audience {
            Audience::Anybody => Target::All,
            Audience::These(these) => Target::Some(live(these).map(|(id, _)| id).collect()),
        };
        let part = self.job.feed.is_stream();
        let order = Order::Send { target, except: None, bytes, part };
        self.job.orders.send(SessionOrder::Pass(order))
    }

    fn is_anybody_there(&self) -> bool {
        match &self.job.audience {
            Audience::Anybody => self.job.gauges.open.load(Ordering::Relaxed) > 0,
            Audience::These(these) => live(these).next().is_some(),
        }
    }

    /// Bytes that wait for the one who reads the slowest.
    fn waiting(&self) -> u64 {
        match &self.job.audience {
            Audience::Anybody => self.job.gauges.bytes().2,
            Audience::These(these) => {
                live(these).map(|(_, gauges)| gauges.bytes().2).max().unwrap_or_default()
            }
        }
    }

    /// Bytes of a repeated message that wait for each, on the average.
    fn waiting_copies(&self, bytes: &Arc<[u8]>) -> u64 {
        let peers = match &self.job.audience {
            Audience::Anybody => u64::from(self.job.gauges.open.load(Ordering::Relaxed)),
            Audience::These(these) => live(these).count() as u64,
        };
        // One is ours.
        let copies = (Arc::strong_count(bytes) - 1) as u64;
        copies * (bytes.len() as u64 + AROUND) / peers.max(1)
    }

    fn is_stopped_within(&self, time: Duration) -> bool {
        self.me.wait(|| self.stop.recv_timeout(time)).is_ok()
    }

    /// Why it ends when it is asked to: a session that ends asks, too.
    fn stopped(&self, underway: &Underway) -> FeedEnd {
        if !self.is_anybody_there() {
            return FeedEnd::NobodyThere;
        }
        self.leaves(underway);
        FeedEnd::Stopped
    }
}

/// Those to whom something can be sent.
fn live(
    these: &[(ConnectionId, Arc<ConnectionGauges>)],
) -> impl Iterator<Item = (ConnectionId, &ConnectionGauges)> {
    let open = |gauges: &ConnectionGauges| !gauges.finished.load(Ordering::Acquire);
    these.iter().map(|(id, gauges)| (*id, &**gauges)).filter(move |(_, gauges)| open(gauges))
}

/// Pieces on their way. All queues in which a piece waits share it: when nobody else holds it any
/// more it has left.
#[derive(Default)]
struct Underway {
    pieces: VecDeque<Arc<[u8]>>,
    bytes: u64,
}

impl Underway {
    fn push(&mut self, piece: Arc<[u8]>) {
        self.bytes += piece.len() as u64;
        self.pieces.push_back(piece);
    }

    /// Forgets what has left, and says how many bytes that were.
    fn settle(&mut self) -> u64 {
        let before = self.bytes;
        while self.pieces.front().is_some_and(|piece| Arc::strong_count(piece) == 1)
            && let Some(piece) = self.pieces.pop_front()
        {
            self.bytes -= piece.len() as u64;
        }
        before - self.bytes
    }

    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Opens a file. Devices and pipes are refused: they may have no end, and reading them may wait.
fn open(path: &Path) -> Result<(File, u64), Fault> {
    let unreadable = |error| of_read(&error, path);
    // Asked before it is opened: opening a pipe waits for its other end.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Fault::new(FaultKind::NotRegularFile(path.to_owned())));
    }
    let file = File::open(path).map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    Ok((file, len))
}

fn read(source: &mut impl Read, len: u64) -> io::Result<Arc<[u8]>> {
    let mut piece = vec![0; usize::try_from(len).unwrap_or(usize::MAX)];
    source.read_exact(&mut piece)?;
    Ok(piece.into())
}

fn of_read(error: &io::Error, path: &Path) -> Fault {
    if error.kind() == ErrorKind::UnexpectedEof {
        return Fault::new(FaultKind::FileShrank(path.to_owned()));
    }
    Fault::with_os(FaultKind::FileUnreadable(path.to_owned()), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_else_holds_has_left() {
        let (first, second): (Arc<[u8]>, Arc<[u8]>) = (vec![1; 10].into(), vec![2; 5].into());
        let mut underway = Underway::default();
        underway.push(Arc::clone(&first));
        underway.push(Arc::clone(&second));
        drop(second);
        assert_eq!((underway.settle(), underway.bytes), (0, 15), "the first is in front of it");
        drop(first);
        assert_eq!((underway.settle(), underway.bytes), (15, 0));
        assert!(underway.is_empty());
    }
}
