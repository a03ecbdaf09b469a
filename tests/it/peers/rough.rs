//! Peers that misbehave: they reset, do not read, or send what is easily lost.

use crate::support::{Program, foreign, free_port, jackfield, listens};
use std::fs;
use std::net::Ipv4Addr;

/// Most a peer that does not read may make us hold, in bytes: the send budget of 16 MiB, the receive
/// budget of 2 MiB, and what the kernel's buffers of both ends take.
const HELD: u64 = 64 * 1024 * 1024;
/// Most memory of a process that serves it, in KiB.
const MEMORY: u64 = 200 * 1024;

fn python(script: &str, arguments: &str) -> Program {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/peers");
    foreign(&format!("python3 -u {folder}/{script} {arguments}"))
}

#[test]
fn a_client_that_resets_takes_nobody_with_it() {
    let mut ours = jackfield(&["listen", "tcp://127.0.0.1:0"]);
    let port = ours.port();
    let theirs = python("reset.py", &format!("connect {port}"));
    ours.expect_bytes(b"x");
    theirs.say(b"\n");
    ours.expect_err("(?i)reset");
    let mut next = foreign(&format!("nc.openbsd -N 127.0.0.1 {port}"));
    next.say(b"y");
    ours.expect_bytes(b"xy");
    ours.interrupt();
    next.finish();
    next.succeed();
}

#[test]
fn a_server_that_resets_is_a_failure_that_is_told() {
    let port = free_port(Ipv4Addr::LOCALHOST.into());
    let theirs = python("reset.py", &format!("listen {port}"));
    listens(port);
    let mut ours = jackfield(&["connect", &format!("127.0.0.1:{port}")]);
    ours.expect_bytes(b"x");
    theirs.say(b"\n");
    ours.exit_with(1);
    ours.expect_err("(?i)reset");
}

#[test]
fn a_peer_that_does_not_read_is_slowed_and_loses_nothing() {
    let mut ours = jackfield(&["listen", "tcp://127.0.0.1:0", "--echo"]);
    let mut theirs = python("mute.py", &ours.port().to_string());
    let taken: u64 = theirs.expect_out(r"taken (\d+)\n").parse().expect("a number");
    assert!(taken < HELD, "{taken} bytes were taken from a peer that read none of them");
    let status = fs::read_to_string(format!("/proc/{}/status", ours.pid())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("proc(5)");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(peak < MEMORY, "{peak} KiB of memory");
    theirs.say(b"\n");
    assert_eq!(theirs.expect_out(r"back (\d+)\n"), taken.to_string());
    theirs.succeed();
    ours.interrupt();
}

#[test]
fn datagrams_of_every_size_keep_their_edges() {
    let mut ours = jackfield(&["listen", "udp://127.0.0.1:0", "--echo"]);
    let mut theirs = python("datagrams.py", &ours.port().to_string());
    theirs.succeed();
    assert_eq!(theirs.all(), b"0\n1\n0\n1472\n1473\n9000\n65507\n0\n", "{}", theirs.errors());
    ours.interrupt();
}
