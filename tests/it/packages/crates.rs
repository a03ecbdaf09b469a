//! The crates that are compiled in, as cargo knows them.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// What we make packages for. Another architecture of the same system takes the same crates.
const TARGETS: [&str; 3] =
    ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// A crate of somebody else.
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// The licence expression; empty where there is none.
    pub(super) licence: String,
    /// Where cargo fetches it from; nothing for what is part of this folder.
    pub(super) source: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) folder: PathBuf,
    /// Whether a package has its code in it, rather than only our tests or our build.
    pub(super) is_shipped: bool,
}

/// All crates in `Cargo.lock` that could be compiled, those of tests and of other systems too.
pub(super) fn crates() -> &'static [Crate] {
    static FOUND: LazyLock<Vec<Crate>> = LazyLock::new(found);
    &FOUND
}

fn found() -> Vec<Crate> {
    let shipped = shipped();
    let metadata = cargo(&["metadata", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut crates: Vec<_> = packages
        .iter()
        .filter(|package| package["name"] != env!("CARGO_PKG_NAME"))
        .map(|package| {
            let (name, version) = (text(&package["name"]), text(&package["version"]));
            let manifest = text(&package["manifest_path"]);
            Crate {
                is_shipped: shipped.contains(&format!("{name} v{version}")),
                licence: text(&package["license"]),
                source: package["source"].as_str().map(str::to_owned),
                authors: package["authors"].as_array().into_iter().flatten().map(text).collect(),
                folder: Path::new(&manifest).parent().expect("a folder").to_owned(),
                name,
                version,
            }
        })
        .collect();
    crates.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    crates
}

/// `name v1.2.3` of each crate below the program itself, on any of the targets.
fn shipped() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for target in TARGETS {
        let tree = cargo(&["tree", "--edges=normal", "--prefix=none", "--target", target]);
        // Behind the version there may be `(proc-macro)` or `(*)`.
        let names = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
        found.extend(names.filter(|name| !name.is_empty()));
    }
    found
}

/// What cargo says of this package. Without the network: a test does not wait for somebody's server.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--frozen")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo, which started this test, starts again");
    assert!(
        output.status.success(),
        "cargo {} failed (`cargo fetch --locked` first?): {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}
