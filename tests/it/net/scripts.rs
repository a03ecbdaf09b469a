//! The calls of a session, made once more by Python: what *Copy as Python* gives runs.

use super::*;
use crate::support::lonely_address;
use jackfield::ui::inspector::script;
use std::process::{Child, Command, Stdio};

impl Net {
    /// Ends the session; its calls in the order in which they began, as the window has them.
    fn calls_in_order(mut self) -> Vec<Call> {
        self.session().close();
        self.stopped();
        self.calls.sort_by_key(|call| call.time);
        self.calls
    }
}

fn names(calls: &[Call]) -> Vec<&'static str> {
    calls.iter().map(|call| call.op.name()).collect()
}

/// Where a call stands among others.
#[track_caller]
fn place(calls: &[Call], name: &str) -> usize {
    let place = calls.iter().position(|call| call.op.name() == name);
    place.unwrap_or_else(|| panic!("no {name} in {:?}", names(calls)))
}

fn python(calls: &[Call]) -> Child {
    let script = script(&calls.iter().collect::<Vec<_>>());
    let mut command = Command::new("python3");
    command.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().expect("python3")
}

#[track_caller]
fn succeeds(python: Child, calls: &[Call]) {
    let done = python.wait_with_output().expect("an end");
    let script = script(&calls.iter().collect::<Vec<_>>());
    assert!(done.status.success(), "{}\n{script}", String::from_utf8_lossy(&done.stderr));
}

/// Greets whoever comes next, and takes leave when they do.
fn greet(server: &TcpListener) {
    let mut stream = accept(server);
    stream.write_all(b"welcome\n").expect("sent");
    stream.shutdown(Shutdown::Write).expect("shut down");
    read_all(&stream);
}

#[test]
fn a_client_copied_as_python_runs() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    let mut net = Net::open(Role::Connect, &at, |options| options.close_with_peer = true);
    greet(&server);
    net.closed();
    let calls = net.calls_in_order();
    let ladder = ["run", "socket", "connect", "recv", "shutdown", "close"];
    let places = ladder.map(|name| place(&calls, name));
    assert!(places.is_sorted(), "{:?}", names(&calls));
    let python = python(&calls);
    greet(&server);
    succeeds(python, &calls);
}

#[test]
fn a_refused_connect_stands_behind_its_socket() {
    // Bound by nobody: the address is this test's own.
    let at = format!("{}:9999", lonely_address());
    let mut net = Net::open(Role::Connect, &at, |_| {});
    assert!(matches!(net.failed(), FaultKind::Refused { .. }));
    net.stopped();
    net.calls.sort_by_key(|call| call.time);
    assert!(place(&net.calls, "socket") < place(&net.calls, "connect"));
    succeeds(python(&net.calls), &net.calls);
}

#[test]
fn a_listener_copied_as_python_runs() {
    let host = lonely_address();
    let (net, at) = Net::listen(&format!("{host}:9999"), |options| {
        options.greet = b"welcome\n".to_vec();
        options.close_after_greet = true;
    });
    let mut net = net;
    let client = TcpStream::connect(at).expect("connects");
    assert_eq!(read_all(&client), b"welcome\n");
    drop(client);
    net.closed();
    let calls = net.calls_in_order();
    let ends: Vec<_> = calls.iter().filter(|call| call.op == Op::Close).collect();
    let [connection, door] = ends.as_slice() else { panic!("{:?}", names(&calls)) };
    assert_ne!(connection.connection, ConnectionId::SESSION);
    assert_eq!(door.connection, ConnectionId::SESSION, "the listening socket's own");
    let python = python(&calls);
    let deadline = Instant::now() + SOON;
    let client = loop {
        match TcpStream::connect(at) {
            Ok(client) => break client,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    };
    assert_eq!(read_all(&client).len(), "welcome\n".len());
    drop(client);
    succeeds(python, &calls);
}

#[test]
fn the_socket_of_datagrams_is_closed_at_the_end() {
    for role in [Role::Listen, Role::Connect] {
        let at = if role == Role::Listen { "udp://127.0.0.1:0" } else { "udp://127.0.0.1:9" };
        let mut net = Net::open(role, at, |_| {});
        net.expect("an open socket", |event| match event {
            SessionEvent::Listening(_) | SessionEvent::Connected(_) => Some(()),
            _ => None,
        });
        let calls = net.calls_in_order();
        assert!(place(&calls, "socket") < place(&calls, "close"), "{:?}", names(&calls));
        assert_eq!(calls.iter().filter(|call| call.op == Op::Close).count(), 1);
    }
}
