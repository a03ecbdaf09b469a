//! The field in which a message is typed: its keys, its history, its bound.

use super::ComposerView;
use crate::language::Words;
use crate::tr;
use crate::ui::keys::enter_sends;
use crate::ui::theme::size;
use crate::ui::window::is_low;
use egui::text::{CCursor, CCursorRange};
use egui::{Event, Id, Key, KeyboardShortcut, Modifiers, ScrollArea, TextEdit, Ui};

/// Most bytes that are ever laid out in the field: a text field of a megabyte takes 170 ms a key.
pub(super) const TYPED: usize = 64 * 1024;
/// Lines that the field grows to before it scrolls.
const LINES: usize = 7;

/// Lines that the field has when nothing is in it.
fn rows(ui: &Ui) -> usize {
    if is_low(ui.ctx()) { 1 } else { 2 }
}

/// How high the field will be.
pub(super) fn height(ui: &Ui, text: &str) -> f32 {
    let lines = text.bytes().filter(|byte| *byte == b'\n').take(LINES).count() + 1;
    let line = ui.text_style_height(&egui::TextStyle::Body);
    line * (lines.clamp(rows(ui), LINES) as f32) + 12.0
}

/// Draws the field. True when what is in it is to be sent.
pub(super) fn field_ui(ui: &mut Ui, words: &Words, view: &mut ComposerView, width: f32) -> bool {
    let id = ui.scope_id().with("message");
    if std::mem::take(&mut view.own.focus) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut send = false;
    if focused {
        catch_paste(ui, view);
        send = ui.input_mut(enter_sends);
        walk(ui, view, id);
    }
    let name = tr!(words, "talk-message");
    let before = view.text.len();
    let high = height(ui, &view.text);
    let area = ScrollArea::vertical().max_height(high).min_scrolled_height(high);
    let rows = rows(ui);
    let changed = area.show(ui, |ui| {
        let field = TextEdit::multiline(&mut view.text)
            .id(id)
            .char_limit(TYPED)
            .desired_rows(rows)
            .desired_width(width)
            .hint_text(tr!(words, "talk-message-hint"))
            .margin(egui::Margin::symmetric(10, 6))
            .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter));
        let field = if view.format == crate::model::InputFormat::Text {
            field
        } else {
            field.font(egui::FontId::monospace(size::MONO))
        };
        let response = ui.add(field);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        response.changed()
    });
    if changed.inner || before != view.text.len() {
        view.own.walk.stop();
        view.own.notice = None;
    }
    send
}

/// Up and Down walk the history where there is only one line, or the walk has begun.
fn walk(ui: &Ui, view: &mut ComposerView, id: Id) {
    if view.text.contains('\n') && !view.own.walk.is_walking() {
        return;
    }
    let pressed =
        |key| ui.input_mut(|i| i.modifiers.is_none() && i.consume_key(Modifiers::NONE, key));
    let line = if pressed(Key::ArrowUp) {
        view.own.walk.up(&view.history, &view.text)
    } else if pressed(Key::ArrowDown) {
        view.own.walk.down(&view.history)
    } else {
        None
    };
    let Some(line) = line else { return };
    view.text = line.chars().take(TYPED).collect();
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(view.text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), id);
}

/// A paste that is too large for the field becomes an offer to send it as it is.
fn catch_paste(ui: &Ui, view: &mut ComposerView) {
    let room = TYPED.saturating_sub(view.text.len());
    ui.input_mut(|i| {
        i.events.retain(|event| match event {
            Event::Paste(text) if text.len() > room => {
                view.own.pasted = Some(text.as_bytes().into());
                false
            }
            _ => true,
        });
    });
}
