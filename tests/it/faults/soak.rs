//! Many sessions for a long time, with faults: no line is lost, and nothing grows.

use crate::pair::thorough;
use crate::soon::SOON;
use crate::support::jackfield_under;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Clients at a time.
const CLIENTS: usize = 50;

/// How long it lasts, and the pause of a client between two lines.
fn plan() -> (Duration, Duration) {
    if thorough() {
        (Duration::from_mins(3), Duration::from_millis(200))
    } else {
        (Duration::from_secs(3), Duration::from_millis(30))
    }
}

/// Says numbered lines and compares what comes back, and now and then breaks the connection in one of
/// several ways; how many lines it said.
fn client(port: u16, number: usize, until: Instant, pause: Duration) -> u64 {
    // Numbers without an order, the same in each run (Knuth, TAOCP 2, 3.3.4).
    let mut chance = number as u64 + 1;
    let mut said = 0;
    loop {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        stream.set_read_timeout(Some(SOON)).expect("a limit");
        let mut heard = BufReader::new(stream.try_clone().expect("a second handle"));
        loop {
            let line = format!("client {number} line {said} {}\n", "你".repeat(number % 7));
            stream.write_all(line.as_bytes()).expect("it reads");
            let mut back = String::new();
            heard.read_line(&mut back).expect("it answers");
            assert_eq!(back, line);
            said += 1;
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::park_timeout(pause);
            if chance >> 60 == 0 || Instant::now() >= until {
                break;
            }
        }
        match (chance >> 32) & 3 {
            // Gone without a word, with bytes that are never read: a reset.
            0 => stream.write_all(b"never read\n").expect("written"),
            1 => stream.shutdown(Shutdown::Write).expect("we finish"),
            _ => {}
        }
        if Instant::now() >= until {
            return said;
        }
    }
}

#[test]
fn many_sessions_with_faults_lose_no_line_and_nothing_grows() {
    let (lasts, pause) = plan();
    let mut ours = jackfield_under(&[], &["listen", "127.0.0.1:0", "--echo", "--record"]);
    let (port, begun) = (ours.port(), Instant::now());
    let clients: Vec<JoinHandle<u64>> = (0..CLIENTS)
        .map(|number| std::thread::spawn(move || client(port, number, begun + lasts, pause)))
        .collect();
    // All have come, and what they need is there.
    std::thread::park_timeout(lasts / 3);
    let early = ours.memory();
    let said: u64 = clients.into_iter().map(|client| client.join().expect("its lines came")).sum();
    let late = ours.memory();
    assert!(said >= CLIENTS as u64, "{said} lines");
    assert!(late < early + early / 10 + 4 * 1024, "{early} KiB became {late} KiB");
    ours.interrupt();
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}
