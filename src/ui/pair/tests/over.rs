//! A pairing that has ended, codes that are wiped, and links that are counted.

use super::*;

fn stopped(fault: PairFault) -> PairEvent {
    PairEvent::Presence(MIA, Presence::Stopped(fault))
}

fn is_closed(harness: &Harness<'static, Scene>) {
    assert!(harness.query_by_role_and_label(Is::MultilineTextInput, "Message").is_none());
    assert!(harness.query_by_role_and_label(Is::Button, "Send").is_none());
    assert!(harness.query_by_role_and_label(Is::Button, "Try now").is_none());
    harness.get_by_label("Nothing more can be sent until the two of you pair again.");
}

#[test]
fn who_has_ended_a_pairing_is_told_and_nothing_more_can_be_written() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    tell(&mut harness, text(1, true, "hello"));
    for (fault, line) in [
        (PairFault::RemovedByThem, "Mia ended this pairing"),
        (PairFault::Forgotten, "Mia no longer knows this computer"),
    ] {
        tell(&mut harness, stopped(fault));
        is_closed(&harness);
        harness.get_by_label(line);
        harness.get_by_role_and_label(Is::Button, &format!("Mia, {line}"));
        // What was queued is still there, and does not pretend to be on its way.
        harness.get_by_label("hello");
        harness.get_by_label_contains(", not delivered");
    }
    let mut over = contact("Mia", Verified::Code);
    over.revoked_at = Some(Nanos(1_795_000_000_000_000_000));
    tell(&mut harness, PairEvent::Contact(Box::new(over)));
    is_closed(&harness);
    harness.get_by_label("You ended this pairing");
    press(&mut harness, "Pair again…");
    assert_eq!(harness.state().view.dialog, Some(Dialog::Pair));
    assert_eq!(harness.state().wishes, []);
}

#[test]
fn what_was_typed_when_a_pairing_ended_can_be_read_and_is_there_again_with_the_next_one() {
    let mut harness = talk("Mia", Verified::Code, Language::English);
    harness.get_by_role_and_label(Is::MultilineTextInput, "Message").focus();
    harness.run_steps(2);
    harness.event(Event::Text("half a thought".to_owned()));
    harness.run_steps(2);
    tell(&mut harness, stopped(PairFault::RemovedByThem));
    let value = |harness: &Harness<'static, Scene>| {
        let field = harness.get_by_role_and_label(Is::MultilineTextInput, "Message");
        field.accesskit_node().value()
    };
    assert_eq!(value(&harness).as_deref(), Some("half a thought"));
    harness.event(Event::Text(" more".to_owned()));
    harness.run_steps(2);
    assert_eq!(value(&harness).as_deref(), Some("half a thought"), "nothing can be typed");
    tell(&mut harness, PairEvent::Presence(MIA, Presence::Away { next_try: None }));
    assert_eq!(value(&harness).as_deref(), Some("half a thought"));
    harness.get_by_role_and_label(Is::Button, "Send");
}

#[test]
fn links_are_counted_at_the_bottom_in_both_languages() {
    for (language, none, one) in [
        (Language::English, "0 paired computers linked", "1 paired computer linked"),
        (Language::Chinese, "0 台已配对电脑在线", "1 台已配对电脑在线"),
    ] {
        let mut harness = scene(language);
        assert!(harness.query_by_label(none).is_none(), "nobody is paired");
        tell(&mut harness, node());
        tell(&mut harness, PairEvent::Contact(Box::new(contact("Mia", Verified::Code))));
        harness.get_by_label(none);
        let address = "192.168.1.5:40000".parse().expect("an address");
        tell(&mut harness, PairEvent::Presence(MIA, Presence::Here { address }));
        harness.get_by_label(one);
    }
}

#[test]
fn a_code_is_shown_by_no_debug_output_and_wiped_when_it_was_used() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    harness.state_mut().view.dialog = Some(Dialog::Pair);
    harness.run_steps(8);
    press(&mut harness, "Enter a code");
    harness.event(Event::Text("123-456-786".to_owned()));
    harness.run_steps(2);
    let pair = &mut harness.state_mut().view.pair;
    assert_eq!(pair.enter.code.expose(), "123-456-786");
    assert!(!format!("{:?}", pair.enter).contains("123"), "{:?}", pair.enter);
    pair.paired();
    assert!(pair.enter.code.is_empty());
}

#[test]
fn a_typed_name_is_taken_with_a_choice_and_what_holds_is_shown_anew() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    press(&mut harness, "Pair");
    let name = |harness: &mut Harness<'static, Scene>, text: &str| {
        harness.get_by_role_and_label(Is::TextInput, "My name").focus();
        harness.run_steps(2);
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.event(Event::Text(text.to_owned()));
        harness.run_steps(2);
    };
    name(&mut harness, "Mia");
    press(&mut harness, "Enter a code");
    let called = |name: &str| PairWish::CallMyself(name.to_owned());
    assert_eq!(harness.state().wishes, [called("Mia")]);
    press(&mut harness, "Back");
    name(&mut harness, "Mia S");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().wishes, [called("Mia"), called("Mia S")]);
    name(&mut harness, "Nobody");
    harness.key_press(Key::Escape);
    harness.run_steps(8);
    name_is_left(&harness);
    harness.state_mut().view.dialog = Some(Dialog::Pair);
    harness.run_steps(8);
    let field = harness.get_by_role_and_label(Is::TextInput, "My name").accesskit_node().value();
    assert_eq!(field.as_deref(), Some("desk"), "what the node says");
}

fn name_is_left(harness: &Harness<'static, Scene>) {
    assert_eq!(harness.state().wishes.len(), 2, "Escape takes nothing");
}

#[test]
fn after_a_fault_the_keyboard_stays_in_the_dialog() {
    let mut harness = scene(Language::English);
    tell(&mut harness, node());
    press(&mut harness, "Pair");
    press(&mut harness, "Enter a code");
    harness.run_steps(4);
    harness.event(Event::Text("123-456-786".to_owned()));
    harness.run_steps(2);
    let all = harness.query_all_by_role_and_label(Is::Button, "Pair");
    all.last().expect("behind that of the bar").click();
    harness.run_steps(8);
    tell(&mut harness, PairEvent::PairFailed(PairFault::NoAddress));
    for at in 2..4 {
        harness.key_press(Key::Enter);
        harness.run_steps(4);
        assert_eq!(harness.state().wishes.len(), at, "Enter tries again");
        tell(&mut harness, PairEvent::PairFailed(PairFault::NoAddress));
    }
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    harness.event(Event::Text("10.0.0.1".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    let wish =
        PairWish::Enter { code: "123-456-786".into(), addresses: vec!["10.0.0.1".to_owned()] };
    assert_eq!(harness.state().wishes.last(), Some(&wish));
    assert_eq!(harness.state().view.dialog, Some(Dialog::Pair));
}

#[test]
fn a_code_of_a_command_in_place_of_ours_is_told_and_so_is_no_network() {
    let mut harness = scene(Language::English);
    let mut alone = node();
    if let PairEvent::Node { addresses, .. } = &mut alone {
        addresses.clear();
    }
    tell(&mut harness, alone);
    press(&mut harness, "Pair");
    press(&mut harness, "Show a code");
    let showing = || PairEvent::Showing {
        means: Means::Code,
        code: "123-456-789".into(),
        link: "jackfield://x".into(),
        left: Duration::from_mins(5),
    };
    tell(&mut harness, showing());
    harness.get_by_label_contains("Nobody can reach this computer now");
    assert!(harness.query_by_label_contains("A command").is_none());
    tell(&mut harness, node());
    harness.get_by_label("Copy 192.168.1.7:47110");
    tell(&mut harness, PairEvent::Hidden(Hidden::ByHand));
    tell(&mut harness, showing());
    harness.get_by_label_contains("A command (jackfield pair show) shows this code now");
    tell(&mut harness, PairEvent::Hidden(Hidden::ByHand));
    harness.get_by_label_contains("No code is shown: a command took its place");
}
