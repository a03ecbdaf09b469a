//! One session: looks up, binds or connects, accepts, and ends when it is told to.

use super::connector::{Connector, Progress};
use super::crew::Crew;
use super::datagram::{self, Port};
use super::listener::{self, Listener};
use super::order::{Mailbox, NewConnection, Order, Report, SessionOrder};
use super::retry::Retry;
use super::sink::{BUFFER, Sink};
use super::stream::Stream;
use super::{error, resolve, socket};
use crate::flow::{Entry, Pool};
use crate::model::limits::LINGER;
use crate::model::{
    Address, CloseReason, ConnectionId, Endpoint, Fault, FaultKind, HostPort, Options, Role,
    SessionEvent, SessionGauges, SessionId, SessionSpec, Target, ThreadRole,
};
use crate::threads::{self, Handle, Me, Registry, Spec};
use crossbeam_channel::{Receiver, Sender};
use mio::{Events, Poll, Token};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const WAKE: Token = Token(usize::MAX);

/// What all sessions of a program share.
#[derive(Clone)]
pub struct Context {
    /// The list their threads are entered in.
    pub registry: Registry,
    /// The way to the record.
    pub entries: Sender<Entry>,
    /// Ports that sessions of ours hold, so that a taken port can say "it is ours".
    pub listening: Arc<Mutex<HashMap<u16, SessionId>>>,
}

/// The engine's end of a session.
pub struct SessionHandle {
    orders: Mailbox<SessionOrder>,
    thread: Handle<()>,
    /// Its living numbers.
    pub gauges: Arc<SessionGauges>,
}

impl SessionHandle {
    /// Starts the thread `session:<id>`, which does all the rest. What comes of it goes to the
    /// record, the last thing being [`SessionEvent::Stopped`].
    ///
    /// # Errors
    /// No poll or no thread could be had.
    pub fn open(context: &Context, id: SessionId, spec: SessionSpec) -> Result<Self, Fault> {
        let start = |error: io::Error| error::of_start(&error);
        let poll = Poll::new().map_err(start)?;
        let waker = mio::Waker::new(poll.registry(), WAKE).map_err(start)?;
        let (orders, inbox) = Mailbox::new(waker);
        let gauges = Arc::new(SessionGauges::default());
        let (stop, own) = (orders.clone(), orders.clone());
        let name = format!("session:{id}");
        let mut thread_spec = Spec::new(ThreadRole::Session, name).with_stop(move || {
            stop.send(SessionOrder::Close);
        });
        if !spec.name.is_empty() {
            thread_spec.label = format!("{} · {}", thread_spec.name, spec.name);
        }
        let (inner, shared) = (context.clone(), Arc::clone(&gauges));
        let thread = threads::spawn(&context.registry, thread_spec, move |me| {
            Session::new(id, spec, inner, poll, own, shared, me).run(&inbox);
        })
        .map_err(start)?;
        Ok(Self { orders, thread, gauges })
    }

    /// Ends it and all its connections, behind what waits to be sent.
    pub fn close(&self) {
        self.orders.send(SessionOrder::Close);
    }

    /// Tries the next connect now.
    pub fn retry_now(&self) {
        self.orders.send(SessionOrder::RetryNow);
    }

    /// Sends bytes to connections.
    pub fn send(&self, target: Target, bytes: Arc<[u8]>) {
        self.pass(Order::Send { target, except: None, bytes });
    }

    /// Shuts our direction of a connection down, behind what waits.
    pub fn finish_sending(&self, id: ConnectionId) {
        self.pass(Order::FinishSending(id));
    }

    /// Closes a connection, behind what waits.
    pub fn disconnect(&self, id: ConnectionId) {
        self.pass(Order::Disconnect(id));
    }

    /// Drops a connection with a reset.
    pub fn reset(&self, id: ConnectionId) {
        self.pass(Order::Reset(id));
    }

    /// Stops or goes on reading a connection.
    pub fn pause_reading(&self, id: ConnectionId, paused: bool) {
        self.pass(Order::PauseReading(id, paused));
    }

    /// Whether its thread has ended, so that joining it does not wait.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Gives the thread up, to be joined.
    #[must_use]
    pub fn into_thread(self) -> Handle<()> {
        self.thread
    }

    fn pass(&self, order: Order) {
        self.orders.send(SessionOrder::Pass(order));
    }
}

/// What a session is busy with beside its connections.
enum Phase {
    /// Nothing is open yet: a name is being looked up, or the next line of code opens something.
    Starting,
    Listening(Listener),
    Connecting(Connector),
    /// Nothing: its only connection or datagram sockets are with their threads.
    Open,
    /// The next connect comes at its time.
    Resting(Instant),
    /// No more than waiting for connections to end, until then.
    Ending(Instant),
}

struct Session<'a> {
    id: SessionId,
    spec: SessionSpec,
    options: Arc<Options>,
    context: Context,
    poll: Poll,
    own: Mailbox<SessionOrder>,
    me: &'a Me,
    sink: Sink,
    crew: Crew,
    phase: Phase,
    look_up: u32,
    retry: Retry,
    done: bool,
}

impl<'a> Session<'a> {
    fn new(
        id: SessionId,
        spec: SessionSpec,
        context: Context,
        poll: Poll,
        own: Mailbox<SessionOrder>,
        gauges: Arc<SessionGauges>,
        me: &'a Me,
    ) -> Self {
        let options = Arc::new(spec.options.clone());
        // This thread moves no bytes: its sink needs no buffers.
        let buffers = Pool::new(BUFFER, BUFFER, Arc::new(|| {}));
        let sink = Sink::new(id, me.id(), context.entries.clone(), buffers, Arc::clone(&gauges));
        let (registry, entries) = (context.registry.clone(), context.entries.clone());
        let crew = Crew::new(id, registry, Arc::clone(&options), entries, own.clone(), gauges);
        Self {
            id,
            spec,
            options,
            context,
            poll,
            own,
            me,
            sink,
            crew,
            phase: Phase::Starting,
            look_up: 0,
            retry: Retry::default(),
            done: false,
        }
    }

    fn run(mut self, inbox: &Receiver<SessionOrder>) {
        let (endpoint, role) = (self.spec.endpoint.to_string(), self.spec.role);
        self.sink.note(SessionEvent::Opened { endpoint, role });
        self.begin();
        let mut events = Events::with_capacity(256);
        while !self.done {
            self.sink.flush();
            let patience = self.patience();
            if self.me.wait(|| self.poll.poll(&mut events, patience)).is_err() {
                // Interrupted by a signal; there is no other way for it to fail.
                continue;
            }
            for event in &events {
                self.note_ready(event.token());
            }
            while let Ok(order) = inbox.try_recv() {
                self.obey(order);
            }
            self.tick();
        }
        self.finish();
    }

    fn finish(mut self) {
        self.forget_ports();
        self.phase = Phase::Open;
        self.crew.dismiss(&mut self.sink);
        self.sink.note(SessionEvent::Stopped);
        self.sink.flush();
        // The record outlives every session; if it is gone the program is ending.
        self.context.entries.send(Entry::Close(self.id)).ok();
    }

    fn patience(&self) -> Option<Duration> {
        let deadline = match &self.phase {
            Phase::Listening(listener) => listener.deadline(),
            Phase::Connecting(connector) => connector.deadline(),
            Phase::Resting(until) | Phase::Ending(until) => Some(*until),
            Phase::Starting | Phase::Open => None,
        };
        deadline.map(|at| at.saturating_duration_since(Instant::now()))
    }

    fn note_ready(&mut self, token: Token) {
        match &mut self.phase {
            Phase::Listening(listener) => listener.note_ready(token),
            Phase::Connecting(connector) => {
                let registry = self.poll.registry();
                let progress = connector.note_ready(token, registry, &mut self.sink);
                self.progress(progress);
            }
            _ => {}
        }
    }

    fn obey(&mut self, order: SessionOrder) {
        match order {
            SessionOrder::Close => self.close(),
            SessionOrder::Pass(order) => self.pass(order),
            SessionOrder::RetryNow => {
                if matches!(self.phase, Phase::Resting(_)) {
                    self.begin();
                }
            }
            SessionOrder::Report(Report::Resolved(number, found)) => self.resolved(number, found),
            SessionOrder::Report(report) => {
                let ports = matches!(report, Report::PortsClosed(_));
                let ended = self.crew.take(report, &mut self.sink);
                if ports {
                    self.close();
                }
                if let Some(reason) = ended {
                    self.connection_ended(&reason);
                }
            }
        }
    }

    fn pass(&mut self, order: Order) {
        let bytes = match &order {
            Order::Send { bytes, .. } => bytes.len() as u64,
            _ => 0,
        };
        let is_send = matches!(order, Order::Send { .. });
        if !self.crew.pass(order) && is_send {
            let fault = Fault::new(FaultKind::NobodyThere);
            let connection = ConnectionId::SESSION;
            self.sink.note(SessionEvent::SendRefused { connection, fault, bytes });
        }
    }

    fn tick(&mut self) {
        match &mut self.phase {
            Phase::Listening(listener) => {
                let accepted = listener.accept(self.crew.open(), &self.options, &mut self.sink);
                for client in accepted {
                    self.place(client.stream, client.peer, client.local);
                }
            }
            Phase::Connecting(connector) => {
                let registry = self.poll.registry();
                let progress = connector.tick(registry, &self.options, &mut self.sink);
                self.progress(progress);
            }
            Phase::Resting(until) if *until <= Instant::now() => self.begin(),
            Phase::Ending(until) if self.crew.is_idle() || *until <= Instant::now() => {
                self.done = true;
            }
            _ => {}
        }
    }

    /// Starts, or starts again after a pause.
    fn begin(&mut self) {
        match self.spec.endpoint.clone() {
            Endpoint::Tcp(target) | Endpoint::Udp(target) => self.look_up(&target),
            #[cfg(unix)]
            Endpoint::Unix(path) => self.begin_unix(&path),
            #[cfg(unix)]
            Endpoint::UnixGram(path) => self.begin_unix_datagram(&path),
            #[cfg(not(unix))]
            Endpoint::Unix(path) | Endpoint::UnixGram(path) => {
                let what = format!("AF_UNIX {}", path.display());
                self.fail(Fault::new(FaultKind::Other(what)));
            }
        }
    }

    fn look_up(&mut self, target: &HostPort) {
        // An address with a scope goes through the resolver, which knows the interfaces.
        if let Some(ip) = target.ip().filter(|_| !target.host.contains('%')) {
            return self.use_addresses(vec![SocketAddr::new(ip, target.port)]);
        }
        self.look_up += 1;
        self.phase = Phase::Starting;
        self.sink.note(SessionEvent::Resolving(target.host.clone()));
        let (registry, answer) = (&self.context.registry, self.own.clone());
        if let Err(error) = resolve::look_up(registry, self.id, self.look_up, target, answer) {
            self.fail(error::of_start(&error));
        }
    }

    fn resolved(&mut self, number: u32, found: io::Result<Vec<SocketAddr>>) {
        if number != self.look_up || !matches!(self.phase, Phase::Starting) {
            return;
        }
        let host = self.spec.endpoint.host_port().map(|to| to.host.clone()).unwrap_or_default();
        match found.map(resolve::interleave) {
            Ok(addresses) if addresses.is_empty() => {
                self.fail(Fault::new(FaultKind::NoSuchHost(host)));
            }
            Ok(addresses) => {
                self.sink.note(SessionEvent::Resolved(host, addresses.clone()));
                self.use_addresses(addresses);
            }
            Err(error) => self.fail_or_retry(error::of_lookup(&error, &host)),
        }
    }

    fn use_addresses(&mut self, addresses: Vec<SocketAddr>) {
        match (&self.spec.endpoint, self.spec.role) {
            (Endpoint::Udp(_), Role::Listen) => self.bind_all(&addresses, Self::bind_datagram),
            (Endpoint::Udp(_), Role::Connect) => self.connect_datagram(&addresses),
            (_, Role::Listen) => self.listen(&addresses),
            (_, Role::Connect) => self.phase = Phase::Connecting(Connector::new(addresses)),
        }
        self.tick();
    }

    fn listen(&mut self, addresses: &[SocketAddr]) {
        let mut listener = Listener::new(&self.options);
        self.bind_all(addresses, |session, at| {
            let ours = session.holder_of_ours();
            let (socket, local) =
                listener::bind_tcp(at, &session.options, ours, &mut session.sink)?;
            listener
                .add(socket, local.clone(), session.poll.registry())
                .map_err(|error| error::of_start(&error))?;
            Ok(local)
        });
        if !listener.is_empty() {
            self.phase = Phase::Listening(listener);
        }
    }

    /// Binds every address of a name: one that works is enough, the others are told of. Port 0 is
    /// the same port everywhere, chosen by the first.
    fn bind_all(
        &mut self,
        addresses: &[SocketAddr],
        mut bind: impl FnMut(&mut Self, SocketAddr) -> Result<Address, Fault>,
    ) {
        let (mut bound, mut faults): (Vec<Address>, Vec<_>) = (Vec::new(), Vec::new());
        for at in addresses {
            let mut at = *at;
            let chosen = bound.first().and_then(Address::port);
            at.set_port(if at.port() == 0 { chosen.unwrap_or(0) } else { at.port() });
            match bind(self, at) {
                Ok(local) => bound.push(local),
                Err(fault) => faults.push((at, fault)),
            }
        }
        if bound.is_empty() {
            let first = faults.into_iter().next().map(|(_, fault)| fault);
            return self.fail(first.unwrap_or_else(|| Fault::new(FaultKind::NobodyThere)));
        }
        for (at, fault) in faults {
            self.sink.note(SessionEvent::AttemptFailed(Address::Ip(at), fault));
        }
        if let Some(port) = bound.first().and_then(Address::port) {
            self.lock_listening().insert(port, self.id);
        }
        self.sink.note(SessionEvent::Listening(bound));
    }

    fn bind_datagram(&mut self, at: SocketAddr) -> Result<Address, Fault> {
        let socket = socket::bind_datagram(at, &self.options, &mut self.sink)
            .map_err(|error| listener::explain(&error, at, true, self.holder_of_ours()))?;
        let local = socket.local_addr().map_or(Address::Ip(at), Address::Ip);
        let port =
            Port { socket: datagram::Socket::Udp(socket), local: local.clone(), remote: None };
        self.phase = Phase::Open;
        self.crew.place_port(port, &mut self.sink)?;
        Ok(local)
    }

    fn connect_datagram(&mut self, addresses: &[SocketAddr]) {
        let mut fault = None;
        for to in addresses {
            let remote = Address::canonical(*to);
            self.sink.note(SessionEvent::Connecting(remote.clone()));
            match socket::connect_datagram(*to, &self.options, &mut self.sink) {
                Ok(socket) => {
                    let local = socket.local_addr().map_or(Address::Unnamed, Address::canonical);
                    return self.open_port(datagram::Socket::Udp(socket), local, remote);
                }
                Err(error) => {
                    fault.get_or_insert(error::of_connect(&error, &remote, Duration::ZERO));
                }
            }
        }
        self.fail_or_retry(fault.unwrap_or_else(|| Fault::new(FaultKind::NobodyThere)));
    }

    fn open_port(&mut self, socket: datagram::Socket, local: Address, remote: Address) {
        let remote = Some((self.crew.next_id(), remote));
        self.phase = Phase::Open;
        if let Err(fault) = self.crew.place_port(Port { socket, local, remote }, &mut self.sink) {
            self.fail(fault);
        }
    }

    #[cfg(unix)]
    fn begin_unix(&mut self, path: &std::path::Path) {
        let address = super::unix::named(path);
        if self.spec.role == Role::Connect {
            self.sink.note(SessionEvent::Connecting(address.clone()));
            return match super::unix::connect(path, &mut self.sink) {
                Ok(stream) => {
                    self.phase = Phase::Open;
                    self.retry.connected();
                    self.place(Stream::Unix(stream), address, Address::Unnamed);
                }
                Err(fault) => self.fail_or_retry(fault),
            };
        }
        let (backlog, replace) = (self.options.backlog, self.options.replace_stale);
        let mut listener = Listener::new(&self.options);
        let made = super::unix::listen(path, backlog, replace, &mut self.sink);
        let added = made.and_then(|(socket, bound)| {
            let socket = listener::Socket::Unix(socket, bound);
            listener
                .add(socket, address, self.poll.registry())
                .map_err(|error| error::of_start(&error))
        });
        match added {
            Ok(()) => {
                self.sink.note(SessionEvent::Listening(listener.addresses()));
                self.phase = Phase::Listening(listener);
                self.tick();
            }
            Err(fault) => self.fail(fault),
        }
    }

    #[cfg(unix)]
    fn begin_unix_datagram(&mut self, path: &std::path::Path) {
        let address = super::unix::named(path);
        if self.spec.role == Role::Connect {
            self.sink.note(SessionEvent::Connecting(address.clone()));
            return match super::unix::connect_datagram(path, &mut self.sink) {
                Ok((socket, bound)) => {
                    let local = bound.address();
                    self.open_port(datagram::Socket::Unix(socket, bound), local, address);
                }
                Err(fault) => self.fail_or_retry(fault),
            };
        }
        let replace = self.options.replace_stale;
        let placed = super::unix::bind_datagram(path, replace, &mut self.sink).and_then(
            |(socket, bound)| {
                let socket = datagram::Socket::Unix(socket, bound);
                let port = Port { socket, local: address.clone(), remote: None };
                self.phase = Phase::Open;
                self.crew.place_port(port, &mut self.sink)
            },
        );
        match placed {
            Ok(()) => self.sink.note(SessionEvent::Listening(vec![address])),
            Err(fault) => self.fail(fault),
        }
    }

    fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Pending => {}
            Progress::Failed(fault) => self.fail_or_retry(fault),
            Progress::Connected { stream, peer, local } => {
                self.phase = Phase::Open;
                self.retry.connected();
                self.place(stream, peer, local);
            }
        }
    }

    fn place(&mut self, stream: Stream, peer: Address, local: Address) {
        let new = NewConnection { id: self.crew.next_id(), stream, peer, local };
        if let Err(fault) = self.crew.place(new, &mut self.sink) {
            match self.spec.role {
                Role::Listen => {
                    self.sink.note(SessionEvent::Warning(ConnectionId::SESSION, fault));
                }
                Role::Connect => self.fail(fault),
            }
        }
    }

    /// A connection of ours has ended. For the connecting side that is the end, or another try.
    fn connection_ended(&mut self, reason: &CloseReason) {
        if self.spec.role == Role::Listen || matches!(self.phase, Phase::Ending(_)) {
            return;
        }
        match reason {
            CloseReason::Broken(fault) => self.fail_or_retry(fault.clone()),
            CloseReason::Finished => self.fail_or_retry(Fault::new(FaultKind::BrokenPipe)),
            _ => self.done = true,
        }
    }

    fn fail_or_retry(&mut self, fault: Fault) {
        let pause = if self.options.reconnect && self.spec.role == Role::Connect {
            self.retry.next()
        } else {
            None
        };
        match pause {
            Some((pause, attempt, attempts)) => {
                self.sink.note(SessionEvent::Retrying { attempt, attempts, pause, fault });
                self.phase = Phase::Resting(Instant::now() + pause);
            }
            // It was open before: its end has been told with the connection's.
            None if matches!(self.phase, Phase::Open) => self.done = true,
            None => self.fail(fault),
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.sink.note(SessionEvent::Failed(fault));
        self.done = true;
    }

    fn close(&mut self) {
        if matches!(self.phase, Phase::Ending(_)) {
            return;
        }
        self.forget_ports();
        // Dropping the phase closes doors and attempts.
        self.phase = Phase::Ending(Instant::now() + LINGER + Duration::from_secs(1));
        self.crew.pass(Order::CloseAll(CloseReason::WithSession));
    }

    fn holder_of_ours(&self) -> impl Fn(u16) -> Option<SessionId> + use<> {
        let listening = Arc::clone(&self.context.listening);
        move |port| listening.lock().unwrap_or_else(PoisonError::into_inner).get(&port).copied()
    }

    fn forget_ports(&mut self) {
        let id = self.id;
        self.lock_listening().retain(|_, session| *session != id);
    }

    fn lock_listening(&self) -> std::sync::MutexGuard<'_, HashMap<u16, SessionId>> {
        self.context.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
