//! Who is in between, repeats, reflects, guesses, or has another's address.

use super::super::machine::{self, Machine};
use super::duo::Duo;
use super::logs;
use super::proxy::{self, Manner, Proxy};
use super::stranger::{self, Line};
use crate::soon::accept;
use crate::support::Room;
use jackfield::pair::identity::Identity;
use jackfield::pair::tls::Purpose;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

fn identity() -> Identity {
    Identity::passing().expect("a key")
}

/// A proxy that keeps all that passes.
pub(super) fn recorder(to: SocketAddr) -> Proxy {
    let outside = Arc::new(Room::outside());
    Proxy::start((&outside, HERE), (&outside, to), Manner { keeps: true, ..Manner::default() })
}

#[test]
fn who_is_in_between_has_nothing_of_the_right_code_on_both_legs() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut show = mia.show();
    let (code, to) = (show.code(), mia.address());
    let listener = TcpListener::bind(HERE).expect("a place");
    let middle = listener.local_addr().expect("a place").to_string();
    let attack = std::thread::spawn(move || {
        let socket = accept(&listener);
        let tom = Line::accept(socket, &identity()).expect("Tom takes us for Mia");
        let mia = Line::dial(to, &identity(), Purpose::Pair, None).expect("Mia lets us in");
        stranger::relay([tom, mia])
    });
    let mut enter = tom.enter(&code, &middle);
    enter.exit_with(1);
    enter.expect_err("Wrong code, or someone is in between");
    show.expect_err(r"Wrong code from 127\.\d+\.\d+\.\d+ \(1 of 3\)");
    let [from_tom, from_mia] = attack.join().expect("it relayed");
    assert!(from_tom > 60 && from_mia > 60, "both halves and both proofs were relayed");
    assert_eq!((mia.peers(), tom.peers()), (Vec::<Value>::new(), Vec::new()));
    tom.enter(&code, &to.to_string()).exit_with(0);
    show.exit_with(0);
}

#[test]
fn a_hundred_who_guess_at_once_get_three_runs() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut show = mia.show();
    let (wrong, to) = (stranger::secret(&machine::another(&show.code())), mia.address());
    let guess = || {
        let (mut answers, mut heard) = (0, Vec::new());
        // Until the protocol is no longer offered, or nobody listens.
        while TcpStream::connect(to).is_ok() {
            let Ok(mut line) = Line::dial(to, &identity(), Purpose::Pair, None) else { continue };
            let tried = line.enter(&wrong);
            answers += usize::from(tried.was_answered);
            heard.extend(tried.heard);
        }
        (answers, heard)
    };
    let guesses: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..100).map(|_| scope.spawn(guess)).collect();
        all.into_iter().map(|one| one.join().expect("it guessed")).collect()
    });
    assert_eq!(guesses.iter().map(|(answers, _)| answers).sum::<usize>(), 3);
    let heard: Vec<u8> = guesses.into_iter().flat_map(|(_, heard)| heard).collect();
    assert!(!contains(&heard, mia.name().as_bytes()), "who proves nothing hears no name");
    show.exit_with(1);
    show.expect_err("Code closed after 3 wrong tries");
    assert_eq!(show.errors().matches("Wrong code from").count(), 3);
    let mut again = mia.show();
    tom.enter(&again.code(), &again.address()).exit_with(0);
    again.exit_with(0);
}

/// Whether bytes are somewhere in others.
pub(super) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Says all of it, and hears them out.
fn replay(bytes: &[u8], to: SocketAddr) -> Vec<u8> {
    let mut socket = proxy::dial(to).expect("they listen");
    // They may hang up in the middle.
    socket.write_all(bytes).ok();
    socket.shutdown(std::net::Shutdown::Write).ok();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).ok();
    answer
}

#[test]
fn a_recorded_ceremony_is_worth_nothing() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let recorder = recorder(mia.address());
    let mut show = mia.show();
    tom.enter(&show.code(), &recorder.address().to_string()).exit_with(0);
    show.exit_with(0);
    let recorded = recorder.passed()[0].there_bytes.lock().expect("it is over").clone();
    assert!(recorded.len() > 1_000, "a whole ceremony");
    mia.run(&["unpair", &tom.name()]).exit_with(0);
    let mut show = mia.show();
    let code = show.code();
    let answer = replay(&recorded, mia.address());
    assert!(!answer.is_empty(), "they begin a handshake, as with anybody");
    assert!(!show.errors().contains("Wrong code"), "it does not come to a guess");
    assert_eq!(mia.peers(), Vec::<Value>::new());
    tom.enter(&code, &mia.address().to_string()).exit_with(0);
    show.exit_with(0);
}

#[test]
fn a_recorded_talk_is_worth_nothing() {
    let mut duo = Duo::new(Manner { keeps: true, ..Manner::default() });
    duo.fill(10);
    duo.settle();
    let passed = duo.proxy.passed();
    let kept = passed.iter().flat_map(|one| [&one.there_bytes, &one.back_bytes]);
    for bytes in kept.map(|bytes| bytes.lock().expect("nobody holds it")) {
        let tells = |machine: &Machine| contains(&bytes, machine.name().as_bytes());
        assert!(!duo.machines.iter().any(tells), "a name is on the wire");
    }
    let to = duo.machines[1].address();
    let room = Arc::clone(duo.machines[1].room());
    std::thread::spawn(move || {
        room.enter();
        for connection in passed {
            replay(&connection.there_bytes.lock().expect("nobody holds it"), to);
            replay(&connection.back_bytes.lock().expect("nobody holds it"), to);
        }
    })
    .join()
    .expect("all was said again");
    duo.fill(10);
    duo.settle();
    assert_eq!(logs::log_of(&duo.machines[1]).len(), 40, "what was said twice is there once");
}

#[test]
fn who_hears_only_its_own_words_pairs_with_nobody() {
    let mia = Machine::new();
    let mirror = TcpListener::bind(HERE).expect("a place");
    let at = mirror.local_addr().expect("a place");
    std::thread::spawn(move || {
        let mut socket = accept(&mirror);
        let mut back = socket.try_clone().expect("a descriptor");
        std::io::copy(&mut socket, &mut back).ok();
    });
    let mut show = mia.show();
    let (code, address) = (show.code(), show.address());
    mia.enter(&code, &at.to_string()).exit_with(1);
    // Somebody in between leads us to ourselves.
    let looped = recorder(mia.address());
    for place in [address, looped.address().to_string()] {
        let mut enter = mia.enter(&code, &place);
        enter.exit_with(1);
        enter.expect_err("That is this computer");
    }
    assert_eq!(mia.peers(), Vec::<Value>::new());
    show.interrupt();
}

#[test]
fn nothing_is_sent_to_another_key_at_a_known_address() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let impostor = TcpListener::bind(HERE).expect("a place");
    let to = impostor.local_addr().expect("a place");
    let outside = Arc::new(Room::outside());
    let keeps = Manner { keeps: true, ..Manner::default() };
    let wire = Proxy::start((&outside, mia.address()), (&outside, to), keeps);
    let attack = std::thread::spawn(move || {
        let socket = accept(&impostor);
        Line::accept(socket, &identity()).map(drop)
    });
    let mut send = tom.run(&["send", &mia.name(), "for Mia only", "--timeout", "2s"]);
    send.expect_err("The computer at this address is not “machine .*Nothing was sent");
    send.exit_with(1);
    assert!(attack.join().expect("it was tried").is_err(), "no handshake comes to its end");
    assert_eq!(tom.peers()[0]["queued"], serde_json::json!(1));
    for connection in wire.passed() {
        let sent = connection.there_bytes.lock().expect("nobody holds it").clone();
        // A hello with a post-quantum share, a change of cipher, an alert: nothing else.
        let records = records(&sent);
        let alone = records.iter().all(|(kind, size)| match kind {
            22 => *size < 1_800,
            20 => *size == 1,
            21 | 23 => *size <= 24,
            _ => false,
        });
        assert!(alone && records.len() <= 3, "{records:?}");
    }
}

/// Types and lengths of TLS records (RFC 8446 §5.1).
fn records(mut bytes: &[u8]) -> Vec<(u8, usize)> {
    let mut records = Vec::new();
    while let [kind, _, _, high, low, rest @ ..] = bytes {
        let size = usize::from(u16::from_be_bytes([*high, *low]));
        records.push((*kind, size));
        bytes = rest.get(size..).unwrap_or_default();
    }
    records
}
