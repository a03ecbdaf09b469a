//! The window as an assistive technology reads it over AT-SPI, and uses it.

use super::bus::Bus;
use super::driver::Window;
use super::screen::Screen;
use crate::support::{Room, facts_until};
use egui::accesskit::Role;
use tempfile::TempDir;

/// What a screen reader is told of the first page: roles as AT-SPI calls them, and names.
const FIRST_PAGE: [&str; 11] = [
    "tool bar: Start and view",
    "button: Listen",
    "button: Connect",
    "button: Pair",
    "button: Settings",
    "landmark: Sessions and presets",
    "entry: Find a session or preset",
    "button: Preset Tutorial server, tcp://127.0.0.1:9999",
    "button: Try the tutorial",
    "page tab: Threads",
    "status bar: State of the program",
];

/// An assistive technology on a bus of this test's own.
struct Assistance(Bus);

impl Assistance {
    fn start() -> Self {
        let assistance = Self(Bus::start());
        assistance.told(&["on"]);
        assistance
    }

    /// Runs the assistive technology, and returns what it prints.
    fn told(&self, arguments: &[&str]) -> String {
        let mut program = self.0.python("assistive.py", arguments);
        program.finish();
        program.succeed();
        String::from_utf8(program.all()).expect("text")
    }
}

#[test]
fn a_screen_reader_finds_names_and_roles_and_presses_a_button() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut assistance = Assistance::start();
    let bus = assistance.0.environment();
    let window = Window::open_with(&Room::outside(), &screen, home.path(), &bus);
    window.see("Start a conversation");
    facts_until("the whole first page is read", || {
        let tree = assistance.told(&["tree", "jackfield"]);
        FIRST_PAGE.iter().all(|wanted| tree.lines().any(|line| line == *wanted))
    });
    facts_until("the button is pressed", || {
        assistance.told(&["press", "jackfield", "button", "Listen"]).contains("True")
    });
    window.find(Role::TextInput, "Address");
    facts_until("the form is read", || {
        let tree = assistance.told(&["tree", "jackfield"]);
        tree.lines().any(|line| line == "entry: Address")
    });
    drop(window);
    assert!(!assistance.0.has_ended(), "the bus outlives the window");
}
