//! Floods before authentication, foreign TLS, and names and versions that lie.

use super::super::machine::Machine;
use super::middle::contains;
use super::proxy;
use super::serving::Serving;
use super::stranger::{self, Line};
use crate::support::{facts_until as until, foreign};
use jackfield::model::pairing::{ItemId, PublicKey};
use jackfield::pair::frame::{self, Frame, Heard, Hello};
use jackfield::pair::identity::Identity;
use jackfield::pair::tls::Purpose;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Most memory that strangers may cost, in KiB.
pub(super) const MEMORY: u64 = 20 * 1024;
/// Strangers that come all the time: more than may be inside at once.
const STRANGERS: usize = 64;

/// One stranger's visit. The number says in which of the ways.
fn visit(to: SocketAddr, number: usize) {
    let Some(mut socket) = proxy::dial(to) else { return };
    socket.set_read_timeout(Some(Duration::from_secs(1))).expect("a limit");
    let identity = Identity::passing().expect("a key");
    let words: Vec<u8> = match number % 5 {
        // Silence.
        0 => Vec::new(),
        1 => (0..20_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect(),
        // Half of a handshake.
        2 => hello(&identity),
        // A record that never ends: a handshake, 16 KiB of it, again and again.
        3 => [&[22, 3, 1, 0x40, 0], &vec![1; 0x4000][..]].concat().repeat(8),
        // A line that is secret, and then silent.
        _ => {
            if let Ok(mut line) = Line::dial(to, &identity, Purpose::Pair, None) {
                line.wait_at_most(Duration::from_secs(1));
                line.take().ok();
            }
            return;
        }
    };
    // They may hang up at any time.
    socket.write_all(&words).ok();
    let answer = socket.read(&mut [0; 4096]);
    answer.ok();
}

/// The first words of a dialling machine.
fn hello(identity: &Identity) -> Vec<u8> {
    let purpose = Purpose::Pair;
    let mut tls = jackfield::pair::tls::client(identity, purpose, None).expect("a client");
    let mut bytes = Vec::new();
    tls.write_tls(&mut bytes).expect("a vector takes all");
    bytes
}

#[test]
fn a_flood_of_strangers_costs_no_memory_and_a_pair_is_made_in_it() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut show = mia.show();
    let (code, to) = (show.code(), mia.address());
    visit(to, 4);
    let memory = show.memory();
    let (is_over, visits) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for number in 0..STRANGERS {
            let (is_over, visits) = (&is_over, &visits);
            scope.spawn(move || {
                while !is_over.load(Ordering::SeqCst) {
                    visit(to, number);
                    visits.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        until("it is flooded", || visits.load(Ordering::SeqCst) > 4 * STRANGERS);
        let (flooded, threads) = (show.memory(), show.status("Threads"));
        let entered = tom.enter(&code, &to.to_string()).exit();
        is_over.store(true, Ordering::SeqCst);
        assert_eq!(entered.code(), Some(0), "a pair is made in the middle of it");
        assert!(flooded < memory + MEMORY, "{memory} KiB became {flooded} KiB");
        assert!(threads < 64, "{threads} threads");
    });
    show.exit_with(0);
    assert_eq!(mia.peers().len(), 1);
}

#[test]
fn foreign_tls_is_refused_in_its_own_words() {
    let mia = Machine::new();
    let mut show = mia.show();
    show.code();
    let to = mia.place();
    for (options, alert) in [
        ("-tls1_2 -alpn jackfield-pair/1", "alert protocol version"),
        ("-tls1_3", "alert no application protocol"),
        ("-tls1_3 -alpn h2", "alert no application protocol"),
        ("-tls1_3 -alpn jackfield-pair/1", "alert"),
        ("-tls1_3 -alpn jackfield/1", "alert"),
    ] {
        let mut client = foreign(&format!("openssl s_client -connect {to} {options}"));
        client.finish();
        client.exit_with(1);
        client.expect_err(alert);
        let said = String::from_utf8_lossy(&client.all()).into_owned();
        assert!(said.contains("no peer certificate available"), "{options}: {said}");
    }
    show.interrupt();
}

/// Somebody who is paired with this machine, and then says what it likes.
pub(super) fn contact(mia: &Machine) -> (Identity, PublicKey) {
    let identity = Identity::passing().expect("a key");
    let mut show = mia.show();
    let code = show.code();
    let mut line = Line::dial(mia.address(), &identity, Purpose::Pair, None).expect("let in");
    line.enter(&stranger::secret(&code)).result.expect("paired");
    show.exit_with(0);
    (identity, line.key())
}

pub(super) fn greet(mia: &Machine, own: &(Identity, PublicKey), protocol: u32, name: &str) -> Line {
    let pinned = Some(own.1);
    let mut line = Line::dial(mia.address(), &own.0, Purpose::Talk, pinned).expect("known");
    let heard = Heard { log: [0; 16], seq: 0, last: ItemId([0; 16]) };
    let (version, name, log, addresses) = ("9".to_owned(), name.to_owned(), [7; 16], Vec::new());
    let hello = Hello { protocol, version, name, log, next: 1, heard, addresses };
    let mut bytes = Vec::new();
    frame::encode(&Frame::Hello(Box::new(hello)), &mut bytes);
    line.give(&bytes).expect("it is taken");
    line
}

#[test]
fn a_name_that_lies_is_cleaned_wherever_it_is_shown() {
    let mia = Machine::new();
    let identity = contact(&mia);
    let mut serving = Serving::start(&mia);
    serving.until("it listens", Serving::listens);
    let endless = "n".repeat(10_000);
    for (number, name) in
        ["\u{202e}evil\u{2066}", "\u{1b}[2J\u{7}\r\nMia", "\u{200b}\u{feff}", &endless]
            .iter()
            .enumerate()
    {
        let line = greet(&mia, &identity, 1, &format!("{number}{name}"));
        serving.until("it has a name", |own| own.claimed.starts_with(&number.to_string()));
        let claimed = serving.claimed.clone();
        assert!(claimed.chars().count() <= 48, "{claimed:?}");
        let shown = String::from_utf8(mia.run(&["peers"]).all()).expect("UTF-8");
        for text in [&claimed, &shown.replace('\n', "")] {
            let hides = |c: char| c.is_control() || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(c);
            assert!(!text.contains(hides), "{text:?}");
        }
        drop(line);
    }
}

#[test]
fn who_speaks_an_older_protocol_than_before_is_refused() {
    let mia = Machine::new();
    let identity = contact(&mia);
    let mut serving = Serving::start(&mia);
    serving.until("it listens", Serving::listens);
    drop(greet(&mia, &identity, 2, "today"));
    serving.until("it is greeted", |own| own.claimed == "today");
    let mut line = greet(&mia, &identity, 1, "yesterday");
    serving.until("it is refused", |own| {
        own.stopped_by().is_some_and(|why| why.contains("downgraded"))
    });
    let mut heard = Vec::new();
    while let Ok(bytes @ [_, ..]) = line.take().as_deref() {
        heard.extend_from_slice(bytes);
    }
    assert!(!contains(&heard, b"yesterday") && serving.claimed == "today", "nothing is taken");
    let mut line = greet(&mia, &identity, 0, "before time");
    line.take().ok();
    assert_eq!(mia.peers().len(), 1);
}
