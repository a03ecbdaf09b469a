//! The edges between the panels: moved by the arrow keys as well, and seen where the keyboard is.

use super::theme::palette;
use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Event, EventFilter, Id, Key, Modifiers, Order, Stroke, Ui};

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
