//! Byte streams with ncat, socat and OpenBSD's nc, each as client and as server.

use crate::support::{
    Program, every_byte, foreign, free_port, is_bound, jackfield, listens, megabyte,
};
use std::net::{Ipv4Addr, Ipv6Addr};
use tempfile::TempDir;

/// How a stream is reached.
#[derive(Clone, Copy)]
enum Way {
    V4,
    V6,
    Unix,
}

/// Somebody else's program: how it listens and how it connects, with `{place}` for port or path.
struct Peer {
    listens: &'static str,
    connects: &'static str,
}

/// Said when the other side has finished sending.
const LAST_WORD: &[u8] = b"after you had finished";

#[test]
fn ncat_talks_both_ways_over_ipv4() {
    talk_both_ways(
        Way::V4,
        &Peer { listens: "ncat -4 -l 127.0.0.1 {place}", connects: "ncat 127.0.0.1 {place}" },
    );
}

#[test]
fn ncat_talks_both_ways_over_ipv6() {
    talk_both_ways(
        Way::V6,
        &Peer { listens: "ncat -6 -l ::1 {place}", connects: "ncat -6 ::1 {place}" },
    );
}

#[test]
fn ncat_talks_both_ways_over_a_unix_socket() {
    talk_both_ways(Way::Unix, &Peer { listens: "ncat -U -l {place}", connects: "ncat -U {place}" });
}

#[test]
fn socat_talks_both_ways_over_ipv4() {
    talk_both_ways(
        Way::V4,
        &Peer {
            listens: "socat -t 60 - TCP4-LISTEN:{place},bind=127.0.0.1",
            connects: "socat -t 60 - TCP4:127.0.0.1:{place}",
        },
    );
}

#[test]
fn socat_talks_both_ways_over_ipv6() {
    talk_both_ways(
        Way::V6,
        &Peer {
            listens: "socat -t 60 - TCP6-LISTEN:{place},bind=[::1]",
            connects: "socat -t 60 - TCP6:[::1]:{place}",
        },
    );
}

#[test]
fn socat_talks_both_ways_over_a_unix_socket() {
    talk_both_ways(
        Way::Unix,
        &Peer {
            listens: "socat -t 60 - UNIX-LISTEN:{place}",
            connects: "socat -t 60 - UNIX-CONNECT:{place}",
        },
    );
}

#[test]
fn nc_talks_both_ways_over_ipv4() {
    talk_both_ways(
        Way::V4,
        &Peer {
            listens: "nc.openbsd -N -l 127.0.0.1 {place}",
            connects: "nc.openbsd -N 127.0.0.1 {place}",
        },
    );
}

#[test]
fn nc_talks_both_ways_over_ipv6() {
    talk_both_ways(
        Way::V6,
        &Peer {
            listens: "nc.openbsd -6 -N -l ::1 {place}",
            connects: "nc.openbsd -6 -N ::1 {place}",
        },
    );
}

#[test]
fn nc_talks_both_ways_over_a_unix_socket() {
    talk_both_ways(
        Way::Unix,
        &Peer { listens: "nc.openbsd -N -U -l {place}", connects: "nc.openbsd -N -U {place}" },
    );
}

fn talk_both_ways(way: Way, peer: &Peer) {
    it_comes_to_us(way, peer);
    we_go_to_it(way, peer);
}

/// We listen. The peer talks, is answered, finishes, and still hears our last word.
fn it_comes_to_us(way: Way, peer: &Peer) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("socket").display().to_string();
    let (endpoint, from_path) = match way {
        Way::V4 => ("tcp://127.0.0.1:0".to_owned(), None),
        Way::V6 => ("tcp://[::1]:0".to_owned(), None),
        Way::Unix => (format!("unix:{path}"), Some(&path)),
    };
    let mut ours = jackfield(&["listen", &endpoint]);
    let place = from_path.map_or_else(
        || ours.port().to_string(),
        |path| {
            is_bound(path);
            path.clone()
        },
    );
    let mut theirs = foreign(&peer.connects.replace("{place}", &place));
    exchange(&ours, &theirs);
    theirs.finish();
    ours.say(LAST_WORD);
    let all = [&megabyte()[..], LAST_WORD].concat();
    theirs.expect_bytes(&all);
    ours.interrupt();
    theirs.succeed();
    assert_eq!(theirs.all(), all, "nothing came behind it");
    assert_eq!(ours.all(), every_byte(), "nothing came behind it");
}

/// We connect. The peer talks and is answered; when we finish, both end well.
fn we_go_to_it(way: Way, peer: &Peer) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("socket").display().to_string();
    let port = |ip| {
        let port = free_port(ip);
        (port, port.to_string())
    };
    let (mut theirs, endpoint) = match way {
        Way::V4 => {
            let (port, place) = port(Ipv4Addr::LOCALHOST.into());
            let theirs = foreign(&peer.listens.replace("{place}", &place));
            listens(port);
            (theirs, format!("127.0.0.1:{port}"))
        }
        Way::V6 => {
            let (port, place) = port(Ipv6Addr::LOCALHOST.into());
            let theirs = foreign(&peer.listens.replace("{place}", &place));
            listens(port);
            (theirs, format!("[::1]:{port}"))
        }
        Way::Unix => {
            let theirs = foreign(&peer.listens.replace("{place}", &path));
            is_bound(&path);
            (theirs, format!("unix:{path}"))
        }
    };
    let mut ours = jackfield(&["connect", &endpoint]);
    exchange(&ours, &theirs);
    ours.finish();
    theirs.finish();
    theirs.succeed();
    ours.succeed();
    assert_eq!(theirs.all(), megabyte(), "nothing came behind it");
    assert_eq!(ours.all(), every_byte(), "nothing came behind it");
}

/// The peer first, so that we know it is there before we speak.
fn exchange(ours: &Program, theirs: &Program) {
    theirs.say(&every_byte());
    ours.expect_bytes(&every_byte());
    ours.say(&megabyte());
    theirs.expect_bytes(&megabyte());
}

#[test]
fn a_megabyte_that_a_client_sends_before_it_closes_arrives_whole() {
    for client in ["nc.openbsd -N 127.0.0.1 {}", "ncat 127.0.0.1 {}", "socat - TCP:127.0.0.1:{}"] {
        let mut ours = jackfield(&["listen", "tcp://127.0.0.1:0"]);
        let mut theirs = foreign(&client.replace("{}", &ours.port().to_string()));
        theirs.say(&megabyte());
        theirs.finish();
        ours.expect_bytes(&megabyte());
        ours.interrupt();
        theirs.succeed();
        assert_eq!(ours.all(), megabyte(), "nothing came behind it");
    }
}

/// socat's child answers behind the end of what it hears, and not before.
#[test]
fn we_finish_sending_and_still_hear_the_answer() {
    let mut hash = foreign("sha256sum");
    hash.say(&megabyte());
    hash.finish();
    let port = free_port(Ipv4Addr::LOCALHOST.into());
    let mut theirs =
        foreign(&format!("socat -t 60 TCP4-LISTEN:{port},bind=127.0.0.1 EXEC:sha256sum"));
    listens(port);
    let mut ours = jackfield(&["connect", &format!("127.0.0.1:{port}")]);
    ours.say(&megabyte());
    ours.finish();
    ours.succeed();
    assert_eq!(ours.all(), hash.all());
    theirs.succeed();
}
