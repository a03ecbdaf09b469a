//! Coming together: addresses, names, refusals, ports that are taken, and trying again.

use super::*;

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
fn a_refused_connect_says_where_and_a_full_backlog_says_how_long() {
    // An address of its own: elsewhere the port may go to another test's listener in the meantime.
    let own = if cfg!(target_os = "linux") { "127.7.7.9:0" } else { "127.0.0.1:0" };
    let free = TcpListener::bind(own).expect("binds");
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
    let first = accept(&server);
    net.connected();
    socket2::SockRef::from(&first).set_linger(Some(Duration::ZERO)).expect("a linger");
    drop(first);
    let pause = net.expect("a pause", |event| match event {
        SessionEvent::Retrying { attempt: 1, pause, .. } => Some(*pause),
        _ => None,
    });
    assert!(pause <= Duration::from_millis(1200));
    net.session().retry_now();
    let second = accept(&server);
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
    // An address of its own: elsewhere the port may go to somebody who connects in the meantime.
    let own = if cfg!(target_os = "linux") { "127.7.7.7:0" } else { "127.0.0.1:0" };
    let (net, at) = Net::listen(own, |options| {
        options.greet = b"x".to_vec();
        options.close_after_greet = true;
    });
    assert_eq!(read_all(&TcpStream::connect(at).expect("connects")), b"x");
    net.close();
    let (deadline, mut started) = (Instant::now() + SOON, 0);
    while started < 100 {
        let mut net = Net::open(Role::Listen, &at.to_string(), |_| {});
        let listens = net.expect("an answer", |event| match event {
            SessionEvent::Listening(_) => Some(true),
            SessionEvent::Failed(_) => Some(false),
            _ => None,
        });
        if listens {
            started += 1;
            net.close();
        }
        // A program that another test starts has a copy of every socket until its exec(2): for that
        // moment the port is taken. TIME_WAIT lasts a minute.
        assert!(Instant::now() < deadline, "only {started} times");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_port_that_only_ended_connections_keep_is_held_by_nobody() {
    use socket2::{Domain, Socket, Type};
    // As the tutorial's server: without SO_REUSEADDR, and it closes first.
    let server = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let own: SocketAddr = "127.7.7.8:0".parse().expect("an address");
    server.bind(&own.into()).expect("binds");
    server.listen(5).expect("listens");
    let server = TcpListener::from(server);
    let at = server.local_addr().expect("an address");
    let client = TcpStream::connect(at).expect("connects");
    drop(accept(&server));
    assert_eq!(read_all(&client), b"");
    drop((client, server));
    let deadline = Instant::now() + SOON;
    loop {
        let mut net = Net::open(Role::Listen, &at.to_string(), |_| {});
        let fault = net.failed();
        net.stopped();
        if matches!(&fault, FaultKind::PortLingers { at: said, ours: false, free: Some(_) } if *said == at.to_string())
        {
            break;
        }
        // A program that another test starts has a copy of every socket until its exec(2).
        assert!(Instant::now() < deadline, "{fault:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_port_that_our_half_closed_connection_keeps_is_said_to_be_kept_by_it() {
    use socket2::{Domain, Socket, Type};
    let server = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let own: SocketAddr = "127.7.7.10:0".parse().expect("an address");
    server.bind(&own.into()).expect("binds");
    server.listen(5).expect("listens");
    let server = TcpListener::from(server);
    let at = server.local_addr().expect("an address");
    let mut client = Net::open(Role::Connect, &at.to_string(), |_| {});
    drop(accept(&server));
    drop(server);
    client.expect("the server's end", |event| {
        matches!(event, SessionEvent::PeerFinished(_)).then_some(())
    });
    let deadline = Instant::now() + SOON;
    loop {
        let mut net = Net::open(Role::Listen, &at.to_string(), |_| {});
        let fault = net.failed();
        net.stopped();
        if matches!(&fault, FaultKind::PortLingers { ours: true, .. }) {
            break;
        }
        // A program that another test starts has a copy of every socket until its exec(2).
        assert!(Instant::now() < deadline, "{fault:?}");
    }
    client.close();
}

#[test]
fn a_port_of_our_own_is_said_to_be_ours_and_only_in_its_transport() {
    let (first, at) = Net::listen("127.0.0.1:0", |_| {});
    let registry = Registry::new();
    let (entries, inbox) = unbounded();
    let listening = Arc::default();
    let context = Context { registry, entries: entries.into(), listening };
    let ours = Net::open_in(&context, inbox.clone(), Role::Listen, "127.0.0.1:0", |_| {});
    let mut ours = ours;
    let port = ours.expect("listening", |event| match event {
        SessionEvent::Listening(at) => at.first().and_then(Address::port),
        _ => None,
    });
    let at_ours = format!("127.0.0.1:{port}");
    let mut second = Net::open_in(&context, inbox.clone(), Role::Listen, &at_ours, |_| {});
    let fault = second.failed();
    assert!(matches!(fault, FaultKind::PortTaken { ours: Some(SessionId(1)), holder: None, .. }));
    second.stopped();
    let holder = UdpSocket::bind(&at_ours).expect("UDP has ports of its own");
    let udp = format!("udp://{at_ours}");
    let mut third = Net::open_in(&context, inbox, Role::Listen, &udp, |_| {});
    let fault = third.failed();
    assert!(matches!(fault, FaultKind::PortTaken { ours: None, .. }), "{fault:?}");
    drop((holder, first, at));
}

#[test]
fn a_time_out_beyond_every_clock_is_no_panic() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    let mut net = Net::open(Role::Connect, &at, |options| options.connect_timeout = Duration::MAX);
    net.connected();
    net.close();
}

#[test]
fn a_queue_that_overflows_loses_no_client_in_the_end() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.backlog = 1);
    let clients: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(move || TcpStream::connect(at).expect("connects in the end")))
        .collect();
    let mut clients: Vec<_> =
        clients.into_iter().map(|client| client.join().expect("no panic")).collect();
    for client in &mut clients {
        client.write_all(b"x").expect("writes");
    }
    (0..8).for_each(|_| drop(net.connected()));
    net.close();
}

#[test]
fn a_cancel_is_obeyed_in_every_phase() {
    let full =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    full.bind(&"127.0.0.1:0".parse::<SocketAddr>().expect("an address").into()).expect("binds");
    full.listen(0).expect("listens");
    let deaf = full.local_addr().expect("an address").as_socket().expect("IP");
    let _first = TcpStream::connect(deaf).expect("fits the queue");
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let closed = closed.expect("an address").to_string();
    type Reached = fn(&SessionEvent) -> bool;
    let connecting: Reached = |event| matches!(event, SessionEvent::Connecting(_));
    let resting: Reached = |event| matches!(event, SessionEvent::Retrying { .. });
    let listening: Reached = |event| matches!(event, SessionEvent::Listening(_));
    for (role, at, reached) in [
        (Role::Connect, deaf.to_string(), connecting),
        (Role::Connect, closed, resting),
        (Role::Listen, "127.0.0.1:0".to_owned(), listening),
    ] {
        let mut net = Net::open(role, &at, |options| options.reconnect = true);
        net.expect("the phase", |event| reached(event).then_some(()));
        let cancelled = Instant::now();
        net.close();
        // 200 ms are promised; a busy machine of two cores may need some more.
        assert!(cancelled.elapsed() < Duration::from_secs(1), "{at}: {:?}", cancelled.elapsed());
    }
}

#[test]
fn the_calls_of_a_session_that_failed_at_once_tell_its_thread() {
    let holder = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = holder.local_addr().expect("an address").to_string();
    let mut net = Net::open(Role::Listen, &at, |_| {});
    net.failed();
    net.stopped();
    let who = |call: &Call| matches!(&call.op, Op::Run(name) if name == "session:1");
    let ran = net.calls.iter().find(|call| who(call)).expect("it ran");
    let bound = net.calls.iter().find(|call| matches!(call.op, Op::Bind(_))).expect("it bound");
    assert_eq!(ran.thread, bound.thread);
}
