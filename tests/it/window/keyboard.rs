//! The first walk through the program with the keyboard alone: real keys on a real display.

use super::driver::Window;
use super::inspector::Widget;
use super::screen::Screen;
use crate::support::{Program, Room, SOON};
use egui::accesskit::Role;
use egui::{Rect, Vec2};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use tempfile::TempDir;

/// More stops than the window has.
const STOPS: usize = 150;

/// The keys of a display.
struct Keyboard<'a> {
    screen: &'a Screen,
    window: &'a Window,
}

impl Keyboard<'_> {
    fn told(&self, arguments: &[&str]) {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", self.screen.name());
        Program::start(command).succeed();
    }

    /// Presses keys one after the other, by the names that X has for them.
    fn press(&self, keys: &[&str]) {
        self.told(&[&["key"], keys].concat());
    }

    /// Types a text.
    fn write(&self, text: &str) {
        self.told(&["type", "--delay", "4", text]);
    }

    /// What has the keyboard.
    fn place(&self) -> Option<Widget> {
        self.window.shown().into_iter().find(|w| w.focused && w.role != Role::Window)
    }

    /// Goes to the next stop and returns it. Between the last and the first there may be none.
    #[track_caller]
    fn step(&self, from: Option<&Widget>) -> Option<Widget> {
        self.press(&["Tab"]);
        self.window.wait("another widget with the keyboard", |shown| {
            let now = shown.iter().find(|w| w.focused && w.role != Role::Window);
            let same = |now: &Widget, from: &Widget| now.role == from.role && now.name == from.name;
            match (now, from) {
                (Some(now), Some(from)) if same(now, from) && now.place == from.place => None,
                (None, None) => None,
                _ => Some(now.cloned()),
            }
        })
    }

    /// Goes from stop to stop until this one.
    #[track_caller]
    fn go_to(&self, role: Role, name: &str) -> Widget {
        let is = |w: &Widget| w.role == role && w.name.starts_with(name) && !w.disabled;
        let mut at = self.place();
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            match &at {
                Some(at) if is(at) => return at.clone(),
                Some(at) => passed.push(format!("{:?} {:?}", at.role, at.name)),
                None => {}
            }
            at = self.step(at.as_ref());
        }
        panic!("Tab does not lead to {role:?} {name:?}, only to:\n{}", passed.join("\n"));
    }

    /// Goes there and presses Enter.
    #[track_caller]
    fn take(&self, role: Role, name: &str) {
        self.go_to(role, name);
        self.press(&["Return"]);
    }

    /// Waits until this has the keyboard.
    #[track_caller]
    fn is_at(&self, role: Role, name: &str) {
        self.window.wait(&format!("the keyboard at {role:?} {name:?}"), |shown| {
            let is = |w: &&Widget| w.focused && w.role == role && w.name.starts_with(name);
            shown.iter().find(is).map(drop)
        });
    }
}

#[test]
fn the_tutorial_opens_with_the_keyboard_alone() {
    let (screen, home, room) = (Screen::start(), TempDir::new().expect("a home"), Room::new());
    let window = Window::open_in(&room, &screen, home.path());
    let keys = Keyboard { screen: &screen, window: &window };
    keys.take(Role::Button, "Try the tutorial");
    window.heard("欢迎访问菜鸟教程!");
    keys.take(Role::Tab, "Calls");
    window.see("accept(");
}

#[test]
fn the_first_walk_needs_no_mouse() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    let keys = Keyboard { screen: &screen, window: &window };
    let (port, mut client) = talk(&keys);
    cut_into_lines(&keys);
    save_and_rename(&keys);

    // A thread is stopped and joined: the one that serves the client.
    keys.take(Role::Button, "Thread io:");
    keys.take(Role::Button, "Stop and join");
    window.see("ended and was joined");
    let end = client.read_to_end(&mut Vec::new());
    assert!(end.is_ok_and(|rest| rest == 0), "the connection ended with its thread");

    // Closed, and opened again from its preset.
    keys.press(&["ctrl+d"]);
    window.see("Closed");
    keys.press(&["ctrl+w"]);
    window.see("Start a conversation");
    keys.take(Role::Button, "Preset tcp://127.0.0.1:0");
    window.wait("another port", |shown| {
        let says = |w: &&Widget| w.name.starts_with("Copy 127.0.0.1:");
        let again = shown.iter().find(says)?;
        (!again.name.ends_with(&format!(":{port}")) || port == 0).then_some(())
    });
    window.picture("keyboard");
}

/// Listens, and talks both ways with a client.
fn talk(keys: &Keyboard<'_>) -> (u16, TcpStream) {
    let window = keys.window;
    keys.press(&["ctrl+l"]);
    keys.is_at(Role::TextInput, "Address");
    keys.write("127.0.0.1:0");
    keys.press(&["Return"]);
    let port = window.wait("the port it listens on", |shown| {
        let of = |w: &Widget| w.name.strip_prefix("Copy 127.0.0.1:")?.parse::<u16>().ok();
        shown.iter().find_map(of).filter(|port| *port != 0)
    });
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.set_read_timeout(Some(SOON)).expect("a deadline");
    client.write_all(b"first\nsecond\n").expect("it reads");
    window.see("1 client");
    window.see("first");
    window.find_like(Role::Button, "Thread io:");
    keys.is_at(Role::MultilineTextInput, "Message");
    keys.write("welcome");
    keys.press(&["Return"]);
    let mut heard = [0; 8];
    client.read_exact(&mut heard).expect("the answer");
    assert_eq!(&heard, b"welcome\n");
    (port, client)
}

/// Chooses another lens. The keyboard is where it was when the choice is made.
fn cut_into_lines(keys: &Keyboard<'_>) {
    keys.take(Role::ComboBox, "Cut into messages by");
    keys.take(Role::Button, "Lines");
    keys.window.wait("the lens Lines", |shown| {
        let is = |w: &&Widget| w.name == "Cut into messages by" && w.value == "Lines";
        shown.iter().find(is).map(drop)
    });
    keys.is_at(Role::ComboBox, "Cut into messages by");
    for line in ["first", "second"] {
        keys.window.wait(&format!("{line:?} alone"), |shown| {
            let others = ["first", "second"].into_iter().filter(|other| *other != line);
            let alone = |w: &&Widget| w.says(line) && !others.clone().any(|other| w.says(other));
            shown.iter().find(alone).map(drop)
        });
    }
}

/// Saves a preset, and gives a thread a name.
fn save_and_rename(keys: &Keyboard<'_>) {
    let window = keys.window;
    keys.press(&["ctrl+s"]);
    window.find_like(Role::Button, "Preset tcp://127.0.0.1:0");
    keys.go_to(Role::Button, "Thread session:");
    keys.press(&["F2"]);
    keys.is_at(Role::TextInput, "New name of the thread");
    keys.write("keeper");
    keys.press(&["Return"]);
    keys.is_at(Role::Button, "Thread keeper");
    window.see("the system shows keeper");
}

#[test]
fn every_stop_shows_that_it_has_the_keyboard() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    let keys = Keyboard { screen: &screen, window: &window };
    // Nothing of what is drawn here changes by itself: each difference is the keyboard's.
    keys.press(&["F9"]);
    window.see_no_more("Calls");
    let mut seen: Vec<Widget> = Vec::new();
    let mut at = keys.step(None);
    let mut before = window.look();
    for _ in 0..STOPS {
        let Some(here) = at.take() else {
            at = keys.step(None);
            before = window.look();
            continue;
        };
        if seen.iter().any(|known| known.name == here.name && known.place == here.place) {
            break;
        }
        at = keys.step(Some(&here));
        let after = window.look();
        let spot = here.place.expand(4.0);
        assert!(differ(&before, &after, spot), "{:?} {:?} looks the same", here.role, here.name);
        let whole = Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(1280.0, 820.0));
        assert!(whole.contains_rect(here.place), "{:?} {:?} is not seen", here.role, here.name);
        seen.push(here);
        before = after;
    }
    assert!(seen.len() > 12, "the keyboard stops only at {seen:?}");
}

/// Whether two pictures differ clearly in a part of them.
fn differ(one: &image::RgbImage, other: &image::RgbImage, spot: Rect) -> bool {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    let at = |point: f32| point.max(0.0) as u32;
    let columns = at(spot.left())..at(spot.right()).min(one.width());
    let changed = columns.flat_map(|x| (at(spot.top())..at(spot.bottom())).map(move |y| (x, y)));
    let changed = changed.filter(|(x, y)| *y < one.height() && *x < one.width());
    let far = |(x, y): &(u32, u32)| {
        let (a, b) = (one.get_pixel(*x, *y).0, other.get_pixel(*x, *y).0);
        a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 40)
    };
    changed.filter(far).count() >= 20
}
