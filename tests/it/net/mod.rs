//! Sessions on real sockets, against peers made by hand: what arrives, what is told, what is joined.

mod connecting;
mod datagrams;
mod feed_ends;
mod feeds;
mod limits;
#[cfg(target_os = "linux")]
mod scripts;
mod streams;
#[cfg(unix)]
mod unix;

use crate::soon::{SOON, accept};
use crossbeam_channel::{Receiver, unbounded};
use jackfield::flow::Entry;
use jackfield::model::{
    Address, Call, CallResult, CloseReason, ConnectionId, ConnectionInfo, Endpoint, Event,
    FaultKind, Op, Options, Role, SegmentKind, SessionEvent, SessionId, SessionSpec, Target,
};
use jackfield::net::{Context, SessionHandle};
use jackfield::threads::Registry;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A session and all that comes out of it.
struct Net {
    session: Option<SessionHandle>,
    entries: Receiver<Entry>,
    registry: Registry,
    received: BTreeMap<ConnectionId, Vec<u8>>,
    sent: BTreeMap<ConnectionId, Vec<u8>>,
    unsent: usize,
    calls: Vec<Call>,
    segments: Vec<(ConnectionId, SegmentKind, usize)>,
}

impl Net {
    fn open(role: Role, endpoint: &str, change: impl FnOnce(&mut Options)) -> Self {
        let registry = Registry::new();
        let (entries, inbox) = unbounded();
        let context = Context {
            registry: registry.clone(),
            entries: entries.into(),
            listening: Arc::default(),
        };
        Self::open_in(&context, inbox, role, endpoint, change)
    }

    fn open_in(
        context: &Context,
        entries: Receiver<Entry>,
        role: Role,
        endpoint: &str,
        change: impl FnOnce(&mut Options),
    ) -> Self {
        let endpoint = Endpoint::parse(endpoint, role).expect("an endpoint");
        let mut spec = SessionSpec::new(role, endpoint);
        change(&mut spec.options);
        let session = SessionHandle::open(context, SessionId(1), spec).expect("a session");
        Self {
            session: Some(session),
            entries,
            registry: context.registry.clone(),
            received: BTreeMap::new(),
            sent: BTreeMap::new(),
            unsent: 0,
            calls: Vec::new(),
            segments: Vec::new(),
        }
    }

    fn listen(endpoint: &str, change: impl FnOnce(&mut Options)) -> (Self, SocketAddr) {
        let mut net = Self::open(Role::Listen, endpoint, change);
        let at = net.expect("listening", |event| match event {
            SessionEvent::Listening(at) => at.first().cloned(),
            _ => None,
        });
        match at {
            Address::Ip(at) => (net, at),
            other => panic!("an IP address, not {other}"),
        }
    }

    fn session(&self) -> &SessionHandle {
        self.session.as_ref().expect("still open")
    }

    /// Takes in what comes until an event answers.
    fn expect<T>(&mut self, what: &str, mut pick: impl FnMut(&SessionEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + SOON;
        loop {
            let entry = self.entries.recv_deadline(deadline);
            let entry = entry.unwrap_or_else(|_| panic!("{what} did not come"));
            if let Some(found) = self.take(entry).as_ref().and_then(&mut pick) {
                return found;
            }
        }
    }

    /// Takes in what comes until the bytes of a connection are these.
    fn expect_bytes(&mut self, id: ConnectionId, bytes: &[u8]) {
        let deadline = Instant::now() + SOON;
        while self.received.get(&id).map_or(&[][..], Vec::as_slice) != bytes {
            let entry = self.entries.recv_deadline(deadline);
            let entry = entry.unwrap_or_else(|_| panic!("got {:?}", self.received.get(&id)));
            self.take(entry);
        }
    }

    fn take(&mut self, entry: Entry) -> Option<SessionEvent> {
        match entry {
            Entry::Note(_, event, ..) => return Some(event),
            Entry::Batch(batch) => {
                for (head, bytes) in batch.segments() {
                    self.segments.push((head.connection, head.kind, bytes.len()));
                    match head.kind {
                        SegmentKind::Received => self.received.entry(head.connection),
                        SegmentKind::Sent => self.sent.entry(head.connection),
                        _ => {
                            self.unsent += bytes.len();
                            continue;
                        }
                    }
                    .or_default()
                    .extend(bytes);
                }
            }
            Entry::Aside(Event::Calls(_, calls)) => self.calls.extend(calls),
            _ => {}
        }
        None
    }

    fn connected(&mut self) -> ConnectionInfo {
        self.expect("a connection", |event| match event {
            SessionEvent::Connected(info) => Some(info.clone()),
            _ => None,
        })
    }

    fn closed(&mut self) -> (CloseReason, jackfield::model::Totals) {
        self.expect("the end of a connection", |event| match event {
            SessionEvent::Closed(_, reason, totals) => Some((reason.clone(), *totals)),
            _ => None,
        })
    }

    fn failed(&mut self) -> FaultKind {
        self.expect("a failure", |event| match event {
            SessionEvent::Failed(fault) => Some(fault.kind.clone()),
            _ => None,
        })
    }

    fn stopped(&mut self) {
        self.expect("the end", |event| matches!(event, SessionEvent::Stopped).then_some(()));
    }

    /// Closes the session; every thread of it must be gone then.
    fn close(mut self) {
        self.session().close();
        self.stopped();
        let session = self.session.take().expect("still open");
        assert!(session.into_thread().join().is_some(), "it did not panic");
        assert_eq!(self.registry.rows().len(), 0, "all threads are joined");
    }

    fn send(&self, target: Target, bytes: &[u8]) {
        self.session().send(target, Arc::from(bytes));
    }
}

fn read_all(mut stream: &TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.set_read_timeout(Some(SOON)).expect("a limit");
    stream.read_to_end(&mut bytes).expect("the end");
    bytes
}

fn read_some(mut stream: &TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    stream.set_read_timeout(Some(SOON)).expect("a limit");
    stream.read_exact(&mut bytes).expect("as many");
    bytes
}
