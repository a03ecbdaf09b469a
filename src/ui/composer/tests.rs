//! Tests of the composer: what is typed, and which commands come of it.

use super::{ComposerView, composer_ui};
use crate::app::state::{ConnectionStage, Session, Warning};
use crate::language::{Language, Words};
use crate::model::{
    Audience, Command, ConnectionId, Fault, FaultKind, Feed, FeedEnd, FeedInfo, InputFormat,
    LineEnding, Role, SessionEvent, Target, ThreadId, limits,
};
use crate::ui::conversation::tests::session;
use egui::{Event, Key, Modifiers, Role as Is, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

struct Scene {
    words: Words,
    session: Session,
    view: ComposerView,
    commands: Vec<Command>,
}

fn scene(session: Session, view: ComposerView) -> Harness<'static, Scene> {
    let words = Words::new(Language::English);
    let scene = Scene { words, session, view, commands: Vec::new() };
    let builder = Harness::builder().with_size(Vec2::new(900.0, 300.0)).with_max_steps(40);
    let builder = builder.with_context_setup(|ctx| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::install(ctx);
    });
    let draw = |ui: &mut egui::Ui, scene: &mut Scene| {
        let Scene { words, session, view, commands } = scene;
        commands.extend(composer_ui(ui, words, session, view));
    };
    let mut harness = builder.build_ui_state(draw, scene);
    harness.run_ok();
    harness
}

fn client() -> Session {
    session(Role::Connect, "localhost:9999", 1)
}

fn typed(harness: &mut Harness<'static, Scene>, text: &str) {
    harness.get_by_role_and_label(Is::MultilineTextInput, "Message").focus();
    harness.run_ok();
    harness.event(Event::Text(text.to_owned()));
    harness.run_ok();
}

fn enter(harness: &mut Harness<'static, Scene>) {
    harness.key_press(Key::Enter);
    harness.run_ok();
}

/// The bytes and targets that were sent.
fn sends(harness: &Harness<'static, Scene>) -> Vec<(Target, Vec<u8>)> {
    let commands = harness.state().commands.iter();
    commands
        .map(|command| match command {
            Command::Send { target, bytes, .. } => (target.clone(), bytes.to_vec()),
            other => panic!("{other:?} is no send"),
        })
        .collect()
}

#[test]
fn what_is_typed_after_a_session_comes_into_view_goes_out_with_enter() {
    let mut harness = scene(client(), ComposerView::default());
    harness.state_mut().view.take_keyboard();
    harness.run_ok();
    harness.event(Event::Text("hello".to_owned()));
    harness.run_ok();
    enter(&mut harness);
    assert_eq!(sends(&harness), [(Target::All, b"hello\n".to_vec())]);
}

#[test]
fn chinese_goes_out_with_its_line_ending() {
    let view = ComposerView { ending: LineEnding::CrLf, ..ComposerView::default() };
    let mut harness = scene(client(), view);
    typed(&mut harness, "欢迎访问");
    harness.get_by_label("14 B");
    enter(&mut harness);
    assert_eq!(sends(&harness), [(Target::All, "欢迎访问\r\n".as_bytes().to_vec())]);
    assert!(harness.state().view.text.is_empty());
    assert_eq!(harness.state().view.sent, ["欢迎访问"]);
}

#[test]
fn shift_and_enter_begin_a_new_line_and_ctrl_enter_sends() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "a");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_ok();
    harness.event(Event::Text("b".to_owned()));
    harness.run_ok();
    assert!(sends(&harness).is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run_ok();
    assert_eq!(sends(&harness), [(Target::All, b"a\nb\n".to_vec())]);
}

#[test]
fn shift_counts_as_it_was_when_enter_was_pressed() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "a");
    // Shift is let go before the frame is drawn: its state at the end is not that of the key.
    let key = |modifiers| Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    };
    harness.event(key(Modifiers::SHIFT));
    harness.event(Event::Text("b".to_owned()));
    harness.run_ok();
    assert!(sends(&harness).is_empty());
    assert_eq!(harness.state().view.text, "a\nb");
    // And pressed only after it.
    harness.event(key(Modifiers::NONE));
    harness.event(Event::ModifiersChanged(Modifiers::SHIFT));
    harness.run_ok();
    assert_eq!(sends(&harness), [(Target::All, b"a\nb\n".to_vec())]);
}

#[test]
fn escapes_and_hex_are_read_and_their_errors_are_live() {
    let view = ComposerView {
        format: InputFormat::Escapes,
        ending: LineEnding::None,
        ..ComposerView::default()
    };
    let mut harness = scene(client(), view);
    typed(&mut harness, r"a\r\n\x00");
    enter(&mut harness);
    harness.state_mut().view.format = InputFormat::Hex;
    typed(&mut harness, "AABBC");
    harness.get_by_label("5 digits – one missing: each byte takes two.");
    enter(&mut harness);
    assert_eq!(harness.state().view.text, "AABBC", "what cannot be sent stays");
    typed(&mut harness, "C");
    enter(&mut harness);
    let expected = [(Target::All, b"a\r\n\0".to_vec()), (Target::All, vec![0xaa, 0xbb, 0xcc])];
    assert_eq!(sends(&harness), expected);
}

#[test]
fn up_brings_back_what_was_sent() {
    let history = vec!["one".to_owned(), "two".to_owned()];
    let mut harness = scene(client(), ComposerView { history, ..ComposerView::default() });
    typed(&mut harness, "draft");
    for expected in ["two", "one", "one"] {
        harness.key_press(Key::ArrowUp);
        harness.run_ok();
        assert_eq!(harness.state().view.text, expected);
    }
    for expected in ["two", "draft"] {
        harness.key_press(Key::ArrowDown);
        harness.run_ok();
        assert_eq!(harness.state().view.text, expected);
    }
}

#[test]
fn a_refused_send_comes_back() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "precious");
    enter(&mut harness);
    assert!(harness.state().view.text.is_empty());
    let fault = Fault::new(FaultKind::NobodyThere);
    let warning = Warning { connection: ConnectionId(1), fault, refused: Some(9) };
    harness.state_mut().session.warnings.push_back(warning);
    harness.run_ok();
    assert_eq!(harness.state().view.text, "precious");
}

#[test]
fn who_has_finished_sending_reads_that_and_not_that_nobody_is_there() {
    let mut over = client();
    for connection in over.connections.values_mut() {
        connection.stage = ConnectionStage::WeFinished;
    }
    let mut harness = scene(over, ComposerView::default());
    typed(&mut harness, "hello");
    harness.get_by_label("You have finished sending; receiving goes on.");
    assert!(harness.query_by_label("Nobody is connected.").is_none());
}

#[test]
fn file_takes_the_keyboard_into_the_path() {
    let mut harness = scene(client(), ComposerView::default());
    harness.get_by_label("File…").click();
    harness.run_ok();
    harness.event(Event::Text("/etc/hosts".to_owned()));
    harness.run_ok();
    assert_eq!(harness.get_by_label("File to send").value().as_deref(), Some("/etc/hosts"));
}

#[test]
fn with_nobody_there_the_text_stays_and_the_reason_is_shown() {
    let mut harness = scene(session(Role::Connect, "localhost:9999", 0), ComposerView::default());
    typed(&mut harness, "hello");
    harness.get_by_label("Nobody is connected.");
    enter(&mut harness);
    assert!(sends(&harness).is_empty());
    assert_eq!(harness.state().view.text, "hello");
    assert!(harness.get_by_role_and_label(Is::Button, "Send").accesskit_node().is_disabled());
}

#[test]
fn a_full_send_budget_is_told_and_waited_for() {
    let session = client();
    let gauges = &session.connections[&ConnectionId(1)].info.gauges;
    gauges.waiting.store(limits::SEND_BUDGET as u64, Ordering::Relaxed);
    let mut harness = scene(session, ComposerView::default());
    typed(&mut harness, "more");
    harness.get_by_label("Waiting for the peer to read: 17 MB");
    harness.get_by_label("17 MB waiting");
    enter(&mut harness);
    assert!(sends(&harness).is_empty());
}

#[test]
fn one_some_or_all_clients_are_chosen() {
    let mut harness = scene(session(Role::Listen, "9999", 3), ComposerView::default());
    harness.get_by_label("All clients (3)").click();
    harness.run_ok();
    harness.get_by_label("10.0.0.2:50002").click();
    harness.run_ok();
    typed(&mut harness, "to one");
    enter(&mut harness);
    let only = ConnectionId(2);
    assert_eq!(sends(&harness), [(Target::One(only), b"to one\n".to_vec())]);
    harness.state_mut().view.follow(Some(ConnectionId(3)));
    typed(&mut harness, "to the shown");
    enter(&mut harness);
    assert_eq!(sends(&harness)[1].0, Target::One(ConnectionId(3)));
}

#[test]
fn datagrams_may_be_empty_and_never_too_large() {
    let view = ComposerView { ending: LineEnding::None, ..ComposerView::default() };
    let mut harness = scene(session(Role::Connect, "udp://localhost:9999", 1), view);
    harness.get_by_label("Send an empty datagram").click();
    harness.run_ok();
    assert_eq!(sends(&harness), [(Target::All, Vec::new())]);
    // Two bytes each: fewer characters than the field holds, more bytes than a datagram.
    harness.state_mut().view.text = "é".repeat(limits::DATAGRAM / 2 + 1);
    harness.run_ok();
    harness.get_by_label_contains("Too large for a datagram: 65508 bytes");
}

/// What threads were asked to send, and to whom.
fn feeds(harness: &Harness<'static, Scene>) -> Vec<(Option<Vec<ConnectionId>>, Feed)> {
    let commands = harness.state().commands.iter();
    let feeds = commands.filter_map(|command| match command {
        Command::Feed(_, Audience::Anybody, feed) => Some((None, feed.clone())),
        Command::Feed(_, Audience::These(these), feed) => {
            Some((Some(these.iter().map(|(id, _)| *id).collect()), feed.clone()))
        }
        _ => None,
    });
    feeds.collect()
}

/// Takes in that a thread sends something.
fn feeding(harness: &mut Harness<'static, Scene>, name: &str) -> FeedInfo {
    let info = FeedInfo { thread: ThreadId(7), name: name.to_owned(), gauges: Arc::default() };
    let event = SessionEvent::Feeding(info.clone());
    harness.state_mut().session.apply(&event, Instant::now());
    info
}

#[test]
fn the_arrow_keys_choose_in_a_list_that_the_pointer_opened() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "x");
    harness.get_by_role_and_label(Is::ComboBox, "What is typed").click();
    harness.run_ok();
    harness.key_press(Key::ArrowDown);
    harness.run_ok();
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(harness.state().view.format, InputFormat::Escapes);
    assert!(sends(&harness).is_empty());
}

#[test]
fn a_huge_paste_is_offered_as_data() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "x");
    harness.event(Event::Paste("y".repeat(5_000_000)));
    harness.run_ok();
    assert_eq!(harness.state().view.text, "x", "it is never laid out");
    harness.get_by_label("Send 5 MB as data").click();
    harness.run_ok();
    match feeds(&harness).as_slice() {
        [(Some(to), Feed::Bytes(_, bytes))] => {
            assert_eq!((to.as_slice(), bytes.len()), (&[ConnectionId(1)][..], 5_000_000));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_sent_by_a_thread_that_can_be_stopped() {
    let mut harness = scene(client(), ComposerView::default());
    harness.get_by_label("File…").click();
    harness.run_ok();
    harness.get_by_role_and_label(Is::TextInput, "File to send").focus();
    harness.run_ok();
    harness.event(Event::Text("/a/data.bin".to_owned()));
    harness.run_ok();
    harness.get_by_label("Send file").click();
    harness.run_ok();
    match feeds(&harness).as_slice() {
        [(Some(to), Feed::File(path))] => {
            assert_eq!(
                (to.as_slice(), path.as_path()),
                (&[ConnectionId(1)][..], "/a/data.bin".as_ref())
            );
        }
        other => panic!("{other:?}"),
    }
    let info = feeding(&mut harness, "data.bin");
    info.gauges.len.store(1_000_000, Ordering::Relaxed);
    info.gauges.sent.store(250_000, Ordering::Relaxed);
    harness.run_steps(2);
    harness.get_by_role_and_label(Is::Label, "data.bin: 250 kB of 1 MB");
    assert!(harness.get_by_label("Send file").accesskit_node().is_disabled(), "one at a time");
    harness.get_by_label("Stop").click();
    harness.run_steps(2);
    let last = harness.state().commands.last();
    assert!(matches!(last, Some(Command::StopThread(ThreadId(7), _))), "{last:?}");
    let end = FeedEnd::Stopped;
    let (thread, name) = (info.thread, info.name);
    let lasted = Duration::from_secs(1);
    let fed = SessionEvent::Fed { thread, name, end, bytes: 250_000, times: 0, lasted };
    harness.state_mut().session.apply(&fed, Instant::now());
    harness.run_ok();
    assert!(harness.query_by_label("Stop").is_none());
    let told = "data.bin: stopped after 250 kB";
    harness.get_by_label(told);
    typed(&mut harness, "next");
    enter(&mut harness);
    assert!(harness.query_by_label(told).is_none(), "it was read");
}

/// Replaces what is in a field of one line.
fn type_into(harness: &mut Harness<'static, Scene>, name: &str, text: &str) {
    harness.get_by_role_and_label(Is::TextInput, name).focus();
    harness.run_ok();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_ok();
    harness.event(Event::Text(text.to_owned()));
    harness.run_ok();
}

#[test]
fn a_wrong_interval_is_told_and_nothing_moves_or_is_sent() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "beat");
    harness.get_by_label("Repeat…").click();
    harness.run_ok();
    let places = |harness: &Harness<'static, Scene>| {
        ["Start repeating", "File…", "Send"].map(|name| harness.get_by_label(name).rect())
    };
    let before = places(&harness);
    type_into(&mut harness, "every", "0");
    harness.get_by_label_contains("use 1 to 3\u{202f}600\u{202f}000 milliseconds");
    enter(&mut harness);
    assert_eq!(places(&harness), before, "nothing moves");
    assert!(feeds(&harness).is_empty());
    // All of it is selected: what is typed now takes its place.
    harness.event(Event::Text("20".to_owned()));
    harness.run_ok();
    assert_eq!(harness.state().view.text, "beat");
    enter(&mut harness);
    assert!(harness.query_by_label_contains("Not an interval").is_none());
    match feeds(&harness).as_slice() {
        [(None, Feed::Repeat { every, .. })] => assert_eq!(every.as_millis(), 20),
        other => panic!("{other:?}"),
    }
    // What comes and goes above takes the keyboard from nobody.
    feeding(&mut harness, "");
    harness.run_steps(3);
    assert!(harness.get_by_role_and_label(Is::TextInput, "every").accesskit_node().is_focused());
}

#[test]
fn a_wrong_path_is_told_once_in_its_row_and_is_typed_again_there() {
    let mut harness = scene(client(), ComposerView::default());
    harness.get_by_label("File…").click();
    harness.run_ok();
    harness.event(Event::Text("/nowhere".to_owned()));
    harness.run_ok();
    enter(&mut harness);
    assert_eq!(feeds(&harness).len(), 1);
    let info = feeding(&mut harness, "nowhere");
    harness.run_steps(2);
    let end = FeedEnd::Broken(Fault::new(FaultKind::Other("No such file".to_owned())));
    let (thread, name, lasted) = (info.thread, info.name, Duration::ZERO);
    let fed = SessionEvent::Fed { thread, name, end, bytes: 0, times: 0, lasted };
    harness.state_mut().session.apply(&fed, Instant::now());
    harness.run_steps(2);
    assert_eq!(harness.query_all_by_label_contains("No such file").count(), 1);
    assert!(harness.state().session.warnings.is_empty(), "no banner besides");
    harness.event(Event::Text("/right".to_owned()));
    harness.run_ok();
    assert_eq!(harness.get_by_label("File to send").value().as_deref(), Some("/right"));
    assert_eq!(harness.query_all_by_label_contains("No such file").count(), 0);
    enter(&mut harness);
    let last = feeds(&harness).pop();
    assert!(matches!(last, Some((_, Feed::File(path))) if path.ends_with("right")));
    assert!(harness.state().view.text.is_empty());
}

#[test]
fn a_message_is_repeated_by_a_thread() {
    let mut harness = scene(client(), ComposerView::default());
    typed(&mut harness, "beat");
    harness.get_by_label("Repeat…").click();
    harness.run_ok();
    type_into(&mut harness, "every", "100");
    type_into(&mut harness, "times", "3");
    harness.get_by_label("Start repeating").click();
    harness.run_ok();
    match feeds(&harness).as_slice() {
        [(None, Feed::Repeat { bytes, every, times })] => {
            assert_eq!(&**bytes, b"beat\n");
            assert_eq!((every.as_millis(), times.map(NonZeroU32::get)), (100, Some(3)));
        }
        other => panic!("{other:?}"),
    }
    let info = feeding(&mut harness, "");
    info.gauges.times.store(2, Ordering::Relaxed);
    harness.run_steps(2);
    harness.get_by_label("sent 2 times");
}
