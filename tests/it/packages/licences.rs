//! What may be compiled in, by the rules of `deny.toml`, and the licences that go with the program.
//!
//! `cargo deny` reads the same file, in `packaging/verify.sh` and in the hosted checks. Building it
//! takes minutes, which is too long for every test run on a new machine; the rules are few.

use super::crates::{Crate, crates};
use super::expression::Expression;
use super::{is_current, read};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// The only place that crates come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn rules() -> Table {
    read("deny.toml").parse().expect("TOML")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The licences under which a crate is used; nothing where no allowed one is enough.
fn chosen(rules: &Table, of: &Crate) -> Option<Vec<String>> {
    let rules = &rules["licenses"];
    let exceptions = rules["exceptions"].as_array().expect("a list");
    let own = exceptions.iter().filter(|exception| exception["crate"].as_str() == Some(&of.name));
    let allowed: BTreeSet<&str> = own
        .flat_map(|exception| texts(&exception["allow"]))
        .chain(texts(&rules["allow"]))
        .collect();
    (!of.licence.is_empty())
        .then(|| Expression::read(&of.licence).choose(&|name| allowed.contains(name)))?
}

#[test]
fn every_crate_has_a_licence_that_lets_us_give_it_on() {
    let rules = rules();
    let offences: Vec<_> = crates()
        .iter()
        .filter(|one| chosen(&rules, one).is_none())
        .map(|one| format!("{} {}: “{}”", one.name, one.version, one.licence))
        .collect();
    assert!(offences.is_empty(), "deny.toml does not allow:\n  {}", offences.join("\n  "));
}

#[test]
fn every_crate_comes_from_the_registry_and_none_is_banned() {
    let rules = rules();
    let banned = rules["bans"]["deny"].as_array().expect("a list");
    let offence = |one: &Crate| {
        let is_it = |ban: &&Value| one.is_shipped && ban["crate"].as_str() == Some(&one.name);
        let ban = banned.iter().find(is_it);
        match (ban, one.source.as_deref()) {
            (Some(ban), _) => Some(ban["reason"].as_str().unwrap_or_default()),
            (None, Some(REGISTRY)) => None,
            (None, _) => Some("it does not come from crates.io"),
        }
    };
    let offences: Vec<_> = crates()
        .iter()
        .filter_map(|one| Some(format!("{}: {}", one.name, offence(one)?)))
        .collect();
    assert!(offences.is_empty(), "deny.toml does not allow:\n  {}", offences.join("\n  "));
}

#[test]
fn the_list_of_licences_is_current() {
    let rules = rules();
    let shipped: Vec<_> = crates().iter().filter(|one| one.is_shipped).collect();
    assert!(shipped.len() > 100, "only {} crates were found", shipped.len());
    let used: Vec<_> = shipped
        .into_iter()
        .map(|one| (one, chosen(&rules, one).expect("an allowed licence: see the test above")))
        .collect();
    is_current("assets/THIRD_PARTY.txt", &notices(&used));
}

/// The whole file: who made what, then each text once.
fn notices(used: &[(&Crate, Vec<String>)]) -> String {
    let mut out = String::from(
        "What Jackfield is built with, and the licences under which that is given on with it.\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (one, licences) in used {
        let name = format!("{} {}", one.name, one.version);
        writeln!(out, "{name}: {}", licences.join(", ")).expect("memory");
        for text in texts_of(one, licences, used) {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    out.push_str("Droid Sans Fallback, characters of GB 2312: Apache-2.0\n");
    out.push_str("The Rust standard library: Apache-2.0\n");
    let mut texts: Vec<_> = texts.into_iter().collect();
    // In the order of the crates, whatever the texts are.
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, names) in texts {
        write!(out, "\n{}\n{}\n\n{text}\n", "=".repeat(80), names.join(", ")).expect("memory");
    }
    let apache = tidied(&read("LICENSE-APACHE"));
    write!(out, "\n{}\nAll that is under Apache-2.0\n\n{apache}\n", "=".repeat(80))
        .expect("memory");
    out
}

/// The texts that have to go with a crate, besides that of Apache-2.0, which is there once.
fn texts_of(one: &Crate, licences: &[String], used: &[(&Crate, Vec<String>)]) -> Vec<String> {
    let is_apache_alone = licences.iter().all(|name| name == "Apache-2.0");
    let own = files(&one.folder);
    let fitting = |(name, _): &&(String, String)| name.starts_with("NOTICE") || !is_apache_alone;
    let found: Vec<_> = own
        .iter()
        .filter(fitting)
        .map(|(_, text)| text.clone())
        .filter(|text| !is_apache(text))
        .collect();
    if !found.is_empty() || is_apache_alone {
        return found;
    }
    licences.iter().map(|licence| standard_text(licence, one, used)).collect()
}

/// The text of a licence for a crate that comes without it: another's, where nobody is named in it.
fn standard_text(licence: &str, of: &Crate, used: &[(&Crate, Vec<String>)]) -> String {
    if licence == "MIT" {
        let text = tidied(&read("LICENSE-MIT"));
        let (_, conditions) = text.split_once("contributors\n").expect("a line with our name");
        let authors = of.authors.join(", ");
        let holders = if authors.is_empty() { format!("the {} authors", of.name) } else { authors };
        return format!("MIT License\n\nCopyright (c) {holders}\n{conditions}");
    }
    assert!(licence == "BSL-1.0", "{}: put the text of {licence} here", of.name);
    let alike = used.iter().filter(|(_, licences)| licences[..] == [licence.to_owned()]);
    let found = alike.flat_map(|(one, _)| files(&one.folder)).next();
    found.expect("a crate under the same licence with its text").1
}

/// Name, in capitals, and text of the files about licences in a folder, in a fixed order.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in [folder.to_owned(), folder.join("fonts")] {
        let fonts = folder.ends_with("fonts");
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("a readable folder").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            let starts = ["LICEN", "COPYING", "NOTICE", "UNLICENSE"];
            let is_text = starts.iter().any(|start| name.starts_with(start))
                || fonts && path.extension().is_some_and(|extension| extension == "txt");
            if is_text && path.is_file() {
                let text = fs::read(&path).expect("a readable file");
                found.push((name, tidied(&String::from_utf8_lossy(&text))));
            }
        }
    }
    found.sort();
    found
}

/// Whether it is that text, and not one that goes on with others.
fn is_apache(text: &str) -> bool {
    let is_whole = text.len() < 12_000;
    is_whole && text.trim_start().starts_with("Apache License")
}

/// Without what no reader sees, so that equal texts are equal.
fn tidied(text: &str) -> String {
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or_default();
    lines[first..].join("\n").trim_end().to_owned()
}
