//! How what is sent by a thread of its own ends: what had left by then, and what nobody took.

use super::feeds::{begun, ended, file, noise, threads, to};
use super::*;
use jackfield::model::{Audience, Feed, FeedEnd};

fn hourly(text: &str) -> Feed {
    let (bytes, every) = (Arc::from(text.as_bytes()), Duration::from_secs(3_600));
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
fn a_file_that_waits_whole_still_leaves_where_nothing_more_may_be_sent() {
    const LEN: usize = 12_000_000;
    let (_folder, path) = file(&noise(LEN));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    begun(&mut net);
    let handed_on = || {
        let (_, sent, waiting) = peer.gauges.bytes();
        (sent + waiting) as usize
    };
    // Read just so far that the rest of it waits here.
    let (mut got, deadline) = (Vec::new(), Instant::now() + SOON);
    while handed_on() < LEN || peer.gauges.bytes().2 == 0 {
        assert!(Instant::now() < deadline, "{} bytes were handed on", handed_on());
        if handed_on() < LEN {
            got.extend(read_some(&client, 50_000));
        }
        net.entries.try_iter().for_each(drop);
    }
    net.session().finish_sending(peer.id);
    let end = std::thread::spawn(move || read_all(&client));
    assert_eq!(ended(&mut net), (FeedEnd::Done, LEN as u64, 0));
    got.extend(end.join().expect("no panic"));
    assert!(got == noise(LEN), "byte for byte");
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
    assert_eq!(fault.kind, FaultKind::PathStale(there.clone()));
    assert_eq!(net.unsent, 12, "it is kept");
    // Of the second one the system says something else, and means the same.
    net.send(Target::One(peer.id), b"again");
    let kind = net.expect("a warning", |event| match event {
        SessionEvent::Warning(_, fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(kind, FaultKind::PathStale(there));
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
