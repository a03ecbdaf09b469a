//! Names and addresses: what a name server may say, and what it may not say.

use super::namespace::Namespace;
use std::time::{Duration, Instant};

/// A person who cancels does not wait for the resolver, which takes seconds; on a busy machine
/// everything takes some hundred milliseconds.
const AT_ONCE: Duration = Duration::from_secs(2);

#[test]
fn a_name_that_does_not_exist_is_said_and_not_tried_again() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    let mut ours = network.jackfield(1, &["connect", "nx.test:80", "--reconnect"]);
    ours.exit_with(1);
    ours.expect_err("No such host: nx.test");
    assert!(!ours.errors().contains("Trying again"), "{}", ours.errors());
}

#[test]
fn a_name_server_that_fails_or_is_silent_is_told_from_a_wrong_name() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    for name in ["servfail.test", "silent.test"] {
        let mut ours = network.jackfield(1, &["connect", &format!("{name}:80")]);
        ours.exit_with(1);
        ours.expect_err(&format!("The name server did not answer for {name}"));
    }
}

#[test]
fn a_look_up_can_be_cancelled_at_once() {
    let network = Namespace::new();
    let server = network.use_name_server();
    let mut ours = network.jackfield(1, &["connect", "silent.test:80"]);
    server.expect_out("asked");
    let cancelled = Instant::now();
    ours.interrupt();
    assert!(cancelled.elapsed() < AT_ONCE, "{:?}", cancelled.elapsed());
}

#[test]
fn the_second_address_is_tried_while_the_first_is_silent() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    let deaf = network.python("deaf.py", "127.0.0.2 7000");
    deaf.expect_out("ready");
    let live = network.jackfield(1, &["listen", "127.0.0.3:7000", "--echo"]);
    live.port();
    let mut ours = network.jackfield(1, &["connect", "two.test:7000", "--send", "hi"]);
    ours.expect_err(r"Connecting to 127\.0\.0\.2:7000");
    ours.expect_err(r"Connecting to 127\.0\.0\.3:7000");
    ours.expect_err(r"127\.0\.0\.3:7000 connected");
    ours.expect_bytes(b"hi\n");
    ours.interrupt();
}

#[test]
fn an_address_that_refuses_is_told_and_the_next_one_used() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    let live = network.jackfield(1, &["listen", "127.0.0.3:7000", "--echo"]);
    live.port();
    let mut ours = network.jackfield(1, &["connect", "refused.test:7000", "--send", "hi"]);
    ours.expect_err(r"The attempt failed\. Nothing is listening on 127\.0\.0\.4:7000");
    ours.expect_bytes(b"hi\n");
    ours.interrupt();
}

#[test]
fn where_every_address_refuses_each_reason_is_told_once() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    let mut ours = network.jackfield(1, &["connect", "two.test:7000"]);
    ours.exit_with(1);
    ours.expect_err("None of the 2 addresses could be connected to");
    for address in ["127.0.0.2:7000", "127.0.0.3:7000"] {
        let told = format!("Nothing is listening on {address}");
        assert_eq!(ours.errors().matches(&told).count(), 1, "{}", ours.errors());
    }
}

#[test]
fn each_try_looks_the_name_up_again() {
    let network = Namespace::new();
    let _server = network.use_name_server();
    let mut ours = network.jackfield(20, &["connect", "moves.test:7000", "--reconnect"]);
    ours.expect_err(r"Connecting to 127\.0\.1\.1:7000");
    ours.expect_err(r"Connecting to 127\.0\.1\.2:7000");
    ours.interrupt();
}

#[test]
fn a_machine_without_ipv6_says_so() {
    let network = Namespace::new();
    network.set("net.ipv6.conf.all.disable_ipv6=1");
    let _server = network.use_name_server();
    for (role, at) in
        [("connect", "[::1]:80"), ("connect", "[2001:db8::1]:80"), ("listen", "[::1]:0")]
    {
        let mut ours = network.jackfield(1, &[role, at]);
        ours.exit_with(1);
        ours.expect_err("IPv6 is not available on this computer");
    }
    let live = network.jackfield(1, &["listen", "127.0.0.3:7000", "--echo"]);
    live.port();
    let mut ours = network.jackfield(1, &["connect", "refused.test:7000", "--send", "hi"]);
    ours.expect_bytes(b"hi\n");
    ours.interrupt();
}

#[test]
fn an_interface_that_is_not_there_is_named() {
    let network = Namespace::new();
    let mut ours = network.jackfield(1, &["connect", "[fe80::1%nope0]:80"]);
    ours.exit_with(1);
    ours.expect_err("No interface nope0 on this computer");
    let mut ours = network.jackfield(1, &["connect", "[fe80::1]:80"]);
    ours.exit_with(2);
    ours.expect_err("(?i)interface.*fe80::1%");
}

#[test]
fn a_network_that_leads_nowhere_is_said() {
    let network = Namespace::new();
    for (role, at) in [
        ("connect", "203.0.113.9:80"),
        ("connect", "udp://239.1.2.3:9"),
        ("listen", "udp://239.1.2.3:9"),
    ] {
        let mut ours = network.jackfield(1, &[role, at]);
        ours.exit_with(1);
        let address = at.trim_start_matches("udp://");
        ours.expect_err(&format!("No network leads to {address}"));
    }
}

#[test]
fn a_socket_that_met_itself_is_no_connection() {
    let network = Namespace::new();
    // With a single port to choose from, the kernel chooses the one that is connected to.
    network.set("net.ipv4.ip_local_port_range=40001 40001");
    let mut ours = network.jackfield(1, &["connect", "127.0.0.1:40001"]);
    ours.exit_with(1);
    ours.expect_err(r"127\.0\.0\.1:40001 connected to itself");
}

#[test]
fn a_short_form_of_an_address_is_shown_in_full() {
    let network = Namespace::new();
    let live = network.jackfield(1, &["listen", "127.0.0.1:7000", "--echo"]);
    live.port();
    for short in ["127.1", "0x7f000001", "2130706433"] {
        let at = format!("{short}:7000");
        let mut ours = network.jackfield(1, &["connect", &at, "--send", "hi"]);
        ours.expect_err(&format!("{short} is 127\\.0\\.0\\.1"));
        ours.expect_err(r"127\.0\.0\.1:7000 connected");
        ours.expect_bytes(b"hi\n");
        ours.interrupt();
    }
}
