//! The keyboard in every screen: it comes everywhere, is seen there, and goes back from dialogs.

use super::faults::{WORKING, place};
use super::room::{Drawn, Room};
use super::screens::{PAIRING, SESSIONS, Screen};
use egui::accesskit::{Action, Role};
use egui::{Color32, Key, Modifiers, Rect, Shape};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use jackfield::language::Language;
use jackfield::ui::theme::{DARK, LIGHT};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// More stops than any screen has.
const STOPS: usize = 200;

/// How the fault begins that something is left out.
const MISSED: &str = "Tab does not lead to";

/// What can be used and has its place on the screen: its name, and where it is.
type Stops = BTreeMap<String, Rect>;

fn told(node: &AccessKitNode<'_>) -> String {
    // Behind the comma stands what changes by itself: what a thread does, when somebody was seen.
    let label = node.label().unwrap_or_default();
    let name = label.split(',').next().unwrap_or_default();
    format!("{:?} {:?} {name:?}", node.id(), node.role())
}

fn in_dialog(node: &AccessKitNode<'_>) -> bool {
    std::iter::successors(Some(*node), AccessKitNode::parent)
        .any(|part| part.role() == Role::Dialog)
}

fn has_dialog(window: &Drawn) -> bool {
    window.query_all_by_role(Role::Dialog).next().is_some()
}

/// What has the keyboard.
fn focused(window: &Drawn) -> Option<(String, Rect)> {
    let mut nodes = window.root().children_recursive();
    nodes.find_map(|node| {
        let node = node.accesskit_node();
        (node.is_focused() && node.role() != Role::Window).then(|| (told(&node), place(&node)))
    })
}

/// All that the keyboard must come to: of a dialog only what is in it.
fn usable(window: &Drawn) -> Stops {
    let (over, screen) = (has_dialog(window), window.ctx.content_rect());
    let mut stops = Stops::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        // A list has its own keys, and a bar is moved by what it belongs to.
        let works = WORKING.contains(&node.role())
            && !matches!(node.role(), Role::ScrollBar | Role::List | Role::ProgressIndicator)
            && (data.supports_action(Action::Click) || data.supports_action(Action::Focus));
        let seen = screen.contains(place(&node).center());
        if works && seen && !node.is_disabled() && (!over || in_dialog(&node)) {
            stops.insert(told(&node), place(&node));
        }
    }
    stops
}

/// Everything, by its name.
fn all(window: &Drawn) -> Stops {
    let nodes = window.root().children_recursive().map(|node| {
        let node = node.accesskit_node();
        (told(&node), place(&node))
    });
    nodes.collect()
}

/// Lines and grounds near a place that are in a colour of the ring: the accent or that of texts,
/// whose contrast with every ground a test of the theme measures.
fn rings(window: &Drawn, near: Rect) -> usize {
    fn count(shape: &Shape, near: Rect) -> usize {
        let inks = [DARK, LIGHT].map(|p| [p.accent, p.text, p.on_accent]).concat();
        let is = |color: Color32| inks.contains(&color);
        let lit = match shape {
            Shape::Vec(shapes) => return shapes.iter().map(|shape| count(shape, near)).sum(),
            Shape::Rect(rect) => is(rect.stroke.color) && rect.stroke.width > 0.5,
            Shape::Circle(circle) => is(circle.stroke.color) && circle.stroke.width > 1.5,
            Shape::LineSegment { stroke, .. } => is(stroke.color),
            _ => false,
        };
        usize::from(lit && near.intersects(shape.visual_bounding_rect()))
    }
    window.output().shapes.iter().map(|clipped| count(&clipped.shape, near)).sum()
}

/// Where the keyboard is seen: around it, or at the box in front of its words.
fn near(name: &str, rect: Rect) -> Rect {
    if name.contains("CheckBox") {
        return Rect::from_min_size(rect.min, egui::Vec2::splat(rect.height()));
    }
    rect.expand(3.0)
}

/// Goes through all stops, and says which of them are left out or not seen.
fn faults_of_stops(room: &mut Room) -> Vec<String> {
    let wanted = usable(&room.window);
    let (mut faults, mut passed) = (Vec::new(), Stops::new());
    let mut before: Option<(String, usize)> = None;
    for _ in 0..STOPS {
        room.window.key_press(Key::Tab);
        room.window.run_steps(3);
        let now = focused(&room.window);
        // What was left may have been scrolled on.
        if let Some((name, lit)) = before.take()
            && let Some(at) = all(&room.window).get(&name)
            && now.as_ref().is_none_or(|(_, next)| !next.expand(5.0).intersects(at.expand(5.0)))
            && rings(&room.window, near(&name, *at)) >= lit
        {
            faults.push(format!("{name} looks the same with the keyboard"));
        }
        // Between the last and the first stop there may be none.
        let Some((name, rect)) = now else { continue };
        if passed.contains_key(&name) {
            break;
        }
        before = Some((name.clone(), rings(&room.window, near(&name, rect))));
        passed.insert(name, rect);
    }
    let missed = wanted.keys().filter(|name| !passed.contains_key(*name));
    faults.extend(missed.map(|name| format!("{MISSED} {name}")));
    faults
}

fn walk(screens: &[Screen]) {
    let (mut room, mut faults) = (Room::new(Language::English), Vec::new());
    for (name, go) in screens {
        go(&mut room);
        let mut found = faults_of_stops(&mut room);
        if ["commands", "a pairing that ended"].contains(name) {
            // The arrows lead through what was found, while the field keeps the keyboard; and what
            // the keyboard scrolls out of a long talk is not there any more.
            found.retain(|fault| !fault.starts_with(MISSED));
        }
        faults.extend(found.into_iter().map(|it| format!("{name}: {it}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tab_leads_everywhere_and_is_seen_there() {
    walk(&SESSIONS);
}

#[test]
fn tab_leads_everywhere_in_pairing() {
    walk(&PAIRING);
}

#[test]
fn a_dialog_takes_the_keyboard_and_gives_it_back() {
    let mut room = Room::new(Language::English);
    let (none, both) = (Modifiers::NONE, Modifiers::COMMAND.plus(Modifiers::SHIFT));
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::Comma),
        (none, Key::F1),
        (Modifiers::SHIFT, Key::F1),
        (Modifiers::COMMAND, Key::P),
        (both, Key::P),
    ] {
        let name = room.say("bar-settings");
        room.window.get_by_role_and_label(Role::Button, &name).focus();
        room.settle();
        room.key(modifiers, key);
        assert!(has_dialog(&room.window), "{key:?} opens a dialog");
        let inside = room.window.root().children_recursive().any(|node| {
            let node = node.accesskit_node();
            node.is_focused() && in_dialog(&node)
        });
        assert!(inside, "{key:?} gives it the keyboard, which is at {:?}", focused(&room.window));
        room.key(none, Key::Escape);
        assert!(!has_dialog(&room.window), "Escape closes the dialog of {key:?}");
        let back = focused(&room.window).map(|(name, _)| name).unwrap_or_default();
        assert!(back.ends_with("\"Settings\""), "from {key:?} it came back to {back:?}");
    }
}

#[test]
fn nothing_moves_by_itself() {
    /// A picture that moves asks for one frame after the other without a pause.
    const PAUSE: Duration = Duration::from_millis(60);
    for screens in [&SESSIONS[..], &PAIRING[..]] {
        let mut room = Room::new(Language::English);
        for (name, go) in screens {
            go(&mut room);
            let deadline = Instant::now() + Duration::from_secs(20);
            let rests = |window: &Drawn| {
                let outputs = &window.output().viewport_output;
                outputs.values().all(|output| output.repaint_delay >= PAUSE)
            };
            while !rests(&room.window) {
                assert!(Instant::now() < deadline, "{name} does not come to rest");
                room.window.step();
            }
        }
    }
}
