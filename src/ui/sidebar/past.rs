//! Conversations of earlier runs: read again, or removed.

use crate::app::state::{Past, State};
use crate::language::Words;
use crate::model::Role;
use crate::tr;
use crate::ui::intent::{Intent, Place};
use crate::ui::view::View;
use crate::ui::widgets::{Icon, Kind, Row, RowMark, button, context_menu, menu_item, row};
use crate::ui::words;
use egui::{Key, Ui};

/// Conversations that are listed before "Show all".
const FIRST: usize = 12;

/// Draws the conversations, newest first.
pub(super) fn past_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) -> Vec<Intent> {
    let mut intents = Vec::new();
    let found: Vec<&Past> = state
        .past
        .iter()
        .filter(|past| super::matches(&view.sidebar.search, &[&past.spec.title()]))
        .collect();
    let shown = if view.sidebar.all_past { found.len() } else { FIRST };
    for past in found.iter().take(shown) {
        conversation_ui(ui, words, state, past, view, &mut intents);
    }
    if found.len() > shown {
        let text = tr!(words, "sidebar-all-past", count = found.len());
        if button(ui, Kind::Quiet, None, &text).clicked() {
            view.sidebar.all_past = true;
        }
    }
    intents
}

fn conversation_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    past: &Past,
    view: &View,
    intents: &mut Vec<Intent>,
) {
    let title = past.spec.title();
    let age = words.duration(coarse(state.clock.since(past.started)));
    let place = Place::Past(past.folder.clone());
    let icon = match past.spec.role {
        Role::Listen => Icon::Listen,
        Role::Connect => Icon::Connect,
    };
    let name = tr!(words, "sidebar-conversation", title = title.as_str(), age = age.as_str());
    let id = ui.scope_id().with(("past", &past.folder));
    let response = row(
        ui,
        &Row {
            id,
            depth: 0,
            mark: RowMark::Icon(icon),
            title: &words::short_title(&past.spec),
            // Not its age: of two that began in the same minute one could not tell which is which.
            detail: &view.sidebar.when.begun(past.started, state.clock),
            name: &name,
            selected: view.shown.contains(&place),
            mono: false,
        },
    );
    if response.clicked() {
        intents.push(Intent::Show(place));
    }
    let delete = response.has_focus() && ui.input(|input| input.key_pressed(Key::Delete));
    let mut remove = delete;
    context_menu(&response, |ui| {
        if menu_item(ui, tr!(words, "past-open-again")) {
            intents.push(Intent::Open(Box::new(past.spec.clone())));
        }
        remove |= menu_item(ui, tr!(words, "past-remove"));
    });
    if remove {
        intents.push(Intent::RemovePast(past.folder.clone()));
    }
    let end = if past.finished { "past-finished" } else { "past-unfinished" };
    let begun = view.sidebar.when.exact(past.started);
    let hint = format!("{begun} · {} · {}", words.bytes(past.bytes), words.say(end));
    response.on_hover_text(hint);
}

/// An age in its largest unit: minutes and seconds of days ago are noise.
fn coarse(age: std::time::Duration) -> std::time::Duration {
    let seconds = age.as_secs();
    let unit = match seconds {
        0..60 => 1,
        60..3_600 => 60,
        3_600..86_400 => 3_600,
        _ => 86_400,
    };
    std::time::Duration::from_secs(seconds / unit * unit)
}
