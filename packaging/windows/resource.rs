//! Puts icon, manifest and version into the program for Windows; on other systems it does nothing.
#![expect(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

use std::env::var;
use std::process::Command;

fn main() {
    for name in ["resource.rs", "jackfield.rc", "jackfield.manifest"] {
        println!("cargo::rerun-if-changed=packaging/windows/{name}");
    }
    println!("cargo::rerun-if-changed=packaging/icons/jackfield.ico");
    let target = |name| var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // The packages for Windows are built with MinGW, on whatever system.
    if target("OS") != "windows" || target("ENV") != "gnu" {
        return;
    }
    let version = var("CARGO_PKG_VERSION").expect("cargo sets it");
    let object = format!("{}/resource.o", var("OUT_DIR").expect("cargo sets it"));
    let prefixed = format!("{}-w64-mingw32-windres", target("ARCH"));
    let compiler = if cfg!(windows) { "windres".to_owned() } else { prefixed };
    let done = Command::new(&compiler)
        .arg(format!("-DVERSION={}", version.replace('.', ",")))
        .arg(format!("-DVERSION_TEXT=\\\"{version}\\\""))
        .args(["packaging/windows/jackfield.rc", &object])
        .status();
    match done {
        Ok(status) if status.success() => println!("cargo::rustc-link-arg-bins={object}"),
        _ => println!("cargo::warning={compiler} is missing or failed: the program has no icon"),
    }
}
