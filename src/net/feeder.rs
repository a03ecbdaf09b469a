//! Sends a file, or one message again and again, from a thread of its own.

use super::order::{Mailbox, Order, Report, SessionOrder};
use super::parcel::{Parcel, Pieces};
use super::queue::AROUND;
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
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::time::{Duration, Instant};

/// Most bytes that are read and handed on at once, and most of a short file: as each piece leaves it
/// is seen how far it has come.
const PIECE: (u64, u64) = (256 * 1024, 8 * 1024);
/// Pieces a file is cut into at least, if they are not too small.
const PIECES: u64 = 100;
/// Most bytes of a stream that wait for a peer: enough for any line, and few to come behind a stop.
const WAITING: u64 = 2 * 1024 * 1024;
/// How long is waited for a peer to read: at first, and longer each time, up to the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));
/// Times of a repetition that are caught up with after a delay; more are left out.
const CATCH_UP: u32 = 64;

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
    bell: Guard,
}

/// Gets it out of a pause, to look around.
#[derive(Clone)]
struct Bell {
    ring: Sender<()>,
    stop: Arc<AtomicBool>,
}

impl Bell {
    fn ring(&self) {
        // One that is full rings already; one that is closed has ended.
        self.ring.try_send(()).ok();
    }

    /// Asks it to end.
    fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.ring();
    }
}

/// Asks it to end also when it is dropped, as its session does in a panic.
struct Guard(Bell);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Feeder {
    /// Starts the thread `file:<session>` or `repeat:<session>`. It reports when it ends.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub(super) fn start(registry: &Registry, job: Job, sink: &mut Sink) -> io::Result<Self> {
        let (ring, rung) = bounded(1);
        let bell = Bell { ring, stop: Arc::default() };
        let (asked, name) = (bell.clone(), job.feed.name());
        let kind = if job.feed.is_stream() { "file" } else { "repeat" };
        let mut spec = Spec::new(ThreadRole::Feed, format!("{kind}:{}", job.session));
        if !name.is_empty() {
            spec.label = format!("{} · {name}", spec.name);
        }
        let spec = spec.with_stop(move || asked.stop());
        let stop = Arc::clone(&bell.stop);
        let gauges = Arc::new(FeedGauges::default());
        let own = Arc::clone(&gauges);
        let (begun, since, name_of_thread) = (Begun::now(), Instant::now(), spec.name.clone());
        let run = Op::Run(name_of_thread.clone());
        let thread = threads::spawn(registry, spec, move |me| {
            let _farewell = Farewell(job.orders.clone(), me.id());
            job.tell(me.id(), run);
            Run { job: &job, me, rung: &rung, stop: &stop, gauges: &own }.all()
        });
        let start = Op::Start(name_of_thread);
        let session = ConnectionId::SESSION;
        let thread = sink.trace.did(begun, session, start, thread, |_| CallResult::Done)?;
        let info = FeedInfo { thread: thread.id(), name, gauges };
        Ok(Self { info, begun: since, thread, bell: Guard(bell) })
    }

    pub(super) fn info(&self) -> &FeedInfo {
        &self.info
    }

    /// Asks it to end.
    pub(super) fn stop(&self) {
        self.bell.0.stop();
    }

    /// Lets it look who is still there.
    pub(super) fn look(&self) {
        self.bell.0.ring();
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
    rung: &'a Receiver<()>,
    stop: &'a AtomicBool,
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
        let (mut pieces, mut pause) = (Pieces::default(), PAUSE.0);
        loop {
            if self.settle(&mut pieces) {
                pause = PAUSE.0;
            }
            if let Some(end) = self.end(&pieces, left.is_none()) {
                return end;
            }
            match left.map(|rest| rest.min(most)) {
                Some(next) if self.has_room(&pieces, next, half) => {
                    let piece = match read(&mut source, next) {
                        Ok(piece) => piece,
                        Err(error) => {
                            self.leaves(&pieces);
                            return FeedEnd::Broken(of_read(&error, path));
                        }
                    };
                    left = left.and_then(|rest| (rest > next).then_some(rest - next));
                    if !self.send(pieces.push(piece)) {
                        return FeedEnd::NobodyThere;
                    }
                }
                _ => {
                    self.wait(pause);
                    pause = (pause * 2).min(PAUSE.1);
                }
            }
            if self.is_stopped() {
                self.settle(&mut pieces);
                return self.stopped(&pieces, left.is_none());
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
            None => Ok((len / PIECES).clamp(PIECE.1, PIECE.0).min(half)),
        }
    }

    /// Counts what somebody has got meanwhile. The answer is whether that was something.
    fn settle(&self, pieces: &mut Pieces) -> bool {
        let gone = pieces.settle();
        self.gauges.sent.fetch_add(gone, Ordering::Relaxed);
        self.me.add_bytes(usize::try_from(gone).unwrap_or(usize::MAX));
        gone > 0
    }

    /// Whether it is over, and how. What has been handed on may still leave where nothing more can
    /// be sent: the whole of it is waited for.
    fn end(&self, pieces: &Pieces, is_all: bool) -> Option<FeedEnd> {
        if is_all {
            return pieces.is_empty().then(|| pieces.end());
        }
        (!self.is_anybody_there()).then_some(FeedEnd::NobodyThere)
    }

    /// Whether so many bytes more may wait for the one who reads the slowest.
    fn has_room(&self, pieces: &Pieces, next: u64, half: u64) -> bool {
        let waiting = pieces.bytes().max(self.waiting());
        waiting == 0 || waiting + next <= half
    }

    /// Counts what is on its way and will leave, although nobody looks on any more.
    fn leaves(&self, pieces: &Pieces) {
        self.gauges.sent.fetch_add(pieces.bytes(), Ordering::Relaxed);
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
            if !self.send(Arc::clone(bytes).into()) {
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
            if let Some(end) = self.rest(next) {
                return end;
            }
        }
        FeedEnd::Done
    }

    /// Waits until the last of a repetition has left: its end is told behind it.
    fn all_left(&self, bytes: &Arc<[u8]>) -> FeedEnd {
        let mut pause = PAUSE.0;
        while Arc::strong_count(bytes) > 1 {
            if !self.is_anybody_there() {
                return FeedEnd::NobodyThere;
            }
            if self.is_stopped() {
                return FeedEnd::Stopped;
            }
            self.wait(pause);
            pause = (pause * 2).min(PAUSE.1);
        }
        // What its holders have told the record comes before what is told from here on.
        fence(Ordering::Acquire);
        FeedEnd::Done
    }

    /// Hands a piece to the session. False when that has ended.
    fn send(&self, parcel: Parcel) -> bool {
        let target = match &self.job.audience {
            Audience::Anybody => Target::All,
            Audience::These(these) => Target::Some(live(these).map(|(id, _)| id).collect()),
        };
        let order = Order::Send { target, said: None, parcel };
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
        copies * (bytes.len() + AROUND) as u64 / peers.max(1)
    }

    /// Waits until the next time. The end, where it comes before: a session that ends asks to stop,
    /// too.
    fn rest(&self, until: Instant) -> Option<FeedEnd> {
        loop {
            if !self.is_anybody_there() {
                return Some(FeedEnd::NobodyThere);
            }
            if self.is_stopped() {
                return Some(FeedEnd::Stopped);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            self.wait(left);
        }
    }

    /// How it ends when it is asked to: a session that ends asks, too.
    fn stopped(&self, pieces: &Pieces, is_all: bool) -> FeedEnd {
        self.end(pieces, is_all).unwrap_or_else(|| {
            if !self.is_anybody_there() {
                return FeedEnd::NobodyThere;
            }
            self.leaves(pieces);
            FeedEnd::Stopped
        })
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Waits for the bell, no longer than this.
    fn wait(&self, time: Duration) {
        // Whether it was rung or not: those who wait look around in either case.
        self.me.wait(|| self.rung.recv_timeout(time)).ok();
    }
}

/// Those to whom something can be sent.
fn live(
    these: &[(ConnectionId, Arc<ConnectionGauges>)],
) -> impl Iterator<Item = (ConnectionId, &ConnectionGauges)> {
    let open = |gauges: &ConnectionGauges| !gauges.finished.load(Ordering::Acquire);
    these.iter().map(|(id, gauges)| (*id, &**gauges)).filter(move |(_, gauges)| open(gauges))
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
