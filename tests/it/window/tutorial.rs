//! The tutorial, from the window: with itself, and with the Python programs it prints.

use super::driver::Window;
use super::screen::Screen;
use crate::peers::tutorial::python;
use crate::support::{Room, listens_at, lonely_address};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use tempfile::TempDir;

const GREETING: &str = "欢迎访问菜鸟教程!";

#[test]
fn one_click_shows_the_greeting_and_every_call_behind_it() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    // Its port is written into it: only in a network of its own is it surely free.
    let room = Room::new();
    let window = Window::open_in(&room, &screen, home.path());
    let start = window.find_like(Role::Button, "Try the tutorial");
    window.click_at(start.place.center());
    window.heard(GREETING);
    window.click(Role::Tab, "Calls");
    for call in ["socket(", "bind(", "listen(", "accept(", "connect(", "recv(", "send(", "close("] {
        window.see(call);
    }
    window.picture("tutorial");
}

#[test]
fn it_gets_the_greeting_of_pythons_server() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let host = lonely_address();
    let room = Room::new();
    let theirs = python(&room, "server.py", host);
    listens_at(theirs.pid(), host, 9999);
    let window = Window::open_in(&room, &screen, home.path());
    window.open_session("Connect", &format!("{host}:9999"));
    window.heard(GREETING);
    theirs.expect_out(r"连接地址: \('127\.");
}

#[test]
fn pythons_client_gets_its_greeting() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let host = lonely_address();
    let room = Room::new();
    let window = Window::open_in(&room, &screen, home.path());
    window.key(Key::L, Modifiers::COMMAND);
    window.write(Role::TextInput, "Address", &format!("{host}:9999"));
    window.click(Role::Button, "Options…");
    window.write(Role::TextInput, "Greeting", &format!(r"{GREETING}\r\n"));
    window.click(Role::CheckBox, "Close after the greeting");
    window.picture("options");
    window.click(Role::TextInput, "Address");
    window.key(Key::Enter, Modifiers::NONE);
    listens_at(window.program.pid(), host, 9999);
    for _ in 0..3 {
        let mut theirs = python(&room, "client.py", host);
        theirs.succeed();
        // Python's print puts a line feed behind it.
        assert_eq!(theirs.all(), format!("{GREETING}\r\n\n").as_bytes());
    }
    window.see(GREETING);
    window.picture("tutorial-host");
}
