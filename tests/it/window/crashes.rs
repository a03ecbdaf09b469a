//! Windows that are killed, break down, stand still, or get no more from the system.

use super::driver::Window;
use super::screen::Screen;
use crate::support::{Program, Room, facts_until as until};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use jackfield::store::Paths;
use rustix::process::Signal;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const ASKED: &str = "Last time the program ended unexpectedly. Reopen 5 sessions?";

/// Waits until the file for the case of a crash has five sessions and a draft.
fn kept(home: &Path, draft: &str) {
    until("what is open is kept", || {
        let text = fs::read_to_string(Paths::below(home).open_file()).unwrap_or_default();
        text.matches("\"spec\"").count() == 5 && text.contains(draft)
    });
}

fn see_draft(window: &Window, draft: &str) {
    window.wait(&format!("{draft:?} in the composer"), |shown| {
        let is =
            |w: &&super::inspector::Widget| w.role == Role::MultilineTextInput && w.value == draft;
        shown.iter().find(is).map(drop)
    });
}

#[test]
fn five_sessions_and_what_was_typed_come_back_after_a_kill_and_after_a_panic() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    for _ in 0..5 {
        window.listen();
    }
    window.click(Role::MultilineTextInput, "Message");
    window.type_text("half a wo");
    kept(home.path(), "half a wo");
    window.kill();

    let word = [("JACKFIELD_PANIC_AT", "boom")];
    let mut window = Window::open_with(&Room::outside(), &screen, home.path(), &word);
    window.see(ASKED);
    window.picture("reopen");
    window.click(Role::Button, "Reopen");
    see_draft(&window, "half a wo");
    kept(home.path(), "half a wo");
    window.click(Role::MultilineTextInput, "Message");
    window.key(Key::A, Modifiers::COMMAND);
    window.type_last("boom");
    window.program.exit_with(101);
    window.program.expect_err("Internal error in the thread");

    let mut window = Window::open(&screen, home.path());
    window.see("The program had an internal error before");
    window.see(ASKED);
    window.click(Role::Button, "Reopen");
    see_draft(&window, "boom");
    window.program.signal(Signal::HUP);
    window.program.succeed();
    let paths = Paths::below(home.path());
    assert!(!paths.open_file().exists() && !paths.left_file().exists(), "a good end");
}

#[test]
fn a_window_that_stands_still_is_noticed_and_a_report_tells_of_all_threads() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let word = [("JACKFIELD_STALL_AT", "stand still")];
    let mut window = Window::open_with(&Room::outside(), &screen, home.path(), &word);
    window.listen();
    window.click(Role::MultilineTextInput, "Message");
    window.type_text("stand still");
    window.see("The window stood still for");
    let folder = fs::read_dir(Paths::below(home.path()).crashes()).expect("a folder");
    let report = folder.flatten().next().expect("a report").path();
    let text = fs::read_to_string(report).expect("readable");
    for thread in ["ui, main, running", "session:1, session, waiting", "record, record", "watch"] {
        assert!(text.contains(thread), "{thread}: {text}");
    }
    assert!(!text.contains("stand still"), "nothing that was typed: {text}");
    window.program.signal(Signal::INT);
    window.program.succeed();
}

/// The system of a program, as a tracer makes it (strace(1)).
struct Tracer(Program);

impl Tracer {
    fn attach(window: &Window, calls: &str, what: &str) -> Self {
        let pid = window.program.pid();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
        command.args(["-e", &format!("inject={calls}:{what}"), "-p", &pid.to_string()]);
        let tracer = Self(Program::start(command));
        until("all threads are traced", || tracers(pid).iter().all(|tracer| *tracer != 0));
        tracer
    }

    fn detach(self, window: &Window) {
        drop(self.0);
        let pid = window.program.pid();
        until("no thread is traced", || tracers(pid).iter().all(|tracer| *tracer == 0));
    }
}

/// Who traces each thread of a process (`TracerPid` of proc(5)).
fn tracers(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs").flatten();
    let tracer = |task: fs::DirEntry| {
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("TracerPid:"))?;
        line.trim().parse().ok()
    };
    tasks.filter_map(tracer).collect()
}

#[test]
fn where_no_thread_can_be_had_a_session_fails_in_a_sentence_and_the_next_one_works() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    window.see("Start a conversation");
    let tracer = Tracer::attach(&window, "clone,clone3", "error=EAGAIN");
    window.open_session("Listen", "127.0.0.1:0");
    window.see("The system starts no more threads. Close some sessions or other programs");
    tracer.detach(&window);
    window.listen();
}

/// A thread of the window that will be half a minute in the call by which it closes a connection.
fn stuck(window: &Window) -> (Tracer, TcpStream) {
    let port = window.listen();
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.write_all(b"hello\n").expect("written");
    window.heard("hello");
    (Tracer::attach(window, "shutdown", "delay_enter=30000000"), client)
}

#[test]
fn a_thread_that_does_not_end_holds_nobody_up_for_long_and_is_named() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut window = Window::open(&screen, home.path());
    let (tracer, _client) = stuck(&window);
    window.program.signal(Signal::TERM);
    window.program.expect_err("the thread (io|session):1.* did not end in time");
    // Whoever traces a thread has to let it go before its process is gone.
    drop(tracer);
    window.program.succeed();
    assert!(!Paths::below(home.path()).open_file().exists(), "it was asked to end");
}

#[test]
fn a_second_signal_waits_for_no_thread() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let mut window = Window::open(&screen, home.path());
    let (tracer, _client) = stuck(&window);
    window.program.signal(Signal::TERM);
    until("it begins to end", || !Paths::below(home.path()).open_file().exists());
    window.program.signal(Signal::TERM);
    let stat = format!("/proc/{}/stat", window.program.pid());
    until("it has ended but for the traced thread", || {
        fs::read_to_string(&stat).is_ok_and(|stat| stat.contains(") Z "))
    });
    drop(tracer);
    window.program.exit_with(130);
}
