//! One datagram socket: every peer address is a connection of its own.

use super::cursor::Cursor;
pub(crate) use super::datagram_socket::Socket;
use super::datagram_socket::is_refused;
use super::error;
use super::parcel::Parcel;
use super::queue::AROUND;
use super::room::Room;
use super::sink::{Kind, Sink};
use super::trace::Begun;
use crate::model::limits::QUANTUM;
use crate::model::{
    Address, CallResult, CloseReason, ConnectionGauges, ConnectionId, ConnectionInfo, Fault,
    FaultKind, Op, Options, OsError, SegmentKind, SessionEvent, SessionGauges, ThreadId, Totals,
};
use mio::{Interest, Registry, Token};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Datagrams one turn may take: empty ones would never use up a quantum of bytes.
const DATAGRAMS: usize = 256;
/// When a full Unix datagram queue is tried again: no poll tells that an unconnected one has room.
const RETRY: Duration = Duration::from_millis(5);
/// How often the kernel's count of dropped datagrams is read while some come.
const DROPS_EVERY: Duration = Duration::from_secs(1);

/// How often is told that the peer's machine refuses what is sent.
const REFUSED_EVERY: Duration = Duration::from_secs(1);

/// Datagrams that wait, for whom.
type Waiting = VecDeque<(ConnectionId, Parcel)>;

/// A datagram socket on its way to its thread.
pub(crate) struct Port {
    pub(crate) socket: Socket,
    pub(crate) local: Address,
    /// The only peer, where the socket is connected.
    pub(crate) remote: Option<(ConnectionId, Address)>,
}

/// A datagram socket in its thread.
pub(super) struct Datagrams {
    socket: Socket,
    local: Address,
    connected: Option<Address>,
    by_address: HashMap<Address, ConnectionId>,
    peers: BTreeMap<ConnectionId, Peer>,
    queue: Waiting,
    pub(super) readable: bool,
    pub(super) writable: bool,
    retry: Option<Instant>,
    drops: Drops,
    turned_away: u64,
    refused: Refused,
    session: Arc<SessionGauges>,
}

struct Peer {
    address: Address,
    gauges: Arc<ConnectionGauges>,
    incoming: Cursor,
    outgoing: Cursor,
    opened: Instant,
    paused: bool,
    /// Datagrams that wait for it.
    queued: usize,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.gauges.finished.store(true, Ordering::Release);
    }
}

#[derive(Default)]
struct Drops {
    told: u64,
    due: Option<Instant>,
}

/// Datagrams that the peer's machine refused (ICMP, udp(7)).
#[derive(Default)]
struct Refused {
    /// The next in the queue was kept from leaving by such an answer to an earlier one.
    held_up: bool,
    told: Option<Instant>,
}

/// What a turn needs to know beside the socket.
pub(super) struct Turn<'a> {
    pub(super) sink: &'a mut Sink,
    pub(super) options: &'a Options,
    pub(super) thread: ThreadId,
    /// The next free connection number of the session.
    pub(super) next: &'a AtomicU32,
    /// Whom to tell of new peers.
    pub(super) began: &'a dyn Fn(ConnectionId),
    /// Whom to tell of what was said in a room.
    pub(super) room: &'a Arc<Room>,
}

/// What became of a turn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Served {
    Waiting,
    Again,
    Starved,
}

impl Datagrams {
    pub(super) fn adopt(port: Port, session: &Arc<SessionGauges>, turn: &mut Turn<'_>) -> Self {
        let mut datagrams = Self {
            socket: port.socket,
            local: port.local,
            connected: None,
            by_address: HashMap::new(),
            peers: BTreeMap::new(),
            queue: VecDeque::new(),
            readable: true,
            writable: true,
            retry: None,
            drops: Drops::default(),
            turned_away: 0,
            refused: Refused::default(),
            session: Arc::clone(session),
        };
        if let Some((id, address)) = port.remote {
            datagrams.connected = Some(address.clone());
            datagrams.begin(id, address, turn);
        }
        datagrams
    }

    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        match &mut self.socket {
            Socket::Udp(socket) => registry.register(socket, token, interest),
            #[cfg(unix)]
            Socket::Unix(socket, _) => {
                use std::os::fd::AsRawFd;
                registry.register(&mut mio::unix::SourceFd(&socket.as_raw_fd()), token, interest)
            }
        }
    }

    pub(super) fn has(&self, id: ConnectionId) -> bool {
        self.peers.contains_key(&id)
    }

    pub(super) fn ids(&self) -> Vec<ConnectionId> {
        self.peers.keys().copied().collect()
    }

    pub(super) fn count(&self) -> usize {
        self.peers.len()
    }

    pub(super) fn pause(&mut self, id: ConnectionId, paused: bool) {
        if self.connected.is_none() {
            return;
        }
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.paused = paused;
            peer.gauges.reading_paused.store(paused, Ordering::Relaxed);
        }
    }

    /// Whether reading stands still: a socket with one peer can rest for it, one with many cannot.
    fn rests(&self) -> bool {
        self.connected.is_some() && self.peers.values().any(|peer| peer.paused)
    }

    /// Whether there is something to do at once.
    pub(super) fn is_ready(&self) -> bool {
        let may_send = self.writable && self.retry.is_none() && !self.queue.is_empty();
        self.readable && !self.rests() || may_send
    }

    /// When it is to be looked at again although nothing happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.retry.into_iter().chain(self.drops.due).min()
    }

    /// Puts a datagram behind those that wait.
    ///
    /// # Errors
    /// The reason when it cannot go; nothing of it is kept then.
    pub(super) fn enqueue(
        &mut self,
        id: ConnectionId,
        parcel: impl Into<Parcel>,
        budget: usize,
    ) -> Result<(), FaultKind> {
        let parcel = parcel.into();
        let bytes = parcel.bytes.len();
        let Some(peer) = self.peers.get_mut(&id) else { return Err(FaultKind::NobodyThere) };
        if peer.address == Address::Unnamed {
            return Err(FaultKind::Unanswerable);
        }
        let limit = crate::model::limits::DATAGRAM;
        let limit = if matches!(self.socket, Socket::Udp(_)) { limit } else { QUANTUM };
        if bytes > limit {
            return Err(FaultKind::TooLarge { bytes, limit });
        }
        let (_, _, waiting) = peer.gauges.bytes();
        let waiting = waiting + (peer.queued * AROUND) as u64;
        let budget = budget as u64;
        if waiting > 0 && waiting + bytes as u64 > budget {
            return Err(FaultKind::QueueFull { waiting, limit: budget });
        }
        peer.queued += 1;
        peer.gauges.waiting.fetch_add(bytes as u64, Ordering::Relaxed);
        self.session.waiting.fetch_add(bytes as u64, Ordering::Relaxed);
        self.queue.push_back((id, parcel));
        Ok(())
    }

    /// One turn: sends what waits, receives some.
    pub(super) fn serve(&mut self, turn: &mut Turn<'_>) -> Served {
        if self.retry.take_if(|at| Instant::now() >= *at).is_some() {
            self.writable = true;
        }
        // First, so that a turn without buffers leaves no deadline behind that has passed.
        self.tell_losses(turn);
        if !self.send_waiting(turn.sink) {
            return Served::Starved;
        }
        let (mut bytes, mut count) = (0, 0);
        while self.readable && !self.rests() && bytes < QUANTUM && count < DATAGRAMS {
            match self.receive(turn) {
                Some(received) => bytes += received,
                None => return Served::Starved,
            }
            count += 1;
        }
        // Echoes and greetings of what has just come.
        if !self.send_waiting(turn.sink) {
            return Served::Starved;
        }
        if self.is_ready() { Served::Again } else { Served::Waiting }
    }

    /// Forgets a peer. Datagrams that wait for it are kept as unsent. False if it is not here.
    pub(super) fn end(&mut self, id: ConnectionId, reason: CloseReason, sink: &mut Sink) -> bool {
        let Some(peer) = self.peers.remove(&id) else { return false };
        // Who feeds it must know before what waits is let go.
        peer.gauges.finished.store(true, Ordering::Release);
        self.by_address.remove(&peer.address);
        let mut unsent = 0;
        let (mine, rest) =
            std::mem::take(&mut self.queue).into_iter().partition(|(to, _)| *to == id);
        self.queue = rest;
        let mine: Waiting = mine;
        for (_, Parcel { bytes, .. }) in mine {
            self.uncount(&peer.gauges, bytes.len());
            unsent += bytes.len() as u64;
            sink.keep_unsent(id, true, &bytes, 0);
        }
        let (received, sent, _) = peer.gauges.bytes();
        let totals = Totals { received, sent, unsent, doubtful: 0, lasted: peer.opened.elapsed() };
        sink.note(SessionEvent::Closed(id, reason, totals));
        true
    }

    fn begin(&mut self, id: ConnectionId, address: Address, turn: &mut Turn<'_>) {
        // Before anybody else hears of it: an answer to it must find it.
        (turn.began)(id);
        let gauges = Arc::new(ConnectionGauges::default());
        turn.sink.note(SessionEvent::Connected(ConnectionInfo {
            id,
            peer: address.clone(),
            local: self.local.clone(),
            thread: turn.thread,
            credentials: None,
            addressed: self.connected.is_some(),
            gauges: Arc::clone(&gauges),
        }));
        self.by_address.insert(address.clone(), id);
        let (incoming, outgoing) = (Cursor::default(), Cursor::default());
        let opened = Instant::now();
        let (paused, queued) = (false, 0);
        let peer = Peer { address, gauges, incoming, outgoing, opened, paused, queued };
        self.peers.insert(id, peer);
        if !turn.options.greet.is_empty() {
            // A greeting that finds no room is refused like any other message.
            let greeting: Arc<[u8]> = turn.options.greet.as_slice().into();
            self.enqueue(id, greeting, usize::MAX).ok();
        }
    }

    /// Sends until nothing waits or the system takes no more. False when no buffer is free.
    pub(super) fn send_waiting(&mut self, sink: &mut Sink) -> bool {
        // What waits for peers whose own queues are full; nobody else's waits behind it.
        let mut aside = VecDeque::new();
        let done = self.send_all(sink, &mut aside);
        aside.append(&mut self.queue);
        self.queue = aside;
        done
    }

    fn send_all(&mut self, sink: &mut Sink, aside: &mut Waiting) -> bool {
        let mut full = BTreeSet::new();
        while self.writable {
            let Some((id, parcel)) = self.queue.front().cloned() else { break };
            let bytes = &parcel.bytes;
            if full.contains(&id) {
                aside.extend(self.queue.pop_front());
                continue;
            }
            let Some(peer) = self.peers.get_mut(&id) else {
                self.queue.pop_front();
                continue;
            };
            if sink.room().is_none() {
                return false;
            }
            let begun = Begun::now();
            let op = Op::SendTo(bytes.len(), peer.address.to_string());
            let to = if self.connected.is_some() { None } else { Some(&peer.address) };
            match self.socket.send(bytes, to) {
                Ok(count) => {
                    sink.call(begun, id, op, CallResult::Count(count));
                    let kind = Kind { of: SegmentKind::Sent, connection: id, datagram: true };
                    sink.copy(&kind, bytes, &mut peer.outgoing);
                    parcel.taken();
                    peer.gauges.sent.fetch_add(count as u64, Ordering::Relaxed);
                    peer.gauges.segments.fetch_add(1, Ordering::Relaxed);
                    self.session.sent.fetch_add(count as u64, Ordering::Relaxed);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.retry = Some(Instant::now() + RETRY);
                    if to.is_some() && self.socket.has_a_queue_for_each() {
                        full.insert(id);
                        continue;
                    }
                    self.writable = false;
                    break;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    sink.call(begun, id, op, CallResult::Failed(OsError::from(&error)));
                    let fault = error::of_datagram(&error, &peer.address, bytes.len());
                    let of_earlier = self.connected.is_some()
                        && !self.socket.has_a_queue_for_each()
                        && is_refused(&error);
                    self.warn(id, fault.clone(), sink);
                    // The system has told of an earlier datagram and not tried to send this one.
                    if of_earlier && !std::mem::replace(&mut self.refused.held_up, true) {
                        continue;
                    }
                    parcel.refused(|| fault);
                    sink.keep_unsent(id, true, bytes, 0);
                }
            }
            self.refused.held_up = false;
            sink.left(self.queue.pop_front().map(|(_, parcel)| parcel));
            if let Some(peer) = self.peers.get_mut(&id) {
                peer.queued -= 1;
                let gauges = Arc::clone(&peer.gauges);
                self.uncount(&gauges, bytes.len());
            }
        }
        true
    }

    /// One receive: how many bytes came, `None` when no buffer is free.
    fn receive(&mut self, turn: &mut Turn<'_>) -> Option<usize> {
        if turn.options.room && turn.room.is_full() {
            return None;
        }
        let room = turn.sink.room()?;
        let size = room.len();
        let begun = Begun::now();
        match self.socket.recv(room) {
            Ok((count, whole, from)) => {
                let id = self.received(count, from, (begun, size), turn);
                if whole > count {
                    let kind = FaultKind::TooLarge { bytes: whole, limit: size };
                    turn.sink.note(SessionEvent::Warning(id, Fault::new(kind)));
                }
                Some(count)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.readable = false;
                Some(0)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Some(0),
            Err(error) => {
                // On a connected socket an earlier datagram was refused (udp(7)): nothing ends.
                let id = self.peers.keys().next().copied().unwrap_or(ConnectionId::SESSION);
                let result = CallResult::Failed(OsError::from(&error));
                turn.sink.call(begun, id, Op::RecvFrom(size), result);
                let from = self.connected.clone().unwrap_or(Address::Unnamed);
                self.warn(id, error::of_datagram(&error, &from, 0), turn.sink);
                Some(0)
            }
        }
    }

    /// Tells of a fault that ends nothing. Of many refusals one a second is told: they say the same.
    fn warn(&mut self, id: ConnectionId, fault: Fault, sink: &mut Sink) {
        if matches!(fault.kind, FaultKind::Refused { .. }) {
            let now = Instant::now();
            if self.refused.told.is_some_and(|told| now.duration_since(told) < REFUSED_EVERY) {
                return;
            }
            self.refused.told = Some(now);
        }
        sink.note(SessionEvent::Warning(id, fault));
    }

    fn received(
        &mut self,
        count: usize,
        from: Address,
        (begun, size): (Begun, usize),
        turn: &mut Turn<'_>,
    ) -> ConnectionId {
        // A connected socket hears one peer only, whatever spelling of its address comes with it.
        let known = match self.connected {
            Some(_) => self.peers.keys().next().copied(),
            None => self.by_address.get(&from).copied(),
        };
        if known.is_none() && self.peers.len() >= turn.options.max_clients {
            self.turned_away += 1;
            self.drops.due.get_or_insert_with(|| Instant::now() + DROPS_EVERY);
            return ConnectionId::SESSION;
        }
        let bytes = (turn.options.echo || turn.options.room)
            .then(|| Arc::<[u8]>::from(turn.sink.peek(count)));
        let id = known.unwrap_or_else(|| {
            // Telling of a new peer hands the batch on; its bytes move to the next one.
            let kept = turn.sink.peek(count).to_vec();
            let id = ConnectionId(turn.next.fetch_add(1, Ordering::Relaxed));
            self.begin(id, from, turn);
            if let Some(room) = turn.sink.room().and_then(|room| room.get_mut(..count)) {
                room.copy_from_slice(&kept);
            }
            id
        });
        turn.sink.call(begun, id, Op::RecvFrom(size), CallResult::Count(count));
        let Some(peer) = self.peers.get_mut(&id) else { return id };
        let kind = Kind { of: SegmentKind::Received, connection: id, datagram: true };
        turn.sink.commit(&kind, count, &mut peer.incoming);
        peer.gauges.received.fetch_add(count as u64, Ordering::Relaxed);
        peer.gauges.segments.fetch_add(1, Ordering::Relaxed);
        self.session.received.fetch_add(count as u64, Ordering::Relaxed);
        self.drops.due.get_or_insert_with(|| Instant::now() + DROPS_EVERY);
        let Some(bytes) = bytes else { return id };
        if turn.options.room {
            turn.room.say(id, Arc::clone(&bytes));
        }
        if turn.options.echo
            && let Err(kind) = self.enqueue(id, Arc::clone(&bytes), turn.options.send_budget)
        {
            let (fault, bytes) = (Fault::new(kind), bytes.len() as u64);
            turn.sink.note(SessionEvent::SendRefused { connection: id, fault, bytes });
        }
        id
    }

    /// Says what was lost: by the kernel, or because too many peers were there.
    fn tell_losses(&mut self, turn: &mut Turn<'_>) {
        if self.drops.due.take_if(|at| Instant::now() >= *at).is_none() {
            return;
        }
        if let Socket::Udp(socket) = &self.socket
            && let Some(dropped) = super::holder::dropped(socket)
            && dropped > self.drops.told
        {
            let count = dropped - std::mem::replace(&mut self.drops.told, dropped);
            self.session.dropped.fetch_add(count, Ordering::Relaxed);
            turn.sink.note(SessionEvent::Dropped { count });
        }
        let count = std::mem::take(&mut self.turned_away);
        if count > 0 {
            let limit = turn.options.max_clients;
            turn.sink.note(SessionEvent::TurnedAway { count, limit });
        }
    }

    fn uncount(&self, gauges: &ConnectionGauges, bytes: usize) {
        gauges.waiting.fetch_sub(bytes as u64, Ordering::Relaxed);
        self.session.waiting.fetch_sub(bytes as u64, Ordering::Relaxed);
    }
}
