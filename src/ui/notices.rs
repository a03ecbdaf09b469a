//! Notices that stay until they are dismissed, and toasts that go by themselves.

use super::intent::Intent;
use super::theme::{palette, size};
use super::view::Toast;
use super::widgets::{Icon, Kind, Tone, banner, button, icon_button};
use crate::app::state::State;
use crate::language::Words;
use crate::tr;
use egui::{Align2, Area, Id, Order, Ui, Vec2};

/// Draws the notices, one strip each.
pub fn notices_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    for notice in &state.notices {
        banner(ui, Tone::Warn, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.label(&notice.text);
                if icon_button(ui, Icon::Close, &tr!(words, "notice-dismiss"), false).clicked() {
                    intents.push(Intent::DismissNotice(notice.id));
                }
            });
        });
    }
    intents
}

/// Draws the toasts below the bar at the top: at the bottom people write.
pub fn toasts_ui(ui: &mut Ui, words: &Words, toasts: &[Toast]) -> Vec<Intent> {
    let mut intents = Vec::new();
    if toasts.is_empty() {
        return intents;
    }
    Area::new(Id::unique("toasts"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, Vec2::new(0.0, 52.0))
        .show(ui.ctx(), |ui| {
            for toast in toasts {
                egui::Frame::popup(ui.style()).fill(palette(ui).raised).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.add_space(size::TIGHT);
                        ui.label(&toast.text);
                        if toast.undo
                            && button(ui, Kind::Quiet, Some(Icon::Retry), &tr!(words, "toast-undo"))
                                .clicked()
                        {
                            intents.push(Intent::Undo(toast.id));
                        }
                    });
                });
            }
        });
    intents
}
