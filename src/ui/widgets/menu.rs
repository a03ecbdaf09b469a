//! The menu of a row or a text: by the pointer's second button, or by the keyboard.

use egui::{FocusDirection, Key, Modifiers, Popup, PopupAnchor, Response, SetOpenCommand, Ui};

/// How far below the upper edge of something tall its menu opens by the keyboard, in points.
const BELOW: f32 = 28.0;

/// The menu of what was drawn. The menu key and Shift+F10 open it as well as the pointer, and give
/// it the keyboard.
pub fn context_menu(response: &Response, content: impl FnOnce(&mut Ui)) {
    let ctx = &response.ctx;
    let asked = response.has_focus()
        && ctx.input_mut(|input| {
            input.consume_key(Modifiers::SHIFT, Key::F10)
                || input.consume_key(Modifiers::NONE, Key::Menu)
        });
    let id = Popup::default_response_id(response);
    let at_pointer = response.secondary_clicked() || Popup::position_of_id(ctx, id).is_some();
    let mut menu = Popup::context_menu(response);
    if asked {
        menu = menu.open_memory(SetOpenCommand::Bool(true));
    }
    if asked || !at_pointer {
        let below = response.rect.bottom().min(response.rect.top() + BELOW);
        let at = egui::pos2(response.rect.left(), below);
        menu = menu.anchor(PopupAnchor::Position(at));
    }
    if asked {
        // The first of its rows is the next thing that is drawn.
        response.surrender_focus();
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
    }
    menu.show(content);
}

/// A row of a menu. True when it is taken, which closes the menu: by the keyboard too.
pub fn menu_item(ui: &mut Ui, text: impl Into<String>) -> bool {
    let taken = ui.button(text.into()).clicked();
    if taken {
        ui.close();
    }
    taken
}

/// A row of a list of choices. True when it is taken, which closes the list: by the keyboard too.
pub fn choice(ui: &mut Ui, chosen: bool, text: impl Into<String>) -> bool {
    let response = super::toggle(ui, chosen, text.into());
    // A list that was opened by the pointer: its arrow keys begin at what is chosen.
    if chosen && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    let taken = response.clicked();
    if taken {
        ui.close();
    }
    taken
}
