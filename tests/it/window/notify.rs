//! What the desktop is told of sessions while nobody looks, and what is said where it cannot be told.

use super::bus::Bus;
use super::driver::Window;
use super::screen::Screen;
use crate::soon::accept;
use crate::support::Room;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use serde_json::Value;
use socket2::SockRef;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Writes settings before the window is opened.
pub(crate) fn set(home: &Path, text: &str) {
    let config = home.join("config");
    std::fs::create_dir_all(&config).expect("a folder");
    std::fs::write(config.join("settings.toml"), text).expect("written");
}

#[test]
fn the_settings_say_where_nobody_shows_notifications() {
    let (screen, bus) = (Screen::start(), Bus::start());
    let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")];
    for (settings, environment, said) in [
        ("theme = \"light\"\n", bus.environment(), "Not available: no notification service"),
        (
            "theme = \"dark\"\nlanguage = \"zh-CN\"\n",
            nowhere,
            "没有 D-Bus 会话总线，无法显示通知。",
        ),
    ] {
        let home = TempDir::new().expect("a home");
        set(home.path(), settings);
        let window = Window::open_with(&Room::outside(), &screen, home.path(), &environment);
        window.key(Key::Comma, Modifiers::COMMAND);
        window.see(said);
        window.picture(&format!("notify-none-{}", said.len()));
    }
}

#[test]
fn a_connection_that_breaks_is_told_while_nobody_looks() {
    let (screen, bus) = (Screen::start(), Bus::start());
    let home = TempDir::new().expect("a home");
    let service = bus.notifications();
    let server = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    set(home.path(), "language = \"zh-CN\"\n");
    let window = Window::open_with(&Room::outside(), &screen, home.path(), &bus.environment());
    window.key(Key::Comma, Modifiers::COMMAND);
    window.see("焦点在其他窗口时");
    window.picture("notify-settings");
    window.key(Key::Escape, Modifiers::NONE);
    window.key(Key::N, Modifiers::COMMAND);
    window.write(Role::TextInput, "地址", &at);
    window.key(Key::Enter, Modifiers::NONE);
    let peer = accept(&server);
    window.see("已连接");
    let other = window.look_away(&screen);
    // A close with linger 0 is a reset (socket(7), tcp(7)).
    SockRef::from(&peer).set_linger(Some(Duration::ZERO)).expect("set");
    drop(peer);
    let told = service.expect_out("(\\{\"call\": \"Notify\".*\\})\n");
    let told: Value = serde_json::from_str(&told).expect("an object");
    assert_eq!(told["title"], "连接因错误而结束");
    assert_eq!(told["body"], format!("tcp://{at}"), "whose, and not what");
    assert_eq!(told["hints"]["desktop-entry"], "io.github.jackfield.jackfield");
    assert_eq!(told["actions"], serde_json::json!(["default", "打开"]));
    // Who looks has no need of it.
    window.of_the_screen(&screen, &["windowfocus"]);
    service.expect_out("\"CloseNotification\", \"id\": 1");
    drop(other);
}
