//! Under which name a session is saved as a preset.

use super::page;
use crate::app::state::State;
use crate::language::Words;
use crate::model::{SessionId, SessionSpec, limits};
use crate::tr;
use crate::ui::intent::{Intent, PresetIntent};
use crate::ui::theme::size;
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{Kind, button, label_weak, take_over};
use egui::{Key, TextEdit, Ui};

/// Width of the dialog, in points.
const WIDE: f32 = 420.0;

/// Draws the dialog: Enter saves, Escape leaves.
pub(super) fn save_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    (id, mut name, mut focused): (SessionId, String, bool),
) -> Vec<Intent> {
    let Some(session) = state.sessions.get(&id) else { return Vec::new() };
    let mut taken = false;
    let keep = page(ui, words, ("save", WIDE), &tr!(words, "header-save"), |ui| {
        let label = label_weak(ui, tr!(words, "form-name"));
        let edit = TextEdit::singleline(&mut name)
            .char_limit(limits::PRESET_NAME)
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width(f32::INFINITY);
        let field = ui.add(edit).labelled_by(label.id);
        if !focused {
            take_over(&field, &name);
            focused = field.has_focus();
        }
        taken |= field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(size::PAD);
        taken |= button(ui, Kind::Primary, None, &tr!(words, "form-save-now")).clicked();
    });
    if taken {
        let spec = SessionSpec { name: name.trim().to_owned(), ..session.spec.clone() };
        return vec![Intent::Preset(PresetIntent::Save(Box::new(spec), String::new()))];
    }
    view.dialog = keep.then_some(Dialog::Save(id, name, focused));
    Vec::new()
}
