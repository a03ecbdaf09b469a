//! Language and colours, changed while it runs.

use super::driver::Window;
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use tempfile::TempDir;

/// Mean brightness that parts a dark window from a light one, of 255.
const DUSK: u64 = 128;

#[test]
fn it_speaks_chinese_and_turns_dark_without_a_restart() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let config = home.path().join("config");
    std::fs::create_dir_all(&config).expect("a folder");
    std::fs::write(config.join("settings.toml"), "[inspector]\nopen = true\ntab = \"calls\"\n")
        .expect("settings");
    let window = Window::open(&screen, home.path());
    window.see("Start a conversation");
    let calls = window.find(Role::Tab, "Calls");
    assert_eq!(calls.on, Some(true), "the page that the settings name");
    window.click(Role::Tab, "Threads");
    window.listen();
    choose(&window, "Light");
    assert!(window.brightness("light") > DUSK, "it is light");
    choose(&window, "Dark");
    assert!(window.brightness("dark") < DUSK, "it is dark");
    choose(&window, "简体中文");
    for text in ["监听", "连接", "检查器", "预设", "线程"] {
        window.see(text);
    }
    window.see_no_more("Listening");
    choose(&window, "浅色");
    assert!(window.brightness("chinese") > DUSK, "it is light again");
    drop(window);

    let window = Window::open(&screen, home.path());
    window.see("开始一次会话");
    assert!(window.brightness("first-chinese") > DUSK, "what was chosen is kept");
}

/// Chooses something in the settings, and closes them.
fn choose(window: &Window, name: &str) {
    window.key(Key::Comma, Modifiers::COMMAND);
    window.press(name);
    window.wait(&format!("{name} chosen"), |shown| {
        shown.iter().find(|w| w.name == name && w.on == Some(true)).map(drop)
    });
    window.key(Key::Escape, Modifiers::NONE);
    window.wait("no settings", |shown| {
        (!shown.iter().any(|w| w.name == name && w.on.is_some())).then_some(())
    });
}
