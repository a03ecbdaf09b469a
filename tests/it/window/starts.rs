//! Windows that open where nothing can be kept, or where what was kept is broken.

use super::driver::Window;
use super::screen::Screen;
use egui::accesskit::Role;
use jackfield::store::Paths;
use rustix::process::Signal;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A small disk in the place of the home, with no byte left.
const FULL: &str = "mount -t tmpfs -o size=64k,mode=700 tmpfs \"$1\" && \
                    { cat /dev/zero > \"$1/filler\" 2>/dev/null; exec \"$2\"; }";
/// The home as it is, and nothing can be written in it.
const READ_ONLY: &str =
    "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && exec \"$2\"";

/// Opens the window behind a script that changes what it sees of the disk.
fn open_behind(script: &str, screen: &Screen, home: &Path) -> Window {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]).arg(home);
    command.arg(env!("CARGO_BIN_EXE_jackfield"));
    Window::open_command(command, screen, home)
}

/// Says what is not kept, and works all the same.
fn works_and_says_what_is_not_kept(mut window: Window, picture: &str) {
    window.see("Presets and settings are not kept in this run");
    window.see("Conversations are shown and not kept in this run");
    window.see("What is typed and what is open is not kept");
    window.picture(picture);
    let port = window.listen();
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.write_all(b"hello\n").expect("written");
    window.heard("hello");
    window.program.signal(Signal::TERM);
    window.program.succeed();
    assert!(!window.program.errors().contains("Internal error"), "{}", window.program.errors());
}

#[test]
fn on_a_full_disk_the_window_opens_and_says_what_it_cannot_keep() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    works_and_says_what_is_not_kept(open_behind(FULL, &screen, home.path()), "full-disk");
}

#[test]
fn with_a_home_that_may_not_be_written_the_window_opens_and_nothing_is_changed() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let paths = Paths::below(home.path());
    fs::create_dir_all(&paths.config).expect("made");
    let settings = "examples-offered = true\nzoom = 1.0\n";
    fs::write(paths.settings_file(), settings).expect("written");
    let window = open_behind(READ_ONLY, &screen, home.path());
    works_and_says_what_is_not_kept(window, "read-only");
    assert_eq!(fs::read_to_string(paths.settings_file()).expect("a file"), settings);
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 1, "nothing was made");
}

#[test]
fn whatever_is_broken_the_window_opens_says_so_and_throws_nothing_away() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let paths = Paths::below(home.path());
    let broken: Vec<(PathBuf, &str)> = vec![
        (paths.settings_file(), "theme = [broken settings"),
        (paths.presets_file(), "[[preset]\nbroken presets"),
        (paths.open_file(), "broken open"),
        (paths.left_file(), "broken left"),
        (paths.identity_file(), "broken key"),
        (paths.pair_folder().join("ledger.sqlite"), "broken ledger, and not a short one at that"),
    ];
    for (file, text) in &broken {
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
    // What cannot be read as text at all.
    fs::write(paths.recent_file(), b"\xff\xfe\x00").expect("written");
    fs::write(paths.history_file(), b"\xff\xfe\x00\nkept line\n").expect("written");
    let mut window = Window::open(&screen, home.path());
    window.see("settings.toml was damaged");
    window.see("presets.toml was damaged");
    window.picture("broken");
    let _port = window.listen();
    window.click(Role::MultilineTextInput, "Message");
    window.program.signal(Signal::TERM);
    window.program.succeed();
    let mut found = Vec::new();
    collect(home.path(), &mut found);
    for (file, text) in broken {
        let is_there = found.iter().any(|bytes| bytes == text.as_bytes());
        assert!(is_there, "what was in {} is gone", file.display());
    }
}

/// What is in all files below a folder.
fn collect(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        match fs::metadata(entry.path()) {
            Ok(data) if data.is_dir() => collect(&entry.path(), found),
            Ok(data) if data.is_file() => found.push(fs::read(entry.path()).expect("a file")),
            _ => {}
        }
    }
}
