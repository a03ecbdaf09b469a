//! Two that pair, talk and hand over a file without a mouse.

use super::both_have_the_same;
use super::cable::{Cable, Carries};
use super::side::Side;
use crate::pair::files::only_file_below;
use egui::accesskit::Role;
use std::fs;

#[test]
fn two_pair_and_talk_with_the_keyboard_alone() {
    let cable = Cable::lay(Carries::All);
    let mut mia = Side::new("keys", "Mia", (&cable, 0), true);
    let mut tom = Side::new("keys", "Tom", (&cable, 1), true);
    for side in [&mia, &tom] {
        side.keyboard().press(&["ctrl+shift+p"]);
    }
    mia.keyboard().take(Role::Button, "Show a code");
    let code = mia.code();
    let (field, address) = ("Code or link", "Their address, if they are not in the list");
    let keys = tom.keyboard();
    keys.take(Role::Button, "Enter a code");
    keys.is_at(Role::TextInput, field);
    keys.go_to(Role::TextInput, address);
    keys.write(&cable.address(0));
    keys.press(&["shift+Tab"]);
    keys.is_at(Role::TextInput, field);
    keys.write(&code);
    keys.press(&["Return"]);
    for side in [&mia, &tom] {
        side.screen().see("Paired with");
        side.keyboard().is_at(Role::MultilineTextInput, "Message");
    }
    say(&tom, &mia, "is this you");
    say(&mia, &tom, "yes it is me");

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.txt");
    fs::write(&file, "at eight in the laboratory").expect("written");
    let keys = tom.keyboard();
    keys.take(Role::Button, "Offer a file or folder");
    keys.is_at(Role::TextInput, "Path of a file or folder");
    keys.write(&file.display().to_string());
    keys.press(&["Return"]);
    mia.screen().find(Role::Button, "Accept");
    mia.keyboard().take(Role::Button, "Accept");
    mia.reads("Saved as");
    tom.reads("“plan.txt” has arrived");
    let came = fs::read_to_string(only_file_below(&mia.received())).expect("it is there");
    assert_eq!(came, "at eight in the laboratory");
    both_have_the_same(&mia, &tom);
}

/// The keyboard is in the field already.
fn say(from: &Side, to: &Side, text: &str) {
    let keys = from.keyboard();
    keys.is_at(Role::MultilineTextInput, "Message");
    keys.write(text);
    keys.press(&["Return"]);
    to.heard(text);
}
