//! Callers that stop in the middle, and ledgers that fail.

use super::*;
use crate::model::Nanos;
use crate::pair::ceremony::{About, Ceremony, Channel};
use crate::pair::code::Code;
use crate::pair::identity::Identity;
use crate::pair::ledger::Paired;
use crate::pair::tls::{self, Aim, Purpose};
use rustls::{ClientConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;

type Line = StreamOwned<ClientConnection, TcpStream>;

/// A line to a machine, encrypted.
fn line(own: &Identity, purpose: Purpose, to: &Machine) -> Line {
    let pinned = (purpose == Purpose::Talk).then(|| own::key(to));
    let tls = tls::client(own, purpose, pinned).expect("a client");
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, to.port)).expect("it listens");
    stream.set_read_timeout(Some(SOON)).expect("a deadline");
    let mut line = StreamOwned::new(tls, stream);
    while line.conn.is_handshaking() {
        line.conn.complete_io(&mut line.sock).expect("a handshake");
    }
    line
}

/// The caller's ceremony, up to the moment when the machine's proof is there.
fn proved(own: &Identity, code: &str, to: &Machine) -> (Line, Ceremony) {
    let mut line = line(own, Purpose::Pair, to);
    let their = tls::peer_key(&line.conn).expect("a key");
    let exporter = tls::exporter(&line.conn).expect("through");
    let channel = Channel { own: own.public(), their, exporter };
    let (name, version, addresses) = ("A".into(), "1".into(), Vec::new());
    let about = About { name, version, addresses, known: false };
    let secret = Code::parse(code).expect("a code").secret();
    let ceremony = Ceremony::joiner(&*secret, Means::Code, channel, about);
    let mut ceremony = ceremony.expect("a joiner");
    let mut bytes = [0; 4096];
    line.write_all(&ceremony.take_output()).expect("sent");
    while !ceremony.was_right() {
        let count = line.read(&mut bytes).expect("an answer");
        ceremony.receive(&bytes[..count]).expect("a right code");
        if !ceremony.was_right() {
            line.write_all(&ceremony.take_output()).expect("sent");
        }
    }
    (line, ceremony)
}

/// The code is used, and why it came to nothing is told; nobody was wrong.
fn used_in_vain(machine: &mut Machine) -> PairFault {
    machine.wait("the end of the code", |event| {
        matches!(event, PairEvent::Hidden(Hidden::Used)).then_some(())
    });
    let fault = machine.wait("trouble", |event| match event {
        PairEvent::Trouble { contact: None, fault } => Some(fault.clone()),
        _ => None,
    });
    let wrong = |event: &PairEvent| matches!(event, PairEvent::WrongTry { .. });
    assert!(!machine.seen.iter().any(wrong), "{:?}", machine.seen);
    fault
}

#[test]
fn a_right_code_that_is_cut_off_is_used_and_no_wrong_try() {
    let (mut machine, own) = (Machine::new(), Identity::passing().expect("a key"));
    let code = machine.show(Means::Code);
    drop(proved(&own, &code, &machine));
    let fault = used_in_vain(&mut machine);
    assert!(matches!(fault, PairFault::Cut(_)), "{fault:?}");
}

#[test]
fn a_right_code_that_cannot_be_written_down_is_used_and_no_wrong_try() {
    let (mut machine, own) = (Machine::new(), Identity::passing().expect("a key"));
    let code = machine.show(Means::Code);
    let (mut line, mut ceremony) = proved(&own, &code, &machine);
    break_table(&machine, "contact");
    line.write_all(&ceremony.take_output()).expect("sent");
    line.flush().expect("sent");
    let fault = used_in_vain(&mut machine);
    assert!(matches!(fault, PairFault::Ledger(_)), "{fault:?}");
}

#[test]
fn a_ledger_that_cannot_be_read_sends_nobody_away_for_good() {
    let (mut machine, own) = (Machine::new(), Identity::passing().expect("a key"));
    machine.stop();
    let ledger = Ledger::open(&machine.home.path().join("data")).expect("it opens");
    let paired = Paired {
        key: own.public(),
        claimed: "Mia".into(),
        verified: Verified::Code,
        addresses: Vec::new(),
        known_on_both: false,
        at: Nanos(1),
    };
    ledger.pair(&paired).expect("paired");
    drop(ledger);
    machine.start();
    machine.wait("a port", |event| {
        matches!(event, PairEvent::Node { port: Some(_), .. }).then_some(())
    });
    break_table(&machine, "contact");
    let mut line = line(&own, Purpose::Talk, &machine);
    let error = line.read(&mut [0; 16]).expect_err("it lets nobody in");
    let error = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    let aim = Aim { purpose: Purpose::Talk, wanted: "Tom".into(), to: "there".into() };
    let fault = tls::fault_of(&line.conn, error.expect("an alert"), &aim);
    assert!(matches!(fault, PairFault::Cut(_)), "{fault:?}");
}

#[test]
fn a_new_identity_is_whole_where_the_ledger_fails() {
    let mut machine = Machine::new();
    let (old, code) = (own::key(&machine), machine.show(Means::Code));
    break_table(&machine, "meta");
    machine.wish(PairWish::NewIdentity);
    machine.wait("trouble", |event| {
        let ledger = |fault: &PairFault| matches!(fault, PairFault::Ledger(_));
        matches!(event, PairEvent::Trouble { fault, .. } if ledger(fault)).then_some(())
    });
    machine.wait("the end of the code", |event| {
        matches!(event, PairEvent::Hidden(Hidden::ByHand)).then_some(())
    });
    machine.wait("another key", |event| {
        matches!(event, PairEvent::Node { key, .. } if *key != old).then_some(())
    });
    assert_ne!(machine.show(Means::Code), code);
}

/// Another program's hand on the ledger: a table can be neither read nor written.
fn break_table(machine: &Machine, name: &str) {
    let ledger = Ledger::open(&machine.home.path().join("data")).expect("it opens");
    let away = format!("ALTER TABLE {name} RENAME TO away");
    ledger.with(|sql| sql.execute_batch(&away)).expect("out of the way");
}
