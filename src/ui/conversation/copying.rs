//! What is copied: by its keys, from the menu of the messages, from the strip below them.

use super::ConversationView;
use super::manner::Manner;
use super::select::{self, Format, Point, Selection};
use crate::language::Words;
use crate::model::Lens;
use crate::model::limits::SHOWN;
use crate::tr;
use crate::ui::widgets::context_menu;
use egui::{Event, Key as K, Popup, Response, Ui};

/// How long a notice about a copy is shown, in seconds.
const NOTICE: f64 = 3.0;

/// Whether what is selected, or the chosen message, is to be copied by the keys for it.
pub(super) fn copy_is_wished(ui: &Ui, view: &mut ConversationView, response: &Response) -> bool {
    let free = response.has_focus() || ui.memory(|memory| memory.focused().is_none());
    if !free {
        return false;
    }
    if response.has_focus() {
        if ui.input(|i| i.modifiers.command && i.key_pressed(K::A))
            && let (Some(first), Some(last)) = (view.rows.first(), view.rows.last())
        {
            let end = Selection::message(last).end;
            view.selection = Some(Selection { start: Point { position: first, at: 0 }, end });
        }
        if ui.input(|i| i.key_pressed(K::Escape)) {
            (view.selection, view.chosen) = (None, None);
        }
    }
    if view.selection.is_none() {
        view.selection = view.chosen.filter(|_| copy_event(ui)).map(Selection::message);
    }
    copy_event(ui) && view.selection.is_some_and(|selection| !selection.is_empty())
}

fn copy_event(ui: &Ui) -> bool {
    ui.input(|i| i.events.iter().any(|event| matches!(event, Event::Copy)))
}

/// Copies a selection and says what was copied, and what was not.
pub(super) fn copy(
    ui: &Ui,
    words: &Words,
    view: &mut ConversationView,
    selection: Selection,
    format: Format,
) {
    let copied = copy_of(view, selection, format);
    let size = words.bytes(copied.bytes as u64);
    let said = if copied.cut {
        tr!(words, "talk-copied-cut", size = size)
    } else {
        tr!(words, "talk-copied", size = size)
    };
    ui.ctx().copy_text(copied.text);
    view.notice = Some((said, ui.input(|i| i.time) + NOTICE));
}

fn copy_of(view: &mut ConversationView, selection: Selection, format: Format) -> select::Copied {
    let raw = view.rows.lens() == Lens::Raw;
    let manner = Manner { mode: view.mode, raw, per_row: view.per_row, turned: &view.turned };
    // Bytes in a bubble are copied as they are seen.
    let (from, to) = selection.sorted();
    let one = (from.position == to.position).then(|| view.rows.message(from.position, SHOWN));
    let format = match one.flatten() {
        Some(message) if format == Format::Shown && manner.is_hex(&message) => Format::Hex,
        _ => format,
    };
    select::copy(view.rows.as_mut(), selection, &manner, format)
}

/// The menu of the messages: what it copies is what is selected, or what is under the pointer.
pub(super) fn menu_ui(words: &Words, view: &mut ConversationView, response: &Response) {
    let is_open = Popup::is_id_open(&response.ctx, Popup::default_response_id(response));
    if !is_open && !response.secondary_clicked() {
        view.pointed = None;
    }
    let about = view.pointed.or(view.chosen);
    let what = view
        .selection
        .filter(|selection| !selection.is_empty())
        .or_else(|| about.map(Selection::message));
    context_menu(response, |ui| {
        for format in Format::ALL {
            let button = egui::Button::new(words.say(format.key()));
            if ui.add_enabled(what.is_some(), button).clicked()
                && let Some(selection) = what
            {
                copy(ui, words, view, selection, format);
                ui.close();
            }
        }
        if what.is_none() {
            ui.label(tr!(words, "talk-copy-nothing"));
        }
        if let Some((position, is_hex)) = view.is_hex(about) {
            ui.separator();
            if ui.button(super::details::turn_name(words, is_hex)).clicked() {
                view.turn(position);
                ui.close();
            }
        }
    });
}
