//! One window for each profile.

use super::driver::Window;
use super::screen::Screen;
use crate::support::Program;
use egui::{Key, Modifiers};
use jackfield::store::{Paths, Settings};
use rustix::process::Signal;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn a_second_launch_shows_the_first_window_and_ends() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    window.see("Start a conversation");
    let mut second = {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command.args(["--language", "en"]);
        command.env("JACKFIELD_HOME", home.path()).env("DISPLAY", screen.name());
        command.env_remove("WAYLAND_DISPLAY");
        Program::start(command)
    };
    second.succeed();
    second.expect_err("is open already; it was brought to the front");
    window.key(Key::F1, Modifiers::SHIFT);
    window.see("Licences of what it is built with");
    window.picture("about");
}

#[test]
fn sigterm_saves_what_the_window_is_like_and_ends_well() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut window = Window::open(&screen, home.path());
    window.see("Start a conversation");
    window.listen();
    window.program.signal(Signal::TERM);
    window.program.succeed();
    let (settings, _) = Settings::load(&Paths::below(home.path()).settings_file());
    assert!(settings.window.size.is_some(), "its size is saved");
}
