//! What holds for every file: its first sentence, its length, and what it must not say.

mod figures;
mod fuzz;
mod layers;
mod promises;
mod source;
mod words;

use source::{Source, rust_files};

/// Most lines of a file: one that needs more has two purposes.
const LINES: usize = 500;

/// Everything that we wrote in Rust.
fn everything() -> Vec<Source> {
    ["src", "tests", "benches", "fuzz/bodies", "fuzz/fuzz_targets"]
        .into_iter()
        .flat_map(rust_files)
        .collect()
}

/// Fails with one line per offence, so that all can be mended at once.
#[track_caller]
fn expect_none(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}:\n  {}", offences.join("\n  "));
}

#[test]
fn every_file_opens_with_a_sentence_that_says_what_it_is_for() {
    let offences: Vec<_> = everything()
        .iter()
        .filter(|file| {
            let head: Vec<_> =
                file.text.lines().map_while(|line| line.strip_prefix("//!")).collect();
            let paragraph = head.split(|line| line.trim().is_empty()).next().unwrap_or_default();
            !paragraph.first().is_some_and(|line| line.starts_with(' '))
                || !paragraph.last().is_some_and(|line| line.trim_end().ends_with(['.', ':']))
        })
        .map(|file| file.path.clone())
        .collect();
    expect_none("These files do not open with a `//!` sentence", &offences);
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let offences: Vec<_> = everything()
        .iter()
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    expect_none("A file that needs an \"and\" is two files", &offences);
}

/// What must not stay, and what to do instead.
const BANNED: [(&str, &str); 4] = [
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("thread::sleep", "wait for a fact with a deadline"),
    ("#[ignore", "a test that does not run asserts nothing"),
];

fn unfinished(file: &Source) -> Vec<String> {
    let mut offences = Vec::new();
    for (line, number) in file.code.lines().zip(1..) {
        for (word, why) in BANNED.iter().filter(|(word, _)| line.contains(word)) {
            offences.push(format!("{}:{number}: {word}: {why}", file.path));
        }
    }
    offences
}

#[test]
fn nothing_is_left_to_do_and_nobody_sleeps() {
    let offences: Vec<_> = everything().iter().flat_map(unfinished).collect();
    expect_none("These are not meant to stay", &offences);
}
