//! Datagrams with ncat, socat and nc, over UDP and Unix sockets.

use crate::support::{Program, foreign, free_port, is_bound, jackfield};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use tempfile::TempDir;

/// Every byte value but the one that ends a line, which is the last: one datagram also for programs
/// that send a line each.
fn datagram() -> Vec<u8> {
    let words = "欢迎访问菜鸟教程! 🙂".bytes();
    (0..=u8::MAX).filter(|byte| *byte != b'\n').chain(words).chain(*b"\n").collect()
}

#[test]
fn ncat_talks_both_ways_over_udp() {
    udp_both_ways(Ipv4Addr::LOCALHOST.into(), "ncat -u -l 127.0.0.1 {}", "ncat -u 127.0.0.1 {}");
}

#[test]
fn ncat_talks_both_ways_over_udp_and_ipv6() {
    udp_both_ways(Ipv6Addr::LOCALHOST.into(), "ncat -6 -u -l ::1 {}", "ncat -6 -u ::1 {}");
}

#[test]
fn socat_talks_both_ways_over_udp() {
    udp_both_ways(
        Ipv4Addr::LOCALHOST.into(),
        "socat - UDP4-LISTEN:{},bind=127.0.0.1",
        "socat - UDP4:127.0.0.1:{}",
    );
}

#[test]
fn socat_talks_both_ways_over_udp_and_ipv6() {
    udp_both_ways(
        Ipv6Addr::LOCALHOST.into(),
        "socat - UDP6-LISTEN:{},bind=[::1]",
        "socat - UDP6:[::1]:{}",
    );
}

#[test]
fn nc_talks_both_ways_over_udp() {
    udp_both_ways(
        Ipv4Addr::LOCALHOST.into(),
        "nc.openbsd -u -l 127.0.0.1 {}",
        "nc.openbsd -u 127.0.0.1 {}",
    );
}

fn udp_both_ways(ip: IpAddr, listens: &str, connects: &str) {
    let at = |port| std::net::SocketAddr::new(ip, port);
    let ours = jackfield(&["listen", &format!("udp://{}", at(0))]);
    let theirs = foreign(&connects.replace("{}", &ours.port().to_string()));
    exchange(&theirs, &ours);
    end(ours);
    drop(theirs);

    let port = free_port(ip);
    let theirs = foreign(&listens.replace("{}", &port.to_string()));
    is_bound(&port.to_string());
    let ours = jackfield(&["connect", &format!("udp://{}", at(port))]);
    exchange(&ours, &theirs);
    end(ours);
}

/// A listener can answer only who has spoken: the client does, twice.
fn exchange(client: &Program, server: &Program) {
    client.say(&datagram());
    server.expect_bytes(&datagram());
    server.say(&datagram());
    client.expect_bytes(&datagram());
    client.say(b"again\n");
    server.expect_bytes(&[&datagram()[..], b"again\n"].concat());
}

fn end(mut ours: Program) {
    ours.interrupt();
}

fn socket(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn socat_sends_to_our_unix_datagram_socket_and_is_answered() {
    let folder = TempDir::new().expect("a folder");
    let (here, there) = (socket(&folder, "ours"), socket(&folder, "theirs"));
    let mut ours = jackfield(&["listen", &format!("unixgram:{here}")]);
    is_bound(&here);
    let theirs = foreign(&format!("socat - UNIX-SENDTO:{here},bind={there}"));
    exchange(&theirs, &ours);
    ours.interrupt();
    assert!(!Path::new(&here).exists(), "our socket file goes with us");
}

#[test]
fn socat_answers_what_we_send_to_its_unix_datagram_socket() {
    let folder = TempDir::new().expect("a folder");
    let there = socket(&folder, "theirs");
    let theirs = foreign(&format!("socat -t 60 - UNIX-RECVFROM:{there}"));
    is_bound(&there);
    let mut ours = jackfield(&["connect", &format!("unixgram:{there}")]);
    ours.say(&datagram());
    theirs.expect_bytes(&datagram());
    theirs.say(&datagram());
    ours.expect_bytes(&datagram());
    ours.interrupt();
}
