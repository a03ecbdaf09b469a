//! A name as a field: Enter takes it, Escape leaves it as it was.

use super::take_over;
use egui::{Key, Role, TextEdit, Ui, WidgetInfo};

/// What has become of a name that is being changed.
pub enum Renaming {
    /// It is still being typed.
    Typed,
    /// This is the new one.
    Taken(String),
    /// The old one stays.
    Left,
}

/// Draws the field. The first time, which `focused` tells, it takes the keyboard with the old name
/// selected. `limit` is in characters.
pub fn rename_field(
    ui: &mut Ui,
    label: &str,
    (name, focused): (&mut String, &mut bool),
    (limit, width): (usize, f32),
) -> Renaming {
    let field = ui.add(TextEdit::singleline(name).char_limit(limit).desired_width(width));
    let text = name.clone();
    field.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, label);
        info.current_text_value = Some(text.clone());
        info
    });
    if !std::mem::replace(focused, true) {
        take_over(&field, name);
        return Renaming::Typed;
    }
    if !field.lost_focus() {
        return Renaming::Typed;
    }
    let name = name.trim();
    if name.is_empty() || ui.input(|input| input.key_pressed(Key::Escape)) {
        Renaming::Left
    } else {
        Renaming::Taken(name.to_owned())
    }
}
