//! A machine that is there twice, one that becomes another, one without descriptors, one that asks.

use super::machine::Machine;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_copied_home_is_told_and_a_new_identity_mends_it() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let (of_mia, of_tom) = (mia.paths().identity_file(), tom.paths().identity_file());
    fs::copy(of_mia, of_tom).expect("a copy of its key");
    let mut show = mia.show();
    let (code, address) = (show.code(), show.address());
    let mut copy = tom.enter(&code, &address);
    copy.exit_with(1);
    copy.expect_err("or a copy of it");
    show.expect_err("has this computer’s key[\\s\\S]*jackfield pair new-identity");
    tom.run(&["pair", "new-identity"]).exit_with(0);
    tom.enter(&code, &address).exit_with(0);
    show.exit_with(0);
}

#[test]
fn a_new_identity_is_made_only_by_who_has_read_what_it_costs() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let _tom_serves = tom.serve(&[]);
    let mut asked = mia.run(&["pair", "new-identity"]);
    asked.exit_with(2);
    asked.expect_err(&format!("{} will not know[\\s\\S]*--yes", tom.name()));
    mia.run(&["send", &tom.name(), "still me"]).exit_with(0);
    let mut made = mia.run(&["pair", "new-identity", "--yes"]);
    made.exit_with(0);
    made.expect_err("a new identity: [A-Z]{3} ");
    mia.run(&["send", &tom.name(), "who?", "--timeout", "2s"]).exit_with(1);
    assert_eq!(tom.peers()[0]["heard"], json!(1), "nothing is taken from a stranger");
}

#[test]
fn who_has_no_descriptors_left_says_so_and_comes_back() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let mia_serves = mia.serve(&[]);
    let pid = i32::try_from(mia_serves.pid()).ok().and_then(Pid::from_raw);
    let all = getrlimit(Resource::Nofile);
    let none = Rlimit { current: Some(3), maximum: all.maximum };
    prlimit(pid, Resource::Nofile, none).expect("a lower limit");
    let _tom_serves = tom.serve(&[]);
    mia_serves.expect_out("out-of-handles");
    prlimit(pid, Resource::Nofile, Rlimit { current: all.maximum, ..all }).expect("the old limit");
    mia_serves.expect_out(r#""out-of-handles"[\s\S]*"here""#);
}

#[test]
fn a_paired_machine_is_asked_whether_it_gets_through() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let _tom_serves = tom.serve(&[]);
    let _mia_serves = mia.serve(&[]);
    let mut doctor = mia.run(&["doctor", &tom.name()]);
    doctor.exit_with(0);
    doctor.expect_out(&format!("✓ {} reached this computer at {}", tom.name(), mia.address()));
    let mut data = mia.run(&["doctor", &tom.name(), "--json"]);
    let text = data.all();
    data.succeed();
    let data: Value = serde_json::from_slice(&text).expect("one object");
    assert_eq!(data["dialled-back"]["reached"], Value::Bool(true), "{data}");
    assert!(data["interfaces"].is_array() && data["firewalls"].is_array(), "{data}");
}

#[test]
fn a_home_that_is_no_folder_is_named() {
    let home = tempfile::TempDir::new().expect("a folder");
    let file = home.path().join("file");
    fs::write(&file, "").expect("a file");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jackfield"));
    command.args(["--language", "en", "doctor"]).env("JACKFIELD_HOME", &file);
    let mut doctor = crate::support::Program::start(command);
    doctor.exit_with(1);
    doctor.expect_err("/file is a file, and a folder is needed[\\s\\S]*JACKFIELD_HOME is /");
}

#[test]
fn who_is_away_is_no_stranger_to_the_doctor_and_the_rest_is_examined() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let _mia_serves = mia.serve(&[]);
    let tom_serves = tom.serve(&[]);
    mia.run(&["send", &tom.name(), "are you there?"]).exit_with(0);
    drop(tom_serves);
    let mut doctor = mia.run(&["doctor", &tom.name()]);
    doctor.exit_with(1);
    doctor.expect_out(&format!("✗ {} is away \\(last seen .* ago\\): it cannot", tom.name()));
    doctor.expect_out("reached at");
}
