//! Connects to the first of several addresses that answers (RFC 8305, "Happy Eyeballs").

use super::sink::Sink;
use super::stream::Stream;
use super::trace::Begun;
use super::{error, socket};
use crate::model::limits::ADDRESS_STAGGER;
use crate::model::{
    Address, CallResult, ConnectionId, Fault, FaultKind, Op, Options, OsError, SessionEvent,
};
use mio::{Interest, Registry, Token};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Tokens of attempts begin here; those of listeners are small.
const TOKENS: usize = 1 << 20;

/// No address is waited for longer, whatever a preset file says: a clock cannot count for ever.
const LONGEST: Duration = Duration::from_hours(1);

/// What has come of it so far.
pub(super) enum Progress {
    Pending,
    Connected { stream: Stream, peer: Address, local: Address },
    Failed(Fault),
}

/// Attempts under way, and addresses that are still to be tried.
pub(super) struct Connector {
    candidates: VecDeque<SocketAddr>,
    attempts: Vec<Attempt>,
    next_at: Instant,
    next_token: usize,
    several: bool,
    fault: Option<Fault>,
}

struct Attempt {
    token: Token,
    stream: mio::net::TcpStream,
    to: SocketAddr,
    begun: Begun,
    deadline: Instant,
}

impl Connector {
    pub(super) fn new(candidates: Vec<SocketAddr>) -> Self {
        Self {
            several: candidates.len() > 1,
            candidates: candidates.into(),
            attempts: Vec::new(),
            next_at: Instant::now(),
            next_token: TOKENS,
            fault: None,
        }
    }

    /// When it is to be looked at again although nothing happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let next = (!self.candidates.is_empty()).then_some(self.next_at);
        self.attempts.iter().map(|attempt| attempt.deadline).chain(next).min()
    }

    /// Begins the next attempt when it is due, and gives up on those that took too long.
    pub(super) fn tick(
        &mut self,
        registry: &Registry,
        options: &Options,
        sink: &mut Sink,
    ) -> Progress {
        let now = Instant::now();
        while let Some(late) = self.attempts.iter().position(|attempt| attempt.deadline <= now) {
            let late = self.attempts.swap_remove(late);
            let error = io::Error::from(ErrorKind::TimedOut);
            self.failed(late.to, late.begun, &error, sink);
        }
        while (self.attempts.is_empty() || self.next_at <= now)
            && let Some(to) = self.candidates.pop_front()
        {
            self.begin(to, registry, options, sink);
            self.next_at = now + ADDRESS_STAGGER;
        }
        self.outcome()
    }

    /// The poll says that an attempt has come to something.
    pub(super) fn note_ready(
        &mut self,
        token: Token,
        registry: &Registry,
        sink: &mut Sink,
    ) -> Progress {
        let Some(index) = self.attempts.iter().position(|attempt| attempt.token == token) else {
            return Progress::Pending;
        };
        let ends = self.attempts.get(index).map(|attempt| ends(&attempt.stream));
        match ends {
            Some(Ok(Some((local, peer)))) => self.connected(index, local, peer, registry, sink),
            Some(Err(error)) => {
                let attempt = self.attempts.swap_remove(index);
                self.failed(attempt.to, attempt.begun, &error, sink);
                // The next address need not wait for its head start.
                self.next_at = Instant::now();
                self.outcome()
            }
            _ => Progress::Pending,
        }
    }

    fn begin(&mut self, to: SocketAddr, registry: &Registry, options: &Options, sink: &mut Sink) {
        sink.note(SessionEvent::Connecting(Address::Ip(to)));
        let begun = Begun::now();
        let token = Token(self.next_token);
        self.next_token += 1;
        let made = socket::connect(to, options, sink).and_then(|(mut stream, begun)| {
            registry.register(&mut stream, token, Interest::WRITABLE)?;
            Ok((stream, begun))
        });
        match made {
            Ok((stream, begun)) => {
                let deadline = Instant::now() + options.connect_timeout.min(LONGEST);
                self.attempts.push(Attempt { token, stream, to, begun, deadline });
            }
            Err(error) => self.tell(to, begun.elapsed(), &error, sink),
        }
    }

    fn connected(
        &mut self,
        index: usize,
        local: SocketAddr,
        peer: SocketAddr,
        registry: &Registry,
        sink: &mut Sink,
    ) -> Progress {
        let mut attempt = self.attempts.swap_remove(index);
        sink.call(attempt.begun, ConnectionId::SESSION, connect(attempt.to), CallResult::Done);
        // Leaving this poll for the worker's cannot fail for a socket that is in it.
        registry.deregister(&mut attempt.stream).ok();
        if local == peer {
            // An ephemeral port met itself (simultaneous open, RFC 9293, 3.5).
            let fault = Fault::new(FaultKind::SelfConnect(peer.to_string()));
            return Progress::Failed(fault);
        }
        let (peer, local) = (Address::canonical(peer), Address::canonical(local));
        Progress::Connected { stream: Stream::Tcp(attempt.stream), peer, local }
    }

    fn failed(&mut self, to: SocketAddr, begun: Begun, error: &io::Error, sink: &mut Sink) {
        let result = CallResult::Failed(OsError::from(error));
        sink.call(begun, ConnectionId::SESSION, connect(to), result);
        self.tell(to, begun.elapsed(), error, sink);
    }

    fn tell(&mut self, to: SocketAddr, after: Duration, error: &io::Error, sink: &mut Sink) {
        let fault = error::of_connect(error, &Address::Ip(to), after);
        if self.several {
            sink.note(SessionEvent::AttemptFailed(Address::Ip(to), fault.clone()));
        }
        // The first answer says most: it is the address the resolver preferred.
        self.fault.get_or_insert(fault);
    }

    fn outcome(&mut self) -> Progress {
        match self.fault.take_if(|_| self.attempts.is_empty() && self.candidates.is_empty()) {
            Some(fault) => Progress::Failed(fault),
            None => Progress::Pending,
        }
    }
}

fn connect(to: SocketAddr) -> Op {
    Op::Connect(to.to_string())
}

/// Both ends of a stream that is connected; `None` while it is not.
fn ends(stream: &mio::net::TcpStream) -> io::Result<Option<(SocketAddr, SocketAddr)>> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(peer) => Ok(Some((stream.local_addr()?, peer))),
        Err(error) if error.kind() == ErrorKind::NotConnected => Ok(None),
        Err(error) if socket::is_in_progress(&error) => Ok(None),
        Err(error) => Err(error),
    }
}
