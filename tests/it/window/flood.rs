//! Ten thousand messages a second: the window answers, counts, stays small, and ends when asked to.

use super::driver::Window;
use super::screen::Screen;
use egui::accesskit::Role;
use rustix::process::Signal;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Lines in a burst, and the time between two: ten thousand a second.
const BURST: (u64, Duration) = (100, Duration::from_millis(10));
/// How long the flood lasts before the window is asked anything.
const LASTS: Duration = Duration::from_secs(3);
/// Memory in use that the window must not exceed, in KiB.
const MEMORY: u64 = 300 * 1024;
/// The longest that a person waits for what a click did.
const ANSWER: Duration = Duration::from_secs(2);
/// The longest that its end may take.
const END: Duration = Duration::from_secs(5);

#[test]
fn a_flood_neither_stops_the_window_nor_fills_the_memory() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut window = Window::open(&screen, home.path());
    let port = window.listen();
    let flood = std::thread::spawn(move || flood(port));
    window.see("1 client");
    let begun = Instant::now();
    let mut longest = Duration::ZERO;
    while begun.elapsed() < LASTS {
        // A click there and back: each must be answered while the flood goes on.
        for view in ["Log", "Chat"] {
            let clicked = Instant::now();
            window.press(view);
            window.wait(&format!("{view} chosen"), |shown| {
                shown.iter().find(|w| w.name == view && w.on == Some(true)).map(drop)
            });
            longest = longest.max(clicked.elapsed());
        }
    }
    assert!(longest < ANSWER, "a click took {longest:?}");
    window.see("message ");
    window.picture("flood");
    let memory = window.program.memory();
    assert!(memory < MEMORY, "{memory} KiB are in use");
    // What is counted is at least what the bursts of so many seconds hold.
    window.wait("more than 100 kB recorded", |shown| {
        let bar = shown.iter().find(|w| w.says(" recorded"))?;
        (bar.says("kB") || bar.says("MB") || bar.says("KiB") || bar.says("MiB")).then_some(())
    });
    let clicked = Instant::now();
    window.click(Role::Button, "Stop");
    window.see("Closed");
    assert!(clicked.elapsed() < ANSWER, "Stop took {:?}", clicked.elapsed());
    let sent = flood.join().expect("the flood ends with the connection");
    assert!(sent > 10_000, "only {sent} lines were sent");

    let asked = Instant::now();
    window.program.signal(Signal::TERM);
    window.program.succeed();
    assert!(asked.elapsed() < END, "the end took {:?}", asked.elapsed());
    let window = Window::open(&screen, home.path());
    let past = window.find_like(Role::Button, "Conversation tcp://127.0.0.1:0");
    window.click_at(past.place.center());
    window.see("message ");
}

/// Says lines as fast as that until nobody listens any more; how many it said.
fn flood(port: u16) -> u64 {
    let mut to = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the window listens");
    let (mut said, begun) = (0_u64, Instant::now());
    let mut next = begun;
    loop {
        let burst = said..said + BURST.0;
        let lines: Vec<_> =
            burst.clone().map(|number| format!("message {number} 你好\n")).collect();
        let lines = lines.concat();
        said = burst.end;
        if to.write_all(lines.as_bytes()).is_err() {
            return said;
        }
        next += BURST.1;
        std::thread::park_timeout(next.saturating_duration_since(Instant::now()));
    }
}
