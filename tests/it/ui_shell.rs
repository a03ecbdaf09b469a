//! The window around the conversation, found by accessible names and driven as a person would.

use crate::soon::accept;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use jackfield::app::{App, Start};
use jackfield::language::Language;
use jackfield::model::Role;
use jackfield::store::{Paths, Presets};
use jackfield::threads::Registry;
use std::path::Path;
use std::time::{Duration, Instant};

fn window<'a>(home: &Path) -> Harness<'a, App> {
    let start = Start {
        paths: Paths::below(home),
        language: Some(Language::English),
        open: Vec::new(),
        registry: Registry::new(),
    };
    Harness::builder()
        .with_size([1300.0, 850.0])
        .build_eframe(move |cc| App::new(cc, start).expect("the engine starts"))
}

/// Draws until a fact is there.
fn until(window: &mut Harness<'_, App>, what: &str, fact: impl Fn(&Harness<'_, App>) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !fact(window) {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        window.step();
    }
}

fn type_address(window: &mut Harness<'_, App>, text: &str) {
    window.run_ok();
    window.get_by_role_and_label(egui::Role::TextInput, "Address").type_text(text);
    window.run_ok();
}

#[test]
fn a_wrong_address_is_explained_and_a_right_one_is_opened() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:port");
    window.get_by_label_contains("is not a port");
    window.key_press(egui::Key::Enter);
    window.run_ok();
    assert!(window.state().state().sessions.is_empty(), "nothing is opened");
    window.key_press(egui::Key::Escape);
    window.run_ok();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| {
        let sessions = &window.state().state().sessions;
        sessions.values().any(|session| !session.listening.is_empty())
    });
    let session = window.state().state().sessions.values().next().expect("it listens");
    assert_eq!(session.spec.role, Role::Listen);
    window.run_ok();
    let message = window.get_by_role_and_label(egui::Role::MultilineTextInput, "Message");
    assert!(message.accesskit_node().is_focused(), "what is typed now is a message");
}

#[test]
fn who_is_not_read_is_seen_and_the_menu_offers_the_way_back_only() {
    let home = tempfile::tempdir().expect("a folder");
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = server.local_addr().expect("an address").to_string();
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    type_address(&mut window, &at);
    window.key_press(egui::Key::Enter);
    window.run_ok();
    let _peer = accept(&server);
    let row = format!("tcp://{at}, Connected");
    until(&mut window, "a connection", |window| window.query_by_label(&row).is_some());
    for (wish, other, paused) in
        [("Stop reading", "Go on reading", true), ("Go on reading", "Stop reading", false)]
    {
        window.get_by_label(&row).click_secondary();
        window.run_ok();
        assert!(window.query_by_label("Reset the connection").is_some());
        assert!(window.query_by_label(other).is_none(), "{other} is offered too");
        window.get_by_label(wish).click();
        until(&mut window, wish, |window| {
            window.query_by_label("we have stopped reading").is_some() == paused
        });
    }
}

#[test]
fn a_listener_says_whether_its_clients_are_folded() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    let row = "tcp://127.0.0.1:0, Listening";
    let expanded = |window: &Harness<'_, App>| {
        window.query_by_label_contains(row)?.accesskit_node().data().is_expanded()
    };
    until(&mut window, "a listener", |window| {
        let sessions = &window.state().state().sessions;
        sessions.values().any(|session| !session.listening.is_empty())
    });
    assert_eq!(expanded(&window), None, "nobody is there to be folded away");
    let session = window.state().state().sessions.values().next().expect("it listens");
    let at = session.listening.first().expect("an address").to_string();
    let _client = std::net::TcpStream::connect(at).expect("connects");
    until(&mut window, "a client", |window| expanded(window) == Some(true));
    window.get_by_label_contains(row).click();
    until(&mut window, "no client", |window| expanded(window) == Some(false));
}

#[test]
fn a_datagram_socket_is_not_said_to_be_connected() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
    // The discard port: nobody is there.
    type_address(&mut window, "udp://127.0.0.1:9");
    window.key_press(egui::Key::Enter);
    until(&mut window, "where it stands", |window| {
        window.query_by_label("udp://127.0.0.1:9, Bound and addressed").is_some()
    });
    until(&mut window, "what that means", |window| {
        window.query_by_label_contains("There is no connection").is_some()
    });
}

#[test]
fn a_preset_is_removed_and_comes_back_by_undo() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    let file = Paths::below(home.path()).presets_file();
    let count = || Presets::load(&file).0.all().len();
    let before = count();
    assert!(before > 0, "the examples are offered");
    window.get_by_label_contains("Preset Tutorial server").focus();
    window.run_ok();
    window.key_press(egui::Key::Delete);
    window.run_ok();
    assert_eq!(count(), before - 1);
    window.get_by_label("Undo").click();
    window.run_ok();
    assert_eq!(count(), before);
}

#[test]
fn a_preset_is_renamed_with_the_keyboard_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    window.get_by_label_contains("Preset Tutorial client").focus();
    window.run_ok();
    window.key_press(egui::Key::F2);
    window.run_ok();
    window.get_by_label("Name of the preset").type_text(" 欢迎");
    window.run_ok();
    window.key_press(egui::Key::Enter);
    window.run_ok();
    let (presets, _) = Presets::load(&Paths::below(home.path()).presets_file());
    assert!(presets.all().iter().any(|preset| preset.spec.name.contains("欢迎")));
}

#[test]
fn a_thread_is_renamed_in_the_inspector() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    window.get_by_label_contains("Thread record").focus();
    window.run_ok();
    window.key_press(egui::Key::F2);
    window.run_ok();
    window.get_by_label("New name of the thread").type_text("er two");
    window.run_ok();
    window.key_press(egui::Key::Enter);
    until(&mut window, "the new name", |window| {
        window.state().state().threads.rows.iter().any(|row| row.label.contains("er two"))
    });
}

#[test]
fn the_inspector_goes_and_comes_with_f9() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    assert!(window.query_by_label("Calls").is_some());
    window.key_press(egui::Key::F9);
    window.run_ok();
    assert!(window.query_by_label("Calls").is_none());
    window.key_press(egui::Key::F9);
    window.run_ok();
    assert!(window.query_by_label("Calls").is_some());
}

#[test]
fn the_language_changes_without_a_restart() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    window.get_by_label("Settings").click();
    window.run_ok();
    window.get_by_label("简体中文").click();
    window.run_ok();
    window.key_press(egui::Key::Escape);
    window.run_ok();
    window.get_by_label("试试教程");
    assert!(window.query_by_label("Try the tutorial").is_none());
}

#[test]
fn the_tutorial_greets_its_client_side_by_side() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    window.get_by_label("Try the tutorial").click();
    until(&mut window, "a session", |window| !window.state().state().sessions.is_empty());
    // Another test or program may hold the tutorial's port: then its fault is shown with a way out.
    until(&mut window, "a greeting or a fault", |window| {
        let state = window.state().state();
        let failed = state
            .sessions
            .values()
            .any(|session| matches!(session.stage, jackfield::app::state::Stage::Failed(_)));
        let greeted = state.sessions.len() == 2
            && state
                .sessions
                .values()
                .any(|session| session.spec.role == Role::Connect && session.stage.is_over());
        failed || greeted
    });
}

/// Saves what is shown under the name that is proposed.
fn save(window: &mut Harness<'_, App>) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    window.run_ok();
    window.key_press(egui::Key::Enter);
    window.run_ok();
}

#[test]
fn the_name_of_a_preset_is_asked_for_and_escape_leaves() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| !window.state().state().sessions.is_empty());
    let before = names(&window.state().state().presets);
    for (key, saved) in [(egui::Key::Escape, false), (egui::Key::Enter, true)] {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
        window.run_ok();
        // The proposal is selected: what is typed takes its place.
        window.event(egui::Event::Text("my server".to_owned()));
        window.run_ok();
        window.key_press(key);
        window.run_ok();
        let mut after = before.clone();
        after.extend(saved.then(|| "my server".to_owned()));
        assert_eq!(names(&window.state().state().presets), after);
    }
    window.get_by_label_contains("my server” as a preset");
}

#[test]
fn enter_with_a_wrong_address_leaves_the_keyboard_in_the_field() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "99999");
    for wrong in ["bad port", "127.0.0.1:0"] {
        window.key_press(egui::Key::Enter);
        window.run_ok();
        assert!(window.state().state().sessions.is_empty());
        // It takes the place of what was wrong.
        window.event(egui::Event::Text(wrong.to_owned()));
        window.run_ok();
    }
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| !window.state().state().sessions.is_empty());
}

#[test]
fn of_tries_that_came_to_nothing_one_stays_in_the_list() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    for _ in 0..3 {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
        type_address(&mut window, "unix:/no/such.sock");
        window.key_press(egui::Key::Enter);
        until(&mut window, "that it failed", |window| {
            let sessions = &window.state().state().sessions;
            sessions.len() == 1 && sessions.values().all(jackfield::app::state::Session::never_was)
        });
    }
}

#[test]
fn what_has_ended_is_cleared_at_once_and_what_is_open_stays() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    for (count, address) in ["unix:/no/one.sock", "unix:/no/two.sock"].into_iter().enumerate() {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::N);
        type_address(&mut window, address);
        window.key_press(egui::Key::Enter);
        until(&mut window, "that it failed", |window| {
            let sessions = &window.state().state().sessions;
            sessions.values().filter(|session| session.never_was()).count() == count + 1
        });
    }
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| window.state().state().sessions.len() == 3);
    window.run_ok();
    window.get_by_label("Clear ended (2)").click();
    until(&mut window, "the listener alone", |window| window.state().state().sessions.len() == 1);
    window.run_ok();
    window.get_by_label("Took 2 ended sessions off the list.");
    assert!(window.query_by_label_contains("Clear ended").is_none());
    let left = window.state().state().sessions.values().next().expect("the listener");
    assert_eq!(left.spec.role, Role::Listen);
}

#[test]
fn the_inspector_is_as_wide_again_as_it_was_before_the_window_was_small() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.run_ok();
    let edge = |window: &Harness<'_, App>| window.get_by_label("Threads").rect().left();
    let wide = edge(&window);
    for small in [1000.0, 960.0] {
        window.set_size(egui::vec2(small, 850.0));
        window.run_ok();
        assert!(small - edge(&window) < 1300.0 - wide - 20.0, "there is less room");
    }
    window.set_size(egui::vec2(1300.0, 850.0));
    window.run_ok();
    assert!((edge(&window) - wide).abs() < 1.0, "{} and {wide}", edge(&window));
}

fn names(presets: &[jackfield::model::Preset]) -> Vec<String> {
    presets.iter().map(|preset| preset.spec.name.clone()).collect()
}

#[test]
fn what_another_program_saves_appears_and_nothing_of_either_is_lost() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| !window.state().state().sessions.is_empty());
    let file = Paths::below(home.path()).presets_file();
    let add = |name: &str| {
        let (mut presets, _) = Presets::load(&file);
        let mut preset = presets.all()[0].clone();
        name.clone_into(&mut preset.spec.name);
        presets.add(preset);
        presets.save().expect("saved");
    };
    add("theirs");
    until(&mut window, "what another program saved", |window| {
        names(&window.state().state().presets).contains(&"theirs".to_owned())
    });
    add("theirs too");
    for title in ["127.0.0.1:0", "127.0.0.1:0 (2)"] {
        save(&mut window);
        window.get_by_label_contains(&format!("{title}” as a preset"));
    }
    let saved = Presets::load(&file).0;
    let saved = names(saved.all());
    for name in ["theirs", "theirs too"] {
        assert!(saved.contains(&name.to_owned()), "{name} is gone: {saved:?}");
    }
    assert_eq!(saved.iter().filter(|name| name.contains("127.0.0.1:0")).count(), 2, "{saved:?}");
    assert_eq!(names(&window.state().state().presets), saved);
    assert!(window.state().state().notices.is_empty());
}

#[test]
fn what_is_not_on_disk_is_not_said_to_be_saved() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::L);
    type_address(&mut window, "127.0.0.1:0");
    window.key_press(egui::Key::Enter);
    until(&mut window, "a listener", |window| !window.state().state().sessions.is_empty());
    std::fs::write(Paths::below(home.path()).presets_file(), "[[preset").expect("written");
    save(&mut window);
    assert!(window.query_by_label_contains("as a preset").is_none());
    let (notices, _) = window.state().state().notices.shown();
    assert!(notices.iter().any(|notice| notice.text.starts_with("Not saved:")), "{notices:?}");
}
