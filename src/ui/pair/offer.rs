//! Files to offer: dropped on the window, or by their path.

use super::composer::beside;
use super::me::label;
use super::talk::{Scene, TalkView};
use crate::model::pairing::{ContactId, PairWish};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::widgets::{Kind, button, small};
use egui::{Key, TextEdit, Ui};
use std::path::PathBuf;

/// Offers what was dropped on the window.
pub(super) fn take_dropped(ui: &Ui, id: ContactId, intents: &mut Vec<Intent>) {
    let dropped = ui.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
    let paths = dropped.into_iter().map(|file| file.path().to_owned());
    intents.extend(paths.map(|path| Intent::Pair(PairWish::Offer(id, path))));
}

/// The field for a path, while it is there.
pub(super) fn attach_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let words = scene.words;
    let hovers = ui.input(|input| !input.raw.hovered_files.is_empty());
    if hovers {
        small(ui, tr!(words, "pair-drop", name = scene.name.as_str()));
    }
    let Some(path) = &mut view.path else { return };
    let mut offered = false;
    ui.horizontal(|ui| {
        let name = tr!(words, "pair-path");
        let edit = TextEdit::singleline(path)
            .hint_text(tr!(words, "pair-path-hint"))
            .margin(egui::Margin::symmetric(10, 5))
            .desired_width((ui.available_width() - beside(ui, words)).max(80.0));
        let field = ui.add(edit);
        if std::mem::take(&mut view.path_focus) {
            field.request_focus();
        }
        if field.changed() {
            view.fault = None;
        }
        label(&field, &name, path);
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_enabled_ui(!path.trim().is_empty(), |ui| {
            let clicked = button(ui, Kind::Normal, None, &tr!(words, "pair-offer")).clicked();
            offered = clicked || (enter && !path.trim().is_empty());
        });
    });
    if offered {
        let path = PathBuf::from(path.trim());
        intents.push(Intent::Pair(PairWish::Offer(scene.id(), path)));
        (view.path, view.fault) = (None, None);
        view.focus = true;
    }
}
