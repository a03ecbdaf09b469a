//! The first walk through the program with the keyboard alone, in both languages.

use super::driver::Window;
use super::inspector::Widget;
use super::screen::Screen;
use super::typist::{Keyboard, STOPS, UNKNOWN};
use crate::soon::SOON;
use crate::support::Room;
use egui::accesskit::Role;
use egui::{Rect, Vec2};
use jackfield::language::Language;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use tempfile::TempDir;

#[test]
fn the_tutorial_opens_with_the_keyboard_alone() {
    let (screen, home, room) = (Screen::start(), TempDir::new().expect("a home"), Room::new());
    let window = Window::open_in(&room, &screen, home.path());
    let keys = Keyboard::new(&screen, &window, Language::English);
    keys.take(Role::Button, "Try the tutorial");
    window.heard("欢迎访问菜鸟教程!");
    keys.take(Role::Tab, "Calls");
    window.see("accept(");
}

#[test]
fn the_first_walk_needs_no_mouse() {
    first_walk(Language::English);
}

#[test]
fn the_first_walk_needs_no_mouse_in_chinese() {
    first_walk(Language::Chinese);
}

fn first_walk(language: Language) {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let speaks = [("JACKFIELD_LANG", language.tag())];
    let window = Window::open_with(&Room::outside(), &screen, home.path(), &speaks);
    let keys = Keyboard::new(&screen, &window, language);
    let (port, mut client) = talk(&keys);
    cut_into_lines(&keys);
    save_and_rename(&keys);

    // A thread is stopped and joined: the one that serves the client.
    keys.take(Role::Button, &keys.part("threads-row", &[("name", "io:¦"), ("state", UNKNOWN)]));
    keys.take(Role::Button, &keys.part("threads-stop", &[("limit", UNKNOWN)]));
    window.see(&keys.part("threads-joined", &[("name", UNKNOWN), ("took", UNKNOWN)]));
    let end = client.read_to_end(&mut Vec::new());
    assert!(end.is_ok_and(|rest| rest == 0), "the connection ended with its thread");

    // Closed, and opened again from its preset.
    keys.press(&["ctrl+d"]);
    window.see(&keys.say("stage-closed"));
    keys.press(&["ctrl+w"]);
    window.see(&keys.say("start-title"));
    keys.take(Role::Button, &preset(&keys));
    let copy = keys.part("header-copy", &[("address", "127.0.0.1:¦")]);
    window.wait("another port", |shown| {
        let says = |w: &&Widget| w.name.starts_with(&copy);
        let again = shown.iter().find(says)?;
        (!again.name.ends_with(&format!(":{port}")) || port == 0).then_some(())
    });
    window.picture(&format!("keyboard-{}", language.tag()));
}

/// What its row is called.
fn preset(keys: &Keyboard<'_>) -> String {
    keys.part("sidebar-preset", &[("title", "tcp://127.0.0.1:0"), ("endpoint", UNKNOWN)])
}

/// Listens, and talks both ways with a client.
fn talk(keys: &Keyboard<'_>) -> (u16, TcpStream) {
    let window = keys.window;
    keys.press(&["ctrl+l"]);
    keys.is_at(Role::TextInput, &keys.say("form-address"));
    keys.write("127.0.0.1:0");
    keys.press(&["Return"]);
    let copy = keys.part("header-copy", &[("address", "127.0.0.1:¦")]);
    let port = window.wait("the port it listens on", |shown| {
        let of = |w: &Widget| w.name.strip_prefix(copy.as_str())?.parse::<u16>().ok();
        shown.iter().find_map(of).filter(|port| *port != 0)
    });
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.set_read_timeout(Some(SOON)).expect("a deadline");
    client.write_all(b"first\nsecond\n").expect("it reads");
    window.see(&keys.words.say_with("count-clients", &[("count", 1_usize.into())]));
    window.see("first");
    let thread = keys.part("threads-row", &[("name", "io:¦"), ("state", UNKNOWN)]);
    window.find_like(Role::Button, &thread);
    keys.is_at(Role::MultilineTextInput, &keys.say("talk-message"));
    keys.write("welcome");
    keys.press(&["Return"]);
    let mut heard = [0; 8];
    client.read_exact(&mut heard).expect("the answer");
    assert_eq!(&heard, b"welcome\n");
    (port, client)
}

/// Chooses another lens. The keyboard is where it was when the choice is made.
fn cut_into_lines(keys: &Keyboard<'_>) {
    let (lens, lines) = (keys.say("talk-lens"), keys.say("talk-lens-lines"));
    keys.take(Role::ComboBox, &lens);
    keys.take(Role::Button, &lines);
    keys.window.wait("the lens Lines", |shown| {
        let is = |w: &&Widget| w.name == lens && w.value == lines;
        shown.iter().find(is).map(drop)
    });
    keys.is_at(Role::ComboBox, &lens);
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
    keys.is_at(Role::TextInput, &keys.say("form-name"));
    keys.press(&["Return"]);
    window.find_like(Role::Button, &preset(keys));
    let thread = |name| keys.part("threads-row", &[("name", name), ("state", UNKNOWN)]);
    keys.go_to(Role::Button, &thread("session:¦"));
    keys.press(&["F2"]);
    keys.is_at(Role::TextInput, &keys.say("threads-new-name"));
    keys.write("keeper");
    keys.press(&["Return"]);
    keys.is_at(Role::Button, &thread("keeper"));
    let named = [("name", "keeper".into()), ("os", "keeper".into())];
    window.see(&keys.words.say_with("threads-renamed", &named));
}

#[test]
fn every_stop_shows_that_it_has_the_keyboard() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    let keys = Keyboard::new(&screen, &window, Language::English);
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
