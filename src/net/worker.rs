//! One io thread: a poll loop over one or many connections.
//!
//! A turn reads like this list: poll, note readiness, obey orders, serve who is ready (a quantum
//! each), let everything go on its way. Three things to know: mio tells of readiness once, so a
//! connection stays in the ready list until its socket would block; interests are registered once
//! and writes are eager; orders come before reads, so a flooding peer cannot keep "Close" waiting.

use super::connection::{Connection, Served};
use super::datagram::{self, Datagrams, Port, Turn};
use super::order::{Mailbox, NewConnection, Order, Report, SessionOrder};
use super::parcel::Parcel;
use super::refusals::Refusals;
use super::room::Room;
use super::sink::{BUFFER, Sink};
use super::trace::Begun;
use crate::flow::{Pool, Way};
use crate::model::{
    CallResult, CloseReason, ConnectionId, Fault, FaultKind, Op, Options, SessionEvent,
    SessionGauges, SessionId, Target, ThreadRole,
};
use crate::threads::{self, Handle, Me, Registry, Spec};
use crossbeam_channel::Receiver;
use mio::{Events, Poll, Token};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

const WAKE: Token = Token(usize::MAX);
/// Tokens from here on are ports, of which a name has some; below are connection numbers.
const PORTS: usize = usize::MAX - 4096;
/// How often a connection that alone has something to do is served before the poll and the orders
/// are looked at again: a quarter of a megabyte, far less than a millisecond.
const ALONE: usize = 4;

/// What a worker is started with.
pub(super) struct WorkerSpec {
    pub(super) session: SessionId,
    /// Its place among the session's threads, from 0.
    pub(super) index: usize,
    pub(super) options: Arc<Options>,
    pub(super) entries: Way,
    pub(super) gauges: Arc<SessionGauges>,
    pub(super) reports: Mailbox<SessionOrder>,
    pub(super) next_connection: Arc<AtomicU32>,
    pub(super) room: Arc<Room>,
}

/// The session's end of a worker.
pub(super) struct WorkerHandle {
    pub(super) orders: Mailbox<Order>,
    pub(super) thread: Handle<()>,
}

/// Starts the thread `io:<session>#<index + 1>`.
///
/// # Errors
/// No poll or no thread could be had.
pub(super) fn start(registry: &Registry, spec: WorkerSpec) -> io::Result<WorkerHandle> {
    let poll = Poll::new()?;
    let (orders, inbox) = Mailbox::new(mio::Waker::new(poll.registry(), WAKE)?);
    let name = format!("io:{}#{}", spec.session, spec.index + 1);
    let stop = orders.clone();
    let thread_spec = Spec::new(ThreadRole::Io, name.clone()).with_stop(move || {
        stop.send(Order::CloseAll(CloseReason::ByUs));
    });
    let own = orders.clone();
    let thread = threads::spawn(registry, thread_spec, move |me| {
        let (index, reports) = (spec.index, spec.reports.clone());
        let run = AssertUnwindSafe(|| Worker::new(spec, poll, own, me, &name).run(&inbox));
        catch_unwind(run).unwrap_or_else(|panic| {
            // Its session would not hear of it from anybody else.
            let report = Report::Died(index, threads::last_words(&*panic));
            reports.send(SessionOrder::Report(report));
            resume_unwind(panic)
        });
    })?;
    Ok(WorkerHandle { orders, thread })
}

struct Worker<'a> {
    me: &'a Me,
    spec: WorkerSpec,
    poll: Poll,
    sink: Sink,
    /// Boxed: a map that grows at its end leaves half of each node empty.
    connections: BTreeMap<ConnectionId, Box<Connection>>,
    ready: VecDeque<ConnectionId>,
    closing: HashSet<ConnectionId>,
    ports: Vec<Datagrams>,
    refusals: Refusals,
    starved: bool,
    retired: bool,
}

impl<'a> Worker<'a> {
    fn new(spec: WorkerSpec, poll: Poll, own: Mailbox<Order>, me: &'a Me, name: &str) -> Self {
        let wake = Arc::new(move || own.wake());
        let buffers = Pool::new(spec.options.receive_budget, BUFFER, wake);
        let gauges = Arc::clone(&spec.gauges);
        let mut sink = Sink::new(spec.session, me.id(), spec.entries.clone(), buffers, gauges);
        let run = Op::Run(name.to_owned());
        sink.call(Begun::now(), ConnectionId::SESSION, run, CallResult::Done);
        Self {
            me,
            spec,
            poll,
            sink,
            connections: BTreeMap::new(),
            ready: VecDeque::new(),
            closing: HashSet::new(),
            ports: Vec::new(),
            refusals: Refusals::default(),
            starved: false,
            retired: false,
        }
    }

    fn run(mut self, inbox: &Receiver<Order>) {
        let mut events = Events::with_capacity(1024);
        while !self.retired {
            let patience = self.patience();
            let polled = if patience == Some(Duration::ZERO) {
                self.poll.poll(&mut events, patience)
            } else {
                self.me.wait(|| self.poll.poll(&mut events, patience))
            };
            if polled.is_err() {
                // Interrupted by a signal; there is no other way for it to fail.
                continue;
            }
            self.note_readiness(&events);
            // What comes meanwhile has its own wake-up: in a loud room there would be no end.
            for order in inbox.try_iter().take(inbox.len()) {
                self.obey(order);
            }
            self.serve();
            self.refusals.tell_due(&mut self.sink);
            self.sink.flush();
            self.me.set_connections(self.count());
            let moved = self.sink.take_moved();
            self.me.add_bytes(moved);
        }
        // Whoever is still here did not go in time; each has its end told all the same.
        for id in self.ids() {
            let reason = self.connections.get(&id).and_then(|connection| connection.closing_for());
            let reason = reason.unwrap_or(CloseReason::WithSession);
            if self.connections.contains_key(&id) {
                self.end(id, reason);
            } else {
                self.close(id, reason);
            }
        }
        self.close_ports();
        self.sink.flush();
    }

    /// How long to sleep: not at all while somebody is ready, or until the next deadline.
    fn patience(&self) -> Option<Duration> {
        let ports_ready = self.ports.iter().any(Datagrams::is_ready);
        if !self.starved && (!self.ready.is_empty() || ports_ready) {
            return Some(Duration::ZERO);
        }
        let closing = self.closing.iter().filter_map(|id| self.connections.get(id)?.deadline());
        let ports = self.ports.iter().filter_map(Datagrams::deadline);
        let next = closing.chain(ports).chain(self.refusals.deadline()).min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    fn note_readiness(&mut self, events: &Events) {
        for event in events {
            let token = event.token();
            if token == WAKE {
                self.starved = false;
            } else if let Some(index) = token.0.checked_sub(PORTS) {
                let Some(port) = self.ports.get_mut(index) else { continue };
                port.readable |= event.is_readable() || event.is_error();
                port.writable |= event.is_writable();
            } else if let Some(connection) =
                id_of(token).and_then(|id| self.connections.get_mut(&id))
            {
                connection.hung_up |= event.is_read_closed() || event.is_error();
                connection.readable |= event.is_readable() || connection.hung_up;
                connection.writable |= event.is_writable() || event.is_error();
                if event.is_error() {
                    connection.note_error(&mut self.sink);
                }
                if event.is_priority() {
                    connection.note_urgent(&mut self.sink);
                }
                let id = connection.id;
                self.make_ready(id);
            }
        }
    }

    fn make_ready(&mut self, id: ConnectionId) {
        if let Some(connection) = self.connections.get_mut(&id)
            && !std::mem::replace(&mut connection.queued, true)
        {
            self.ready.push_back(id);
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Adopt(new) => new.take().into_iter().for_each(|new| self.adopt(new)),
            Order::AdoptPort(port) => {
                port.take().into_iter().for_each(|port| self.adopt_port(port));
            }
            Order::Send { target, said, parcel } => {
                self.send(&target, said.as_deref().map(|said| said.from), &parcel);
            }
            Order::FinishSending(id) => self.with(id, Connection::finish_sending),
            Order::PauseReading(id, paused) => self.pause(id, paused),
            Order::Disconnect(id) => self.close(id, CloseReason::ByUs),
            Order::Reset(id) => self.reset(id),
            Order::CloseAll(reason) => self.close_all(&reason),
            Order::Retire => self.retired = true,
            #[cfg(test)]
            Order::Panic => panic!("on purpose, for the test"),
        }
    }

    fn with(&mut self, id: ConnectionId, change: impl FnOnce(&mut Connection)) {
        if let Some(connection) = self.connections.get_mut(&id) {
            change(connection);
            self.make_ready(id);
        }
    }

    fn adopt(&mut self, mut new: NewConnection) {
        let id = new.id;
        if let Err(error) = new.stream.register(self.poll.registry(), Token(id.0 as usize)) {
            let reason = CloseReason::Broken(super::error::of_start(&error));
            self.sink.note(SessionEvent::Closed(
                id,
                reason.clone(),
                crate::model::Totals::default(),
            ));
            self.report(Report::Ended(id, self.spec.index, reason));
            return;
        }
        let mut connection =
            Connection::adopt(new, self.me.id(), &self.spec.gauges, &mut self.sink);
        let options = &self.spec.options;
        if !options.greet.is_empty() {
            // The queue is empty and open: nothing can refuse the greeting.
            let greeting: Arc<[u8]> = options.greet.as_slice().into();
            connection.enqueue(greeting.into(), usize::MAX).ok();
        }
        if options.close_after_greet {
            connection.close(CloseReason::ByUs);
            self.closing.insert(id);
        }
        self.connections.insert(id, Box::new(connection));
        self.make_ready(id);
    }

    fn adopt_port(&mut self, port: Port) {
        let gauges = Arc::clone(&self.spec.gauges);
        let mut port = self.turn(|turn| Datagrams::adopt(port, &gauges, turn));
        let token = Token(PORTS + self.ports.len());
        if let Err(error) = port.register(self.poll.registry(), token) {
            let fault = super::error::of_start(&error);
            self.sink.note(SessionEvent::Warning(ConnectionId::SESSION, fault.clone()));
            for id in port.ids() {
                let reason = CloseReason::Broken(fault.clone());
                port.end(id, reason.clone(), &mut self.sink);
                self.report(Report::Ended(id, self.spec.index, reason));
            }
            return;
        }
        self.ports.push(port);
    }

    fn pause(&mut self, id: ConnectionId, paused: bool) {
        self.ports.iter_mut().for_each(|port| port.pause(id, paused));
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.pause(paused, &mut self.sink);
            self.make_ready(id);
        }
    }

    fn send(&mut self, target: &Target, except: Option<ConnectionId>, parcel: &Parcel) {
        let is_part = parcel.receipt.is_some();
        let budget = if is_part { usize::MAX } else { self.spec.options.send_budget };
        let ids = match target {
            Target::All => self.ids(),
            Target::One(id) => vec![*id],
            Target::Some(ids) => ids.clone(),
        };
        for id in ids.into_iter().filter(|id| Some(*id) != except) {
            let outcome = if let Some(connection) = self.connections.get_mut(&id) {
                connection.enqueue(parcel.clone(), budget)
            } else if let Some(port) = self.ports.iter_mut().find(|port| port.has(id)) {
                port.enqueue(id, parcel.clone(), budget)
            } else if !matches!(target, Target::All) {
                // It ended while this was on its way.
                Err(FaultKind::NobodyThere)
            } else {
                continue;
            };
            self.make_ready(id);
            match outcome {
                Ok(()) => {}
                // Whoever sends it looks for who is there: the end of this one is told anyway.
                Err(kind) if is_part && tells_an_end(&kind) => {}
                Err(kind) => {
                    parcel.refused(|| Fault::new(kind.clone()));
                    self.refusals.add(id, kind, parcel.bytes.len(), &mut self.sink);
                }
            }
        }
    }

    fn close(&mut self, id: ConnectionId, reason: CloseReason) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.close(reason);
            self.closing.insert(id);
            self.make_ready(id);
        } else if let Some(port) = self.ports.iter_mut().find(|port| port.has(id)) {
            // What the system takes at once may still leave; nobody waits for more with a datagram.
            port.send_waiting(&mut self.sink);
            port.end(id, reason.clone(), &mut self.sink);
            self.refusals.forget(id, &mut self.sink);
            self.report(Report::Ended(id, self.spec.index, reason));
        }
    }

    fn reset(&mut self, id: ConnectionId) {
        if let Some(connection) = self.connections.get(&id) {
            let begun = Begun::now();
            if let Some(set) = connection.stream.reset_on_close() {
                let op = Op::SetSockOpt("SO_LINGER", "on, 0 s".to_owned());
                // A peer that has gone already needs no reset.
                self.sink.trace.did(begun, id, op, set, |()| CallResult::Done).ok();
            }
            self.end(id, CloseReason::ResetByUs);
        } else {
            self.close(id, CloseReason::ResetByUs);
        }
    }

    fn close_all(&mut self, reason: &CloseReason) {
        for id in self.ids() {
            self.close(id, reason.clone());
        }
        if self.close_ports() {
            self.report(Report::PortsClosed(self.spec.index));
        }
    }

    /// Closes the datagram sockets. The answer is whether there were any.
    fn close_ports(&mut self) -> bool {
        let ports = std::mem::take(&mut self.ports);
        let any = !ports.is_empty();
        for port in ports {
            let begun = Begun::now();
            drop(port);
            self.sink.call(begun, ConnectionId::SESSION, Op::Close, CallResult::Done);
        }
        any
    }

    fn serve(&mut self) {
        self.serve_ports();
        let now = Instant::now();
        let due: Vec<_> = self.closing.iter().copied().filter(|id| self.is_due(*id, now)).collect();
        for id in due {
            self.make_ready(id);
        }
        for _ in 0..ALONE {
            for _ in 0..self.ready.len() {
                let Some(id) = self.ready.pop_front() else { break };
                self.serve_one(id, now);
            }
            if self.starved || self.ready.len() != 1 {
                break;
            }
        }
    }

    fn is_due(&self, id: ConnectionId, now: Instant) -> bool {
        let deadline = self.connections.get(&id).and_then(|connection| connection.deadline());
        deadline.is_none_or(|deadline| deadline <= now)
    }

    fn serve_one(&mut self, id: ConnectionId, now: Instant) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.queued = false;
        let served = connection.serve(&mut self.sink, &self.spec.options, &self.spec.room);
        if !matches!(served, Served::Ended(_)) && connection.has_just_finished() {
            self.spec.reports.send(SessionOrder::Report(Report::Finished));
        }
        match served {
            Served::Waiting => {}
            Served::Again => self.make_ready(id),
            Served::Ended(reason) => self.end(id, reason),
            Served::Starved => {
                self.starved = true;
                let closing =
                    self.connections.get(&id).and_then(|connection| connection.closing_for());
                match closing.filter(|_| self.is_due(id, now)) {
                    Some(reason) => self.end(id, reason),
                    None => self.make_ready(id),
                }
            }
        }
    }

    fn serve_ports(&mut self) {
        let mut ports = std::mem::take(&mut self.ports);
        for port in &mut ports {
            if self.turn(|turn| port.serve(turn)) == datagram::Served::Starved {
                self.starved = true;
            }
        }
        self.ports = ports;
    }

    /// Lends a port what it needs.
    fn turn<T>(&mut self, work: impl FnOnce(&mut Turn<'_>) -> T) -> T {
        let (reports, index) = (&self.spec.reports, self.spec.index);
        let began = |id| {
            reports.send(SessionOrder::Report(Report::Began(id, index)));
        };
        work(&mut Turn {
            sink: &mut self.sink,
            options: &self.spec.options,
            thread: self.me.id(),
            next: &self.spec.next_connection,
            began: &began,
            room: &self.spec.room,
        })
    }

    fn end(&mut self, id: ConnectionId, reason: CloseReason) {
        let Some(mut connection) = self.connections.remove(&id) else { return };
        self.closing.remove(&id);
        self.refusals.forget(id, &mut self.sink);
        connection.stream.deregister(self.poll.registry());
        connection.end(reason.clone(), &mut self.sink);
        self.report(Report::Ended(id, self.spec.index, reason));
    }

    fn ids(&self) -> Vec<ConnectionId> {
        let ports = self.ports.iter().flat_map(Datagrams::ids);
        self.connections.keys().copied().chain(ports).collect()
    }

    fn count(&self) -> usize {
        self.connections.len() + self.ports.iter().map(Datagrams::count).sum::<usize>()
    }

    fn report(&self, report: Report) {
        self.spec.reports.send(SessionOrder::Report(report));
    }
}

/// Whether a refusal says no more than that nothing can be sent there any more.
fn tells_an_end(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::NobodyThere | FaultKind::FinishedSending | FaultKind::BrokenPipe)
}

fn id_of(token: Token) -> Option<ConnectionId> {
    u32::try_from(token.0).ok().map(ConnectionId)
}
