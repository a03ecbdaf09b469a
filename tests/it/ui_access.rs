//! Every screen as a screen reader finds it, and at every zoom: names, roles, nothing out of reach.

use egui::accesskit::{Action, Role};
use egui::{Key, Modifiers, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use jackfield::app::{App, Start};
use jackfield::language::Language;
use jackfield::store::Paths;
use jackfield::threads::Registry;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The size of the window at the first start, in pixels, and at how many for a point.
const SIZES: [(f32, f32, f32); 6] = [
    (1280.0, 820.0, 0.5),
    (1280.0, 820.0, 1.0),
    (1280.0, 820.0, 1.5),
    (1280.0, 820.0, 2.0),
    (1280.0, 820.0, 3.0),
    // The least that the window can be made.
    (720.0, 480.0, 1.0),
];

type Window = Harness<'static, App>;

/// A screen: what it is called, and how one comes there from the one before.
type Screen = (&'static str, fn(&mut Window));

const SCREENS: [Screen; 14] = [
    ("first start", |_| {}),
    ("listen", |w| keys(w, Modifiers::COMMAND, Key::L)),
    ("options", |w| press(w, "Options…")),
    ("save as preset", |w| press(w, "Save as preset…")),
    ("connect", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::COMMAND, Key::N);
    }),
    ("pairing", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);
    }),
    ("settings", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::COMMAND, Key::Comma);
    }),
    ("shortcuts", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::NONE, Key::F1);
    }),
    ("commands", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::COMMAND, Key::P);
    }),
    ("talk", talk),
    ("calls", |w| press(w, "Calls")),
    ("socket", |w| press(w, "Socket")),
    ("find", |w| keys(w, Modifiers::COMMAND, Key::F)),
    ("over", |w| {
        keys(w, Modifiers::NONE, Key::Escape);
        keys(w, Modifiers::COMMAND, Key::D);
        until(w, "its end", |w| w.query_by_label("Listen again").is_some());
    }),
];

fn window(home: &TempDir, language: Language) -> Window {
    let start = Start {
        paths: Paths::below(home.path()),
        language: Some(language),
        open: Vec::new(),
        registry: Registry::new(),
    };
    Harness::builder()
        .with_size([1280.0, 820.0])
        .build_eframe(move |cc| App::new(cc, start).expect("the engine starts"))
}

fn until(window: &mut Window, what: &str, fact: impl Fn(&Window) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !fact(window) {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        window.step();
    }
}

fn keys(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(6);
}

fn press(window: &mut Window, name: &str) {
    let found = window.query_all_by_label(name).last();
    found.unwrap_or_else(|| panic!("there is no {name:?}")).click_accesskit();
    window.run_steps(6);
}

/// A listener with a client that said something.
fn talk(window: &mut Window) {
    keys(window, Modifiers::NONE, Key::Escape);
    keys(window, Modifiers::COMMAND, Key::L);
    window.get_by_role_and_label(Role::TextInput, "Address").type_text("127.0.0.1:0");
    window.run_steps(6);
    keys(window, Modifiers::NONE, Key::Enter);
    let port = |window: &Window| {
        let session = window.state().state().sessions.values().next()?;
        let at = session.listening.first()?.to_string();
        at.rsplit(':').next()?.parse::<u16>().ok()
    };
    until(window, "a listener", |window| port(window).is_some());
    let port = port(window).expect("it listens");
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.write_all("hello, 你好\n".as_bytes()).expect("it reads");
    until(window, "what the client says", |window| {
        window.query_by_label_contains("hello").is_some()
    });
    window.run_steps(6);
}

/// Roles of what can be pressed, written into or moved.
const WORKING: [Role; 16] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::Link,
    Role::List,
    Role::ListBoxOption,
    Role::MultilineTextInput,
    Role::ProgressIndicator,
    Role::RadioButton,
    Role::ScrollBar,
    Role::Slider,
    Role::SpinButton,
    Role::Splitter,
    Role::Tab,
    Role::TextInput,
    Role::MenuItem,
];

/// What is wrong with the tree of this screen.
fn faults_of_names(window: &Window) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        let (role, label) = (node.role(), node.label().unwrap_or_default());
        let writes = matches!(role, Role::TextInput | Role::MultilineTextInput);
        let works = writes
            || ((data.supports_action(Action::Click) || data.supports_action(Action::Focus))
                && !matches!(role, Role::Window | Role::Pane | Role::GenericContainer));
        if !works {
            continue;
        }
        // A scroll bar belongs to what it stands in.
        if role == Role::ScrollBar {
            continue;
        }
        if label.trim().is_empty() {
            faults.push(format!("{role:?} at {:?} has no name", node.bounding_box()));
        }
        if !WORKING.contains(&role) && role != Role::Label {
            faults.push(format!("{label:?} can be used, but is a {role:?}"));
        }
        let part = std::iter::successors(node.parent(), AccessKitNode::parent)
            .find_map(|part| part.label().filter(|label| !label.is_empty()))
            .unwrap_or_default();
        let times = known.entry(format!("{role:?} {label:?} in {part:?}")).or_default();
        *times += 1;
    }
    faults
        .extend(known.into_iter().filter(|(_, n)| *n > 1).map(|(name, n)| format!("{n}x {name}")));
    faults
}

/// What cannot be reached or read whole on this screen.
fn faults_of_room(window: &Window) -> Vec<String> {
    let mut faults = Vec::new();
    let screen = window.ctx.content_rect();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        let (Some(bounds), Some(label)) = (node.bounding_box(), node.label()) else { continue };
        if !data.supports_action(Action::Click) {
            continue;
        }
        // What scrolls has a bar where it is too small.
        let scrolls = std::iter::successors(node.parent(), AccessKitNode::parent)
            .any(|part| part.children().any(|child| child.role() == Role::ScrollBar));
        #[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
        let rect = Rect::from_min_max(
            egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
            egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
        );
        if !scrolls && !screen.expand(1.0).contains_rect(rect) {
            faults.push(format!("{:?} {label:?} is outside: {rect:?}", node.role()));
        }
    }
    faults
}

/// Texts that are cut off at a side, and where.
fn faults_of_texts(window: &Window) -> Vec<String> {
    fn texts(shape: &Shape, clip: Rect, found: &mut Vec<(String, Rect, Rect)>) {
        match shape {
            Shape::Text(text) => found.push((
                text.galley.text().to_owned(),
                text.galley.rect.translate(text.pos.to_vec2()),
                clip,
            )),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for clipped in &window.output().shapes {
        texts(&clipped.shape, clipped.clip_rect, &mut found);
    }
    // Where a bar below it moves it aside, a text may be wider than its place.
    let bars = window.root().children_recursive().filter_map(|node| {
        let bar = node.accesskit_node();
        let bounds = bar.bounding_box().filter(|_| bar.role() == Role::ScrollBar)?;
        Some(bounds).filter(|bounds| bounds.width() > bounds.height())
    });
    let bars: Vec<_> = bars.collect();
    let cut = |(text, at, clip): &(String, Rect, Rect)| {
        let aside = at.right() > clip.right() + 1.5 || at.left() < clip.left() - 1.5;
        let moves = bars.iter().any(|bar| {
            bar.x0 <= f64::from(clip.left()) + 1.0 && bar.x1 >= f64::from(clip.right()) - 1.0
        });
        aside && clip.is_positive() && clip.intersects(*at) && !text.trim().is_empty() && !moves
    };
    found.retain(cut);
    found.into_iter().map(|(text, at, clip)| format!("{text:?} at {at:?} in {clip:?}")).collect()
}

#[test]
fn every_screen_has_names_and_roles() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(&home, Language::English);
    window.run_steps(6);
    let mut faults = Vec::new();
    for (name, go) in SCREENS {
        go(&mut window);
        faults.extend(faults_of_names(&window).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_screen_fits_at_every_zoom() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(&home, Language::English);
    window.run_steps(6);
    let mut faults = Vec::new();
    for (name, go) in SCREENS {
        window.set_size(egui::vec2(1280.0, 820.0));
        window.run_steps(6);
        go(&mut window);
        for (wide, tall, zoom) in SIZES {
            window.set_size(egui::vec2(wide / zoom, tall / zoom));
            window.run_steps(6);
            let found = faults_of_room(&window).into_iter().chain(faults_of_texts(&window));
            faults.extend(found.map(|fault| format!("{name} at {zoom} of {wide}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
