//! How what is sent by a thread of its own ends: what had left by then, and what nobody took.

use super::feeds::{begun, ended, file, noise, threads, to};
use super::*;
use jackfield::model::{Audience, Feed, FeedEnd};
use std::sync::atomic::Ordering;

fn hourly(text: &str) -> Feed {
    let (bytes, every) = (Arc::from(text.as_bytes()), Duration::from_hours(1));
    Feed::Repeat { bytes, every, times: None }
}

#[test]
fn a_peer_that_closes_right_behind_the_last_byte_has_it_all() {
    let (_folder, path) = file(&noise(300_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.close_with_peer = true);
    for _ in 0..20 {
        let client = TcpStream::connect(at).expect("connects");
        let peer = net.connected();
        let reader = std::thread::spawn(move || read_some(&client, 300_000).len());
        net.session().feed(to(&[&peer]), Feed::File(path.clone()));
        assert_eq!(ended(&mut net), (FeedEnd::Done, 300_000, 0));
        assert_eq!(reader.join().expect("no panic"), 300_000);
    }
    net.close();
}

#[test]
#[cfg(unix)]
fn a_file_that_waits_whole_still_leaves_where_nothing_more_may_be_sent() {
    // More than the system takes for who does not read, and less than may wait.
    const LEN: usize = 1_000_000;
    let (folder, path) = file(&noise(LEN));
    let at = folder.path().join("s");
    let mut net = Net::open(Role::Listen, &format!("unix:{}", at.display()), |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    let mut client = std::os::unix::net::UnixStream::connect(&at).expect("connects");
    client.set_read_timeout(Some(SOON)).expect("a limit");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    begun(&mut net);
    let deadline = Instant::now() + SOON;
    while peer.gauges.bytes().1 + peer.gauges.bytes().2 < LEN as u64 {
        assert!(Instant::now() < deadline, "{:?} of {LEN} wait", peer.gauges.bytes());
        net.entries.try_iter().for_each(drop);
    }
    assert!(peer.gauges.bytes().2 > 0, "something waits here");
    net.session().finish_sending(peer.id);
    let deadline = Instant::now() + SOON;
    while !peer.gauges.finished.load(Ordering::Acquire) {
        assert!(Instant::now() < deadline, "more may be sent");
    }
    let end = std::thread::spawn(move || {
        let mut got = Vec::new();
        client.read_to_end(&mut got).map(|_| got)
    });
    assert_eq!(ended(&mut net), (FeedEnd::Done, LEN as u64, 0));
    assert!(end.join().expect("no panic").expect("the end") == noise(LEN), "byte for byte");
    net.close();
}

#[test]
fn a_short_file_leaves_in_steps() {
    let (_folder, path) = file(&noise(100_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 100_000, 0));
    let steps: Vec<_> =
        net.segments.iter().filter(|(_, kind, _)| *kind == SegmentKind::Sent).collect();
    assert!(steps.len() > 10, "{steps:?}");
    assert_eq!(read_some(&client, 100_000), noise(100_000));
    net.close();
}

#[test]
#[cfg(unix)]
fn a_datagram_that_the_system_refuses_ends_with_its_error() {
    use std::os::unix::net::UnixDatagram;
    let folder = tempfile::tempdir().expect("a folder");
    let (_file, path) = file(b"one datagram");
    let there = folder.path().join("there");
    let receiver = UnixDatagram::bind(&there).expect("binds");
    let mut net = Net::open(Role::Connect, &format!("unixgram:{}", there.display()), |_| {});
    let peer = net.connected();
    drop(receiver);
    net.session().feed(to(&[&peer]), Feed::File(path.clone()));
    let (FeedEnd::Broken(fault), 0, 0) = ended(&mut net) else { panic!("it was refused") };
    assert_eq!(fault.kind, FaultKind::PathDeserted(there.clone()));
    assert_eq!(net.unsent, 12, "it is kept");
    // Of the second one the system says something else, and means the same.
    net.send(Target::One(peer.id), b"again");
    let kind = net.expect("a warning", |event| match event {
        SessionEvent::Warning(_, fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(kind, FaultKind::PathDeserted(there));
    net.close();
    // Who has no name cannot be answered.
    let here = folder.path().join("here");
    let mut net = Net::open(Role::Listen, &format!("unixgram:{}", here.display()), |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    let nameless = UnixDatagram::unbound().expect("a socket");
    nameless.send_to(b"who am I", &here).expect("sends");
    let unnamed = net.connected();
    net.session().feed(to(&[&unnamed]), Feed::File(path));
    let (FeedEnd::Broken(fault), 0, 0) = ended(&mut net) else { panic!("it was refused") };
    assert_eq!(fault.kind, FaultKind::Unanswerable);
    net.close();
}

#[test]
fn a_repetition_in_its_pause_ends_when_the_last_who_hears_it_goes() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.close_with_peer = true);
    let clients = [(); 2].map(|()| TcpStream::connect(at).expect("connects"));
    let peers = [(); 2].map(|()| net.connected());
    net.session().feed(to(&[&peers[0], &peers[1]]), hourly("beat"));
    net.session().feed(Audience::Anybody, hourly("beat"));
    let [first, second] = clients;
    for client in [&first, &second] {
        assert_eq!(read_some(client, 8), b"beatbeat");
    }
    drop(first);
    net.closed();
    assert_eq!(threads(&net.registry).iter().filter(|label| **label == "repeat:1").count(), 2);
    drop(second);
    for _ in 0..2 {
        let (end, _, times) = ended(&mut net);
        assert_eq!((end, times), (FeedEnd::NobodyThere, 1));
    }
    net.close();
}

#[test]
fn a_repetition_ends_when_nothing_more_can_be_sent_although_the_peer_is_there() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), hourly("beat"));
    assert_eq!(read_some(&client, 4), b"beat");
    net.session().finish_sending(peer.id);
    assert_eq!(ended(&mut net).0, FeedEnd::NobodyThere);
    net.close();
}
