//! What is sent by a thread of its own: files, large pastes, repetitions.

use super::*;
use jackfield::model::{Audience, Feed, FeedEnd, FeedInfo};
use jackfield::threads::Registry;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use tempfile::TempDir;

/// How a feed ended, its bytes, its times.
pub(super) type Ended = (FeedEnd, u64, u64);

pub(super) fn begun(net: &mut Net) -> FeedInfo {
    net.expect("a feed", |event| match event {
        SessionEvent::Feeding(info) => Some(info.clone()),
        _ => None,
    })
}

pub(super) fn ended(net: &mut Net) -> Ended {
    net.expect("the end of a feed", |event| match event {
        SessionEvent::Fed { end, bytes, times, .. } => Some((end.clone(), *bytes, *times)),
        _ => None,
    })
}

pub(super) fn to(peers: &[&ConnectionInfo]) -> Audience {
    Audience::These(peers.iter().map(|peer| (peer.id, Arc::clone(&peer.gauges))).collect())
}

/// So many bytes that do not repeat soon.
pub(super) fn noise(len: usize) -> Vec<u8> {
    (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).take(len).collect()
}

pub(super) fn file(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("照片.bin");
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

pub(super) fn threads(registry: &Registry) -> Vec<String> {
    registry.rows().into_iter().map(|row| row.label).collect()
}

#[test]
fn a_file_goes_whole_to_all_who_were_there_when_it_began() {
    let bytes = noise(3_000_001);
    let (_folder, path) = file(&bytes);
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = 1_000_000);
    let clients = [(); 2].map(|()| TcpStream::connect(at).expect("connects"));
    let peers = [(); 2].map(|()| net.connected());
    net.session().feed(to(&[&peers[0], &peers[1]]), Feed::File(path));
    assert_eq!(begun(&mut net).name, "照片.bin");
    assert!(threads(&net.registry).contains(&"file:1 · 照片.bin".to_owned()));
    let readers = clients.map(|client| std::thread::spawn(move || read_some(&client, 3_000_001)));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 3_000_001, 0));
    for reader in readers {
        assert!(reader.join().expect("no panic") == bytes, "byte for byte");
    }
    assert!(!threads(&net.registry).iter().any(|label| label.starts_with("file:")));
    let calls: Vec<_> = net.calls.iter().map(|call| call.op.clone()).collect();
    for op in [Op::Start("file:1".to_owned()), Op::Run("file:1".to_owned())] {
        assert!(calls.contains(&op), "{op:?} is shown");
    }
    net.close();
}

#[test]
fn who_does_not_read_holds_a_file_at_half_of_the_send_budget_and_words_still_fit() {
    const BUDGET: usize = 1_000_000;
    let (_folder, path) = file(&noise(40_000_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = BUDGET);
    let mut client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    let info = begun(&mut net);
    // What the kernel and the queue take is taken; then the file stands still.
    let (mut last, mut still) = (0, Instant::now());
    while still.elapsed() < Duration::from_millis(300) {
        let waiting = peer.gauges.bytes().2;
        assert!(waiting <= BUDGET as u64 / 2, "{waiting} bytes wait");
        let taken = peer.gauges.bytes().1;
        if taken != last {
            (last, still) = (taken, Instant::now());
        }
        net.entries.try_iter().for_each(drop);
    }
    assert!(info.gauges.read().0 < 40_000_000);
    net.session().send(Target::One(peer.id), Arc::from(vec![7; BUDGET / 4]));
    // Asked to stop, it stops although nobody reads; what waits stays in order.
    assert!(net.registry.stop(info.thread));
    let (end, bytes, _) = ended(&mut net);
    assert_eq!(end, FeedEnd::Stopped);
    assert!(bytes < 40_000_000);
    client.set_read_timeout(Some(SOON)).expect("a socket");
    net.session().finish_sending(peer.id);
    let mut got = Vec::new();
    client.read_to_end(&mut got).expect("it ends");
    assert!(got.ends_with(&vec![7; BUDGET / 4]), "the word came behind what was sent of the file");
    assert!(noise(40_000_000).starts_with(&got[..got.len() - BUDGET / 4]), "no byte is missing");
    net.close();
}

#[test]
fn a_file_ends_when_the_last_who_was_to_get_it_has_gone() {
    let (_folder, path) = file(&noise(40_000_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    begun(&mut net);
    drop(client);
    let (end, bytes, _) = ended(&mut net);
    assert_eq!(end, FeedEnd::NobodyThere);
    assert!(bytes < 40_000_000);
    net.close();
}

#[test]
fn a_file_ends_when_its_connection_breaks_also_where_reading_is_paused() {
    let (_folder, path) = file(&noise(40_000_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().pause_reading(peer.id, true);
    net.session().feed(to(&[&peer]), Feed::File(path));
    begun(&mut net);
    // Bytes are left unread: the close is a reset.
    client.peek(&mut [0]).expect("something came");
    drop(client);
    assert_eq!(ended(&mut net).0, FeedEnd::NobodyThere);
    net.close();
}

#[test]
fn no_piece_of_a_file_is_refused_whatever_else_is_sent_meanwhile() {
    const ECHOED: usize = 30_000_000;
    let bytes: Vec<u8> = noise(20_000_000).into_iter().map(|byte| byte | 1).collect();
    let (_folder, path) = file(&bytes);
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| {
        (options.send_budget, options.echo) = (200_000, true);
    });
    let client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    let [mut speaker, reader] = [(); 2].map(|()| client.try_clone().expect("a socket"));
    // Echoes are zeros and no byte of the file is: so they are told apart.
    let speaking = std::thread::spawn(move || speaker.write_all(&vec![0; ECHOED]));
    let reading = std::thread::spawn(move || read_some(&reader, ECHOED + 20_000_000));
    net.session().feed(to(&[&peer]), Feed::File(path));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 20_000_000, 0));
    speaking.join().expect("no panic").expect("written");
    let mut got = reading.join().expect("no panic");
    got.retain(|byte| *byte != 0);
    assert!(got == bytes, "byte for byte");
    net.close();
}

#[test]
fn a_session_that_is_closed_joins_the_thread_that_sends() {
    let (_folder, path) = file(&noise(40_000_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let _mute = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path));
    begun(&mut net);
    net.session().close();
    // Who is asked to stop while its peers are told that it ends may see either first.
    assert!(matches!(ended(&mut net).0, FeedEnd::Stopped | FeedEnd::NobodyThere));
    net.close();
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_sent() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let mut client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    let folder = TempDir::new().expect("a folder");
    let missing = folder.path().join("missing");
    let mut broken = |path: &Path| {
        net.session().feed(to(&[&peer]), Feed::File(path.to_owned()));
        match ended(&mut net) {
            (FeedEnd::Broken(fault), 0, 0) => fault.kind,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(broken(&missing), FaultKind::FileUnreadable(missing.clone()));
    let path = folder.path().to_owned();
    assert_eq!(broken(&path), FaultKind::NotRegularFile(path.clone()));
    let endless = PathBuf::from("/dev/zero");
    assert_eq!(broken(&endless), FaultKind::NotRegularFile(endless.clone()));
    // Empty files are sent: nothing goes, and that is all of it.
    std::fs::write(folder.path().join("empty"), "").expect("written");
    net.session().feed(to(&[&peer]), Feed::File(folder.path().join("empty")));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 0, 0));
    net.close();
    let mut got = Vec::new();
    client.read_to_end(&mut got).expect("it ends");
    assert!(got.is_empty());
}

#[test]
fn a_file_that_shrinks_while_it_is_sent_ends_with_an_error() {
    let (_folder, path) = file(&noise(40_000_000));
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let mut client = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    net.session().feed(to(&[&peer]), Feed::File(path.clone()));
    begun(&mut net);
    // So much is not with the kernel yet that the file's end was not read.
    read_some(&client, 1_000_000);
    let cut = std::fs::OpenOptions::new().write(true).open(&path).expect("a file");
    cut.set_len(10).expect("cut");
    std::thread::spawn(move || client.read_to_end(&mut Vec::new()));
    let (end, bytes, _) = ended(&mut net);
    let FeedEnd::Broken(fault) = end else { panic!("{end:?}") };
    assert_eq!(fault.kind, FaultKind::FileShrank(path));
    // How much of what the peer has was counted before the end is a matter of moments.
    assert!(bytes < 40_000_000);
    net.close();
}

#[test]
fn a_datagram_takes_a_file_whole_or_not_at_all() {
    let here = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    here.set_read_timeout(Some(SOON)).expect("a socket");
    let at = format!("udp://{}", here.local_addr().expect("bound"));
    let mut net = Net::open(Role::Connect, &at, |_| ());
    let peer = net.connected();
    let (_folder, path) = file(&noise(60_000));
    net.session().feed(to(&[&peer]), Feed::File(path));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 60_000, 0));
    let mut got = vec![0; 70_000];
    let count = here.recv(&mut got).expect("one datagram");
    assert!(got[..count] == noise(60_000)[..]);
    let (_folder, path) = file(&noise(65_508));
    net.session().feed(to(&[&peer]), Feed::File(path));
    let (end, ..) = ended(&mut net);
    let FeedEnd::Broken(fault) = end else { panic!("{end:?}") };
    assert_eq!(fault.kind, FaultKind::TooLarge { bytes: 65_508, limit: 65_507 });
    net.close();
}

#[test]
fn a_message_is_repeated_as_often_as_asked_or_until_it_is_stopped() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let client = TcpStream::connect(at).expect("connects");
    net.connected();
    let beat = |every, times| Feed::Repeat {
        bytes: Arc::from(&b"beat\n"[..]),
        every: Duration::from_millis(every),
        times: NonZeroU32::new(times),
    };
    net.session().feed(Audience::Anybody, beat(1, 3));
    assert_eq!(ended(&mut net), (FeedEnd::Done, 15, 3));
    assert_eq!(read_some(&client, 15), b"beat\nbeat\nbeat\n");
    // An hour long pause: it says it once, and stops at once when it is asked to.
    net.session().feed(Audience::Anybody, beat(3_600_000, 0));
    let info = begun(&mut net);
    assert_eq!(read_some(&client, 5), b"beat\n");
    assert!(net.registry.stop(info.thread));
    assert_eq!(ended(&mut net), (FeedEnd::Stopped, 5, 1));
    // Who comes later hears it too; when nobody is left it ends.
    net.session().feed(Audience::Anybody, beat(1, 0));
    begun(&mut net);
    let second = TcpStream::connect(at).expect("connects");
    assert_eq!(read_some(&second, 10), b"beat\nbeat\n");
    drop((client, second));
    assert_eq!(ended(&mut net).0, FeedEnd::NobodyThere);
    net.close();
}

#[test]
fn the_end_of_a_repetition_is_told_behind_the_last_of_it() {
    let (mut net, at) = Net::listen("127.0.0.1:0", |_| ());
    let clients = [(); 2].map(|()| TcpStream::connect(at).expect("connects"));
    for _ in &clients {
        net.connected();
    }
    for round in 1..=20 {
        let (bytes, times) = (Arc::from(&b"beat\n"[..]), NonZeroU32::new(3));
        let every = Duration::from_millis(1);
        net.session().feed(Audience::Anybody, Feed::Repeat { bytes, every, times });
        assert_eq!(ended(&mut net), (FeedEnd::Done, 15, 3));
        let sent = net.segments.iter().filter(|(_, kind, _)| *kind == SegmentKind::Sent);
        assert_eq!(sent.count(), round * 3 * clients.len());
    }
    net.close();
}

#[test]
fn a_repetition_stops_before_it_fills_the_queue_of_who_does_not_read() {
    const BUDGET: usize = 200_000;
    let (mut net, at) = Net::listen("127.0.0.1:0", |options| options.send_budget = BUDGET);
    let _mute = TcpStream::connect(at).expect("connects");
    let peer = net.connected();
    let bytes = Arc::from(vec![3; 60_000]);
    let every = Duration::from_millis(1);
    net.session().feed(to(&[&peer]), Feed::Repeat { bytes, every, times: None });
    let (end, ..) = ended(&mut net);
    let FeedEnd::Broken(fault) = end else { panic!("{end:?}") };
    assert!(matches!(fault.kind, FaultKind::QueueFull { .. }), "{fault:?}");
    assert!(peer.gauges.waiting.load(Ordering::Relaxed) <= BUDGET as u64);
    net.close();
}
