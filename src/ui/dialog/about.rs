//! What the program is: version, licence, folders, and what it is built with.

use crate::app::state::about::{VERSION, commit, system};
use crate::app::state::{Places, State};
use crate::language::Words;
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::size;
use crate::ui::widgets::{Icon, Kind, button, icon_button, label_weak, strong};
use egui::{Grid, RichText, ScrollArea, TextStyle, Ui};
use std::path::Path;
use std::sync::LazyLock;

/// The crates and their licences, which `tests/it/packages/licences.rs` writes and holds.
static LICENCES: LazyLock<Vec<&'static str>> =
    // Its first sentence is said in the person's language, above it.
    LazyLock::new(|| include_str!("../../../assets/THIRD_PARTY.txt").lines().skip(2).collect());
/// The licence of the program itself, in the words of SPDX.
const LICENCE: &str = env!("CARGO_PKG_LICENSE");
/// Least and largest height of the list of licences, in points.
const TALL: (f32, f32) = (64.0, 220.0);
/// Height that the rest of the page takes, with its frame, in points.
const ABOVE: f32 = 540.0;

/// Draws the page.
pub(super) fn about_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    ui.label(tr!(words, "about-what"));
    ui.add_space(size::PAD);
    Grid::new("about").num_columns(2).spacing([20.0, 8.0]).show(ui, |ui| {
        let version = match commit() {
            Some(commit) => format!("{VERSION} ({commit})"),
            None => VERSION.to_owned(),
        };
        fact_ui(ui, &tr!(words, "about-version"), &version);
        fact_ui(ui, &tr!(words, "about-system"), &system());
        fact_ui(ui, &tr!(words, "about-licence"), LICENCE);
        let Places { config, data, state, .. } = &state.places;
        let places = [
            (tr!(words, "about-config"), config),
            (tr!(words, "about-data"), data),
            (tr!(words, "about-state"), state),
        ];
        for (name, place) in places {
            intents.extend(place_ui(ui, words, &name, place));
        }
    });
    ui.add_space(size::PAD);
    if button(ui, Kind::Normal, Some(Icon::Copy), &tr!(words, "about-copy")).clicked() {
        intents.push(Intent::CopyDiagnostics);
    }
    label_weak(ui, tr!(words, "about-copy-why"));
    ui.add_space(size::PAD);
    strong(ui, tr!(words, "about-licences"), size::BODY);
    ui.add_space(size::GAP);
    label_weak(ui, tr!(words, "about-licences-what"));
    licences_ui(ui);
    intents
}

fn fact_ui(ui: &mut Ui, name: &str, value: &str) {
    label_weak(ui, name);
    ui.label(value);
    ui.end_row();
}

fn place_ui(ui: &mut Ui, words: &Words, name: &str, place: &Path) -> Option<Intent> {
    label_weak(ui, name);
    let mut wish = None;
    ui.horizontal(|ui| {
        let open = icon_button(ui, Icon::Folder, &tr!(words, "about-open", name = name), false);
        if open.clicked() {
            wish = Some(Intent::OpenFolder(place.to_owned()));
        }
        let path = place.display().to_string();
        ui.add(egui::Label::new(RichText::new(&path).monospace()).truncate()).on_hover_text(path);
    });
    ui.end_row();
    wish
}

/// Only the lines that are seen are laid out: there are thousands.
fn licences_ui(ui: &mut Ui) {
    let tall = ui.text_style_height(&TextStyle::Small);
    // What is above it takes its room first, in a low window.
    let high = (ui.ctx().content_rect().height() - ABOVE).clamp(TALL.0, TALL.1);
    let scroll = ScrollArea::both().min_scrolled_height(high).max_height(high);
    let scroll = scroll.auto_shrink([false, false]);
    scroll.show_rows(ui, tall, LICENCES.len(), |ui, rows| {
        for line in LICENCES.get(rows).unwrap_or_default() {
            ui.add(egui::Label::new(RichText::new(*line).small()).extend());
        }
    });
}
