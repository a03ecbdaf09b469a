//! Two windows that talk, their threads, and what is there again after a kill.

use super::driver::Window;
use super::inspector::Widget;
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use std::fs;
use tempfile::TempDir;

const HELLO: &str = "你好，世界 👋";
const ANSWER: &str = "收到啦 🎉 ok";

#[test]
fn two_windows_talk_and_a_killed_one_finds_its_talk_again() {
    let screens = [Screen::start(), Screen::start()];
    let homes = [TempDir::new().expect("a home"), TempDir::new().expect("a home")];
    let host = Window::open(&screens[0], homes[0].path());
    let guest = Window::open(&screens[1], homes[1].path());

    let port = host.listen();
    guest.open_session("Connect", &format!("127.0.0.1:{port}"));
    guest.see("Connected");
    host.see("1 client");
    guest.say(HELLO);
    host.heard(HELLO);
    host.say(ANSWER);
    guest.heard(ANSWER);

    for window in [&host, &guest] {
        show_threads(window);
        window.find_like(Role::Button, "Thread session:");
        window.find_like(Role::Button, "Thread io:");
    }
    rename_a_thread(&host);
    host.picture("talk-host");
    guest.picture("talk-guest");

    guest.key(Key::S, Modifiers::COMMAND);
    guest.find(Role::TextInput, "Name");
    guest.key(Key::Enter, Modifiers::NONE);
    let preset = format!("Preset tcp://127.0.0.1:{port}, tcp://127.0.0.1:{port}");
    guest.find(Role::Button, &preset);
    guest.kill();

    let guest = Window::open(&screens[1], homes[1].path());
    // The conversation first: it is shown as it was.
    let past = guest.find_like(Role::Button, &format!("Conversation tcp://127.0.0.1:{port}"));
    guest.click_at(past.place.center());
    guest.heard(ANSWER);
    guest.see(HELLO);
    guest.picture("talk-again");
    // Then the preset: by double click, and by Enter.
    guest.double_click_at(guest.find(Role::Button, &preset).place.center());
    guest.see("Connected");
    guest.say("again");
    host.heard("again");
    guest.click_at(guest.find(Role::Button, &preset).place.center());
    guest.key(Key::Enter, Modifiers::NONE);
    // Three: the one that was killed has only finished sending (RFC 9293, 3.6).
    host.see("3 clients");
}

/// Opens the page of threads, wherever it was.
fn show_threads(window: &Window) {
    let open = |shown: &[Widget]| shown.iter().any(|w| w.role == Role::Tab && w.name == "Threads");
    if !open(&window.shown()) {
        window.click(Role::Button, "Inspector");
    }
    window.click(Role::Tab, "Threads");
}

/// Renames the session's thread with F2 and waits until the system knows it by the new name.
fn rename_a_thread(window: &Window) {
    let name = "掌柜";
    let row = window.find_like(Role::Button, "Thread session:");
    window.click_at(row.place.center());
    window.key(Key::F2, Modifiers::NONE);
    window.write(Role::TextInput, "New name of the thread", name);
    window.key(Key::Enter, Modifiers::NONE);
    window.find_like(Role::Button, &format!("Thread {name}"));
    window.see(&format!("the system shows {name}"));
    // What became of it is told with it, and not with another.
    window.click_at(window.find_like(Role::Button, "Thread ui").place.center());
    window.see("This is the main thread; it ends with the program.");
    window.see_no_more("the system shows");
    window.click(Role::Tab, "Calls");
    window.see(&format!("setName(session:1, {name}) = ok"));
    let tasks = format!("/proc/{}/task", window.program.pid());
    let tasks = fs::read_dir(tasks).expect("the tasks of a process");
    let names = tasks.map(|task| fs::read_to_string(task.expect("a task").path().join("comm")));
    let names: Vec<String> = names.flatten().map(|comm| comm.trim_end().to_owned()).collect();
    assert!(names.iter().any(|comm| comm == name), "the system calls the threads {names:?}");
}
