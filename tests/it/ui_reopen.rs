//! What a window offers after a crash, and how it begins after many.

use crate::soon::accept;
use eframe::App as _;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use jackfield::app::{App, PairNode, PairSource, Start, state::Theme};
use jackfield::language::Language;
use jackfield::model::pairing::PairFault;
use jackfield::model::{
    Endpoint, InputFormat, Lens, LineEnding, Role as Side, SessionSpec, ThreadRole, ThreadState,
};
use jackfield::store::{Open, OpenSession, Paths, Run};
use jackfield::threads::Registry;
use std::cell::Cell;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::rc::Rc;

fn start(home: &Path) -> Start {
    Start {
        paths: Paths::below(home),
        language: Some(Language::English),
        open: Vec::new(),
        registry: Registry::new(),
    }
}

fn window<'a>(home: &Path) -> Harness<'a, App> {
    let start = start(home);
    let mut window = Harness::builder()
        .with_size([1300.0, 850.0])
        .build_eframe(move |cc| App::new(cc, start).expect("the engine starts"));
    window.run_ok();
    window
}

fn session(side: Side, address: &str, draft: &str) -> OpenSession {
    let endpoint = Endpoint::parse(address, side).expect("an endpoint");
    OpenSession {
        spec: SessionSpec::new(side, endpoint),
        draft: draft.to_owned(),
        lens: Lens::Lines,
        input: InputFormat::Text,
        line_ending: LineEnding::CrLf,
        shown: !draft.is_empty(),
        ended: false,
    }
}

/// A run that had this open and was killed.
fn crash(home: &Path, open: Open) {
    let (run, _) = Run::begin(&Paths::below(home));
    run.expect("nobody else runs").keep(open).expect("kept");
}

#[test]
fn nothing_is_opened_before_the_person_says_so_and_then_with_what_was_typed() {
    let home = tempfile::tempdir().expect("a folder");
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    server.set_nonblocking(true).expect("set");
    let address = server.local_addr().expect("bound").to_string();
    let sessions = vec![
        session(Side::Listen, "127.0.0.1:0", ""),
        session(Side::Connect, &address, "half a wo"),
    ];
    crash(home.path(), Open { sessions, ended: 0 });

    let first = window(home.path());
    first.get_by_label("Last time the program ended unexpectedly. Reopen 2 sessions?");
    first.get_by_label_contains("A text that was typed and not sent");
    assert!(first.state().state().sessions.is_empty());
    let nobody = server.accept().expect_err("nobody connects unasked");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
    // An end without an answer is none.
    drop(first);

    let mut second = window(home.path());
    second.get_by_label("Reopen").click();
    second.run_ok();
    assert_eq!(second.state().state().sessions.len(), 2);
    assert!(second.query_by_label("Reopen").is_none());
    let field = second.get_by_role(Role::MultilineTextInput);
    assert_eq!(field.value().as_deref(), Some("half a wo"));
    server.set_nonblocking(false).expect("set");
    accept(&server);
    drop(second);

    let third = window(home.path());
    assert!(third.query_by_label("Reopen").is_none(), "a good end leaves nothing");
}

#[test]
fn what_is_not_wanted_is_not_asked_for_again() {
    let home = tempfile::tempdir().expect("a folder");
    let sessions = vec![session(Side::Listen, "127.0.0.1:0", "")];
    crash(home.path(), Open { sessions, ended: 0 });
    let mut first = window(home.path());
    first.get_by_label("Do not reopen").click();
    first.run_ok();
    assert!(first.query_by_label("Do not reopen").is_none());
    assert!(first.state().state().sessions.is_empty());
    drop(first);
    assert!(window(home.path()).query_by_label("Reopen").is_none());
}

#[test]
fn three_crashes_within_a_minute_begin_with_what_is_built_in_and_lose_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let paths = Paths::below(home.path());
    std::fs::create_dir_all(&paths.config).expect("made");
    let settings = "theme = \"dark\" # mine\nexamples-offered = true\n";
    std::fs::write(paths.settings_file(), settings).expect("written");
    let sessions = vec![session(Side::Listen, "127.0.0.1:0", "")];
    crash(home.path(), Open { sessions, ended: 0 });
    crash(home.path(), Open::default());
    crash(home.path(), Open::default());

    let mut careful = window(home.path());
    careful.get_by_label_contains("has ended unexpectedly three times within a minute");
    assert!(careful.query_by_label("Reopen").is_none());
    careful.get_by_label("Open the folder: Presets and settings");
    assert_eq!(careful.state().state().preferences.theme, Theme::System);
    careful.key_press(egui::Key::F9);
    careful.run_ok();
    drop(careful);
    let kept = std::fs::read_to_string(paths.settings_file()).expect("a file");
    assert_eq!(kept, settings, "it is not touched");

    let after = window(home.path());
    after.get_by_label("Reopen");
    assert_eq!(after.state().state().preferences.theme, Theme::Dark);
}

#[test]
#[cfg(unix)]
fn a_listener_at_a_path_is_reopened_over_the_socket_file_that_it_left() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("left.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).expect("bound"));
    assert!(path.exists(), "as a crash leaves it");
    let address = format!("unix:{}", path.display());
    let sessions = vec![session(Side::Listen, &address, "")];
    crash(home.path(), Open { sessions, ended: 2 });
    let mut window = window(home.path());
    window.get_by_label("2 more had ended and stay closed.");
    window.get_by_label("Reopen").click();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while std::os::unix::net::UnixStream::connect(&path).is_err() {
        assert!(std::time::Instant::now() < deadline, "nobody listens again");
        window.step();
    }
}

/// A node that was used before and cannot be started, and how often that was tried.
struct Counted(Rc<Cell<u32>>);

impl PairSource for Counted {
    fn was_used(&self) -> bool {
        true
    }

    fn start(&self) -> Result<Box<dyn PairNode>, PairFault> {
        self.0.set(self.0.get() + 1);
        Err(PairFault::Away)
    }
}

#[test]
fn a_careful_start_links_no_paired_machine_by_itself() {
    let home = tempfile::tempdir().expect("a folder");
    let starts = Rc::new(Cell::new(0));
    let mut window = paired(home.path(), &starts);
    window.run_steps(3);
    assert_eq!(starts.take(), 1);
    drop(window);
    for _ in 0..3 {
        crash(home.path(), Open::default());
    }
    let mut careful = paired(home.path(), &starts);
    careful.run_steps(3);
    assert!(careful.state().state().is_careful);
    assert_eq!(starts.get(), 0);
    careful.get_by_label("Pair").click();
    careful.run_steps(3);
    assert_eq!(starts.get(), 1, "once somebody asks for it");
}

fn paired<'a>(home: &Path, starts: &Rc<Cell<u32>>) -> Harness<'a, App> {
    let source = Box::new(Counted(Rc::clone(starts)));
    let start = start(home);
    Harness::builder().with_size([1300.0, 850.0]).build_eframe(move |cc| {
        App::new(cc, start).expect("the engine starts").with_pairing(source)
    })
}

#[test]
fn a_window_that_is_hidden_rests_between_its_frames() {
    let home = tempfile::tempdir().expect("a folder");
    let start = start(home.path());
    let registry = start.registry.clone();
    let mut window =
        Harness::builder().build_eframe(move |cc| App::new(cc, start).expect("the engine starts"));
    window.run_ok();
    let ctx = window.ctx.clone();
    // As eframe does it: nothing is drawn.
    let mut frame = eframe::Frame::_new_kittest();
    let logic = |ctx: &egui::Context| window.state_mut().logic(ctx, &mut frame);
    drop(ctx.run_logic(&egui::RawInput::default(), logic));
    let rows = registry.rows();
    let row = rows.iter().find(|row| row.role == ThreadRole::Main).expect("the window's thread");
    assert_eq!(row.state, ThreadState::Waiting);
}
