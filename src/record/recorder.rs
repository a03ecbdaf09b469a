//! The record thread: takes what the network threads tell, writes it, and passes it on.

use super::Config;
use super::capture::{Capture, Missing};
use super::flush::Flusher;
use super::folder;
use super::format::{CHUNK, HEADER};
use super::ring::Ring;
use super::source::Source;
use crate::flow::{Entry, Output, Wake};
use crate::model::{
    Event, Fault, FaultKind, Nanos, RecordEvent, SessionEvent, SessionId, SessionSpec, ThreadId,
    ThreadRole,
};
use crate::threads::{self, Handle, Late, Me, Registry, Spec};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// Entries and bytes of one turn: enough to write much at once, little enough to stay in the
/// processor's cache and to let the window hear of it soon.
const TURN: (usize, usize) = (512, 1024 * 1024);
/// A capture that was written is brought to the disk when it was left alone for so long, and a
/// capture that cannot be written is tried again after so long.
const REST: Duration = Duration::from_secs(1);
/// Bytes written between two looks at the quota.
const PRUNE: u64 = 256 * 1024 * 1024;

type Sources = Arc<Mutex<BTreeMap<SessionId, Arc<Source>>>>;

/// The record's end that the engine holds.
pub struct Recorder {
    sources: Sources,
    thread: Handle<()>,
}

impl Recorder {
    /// Starts the record thread. It ends when all senders of `entries` are gone.
    ///
    /// # Errors
    /// When the system starts no more threads. A folder that cannot be written is told of as
    /// [`RecordEvent::Paused`] when the first session is opened.
    pub fn start(
        registry: &Registry,
        config: Config,
        entries: Receiver<Entry>,
        out: Sender<Output>,
        wake: Wake,
    ) -> io::Result<Self> {
        let sources = Sources::default();
        let worker = Worker {
            config,
            out,
            wake,
            sources: Arc::clone(&sources),
            captures: BTreeMap::new(),
            flusher: Flusher::new(registry.clone()),
            unpruned: 0,
        };
        let thread =
            threads::spawn(registry, Spec::new(ThreadRole::Record, "record"), move |me| {
                worker.run(me, &entries);
            })?;
        Ok(Self { sources, thread })
    }

    /// The capture of a session, from its `Opened` event on; `None` where none could be made.
    #[must_use]
    pub fn source(&self, session: SessionId) -> Option<Arc<Source>> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).get(&session).cloned()
    }

    /// Lets go of a closed session. A conversation that is not kept is deleted when its last
    /// transcript is gone.
    pub fn forget(&self, session: SessionId) {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }

    /// Waits for the thread; call it when all senders are dropped.
    ///
    /// # Errors
    /// Says that it did not come in time: a disk that hangs.
    pub fn join(self, limit: Duration) -> Result<(), Late> {
        self.thread.join_within(limit).map(|_| ())
    }
}

/// A session that is being recorded.
struct Recorded {
    capture: Capture,
    sequence: u64,
    paused: Option<Paused>,
}

/// Why and since when nothing is written.
struct Paused {
    tried: Instant,
    missing: Missing,
}

struct Worker {
    config: Config,
    out: Sender<Output>,
    wake: Wake,
    sources: Sources,
    captures: BTreeMap<SessionId, Recorded>,
    flusher: Flusher,
    unpruned: u64,
}

impl Worker {
    fn run(mut self, me: &Me, entries: &Receiver<Entry>) {
        self.tidy();
        let mut turn = Vec::new();
        loop {
            let first = if self.captures.values().any(Recorded::has_chores) {
                me.wait(|| entries.recv_timeout(REST))
            } else {
                me.wait(|| entries.recv()).map_err(|_| RecvTimeoutError::Disconnected)
            };
            match first {
                Ok(first) => {
                    me.add_bytes(fill(&mut turn, first, entries));
                    self.turn(&mut turn);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.chores();
        }
        let open: Vec<_> = self.captures.keys().copied().collect();
        for session in open {
            self.close(session);
        }
        self.flusher.join();
    }

    fn tidy(&mut self) {
        if let Some(folder) = &self.config.folder {
            folder::empty_trash(folder);
        }
        self.prune();
    }

    fn turn(&mut self, turn: &mut Vec<Entry>) {
        for (number, entry) in turn.iter().enumerate() {
            self.plan(number, entry);
        }
        self.write(turn);
        for entry in turn.drain(..) {
            self.forward(entry);
        }
        (self.wake)();
    }

    fn plan(&mut self, number: usize, entry: &Entry) {
        match entry {
            Entry::Open(session, spec, started) => self.open(*session, spec, *started),
            Entry::Batch(batch) => {
                let Some(recorded) = self.captures.get_mut(&batch.session) else { return };
                recorded.capture.plan_batch(number, batch, &mut recorded.sequence);
            }
            Entry::Note(session, event, time, thread) => {
                let Some(recorded) = self.captures.get_mut(session) else { return };
                recorded.capture.plan_note(event, *time, *thread, &mut recorded.sequence);
            }
            Entry::Aside(_) | Entry::Close(_) => {}
        }
    }

    /// Makes a session's files. Where that cannot be done it says why, and the conversation is
    /// held in memory like one that is not kept: what comes can be seen, to the end of the session.
    fn open(&mut self, session: SessionId, spec: &SessionSpec, started: Nanos) {
        let keep = self.config.folder.as_ref().filter(|_| spec.options.record);
        let made = keep.map(|parent| {
            let (folder, lock) = folder::create(parent, session, spec, started)?;
            Capture::create(&folder, lock, CHUNK)
        });
        let (made, error) = match made.transpose() {
            Ok(made) => (made, None),
            Err(error) => (None, Some(error)),
        };
        let capture = made.unwrap_or_else(|| Capture::in_memory(Ring::new(), CHUNK));
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.insert(session, Arc::clone(&capture.source));
        drop(sources);
        self.captures.insert(session, Recorded { capture, sequence: 0, paused: None });
        self.tell(error.map(|error: io::Error| paused(session, &error)));
    }

    /// Writes what was planned in this turn, session by session.
    fn write(&mut self, turn: &[Entry]) {
        let bytes = |number| match turn.get(number) {
            Some(Entry::Batch(batch)) => batch.bytes(),
            _ => &[],
        };
        let mut events = Vec::new();
        for (session, recorded) in &mut self.captures {
            let capture = &mut recorded.capture;
            if recorded.paused.is_some() {
                let missing = capture.planned();
                capture.give_up();
                recorded.miss(missing.segments, missing.bytes);
                continue;
            }
            let before = capture.written();
            let result = capture.write(bytes);
            if !capture.is_in_memory() {
                self.unpruned += capture.written() - before;
            }
            if let Err((error, missing)) = result {
                events.extend(recorded.pause(*session, &error, missing));
            }
        }
        self.tell(events);
    }

    fn forward(&mut self, entry: Entry) {
        // Nobody listens any more where sending fails: the program is about to end.
        match entry {
            Entry::Batch(batch) if self.config.tap => {
                self.out.send(Output::Data(batch)).ok();
            }
            Entry::Open(..) | Entry::Batch(_) => {}
            Entry::Note(session, event, ..) => self.tell([Event::Session(session, event)]),
            Entry::Aside(event) => self.tell([event]),
            Entry::Close(session) => self.close(session),
        }
    }

    fn close(&mut self, session: SessionId) {
        self.resume(session);
        let Some(recorded) = self.captures.remove(&session) else { return };
        let unflushed = recorded.capture.finish();
        self.flusher.flush(unflushed);
        self.prune();
    }

    /// What is done between turns: flushing what rests, trying again what failed, pruning.
    fn chores(&mut self) {
        let sessions: Vec<_> = self.captures.keys().copied().collect();
        for session in sessions {
            let Some(recorded) = self.captures.get_mut(&session) else { continue };
            if recorded.capture.dirty.is_some_and(|since| since.elapsed() >= REST) {
                let unflushed = recorded.capture.flush();
                self.flusher.flush(unflushed);
            }
            if recorded.paused.as_ref().is_some_and(|paused| paused.tried.elapsed() >= REST) {
                self.resume(session);
            }
        }
        if self.unpruned >= PRUNE {
            self.prune();
        }
    }

    /// Tries to write again after a failure, beginning with a note of what is missing.
    fn resume(&mut self, session: SessionId) {
        let Some(recorded) = self.captures.get_mut(&session) else { return };
        let Recorded { capture, sequence, paused: Some(paused) } = recorded else { return };
        paused.tried = Instant::now();
        let Missing { segments, bytes } = paused.missing;
        let gap = SessionEvent::Gap { segments, bytes };
        let now = Nanos::from(SystemTime::now());
        capture.plan_note(&gap, now, ThreadId(0), sequence);
        if capture.write(|_| &[]).is_ok() {
            recorded.paused = None;
            self.tell([
                Event::Session(session, gap),
                Event::Record(RecordEvent::Resumed(session, segments)),
            ]);
            (self.wake)();
        }
    }

    fn prune(&mut self) {
        self.unpruned = 0;
        let Some(folder) = &self.config.folder else { return };
        let (conversations, bytes) = folder::prune(folder, self.config.quota);
        if conversations > 0 {
            self.tell([Event::Record(RecordEvent::Pruned { conversations, bytes })]);
            (self.wake)();
        }
    }

    fn tell(&self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            // Nobody listens any more where this fails: the program is about to end.
            self.out.send(Output::Event(event)).ok();
        }
    }
}

impl Recorded {
    fn has_chores(&self) -> bool {
        self.paused.is_some() || self.capture.dirty.is_some()
    }

    fn miss(&mut self, segments: u64, bytes: u64) {
        if let Some(paused) = &mut self.paused {
            paused.missing.segments += segments;
            paused.missing.bytes += bytes;
        }
    }

    /// Stops writing; the event that says so, the first time.
    fn pause(&mut self, session: SessionId, error: &io::Error, missing: Missing) -> Option<Event> {
        if let Some(paused) = &mut self.paused {
            paused.tried = Instant::now();
            return None;
        }
        self.paused = Some(Paused { tried: Instant::now(), missing });
        Some(paused(session, error))
    }
}

fn paused(session: SessionId, error: &io::Error) -> Event {
    let fault = Fault::with_os(FaultKind::Other("write".to_owned()), error);
    Event::Record(RecordEvent::Paused(session, fault))
}

/// Takes what is there besides the first entry, up to a turn's bounds; how many bytes that is.
fn fill(turn: &mut Vec<Entry>, first: Entry, entries: &Receiver<Entry>) -> usize {
    let size = |entry: &Entry| match entry {
        // Datagrams may be empty: their headers fill a turn as well.
        Entry::Batch(batch) => batch.bytes().len() + batch.heads.len() * HEADER,
        _ => 0,
    };
    let mut bytes = size(&first);
    turn.push(first);
    while turn.len() < TURN.0 && bytes < TURN.1 {
        let Ok(entry) = entries.try_recv() else { break };
        bytes += size(&entry);
        turn.push(entry);
    }
    bytes
}
