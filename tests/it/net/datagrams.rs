//! Datagrams: their edges, their peers, and what nobody wants.

use super::*;

#[test]
fn datagrams_keep_their_edges_and_every_peer_is_a_connection() {
    let (mut net, at) = Net::listen("udp://127.0.0.1:0", |_| {});
    let one = UdpSocket::bind("127.0.0.1:0").expect("binds");
    let two = UdpSocket::bind("127.0.0.1:0").expect("binds");
    one.send_to(b"first", at).expect("sends");
    let first = net.connected();
    two.send_to(b"", at).expect("sends");
    let second = net.connected();
    one.send_to(&vec![5; 65_507], at).expect("sends");
    while net.segments.len() < 3 {
        let entry = net.entries.recv_timeout(SOON).expect("three datagrams");
        net.take(entry);
    }
    let received = SegmentKind::Received;
    assert_eq!(
        net.segments,
        [(first.id, received, 5), (second.id, received, 0), (first.id, received, 65_507)]
    );
    net.send(Target::One(second.id), b"answer");
    net.send(Target::All, b"");
    two.set_read_timeout(Some(SOON)).expect("a limit");
    let mut room = [0; 16];
    assert_eq!(two.recv(&mut room).expect("comes"), 6);
    assert_eq!(two.recv(&mut room).expect("an empty one comes"), 0);
    net.send(Target::One(first.id), &vec![0; 65_508]);
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
    back.set_read_timeout(Some(SOON)).expect("a limit");
    assert_eq!(back.recv(&mut [0; 16]).expect("comes"), 4);
    net.close();
}

#[test]
fn a_broadcast_needs_to_be_turned_on() {
    let mut net = Net::open(Role::Connect, "udp://255.255.255.255:9", |_| {});
    assert!(matches!(net.failed(), FaultKind::BroadcastOff(_)));
    net.stopped();
}

#[test]
fn a_pause_holds_the_datagrams_of_the_only_peer() {
    let server = UdpSocket::bind("127.0.0.1:0").expect("binds");
    server.set_read_timeout(Some(SOON)).expect("a limit");
    let at = server.local_addr().expect("an address");
    let mut net = Net::open(Role::Connect, &format!("udp://{at}"), |_| {});
    let info = net.connected();
    let peer = match info.local {
        Address::Ip(local) => local,
        other => panic!("an IP address, not {other}"),
    };
    net.session().pause_reading(info.id, true);
    // Orders are obeyed in their order: behind this answer the pause is in force.
    net.send(Target::All, b"?");
    assert_eq!(server.recv(&mut [0; 8]).expect("comes"), 1);
    server.send_to(b"held", peer).expect("sends");
    net.send(Target::All, b"?");
    assert_eq!(server.recv(&mut [0; 8]).expect("comes"), 1);
    assert_eq!(info.gauges.bytes().0, 0, "nothing was read");
    net.session().pause_reading(info.id, false);
    net.expect_bytes(info.id, b"held");
    net.close();
}

#[test]
fn a_refusal_of_one_datagram_keeps_no_other_from_leaving_and_is_not_told_of_each() {
    const COUNT: usize = 300;
    let silent = UdpSocket::bind("127.0.0.1:0").expect("binds");
    let at = silent.local_addr().expect("an address");
    drop(silent);
    let began = Instant::now();
    let mut net = Net::open(Role::Connect, &format!("udp://{at}"), |_| {});
    let id = net.connected().id;
    (0..COUNT).for_each(|_| net.send(Target::All, b"anybody?"));
    let mut warnings = 0;
    while net.sent.get(&id).map_or(0, Vec::len) < 8 * COUNT {
        let entry = net.entries.recv_timeout(SOON).expect("all of them leave");
        warnings += u64::from(matches!(net.take(entry), Some(SessionEvent::Warning(..))));
    }
    assert_eq!(net.unsent, 0);
    assert!((1..=began.elapsed().as_secs() + 2).contains(&warnings), "{warnings} warnings");
    net.close();
}

#[test]
fn a_greeting_of_datagrams_does_not_wait_for_anything() {
    let (mut net, at) =
        Net::listen("udp://127.0.0.1:0", |options| options.greet = b"welcome".to_vec());
    // Each that waited for the timer of a second would show in the sum of so many.
    let begun = Instant::now();
    // Kept to the end: an address that is used again is a peer that was greeted.
    let mut peers = Vec::new();
    for _ in 0..20 {
        let one = UdpSocket::bind("127.0.0.1:0").expect("binds");
        one.set_read_timeout(Some(SOON)).expect("a limit");
        one.send_to(b"?", at).expect("sends");
        assert_eq!(one.recv(&mut [0; 16]).expect("comes"), 7);
        // Taking in what is told gives the buffers back.
        net.connected();
        peers.push(one);
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "they waited for a timer");
    net.close();
}

#[test]
fn an_answer_from_another_spelling_of_the_address_is_the_same_peer() {
    let server = UdpSocket::bind("127.0.0.1:0").expect("binds");
    server.set_read_timeout(Some(SOON)).expect("a limit");
    let port = server.local_addr().expect("an address").port();
    // 0.0.0.0 reaches this machine; what comes back comes from 127.0.0.1.
    let mut net = Net::open(Role::Connect, &format!("udp://0.0.0.0:{port}"), |_| {});
    let id = net.connected().id;
    net.send(Target::All, b"one");
    let (count, from) = server.recv_from(&mut [0; 16]).expect("comes");
    assert_eq!(count, 3);
    server.send_to(b"answer", from).expect("sends");
    net.expect_bytes(id, b"answer");
    net.send(Target::All, b"two!");
    net.send(Target::All, b"three");
    assert_eq!(server.recv(&mut [0; 16]).expect("comes"), 4, "once");
    assert_eq!(server.recv(&mut [0; 16]).expect("comes"), 5, "and only once");
    net.close();
}

#[test]
fn what_was_asked_to_be_sent_leaves_before_a_close() {
    let server = UdpSocket::bind("127.0.0.1:0").expect("binds");
    server.set_read_timeout(Some(SOON)).expect("a limit");
    let at = server.local_addr().expect("an address");
    for _ in 0..20 {
        let mut net = Net::open(Role::Connect, &format!("udp://{at}"), |_| {});
        net.connected();
        net.send(Target::All, b"last words");
        net.session().close();
        assert_eq!(server.recv(&mut [0; 16]).expect("comes"), 10);
        net.stopped();
    }
}
