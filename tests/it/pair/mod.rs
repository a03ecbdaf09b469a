//! Two installations as processes, each with a home of its own, that pair and talk on loopback.

mod files;
mod fuzzed;
mod machine;
mod own;
mod rough;
mod windows;

use machine::Machine;
pub(crate) use rough::thorough;
use rustix::process::Signal;
use serde_json::{Value, json};

#[test]
fn a_code_pairs_two_machines_and_a_text_is_stored() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let mia_serves = mia.serve(&[]);
    let mut sent = tom.run(&["send", &mia.name(), "hello"]);
    sent.exit_with(0);
    mia_serves.expect_out(r#""text":"hello""#);
    let peers = tom.peers();
    assert_eq!((&peers[0]["queued"], &peers[0]["verified"]), (&json!(0), &json!("code")));
}

#[test]
fn a_wrong_code_is_told_on_both_sides_and_three_close_it() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut show = mia.show();
    let (code, address) = (show.code(), show.address());
    let wrong = machine::another(&code);
    for count in 1..=3 {
        tom.enter(&wrong, &address).exit_with(1);
        show.expect_err(&format!(r"Wrong code from 127\.0\.0\.1 \({count} of 3\)"));
    }
    show.exit_with(1);
    tom.enter(&code, &address).exit_with(1);
    assert_eq!((mia.peers(), tom.peers()), (Vec::<Value>::new(), Vec::new()));
}

#[test]
fn a_typo_is_seen_before_anything_is_sent() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let mut show = mia.show();
    let (code, address) = (show.code(), show.address());
    tom.enter(&machine::with_a_typo(&code), &address).exit_with(2);
    tom.enter(&code, &address).exit_with(0);
    show.exit_with(0);
    assert!(!show.errors().contains("Wrong code"), "the typo cost no try");
}

#[test]
fn showing_ends_with_130_when_it_is_interrupted() {
    let mia = Machine::new();
    let mut show = mia.show();
    show.code();
    show.interrupt();
}

#[test]
fn what_is_said_while_the_other_is_away_comes_when_it_is_back() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let mut early = tom.run(&["send", &mia.name(), "early", "--timeout", "2s"]);
    early.expect_err(&format!("{} is away; waiting", mia.name()));
    early.exit_with(1);
    early.expect_err("stays queued");
    assert_eq!(tom.peers()[0]["queued"], json!(1));
    let mia_serves = mia.serve(&[]);
    tom.run(&["send", &mia.name(), "late"]).exit_with(0);
    mia_serves.expect_out(r#""text":"early"[\s\S]*"text":"late""#);
    assert_eq!(tom.peers()[0]["queued"], json!(0));
}

#[test]
fn a_killed_machine_goes_on_where_it_was() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let mut first = mia.serve(&[]);
    tom.run(&["send", &mia.name(), "one"]).exit_with(0);
    first.signal(Signal::KILL);
    first.exit();
    tom.run(&["send", &mia.name(), "two", "--no-wait"]).exit_with(0);
    let second = mia.serve(&[]);
    tom.run(&["send", &mia.name(), "three"]).exit_with(0);
    second.expect_out(r#""text":"two"[\s\S]*"text":"three""#);
    assert_eq!(mia.peers()[0]["heard"], json!(3), "nothing twice, nothing missing");
}

#[test]
fn commands_use_the_node_of_the_program_that_serves() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let (mut mia_serves, mut tom_serves) = (mia.serve(&[]), tom.serve(&[]));
    tom.run(&["send", &mia.name(), "through the socket"]).exit_with(0);
    mia_serves.expect_out("through the socket");
    tom.run(&["unpair", &mia.name()]).exit_with(0);
    assert!(tom.peers().is_empty());
    for serves in [&mut mia_serves, &mut tom_serves] {
        serves.signal(Signal::TERM);
        serves.exit_with(130);
    }
}
