//! Every screen as a screen reader finds it, in both languages and at every zoom: names, roles,
//! nothing out of reach, no text cut off.

mod faults;
mod keyboard;
mod paired;
mod room;
mod screens;

use egui::accesskit::Live;
use egui_kittest::kittest::NodeT;
use faults::{faults_of_names, faults_of_room, faults_of_texts};
use jackfield::language::Language;
use jackfield::model::pairing::Verified;
use room::Room;
use screens::{PAIRING, SESSIONS, Screen};

/// The size of the window at the first start, in pixels, and at how many for a point.
const SIZES: [(f32, f32, f32); 7] = [
    (1280.0, 820.0, 0.5),
    (1280.0, 820.0, 1.0),
    (1280.0, 820.0, 1.5),
    (1280.0, 800.0, 2.0),
    (1280.0, 820.0, 3.0),
    (800.0, 600.0, 1.0),
    // The least that the window can be made.
    (720.0, 480.0, 1.0),
];

/// Walks from screen to screen, in each language, and says what is wrong there.
fn walk(screens: &[Screen], faults_of: impl Fn(&mut Room) -> Vec<String>) {
    let mut faults = Vec::new();
    for language in Language::ALL {
        let mut room = Room::new(language);
        for (name, go) in screens {
            room.fit(SIZES[1]);
            go(&mut room);
            let of = |fault| format!("{} {name}: {fault}", language.tag());
            faults.extend(faults_of(&mut room).into_iter().map(of));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults_at_every_zoom(room: &mut Room) -> Vec<String> {
    let mut faults = Vec::new();
    for (wide, tall, zoom) in SIZES {
        room.fit((wide, tall, zoom));
        let found = faults_of_room(&room.window).into_iter().chain(faults_of_texts(&room.window));
        faults.extend(found.map(|fault| format!("at {zoom} of {wide}: {fault}")));
    }
    faults
}

#[test]
fn every_screen_has_names_and_roles() {
    walk(&SESSIONS, |room| faults_of_names(&room.window));
}

#[test]
fn every_screen_of_pairing_has_names_and_roles() {
    walk(&PAIRING, |room| faults_of_names(&room.window));
}

#[test]
fn every_screen_fits_at_every_zoom() {
    walk(&SESSIONS, faults_at_every_zoom);
}

#[test]
fn every_screen_of_pairing_fits_at_every_zoom() {
    walk(&PAIRING, faults_at_every_zoom);
}

#[test]
fn what_comes_is_said_aloud() {
    let is_aloud = |room: &Room, text: &str| {
        room.window.root().children_recursive().any(|node| {
            let node = node.accesskit_node();
            let said = node.label().or_else(|| node.value()).unwrap_or_default();
            node.live() != Live::Off && said.contains(text)
        })
    };
    let mut room = Room::new(Language::English);
    for (_, go) in SESSIONS.iter().take_while(|(name, _)| *name != "calls") {
        go(&mut room);
    }
    assert!(is_aloud(&room, "hello"), "what a client says");
    let mia = paired::contact(paired::MIA, "Mia", Verified::Code);
    room.tell([paired::node(), mia]);
    room.go_to_contact("Mia");
    room.tell([paired::heard(1, "are you there")]);
    assert!(is_aloud(&room, "are you there"), "what a paired machine says");
    room.tell([paired::heard(2, "I am")]);
    assert!(is_aloud(&room, "I am") && !is_aloud(&room, "are you there"), "the newest alone");
}
