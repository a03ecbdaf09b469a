//! Files between two processes: whole on the other disk, whatever is cut, killed or full.

use super::machine::Machine;
use crate::support::{Program, foreign};
use rustix::process::Signal;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Bytes that look like nothing.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"noise").finalize_xof().fill(&mut bytes);
    bytes
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// A file to be sent.
fn file(home: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

/// All files below a folder, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The only file below a folder.
#[track_caller]
pub(super) fn only_file_below(folder: &Path) -> PathBuf {
    let mut found = files_below(folder);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Two machines that know each other.
fn pair() -> (Machine, Machine) {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    (mia, tom)
}

#[test]
fn a_file_is_whole_on_the_other_disk() {
    let ((mia, tom), from, to) = (pair(), folder(), folder());
    let film = noise(20_000_000);
    let path = file(&from, "电影.bin", &film);
    let serves = mia.serve(&["--accept", text(to.path()), "--max", "100MB"]);
    let mut sent = tom.run(&["send", &mia.name(), "--file", text(&path)]);
    sent.exit_with(0);
    sent.expect_err("“电影.bin” is whole on their disk");
    let there = only_file_below(to.path());
    assert_eq!(there.file_name(), path.file_name());
    assert!(fs::read(there).expect("read") == film);
    serves.expect_out(r#""state":"done""#);
}

#[test]
fn a_folder_comes_as_a_folder_and_what_is_too_large_is_declined_in_words() {
    let ((mia, tom), from, to) = (pair(), folder(), folder());
    let trip = from.path().join("trip");
    fs::create_dir_all(trip.join("day 1")).expect("made");
    fs::write(trip.join("day 1/照片.jpg"), noise(100_000)).expect("written");
    fs::write(trip.join("empty"), b"").expect("written");
    let serves = mia.serve(&["--accept", text(to.path()), "--max", "1MB"]);
    tom.run(&["send", &mia.name(), "--file", text(&trip)]).exit_with(0);
    let there = to.path().join("trip");
    assert_eq!(files_below(&there), [there.join("day 1/照片.jpg"), there.join("empty")]);
    let large = file(&from, "large.bin", &noise(1_000_001));
    let mut sent = tom.run(&["send", &mia.name(), "--file", text(&large)]);
    sent.exit_with(1);
    sent.expect_err("They declined “large.bin”: .*larger than what is accepted");
    serves.expect_out(r#""file":"large.bin"[^\n]*"state":"declined""#);
    // One that comes once more gets another name, and that is told.
    let again = file(&from, "empty.bin", b"1");
    for renamed in [false, true] {
        tom.run(&["send", &mia.name(), "--file", text(&again)]).exit_with(0);
        serves.expect_out(&format!(r#""file":"empty.bin"[^\n]*"renamed":{renamed}[^\n]*"done""#));
    }
    assert_eq!(files_below(to.path()).len(), 4, "nobody has accepted the large one");
}

#[test]
fn a_large_file_outlives_kills_of_both_sides_and_a_cut() {
    let ((mia, tom), from, to) = (pair(), folder(), folder());
    let film = noise(200_000_000);
    let path = file(&from, "film.bin", &film);
    let takes = || mia.serve(&["--accept", text(to.path())]);
    let (mut taker, mut giver) = (takes(), tom.serve(&[]));
    tom.run(&["send", &mia.name(), "--file", text(&path), "--no-wait"]).exit_with(0);
    taker.expect_out(r#""done":[1-9]\d{7},[^\n]*"state":"moving""#);
    kill(&mut taker);
    let mut taker = takes();
    taker.expect_out(r#""done":([6-9]\d{7}|1\d{8}),[^\n]*"state":"moving""#);
    kill(&mut giver);
    let giver = tom.serve(&[]);
    giver.expect_out(r#""done":1[1-9]\d{7},[^\n]*"state":"moving""#);
    let port = mia.port();
    for end in ["sport", "dport"] {
        foreign(&format!("ss --kill --tcp state established {end} = :{port}")).exit();
    }
    giver.expect_out(r#""away""#);
    taker.expect_out(r#""mine":false[^\n]*"state":"done""#);
    giver.expect_out(r#""mine":true[^\n]*"state":"done""#);
    assert!(fs::read(only_file_below(to.path())).expect("read") == film);
    taker.signal(Signal::TERM);
    taker.exit_with(130);
}

fn kill(program: &mut Program) {
    program.signal(Signal::KILL);
    program.exit();
}

/// The ids of the offers that a program has told of, as JSON, in their order.
fn offers(program: &Program, count: usize) -> Vec<Value> {
    let pattern = r#"(?s)((?:.*?"state":"offered"[^\n]*\n){COUNT})"#;
    let told = program.expect_out(&pattern.replace("COUNT", &count.to_string()));
    let lines = told.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object"));
    let offered = lines.filter(|line| line["state"] == "offered");
    let mut ids: Vec<_> = offered.map(|line| line["transfer"].clone()).collect();
    ids.dedup();
    ids
}

#[test]
fn a_full_disk_holds_a_file_up_until_there_is_space() {
    let ((mia, tom), from, disk) = (pair(), folder(), folder());
    let film = noise(10_000_000);
    let at = text(disk.path());
    let script = format!(
        "mount -t tmpfs -o size=24M tmpfs {at} && head -c 8M /dev/zero > {at}/ballast && exec \"$@\""
    );
    let wrapper = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", &script, "sh"];
    let wrapper: Vec<_> = if rustix::process::geteuid().is_root() {
        wrapper
            .into_iter()
            .filter(|word| !word.contains("user") && !word.contains("root"))
            .collect()
    } else {
        wrapper.to_vec()
    };
    let taker = mia.serve_under(&wrapper);
    let mut giver = tom.serve(&[]);
    for name in ["one.bin", "two.bin"] {
        let path = file(&from, name, &film);
        tom.run(&["send", &mia.name(), "--file", text(&path), "--no-wait"]).exit_with(0);
    }
    let ids = offers(&taker, 2);
    // Both fit when they are accepted; together they do not.
    giver.signal(Signal::TERM);
    giver.exit_with(130);
    for id in &ids {
        taker.say(
            format!(
                "{}\n",
                serde_json::json!({ "wish": "accept", "to": 1, "transfer": id, "into": at })
            )
            .as_bytes(),
        );
    }
    taker.expect_out(r#"(?s)"state":"moving".*"state":"moving""#);
    let giver = tom.serve(&[]);
    taker.expect_out(r#""free":\d+[^\n]*"needed":\d+[^\n]*"state":"no-space""#);
    giver.expect_out(r#""for_space":true[^\n]*"state":"waiting""#);
    let inside = PathBuf::from(format!("/proc/{}/root{at}", taker.pid()));
    fs::remove_file(inside.join("ballast")).expect("removed");
    taker.expect_out(r#"(?s)("state":"done".*){2}"#);
    giver.expect_out(r#"(?s)("state":"done".*){2}"#);
    for name in ["one.bin", "two.bin"] {
        assert!(fs::read(inside.join(name)).expect("read") == film);
    }
}
