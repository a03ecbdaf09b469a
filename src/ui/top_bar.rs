//! The bar at the top: what one can start, and what one can show.

use super::keys::{self, Action};
use super::widgets::{Icon, Kind, button, icon_button};
use crate::language::Words;
use crate::tr;
use egui::{Layout, Ui, WidgetInfo};

/// Draws the bar; `inspector` tells whether the panel at the right is there.
pub fn top_bar_ui(ui: &mut Ui, words: &Words, inspector: bool) -> Vec<Action> {
    let mut actions = Vec::new();
    ui.horizontal(|ui| {
        let starts = [
            (Action::Listen, Icon::Listen, tr!(words, "bar-listen")),
            (Action::Connect, Icon::Connect, tr!(words, "bar-connect")),
            (Action::Pair, Icon::Pair, tr!(words, "bar-pair")),
        ];
        for (action, icon, text) in starts {
            let hint = keys::hint(ui.ctx(), action);
            if button(ui, Kind::Normal, Some(icon), &text).on_hover_text(hint).clicked() {
                actions.push(action);
            }
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let shows = [
                (Action::Inspector, Icon::Inspector, tr!(words, "bar-inspector"), inspector),
                (Action::Settings, Icon::Settings, tr!(words, "bar-settings"), false),
                (Action::Keys, Icon::Keys, tr!(words, "bar-keys"), false),
                (Action::Palette, Icon::Search, tr!(words, "bar-palette"), false),
            ];
            for (action, icon, name, selected) in shows {
                let hint = keys::hint(ui.ctx(), action);
                let response = icon_button(ui, icon, &name, selected);
                if action == Action::Inspector {
                    response.widget_info(|| {
                        WidgetInfo::selected(egui::Role::Button, true, selected, &name)
                    });
                }
                if response.on_hover_text(hint).clicked() {
                    actions.push(action);
                }
            }
        });
    });
    actions
}
