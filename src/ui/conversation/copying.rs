//! What is copied: by its keys, from the menu of the messages, from the strip below them.

use super::ConversationView;
use super::select::{self, Format, Point, Selection};
use crate::language::Words;
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
    let copied = select::copy(view.rows.as_mut(), selection, view.mode, format);
    let size = words.bytes(copied.bytes as u64);
    let said = if copied.cut {
        tr!(words, "talk-copied-cut", size = size)
    } else {
        tr!(words, "talk-copied", size = size)
    };
    ui.ctx().copy_text(copied.text);
    view.notice = Some((said, ui.input(|i| i.time) + NOTICE));
}

pub(super) fn menu_ui(words: &Words, view: &mut ConversationView, response: &Response) {
    let is_open = Popup::is_id_open(&response.ctx, Popup::default_response_id(response));
    if !is_open && !response.secondary_clicked() {
        view.pointed = None;
    }
    let what = view
        .selection
        .filter(|selection| !selection.is_empty())
        .or_else(|| view.pointed.or(view.chosen).map(Selection::message));
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
    });
}
