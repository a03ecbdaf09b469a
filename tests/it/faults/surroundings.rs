//! What stands around a program: locale, time zone, arguments, folders, the display.

use crate::support::Program;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Our program with nothing around it but what a test gives.
fn bare(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
    command.env_clear().env("JACKFIELD_HOME", home).args(["--language", "en"]);
    command
}

#[test]
fn no_locale_no_time_zone_and_bytes_that_are_no_text_make_nobody_panic() {
    let home = TempDir::new().expect("a home");
    let mut command = bare(home.path());
    command.args(["preset", "list"]).env("LANG", "C").env("TZ", "Nowhere/Land");
    Program::start(command).succeed();
    let mut command = bare(home.path());
    command.arg("connect").arg(OsStr::from_bytes(b"\xff\xfe:1")).env("LANG", "C");
    let mut ours = Program::start(command);
    ours.exit_with(2);
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}

#[test]
fn without_a_display_it_says_what_to_set_and_what_works_instead() {
    let home = TempDir::new().expect("a home");
    let mut ours = Program::start(bare(home.path()));
    ours.exit_with(2);
    ours.expect_err("There is no graphical display. Set DISPLAY or WAYLAND_DISPLAY");
    let mut command = bare(home.path());
    command.env("DISPLAY", ":4094");
    let mut ours = Program::start(command);
    ours.exit_with(2);
    ours.expect_err("The window cannot be opened: ");
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}

#[test]
fn a_home_that_cannot_be_made_is_said_and_costs_nothing_but_the_saving() {
    // A file in the place of a folder stops root as well.
    let home = tempfile::NamedTempFile::new().expect("a file");
    let mut command = bare(home.path());
    command.args(["preset", "add", "mine", "127.0.0.1:9"]);
    let mut ours = Program::start(command);
    let status = ours.exit();
    assert!(!status.success(), "nothing was saved");
    ours.expect_err("presets.toml");
    let mut command = bare(home.path());
    command.args(["listen", "127.0.0.1:0"]);
    let mut ours = Program::start(command);
    ours.port();
    ours.interrupt();
}
