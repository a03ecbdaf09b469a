//! The worker threads of one session, and which connection is with whom.

use super::datagram::Port;
use super::order::NewConnection;
use super::order::{Mailbox, Once, Order, Report, SessionOrder};
use super::parcel::Parcel;
use super::placement::{Place, place};
use super::room::{Room, Said};
use super::sink::Sink;
use super::trace::Begun;
use super::worker::{self, WorkerHandle, WorkerSpec};
use crate::flow::Way;
use crate::model::limits::{JOIN, MAX_THREADS_TOP};
use crate::model::{
    CallResult, CloseReason, ConnectionId, Fault, FaultKind, Op, Options, OsError, SessionEvent,
    SessionGauges, SessionId, Target, Totals,
};
use crate::threads::Registry;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The threads that serve a session's connections.
pub(super) struct Crew {
    session: SessionId,
    registry: Registry,
    options: Arc<Options>,
    entries: Way,
    reports: Mailbox<SessionOrder>,
    gauges: Arc<SessionGauges>,
    next_connection: Arc<AtomicU32>,
    room: Arc<Room>,
    workers: Vec<Option<Member>>,
    placed: HashMap<ConnectionId, usize>,
}

struct Member {
    handle: WorkerHandle,
    /// Connections and datagram sockets it has.
    load: usize,
    ports: usize,
}

impl Crew {
    pub(super) fn new(
        session: SessionId,
        registry: Registry,
        options: Arc<Options>,
        entries: Way,
        reports: Mailbox<SessionOrder>,
        gauges: Arc<SessionGauges>,
    ) -> Self {
        let room = Arc::new(Room::new(reports.clone(), Arc::clone(&gauges)));
        Self {
            session,
            registry,
            options,
            entries,
            reports,
            gauges,
            next_connection: Arc::new(AtomicU32::new(1)),
            room,
            workers: Vec::new(),
            placed: HashMap::new(),
        }
    }

    /// Open connections.
    pub(super) fn open(&self) -> usize {
        self.placed.len()
    }

    /// Whether there is neither a connection nor a datagram socket.
    pub(super) fn is_idle(&self) -> bool {
        self.workers.iter().flatten().all(|member| member.load == 0)
    }

    /// The next free connection number.
    pub(super) fn next_id(&self) -> ConnectionId {
        ConnectionId(self.next_connection.fetch_add(1, Ordering::Relaxed))
    }

    /// Gives a new connection to a thread.
    ///
    /// # Errors
    /// No thread could be started and there is none to share. The connection is closed.
    pub(super) fn place(&mut self, new: NewConnection, sink: &mut Sink) -> Result<(), Fault> {
        let id = new.id;
        let index = self.choose(sink)?;
        self.began(id, index);
        self.give(index, Order::Adopt(Once::new(new)));
        Ok(())
    }

    /// Gives a datagram socket to a thread. Its peers are reported as they come.
    ///
    /// # Errors
    /// As [`Crew::place`].
    pub(super) fn place_port(&mut self, port: Port, sink: &mut Sink) -> Result<(), Fault> {
        let index = self.choose(sink)?;
        if let Some(Some(member)) = self.workers.get_mut(index) {
            member.load += 1;
            member.ports += 1;
        }
        self.give(index, Order::AdoptPort(Once::new(port)));
        Ok(())
    }

    /// Whether a connection is open.
    pub(super) fn has(&self, id: ConnectionId) -> bool {
        self.placed.contains_key(&id)
    }

    /// Passes an order on to whom it concerns. The answer is whether anybody was there.
    pub(super) fn pass(&self, order: Order) -> bool {
        let whom = match &order {
            Order::FinishSending(id)
            | Order::Disconnect(id)
            | Order::Reset(id)
            | Order::PauseReading(id, _)
            | Order::Send { target: Target::One(id), .. } => Some(*id),
            _ => None,
        };
        if let Some(id) = whom {
            let Some(index) = self.placed.get(&id) else { return false };
            self.give(*index, order);
            return true;
        }
        match order {
            // What a person sends is answered for each connection that was there to be meant, also
            // for one that ends before it is reached.
            Order::Send { target: Target::All, said: None, parcel } => {
                self.send_to(self.placed.keys().copied(), &parcel)
            }
            Order::Send { target: Target::Some(ids), said: None, parcel } => {
                self.send_to(ids.into_iter(), &parcel)
            }
            order => {
                for member in self.workers.iter().flatten() {
                    member.handle.orders.send(order.clone());
                }
                !self.placed.is_empty()
            }
        }
    }

    /// Gives each thread the part of a message that is its connections'. False when none is there.
    fn send_to(&self, ids: impl Iterator<Item = ConnectionId>, parcel: &Parcel) -> bool {
        let mut shares: BTreeMap<usize, Vec<ConnectionId>> = BTreeMap::new();
        for id in ids {
            if let Some(index) = self.placed.get(&id) {
                shares.entry(*index).or_default().push(id);
            }
        }
        let anybody = !shares.is_empty();
        for (index, ids) in shares {
            let (target, parcel) = (Target::Some(ids), parcel.clone());
            self.give(index, Order::Send { target, said: None, parcel });
        }
        anybody
    }

    /// Takes notice of a connection that began at a thread.
    pub(super) fn began(&mut self, id: ConnectionId, index: usize) {
        if self.placed.insert(id, index).is_none() {
            self.gauges.open.fetch_add(1, Ordering::Relaxed);
            self.gauges.ever.fetch_add(1, Ordering::Relaxed);
            if let Some(Some(member)) = self.workers.get_mut(index) {
                member.load += 1;
            }
        }
    }

    /// Takes notice of a connection that ended, and lets its thread go when it was the last.
    pub(super) fn ended(&mut self, id: ConnectionId, index: usize, sink: &mut Sink) {
        if self.placed.remove(&id).is_none() {
            return;
        }
        self.gauges.open.fetch_sub(1, Ordering::Relaxed);
        self.unload(index, 1, sink);
    }

    /// Takes notice that a thread has closed its datagram sockets.
    pub(super) fn ports_closed(&mut self, index: usize, sink: &mut Sink) {
        let member = self.workers.get_mut(index).and_then(Option::as_mut);
        let ports = member.map_or(0, |member| std::mem::take(&mut member.ports));
        self.unload(index, ports, sink);
    }

    /// A thread is gone in a panic: its connections went with it, and that is told of each.
    pub(super) fn died(&mut self, index: usize, message: String, sink: &mut Sink) -> Fault {
        let thread = format!("io:{}#{}", self.session, index + 1);
        let fault = Fault::new(FaultKind::Panicked { thread, message });
        if let Some(member) = self.workers.get_mut(index).and_then(Option::take) {
            member.handle.thread.join();
        }
        let lost: Vec<_> =
            self.placed.iter().filter(|(_, at)| **at == index).map(|(id, _)| *id).collect();
        for id in lost {
            self.placed.remove(&id);
            self.gauges.open.fetch_sub(1, Ordering::Relaxed);
            let reason = CloseReason::Broken(fault.clone());
            sink.note(SessionEvent::Closed(id, reason, Totals::default()));
        }
        fault
    }

    /// Ends all threads and joins them, at most three seconds each; who does not come is left.
    pub(super) fn dismiss(&mut self, sink: &mut Sink) {
        for index in 0..self.workers.len() {
            self.retire(index, sink);
        }
    }

    fn unload(&mut self, index: usize, count: usize, sink: &mut Sink) {
        if let Some(Some(member)) = self.workers.get_mut(index) {
            member.load = member.load.saturating_sub(count);
            if member.load == 0 {
                self.retire(index, sink);
            }
        }
    }

    fn retire(&mut self, index: usize, sink: &mut Sink) {
        let Some(member) = self.workers.get_mut(index).and_then(Option::take) else { return };
        member.handle.orders.send(Order::Retire);
        let label = member.handle.thread.label();
        let begun = Begun::now();
        let result = match member.handle.thread.join_within(JOIN) {
            Ok(_) => CallResult::Done,
            Err(late) => CallResult::Text(format!("{}: still alive", late.label)),
        };
        sink.call(begun, ConnectionId::SESSION, Op::Join(label, Some(JOIN)), result);
    }

    /// The thread for the next connection.
    fn choose(&mut self, sink: &mut Sink) -> Result<usize, Fault> {
        let loads: Vec<_> =
            self.workers.iter().map(|member| member.as_ref().map(|member| member.load)).collect();
        let most = self.options.max_threads.clamp(1, MAX_THREADS_TOP);
        match place(&loads, usize::from(most)) {
            Place::Thread(index) => Ok(index),
            Place::NewThread => self.hire(sink).or_else(|error| {
                // No more threads to be had: share one of those that are there.
                match place(&loads, 0) {
                    Place::Thread(index) => Ok(index),
                    Place::NewThread => Err(super::error::of_start(&error)),
                }
            }),
        }
    }

    fn hire(&mut self, sink: &mut Sink) -> io::Result<usize> {
        let free = self.workers.iter().position(Option::is_none);
        let index = free.unwrap_or(self.workers.len());
        let spec = WorkerSpec {
            session: self.session,
            index,
            options: Arc::clone(&self.options),
            entries: self.entries.clone(),
            gauges: Arc::clone(&self.gauges),
            reports: self.reports.clone(),
            next_connection: Arc::clone(&self.next_connection),
            room: Arc::clone(&self.room),
        };
        let begun = Begun::now();
        let op = Op::Start(format!("io:{}#{}", self.session, index + 1));
        let started = worker::start(&self.registry, spec);
        let result = match &started {
            Ok(_) => CallResult::Done,
            Err(error) => CallResult::Failed(OsError::from(error)),
        };
        sink.call(begun, ConnectionId::SESSION, op, result);
        let member = Some(Member { handle: started?, load: 0, ports: 0 });
        match self.workers.get_mut(index) {
            Some(slot) => *slot = member,
            None => self.workers.push(member),
        }
        Ok(index)
    }

    fn give(&self, index: usize, order: Order) {
        if let Some(Some(member)) = self.workers.get(index) {
            // A worker that has just died is reported, and its connections with it.
            member.handle.orders.send(order);
        }
    }
}

impl Crew {
    /// Relays what one client said to all others.
    fn relay(&self, said: Arc<Said>, bytes: Arc<[u8]>) {
        let (target, said) = (Target::All, Some(said));
        self.pass(Order::Send { target, said, parcel: bytes.into() });
    }

    /// Obeys a report about threads and connections; what it ended, if it did.
    pub(super) fn take(&mut self, report: Report, sink: &mut Sink) -> Option<CloseReason> {
        match report {
            Report::Began(id, index) => self.began(id, index),
            Report::Said(said, bytes) => self.relay(said, bytes),
            Report::Quieter => {
                self.workers.iter().flatten().for_each(|member| member.handle.orders.wake());
            }
            Report::PortsClosed(index) => self.ports_closed(index, sink),
            Report::Ended(id, index, reason) => {
                self.ended(id, index, sink);
                return Some(reason);
            }
            Report::Died(index, message) => {
                return Some(CloseReason::Broken(self.died(index, message, sink)));
            }
            // Those are the session's.
            Report::Resolved(..) | Report::Fed(_) | Report::Finished => {}
        }
        None
    }
}

impl Drop for Crew {
    /// What is left only when the session's thread goes in a panic: its workers must not outlive it.
    fn drop(&mut self) {
        for member in self.workers.iter().flatten() {
            member.handle.orders.send(Order::Retire);
        }
    }
}
