//! Byte streams: who gets which bytes, and how each direction ends.

use super::*;
use std::sync::atomic::Ordering;

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
        while let Ok(entry) = entries.recv_timeout(SOON) {
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
    let mut peer = accept(&server);
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
        let entry = net.entries.recv_timeout(SOON).expect("something is sent");
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
fn a_peer_of_an_echo_that_never_reads_and_then_resets_is_gone() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.echo = true);
    let mut client = TcpStream::connect(at).expect("connects");
    let info = net.connected();
    client.set_nonblocking(true).expect("non-blocking");
    // Until so much waits for it that it is not read any more.
    let waiting = || info.gauges.bytes().2;
    let deadline = Instant::now() + SOON;
    let piece = vec![3; 65_536];
    let mut written = 0;
    while waiting() < 1_000_000 {
        written += client.write(&piece).unwrap_or(0);
        while let Ok(entry) = net.entries.try_recv() {
            net.take(entry);
        }
        assert!(Instant::now() < deadline, "{} of {written} bytes wait", waiting());
    }
    while client.write(&piece).is_ok() {}
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).expect("a linger");
    drop(client);
    let (reason, totals) = net.closed();
    assert!(matches!(reason, CloseReason::Broken(_)), "{reason:?}");
    assert!(totals.unsent > 0);
    net.close();
}

#[test]
fn closing_a_paused_connection_does_not_reset_what_was_sent() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let mut client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    client.write_all(b"x").expect("writes");
    net.expect_bytes(id, b"x");
    net.session().pause_reading(id, true);
    client.write_all(b"nobody reads this").expect("writes");
    // The kernel takes all of it at once, and hands it over long after the close.
    let words = vec![8; 2_000_000];
    net.send(Target::One(id), &words);
    net.session().disconnect(id);
    let (reason, totals) = net.closed();
    assert_eq!((reason, totals.unsent), (CloseReason::ByUs, 0));
    assert!(read_all(&client) == words, "the rest is lost");
    net.close();
}

#[cfg(target_os = "linux")]
#[test]
fn urgent_data_is_read_in_line_and_noted_once() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let mut client = TcpStream::connect(at).expect("connects");
    let info = net.connected();
    let id = info.id;
    // All of it is there before the first of it is read: each read stops at the mark.
    net.session().pause_reading(id, true);
    let deadline = Instant::now() + SOON;
    while !info.gauges.reading_paused.load(std::sync::atomic::Ordering::Relaxed) {
        assert!(Instant::now() < deadline, "it is not paused");
        std::thread::yield_now();
    }
    let mut said = b"before!behind".to_vec();
    client.write_all(b"before").expect("writes");
    socket2::SockRef::from(&client).send_out_of_band(b"!").expect("urgent");
    client.write_all(b"behind").expect("writes");
    let mut noted = 0;
    net.expect("the note", |event| {
        noted += usize::from(matches!(event, SessionEvent::Urgent(_)));
        (noted == 1).then_some(())
    });
    net.session().pause_reading(id, false);
    net.expect_bytes(id, &said);
    for _ in 0..50 {
        client.write_all(b"before").expect("writes");
        socket2::SockRef::from(&client).send_out_of_band(b"!").expect("urgent");
        client.write_all(b"behind").expect("writes");
        said.extend(b"before!behind");
    }
    client.shutdown(Shutdown::Write).expect("finishes");
    net.expect("the end", |event| {
        noted += usize::from(matches!(event, SessionEvent::Urgent(_)));
        matches!(event, SessionEvent::PeerFinished(_)).then_some(())
    });
    assert_eq!(net.received[&id], said);
    assert_eq!(noted, 1);
    net.close();
}

#[test]
fn a_message_to_several_says_who_of_them_has_gone() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let stays = TcpStream::connect(at).expect("connects");
    let here = net.connected().id;
    let goes = TcpStream::connect(at).expect("connects");
    let gone = net.connected().id;
    net.session().disconnect(gone);
    net.closed();
    drop(goes);
    net.send(Target::Some(vec![here, gone]), b"both of you");
    assert_eq!(read_some(&stays, 11), b"both of you");
    let (whom, kind) = net.expect("a refusal", |event| match event {
        SessionEvent::SendRefused { connection, fault, bytes: 11 } => {
            Some((*connection, fault.kind.clone()))
        }
        _ => None,
    });
    assert_eq!((whom, kind), (gone, FaultKind::NobodyThere));
    net.close();
}

#[test]
fn a_flood_in_a_room_arrives_whole_at_who_reads() {
    const FLOOD: usize = 30_000_000;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| {
        options.room = true;
        options.send_budget = usize::MAX / 2;
    });
    let mut speaker = TcpStream::connect(at).expect("connects");
    net.connected();
    let listener = TcpStream::connect(at).expect("connects");
    net.connected();
    let entries = net.entries.clone();
    let draining = std::thread::spawn(move || {
        while let Ok(entry) = entries.recv_timeout(SOON) {
            if matches!(entry, Entry::Note(_, SessionEvent::Stopped, ..)) {
                break;
            }
        }
    });
    let writing = std::thread::spawn(move || {
        // Small pieces: the way through the session is longer than the way in.
        for piece in vec![6; FLOOD].chunks(500) {
            speaker.write_all(piece).expect("writes");
        }
        speaker
    });
    assert_eq!(read_some(&listener, FLOOD), vec![6; FLOOD]);
    drop(writing.join().expect("no panic"));
    net.session().close();
    draining.join().expect("no panic");
}

#[test]
fn a_reset_of_ours_stands_in_the_calls_before_its_close() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    net.session().reset(id);
    net.closed();
    client.set_read_timeout(Some(SOON)).expect("a limit");
    let error = (&client).read(&mut [0]).expect_err("a reset");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    net.session().close();
    net.stopped();
    let made: Vec<String> = net.calls.iter().map(|call| call.op.to_string()).collect();
    let at = made.iter().position(|call| call == "setsockopt(SO_LINGER, on, 0 s)");
    assert_eq!(made.get(at.expect("told") + 1).map(String::as_str), Some("close()"), "{made:?}");
}

/// A client that has said something which is not read, and is gone with a reset.
fn unread(net: &mut Net, at: SocketAddr, said: &[u8]) -> ConnectionInfo {
    let mut client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().pause_reading(peer.id, true);
    let deadline = Instant::now() + SOON;
    while !peer.gauges.reading_paused.load(Ordering::Relaxed) {
        assert!(Instant::now() < deadline, "it is still read");
        std::thread::yield_now();
    }
    client.write_all(said).expect("writes");
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).expect("a linger");
    peer
}

#[test]
fn a_reset_is_told_in_a_pause_and_nothing_unread_is_lost() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let peer = unread(&mut net, at, b"last words");
    let fault = net.expect("what broke it", |event| match event {
        SessionEvent::Warning(id, fault) => Some((*id, fault.kind.clone())),
        SessionEvent::Closed(..) => panic!("something is still to be read"),
        _ => None,
    });
    assert_eq!(fault, (peer.id, FaultKind::Reset));
    assert!(peer.gauges.finished.load(Ordering::Relaxed), "nothing can be sent any more");
    net.session().pause_reading(peer.id, false);
    let (reason, totals) = net.closed();
    assert!(matches!(reason, CloseReason::Broken(fault) if fault.kind == FaultKind::Reset));
    assert_eq!((net.received[&peer.id].as_slice(), totals.received), (&b"last words"[..], 10));
    net.close();
}

#[test]
fn a_reset_in_a_pause_ends_what_has_nothing_left_to_be_read() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    unread(&mut net, at, b"");
    let reason = net.expect("its end", |event| match event {
        SessionEvent::Warning(..) => panic!("there is nothing to wait for"),
        SessionEvent::Closed(_, reason, _) => Some(reason.clone()),
        _ => None,
    });
    assert!(matches!(reason, CloseReason::Broken(fault) if fault.kind == FaultKind::Reset));
    net.close();
}
