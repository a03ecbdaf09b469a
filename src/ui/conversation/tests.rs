//! Tests of the conversation, found by what is read out for it.

use super::fake::{Fake, Said, Script};
use super::list::List;
use super::manner::Manner;
use super::select::{self, Format, Point, Selection};
use super::{ConversationView, Mode, Rows, conversation_ui};
use crate::app::state::{Connection, Session};
use crate::language::{Language, Words};
use crate::model::{
    Address, Command, ConnectionGauges, ConnectionId, ConnectionInfo, Endpoint, Lens, Role,
    SegmentKind, SessionEvent, SessionId, SessionSpec, Target, ThreadId, limits,
};
use crate::record::Position;
use egui::{Event, Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// A session with so many open peers.
pub(in crate::ui) fn session(role: Role, endpoint: &str, peers: u32) -> Session {
    let endpoint = Endpoint::parse(endpoint, role).expect("an endpoint");
    let mut session = Session::new(SessionId(1), SessionSpec::new(role, endpoint));
    for number in 1..=peers {
        let address =
            |port: u32| Address::Ip(format!("10.0.0.{number}:{port}").parse().expect("an address"));
        let info = ConnectionInfo {
            id: ConnectionId(number),
            peer: address(50_000 + number),
            local: address(9999),
            thread: ThreadId(4),
            credentials: None,
            addressed: false,
            gauges: Arc::new(ConnectionGauges::default()),
        };
        session.connections.insert(info.id, Connection::new(info.clone()));
        session.open.push(info.id);
    }
    session
}

struct Scene {
    words: Words,
    session: Session,
    view: ConversationView,
    script: Rc<RefCell<Script>>,
    commands: Vec<Command>,
}

fn scene(script: Script, peers: u32) -> Harness<'static, Scene> {
    let script = Rc::new(RefCell::new(script));
    let view = ConversationView::with_rows(Box::new(Fake::new(&script)));
    let session = session(Role::Listen, "9999", peers);
    let words = Words::new(Language::English);
    let scene = Scene { words, session, view, script, commands: Vec::new() };
    let builder = Harness::builder().with_size(Vec2::new(900.0, 600.0)).with_max_steps(40);
    let builder = builder.with_context_setup(|ctx| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::install(ctx);
    });
    let draw = |ui: &mut egui::Ui, scene: &mut Scene| {
        let Scene { words, session, view, commands, .. } = scene;
        commands.extend(conversation_ui(ui, words, session, view));
    };
    let mut harness = builder.build_ui_state(draw, scene);
    harness.run();
    harness
}

fn said(kind: SegmentKind, bytes: &[u8]) -> Said {
    Said { kind, connection: 1, bytes: bytes.to_vec(), note: None }
}

fn script(said: Vec<Said>) -> Script {
    Script { count: said.len() as u64, said, ..Script::default() }
}

fn million() -> Script {
    Script { count: 1_000_000, ..Script::default() }
}

#[test]
fn messages_are_found_by_what_they_say() {
    let notes = vec![
        said(SegmentKind::Received, "欢迎访问菜鸟教程!\r\n".as_bytes()),
        said(SegmentKind::Sent, b"thanks\n"),
        said(SegmentKind::Received, b""),
    ];
    let harness = scene(script(notes), 1);
    harness.get_by_label("10.0.0.1:50001: 欢迎访问菜鸟教程!\\r\\n (27 B received)");
    harness.get_by_label("To 10.0.0.1:50001: thanks\\n (7 B handed to the system)");
}

#[test]
fn it_follows_the_end_only_while_it_is_there() {
    let mut harness = scene(million(), 1);
    harness.get_by_label_contains("999999 ");
    harness.state_mut().script.borrow_mut().count += 1000;
    harness.run();
    harness.get_by_label_contains("1000999 ");

    harness.get_by_label("Messages").hover();
    harness.key_press(Key::PageUp);
    harness.run();
    harness.state_mut().script.borrow_mut().count += 12;
    harness.run();
    assert!(harness.query_by_label_contains("1001011 ").is_none(), "it stays where it was");
    let pill = harness.get_by_label_contains(" new ⬇");
    pill.click();
    harness.run();
    harness.get_by_label_contains("1001011 ");
    assert!(harness.query_by_label_contains(" new ⬇").is_none());
}

#[test]
fn home_and_end_lead_to_the_first_and_the_last_message() {
    let mut harness = scene(million(), 1);
    harness.get_by_label("Messages").hover();
    harness.key_press(Key::Home);
    harness.run();
    harness.get_by_label_contains(": 0 ");
    harness.key_press(Key::End);
    harness.run();
    harness.get_by_label_contains("999999 ");
}

#[test]
fn a_frame_reads_no_more_than_is_visible() {
    let mut harness = scene(million(), 1);
    for fraction in [0.0, 0.5, 1.0] {
        harness.state_mut().view.go_to_fraction(fraction);
        harness.run();
        harness.state_mut().script.borrow_mut().reads = 0;
        harness.step();
        assert!(harness.state().script.borrow().reads < 8, "what stands is not read again");
    }
}

#[test]
fn a_hostile_message_is_drawn_bounded() {
    let mut zalgo = "z".to_owned();
    zalgo.extend(std::iter::repeat_n('\u{301}', 10_000));
    let hostile = vec![
        said(SegmentKind::Received, &vec![b'x'; 1 << 20]),
        said(SegmentKind::Received, "a\u{202e}b\u{1b}[31m\u{200b}\u{0}".as_bytes()),
        said(SegmentKind::Received, zalgo.as_bytes()),
        said(SegmentKind::Received, &[0xff, 0xc3, 0x28]),
    ];
    for mode in [Mode::Chat, Mode::Log, Mode::Hex] {
        let mut harness = scene(script(hostile.clone()), 1);
        harness.state_mut().view.mode = mode;
        harness.run();
        assert!(harness.state().script.borrow().widest <= limits::SHOWN);
        for at in 0..4 {
            let position = Position { offset: at * 100, at: 0 };
            let row = harness.state().view.cache.get(position);
            if let Some(row) = row {
                assert!(row.shown.chars() <= limits::SHOWN * 4, "{mode:?} {at}");
                let text = row.body.text();
                assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{200b}', '\0']), "{text:?}");
            }
        }
    }
}

#[test]
fn all_of_a_long_message_is_behind_a_button() {
    let mut harness = scene(script(vec![said(SegmentKind::Received, &vec![b'x'; 1 << 20])]), 1);
    harness.get_by_label("Show all (1 MB)…").click();
    harness.run();
    harness.get_by_label_contains("All of the message");
}

#[test]
fn what_never_left_can_be_sent_again() {
    let mut harness = scene(script(vec![said(SegmentKind::Unsent, b"lost\n")]), 1);
    harness.get_by_label_contains("not sent");
    harness.get_by_label("Send again").click();
    harness.run();
    let commands = &harness.state().commands;
    assert!(
        matches!(commands.as_slice(), [Command::Send { target: Target::One(ConnectionId(1)), bytes, .. }] if bytes[..] == *b"lost\n"),
        "{commands:?}"
    );
}

#[test]
fn a_selection_survives_scrolling_and_is_copied_whole() {
    let mut harness = scene(million(), 1);
    harness.state_mut().view.go_to_start();
    let point = |number: u64, at| Point { position: Position { offset: number * 100, at: 0 }, at };
    harness.state_mut().view.selection = Some(Selection { start: point(0, 2), end: point(2, 1) });
    harness.run();
    harness.get_by_label("Messages").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    let copied = harness.output().platform_output.commands.iter().find_map(|c| match c {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something was copied");
    assert!(copied.starts_with("hello") || copied.contains('\n'), "{copied:?}");
    assert!(copied.ends_with("\n2"), "{copied:?}");
}

#[test]
fn a_message_is_copied_in_each_format() {
    let script = Rc::new(RefCell::new(script(vec![
        said(SegmentKind::Received, b"Hi\x00"),
        said(SegmentKind::Sent, "\u{202e}".as_bytes()),
    ])));
    let mut rows = Fake::new(&script);
    rows.refresh();
    let first = Selection::message(Position { offset: 0, at: 0 });
    let all = Selection {
        start: first.start,
        end: Selection::message(Position { offset: 100, at: 0 }).end,
    };
    let table = [
        (first, Format::Shown, "Hi⟨00⟩"),
        (first, Format::Raw, "Hi\0"),
        (first, Format::Hex, "48 69 00"),
        (first, Format::C, "const unsigned char data[3] = {\n    0x48, 0x69, 0x00,\n};\n"),
        (first, Format::Python, "b'Hi\\x00'"),
        (all, Format::Shown, "Hi⟨00⟩\n⟨U+202E⟩"),
        (all, Format::Hex, "48 69 00 E2 80 AE"),
    ];
    let turned = BTreeSet::new();
    let chat = Manner { mode: Mode::Chat, raw: true, per_row: 16, turned: &turned };
    for (selection, format, expected) in table {
        let copied = select::copy(&mut rows, selection, &chat, format);
        let expected = match (selection == all, format) {
            // Bytes of several messages follow one another as they were.
            (true, Format::Hex) => "48 69 00 E2 80 AE",
            _ => expected,
        };
        assert_eq!(copied.text, expected, "{format:?}");
        assert!(!copied.cut);
    }
}

#[test]
fn a_copy_of_too_much_says_what_is_missing() {
    let big = vec![b'x'; select::COPY - 2];
    let two = vec![said(SegmentKind::Received, &big), said(SegmentKind::Received, b"yyyy")];
    let script = Rc::new(RefCell::new(script(two)));
    let mut rows = Fake::new(&script);
    rows.refresh();
    let end = Selection::message(Position { offset: 100, at: 0 }).end;
    let start = Selection::message(Position { offset: 0, at: 0 }).start;
    let turned = BTreeSet::new();
    let chat = Manner { mode: Mode::Chat, raw: true, per_row: 16, turned: &turned };
    let copied = select::copy(&mut rows, Selection { start, end }, &chat, Format::Hex);
    assert!(copied.cut);
    assert_eq!(copied.bytes, select::COPY);
}

#[test]
fn a_click_shows_what_is_known_of_a_message() {
    let mut harness = scene(script(vec![said(SegmentKind::Received, b"hello\n")]), 1);
    harness.get_by_label_contains(": hello\\n").click();
    harness.run();
    harness.get_by_label("segment 0");
    harness.get_by_label("thread 4").click();
    harness.run();
    assert_eq!(harness.state().view.clicked_thread, Some(ThreadId(4)));
    assert_eq!(harness.state().view.highlight, Some(ThreadId(4)));
}

#[test]
fn the_lens_and_the_peer_are_chosen_above_the_messages() {
    let mut harness = scene(million(), 3);
    harness.get_by_role_and_label(egui::Role::ComboBox, "Cut into messages by").click();
    harness.run();
    harness.get_by_label("Lines").click();
    harness.run();
    assert_eq!(harness.state().view.lens(), Lens::Lines);
    harness.get_by_label("10.0.0.2:50002").click();
    harness.run();
    assert_eq!(harness.state().view.rows.filter().connection, Some(ConnectionId(2)));
    harness.get_by_label("All (3)").click();
    harness.run();
    assert_eq!(harness.state().view.peer(), None);
}

#[test]
fn a_search_counts_its_hits_and_walks_them() {
    let mut harness = scene(Script { count: 200, ..Script::default() }, 1);
    harness.state_mut().view.find.open = true;
    harness.run_ok();
    harness.event(Event::Text("19".to_owned()));
    harness.run_ok();
    harness.get_by_label_contains("1/");
    harness.key_press(Key::Enter);
    harness.run_ok();
    harness.get_by_label_contains("2/");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run_ok();
    harness.get_by_label_contains("1/");
    let hits = harness.state().view.find.hits.len();
    let expected = (0..200).filter(|n: &u32| n.to_string().contains("19")).count();
    assert_eq!(hits, expected);
}

#[test]
fn an_earlier_conversation_still_says_who_spoke() {
    let messages = (0..400).map(|n| Said {
        kind: SegmentKind::Received,
        connection: if n == 0 { 2 } else { 1 },
        bytes: format!("{n}").into_bytes(),
        note: None,
    });
    let mut harness = scene(Script { names_peers: true, ..script(messages.collect()) }, 0);
    harness.state_mut().session.read_only = true;
    harness.run_ok();
    harness.get_by_label("All (2)");
    harness.get_by_label("10.0.0.1:50000");
    harness.get_by_label("10.0.0.2:50000").click();
    harness.run_ok();
    assert_eq!(harness.state().view.peer(), Some(ConnectionId(2)));
}

#[test]
fn a_client_that_finished_sending_is_told_from_one_that_has_not() {
    let mut harness = scene(script(Vec::new()), 2);
    let (first, now) = (ConnectionId(1), std::time::Instant::now());
    harness.state_mut().session.apply(&SessionEvent::PeerFinished(first), now);
    harness.run_ok();
    harness.get_by_label("10.0.0.1:50001 ◑");
    harness.get_by_label("10.0.0.2:50002");
}

#[test]
fn a_line_of_the_log_that_is_cut_says_so() {
    for text in ["迎".repeat(3_000), "x".repeat(3_000), "欢".repeat(90)] {
        let mut harness = scene(script(vec![said(SegmentKind::Received, text.as_bytes())]), 1);
        harness.state_mut().view.mode = Mode::Log;
        harness.run();
        let row = harness.state().view.cache.get(Position { offset: 0, at: 0 });
        let shown: String =
            row.map(|row| row.body.rows.iter().map(|r| r.text()).collect()).expect("a row");
        assert!(shown.ends_with('…'), "{shown}");
        assert!(!shown.contains('⟨'), "{shown}");
    }
}

#[test]
fn a_wrong_expression_is_explained() {
    let mut harness = scene(million(), 1);
    harness.state_mut().view.find.open = true;
    harness.run_ok();
    harness.get_by_label("Regex").click();
    harness.run_ok();
    harness.get_by_role_and_label(egui::Role::TextInput, "Find").focus();
    harness.run_ok();
    harness.event(Event::Text("(".to_owned()));
    harness.run_ok();
    harness.get_by_label_contains("This is no regular expression");
}

#[test]
fn small_steps_at_the_end_of_a_million_rows_are_exact() {
    let script = Rc::new(RefCell::new(million()));
    let mut rows = Fake::new(&script);
    rows.refresh();
    let mut list = List::default();
    let mut height = |_: &mut dyn Rows, at: Position| 20.0 + (at.offset / 100 % 7) as f32;
    let before = list.place(&mut rows, 600.0, 0.0, &mut height);
    for _ in 0..60 {
        list.place(&mut rows, 600.0, -1.0, &mut height);
    }
    assert!(!list.is_stuck());
    let moved = list.place(&mut rows, 600.0, 0.0, &mut height);
    let top = |placed: &[super::list::Placed], of: Position| {
        placed.iter().find(|p| p.position == of).map(|p| p.top)
    };
    let some = before[3].position;
    let shift = top(&moved, some).expect("visible") - top(&before, some).expect("visible");
    assert!((shift - 60.0).abs() < 0.01, "{shift}");
    list.place(&mut rows, 600.0, 500.0, &mut height);
    assert!(list.is_stuck(), "the end was reached");
}

#[test]
fn a_short_conversation_begins_at_the_upper_edge() {
    let script = Rc::new(RefCell::new(Script { count: 3, ..Script::default() }));
    let mut rows = Fake::new(&script);
    rows.refresh();
    let mut list = List::default();
    let mut height = |_: &mut dyn Rows, _: Position| 20.0;
    for by in [0.0, -50.0, 50.0, -500.0] {
        let placed = list.place(&mut rows, 600.0, by, &mut height);
        assert_eq!(placed.len(), 3);
        assert!(placed[0].top.abs() < 0.01, "{placed:?}");
        assert!(list.is_stuck());
    }
}

#[test]
fn what_is_no_gap_is_told_and_changes_nothing() {
    let mut harness = scene(million(), 1);
    harness.state_mut().view.set_lens(Lens::IdleGap(50));
    harness.run();
    let name = "Silence that ends a message, in milliseconds";
    let type_in = |harness: &mut Harness<'static, Scene>, text: &str| {
        harness.get_by_role_and_label(egui::Role::TextInput, name).focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.run();
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
        harness.key_press(egui::Key::Enter);
        harness.run();
    };
    let before = harness.state().view.lens();
    type_in(&mut harness, "abc");
    harness.get_by_label("use 1 to 600\u{202f}000");
    assert_eq!(harness.state().view.lens(), before);
    type_in(&mut harness, "250");
    assert!(harness.query_by_label_contains("use 1 to").is_none());
    assert_eq!(harness.state().view.lens(), Lens::IdleGap(250));
}

#[test]
fn any_fraction_is_reached_and_told_again() {
    let script = Rc::new(RefCell::new(million()));
    let mut rows = Fake::new(&script);
    rows.refresh();
    let mut list = List::default();
    let mut height = |_: &mut dyn Rows, _: Position| 30.0;
    for fraction in [0.0, 0.25, 0.333_333, 0.75, 0.999] {
        list.go_to_fraction(&mut rows, fraction, &mut height);
        let placed = list.place(&mut rows, 600.0, 0.0, &mut height);
        let told = List::fraction(&mut rows, &placed);
        assert!((told - fraction).abs() < 1e-5, "{fraction}: {told}");
    }
}

#[test]
fn bytes_are_shown_as_bytes_and_turned_into_text_and_back() {
    let all: Vec<u8> = (0..=255).collect();
    let binary = vec![said(SegmentKind::Received, &all), said(SegmentKind::Sent, b"GET /\n")];
    let mut harness = scene(script(binary), 1);
    let hex = "10.0.0.1:50001: 00 01 02 03";
    harness.get_by_label_contains(hex).click();
    harness.run();
    harness.get_by_label("Copy as shown").click();
    let copied = (0..4).find_map(|_| {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    });
    assert_eq!(copied.unwrap_or_default(), crate::codec::copy::hex(&all));
    harness.get_by_label("Show as text").click();
    harness.run();
    assert!(harness.query_by_label_contains(hex).is_none());
    harness.get_by_label("Show as hex").click();
    harness.run();
    harness.get_by_label_contains(hex);
    harness.get_by_label_contains("GET /").click_secondary();
    harness.run();
    let turns: Vec<_> = harness.get_all_by_label("Show as hex").collect();
    assert_eq!(turns.len(), 2, "in the menu, and in the strip of what it is about");
}
