//! What is on the wire before authentication, and where codes and keys are not.

use super::super::machine::Machine;
use super::middle::{contains, recorder};
use super::stranger::Line;
use crate::support::{Program, foreign};
use jackfield::pair::identity::Identity;
use jackfield::pair::tls::Purpose;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

/// What would tell who and where we are: names, and addresses in both writings.
fn traces(machines: [&Machine; 2]) -> Vec<Vec<u8>> {
    let mut names: Vec<String> = machines.map(Machine::name).to_vec();
    names.push(rustix::system::uname().nodename().to_string_lossy().into_owned());
    names.extend(["USER", "LOGNAME", "HOME"].iter().filter_map(|name| std::env::var(name).ok()));
    let mut traces: Vec<_> = names.into_iter().map(String::into_bytes).collect();
    let own = foreign("hostname -I").all();
    let own = String::from_utf8(own).expect("addresses");
    for address in own.split_whitespace().chain(["127.0.0.1"]) {
        traces.push(address.into());
        traces.extend(address.parse::<Ipv4Addr>().map(|ip| ip.octets().to_vec()));
    }
    // Three bytes are somewhere in any noise.
    traces.retain(|trace| trace.len() > 3);
    traces
}

#[test]
fn nothing_on_the_wire_tells_who_or_where_we_are() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let recorder = recorder(mia.address());
    let mut show = mia.show();
    tom.enter(&show.code(), &recorder.address().to_string()).exit_with(0);
    show.exit_with(0);
    let recorded = recorder.passed();
    let (there, back) = (&recorded[0].there_bytes, &recorded[0].back_bytes);
    for bytes in [there, back].map(|bytes| bytes.lock().expect("it is over")) {
        assert!(bytes.len() > 1_000, "a whole ceremony");
        for trace in traces([&mia, &tom]) {
            assert!(!contains(&bytes, &trace), "{:?} is sent", String::from_utf8_lossy(&trace));
        }
    }
}

#[test]
fn who_proves_nothing_hears_nothing() {
    let mia = Machine::new();
    let mut show = mia.show();
    show.code();
    let stranger = Identity::passing().expect("a key");
    let mut line = Line::dial(mia.address(), &stranger, Purpose::Pair, None).expect("let in");
    line.wait_at_most(Duration::from_millis(300));
    assert!(line.take().is_err(), "not a byte of the application comes");
    // To talk, a stranger is not even let in.
    let refused = Line::dial(mia.address(), &stranger, Purpose::Talk, Some(line.key()));
    assert!(refused.and_then(|mut line| line.take()).is_err());
    show.interrupt();
}

/// What the system shows of a process to its user, and with it to lists of processes.
fn shown(program: &Program) -> Vec<u8> {
    let read = |what| fs::read(format!("/proc/{}/{what}", program.pid())).expect("it runs");
    [read("cmdline"), read("environ")].concat()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            found.extend(files(&entry.path()));
        } else if kind.is_file() {
            let path = entry.path().display().to_string();
            found.push((path, fs::read(entry.path()).expect("it is read")));
        }
    }
    found
}

/// A secret in the writings in which it might leak.
fn writings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex = secret.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let decimal: Vec<_> = secret.iter().map(ToString::to_string).collect();
    vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        decimal.join(",").into_bytes(),
        decimal.join(", ").into_bytes(),
    ]
}

/// The private key's seed: in PKCS#8 behind the head of an Ed25519 key (RFC 8410 §7).
fn seed(machine: &Machine) -> Vec<u8> {
    let file = fs::read(machine.paths().identity_file()).expect("a key");
    let head = [0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    let at = file.windows(head.len()).position(|window| window == head).expect("PKCS#8");
    file[at + head.len()..][..32].to_vec()
}

#[test]
fn codes_links_and_keys_are_in_no_output_and_no_file() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut serves = mia.serve(&[]);
    let (mut secrets, mut told) = (Vec::new(), Vec::new());
    let place = mia.place();
    // A link says where; a code is asked for with and without the `-`.
    for (kind, entered) in [(&[][..], &["-", &place][..]), (&["--link"], &[])] {
        let mut show = mia.run(&[&["pair", "show"], kind].concat());
        let code = show.expect_out(r"(?m)^(\d{3}-\d{3}-\d{3}|jackfield://\S+)$");
        let mut enter = tom.run(&[&["pair", "enter"], entered].concat());
        told.push((
            "the system".to_owned(),
            [shown(&show), shown(&enter), shown(&serves)].concat(),
        ));
        enter.say(format!("{code}\n").as_bytes());
        enter.finish();
        enter.exit_with(0);
        show.exit_with(0);
        let said = [show.errors(), enter.errors()].concat();
        told.push(("a command".to_owned(), [said.as_bytes(), &enter.all()].concat()));
        secrets.push(code.replace('-', "").into_bytes());
        secrets.push(match code.split_once("s=") {
            Some((_, rest)) => rest.split('&').next().expect("a secret").as_bytes().to_vec(),
            None => code.into_bytes(),
        });
    }
    tom.run(&["send", &mia.name(), "hello"]).exit_with(0);
    serves.expect_out("hello");
    serves.interrupt();
    told.push(("serve".to_owned(), [&serves.all(), serves.errors().as_bytes()].concat()));
    for machine in [&mia, &tom] {
        secrets.extend(writings(&seed(machine)));
        let home = machine.paths().config.parent().expect("a home").to_owned();
        told.extend(files(&home));
    }
    let keys = [&mia, &tom].map(|machine| machine.paths().identity_file().display().to_string());
    assert!(told.len() > 8, "outputs, ledgers and settings were read");
    for (name, bytes) in told.iter().filter(|(name, _)| !keys.contains(name)) {
        for secret in &secrets {
            let text = String::from_utf8_lossy(secret);
            assert!(!contains(bytes, secret), "{text} is in {name}");
        }
    }
}
