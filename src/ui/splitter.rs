//! The edges between the panels: moved by the arrow keys as well, and seen where the keyboard is.

use super::theme::palette;
use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::containers::panel::PanelState;
use egui::{Event, EventFilter, Id, Key, Modifiers, Order, Stroke, Ui};

/// The width of a panel that the person wants, in points, though a narrow window, or a large zoom,
/// leaves less for now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Width {
    wanted: f32,
    /// There was no room for that.
    cut: bool,
}

impl Width {
    fn usual(wanted: f32) -> Self {
        Self { wanted, cut: true }
    }

    /// Called before the panel is drawn: gives it its width again where there is room for it.
    pub(super) fn give(self, ui: &Ui, panel: &str, most: f32) {
        // As egui's panels make it.
        let id = ui.scope_id().with(panel);
        if self.cut
            && let Some(mut state) = PanelState::load(ui, id)
        {
            state.outer_rect.set_width(self.wanted.min(most));
            ui.data_mut(|data| data.insert_persisted(id, state));
        }
    }

    /// Called after it was drawn, with the width that it has.
    pub(super) fn take(&mut self, width: f32, most: f32) {
        // Half a point may be rounded away.
        self.cut = width + 0.5 >= most;
        self.wanted = if self.cut { self.wanted.max(width) } else { width };
    }
}

/// How wide the two panels at the sides are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides {
    pub(super) sidebar: Width,
    pub(super) inspector: Width,
}

impl Default for Sides {
    fn default() -> Self {
        let [sidebar, inspector] = [super::window::SIDEBAR, super::window::INSPECTOR];
        Self { sidebar: Width::usual(sidebar.1), inspector: Width::usual(inspector.1) }
    }
}

/// The edge of a panel that is drawn into this part of the window under this name.
pub(super) fn edge_of(ui: &Ui, panel: &str) -> Id {
    // As egui's panels make it; a test moves one.
    ui.scope_id().with(panel).with("__resize")
}

/// Called before the panel is drawn: the arrow keys move its edge, the first one outwards.
pub(super) fn obey(ui: &Ui, edge: Id, (grow, shrink): (Key, Key)) {
    if !ui.memory(|memory| memory.has_focus(edge)) {
        return;
    }
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(edge, arrows));
    ui.input_mut(|input| {
        for (key, action) in [(grow, Action::Increment), (shrink, Action::Decrement)] {
            if input.consume_key(Modifiers::NONE, key) {
                let (target_tree, target_node) = (TreeId::ROOT, edge.accesskit_id());
                let request = ActionRequest { action, target_tree, target_node, data: None };
                input.events.push(Event::AccessKitActionRequest(request));
            }
        }
    });
}

/// Called after the panel was drawn: says what the edge is, and shows that it has the keyboard.
pub(super) fn show(ui: &Ui, edge: Id, name: &str) {
    let Some(response) = ui.ctx().read_response(edge) else { return };
    ui.ctx().accesskit_node_builder(edge, |node| node.set_label(name));
    if response.has_focus() {
        let layer = egui::LayerId::new(Order::Middle, edge.with("ring"));
        let painter = ui.ctx().layer_painter(layer).with_clip_rect(ui.clip_rect());
        let line = Stroke::new(3.0, palette(ui).accent);
        painter.vline(response.rect.center().x, response.rect.y_range(), line);
    }
}
