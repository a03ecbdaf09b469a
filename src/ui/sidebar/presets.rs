//! Presets in their folders: opened, renamed, moved, duplicated, removed.

use super::SidebarView;
use crate::app::state::State;
use crate::language::Words;
use crate::model::{Preset, PresetId, Role, limits};
use crate::tr;
use crate::ui::intent::{Intent, PresetIntent};
use crate::ui::view::View;
use crate::ui::widgets::{
    Icon, Renaming, Row, RowMark, context_menu, menu_item, rename_field, row,
};
use crate::ui::words;
use egui::{Key, Modifiers, Response, Ui};
use std::collections::BTreeMap;

/// How long after a preset was opened by the pointer a click opens none, in seconds.
const STILL: f64 = 0.6;

/// Draws the presets: those without a folder first, then folder by folder.
pub(super) fn presets_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
) -> Vec<Intent> {
    let mut wishes = Vec::new();
    let sidebar = &mut view.sidebar;
    // What it opens comes in above and moves them on: the next of quick clicks is not for what has
    // come below the pointer.
    let now = ui.input(|input| input.time);
    let still = sidebar.opened.is_none_or(|opened| now - opened > STILL);
    if state.presets.is_empty() {
        super::empty(ui, &tr!(words, "sidebar-no-presets"));
    }
    let mut folders: BTreeMap<&str, Vec<(usize, &Preset)>> = BTreeMap::new();
    for (index, preset) in state.presets.iter().enumerate() {
        folders.entry(preset.folder.as_str()).or_default().push((index, preset));
    }
    for (folder, presets) in &folders {
        let searching = !sidebar.search.trim().is_empty();
        let folded = sidebar.folded.contains(*folder) && !searching;
        if !folder.is_empty() {
            folder_ui(ui, words, (folder, presets.len(), folded), state, sidebar, &mut wishes);
        }
        if folded {
            continue;
        }
        for (index, preset) in presets {
            let (title, endpoint) = (preset.spec.title(), preset.spec.endpoint.to_string());
            if super::matches(&sidebar.search, &[&title, &endpoint, folder]) {
                preset_ui(ui, words, state, (*index, preset, still), sidebar, &mut wishes);
            }
        }
    }
    wishes.into_iter().map(Intent::Preset).collect()
}

fn folder_ui(
    ui: &mut Ui,
    words: &Words,
    (folder, count, folded): (&str, usize, bool),
    state: &State,
    sidebar: &mut SidebarView,
    wishes: &mut Vec<PresetIntent>,
) {
    let id = ui.scope_id().with(("folder", folder));
    let response = row(
        ui,
        &Row {
            id,
            depth: 0,
            mark: RowMark::Icon(if folded { Icon::ChevronRight } else { Icon::ChevronDown }),
            title: folder,
            detail: &count.to_string(),
            name: &tr!(words, "sidebar-folder", name = folder),
            selected: false,
            mono: false,
        },
    );
    if let Some(dragged) = response.dnd_release_payload::<PresetId>() {
        wishes.push(PresetIntent::Move((*dragged).clone(), folder.to_owned(), state.presets.len()));
    }
    if response.clicked() && !sidebar.folded.remove(folder) {
        sidebar.folded.insert(folder.to_owned());
    }
}

fn preset_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    (index, preset, still): (usize, &Preset, bool),
    sidebar: &mut SidebarView,
    wishes: &mut Vec<PresetIntent>,
) {
    if sidebar.renaming.as_ref().is_some_and(|(id, ..)| *id == preset.id) {
        rename_ui(ui, words, sidebar, wishes);
        return;
    }
    let (title, endpoint) = (preset.spec.title(), preset.spec.endpoint.to_string());
    let icon = match preset.spec.role {
        Role::Listen => Icon::Listen,
        Role::Connect => Icon::Connect,
    };
    let name = tr!(words, "sidebar-preset", title = title.as_str(), endpoint = endpoint.as_str());
    let id = ui.scope_id().with(("preset", &preset.id));
    let response = row(
        ui,
        &Row {
            id,
            depth: u8::from(!preset.folder.is_empty()),
            mark: RowMark::Icon(icon),
            title: &words::short_title(&preset.spec),
            detail: "",
            name: &name,
            selected: false,
            mono: false,
        },
    );
    drag(ui, &response, (index, preset), wishes);
    keys(ui, &response, preset, sidebar, wishes);
    menu(&response, words, state, (index, preset), sidebar, wishes);
    // A third click counts as well: egui takes a click elsewhere just before for the first.
    if still && (response.double_clicked() || response.triple_clicked()) {
        wishes.push(PresetIntent::Open(preset.id.clone()));
        sidebar.opened = Some(ui.input(|input| input.time));
    } else if response.clicked() {
        response.request_focus();
    }
    response.on_hover_text(tr!(words, "sidebar-preset-hint", endpoint = endpoint));
}

/// Dropped upon another, a preset takes the place in front of it.
fn drag(
    ui: &Ui,
    response: &Response,
    (index, preset): (usize, &Preset),
    wishes: &mut Vec<PresetIntent>,
) {
    response.dnd_set_drag_payload(preset.id.clone());
    if response.dnd_hover_payload::<PresetId>().is_some() {
        let stroke = egui::Stroke::new(2.0, crate::ui::theme::palette(ui).accent);
        ui.painter().hline(response.rect.x_range(), response.rect.top(), stroke);
    }
    if let Some(dragged) = response.dnd_release_payload::<PresetId>()
        && *dragged != preset.id
    {
        wishes.push(PresetIntent::Move((*dragged).clone(), preset.folder.clone(), index));
    }
}

fn keys(
    ui: &Ui,
    response: &Response,
    preset: &Preset,
    sidebar: &mut SidebarView,
    wishes: &mut Vec<PresetIntent>,
) {
    if !response.has_focus() {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Enter) {
        wishes.push(PresetIntent::Open(preset.id.clone()));
    }
    if pressed(Key::F2) {
        sidebar.renaming = Some((preset.id.clone(), preset.spec.title(), false));
    }
    if pressed(Key::Delete) {
        wishes.push(PresetIntent::Remove(preset.id.clone()));
    }
}

fn menu(
    response: &Response,
    words: &Words,
    state: &State,
    (index, preset): (usize, &Preset),
    sidebar: &mut SidebarView,
    wishes: &mut Vec<PresetIntent>,
) {
    let id = &preset.id;
    context_menu(response, |ui| {
        if menu_item(ui, tr!(words, "preset-open")) {
            wishes.push(PresetIntent::Open(id.clone()));
        }
        if menu_item(ui, tr!(words, "preset-rename")) {
            sidebar.renaming = Some((id.clone(), preset.spec.title(), false));
        }
        if menu_item(ui, tr!(words, "preset-duplicate")) {
            wishes.push(PresetIntent::Duplicate(id.clone()));
        }
        ui.menu_button(tr!(words, "preset-move"), |ui| {
            if menu_item(ui, tr!(words, "preset-up")) {
                let to = index.saturating_sub(1);
                wishes.push(PresetIntent::Move(id.clone(), preset.folder.clone(), to));
            }
            if menu_item(ui, tr!(words, "preset-down")) {
                wishes.push(PresetIntent::Move(id.clone(), preset.folder.clone(), index + 2));
            }
            let mut folders: Vec<&str> =
                state.presets.iter().map(|preset| preset.folder.as_str()).collect();
            folders.push("");
            folders.sort_unstable();
            folders.dedup();
            for folder in folders.into_iter().filter(|folder| *folder != preset.folder) {
                let name = if folder.is_empty() {
                    tr!(words, "preset-no-folder")
                } else {
                    folder.to_owned()
                };
                if menu_item(ui, name) {
                    let end = state.presets.len();
                    wishes.push(PresetIntent::Move(id.clone(), folder.to_owned(), end));
                }
            }
        });
        ui.separator();
        if menu_item(ui, tr!(words, "preset-remove")) {
            wishes.push(PresetIntent::Remove(id.clone()));
        }
    });
}

/// The name as a field: Enter takes it, Escape leaves it as it was.
fn rename_ui(
    ui: &mut Ui,
    words: &Words,
    sidebar: &mut SidebarView,
    wishes: &mut Vec<PresetIntent>,
) {
    let Some((id, name, focused)) = &mut sidebar.renaming else { return };
    let label = tr!(words, "preset-name");
    let room = (limits::PRESET_NAME, f32::INFINITY);
    match rename_field(ui, &label, (name, focused), room) {
        Renaming::Typed => return,
        Renaming::Taken(name) => wishes.push(PresetIntent::Rename(id.clone(), name)),
        Renaming::Left => {}
    }
    sidebar.renaming = None;
}
