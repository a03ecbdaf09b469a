//! The hand of a person on a window: a pointer and a keyboard of the display itself.

use crate::support::Program;
use crate::window::driver::Window;
use crate::window::inspector::Widget;
use crate::window::screen::Screen;
use egui::Pos2;
use egui::accesskit::Role;
use std::cell::Cell;
use std::process::Command;

/// Moves the pointer to a widget and clicks on it.
#[track_caller]
pub(super) fn click(screen: &Screen, window: &Window, role: Role, name: &str) {
    let at = still(window, role, name).place.center();
    click_at(screen, at);
}

/// Clicks there.
#[track_caller]
pub(super) fn click_at(screen: &Screen, at: Pos2) {
    // The window lies in the corner of its screen: a point of it is one of the screen.
    let (x, y) = (at.x.round().to_string(), at.y.round().to_string());
    xdotool(screen, &["mousemove", &x, &y, "click", "1"]);
}

/// Presses keys, as they are called by X (xdotool(1)).
#[track_caller]
pub(super) fn press(screen: &Screen, key: &str) {
    xdotool(screen, &["key", key]);
}

/// Types letters that the keyboard has into a field, once that is where they go.
#[track_caller]
pub(super) fn keys(screen: &Screen, window: &Window, field: &str, text: &str) {
    let is = |w: &&Widget| w.role == Role::TextInput && w.name == field;
    window.wait(&format!("the keyboard in {field:?}"), |shown| {
        shown.iter().filter(is).find(|w| w.focused).map(drop)
    });
    xdotool(screen, &["type", "--delay", "2", text]);
    window.wait(&format!("{text:?} in {field:?}"), |shown| {
        shown.iter().filter(is).find(|w| w.value == text).map(drop)
    });
}

#[track_caller]
fn xdotool(screen: &Screen, arguments: &[&str]) {
    let mut command = Command::new("xdotool");
    command.args(arguments).env("DISPLAY", screen.name());
    Program::start(command).succeed();
}

/// A widget that has its place: a dialog that opens moves for some frames.
#[track_caller]
fn still(window: &Window, role: Role, name: &str) -> Widget {
    let before = Cell::new(None);
    window.wait(&format!("{role:?} {name:?} in its place"), |shown| {
        let fits = |w: &&Widget| w.role == role && !w.disabled && w.name == name;
        let found = shown.iter().find(fits)?;
        (before.replace(Some(found.place)) == Some(found.place)).then(|| found.clone())
    })
}
