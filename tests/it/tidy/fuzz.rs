//! The fuzz targets compile layers of the program from their own files: nobody does so in between.

use super::expect_none;
use super::source::{Source, root, rust_files};
use regex::Regex;
use std::collections::BTreeMap;
use std::fs;
use toml::{Table, Value};

/// What the manifest in a folder depends on, on any system: each crate as it is asked for.
fn dependencies(folder: &str) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
    let manifest: Table = text.parse().expect("TOML");
    let of_systems = manifest.get("target").and_then(Value::as_table).into_iter();
    let tables = of_systems.flat_map(|systems| systems.values()).filter_map(Value::as_table);
    let tables =
        tables.chain([&manifest]).filter_map(|table| table.get("dependencies")?.as_table());
    tables.flatten().map(|(name, asked)| (name.clone(), asked.clone())).collect()
}

#[test]
fn the_fuzz_targets_know_every_crate_of_the_layers_they_compile_as_the_program_does() {
    let layers = fs::read_to_string(root().join("fuzz/layers.rs")).expect("the layers");
    let paths = Regex::new(r#"path = "\.\./(src/[a-z]+)(?:/mod)?\.rs""#).expect("a pattern");
    let compiled: Vec<_> = paths.captures_iter(&layers).map(|found| found[1].to_owned()).collect();
    assert!(compiled.len() > 4, "{compiled:?}");
    let is_in = |file: &Source| {
        let below = |layer: &String| file.path.starts_with(&format!("{layer}/"));
        compiled.iter().any(|layer| below(layer) || file.path == format!("{layer}.rs"))
    };
    let files: Vec<_> = rust_files("src").into_iter().filter(is_in).collect();
    let known = dependencies("fuzz");
    let mut offences = Vec::new();
    for (name, asked) in dependencies(".") {
        let named = format!(r"(?:^|[^\w:.]){}::", name.replace('-', "_"));
        let named = Regex::new(&named).expect("a pattern");
        let used = |file: &Source| {
            let code = file.code.split("#[cfg(test)]\nmod tests {").next();
            named.is_match(code.unwrap_or_default())
        };
        if files.iter().any(used) && known.get(&name) != Some(&asked) {
            offences.push(format!("{name} = {asked}, not {:?}", known.get(&name)));
        }
    }
    expect_none("fuzz/Cargo.toml is to have these as Cargo.toml has them", &offences);
}
