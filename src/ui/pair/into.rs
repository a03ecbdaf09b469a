//! Another folder than the usual one for what is offered, typed as a path.

use super::me::label;
use super::talk::{Scene, TalkView};
use crate::app::state::pairing::Flow;
use crate::model::pairing::PairWish;
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{Kind, button, take_over};
use egui::{Key, RichText, TextEdit, Ui};
use std::path::PathBuf;

/// Room for the button beside the field, in points.
const BESIDE: f32 = 130.0;

/// Unfolds the field, with the usual folder in it; folds it away where it is there.
pub(super) fn unfold(scene: &Scene<'_>, flow: &Flow, view: &mut TalkView) {
    let id = flow.transfer.id;
    if view.into.take().is_some_and(|(of, _)| of == id) {
        return;
    }
    let usual = scene.state.pairing.downloads.as_ref();
    let usual = usual.map(|(folder, _)| folder.display().to_string()).unwrap_or_default();
    (view.into, view.into_focus) = (Some((id, usual)), true);
}

/// Draws the field, while it is there.
pub(super) fn into_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    flow: &Flow,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let (words, id) = (scene.words, flow.transfer.id);
    let Some((_, path)) = view.into.as_mut().filter(|(of, _)| *of == id) else { return };
    let name = tr!(words, "pair-into");
    let (mut accepted, mut left) = (false, false);
    ui.add_space(size::TIGHT);
    // In one row: where the list is at its end and moves up by it, what a second click of the same
    // place hits is the field.
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(path)
            .hint_text(tr!(words, "pair-into-hint"))
            .margin(egui::Margin::symmetric(10, 5))
            .desired_width((ui.available_width() - BESIDE).max(80.0));
        let field = ui.add(edit);
        label(&field, &name, path);
        if std::mem::take(&mut view.into_focus) {
            take_over(&field, path);
        }
        left = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_enabled_ui(!path.trim().is_empty(), |ui| {
            let text = tr!(words, "pair-accept-here");
            let clicked = button(ui, Kind::Normal, None, &text).clicked();
            accepted = clicked || (enter && !path.trim().is_empty());
        });
    });
    if let Some(fault) = scene.state.pairing.unaccepted.get(&(scene.id(), id)) {
        let text = RichText::new(words.pair_fault(fault, Some(&scene.name)));
        let text = text.size(size::SMALL).color(palette(ui).bad);
        ui.add(egui::Label::new(text).wrap());
    }
    if accepted {
        let into = Some(PathBuf::from(path.trim()));
        intents.push(Intent::Pair(PairWish::Accept(scene.id(), id, into)));
    }
    if left {
        view.into = None;
    }
}
