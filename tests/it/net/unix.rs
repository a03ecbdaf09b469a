//! Unix sockets: streams, datagrams, and the files they leave.

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
    assert_eq!(net.failed(), FaultKind::PathDeserted(path.clone()));
    let mut net = Net::open(Role::Listen, &endpoint, |options| options.replace_stale = true);
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    net.close();
    std::fs::write(&path, "precious").expect("writes");
    for replace in [false, true] {
        let mut net = Net::open(Role::Listen, &endpoint, |options| options.replace_stale = replace);
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
    named.set_read_timeout(Some(SOON)).expect("a limit");
    let mut room = [0; 16];
    assert_eq!(named.recv(&mut room).expect("comes"), 6);
    net.close();

    let server = UnixDatagram::bind(folder.path().join("server")).expect("binds");
    server.set_read_timeout(Some(SOON)).expect("a limit");
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

#[test]
fn a_live_socket_whose_queue_is_full_is_taken_and_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s");
    let full = socket2::Socket::new(socket2::Domain::UNIX, socket2::Type::STREAM, None);
    let full = full.expect("a socket");
    full.bind(&socket2::SockAddr::unix(&path).expect("an address")).expect("binds");
    full.listen(0).expect("listens");
    let _first = UnixStream::connect(&path).expect("fits the queue");
    let mut net = Net::open(Role::Listen, &format!("unix:{}", path.display()), |options| {
        options.replace_stale = true;
    });
    assert_eq!(net.failed(), FaultKind::PathTaken(path));
    net.stopped();
}

#[test]
fn a_link_to_a_stale_socket_is_stale_and_a_folder_below_a_file_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, link) = (folder.path().join("s"), folder.path().join("link"));
    drop(UnixListener::bind(&path).expect("binds"));
    std::os::unix::fs::symlink(&path, &link).expect("a link");
    let mut net = Net::open(Role::Connect, &format!("unix:{}", link.display()), |_| {});
    assert_eq!(net.failed(), FaultKind::PathDeserted(link));
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("writes");
    for role in [Role::Listen, Role::Connect] {
        let mut net = Net::open(role, &format!("unix:{}/s", file.display()), |_| {});
        assert_eq!(net.failed(), FaultKind::NoFolder(file.clone()));
    }
}

#[test]
fn a_datagram_to_a_path_that_has_gone_is_told_with_the_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("server");
    let server = UnixDatagram::bind(&path).expect("binds");
    let mut net = Net::open(Role::Connect, &format!("unixgram:{}", path.display()), |_| {});
    net.connected();
    drop(server);
    net.send(Target::All, b"anybody?");
    let fault = net.expect("a warning", |event| match event {
        SessionEvent::Warning(_, fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(fault, FaultKind::PathDeserted(path));
    net.close();
}

#[test]
fn one_peer_that_does_not_read_keeps_no_other_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s");
    let endpoint = format!("unixgram:{}", path.display());
    let mut net = Net::open(Role::Listen, &endpoint, |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    let peer = |name: &str| {
        let socket = UnixDatagram::bind(folder.path().join(name)).expect("binds");
        socket.set_read_timeout(Some(SOON)).expect("a limit");
        socket.send_to(b"here", &path).expect("sends");
        socket
    };
    let _deaf = peer("deaf");
    let deaf = net.connected().id;
    let awake = peer("awake");
    let other = net.connected().id;
    // More than the kernel queues for one receiver (unix(7), net.unix.max_dgram_qlen).
    for _ in 0..2000 {
        net.send(Target::One(deaf), &[1; 64]);
    }
    net.send(Target::One(other), b"for you");
    let mut room = [0; 16];
    assert_eq!(awake.recv(&mut room).expect("it comes"), 7);
    net.close();
}

#[test]
fn a_datagram_that_is_larger_than_the_room_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s");
    let mut net = Net::open(Role::Listen, &format!("unixgram:{}", path.display()), |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    let client = UnixDatagram::bind(folder.path().join("c")).expect("binds");
    client.send_to(&vec![7; 100_000], &path).expect("sends");
    let id = net.connected().id;
    let fault = net.expect("the warning", |event| match event {
        SessionEvent::Warning(_, fault) => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(fault, FaultKind::TooLarge { bytes: 100_000, limit: 65_536 });
    assert_eq!(net.received[&id].len(), 65_536, "what fits is kept");
    net.send(Target::One(id), &vec![7; 65_537]);
    let fault = net.expect("a refusal", |event| match event {
        SessionEvent::SendRefused { fault, .. } => Some(fault.kind.clone()),
        _ => None,
    });
    assert_eq!(fault, FaultKind::TooLarge { bytes: 65_537, limit: 65_536 });
    net.close();
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_without_a_file_removes_no_file() {
    /// A file in this folder that is spelled like the name.
    struct Precious(String);
    impl Drop for Precious {
        fn drop(&mut self) {
            std::fs::remove_file(&self.0).ok();
        }
    }
    let name = Precious(format!("@jackfield-test-{}", std::process::id()));
    std::fs::write(&name.0, "precious").expect("writes");
    let endpoint = format!("unix:{}", name.0);
    let mut net = Net::open(Role::Listen, &endpoint, |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    let mut taken = Net::open(Role::Listen, &endpoint, |options| options.replace_stale = true);
    assert!(matches!(taken.failed(), FaultKind::PathTaken(_)));
    net.close();
    assert_eq!(std::fs::read_to_string(&name.0).expect("it is there"), "precious");
}

#[test]
fn what_stands_behind_a_passed_descriptor_is_read_too() {
    use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
    use std::os::fd::AsFd;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s");
    let mut net = Net::open(Role::Listen, &format!("unix:{}", path.display()), |_| {});
    net.expect("listening", |event| matches!(event, SessionEvent::Listening(_)).then_some(()));
    for _ in 0..50 {
        let mut client = UnixStream::connect(&path).expect("connects");
        let id = net.connected().id;
        let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let passed = [client.as_fd()];
        assert!(control.push(SendAncillaryMessage::ScmRights(&passed)), "there is space");
        let first = [std::io::IoSlice::new(b"A")];
        sendmsg(&client, &first, &mut control, SendFlags::empty()).expect("sends");
        client.write_all(b"BBBB").expect("writes");
        net.expect_bytes(id, b"ABBBB");
    }
    net.close();
}
