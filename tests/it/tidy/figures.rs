//! Every figure that the README states is one that `make bench` measures.

use super::source::{root, rust_files};
use super::{everything, expect_none};
use regex::Regex;
use std::fs;

/// The README from its figures on.
fn benchmarks() -> String {
    let page = fs::read_to_string(root().join("README.md")).expect("the page");
    let (_, part) = page.split_once("\n## Benchmarks\n").expect("a part for the figures");
    part.split("\n## ").next().expect("always one").to_owned()
}

/// What is written between quotes where the figures are measured, with what is put in left open.
fn written() -> Vec<Regex> {
    let hole = Regex::new(r"\\\{[^}]*\\\}").expect("a pattern");
    let files = rust_files("benches/whole");
    let texts = files.iter().flat_map(|file| &file.literals).map(|literal| &literal.text);
    let names = texts.map(|text| hole.replace_all(&regex::escape(text), ".+").into_owned());
    // Something has to be left that tells one figure from another.
    names
        .filter(|name| name.replace(".+", "").len() >= 3)
        .map(|name| Regex::new(&format!("^{name}$")).expect("a pattern"))
        .collect()
}

#[test]
fn every_figure_of_the_readme_is_measured() {
    let (page, written) = (benchmarks(), written());
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").collect())
        .filter(|cells: &Vec<&str>| cells.len() == 6 && cells[0] != "figure" && cells[0] != "---")
        .collect();
    assert!(rows.len() > 20, "the table of the figures has {} rows", rows.len());
    let unknown: Vec<_> = rows
        .iter()
        .flat_map(|cells| [cells[0], cells[3]])
        .filter(|name| !written.iter().any(|pattern| pattern.is_match(name)))
        .map(str::to_owned)
        .collect();
    expect_none("The README states what no benchmark measures", &unknown);
}

#[test]
fn every_part_that_the_readme_measures_alone_is_one() {
    let page = benchmarks();
    let code: String = everything().into_iter().map(|file| file.text).collect();
    let list = Regex::new(r"JACKFIELD_BENCH_ONLY=([a-z,]+)").expect("a pattern");
    let lists = list.captures_iter(&page).map(|found| found[1].to_owned());
    let parts: Vec<_> =
        lists.flat_map(|list| list.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(!parts.is_empty(), "the README says how a part is measured alone");
    let unknown: Vec<_> =
        parts.into_iter().filter(|name| !code.contains(&format!("(\"{name}\", "))).collect();
    expect_none("No part of the benchmarks is called so", &unknown);
}
