//! The bodies of the fuzz targets over their seeds and what is near them: hours are the fuzzer's.

#[path = "../../../fuzz/bodies/frames.rs"]
mod frames;
#[path = "../../../fuzz/bodies/hello.rs"]
mod hello;
#[path = "../../../fuzz/bodies/link.rs"]
mod link;
#[path = "../../../fuzz/bodies/names.rs"]
mod names;
#[path = "../../../fuzz/bodies/txt.rs"]
mod txt;

use jackfield::pair::frame::{Decoder, Frame};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::fs;
use std::path::PathBuf;

/// Variants of seeds that are tried of each target.
const TRIED: u32 = 1000;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fuzz/seeds", target].iter().collect();
    let files = fs::read_dir(folder).expect("a folder of seeds");
    let mut files: Vec<_> = files.map(|file| file.expect("a seed").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("it can be read")).collect()
}

/// A seed of which some bytes are others, and of which the end may be missing or twice there.
fn near(target: &str) -> impl Strategy<Value = Vec<u8>> {
    let seeds = seeds(target);
    let edits = vec((any::<Index>(), any::<u8>()), 0..6);
    (0..seeds.len(), edits, any::<Index>(), 0..3_u8).prop_map(move |(seed, edits, at, end)| {
        let mut bytes = seeds[seed].clone();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let at = at.index(bytes.len());
        match end {
            0 => bytes.truncate(at),
            1 => bytes.extend_from_within(at..),
            _ => {}
        }
        bytes
    })
}

#[track_caller]
fn run(target: &str, body: fn(&[u8])) {
    for seed in seeds(target) {
        body(&seed);
    }
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: TRIED,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let tried = runner.run(&near(target), |bytes| {
        body(&bytes);
        Ok(())
    });
    tried.expect("every input is read or refused");
}

#[test]
fn frames_are_read_or_refused_however_they_are_cut() {
    run("frames", frames::run);
}

#[test]
fn a_first_word_is_read_or_refused() {
    run("hello", hello::run);
    for body in seeds("hello") {
        let mut decoder = Decoder::new();
        decoder.push(&u32::try_from(body.len() + 1).expect("small").to_be_bytes());
        decoder.push(&[0x81]);
        decoder.push(&body);
        assert!(
            matches!(decoder.next(), Ok(Some(Frame::Hello(_)))),
            "a seed that is none: {body:?}"
        );
    }
}

#[test]
fn records_on_the_network_are_read_or_refused() {
    run("txt", txt::run);
}

#[test]
fn names_that_were_made_safe_are_safe() {
    run("names", names::run);
}

#[test]
fn what_is_typed_is_a_code_a_link_or_neither() {
    run("link", link::run);
}
