//! Who may use whom: the table in `src/lib.rs`, read from the paths that the code names.

use super::expect_none;
use super::source::{Source, rust_files};

/// A layer, the layers it may name, and the crates that it must not.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
    must_not_name: &'static [&'static str],
}

const WINDOW: &[&str] = &["egui", "eframe", "winit"];

const LAYERS: &[Layer] = &[
    Layer {
        name: "model",
        may_use: &[],
        must_not_name: &[
            "egui",
            "eframe",
            "winit",
            "mio",
            "socket2",
            "rustix",
            "crossbeam_channel",
            "std::fs",
            "std::thread",
            "std::process",
            "toml",
        ],
    },
    Layer {
        name: "flow",
        may_use: &["model"],
        must_not_name: &["egui", "eframe", "mio", "std::fs"],
    },
    Layer {
        name: "codec",
        may_use: &["model"],
        must_not_name: &["egui", "eframe", "mio", "std::fs", "std::thread", "std::time", "std::io"],
    },
    Layer {
        name: "language",
        // It words what the codec and the files have to say.
        may_use: &["model", "codec", "store"],
        must_not_name: &["egui", "eframe", "mio", "std::thread"],
    },
    Layer { name: "private", may_use: &[], must_not_name: &["egui", "eframe", "mio"] },
    Layer { name: "threads", may_use: &["model"], must_not_name: &["egui", "eframe", "mio"] },
    Layer { name: "net", may_use: &["model", "flow", "codec", "threads"], must_not_name: WINDOW },
    Layer {
        name: "record",
        may_use: &["model", "flow", "codec", "threads", "private"],
        must_not_name: &["egui", "eframe", "winit", "mio", "socket2"],
    },
    Layer {
        name: "store",
        may_use: &["model", "language", "codec", "private"],
        must_not_name: &["egui", "eframe", "winit", "mio", "socket2"],
    },
    Layer {
        name: "pair",
        may_use: &["model", "codec", "threads", "flow", "private"],
        must_not_name: WINDOW,
    },
    Layer {
        name: "engine",
        may_use: &["model", "flow", "codec", "language", "threads", "net", "record", "store"],
        must_not_name: WINDOW,
    },
    Layer {
        name: "control",
        may_use: &["model", "flow", "threads", "store", "engine", "private"],
        must_not_name: WINDOW,
    },
    Layer {
        name: "cli",
        may_use: &[
            "engine", "model", "flow", "codec", "language", "pair", "store", "record", "threads",
            "control",
        ],
        must_not_name: &["egui", "eframe", "winit", "mio", "socket2"],
    },
    Layer {
        name: "app",
        may_use: &[
            "engine", "model", "ui", "flow", "codec", "language", "pair", "store", "record",
            "threads", "control", "private",
        ],
        must_not_name: &["mio", "socket2", "rusqlite"],
    },
    Layer {
        name: "ui",
        may_use: &["model", "app", "pair", "record", "codec", "language"],
        must_not_name: &["crossbeam_channel", "mio", "socket2", "std::thread", "std::fs"],
    },
];

/// Files that belong to no layer: they put the layers together.
const TOP: [&str; 2] = ["lib", "main"];

/// What `ui` may know of `app`: the facts on the screen, not the thread that moves them.
const UI_SEES_OF_APP: &[&str] = &["state", "State", "Rate"];

fn layer(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.name == name)
}

#[test]
fn every_folder_of_src_has_its_row_in_the_table() {
    let offences: Vec<_> = rust_files("src")
        .iter()
        .filter(|file| layer(file.layer()).is_none() && !TOP.contains(&file.layer()))
        .map(|file| file.path.clone())
        .collect();
    expect_none("These belong to no layer", &offences);
}

#[test]
fn a_layer_names_only_layers_below_it() {
    let offences: Vec<_> = rust_files("src").iter().flat_map(offending_layers).collect();
    expect_none("The table of layers says no", &offences);
}

#[test]
fn a_layer_names_no_crate_that_is_not_its_business() {
    let offences: Vec<_> = rust_files("src").iter().flat_map(offending_crates).collect();
    expect_none("The table of layers says no", &offences);
}

fn offending_layers(file: &Source) -> Vec<String> {
    let Some(own) = layer(file.layer()) else { return Vec::new() };
    paths_into_the_crate(&file.code)
        .into_iter()
        .filter(|path| {
            let used = path.first().map_or("", String::as_str);
            let beside_the_state = own.name == "ui"
                && used == "app"
                && path.get(1).is_some_and(|part| !UI_SEES_OF_APP.contains(&part.as_str()));
            let known = layer(used).is_some();
            beside_the_state || known && used != own.name && !own.may_use.contains(&used)
        })
        .map(|path| format!("{}: {} names crate::{}", file.path, own.name, path.join("::")))
        .collect()
}

fn offending_crates(file: &Source) -> Vec<String> {
    let Some(own) = layer(file.layer()) else { return Vec::new() };
    // A test may play the foreign program; what is tested may not.
    let code = file.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    if file.path.ends_with("tests.rs") || file.path.contains("/tests/") {
        return Vec::new();
    }
    own.must_not_name
        .iter()
        .filter(|name| names_path(code, name))
        .map(|name| format!("{}: {} names {name}", file.path, own.name))
        .collect()
}

/// Whether the code names `name::…`, as a whole path and not as the tail of a longer one.
fn names_path(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

/// The first two parts of every path that starts with `crate::`, groups in braces taken apart.
fn paths_into_the_crate(code: &str) -> Vec<Vec<String>> {
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut paths = Vec::new();
    for (at, word) in code.match_indices("crate::") {
        if code[..at].ends_with(['$', '_']) || code[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        collect(&code[at + word.len()..], &mut Vec::new(), &mut paths);
    }
    paths
}

/// Adds the paths that `rest` begins with, below `prefix`; returns what stands behind them.
fn collect<'a>(rest: &'a str, prefix: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        rest = group;
        loop {
            rest = collect(rest, &mut prefix.clone(), paths).trim_start();
            match rest.strip_prefix(',') {
                Some(more) if !more.trim_start().starts_with('}') => rest = more,
                Some(end) => return end.trim_start().trim_start_matches('}'),
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    prefix.push(rest[..end].to_owned());
    rest = &rest[end..];
    if let Some(more) = rest.strip_prefix("::") {
        return collect(more, prefix, paths);
    }
    paths.push(prefix.clone());
    let renamed = rest.trim_start().strip_prefix("as ").map(str::trim_start);
    renamed.map_or(rest, |name| name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn paths_are_read_out_of_groups() {
    let code =
        "use crate::{engine::Engine, model::{self, Event as E}, ui};\nlet x = crate::net::y();";
    let paths: Vec<_> = paths_into_the_crate(code).iter().map(|path| path.join("::")).collect();
    let expected = ["engine::Engine", "model::self", "model::Event", "ui", "net::y"];
    assert_eq!(paths, expected);
}
