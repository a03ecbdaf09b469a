//! Sessions on real sockets, against peers made by hand: what arrives, what is told, what is joined.

use crossbeam_channel::{Receiver, unbounded};
use jackfield::flow::Entry;
use jackfield::model::{
    Address, CloseReason, ConnectionId, ConnectionInfo, Endpoint, FaultKind, Options, Role,
    SegmentKind, SessionEvent, SessionId, SessionSpec, Target,
};
use jackfield::net::{Context, SessionHandle};
use jackfield::threads::Registry;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// A session and all that comes out of it.
struct Net {
    session: Option<SessionHandle>,
    entries: Receiver<Entry>,
    registry: Registry,
    received: BTreeMap<ConnectionId, Vec<u8>>,
    sent: BTreeMap<ConnectionId, Vec<u8>>,
    unsent: usize,
    segments: Vec<(ConnectionId, SegmentKind, usize)>,
}

impl Net {
    fn open(role: Role, endpoint: &str, change: impl FnOnce(&mut Options)) -> Self {
        let registry = Registry::new();
        let (entries, inbox) = unbounded();
        let context = Context { registry: registry.clone(), entries, listening: Arc::default() };
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
        let deadline = Instant::now() + LONG;
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
        let deadline = Instant::now() + LONG;
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
    stream.set_read_timeout(Some(LONG)).expect("a limit");
    stream.read_to_end(&mut bytes).expect("the end");
    bytes
}

fn read_some(mut stream: &TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    stream.set_read_timeout(Some(LONG)).expect("a limit");
    stream.read_exact(&mut bytes).expect("as many");
    bytes
}

#[test]
fn a_listener_talks_with_many_and_answers_one_some_or_all() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let clients: Vec<_> = (0..3).map(|_| TcpStream::connect(at).expect("connects")).collect();
    let infos: Vec<_> = (0..3).map(|_| net.connected()).collect();
    let client_of = |info: &ConnectionInfo| {
        let own = |client: &&TcpStream| {
            Address::Ip(client.local_addr().expect("an address")) == info.peer
        };
        clients.iter().find(own).expect("one of them")
    };
    for info in &infos {
        let word = format!("I am {}\n", info.peer);
        client_of(info).write_all(word.as_bytes()).expect("writes");
        net.expect_bytes(info.id, word.as_bytes());
    }
    net.send(Target::All, "大家好".as_bytes());
    net.send(Target::One(infos[0].id), b"one");
    net.send(Target::Some(vec![infos[1].id, infos[2].id]), b"two");
    for (index, info) in infos.iter().enumerate() {
        let word = if index == 0 { "大家好one" } else { "大家好two" };
        assert_eq!(read_some(client_of(info), word.len()), word.as_bytes());
    }
    let names: Vec<_> = net.registry.rows().into_iter().map(|row| row.os_name).collect();
    assert_eq!(names, ["session:1", "io:1#1", "io:1#2", "io:1#3"]);
    net.session().disconnect(infos[0].id);
    assert_eq!(read_all(client_of(&infos[0])), b"");
    assert_eq!(net.closed().0, CloseReason::ByUs);
    net.close();
}

#[test]
fn ipv4_ipv6_and_both_are_served() {
    for (endpoint, dial) in
        [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::1"), ("*:0", "127.0.0.1"), ("*:0", "::1")]
    {
        let (mut net, at) = Net::listen(endpoint, |_| {});
        let client = TcpStream::connect((dial, at.port())).expect("connects");
        let info = net.connected();
        assert_eq!(info.peer, Address::Ip(client.local_addr().expect("an address")));
        assert_eq!(info.peer.ip().map(|ip| ip.to_string()).as_deref(), Some(dial));
        drop(client);
        net.close();
    }
}

#[test]
fn a_greeting_arrives_whole_although_the_connection_is_closed_behind_it() {
    let (net, at) = Net::listen("127.0.0.1:0", |options| {
        options.greet = "欢迎访问菜鸟教程!\r\n".into();
        options.close_after_greet = true;
    });
    for _ in 0..20 {
        let mut client = TcpStream::connect(at).expect("connects");
        // Unread words of the client must not turn the close into a reset.
        client.write_all(b"GET / HTTP/1.0\r\n\r\n").ok();
        assert_eq!(read_all(&client), "欢迎访问菜鸟教程!\r\n".as_bytes());
    }
    net.close();
}

#[test]
fn an_echo_returns_every_byte_to_a_slow_reader_and_then_closes() {
    let (net, at) = Net::listen("127.0.0.1:0", |options| options.echo = true);
    let sent: Vec<u8> = (0..8_000_000_u32).map(|n| (n % 251) as u8).collect();
    let client = TcpStream::connect(at).expect("connects");
    let mut writer = client.try_clone().expect("a clone");
    let word = sent.clone();
    let writing = std::thread::spawn(move || {
        writer.write_all(&word).expect("writes");
        writer.shutdown(Shutdown::Write).expect("finishes");
    });
    // The harness must take the batches in, or the buffers run out and reading stops.
    let entries = net.entries.clone();
    let draining = std::thread::spawn(move || {
        while let Ok(entry) = entries.recv_timeout(LONG) {
            if matches!(entry, Entry::Note(_, SessionEvent::Stopped, ..)) {
                break;
            }
        }
    });
    assert!(read_all(&client) == sent, "the bytes differ");
    writing.join().expect("no panic");
    net.session().close();
    draining.join().expect("no panic");
}

#[test]
fn a_room_relays_what_one_says_to_the_others() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.room = true);
    let mut clients: Vec<_> = (0..3).map(|_| TcpStream::connect(at).expect("connects")).collect();
    let infos: Vec<_> = (0..3).map(|_| net.connected()).collect();
    clients[0].write_all(b"hi\n").expect("writes");
    assert_eq!(read_some(&clients[1], 3), b"hi\n");
    assert_eq!(read_some(&clients[2], 3), b"hi\n");
    let from = Address::Ip(clients[0].local_addr().expect("an address"));
    let said = infos.iter().find(|info| info.peer == from).expect("it is there").id;
    net.expect_bytes(said, b"hi\n");
    net.send(Target::All, b"host\n");
    assert_eq!(read_some(&clients[0], 5), b"host\n", "and nothing of its own before");
    net.close();
}

#[test]
fn both_directions_close_one_after_the_other() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let mut client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    client.write_all(b"last words").expect("writes");
    client.shutdown(Shutdown::Write).expect("finishes");
    net.expect("the peer's end", |event| {
        matches!(event, SessionEvent::PeerFinished(_)).then_some(())
    });
    assert_eq!(net.received[&id], b"last words");
    net.send(Target::One(id), b"still here");
    net.session().finish_sending(id);
    assert_eq!(read_all(&client), b"still here");
    let (reason, totals) = net.closed();
    assert_eq!((reason, totals.received, totals.sent), (CloseReason::Finished, 10, 10));
    net.close();
}

#[test]
fn we_may_finish_first_and_go_on_receiving() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    let mut net = Net::open(Role::Connect, &at, |_| {});
    let (mut peer, _) = server.accept().expect("accepts");
    let id = net.connected().id;
    net.send(Target::All, b"question");
    net.session().finish_sending(id);
    assert_eq!(read_all(&peer), b"question");
    net.expect("our end", |event| matches!(event, SessionEvent::WeFinished(_)).then_some(()));
    net.send(Target::All, b"too late");
    let fault = net.expect("a refusal", |event| match event {
        SessionEvent::SendRefused { fault, bytes: 8, .. } => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(fault, FaultKind::FinishedSending);
    peer.write_all(b"answer").expect("writes");
    drop(peer);
    assert_eq!(net.closed().0, CloseReason::Finished);
    assert_eq!(net.received[&id], b"answer");
    net.stopped();
}

#[test]
fn what_came_before_a_reset_is_kept_and_what_never_left_is_counted() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let mut client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    client.write_all(b"before the reset").expect("writes");
    net.expect_bytes(id, b"before the reset");
    // More than the kernel takes for a peer that does not read.
    net.send(Target::One(id), &vec![7; 16_000_000]);
    let gauges = Arc::clone(&net.session().gauges);
    while gauges.bytes().1 == 0 {
        let entry = net.entries.recv_timeout(LONG).expect("something is sent");
        net.take(entry);
    }
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).expect("a linger");
    drop(client);
    let (reason, totals) = net.closed();
    assert!(
        matches!(&reason, CloseReason::Broken(fault) if fault.kind == FaultKind::Reset),
        "{reason:?}"
    );
    assert_eq!(totals.received, 16);
    assert_eq!(totals.sent + totals.unsent, 16_000_000);
    assert_eq!(totals.doubtful, totals.sent);
    assert!(totals.unsent > 0, "the kernel does not take so much");
    assert_eq!(net.unsent as u64, totals.unsent, "the unsent bytes are in the record");
    net.close();
}

#[test]
fn a_peer_that_does_not_read_costs_no_more_than_the_send_budget() {
    const BUDGET: usize = 1_000_000;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = BUDGET);
    let _mute = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    for _ in 0..200 {
        net.send(Target::One(id), &[1; 100_000]);
    }
    let (fault, bytes) = net.expect("a refusal", |event| match event {
        SessionEvent::SendRefused { fault, bytes, .. } => Some((fault.kind.clone(), *bytes)),
        _ => None,
    });
    assert!(matches!(fault, FaultKind::QueueFull { waiting, .. } if waiting <= BUDGET as u64));
    assert_eq!(bytes, 100_000);
    assert!(net.session().gauges.bytes().2 <= BUDGET as u64);
    // Ending it although the peer never reads takes no longer than the linger time.
    net.close();
}

#[test]
fn a_flood_is_slowed_by_tcp_when_the_record_does_not_keep_up() {
    const BUDGET: usize = 512 * 1024;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.receive_budget = BUDGET);
    let mut client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    client.set_nonblocking(true).expect("non-blocking");
    // Batches pile up here, unread: the pool must run dry and the peer must come to a stand.
    let mut held = Vec::new();
    let (mut written, mut still) = (0_usize, Instant::now());
    while still.elapsed() < Duration::from_millis(500) {
        match client.write(&[9; 65_536]) {
            Ok(count) => {
                written += count;
                still = Instant::now();
            }
            Err(_) => held.extend(net.entries.try_iter()),
        }
    }
    let received: usize = held
        .iter()
        .filter_map(|entry| match entry {
            Entry::Batch(batch) => Some(batch.bytes().len()),
            _ => None,
        })
        .sum();
    assert!(received <= BUDGET, "{received} bytes are held, {BUDGET} may");
    assert!(written > received, "the rest is with the kernel");
    // An order is obeyed although no buffer is free.
    net.session().send(Target::One(id), Arc::from(&b"x"[..]));
    for entry in held.drain(..) {
        net.take(entry);
    }
    let deadline = Instant::now() + LONG;
    while net.received[&id].len() < written {
        let entry = net.entries.recv_deadline(deadline).expect("the rest comes");
        net.take(entry);
    }
    net.close();
}

#[test]
fn a_refused_connect_says_where_and_a_full_backlog_says_how_long() {
    let free = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = free.local_addr().expect("an address").to_string();
    drop(free);
    let mut net = Net::open(Role::Connect, &at, |_| {});
    assert!(matches!(net.failed(), FaultKind::Refused { to, .. } if to == at));
    net.stopped();

    let full =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    full.bind(&"127.0.0.1:0".parse::<SocketAddr>().expect("an address").into()).expect("binds");
    full.listen(0).expect("listens");
    let at = full.local_addr().expect("an address").as_socket().expect("IP");
    let _first = TcpStream::connect(at).expect("fits the queue");
    let mut net = Net::open(Role::Connect, &at.to_string(), |options| {
        options.connect_timeout = Duration::from_millis(300);
    });
    assert!(
        matches!(net.failed(), FaultKind::NoAnswer { after, .. } if after >= Duration::from_millis(300))
    );
    net.stopped();

    let mut net = Net::open(Role::Connect, &at.to_string(), |_| {});
    net.expect("the attempt", |event| matches!(event, SessionEvent::Connecting(_)).then_some(()));
    let cancelled = Instant::now();
    net.close();
    assert!(
        cancelled.elapsed() < Duration::from_secs(5),
        "a cancel does not wait for the time-out"
    );
}

#[test]
fn names_are_looked_up_and_a_wrong_one_is_said_to_be_wrong() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let port = server.local_addr().expect("an address").port();
    let mut net = Net::open(Role::Connect, &format!("localhost:{port}"), |_| {});
    let addresses = net.expect("the addresses", |event| match event {
        SessionEvent::Resolved(host, found) if host == "localhost" => Some(found.clone()),
        _ => None,
    });
    assert!(!addresses.is_empty());
    net.connected();
    net.close();

    let mut net = Net::open(Role::Connect, "no-such-host.invalid:1", |_| {});
    let fault = net.failed();
    assert!(
        matches!(&fault, FaultKind::NoSuchHost(host) | FaultKind::NameServerSilent(host) if host == "no-such-host.invalid"),
        "{fault:?}"
    );
    net.stopped();
}

#[test]
fn a_lost_connection_comes_back_if_asked() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    let mut net = Net::open(Role::Connect, &at, |options| options.reconnect = true);
    let (first, _) = server.accept().expect("accepts");
    net.connected();
    socket2::SockRef::from(&first).set_linger(Some(Duration::ZERO)).expect("a linger");
    drop(first);
    let pause = net.expect("a pause", |event| match event {
        SessionEvent::Retrying { attempt: 1, pause, .. } => Some(*pause),
        _ => None,
    });
    assert!(pause <= Duration::from_millis(1200));
    net.session().retry_now();
    let (second, _) = server.accept().expect("comes again");
    assert_eq!(net.connected().id, ConnectionId(2));
    drop(second);
    net.close();
}

#[test]
fn a_taken_port_is_explained() {
    let holder = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = holder.local_addr().expect("an address");
    let mut net = Net::open(Role::Listen, &at.to_string(), |_| {});
    let fault = net.failed();
    let FaultKind::PortTaken { at: said, ours: None, holder: Some(by), free: Some(free) } = fault
    else {
        panic!("{fault:?}");
    };
    assert_eq!((said, by.pid), (at.to_string(), std::process::id()));
    assert!(free > at.port());
    net.stopped();

    let mut net = Net::open(Role::Listen, "203.0.113.7:0", |_| {});
    assert!(
        matches!(net.failed(), FaultKind::NotOurAddress { address, .. } if address == "203.0.113.7")
    );
    net.stopped();
}

#[test]
fn a_listener_can_start_again_while_old_connections_linger() {
    let (net, at) = Net::listen("127.0.0.1:0", |options| {
        options.greet = b"x".to_vec();
        options.close_after_greet = true;
    });
    assert_eq!(read_all(&TcpStream::connect(at).expect("connects")), b"x");
    net.close();
    for _ in 0..100 {
        let (net, again) = Net::listen(&at.to_string(), |_| {});
        assert_eq!(again, at);
        net.close();
    }
}

#[test]
fn clients_beyond_the_limit_are_turned_away_and_counted_once() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.max_clients = 2);
    let inside: Vec<_> = (0..2).map(|_| TcpStream::connect(at).expect("connects")).collect();
    net.connected();
    net.connected();
    for _ in 0..50 {
        let turned_away = TcpStream::connect(at).expect("the kernel lets it in");
        turned_away.set_read_timeout(Some(LONG)).expect("a limit");
        assert!(matches!((&turned_away).read(&mut [0]), Ok(0) | Err(_)));
    }
    let mut told = 0;
    while told < 50 {
        told += net.expect("the number", |event| match event {
            SessionEvent::TurnedAway { count, limit: 2 } => Some(*count),
            _ => None,
        });
    }
    assert_eq!(told, 50);
    drop(inside);
    net.close();
}

#[test]
fn threads_are_shared_beyond_the_limit_and_gone_with_their_connections() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.max_threads = 2);
    let clients: Vec<_> = (0..5).map(|_| TcpStream::connect(at).expect("connects")).collect();
    (0..5).for_each(|_| drop(net.connected()));
    let io =
        |net: &Net| net.registry.rows().iter().filter(|row| row.label.starts_with("io:")).count();
    assert_eq!(io(&net), 2);
    drop(clients);
    for _ in 0..5 {
        net.expect("the peer's end", |event| {
            matches!(event, SessionEvent::PeerFinished(_)).then_some(())
        });
    }
    for id in 1..=5 {
        net.session().disconnect(ConnectionId(id));
    }
    (0..5).for_each(|_| drop(net.closed()));
    let deadline = Instant::now() + LONG;
    while io(&net) > 0 {
        assert!(Instant::now() < deadline, "the threads stay");
        std::thread::yield_now();
    }
    net.close();
}

#[test]
fn an_io_thread_that_is_stopped_takes_its_connections_and_nobody_elses() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let first = TcpStream::connect(at).expect("connects");
    let info = net.connected();
    let mut second = TcpStream::connect(at).expect("connects");
    let other = net.connected();
    assert!(net.registry.stop(info.thread));
    assert_eq!(read_all(&first), b"");
    assert!(net.registry.wait_for_end(info.thread, LONG));
    second.write_all(b"still here").expect("writes");
    net.expect_bytes(other.id, b"still here");
    net.close();
}

#[test]
fn datagrams_keep_their_edges_and_every_peer_is_a_connection() {
    let (mut net, at) = Net::listen("udp://127.0.0.1:0", |_| {});
    let one = UdpSocket::bind("127.0.0.1:0").expect("binds");
    let two = UdpSocket::bind("127.0.0.1:0").expect("binds");
    one.send_to(b"first", at).expect("sends");
    let first = net.connected();
    two.send_to(b"", at).expect("sends");
    let second = net.connected();
    one.send_to(&[5; 65_507], at).expect("sends");
    while net.segments.len() < 3 {
        let entry = net.entries.recv_timeout(LONG).expect("three datagrams");
        net.take(entry);
    }
    let received = SegmentKind::Received;
    assert_eq!(
        net.segments,
        [(first.id, received, 5), (second.id, received, 0), (first.id, received, 65_507)]
    );
    net.send(Target::One(second.id), b"answer");
    net.send(Target::All, b"");
    two.set_read_timeout(Some(LONG)).expect("a limit");
    let mut room = [0; 16];
    assert_eq!(two.recv(&mut room).expect("comes"), 6);
    assert_eq!(two.recv(&mut room).expect("an empty one comes"), 0);
    net.send(Target::One(first.id), &[0; 65_508]);
    let fault = net.expect("a refusal", |event| match event {
        SessionEvent::SendRefused { fault, .. } => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(fault, FaultKind::TooLarge { bytes: 65_508, limit: 65_507 });
    net.close();
}

#[test]
fn a_datagram_that_nobody_wants_is_told_of_and_ends_nothing() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("binds");
    let at = silent.local_addr().expect("an address");
    drop(silent);
    let mut net = Net::open(Role::Connect, &format!("udp://{at}"), |_| {});
    net.connected();
    net.send(Target::All, b"anybody?");
    let fault = net.expect("the refusal", |event| match event {
        SessionEvent::Warning(_, fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert!(matches!(fault, FaultKind::Refused { .. }), "{fault:?}");
    let back = UdpSocket::bind(at).expect("binds");
    net.send(Target::All, b"now?");
    back.set_read_timeout(Some(LONG)).expect("a limit");
    assert_eq!(back.recv(&mut [0; 16]).expect("comes"), 4);
    net.close();
}

#[test]
fn a_broadcast_needs_to_be_turned_on() {
    let mut net = Net::open(Role::Connect, "udp://255.255.255.255:9", |_| {});
    assert!(matches!(net.failed(), FaultKind::BroadcastOff(_)));
    net.stopped();
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};

    #[test]
    fn a_unix_stream_talks_and_tells_who_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("s");
        let mut net = Net::open(Role::Listen, &format!("unix:{}", path.display()), |_| {});
        net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
        let mut client = UnixStream::connect(&path).expect("connects");
        let info = net.connected();
        if cfg!(target_os = "linux") {
            assert_eq!(info.credentials.map(|(pid, _)| pid), Some(std::process::id()));
        }
        client.write_all("你好".as_bytes()).expect("writes");
        net.expect_bytes(info.id, "你好".as_bytes());
        net.close();
        assert!(!path.exists(), "the file is removed");
    }

    #[test]
    fn files_that_are_in_the_way_are_told_apart_and_only_a_stale_socket_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("s");
        let endpoint = format!("unix:{}", path.display());
        let live = UnixListener::bind(&path).expect("binds");
        let mut net = Net::open(Role::Listen, &endpoint, |options| options.replace_stale = true);
        assert_eq!(net.failed(), FaultKind::PathTaken(path.clone()));
        drop(live);
        let mut net = Net::open(Role::Listen, &endpoint, |_| {});
        assert_eq!(net.failed(), FaultKind::PathStale(path.clone()));
        let mut net = Net::open(Role::Connect, &endpoint, |_| {});
        assert_eq!(net.failed(), FaultKind::PathStale(path.clone()));
        let mut net = Net::open(Role::Listen, &endpoint, |options| options.replace_stale = true);
        net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
        net.close();
        std::fs::write(&path, "precious").expect("writes");
        for replace in [false, true] {
            let mut net =
                Net::open(Role::Listen, &endpoint, |options| options.replace_stale = replace);
            assert_eq!(net.failed(), FaultKind::PathNotSocket(path.clone()));
        }
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "precious");
        let mut net =
            Net::open(Role::Connect, &format!("unix:{}/none", folder.path().display()), |_| {});
        assert!(matches!(net.failed(), FaultKind::PathMissing(_)));
    }

    #[test]
    fn unix_datagrams_go_both_ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("s");
        let mut net = Net::open(Role::Listen, &format!("unixgram:{}", path.display()), |_| {});
        net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
        let nameless = UnixDatagram::unbound().expect("a socket");
        nameless.send_to(b"who am I", &path).expect("sends");
        let unnamed = net.connected();
        assert_eq!(unnamed.peer, Address::Unnamed);
        net.send(Target::One(unnamed.id), b"x");
        let fault = net.expect("a refusal", |event| match event {
            SessionEvent::SendRefused { fault, .. } => Some(fault.kind.clone()),
            _ => None,
        });
        assert_eq!(fault, FaultKind::Unanswerable);
        let own = folder.path().join("c");
        let named = UnixDatagram::bind(&own).expect("binds");
        named.send_to(b"question", &path).expect("sends");
        let info = net.connected();
        assert_eq!(info.peer, Address::Path(own));
        net.send(Target::One(info.id), b"answer");
        named.set_read_timeout(Some(LONG)).expect("a limit");
        let mut room = [0; 16];
        assert_eq!(named.recv(&mut room).expect("comes"), 6);
        net.close();

        let server = UnixDatagram::bind(folder.path().join("server")).expect("binds");
        server.set_read_timeout(Some(LONG)).expect("a limit");
        let endpoint = format!("unixgram:{}/server", folder.path().display());
        let mut net = Net::open(Role::Connect, &endpoint, |_| {});
        let id = net.connected().id;
        net.send(Target::All, b"question");
        let (count, from) = server.recv_from(&mut room).expect("comes");
        assert_eq!(&room[..count], b"question");
        server.send_to(b"answer", from.as_pathname().expect("it can be answered")).expect("sends");
        net.expect_bytes(id, b"answer");
        net.close();
    }
}
