//! The program without a window: commands in, outputs out. It has no thread of its own.

mod stopping;

use crate::flow::{Entry, Output, Wake, Way};
use crate::model::{
    Audience, Call, CallResult, Command, ConnectionId, Event, Fault, FaultKind, Feed, Lens, Op,
    SessionEvent, SessionGauges, SessionId, SessionSpec, Target, ThreadEvent, ThreadId,
};
use crate::net::{Begun, Context, SessionHandle};
use crate::record::{self, Recorder, Transcript};
use crate::threads::{Ended, Late, Registry};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use stopping::Stopping;

pub use crate::net::local_addresses;

/// Outputs that may wait to be drained before listeners let nobody in any more.
const BEHIND: usize = 64 * 1024;

/// How the engine is started.
pub struct Config {
    /// Where conversations go.
    pub record: record::Config,
    /// Called from any thread when there is something to drain.
    pub wake: Wake,
    /// The list that the engine's threads are entered in.
    pub registry: Registry,
}

/// Sessions, their threads and their record.
pub struct Engine {
    context: Context,
    recorder: Recorder,
    outputs: Receiver<Output>,
    sessions: BTreeMap<SessionId, Open>,
    next: u32,
    stopping: Vec<Stopping>,
    told: Sender<Output>,
    wake: Wake,
}

struct Open {
    /// Gone when the thread has been joined; the gauges stay for the eyes.
    handle: Option<SessionHandle>,
    gauges: Arc<SessionGauges>,
}

impl Engine {
    /// Starts the record, and nothing else yet.
    ///
    /// # Errors
    /// The record's thread or folder could not be had.
    pub fn start(config: Config) -> io::Result<Self> {
        let (entries, inbox) = channel();
        let (told, outputs) = channel();
        let Config { record, wake, registry } = config;
        observe(&registry, &told, &wake);
        let recorder = Recorder::start(&registry, record, inbox, told.clone(), Arc::clone(&wake))?;
        crate::net::raise_descriptor_limit();
        let far_end = told.clone();
        let entries = Way::new(entries, move || far_end.len() > BEHIND);
        let context = Context { registry, entries, listening: Arc::default() };
        let sessions = BTreeMap::new();
        Ok(Self { context, recorder, outputs, sessions, next: 1, stopping: Vec::new(), told, wake })
    }

    /// The id for the next [`Command::Open`].
    pub fn next_session(&mut self) -> SessionId {
        let id = SessionId(self.next);
        self.next += 1;
        id
    }

    /// Does what is wished. Never blocks, never fails: what came of it is drained.
    pub fn run(&mut self, command: Command) {
        match command {
            Command::Open(id, spec) => self.open(id, *spec),
            Command::Close(id) => self.with(id, SessionHandle::close),
            Command::RetryNow(id) => self.with(id, SessionHandle::retry_now),
            Command::Send { session, target, bytes } => self.send(session, target, bytes),
            Command::Feed(id, audience, feed) => self.feed(id, audience, feed),
            Command::FinishSending(id, connection) => {
                self.with(id, |session| session.finish_sending(connection));
            }
            Command::Disconnect(id, connection) => {
                self.with(id, |session| session.disconnect(connection));
            }
            Command::Reset(id, connection) => self.with(id, |session| session.reset(connection)),
            Command::PauseReading(id, connection, paused) => {
                self.with(id, |session| session.pause_reading(connection, paused));
            }
            Command::Rename(id, label) => self.rename(id, &label),
            Command::StopThread(id, limit) => self.stop_thread(id, limit),
        }
    }

    /// Hands out what happened, for no longer than `limit`. True when more is there.
    pub fn drain(&mut self, limit: Duration, each: &mut dyn FnMut(Output)) -> bool {
        /// Outputs between two looks at the clock.
        const STRIDE: usize = 32;
        let begun = Instant::now();
        self.look_at_stopping();
        loop {
            for _ in 0..STRIDE {
                let Ok(output) = self.outputs.try_recv() else { return false };
                self.notice(&output);
                each(output);
            }
            if begun.elapsed() >= limit {
                return !self.outputs.is_empty();
            }
        }
    }

    /// Waits for one output, no longer than `limit`: for a program without a window.
    pub fn wait(&mut self, limit: Duration) -> Option<Output> {
        let until = Instant::now() + limit;
        loop {
            self.look_at_stopping();
            // A thread that was asked to stop is looked at when it ends or its time is up.
            let next = self.stopping.iter().map(Stopping::deadline).chain([until]).min();
            match self.outputs.recv_deadline(next.unwrap_or(until)) {
                Ok(output) => {
                    self.notice(&output);
                    return Some(output);
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() < until => {}
                Err(_) => return None,
            }
        }
    }

    /// Whether outputs are there to be had without waiting.
    #[must_use]
    pub fn has_more(&self) -> bool {
        !self.outputs.is_empty()
    }

    /// When [`Engine::drain`] should be called although nothing woke it: a thread's time to stop.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.stopping.iter().map(Stopping::deadline).min()
    }

    /// The live threads.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.context.registry
    }

    /// A session's living numbers, from its open to its stop and after.
    #[must_use]
    pub fn gauges(&self, session: SessionId) -> Option<Arc<SessionGauges>> {
        self.sessions.get(&session).map(|open| Arc::clone(&open.gauges))
    }

    /// A session's conversation, from its [`SessionEvent::Opened`] on.
    ///
    /// # Errors
    /// There is no such session yet, or its capture cannot be read.
    pub fn transcript(&self, session: SessionId, lens: Lens) -> io::Result<Transcript> {
        let source = self.recorder.source(session).ok_or(io::ErrorKind::NotFound)?;
        Transcript::open(source, lens)
    }

    /// Bytes in a session's capture.
    #[must_use]
    pub fn recorded(&self, session: SessionId) -> u64 {
        self.recorder.source(session).map_or(0, |source| source.recorded())
    }

    /// Lets go of a session that nobody looks at any more: of its numbers, and of its capture where
    /// that is not kept. Open transcripts go on.
    pub fn forget(&mut self, session: SessionId) {
        self.recorder.forget(session);
        if self.sessions.get(&session).is_some_and(|open| open.handle.is_none()) {
            self.sessions.remove(&session);
        }
    }

    /// Closes all sessions, flushes the record and joins all threads. Who did not come in time is
    /// named. What still comes is dropped: it is in the record.
    #[must_use]
    pub fn shut_down(mut self, limit: Duration) -> Vec<Late> {
        let deadline = Instant::now() + limit;
        let handles: Vec<_> =
            self.sessions.values_mut().filter_map(|open| open.handle.take()).collect();
        handles.iter().for_each(SessionHandle::close);
        let left = || deadline.saturating_duration_since(Instant::now());
        let mut waiting: Vec<_> = handles.into_iter().map(SessionHandle::into_thread).collect();
        while !waiting.iter().all(crate::threads::Handle::is_finished) && !left().is_zero() {
            // Dropping what comes gives its buffers back, which ending sessions may wait for.
            self.outputs.recv_timeout(left().min(Duration::from_millis(5))).ok();
        }
        let mut late = crate::threads::join_all(waiting.drain(..), left());
        let Self { context, recorder, outputs, told, .. } = self;
        drop((context, told));
        // The record may wait for nothing now: its buffers are all on their way.
        while outputs.try_recv().is_ok() {}
        late.extend(recorder.join(left().max(Duration::from_millis(100))).err());
        late
    }

    fn open(&mut self, id: SessionId, spec: SessionSpec) {
        let now = SystemTime::now().into();
        let entries = &self.context.entries;
        let (endpoint, role) = (spec.endpoint.to_string(), spec.role);
        entries.send(Entry::Open(id, Box::new(spec.clone()), now));
        let begun = Begun::now();
        let opened = SessionHandle::open(&self.context, id, spec);
        let result = match &opened {
            Ok(_) => CallResult::Done,
            Err(fault) => fault.os.clone().map_or(CallResult::Done, CallResult::Failed),
        };
        let start = Op::Start(format!("session:{id}"));
        let call = self.own_call(begun, start, result);
        self.tell(Event::Calls(id, vec![call]));
        match opened {
            Ok(handle) => {
                let gauges = Arc::clone(&handle.gauges);
                self.sessions.insert(id, Open { handle: Some(handle), gauges });
            }
            Err(fault) => {
                let opened = SessionEvent::Opened { endpoint, role };
                for event in [opened, SessionEvent::Failed(fault), SessionEvent::Stopped] {
                    entries.send(Entry::Note(id, event, now, ThreadId(0)));
                }
                entries.send(Entry::Close(id));
            }
        }
    }

    fn with(&self, id: SessionId, work: impl FnOnce(&SessionHandle)) {
        if let Some(handle) = self.sessions.get(&id).and_then(|open| open.handle.as_ref()) {
            work(handle);
        }
    }

    fn send(&self, id: SessionId, target: Target, bytes: Arc<[u8]>) {
        if let Some(session) = self.sessions.get(&id).and_then(|open| open.handle.as_ref()) {
            return session.send(target, bytes);
        }
        let (fault, bytes) = (Fault::new(FaultKind::NobodyThere), bytes.len() as u64);
        let connection = ConnectionId::SESSION;
        self.tell(Event::Session(id, SessionEvent::SendRefused { connection, fault, bytes }));
    }

    fn feed(&self, id: SessionId, audience: Audience, feed: Feed) {
        if let Some(session) = self.sessions.get(&id).and_then(|open| open.handle.as_ref()) {
            return session.feed(audience, feed);
        }
        self.tell(Event::Session(id, SessionEvent::not_fed(&feed)));
    }

    fn rename(&self, id: ThreadId, label: &str) {
        let registry = &self.context.registry;
        let old = registry.label(id).unwrap_or_default();
        let begun = Begun::now();
        if let Some(os_name) = registry.rename(id, label) {
            let op = Op::SetName(old, label.to_owned());
            let call = self.own_call(begun, op, CallResult::Done);
            self.tell(Event::ThreadCall(id, call));
            self.tell(Event::Thread(ThreadEvent::Renamed(id, label.to_owned(), os_name)));
        }
    }

    fn stop_thread(&mut self, id: ThreadId, limit: Duration) {
        let registry = &self.context.registry;
        let Some(label) = registry.label(id) else { return };
        // One that has ended in the meantime has done what was wished.
        if registry.stop(id) || !registry.is_alive(id) {
            self.stopping.push(Stopping::new(id, label, limit));
        } else {
            let late = ThreadEvent::Late(id, label, Duration::ZERO);
            self.tell(Event::Thread(late));
        }
    }

    fn look_at_stopping(&mut self) {
        let registry = &self.context.registry;
        let told = &self.told;
        self.stopping.retain(|stopping| match stopping.outcome(registry) {
            None => true,
            Some(event) => {
                // The other end is ours.
                told.send(Output::Event(Event::Thread(event))).ok();
                false
            }
        });
    }

    /// Lets go of a session whose last event has come.
    fn notice(&mut self, output: &Output) {
        if let Output::Event(Event::Session(id, SessionEvent::Stopped)) = output
            && let Some(open) = self.sessions.get_mut(id)
            && let Some(handle) = open.handle.take()
        {
            let refused: Vec<_> = handle.refused().collect();
            let thread = handle.into_thread();
            let (join, begun) = (Op::Join(thread.label(), None), Begun::now());
            // It has said its last word: joining it waits for no more than its return.
            thread.join();
            let call = self.own_call(begun, join, CallResult::Done);
            self.tell(Event::Calls(*id, vec![call]));
            for event in refused {
                self.tell(Event::Session(*id, event));
            }
        }
    }

    /// A call on a thread that the engine has made itself: on the main thread, where wishes are obeyed.
    fn own_call(&self, begun: Begun, op: Op, result: CallResult) -> Call {
        let main = self.context.registry.main().unwrap_or(ThreadId(0));
        begun.returned(main, ConnectionId::SESSION, op, result)
    }

    fn tell(&self, event: Event) {
        // The other end is ours.
        self.told.send(Output::Event(event)).ok();
        (self.wake)();
    }
}

/// A way to the record or to the person, on which nobody ever blocks.
#[expect(
    clippy::disallowed_methods,
    reason = "bytes are bounded by the buffers of the network threads, the rest by `BEHIND`"
)]
fn channel<T>() -> (Sender<T>, Receiver<T>) {
    unbounded()
}

/// Makes a panic of any thread an event, and lets the end of each wake who waits for it.
fn observe(registry: &Registry, told: &Sender<Output>, wake: &Wake) {
    let (told, wake) = (told.clone(), Arc::clone(wake));
    registry.observe(move |ended: &Ended| {
        if let Some(message) = ended.panic.clone() {
            let thread = ended.label.clone();
            let fault = Fault::new(FaultKind::Panicked { thread, message });
            // Nobody listens any more when the engine has been shut down.
            told.send(Output::Event(Event::Thread(ThreadEvent::Panicked(ended.id, fault)))).ok();
        }
        wake();
    });
}
