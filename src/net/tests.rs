//! A panic in one thread takes nobody else down.

use super::order::Order;
use super::{Context, SessionHandle};
use crate::flow::Entry;
use crate::model::{
    Audience, CloseReason, ConnectionInfo, Endpoint, FaultKind, Feed, Role, SessionEvent,
    SessionId, SessionSpec,
};
use crate::threads::Registry;
use crossbeam_channel::{Receiver, bounded};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// What the threads say when they break down.
const WORDS: &str = "on purpose, for the test";
const LONG: Duration = Duration::from_secs(30);

fn listen() -> (Registry, SessionHandle, Receiver<Entry>, SocketAddr) {
    let (entries, inbox) = bounded(10_000);
    let registry = Registry::new();
    let context =
        Context { registry: registry.clone(), entries: entries.into(), listening: Arc::default() };
    let endpoint = Endpoint::parse("127.0.0.1:0", Role::Listen).expect("an endpoint");
    let spec = SessionSpec::new(Role::Listen, endpoint);
    let session = SessionHandle::open(&context, SessionId(1), spec).expect("a session");
    let at = expect(&inbox, |event| match event {
        SessionEvent::Listening(at) => at.first().map(ToString::to_string),
        _ => None,
    });
    (registry, session, inbox, at.parse().expect("an address"))
}

fn expect<T>(inbox: &Receiver<Entry>, pick: impl Fn(&SessionEvent) -> Option<T>) -> T {
    loop {
        if let Entry::Note(_, event, ..) = inbox.recv_timeout(LONG).expect("it comes")
            && let Some(found) = pick(&event)
        {
            return found;
        }
    }
}

fn connect(at: SocketAddr, inbox: &Receiver<Entry>) -> (TcpStream, ConnectionInfo) {
    let client = TcpStream::connect(at).expect("connects");
    client.set_read_timeout(Some(LONG)).expect("a limit");
    let info = expect(inbox, |event| match event {
        SessionEvent::Connected(info) => Some(info.clone()),
        _ => None,
    });
    (client, info)
}

#[test]
fn a_panic_in_an_io_thread_ends_its_connections_and_no_other() {
    let (registry, session, inbox, at) = listen();
    let (mut one, info) = connect(at, &inbox);
    // An order to all would break every thread: this one finds its way by the connection.
    session.pass(Order::Panic);
    let reason = expect(&inbox, |event| match event {
        SessionEvent::Closed(id, reason, _) if *id == info.id => Some(reason.clone()),
        _ => None,
    });
    assert!(
        matches!(
            &reason,
            CloseReason::Broken(fault) if matches!(&fault.kind, FaultKind::Panicked { thread, message } if thread == "io:1#1" && message == WORDS)
        ),
        "{reason:?}"
    );
    assert!(matches!(one.read(&mut [0]), Ok(0) | Err(_)), "its socket is closed");
    let (mut two, _) = connect(at, &inbox);
    two.write_all(b"the listener lives").expect("writes");
    session.close();
    expect(&inbox, |event| matches!(event, SessionEvent::Stopped).then_some(()));
    session.into_thread().join();
    assert!(registry.rows().is_empty());
}

#[test]
fn a_panic_in_a_session_thread_is_its_end_and_that_of_its_workers() {
    let (registry, session, inbox, at) = listen();
    let (mut one, info) = connect(at, &inbox);
    let every = Duration::from_hours(1);
    let beat = Feed::Repeat { bytes: Arc::from(*b"beat"), every, times: None };
    session.feed(Audience::Anybody, beat);
    let feed = expect(&inbox, |event| match event {
        SessionEvent::Feeding(info) => Some(info.thread),
        _ => None,
    });
    one.read_exact(&mut [0; 4]).expect("it is said once, and again in an hour");
    session.panic();
    let kind = expect(&inbox, |event| match event {
        SessionEvent::Failed(fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert!(
        matches!(kind, FaultKind::Panicked { thread, message } if thread == "session:1" && message == WORDS)
    );
    expect(&inbox, |event| matches!(event, SessionEvent::Stopped).then_some(()));
    assert!(registry.wait_for_end(info.thread, LONG), "its worker ends");
    assert!(registry.wait_for_end(feed, LONG), "so does what sends");
    assert!(matches!(one.read(&mut [0]), Ok(0) | Err(_)), "and the socket is closed");
    assert!(session.into_thread().join().is_none());
}
