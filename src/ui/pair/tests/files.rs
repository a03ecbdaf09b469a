//! Offers that are answered: what is below stays in its place, and another folder can be chosen.

use super::*;
use crate::model::pairing::{TransferFault, TransferId};
use egui::{Pos2, Rect};

fn offered(harness: &mut Harness<'static, Scene>, position: u64, name: &str) -> TransferId {
    let entry = OfferEntry { path: String::new(), size: 2_000 };
    let said = Said::Offer(Offer { name: name.to_owned(), entries: vec![entry] });
    let offer = item(position, false, said);
    let id = offer.id;
    tell(harness, PairEvent::Item(Box::new(offer)));
    tell(harness, stands(id, name, TransferState::Offered));
    id
}

fn stands(id: TransferId, name: &str, state: TransferState) -> PairEvent {
    let name = name.to_owned();
    let (contact, mine, renamed, files, size, done) = (MIA, false, false, 1, 2_000, 0);
    let transfer = Transfer { id, contact, mine, name, renamed, files, size, done, state };
    PairEvent::Transfer(Box::new(transfer))
}

/// Where the buttons to decline are, from above.
fn places(harness: &Harness<'static, Scene>) -> Vec<Rect> {
    let found = harness.query_all_by_label("Decline");
    let mut rects: Vec<Rect> = found.map(|node| node.rect()).collect();
    rects.sort_by(|a, b| a.top().total_cmp(&b.top()));
    rects
}

fn click_at(harness: &Harness<'static, Scene>, pos: Pos2) {
    harness.hover_at(pos);
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::default());
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
}

#[test]
fn a_double_click_is_one_answer() {
    let quick = scene_in(Language::English, 1.0 / 60.0);
    let mut harness = talk_in(quick, contact("Mia", Verified::Code));
    let id = offered(&mut harness, 1, "one.txt");
    let accept = harness.get_by_role_and_label(Is::Button, "Accept").rect().center();
    click_at(&harness, accept);
    click_at(&harness, accept);
    harness.run_steps(8);
    assert_eq!(harness.state().wishes, [PairWish::Accept(MIA, id, None)]);
}

#[test]
fn the_offer_below_one_that_is_declined_stays_until_the_pointer_has_left() {
    let quick = scene_in(Language::English, 1.0 / 60.0);
    let mut harness = talk_in(quick, contact("Mia", Verified::Code));
    let (folder, free) = ("/d".into(), Some(5_000_000));
    tell(&mut harness, PairEvent::Downloads { folder, free });
    for position in 1..=20 {
        tell(&mut harness, text(position, false, "so it fills more than there is room for"));
    }
    let first = offered(&mut harness, 21, "one.txt");
    offered(&mut harness, 22, "two.txt");
    harness.run_steps(8);
    let before = places(&harness);
    assert_eq!(before.len(), 2, "both are seen");
    click_at(&harness, before[0].center());
    harness.run_steps(4);
    assert_eq!(harness.state().wishes, [PairWish::Decline(MIA, first)]);
    let answer = Said::Answer { transfer: first, accept: false };
    tell(&mut harness, PairEvent::Item(Box::new(item(23, true, answer))));
    tell(&mut harness, stands(first, "one.txt", TransferState::Declined));
    harness.run_steps(8);
    harness.get_by_label("Declined");
    assert_eq!(places(&harness), before[1..], "a second click hits what was below");
    harness.hover_at(Pos2::new(4.0, 4.0));
    harness.run_steps(8);
    assert_ne!(places(&harness), before[1..], "the place that is free is taken");
    harness.get_by_label_contains("You declined “one.txt”");
    assert!(harness.state().view.pair.talks[&MIA].at_end);
}

#[test]
fn a_pointer_that_rests_holds_the_list_for_seconds_and_not_for_ever() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    for position in 1..=20 {
        tell(&mut harness, text(position, false, "so it fills more than there is room for"));
    }
    offered(&mut harness, 21, "one.txt");
    harness.run_steps(8);
    let there = places(&harness);
    click_at(&harness, there[0].center());
    harness.run_steps(4);
    tell(&mut harness, text(22, false, "the last word"));
    harness.run_steps(40);
    assert!(harness.state().view.pair.talks[&MIA].at_end, "what is new is seen");
}

#[test]
fn an_offer_is_received_into_a_folder_that_is_typed() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    let (folder, free) = ("/d".into(), Some(5_000_000));
    tell(&mut harness, PairEvent::Downloads { folder, free });
    let id = offered(&mut harness, 1, "one.txt");
    press(&mut harness, "Accept to…");
    let typed = harness.get_by_role_and_label(Is::TextInput, "Folder for it");
    assert_eq!(
        typed.accesskit_node().value().as_deref(),
        Some("/d"),
        "the usual one, to be changed"
    );
    harness.event(Event::Text("/elsewhere".to_owned()));
    harness.run_steps(2);
    press(&mut harness, "Accept here");
    let wish = PairWish::Accept(MIA, id, Some("/elsewhere".into()));
    assert_eq!(harness.state().wishes, std::slice::from_ref(&wish));
    // Refused, it says why and stays as it was typed.
    let fault = PairFault::Transfer(TransferFault::NoFolder("/elsewhere".to_owned()));
    tell(&mut harness, PairEvent::Refused { wish: Box::new(wish), fault });
    harness.get_by_label_contains("There is no folder “/elsewhere”.");
    assert_eq!(harness.state().state.pairing.troubles, [], "told once");
    let typed = harness.get_by_role_and_label(Is::TextInput, "Folder for it");
    assert_eq!(typed.accesskit_node().value().as_deref(), Some("/elsewhere"));
    tell(&mut harness, stands(id, "one.txt", TransferState::Moving));
    assert!(harness.query_by_label("Folder for it").is_none());
    assert!(harness.query_by_label_contains("There is no folder").is_none());
}
