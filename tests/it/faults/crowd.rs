//! Thousands of connections to one listener of the window.

use crate::pair::thorough;
use crate::support::{Program, facts_until as until, foreign};
use crate::window::driver::Window;
use crate::window::screen::Screen;
use egui::accesskit::Role;
use rustix::process::Signal;
use std::fs;
use tempfile::TempDir;

/// Most memory of the window with ten thousand connections, in KiB.
const MEMORY: u64 = 500 * 1024;

fn threads(program: &Program) -> usize {
    fs::read_dir(format!("/proc/{}/task", program.pid())).expect("it runs").count()
}

#[test]
fn a_crowd_at_one_listener_leaves_the_window_usable_and_nothing_behind() {
    let crowd = if thorough() { 10_000 } else { 1_500 };
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut window = Window::open(&screen, home.path());
    let alone = threads(&window.program);
    let port = window.listen();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/peers/crowd.py");
    let mut clients = foreign(&format!("python3 {script} {port} {crowd}"));
    clients.expect_out("connected");
    window.see(&format!("{crowd} clients"));
    window.picture("crowd");
    // The last of them is heard, and the panel of threads is there for whoever asks.
    clients.say(format!("{}\n", crowd - 1).as_bytes());
    window.heard("it is me");
    if !window.shown().iter().any(|w| w.role == Role::Tab && w.name == "Threads") {
        window.click(Role::Button, "Inspector");
    }
    window.click(Role::Tab, "Threads");
    window.find_like(Role::Button, "Thread io:1#1");
    let (most, used) = (threads(&window.program), window.program.memory());
    assert!(most < alone + 100, "{most} threads for {crowd} connections");
    assert!(used < MEMORY, "{used} KiB for {crowd} connections");
    window.click(Role::Button, "Stop");
    window.see("Closed");
    until("its threads are gone", || threads(&window.program) <= alone);
    clients.finish();
    clients.succeed();
    window.program.signal(Signal::TERM);
    window.program.succeed();
}
