//! Links and addresses that go away under open sockets.

use super::namespace::joined;
use crate::support::Program;

/// Keep-alive begins after a second instead of thirty, unanswered bytes are given up after two.
const HURRY: u32 = 30;

/// Whichever way the kernel came to know it.
const LOST: &str = "Connection lost: the peer stopped answering|The network or address .* is gone";

fn listening(network: &super::namespace::Namespace, options: &[&str]) -> Program {
    let ours = network.jackfield(HURRY, &[&["listen", "10.77.0.1:7000"], options].concat());
    assert_eq!(ours.port(), 7000);
    ours
}

#[test]
fn an_idle_peer_behind_a_pulled_cable_is_given_up() {
    let (here, there) = joined();
    let ours = listening(&here, &[]);
    let theirs = there.python("holder.py", "connect 10.77.0.1 7000");
    theirs.expect_out("connected");
    ours.expect_bytes(b"x");
    there.ip("link set v1 down");
    ours.expect_err(LOST);
}

#[test]
fn who_slept_while_the_cable_was_pulled_notices_it_afterwards() {
    let (here, there) = joined();
    let mut ours = listening(&here, &[]);
    let theirs = there.python("holder.py", "connect 10.77.0.1 7000");
    theirs.expect_out("connected");
    ours.expect_bytes(b"x");
    ours.signal(rustix::process::Signal::STOP);
    there.ip("link set v1 down");
    ours.signal(rustix::process::Signal::CONT);
    ours.expect_err(LOST);
    ours.interrupt();
}

#[test]
fn bytes_that_nobody_acknowledges_end_the_connection() {
    let (here, there) = joined();
    let ours = listening(&here, &[]);
    let theirs = there.python("holder.py", "connect 10.77.0.1 7000");
    theirs.expect_out("connected");
    ours.expect_bytes(b"x");
    there.ip("link set v1 down");
    ours.say(b"is anybody there?\n");
    ours.expect_err(LOST);
    ours.expect_err("perhaps not delivered");
}

#[test]
fn a_peer_that_never_reads_again_is_given_up() {
    let (here, there) = joined();
    let ours = listening(&here, &[]);
    let theirs = there.python("holder.py", "connect 10.77.0.1 7000");
    theirs.expect_out("connected");
    ours.expect_bytes(b"x");
    // More than the buffers of both kernels: the window closes and stays so.
    ours.say(&vec![b'y'; 12_000_000]);
    ours.expect_err(LOST);
}

#[test]
fn a_listener_whose_address_is_removed_says_so_and_ends() {
    let (here, _there) = joined();
    let mut ours = listening(&here, &[]);
    here.ip("addr del 10.77.0.1/24 dev v0");
    ours.expect_err(r"The network or address 10\.77\.0\.1 is gone");
    ours.exit_with(1);
    let mut datagrams = here.jackfield(HURRY, &["listen", "udp://10.77.0.1:7000"]);
    datagrams.exit_with(1);
    datagrams.expect_err(r"10\.77\.0\.1 is not an address of this computer");
}

#[test]
fn a_listener_on_every_address_outlives_one_of_them() {
    let (here, there) = joined();
    let mut ours = here.jackfield(HURRY, &["listen", "0.0.0.0:7000"]);
    ours.port();
    here.ip("addr del 10.77.0.1/24 dev v0");
    here.ip("addr add 10.77.0.3/24 dev v0");
    let theirs = there.python("holder.py", "connect 10.77.0.3 7000");
    theirs.expect_out("connected");
    ours.expect_bytes(b"x");
    ours.interrupt();
}
