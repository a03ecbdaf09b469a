//! Limits of the system: descriptors that run out, storms of clients, and tries that come to an end.

use crate::pair::thorough;
use crate::soon::SOON;
use crate::support::{Program, facts_until as until, foreign, jackfield_under};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Most memory that a storm of clients may cost, in KiB.
const STORM: u64 = 20 * 1024;

/// What an allocator and the kernel may round up to, in KiB.
const PAGES: u64 = 1024;

fn connect(port: u16) -> TcpStream {
    let client = TcpStream::connect(("127.0.0.1", port)).expect("the kernel lets it in");
    client.set_read_timeout(Some(SOON)).expect("a limit");
    client
}

/// How many entries a folder of the process has in proc(5): `fd` or `task`.
fn count(program: &Program, what: &str) -> usize {
    fs::read_dir(format!("/proc/{}/{what}", program.pid())).expect("it runs").count()
}

/// Processor time that it has used, in ticks of a hundredth of a second: utime and stime of proc(5).
fn ticks(program: &Program) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", program.pid())).expect("it runs");
    let behind_the_name = stat.rsplit_once(')').expect("a name in parentheses").1;
    let columns: Vec<_> = behind_the_name.split_ascii_whitespace().collect();
    columns[11..13].iter().map(|ticks| ticks.parse::<u64>().expect("a number")).sum()
}

fn limit_descriptors(program: &Program, limit: usize) {
    foreign(&format!("prlimit --pid {} --nofile={limit}:", program.pid())).succeed();
}

#[test]
fn a_storm_is_told_in_few_lines_and_costs_no_memory() {
    let wrapper = ["prlimit", "--nofile=256"];
    let mut ours = jackfield_under(&wrapper, &["listen", "127.0.0.1:0", "--echo", "--record"]);
    let port = ours.port();
    // 64 of the 256 descriptors are kept for files.
    let mut inside: Vec<_> = (0..192).map(|_| connect(port)).collect();
    for client in &mut inside {
        client.write_all(b"x").expect("writes");
        client.read_exact(&mut [0]).expect("it is served");
    }
    let before = ours.memory();
    for _ in 0..5_000 {
        let mut turned_away = connect(port);
        assert!(matches!(turned_away.read(&mut [0]), Ok(0) | Err(_)));
    }
    ours.expect_err(r"Turned \d+ clients? away \(limit 192\)");
    let now = ours.memory();
    assert!(now < before + STORM, "{before} KiB became {now} KiB");
    let last = inside.last_mut().expect("192 of them");
    last.write_all(b"y").expect("writes");
    last.read_exact(&mut [0]).expect("it is served as before");
    ours.interrupt();
    let said = ours.errors();
    assert!(!said.contains("Recording paused"), "descriptors are left for files: {said}");
    let told = regex::Regex::new(r"Turned (\d+) clients? away").expect("a pattern");
    let counts: Vec<u64> =
        told.captures_iter(&said).map(|found| found[1].parse().expect("a number")).collect();
    assert_eq!(counts.iter().sum::<u64>(), 5_000, "{counts:?}");
    assert!(counts.len() < 100, "one line a second: {counts:?}");
}

#[test]
fn thousands_of_clients_that_come_and_go_leave_nothing_behind() {
    // An echo closes behind a client that has finished; without it that is the person's choice.
    // On disk the record of them takes no memory.
    let mut ours = jackfield_under(&[], &["listen", "127.0.0.1:0", "--echo", "--record"]);
    let port = ours.port();
    let (descriptors, threads) = (count(&ours, "fd"), count(&ours, "task"));
    let is_back = || count(&ours, "fd") <= descriptors && count(&ours, "task") <= threads;
    // What the first ones cost stays for those that follow.
    for _ in 0..3_000 {
        drop(connect(port));
    }
    until("threads and descriptors are as before", is_back);
    let before = ours.memory();
    let cycles = if thorough() { 10_000 } else { 1_000 };
    for _ in 0..cycles {
        drop(connect(port));
    }
    let mut last = connect(port);
    last.write_all(b"last").expect("writes");
    ours.expect_bytes(b"last");
    drop(last);
    until("threads and descriptors are as before", is_back);
    let now = ours.memory();
    assert!(now <= before + before / 20 + PAGES, "{before} KiB became {now} KiB");
    ours.interrupt();
}

#[test]
fn accepting_rests_without_descriptors_and_goes_on_by_itself() {
    let mut ours = jackfield_under(&[], &["listen", "127.0.0.1:0", "--echo", "--max-threads", "1"]);
    let port = ours.port();
    let mut old = connect(port);
    old.write_all(b"a").expect("writes");
    old.read_exact(&mut [0]).expect("it is served");
    // Below what is open: whatever was closed in between, nothing more is to be had.
    limit_descriptors(&ours, 4);
    let mut waiting = connect(port);
    ours.expect_err("Accepting paused. Out of file handles");
    let before = ticks(&ours);
    // The kernel has let it in, nobody else has: nothing comes, for as long as is looked.
    waiting.set_read_timeout(Some(Duration::from_secs(2))).expect("a limit");
    waiting.write_all(b"b").expect("the kernel takes it");
    assert!(waiting.read(&mut [0]).is_err(), "it is not served");
    let used = ticks(&ours) - before;
    assert!(used < 100, "{used} of 200 ticks were used for waiting");
    old.write_all(b"c").expect("writes");
    old.read_exact(&mut [0]).expect("who was there before is served all the time");
    limit_descriptors(&ours, 1_000);
    ours.expect_err("Accepting goes on");
    waiting.set_read_timeout(Some(SOON)).expect("a limit");
    waiting.read_exact(&mut [0]).expect("it is served now");
    ours.interrupt();
    assert_eq!(ours.errors().matches("Accepting paused").count(), 1, "told once");
}

#[test]
fn accepting_goes_on_although_nobody_waits_any_more() {
    // Every second look fails from the third on. Two clients later at least one of the failed looks
    // was the one behind the last of them, when nobody waited.
    let inject = "inject=accept4:error=EMFILE:when=3+2";
    let strace =
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=accept4", "-e", inject];
    let arguments = ["listen", "127.0.0.1:0", "--echo", "--max-threads", "1"];
    let mut ours = jackfield_under(&strace, &arguments);
    let port = ours.port();
    let mut clients = [(); 2].map(|()| {
        let mut client = connect(port);
        client.write_all(b"a").expect("writes");
        client.read_exact(&mut [0]).expect("it is served");
        client
    });
    ours.expect_err("Accepting goes on");
    let before = ticks(&ours);
    let last = clients.last_mut().expect("two of them");
    last.set_read_timeout(Some(Duration::from_secs(2))).expect("a limit");
    assert!(last.read(&mut [0]).is_err(), "nothing comes");
    let used = ticks(&ours) - before;
    assert!(used < 100, "{used} of 200 ticks were used for nothing");
    ours.interrupt();
    let said = ours.errors();
    let (paused, resumed) = ("Accepting paused", "Accepting goes on");
    assert!(said.matches(paused).count() >= 2, "{said}");
    assert_eq!(said.matches(paused).count(), said.matches(resumed).count(), "{said}");
}

#[test]
fn clients_that_vanish_in_the_queue_are_no_fault() {
    for error in ["ECONNABORTED", "EPROTO", "EINTR"] {
        let inject = format!("inject=accept4:error={error}:when=1..3");
        let strace =
            ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=accept4", "-e", &inject];
        let mut ours = jackfield_under(&strace, &["listen", "127.0.0.1:0", "--echo"]);
        let mut client = connect(ours.port());
        client.write_all(b"x").expect("writes");
        client.read_exact(&mut [0]).expect("it is served");
        ours.interrupt();
        assert!(!ours.errors().contains("paused"), "{error}: {}", ours.errors());
    }
}

#[test]
fn a_failing_accept_is_tried_again_after_a_pause() {
    let inject = "inject=accept4:error=EMFILE:when=1..3";
    let strace =
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=accept4", "-e", inject];
    let mut ours = jackfield_under(&strace, &["listen", "127.0.0.1:0", "--echo"]);
    let mut client = connect(ours.port());
    client.write_all(b"x").expect("writes");
    client.read_exact(&mut [0]).expect("it is served in the end");
    ours.expect_err("Accepting goes on");
    ours.interrupt();
}

#[test]
fn ten_tries_are_made_and_then_it_is_given_up() {
    let port = crate::support::free_port(std::net::Ipv4Addr::LOCALHOST.into());
    let at = format!("127.0.0.1:{port}");
    let hurry = ["env", "JACKFIELD_HURRY=1000"];
    let mut ours = jackfield_under(&hurry, &["connect", &at, "--reconnect"]);
    ours.exit_with(1);
    let said = ours.errors();
    assert_eq!(said.matches("Trying again in").count(), 10, "{said}");
    ours.expect_err(r"\(10 of 10\)");
}

#[test]
fn a_stop_wins_over_the_next_try() {
    let port = crate::support::free_port(std::net::Ipv4Addr::LOCALHOST.into());
    let at = format!("127.0.0.1:{port}");
    let mut ours = jackfield_under(&[], &["connect", &at, "--reconnect"]);
    ours.expect_err(r"\(1 of 10\)");
    ours.interrupt();
    assert!(!ours.errors().contains("(10 of 10)"));
}

#[test]
fn a_flood_passes_where_memory_is_scarce() {
    // Data, stacks and all that is mapped to be written (RLIMIT_DATA of getrlimit(2)).
    let mut ours = jackfield_under(
        &["prlimit", "--data=314572800"],
        &["listen", "127.0.0.1:0", "--echo", "--record"],
    );
    let piece = vec![b'x'; 1024 * 1024];
    let mut client = connect(ours.port());
    let mut reader = client.try_clone().expect("a second handle");
    let echoed = std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    for _ in 0..100 {
        client.write_all(&piece).expect("it reads");
    }
    client.shutdown(std::net::Shutdown::Write).expect("we finish");
    let echoed = echoed.join().expect("it reads").expect("to the end");
    assert_eq!(echoed, 100 * 1024 * 1024, "every byte came back");
    ours.interrupt();
    assert!(!ours.errors().contains("Recording paused"), "{}", ours.errors());
}
