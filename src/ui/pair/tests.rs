//! Tests of pairing in the window: facts go in, wishes come out.

mod files;
mod over;

use super::*;
use crate::app::state::State;
use crate::app::state::pairing::{Talk, Talks};
use crate::language::{Language, Words};
use crate::model::Nanos;
use crate::model::pairing::{
    Contact, Hidden, Item, ItemId, Means, Nearby, Offer, OfferEntry, PairEvent, PairFault,
    PairStep, PairWish, Presence, PublicKey, Said, Transfer, TransferState, Verified,
};
use crate::ui::intent::{Intent, Place};
use crate::ui::view::{Dialog, View};
use crate::ui::window_ui;
use egui::{Event, Key, Role as Is, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::time::{Duration, Instant};

const MIA: ContactId = ContactId(1);

struct Scene {
    words: Words,
    state: State,
    view: View,
    wishes: Vec<PairWish>,
    others: Vec<Intent>,
}

struct Empty;

impl Talks for Empty {
    fn page(&self, _: ContactId, _: Option<u64>, _: usize) -> Result<Vec<Item>, PairFault> {
        Ok(Vec::new())
    }

    fn after(&self, _: ContactId, _: u64, _: usize) -> Result<Vec<Item>, PairFault> {
        Ok(Vec::new())
    }
}

fn scene(language: Language) -> Harness<'static, Scene> {
    scene_in(language, 0.25)
}

/// The same where a frame lasts so many seconds.
fn scene_in(language: Language, frame: f32) -> Harness<'static, Scene> {
    let clock = Nanos(1_795_000_000_000_000_000);
    let state = State::new(Instant::now(), clock);
    let (words, view) = (Words::new(language), View::default());
    let scene = Scene { words, state, view, wishes: Vec::new(), others: Vec::new() };
    let builder = Harness::builder().with_size(Vec2::new(1100.0, 800.0)).with_max_steps(40);
    let builder = builder.with_step_dt(frame).with_context_setup(|ctx| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::install(ctx);
    });
    let draw = |ui: &mut egui::Ui, scene: &mut Scene| {
        let Scene { words, state, view, wishes, others } = scene;
        for intent in window_ui(ui, words, state, view) {
            match intent {
                Intent::Pair(wish) => {
                    state.pairing.wished(&wish);
                    wishes.push(wish);
                }
                Intent::Show(place) => view.show(place),
                other => others.push(other),
            }
        }
    };
    let mut harness = builder.build_ui_state(draw, scene);
    harness.run_steps(3);
    harness
}

fn tell(harness: &mut Harness<'static, Scene>, event: PairEvent) {
    let scene = harness.state_mut();
    let now = scene.state.now;
    scene.state.pairing.apply(event, now);
    harness.run_steps(8);
}

fn press(harness: &mut Harness<'static, Scene>, name: &str) {
    harness.get_by_role_and_label(Is::Button, name).click();
    harness.run_steps(8);
}

fn node() -> PairEvent {
    PairEvent::Node {
        key: PublicKey([1; 32]),
        fingerprint: "ABCD-EFGH-JKMN".to_owned(),
        name: "desk".to_owned(),
        port: Some(47110),
        addresses: vec!["192.168.1.7:47110".parse().expect("an address")],
        visible: true,
        named: false,
    }
}

fn contact(name: &str, verified: Verified) -> Contact {
    Contact {
        id: MIA,
        key: PublicKey([7; 32]),
        name: name.to_owned(),
        claimed: "mias-laptop".to_owned(),
        verified,
        paired_at: Nanos(1_794_000_000_000_000_000),
        last_seen: None,
        addresses: vec!["192.168.1.5:47110".parse().expect("an address")],
        revoked_at: None,
        said: 0,
        stored: 0,
        heard: 0,
    }
}

fn item(position: u64, mine: bool, said: Said) -> Item {
    Item {
        contact: MIA,
        position,
        mine,
        seq: position,
        id: ItemId([u8::try_from(position % 250).expect("small"); 16]),
        at: Nanos(1_795_000_000_000_000_000),
        said,
        returned: false,
        earlier: false,
    }
}

fn text(position: u64, mine: bool, text: &str) -> PairEvent {
    PairEvent::Item(Box::new(item(position, mine, Said::Text(text.to_owned()))))
}

fn talk(name: &str, verified: Verified, language: Language) -> Harness<'static, Scene> {
    talk_in(scene(language), contact(name, verified))
}

fn talk_in(mut harness: Harness<'static, Scene>, with: Contact) -> Harness<'static, Scene> {
    tell(&mut harness, node());
    tell(&mut harness, PairEvent::Contact(Box::new(with)));
    let scene = harness.state_mut();
    scene.state.pairing.talks.insert(MIA, Talk::open(&Empty, MIA));
    scene.view.show(Place::Contact(MIA));
    harness.run_steps(8);
    harness
}

fn showing() -> PairEvent {
    PairEvent::Showing {
        means: Means::Code,
        code: "123-456-789".into(),
        link: "jackfield://pair?k=x".into(),
        left: Duration::from_mins(5),
    }
}

#[test]
fn the_palette_goes_to_a_paired_computer() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    tell(&mut harness, PairEvent::Contact(Box::new(contact("Mia", Verified::Code))));
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::K);
    harness.run_steps(8);
    let field = "Type a command, session, computer or preset";
    harness.get_by_role_and_label(Is::TextInput, field).type_text("Mia");
    harness.run_steps(8);
    harness.key_press(Key::Enter);
    harness.run_steps(8);
    assert_eq!(harness.state().view.shown, [Place::Contact(MIA)]);
}

#[test]
fn a_code_is_shown_with_its_time_its_wrong_tries_and_its_end() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    press(&mut harness, "Pair");
    press(&mut harness, "Show a code");
    assert_eq!(harness.state().wishes, [PairWish::Show(Means::Code)]);
    tell(&mut harness, showing());
    harness.get_by_label("123-456-789");
    harness.get_by_role_and_label(Is::ProgressIndicator, "5:00 left");
    press(&mut harness, "Copy the link");
    let copied =
        |intent: &Intent| matches!(intent, Intent::Copy(text) if text.starts_with("jackfield://"));
    assert!(harness.state().others.iter().any(copied), "code and link are shown together");
    harness.state_mut().state.now += Duration::from_secs(75);
    harness.run_steps(2);
    harness.get_by_role_and_label(Is::ProgressIndicator, "3:45 left");
    let from = "192.168.1.5:50000".parse().expect("an address");
    tell(&mut harness, PairEvent::WrongTry { from, count: 1, limit: 3 });
    harness.get_by_label("Wrong code from 192.168.1.5 (1 of 3)");
    tell(&mut harness, PairEvent::Hidden(Hidden::WrongTries));
    harness.get_by_label("Code closed after 3 wrong tries.");
    press(&mut harness, "New code");
    assert_eq!(harness.state().wishes.len(), 2, "only a click makes a new one");
}

#[test]
fn a_code_that_cannot_be_one_sends_nothing_and_a_fault_loses_nothing_typed() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    harness.state_mut().view.dialog = Some(Dialog::Pair);
    harness.run_steps(8);
    press(&mut harness, "Enter a code");
    let field = || "Code or link";
    harness.get_by_role_and_label(Is::TextInput, field()).focus();
    harness.run_steps(2);
    harness.event(Event::Text("123-456".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().wishes, [], "nothing is sent");
    harness.get_by_label_contains("A code has nine digits");
    // The keyboard is still there, and what is typed takes the place of what was wrong.
    harness.event(Event::Text("123-456-786".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let code = "123-456-786".to_owned();
    let wish = PairWish::Enter { code: code.as_str().into(), addresses: Vec::new() };
    assert_eq!(harness.state().wishes, [wish]);
    tell(&mut harness, PairEvent::Step(PairStep::Proving));
    harness.get_by_label("Proving");
    tell(&mut harness, PairEvent::PairFailed(PairFault::WrongCode { left: 2 }));
    harness.get_by_label_contains("The code allows 2 more tries.");
    let typed = harness.get_by_role_and_label(Is::TextInput, field()).accesskit_node().value();
    assert_eq!(typed.as_deref(), Some(code.as_str()));
}

#[test]
fn who_is_near_is_chosen_with_a_click() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    let near = Nearby {
        instance: "q1w2e3r4".to_owned(),
        name: Some("tab\u{202e}let".to_owned()),
        hint: "ABCDEFGHJK".to_owned(),
        shows_code: true,
        addresses: vec!["10.0.0.2:47110".parse().expect("an address")],
    };
    tell(&mut harness, PairEvent::Nearby(vec![near]));
    harness.state_mut().view.dialog = Some(Dialog::Pair);
    harness.run_steps(8);
    press(&mut harness, "Enter a code");
    press(&mut harness, "tab⟨U+202E⟩let, shows a code now");
    harness.event(Event::Text("123-456-786".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let (code, addresses) = ("123-456-786".to_owned(), vec!["10.0.0.2:47110".to_owned()]);
    assert_eq!(harness.state().wishes, [PairWish::Enter { code: code.into(), addresses }]);
}

#[test]
fn a_text_goes_out_with_enter_and_its_mark_tells_how_far_it_is() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    harness.get_by_role_and_label(Is::MultilineTextInput, "Message").focus();
    harness.run_steps(2);
    harness.event(Event::Text("hello".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().wishes, [PairWish::Say(MIA, "hello".to_owned())]);
    tell(&mut harness, text(1, true, "hello"));
    harness.get_by_label("hello");
    harness.get_by_label_contains(", queued");
    tell(&mut harness, PairEvent::Sent(MIA, 1));
    harness.get_by_label_contains(", sent");
    tell(&mut harness, PairEvent::Stored(MIA, 1));
    harness.get_by_label_contains(", stored on their disk");
}

#[test]
fn names_and_texts_of_others_cannot_hide_anything() {
    let mut harness = talk("Mi\u{202e}a\nx", Verified::No, Language::English);
    assert!(harness.query_all_by_label_contains("Mi⟨U+202E⟩a").next().is_some());
    harness.get_by_role_and_label(Is::Button, "not verified");
    tell(&mut harness, text(1, false, "look\u{200b} \u{1b}[31m"));
    harness.get_by_label_contains("look⟨U+200B⟩");
    let long = "x".repeat(20_000);
    tell(&mut harness, text(2, false, &long));
    harness.get_by_role_and_label(Is::Button, "Show all (20 kB)");
}

#[test]
fn a_transfer_is_answered_held_and_given_up_with_its_buttons() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    let entry = OfferEntry { path: String::new(), size: 2_000_000 };
    let offer = Offer { name: "photo\u{202e}gpj.exe".to_owned(), entries: vec![entry] };
    let offered = item(1, false, Said::Offer(offer));
    let id = offered.id;
    tell(&mut harness, PairEvent::Item(Box::new(offered)));
    let state = |state, done| {
        let name = "photo_gpj.exe".to_owned();
        let (contact, mine, renamed, files, size) = (MIA, false, true, 1, 2_000_000);
        let transfer = Transfer { id, contact, mine, name, renamed, files, size, done, state };
        PairEvent::Transfer(Box::new(transfer))
    };
    let (folder, free) = ("/d".into(), Some(5_000_000));
    tell(&mut harness, PairEvent::Downloads { folder, free });
    tell(&mut harness, state(TransferState::Offered, 0));
    harness.get_by_label("Goes to the folder of Mia in /d · 5\u{a0}MB free");
    harness.get_by_label_contains("type .exe · renamed to be safe");
    press(&mut harness, "Accept");
    press(&mut harness, "Decline");
    tell(&mut harness, state(TransferState::Moving, 1_000_000));
    harness.get_by_label("1 MB of 2 MB · goes on when Mia is here again");
    assert!(harness.query_by_role_and_label(Is::Button, "Pause").is_none());
    let address = "192.168.1.5:40000".parse().expect("an address");
    tell(&mut harness, PairEvent::Presence(MIA, Presence::Here { address }));
    harness.get_by_role_and_label(Is::ProgressIndicator, "1 MB of 2 MB");
    let (contact, transfer, count, limit) = (MIA, id, 1, 2);
    tell(&mut harness, PairEvent::FetchedAgain { contact, transfer, count, limit });
    harness.get_by_label("File damaged, fetched again (1 of 2)");
    press(&mut harness, "Pause");
    tell(&mut harness, state(TransferState::Paused, 1_000_000));
    harness.get_by_role_and_label(Is::ProgressIndicator, "1 MB of 2 MB");
    harness.get_by_label("1 MB of 2 MB · Paused");
    press(&mut harness, "Resume");
    press(&mut harness, "Cancel");
    let expected = [
        PairWish::Accept(MIA, id, None),
        PairWish::Decline(MIA, id),
        PairWish::Pause(MIA, id),
        PairWish::Resume(MIA, id),
        PairWish::CancelTransfer(MIA, id),
    ];
    assert_eq!(harness.state().wishes, expected);
    tell(&mut harness, state(TransferState::Done(Some("/d/photo_gpj.exe".into())), 2_000_000));
    press(&mut harness, "Copy the path");
    press(&mut harness, "Open the folder");
    let others = &harness.state().others[..];
    let [Intent::Copy(path), Intent::OpenFolder(folder)] = others else {
        panic!("{} wishes", others.len())
    };
    assert_eq!((path.as_str(), folder.as_path()), ("/d/photo_gpj.exe", std::path::Path::new("/d")));
}

#[test]
fn an_end_of_a_pairing_is_asked_for_in_words() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    press(&mut harness, "Details");
    press(&mut harness, "Unpair");
    assert_eq!(harness.state().wishes, []);
    harness.get_by_label_contains("What was said and the files that have arrived stay");
    press(&mut harness, "Unpair");
    assert_eq!(harness.state().wishes, [PairWish::Unpair(MIA)]);
}

#[test]
fn who_is_away_is_tried_again_and_the_time_until_then_is_told() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    let next_try = Some(Duration::from_secs(4));
    tell(&mut harness, text(1, true, "hello"));
    tell(&mut harness, PairEvent::Presence(MIA, Presence::Away { next_try }));
    harness.get_by_label("Away · 1 queued · next try in 4 s");
    press(&mut harness, "Try now");
    assert_eq!(harness.state().wishes, [PairWish::TryNow(MIA)]);
    tell(&mut harness, PairEvent::Presence(MIA, Presence::Stopped(PairFault::HeldBack)));
    harness.get_by_label_contains("sends more than is taken at once");
}

#[test]
fn a_long_talk_stays_at_its_end_and_lays_out_only_what_is_seen() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    for position in 1..=300 {
        let event = text(position, position % 2 == 0, &format!("line {position}\nand more"));
        let scene = harness.state_mut();
        scene.state.pairing.apply(event, scene.state.now);
    }
    harness.run_steps(8);
    harness.get_by_label_contains("line 300\n");
    assert!(harness.query_by_label_contains("line 100\n").is_none());
    assert!(harness.state().view.pair.talks[&MIA].at_end);
}

#[test]
fn everything_has_a_name_in_both_languages() {
    for language in Language::ALL {
        let mut harness = talk("Mia", Verified::No, language);
        tell(&mut harness, text(1, true, "hello"));
        for dialog in [None, Some(Dialog::Pair), Some(Dialog::Contact(MIA))] {
            harness.state_mut().view.dialog = dialog;
            harness.run_steps(8);
            let roles = [Is::Button, Is::TextInput, Is::MultilineTextInput, Is::CheckBox];
            for role in roles {
                for node in harness.query_all_by_role(role) {
                    let label = node.accesskit_node().label().unwrap_or_default();
                    assert!(!label.is_empty(), "a {role:?} without a name");
                    assert!(!label.contains('⟨'), "{label}");
                }
            }
        }
    }
}
