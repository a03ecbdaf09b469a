//! Listening sockets: bound at every address of an endpoint, emptied a bounded number at a time.

use super::sink::Sink;
use super::stream::Stream;
use super::trace::Begun;
use super::{error, holder, socket};
use crate::model::limits::{ACCEPT_PAUSE, RESERVED_DESCRIPTORS};
use crate::model::{
    Address, CallResult, ConnectionId, Fault, FaultKind, Op, Options, OsError, SessionEvent,
    SessionId, is_out_of_handles,
};
use mio::{Interest, Registry, Token};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Connections one turn accepts from one socket before orders are looked at again.
const ACCEPTS: usize = 256;
/// Turned-away clients are told of once in this time.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// One listening socket.
pub(super) enum Socket {
    Tcp(mio::net::TcpListener),
    #[cfg(unix)]
    Unix(
        mio::net::UnixListener,
        #[expect(dead_code, reason = "dropped with the socket: that removes the file")]
        super::unix::Bound,
    ),
}

/// A client at the door.
pub(super) struct Accepted {
    pub(super) stream: Stream,
    pub(super) peer: Address,
    pub(super) local: Address,
}

/// All listening sockets of a session.
pub(super) struct Listener {
    sockets: Vec<(Socket, Address, bool)>,
    limit: usize,
    turned_away: u64,
    tell_at: Option<Instant>,
    rest: Option<Rest>,
    /// Until when nobody is let in because too much is still to be told.
    held: Option<Instant>,
}

/// Accepting stands still because descriptors ran out.
struct Rest {
    until: Instant,
    pause: Duration,
}

impl Listener {
    pub(super) fn new(options: &Options) -> Self {
        let room = descriptor_limit().saturating_sub(RESERVED_DESCRIPTORS);
        let limit = options.max_clients.min(usize::try_from(room).unwrap_or(usize::MAX)).max(1);
        Self { sockets: Vec::new(), limit, turned_away: 0, tell_at: None, rest: None, held: None }
    }

    /// Adds a socket. Its token is its number.
    pub(super) fn add(
        &mut self,
        mut socket: Socket,
        local: Address,
        registry: &Registry,
    ) -> io::Result<()> {
        let token = Token(self.sockets.len());
        match &mut socket {
            Socket::Tcp(socket) => registry.register(socket, token, Interest::READABLE)?,
            #[cfg(unix)]
            Socket::Unix(socket, _) => registry.register(socket, token, Interest::READABLE)?,
        }
        self.sockets.push((socket, local, true));
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    #[cfg(unix)]
    pub(super) fn addresses(&self) -> Vec<Address> {
        self.sockets.iter().map(|(_, address, _)| address.clone()).collect()
    }

    /// The poll says that somebody is at a door.
    pub(super) fn note_ready(&mut self, token: Token) {
        if let Some((_, _, ready)) = self.sockets.get_mut(token.0) {
            *ready = true;
        }
    }

    /// When it is to be looked at again although nothing happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let now = Instant::now();
        let free = self.rest.is_none() && self.held.is_none();
        let ready = free && self.sockets.iter().any(|(_, _, ready)| *ready);
        let rest = self.rest.as_ref().map(|rest| rest.until);
        ready.then_some(now).into_iter().chain(rest).chain(self.held).chain(self.tell_at).min()
    }

    /// Leaves clients at the doors for a moment, in the kernel's queue: too much of what they did is
    /// still to be told.
    pub(super) fn rest(&mut self) {
        let (pause, _) = ACCEPT_PAUSE;
        self.held = Some(Instant::now() + pause);
    }

    /// Accepts who is at the doors; `open` is how many are inside.
    pub(super) fn accept(
        &mut self,
        open: usize,
        options: &Options,
        sink: &mut Sink,
    ) -> Vec<Accepted> {
        self.tell(sink);
        if self.held.take_if(|until| Instant::now() >= *until).is_none() && self.held.is_some() {
            return Vec::new();
        }
        if self.rest.as_ref().is_some_and(|rest| Instant::now() < rest.until) {
            return Vec::new();
        }
        let mut accepted = Vec::new();
        for index in 0..self.sockets.len() {
            self.accept_at(index, open, options, sink, &mut accepted);
        }
        accepted
    }

    fn accept_at(
        &mut self,
        index: usize,
        open: usize,
        options: &Options,
        sink: &mut Sink,
        accepted: &mut Vec<Accepted>,
    ) {
        for _ in 0..ACCEPTS {
            let Some((socket, local, ready)) = self.sockets.get_mut(index) else { return };
            if !*ready {
                return;
            }
            let begun = Begun::now();
            match socket.accept(local, options) {
                Ok(client) => {
                    let shown = CallResult::Text(client.peer.to_string());
                    sink.call(begun, ConnectionId::SESSION, Op::Accept, shown);
                    if self.rest.take().is_some() {
                        sink.note(SessionEvent::AcceptResumed);
                    }
                    if open + accepted.len() < self.limit {
                        accepted.push(client);
                    } else {
                        self.turned_away += 1;
                        self.tell_at.get_or_insert_with(|| Instant::now() + TELL_EVERY);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    *ready = false;
                    // A descriptor was to be had, for somebody who has gone in the meantime.
                    if self.rest.take().is_some() {
                        sink.note(SessionEvent::AcceptResumed);
                    }
                }
                Err(error) => {
                    let shown = CallResult::Failed(OsError::from(&error));
                    sink.call(begun, ConnectionId::SESSION, Op::Accept, shown);
                    if is_out_of_handles(&error) {
                        self.pause(&error, sink);
                        return;
                    }
                    // ECONNABORTED, EINTR, EPROTO and the network errors of accept(2): this
                    // client is gone, the next one may be there.
                }
            }
        }
    }

    /// With edge-triggered readiness a plain return would leave the door shut for ever: a timer
    /// opens it again.
    fn pause(&mut self, error: &io::Error, sink: &mut Sink) {
        let (first, longest) = ACCEPT_PAUSE;
        let pause = match &self.rest {
            Some(rest) => (rest.pause * 2).min(longest),
            None => {
                sink.note(SessionEvent::AcceptPaused(Fault::with_os(
                    FaultKind::OutOfHandles,
                    error,
                )));
                first
            }
        };
        self.rest = Some(Rest { until: Instant::now() + pause, pause });
    }

    /// Tells of those turned away since the last time, because there will be no next time.
    fn tell_the_rest(&mut self, sink: &mut Sink) {
        if let Some(at) = &mut self.tell_at {
            *at = Instant::now();
            self.tell(sink);
        }
    }

    /// Closes all doors.
    pub(super) fn close(mut self, sink: &mut Sink) {
        self.tell_the_rest(sink);
        for socket in self.sockets {
            let begun = Begun::now();
            drop(socket);
            sink.call(begun, ConnectionId::SESSION, Op::Close, CallResult::Done);
        }
    }

    fn tell(&mut self, sink: &mut Sink) {
        if self.tell_at.take_if(|at| Instant::now() >= *at).is_some() {
            let count = std::mem::take(&mut self.turned_away);
            sink.note(SessionEvent::TurnedAway { count, limit: self.limit });
        }
    }
}

impl Socket {
    fn accept(&mut self, local: &Address, options: &Options) -> io::Result<Accepted> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept()?;
                socket::accepted(&stream, options);
                // A wildcard listener's clients come to one address of many: the stream knows which.
                let own = match local.ip() {
                    Some(ip) if !ip.is_unspecified() => local.clone(),
                    _ => stream.local_addr().map_or_else(|_| local.clone(), Address::canonical),
                };
                let peer = Address::canonical(peer);
                Ok(Accepted { stream: Stream::Tcp(stream), peer, local: own })
            }
            #[cfg(unix)]
            Self::Unix(listener, _) => {
                let (stream, peer) = listener.accept()?;
                let peer = super::unix::address(&peer);
                Ok(Accepted { stream: Stream::Unix(stream), peer, local: local.clone() })
            }
        }
    }
}

/// Binds a TCP listener; a taken port is explained.
pub(super) fn bind_tcp(
    at: SocketAddr,
    options: &Options,
    ours: impl Fn(u16) -> Option<SessionId>,
    sink: &mut Sink,
) -> Result<(Socket, Address), Fault> {
    let socket =
        socket::listen(at, options, sink).map_err(|error| explain(&error, at, false, ours))?;
    let local = socket.local_addr().map_or(Address::Ip(at), Address::Ip);
    Ok((Socket::Tcp(socket), local))
}

/// Why an address could not be bound.
pub(super) fn explain(
    error: &io::Error,
    at: SocketAddr,
    datagram: bool,
    ours: impl Fn(u16) -> Option<SessionId>,
) -> Fault {
    if error.kind() != ErrorKind::AddrInUse {
        return error::of_bind(error, &Address::Ip(at));
    }
    let (ours, free) = (ours(at.port()), socket::free_port(at, datagram));
    let lingers = || holder::only_lingers(at).filter(|_| ours.is_none() && !datagram);
    let kind = if let Some(ours) = lingers() {
        FaultKind::PortLingers { at: at.to_string(), ours, free }
    } else {
        let holder = holder::of_port(at, datagram).filter(|_| ours.is_none());
        FaultKind::PortTaken { at: at.to_string(), ours, holder, free }
    };
    Fault::with_os(kind, error)
}

/// How many descriptors this process may have open.
#[cfg(unix)]
fn descriptor_limit() -> u64 {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

#[cfg(not(unix))]
fn descriptor_limit() -> u64 {
    u64::MAX
}
