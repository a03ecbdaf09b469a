//! Bounds: clients, threads, and what waits for those who do not read.

use super::*;
use jackfield::flow::Way;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_peer_that_does_not_read_costs_no_more_than_the_send_budget() {
    const BUDGET: usize = 1_000_000;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = BUDGET);
    let _mute = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    for _ in 0..200 {
        net.send(Target::One(id), &vec![1; 100_000]);
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
        match client.write(&vec![9; 65_536]) {
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
    let deadline = Instant::now() + SOON;
    while net.received[&id].len() < written {
        let entry = net.entries.recv_deadline(deadline).expect("the rest comes");
        net.take(entry);
    }
    net.close();
}

#[test]
fn clients_beyond_the_limit_are_turned_away_and_counted_once() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.max_clients = 2);
    let inside: Vec<_> = (0..2).map(|_| TcpStream::connect(at).expect("connects")).collect();
    net.connected();
    net.connected();
    for _ in 0..50 {
        let turned_away = TcpStream::connect(at).expect("the kernel lets it in");
        turned_away.set_read_timeout(Some(SOON)).expect("a limit");
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
    let deadline = Instant::now() + SOON;
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
    assert!(net.registry.wait_for_end(info.thread, SOON));
    second.write_all(b"still here").expect("writes");
    net.expect_bytes(other.id, b"still here");
    net.close();
}

#[test]
fn a_client_that_does_not_read_keeps_no_other_waiting() {
    const BUDGET: usize = 256 * 1024;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = BUDGET);
    let stuck = TcpStream::connect(at).expect("connects");
    let stuck_id = net.connected().id;
    let others: Vec<_> = (0..5).map(|_| TcpStream::connect(at).expect("connects")).collect();
    (0..5).for_each(|_| drop(net.connected()));
    let word = vec![5; 100_000];
    let mut refused = None;
    // Far more than the kernel takes for the one that does not read.
    for _ in 0..200 {
        net.send(Target::All, &word);
        for other in &others {
            assert_eq!(read_some(other, word.len()), word);
        }
        for entry in net.entries.try_iter().collect::<Vec<_>>() {
            if let Some(SessionEvent::SendRefused { connection, fault, .. }) = net.take(entry) {
                refused = Some((connection, fault.kind));
            }
        }
        if refused.is_some() {
            break;
        }
    }
    let (whom, kind) = refused.expect("the queue is full in the end");
    assert_eq!(whom, stuck_id);
    assert!(matches!(kind, FaultKind::QueueFull { .. }), "{kind:?}");
    drop(stuck);
    net.close();
}

#[test]
fn stopping_a_listener_tells_each_of_its_clients_end() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let clients: Vec<_> = (0..200).map(|_| TcpStream::connect(at).expect("connects")).collect();
    (0..200).for_each(|_| drop(net.connected()));
    net.send(Target::All, b"bye");
    net.session().close();
    for client in &clients {
        assert_eq!(read_all(client), b"bye", "what waited has left");
    }
    for _ in 0..200 {
        assert_eq!(net.closed().0, CloseReason::WithSession);
    }
    net.stopped();
}

#[test]
fn a_connection_without_buffers_ends_for_the_reason_it_was_closed_for() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.receive_budget = 1);
    let mut client = TcpStream::connect(at).expect("connects");
    net.connected();
    client.set_nonblocking(true).expect("non-blocking");
    // Every batch is kept, so that no buffer comes home until the end.
    let (mut held, mut refused) = (Vec::new(), 0);
    while refused < 1_000 {
        match client.write(&vec![9; 65_536]) {
            Ok(_) => refused = 0,
            Err(_) => refused += 1,
        }
        held.extend(net.entries.recv_timeout(Duration::from_millis(1)));
    }
    net.session().close();
    assert_eq!(net.closed().0, CloseReason::WithSession);
    net.stopped();
}

#[test]
fn who_was_turned_away_last_is_counted_when_the_listener_ends() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.max_clients = 1);
    let _inside = TcpStream::connect(at).expect("connects");
    net.connected();
    for _ in 0..20 {
        let turned_away = TcpStream::connect(at).expect("the kernel lets it in");
        assert_eq!((&turned_away).read(&mut [0]).unwrap_or(0), 0);
    }
    net.session().close();
    let mut told = 0;
    net.expect("the end", |event| {
        if let SessionEvent::TurnedAway { count, limit: 1 } = event {
            told += count;
        }
        matches!(event, SessionEvent::Stopped).then_some(())
    });
    assert_eq!(told, 20);
}

#[test]
fn a_reset_behind_the_peers_end_is_noticed_without_another_send() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| {});
    let client = TcpStream::connect(at).expect("connects");
    let id = net.connected().id;
    // Its end comes first; what is sent then meets a socket that is gone.
    drop(client);
    net.expect("its end", |event| matches!(event, SessionEvent::PeerFinished(_)).then_some(()));
    net.send(Target::One(id), b"is anybody there?");
    let (reason, totals) = net.closed();
    assert!(matches!(reason, CloseReason::Broken(_)), "{reason:?}");
    assert_eq!(totals.doubtful, 17);
    net.session().close();
    net.stopped();
    // Nobody has received anything: the system was asked what went wrong.
    let failed = |call: &&Call| matches!(call.result, CallResult::Failed(_));
    let failed = net.calls.iter().filter(failed).map(|call| call.op.to_string());
    assert!(failed.clone().all(|op| op != "recv(0)"), "{:?}", failed.collect::<Vec<_>>());
}

#[test]
fn closing_what_is_half_closed_already_takes_no_three_seconds() {
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    // Each that took the whole linger time would show in the sum of so many.
    let begun = Instant::now();
    for _ in 0..6 {
        let mut net = Net::open(Role::Connect, &at, |_| {});
        let _silent = accept(&server);
        let id = net.connected().id;
        net.session().finish_sending(id);
        net.expect("our end", |event| matches!(event, SessionEvent::WeFinished(_)).then_some(()));
        net.close();
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[test]
fn a_hostile_preset_gets_no_more_buffers_and_threads_than_there_are() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| {
        options.receive_budget = usize::MAX;
        options.max_threads = 255;
    });
    let mut clients: Vec<_> = (0..70).map(|_| TcpStream::connect(at).expect("connects")).collect();
    (0..70).for_each(|_| drop(net.connected()));
    let io = net.registry.rows().iter().filter(|row| row.label.starts_with("io:")).count();
    assert_eq!(io, 64);
    clients[0].write_all(b"x").expect("writes");
    net.close();
}

#[test]
fn nobody_is_let_in_while_too_much_is_still_to_be_told() {
    let registry = Registry::new();
    let (entries, inbox) = unbounded();
    let behind = Arc::new(AtomicBool::new(true));
    let told = Arc::clone(&behind);
    let entries = Way::new(entries, move || told.load(Ordering::Relaxed));
    let context = Context { registry, entries, listening: Arc::default() };
    let mut net = Net::open_in(&context, inbox, Role::Listen, "127.0.0.1:0", |_| {});
    let at = net.expect("listening", |event| match event {
        SessionEvent::Listening(at) => at.first().map(ToString::to_string),
        _ => None,
    });
    let mut client = TcpStream::connect(&at).expect("the kernel lets it in");
    client.write_all(b"x").expect("writes");
    assert!(net.entries.recv_timeout(Duration::from_millis(300)).is_err(), "nothing is told");
    behind.store(false, Ordering::Relaxed);
    let id = net.connected().id;
    net.expect_bytes(id, b"x");
    net.close();
}

#[test]
fn a_loud_room_lets_newcomers_in_and_they_hear_it() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| {
        (options.room, options.max_threads) = (true, 2);
    });
    let loud: Vec<_> = (0..4).map(|_| TcpStream::connect(at).expect("connects")).collect();
    (0..4).for_each(|_| drop(net.connected()));
    let threads: Vec<_> = loud
        .iter()
        .flat_map(|stream| [(); 2].map(|()| stream.try_clone().expect("a socket")))
        .enumerate()
        .map(|(index, mut stream)| {
            // They end with their sockets.
            std::thread::spawn(move || {
                let mut bytes = [b'!'; 64];
                while if index % 2 == 0 {
                    stream.write_all(&bytes).is_ok()
                } else {
                    stream.read(&mut bytes).is_ok_and(|count| count > 0)
                } {}
            })
        })
        .collect();
    let newcomer = TcpStream::connect(at).expect("connects");
    net.connected();
    let hears = std::thread::spawn(move || read_some(&newcomer, 100_000));
    // With no buffer left nobody would be read any more: what comes is taken in meanwhile.
    while !hears.is_finished() {
        net.entries.recv_timeout(Duration::from_millis(20)).ok();
    }
    assert_eq!(hears.join().expect("no panic"), vec![b'!'; 100_000]);
    for stream in &loud {
        stream.shutdown(Shutdown::Both).ok(); // It may be gone already.
    }
    for thread in threads {
        thread.join().expect("no panic");
    }
    net.close();
}
