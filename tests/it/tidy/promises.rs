//! What pages and builds promise holds.

use super::source::root;
use super::{everything, expect_none};
use std::fs;

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let page = fs::read_to_string(root().join("THREAT_MODEL.md")).expect("the page");
    let all: String = everything().into_iter().map(|file| file.code).collect();
    let cells =
        page.lines().filter_map(|line| line.trim_end_matches([' ', '|']).rsplit_once(" | "));
    let names: Vec<_> = cells.flat_map(|(_, last)| last.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 20, "the table of promises names its tests");
    let is_test = |name: &str| {
        all.contains(&format!("#[test]\n    fn {name}()"))
            || all.contains(&format!("#[test]\nfn {name}()"))
    };
    let missing: Vec<_> =
        names.into_iter().filter(|name| !is_test(name)).map(str::to_owned).collect();
    expect_none("THREAT_MODEL.md names tests that are not there", &missing);
}

#[test]
fn a_panic_unwinds_in_every_profile() {
    // A thread that panics must end alone, and the window writes down what was typed.
    const { assert!(cfg!(panic = "unwind")) };
    for file in ["Cargo.toml", ".cargo/config.toml"] {
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        let aborts = text.lines().any(|line| {
            let line: String = line.split_whitespace().collect();
            line.starts_with("panic=") && !line.starts_with("panic=\"unwind\"")
        });
        assert!(!aborts, "{file} turns a panic of one thread into the end of all");
    }
}
