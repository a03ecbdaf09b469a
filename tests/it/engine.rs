//! The program without a window: what is wished of sessions that end meanwhile.

use crate::soon::SOON;
use jackfield::engine::{Config, Engine};
use jackfield::flow::Output;
use jackfield::model::{
    Audience, Command, Endpoint, Event, FaultKind, Feed, FeedEnd, Role, SessionEvent, SessionSpec,
    Target, limits,
};
use jackfield::record;
use jackfield::threads::Registry;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

#[test]
fn what_a_session_was_told_when_it_had_ended_is_refused_and_not_lost() {
    let registry = Registry::new();
    let record = record::Config { folder: None, quota: limits::CAPTURE_QUOTA, tap: false };
    let config = Config { record, wake: Arc::new(|| {}), registry: registry.clone() };
    let mut engine = Engine::start(config).expect("an engine");
    // Nobody listens there any more.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let endpoint = Endpoint::parse(&port.to_string(), Role::Connect).expect("an endpoint");
    let id = engine.next_session();
    engine.run(Command::Open(id, Box::new(SessionSpec::new(Role::Connect, endpoint))));
    let deadline = Instant::now() + SOON;
    while registry.rows().iter().any(|row| row.label.starts_with("session:")) {
        assert!(Instant::now() < deadline, "it has not ended");
        std::thread::yield_now();
    }
    // The engine has not taken in yet that it has ended.
    let bytes: Arc<[u8]> = Arc::from(*b"hello");
    engine.run(Command::Send { session: id, target: Target::All, bytes: Arc::clone(&bytes) });
    engine.run(Command::Feed(id, Audience::Anybody, Feed::Bytes("words".to_owned(), bytes)));
    let (mut refused, mut fed) = (None, None);
    while refused.is_none() || fed.is_none() {
        match engine.wait(deadline.saturating_duration_since(Instant::now())) {
            Some(Output::Event(Event::Session(_, event))) => match event {
                SessionEvent::SendRefused { fault, bytes, .. } => {
                    refused = Some((fault.kind, bytes));
                }
                SessionEvent::Fed { name, end, .. } => fed = Some((name, end)),
                _ => {}
            },
            Some(_) => {}
            None => panic!("nobody tells: {refused:?}, {fed:?}"),
        }
    }
    assert_eq!(refused, Some((FaultKind::NobodyThere, 5)));
    assert_eq!(fed, Some(("words".to_owned(), FeedEnd::NobodyThere)));
    assert_eq!(engine.shut_down(SOON), []);
}
