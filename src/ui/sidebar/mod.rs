//! The list at the left: sessions with their clients, presets in folders, earlier conversations.

mod paired;
mod past;
mod presets;
mod sessions;

use super::intent::{Intent, Place};
use super::pair::When;
use super::theme::{palette, size};
use super::view::View;
use crate::app::state::State;
use crate::language::Words;
use crate::model::pairing::ContactId;
use crate::model::{ConnectionId, PresetId, SessionId};
use crate::tr;
use egui::{Layout, RichText, ScrollArea, TextEdit, Ui};
use std::collections::BTreeSet;

/// What the screen keeps of the sidebar.
#[derive(Default)]
pub struct SidebarView {
    /// What is searched for among presets and conversations.
    pub search: String,
    /// Folders that are folded.
    pub folded: BTreeSet<String>,
    /// Listeners whose clients are not shown.
    pub folded_sessions: BTreeSet<SessionId>,
    /// The preset that is being renamed, the name so far, and whether its field was focused.
    pub renaming: Option<(PresetId, String, bool)>,
    /// The client that was chosen last.
    pub client: Option<(SessionId, ConnectionId)>,
    /// The paired machine that is being renamed, the name so far, and whether its field was
    /// focused.
    pub calling: Option<(ContactId, String, bool)>,
    /// Whether all earlier conversations are listed.
    pub all_past: bool,
    /// When a preset was last opened by the pointer.
    opened: Option<f64>,
    /// What was last scrolled to.
    revealed: Option<Place>,
    /// Moments as this machine writes them.
    pub(super) when: When,
}

/// Draws the sidebar.
pub fn sidebar_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) -> Vec<Intent> {
    let mut intents = Vec::new();
    ui.spacing_mut().item_spacing.y = 2.0;
    let label = tr!(words, "sidebar-search");
    let search = TextEdit::singleline(&mut view.sidebar.search)
        .hint_text(label.as_str())
        .margin(egui::Margin::symmetric(10, 5))
        .desired_width(f32::INFINITY);
    let field = ui.add(search);
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label);
        info.current_text_value = Some(view.sidebar.search.clone());
        info
    });
    ui.add_space(size::TIGHT);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        heading_with(ui, &tr!(words, "sidebar-sessions"), |ui| {
            intents.extend(clear_ui(ui, words, state));
        });
        intents.extend(sessions::sessions_ui(ui, words, state, view));
        intents.extend(paired::paired_ui(ui, words, state, view));
        heading(ui, &tr!(words, "sidebar-presets"));
        intents.extend(presets::presets_ui(ui, words, state, view));
        if !state.past.is_empty() {
            heading(ui, &tr!(words, "sidebar-past"));
            intents.extend(past::past_ui(ui, words, state, view));
        }
        ui.add_space(size::SECTION);
    });
    intents
}

fn heading(ui: &mut Ui, text: &str) {
    heading_with(ui, text, |_| {});
}

/// The same with something to press at its right.
fn heading_with(ui: &mut Ui, text: &str, at_right: impl FnOnce(&mut Ui)) {
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        ui.add_space(size::GAP);
        ui.label(RichText::new(text).size(size::SMALL).strong().color(palette(ui).weak));
        at_right(ui);
    });
}

/// Takes what is over off the list, where that is more than one.
fn clear_ui(ui: &mut Ui, words: &Words, state: &State) -> Option<Intent> {
    let over = state.sessions.values().filter(|session| session.stage.is_over()).count();
    // One alone has its own cross.
    if over < 2 {
        return None;
    }
    let text = RichText::new(tr!(words, "sidebar-clear", count = over)).size(size::SMALL);
    let hint = tr!(words, "sidebar-clear-hint");
    let place = Layout::right_to_left(egui::Align::Center);
    let button = ui.with_layout(place, |ui| ui.small_button(text)).inner;
    button.on_hover_text(hint).clicked().then_some(Intent::ClearEnded)
}

/// A line that says that there is nothing, and how there comes to be something.
fn empty(ui: &mut Ui, text: &str) {
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::GAP);
        super::widgets::small(ui, text);
    });
}

/// Whether a text holds what is searched for, in any case.
fn matches(search: &str, texts: &[&str]) -> bool {
    let search = search.trim().to_lowercase();
    search.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&search))
}
