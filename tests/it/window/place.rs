//! Where the window is at the next start: where it was, and where it can be seen.

use super::driver::Window;
use super::notify::set;
use super::screen::Screen;
use crate::support::{Program, Room, facts_until};
use jackfield::store::{Paths, Settings, WindowPlace};
use rustix::process::Signal;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Left, top, width and height of a window in pixels, as the screen has them.
fn geometry(screen: &Screen, window: &Window) -> [i64; 4] {
    let said = window.of_the_screen(screen, &["getwindowgeometry", "--shell"]);
    ["X=", "Y=", "WIDTH=", "HEIGHT="].map(|name| {
        let found = said.lines().find_map(|line| line.strip_prefix(name));
        found.and_then(|number| number.parse().ok()).expect("a number")
    })
}

/// Opens the window, lets it be as it is, and says what it keeps of its place.
fn visit(screen: &Screen, home: &Path, see: &str) -> ([i64; 4], WindowPlace) {
    let mut window = Window::open_in(&Room::outside(), screen, home);
    window.see(see);
    let seen = geometry(screen, &window);
    window.program.signal(Signal::TERM);
    window.program.succeed();
    (seen, Settings::load(&Paths::below(home).settings_file()).0.window)
}

#[test]
fn a_window_of_a_screen_that_is_gone_opens_where_it_can_be_seen() {
    let screen = Screen::sized("1000x700");
    for place in [
        "position = [1500.0, 100.0]\nsize = [900.0, 600.0]",
        "position = [-4000.0, -3000.0]\nsize = [900.0, 600.0]",
        "position = [200.0, 680.0]\nsize = [1e9, 1e9]",
        "position = [-20.0, -20.0]\nsize = [16000.0, 600.0]",
    ] {
        let home = TempDir::new().expect("a home");
        set(home.path(), &format!("[window]\n{place}\n"));
        let window = Window::open(&screen, home.path());
        window.see("Start a conversation");
        facts_until(&format!("{place:?} is on the screen"), || {
            let [left, top, wide, tall] = geometry(&screen, &window);
            left >= 0 && top >= 0 && left + wide <= 1000 && top + tall <= 700 && wide >= 700
        });
    }
}

#[test]
fn a_window_comes_back_where_it_was_at_any_zoom_with_and_without_a_frame() {
    for managed in [false, true] {
        let screen = Screen::start();
        let manager = managed.then(|| {
            let mut manager = Command::new("openbox");
            manager.env("DISPLAY", screen.name()).env("HOME", "/nonexistent");
            Program::start(manager)
        });
        let home = TempDir::new().expect("a home");
        set(home.path(), "zoom = 1.5\n[window]\nposition = [90.0, 70.0]\nsize = [930.0, 610.0]\n");
        let first = visit(&screen, home.path(), "Start a conversation");
        assert_eq!(first.0[2..], [930, 610], "as large as it was: {first:?}");
        for _ in 0..2 {
            let again = visit(&screen, home.path(), "Start a conversation");
            assert_eq!(again, first, "it neither moves nor shrinks; with a frame: {managed}");
        }
        drop(manager);
    }
}
