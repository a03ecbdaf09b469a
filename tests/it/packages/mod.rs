//! What the packages take along is made from the program, is current, and may be given on.
//!
//! `make generate` (`JACKFIELD_GENERATE=1` for the tests here) writes anew what is out of date.

mod crates;
mod expression;
mod licences;
mod names;
mod pages;

use std::fs;
use std::path::{Path, PathBuf};

/// A path below the package's folder.
fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[track_caller]
fn read(path: &str) -> String {
    fs::read_to_string(place(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails where a file that is made from the program is not what would be made now; writes it where
/// that is asked for.
#[track_caller]
fn is_current(path: &str, now: &str) {
    let file = place(path);
    let there = fs::read_to_string(&file).unwrap_or_default();
    if there == now {
        return;
    }
    if std::env::var_os("JACKFIELD_GENERATE").is_some() {
        let folder = file.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).and_then(|()| fs::write(&file, now)).expect("a place to write");
        return;
    }
    let line = there.lines().zip(now.lines()).take_while(|(old, new)| old == new).count();
    panic!(
        "{path} is out of date from line {} on ({:?} is now {:?}): run `make generate`",
        line + 1,
        there.lines().nth(line).unwrap_or_default(),
        now.lines().nth(line).unwrap_or_default(),
    );
}
