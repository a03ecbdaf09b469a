//! What reaches the desktop of who does not look, and a half typed answer that is still there after
//! a crash.

use crate::pair::machine::Machine;
use crate::support::{Program, Room, facts_until};
use crate::window::bus::Bus;
use crate::window::driver::Window;
use crate::window::inspector::Widget;
use crate::window::screen::Screen;
use egui::accesskit::Role;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Arc;

#[test]
fn a_message_reaches_the_desktop_of_who_does_not_look_and_a_click_opens_the_talk() {
    let (screen, bus, room) = (Screen::start(), Bus::start(), Arc::new(Room::new()));
    let service = bus.notifications();
    let mut manager = Command::new("openbox");
    manager.env("DISPLAY", screen.name()).env("HOME", "/nonexistent");
    let _manager = Program::start(manager);
    let (mia, tom) = (Machine::swift(&room), Machine::swift(&room));
    // At the usual port, where her window will listen.
    let mut show = mia.run(&["pair", "show"]);
    let code = show.expect_out(r"(?m)^(\d{3}-\d{3}-\d{3})$");
    tom.enter(&code, "127.0.0.1:47110").exit_with(0);
    show.exit_with(0);
    let home = mia.paths().config.parent().expect("a home").to_owned();
    let settings = mia.paths().settings_file();
    std::fs::write(&settings, "notifications = \"with-content\"\n").expect("written");
    let window = Window::open_with(&room, &screen, &home, &bus.environment());
    let row = format!("{}, ", tom.name());
    window.find_like(Role::Button, &row);
    let other = window.look_away(&screen);
    let serve = tom.serve(&[]);
    let say = |text: &str| {
        let wish = json!({ "wish": "say", "to": 1, "text": text });
        serve.say(format!("{wish}\n").as_bytes());
    };
    say("<b>hi</b> & \u{202e}\nyou");
    let told = service.expect_out("(\\{\"call\": \"Notify\".*\\})\n");
    let told: Value = serde_json::from_str(&told).expect("an object");
    assert_eq!(told["title"], "New message");
    let text = "&lt;b&gt;hi&lt;/b&gt; &amp; ⟨U+202E⟩ you";
    assert_eq!(told["body"], format!("{}: {text}", tom.name()));
    say("two");
    facts_until("two are unread", || {
        window.of_the_screen(&screen, &["getwindowname"]).contains("(2) Jackfield")
    });
    window.picture("notify-unread");
    service.say(b"click 1\n");
    window.see("two");
    service.expect_out("\"CloseNotification\", \"id\": 1");
    facts_until("none is unread", || {
        window.of_the_screen(&screen, &["getwindowname"]).trim() == "Jackfield"
    });
    drop(other);

    window.write(Role::MultilineTextInput, "Message", "half an answ");
    let file = mia.paths().drafts_file();
    facts_until("what is typed is kept", || {
        std::fs::read_to_string(&file).is_ok_and(|text| text.contains("half an answ"))
    });
    window.kill();
    let window = Window::open_in(&room, &screen, &home);
    let found = window.find_like(Role::Button, &row);
    window.click_at(found.place.center());
    window.wait("what was typed before", |shown| {
        let is = |w: &&Widget| w.role == Role::MultilineTextInput && w.value == "half an answ";
        shown.iter().find(is).map(drop)
    });
}
