//! Notices that stay until they are dismissed, and toasts that go by themselves.

use super::intent::Intent;
use super::theme::{palette, size};
use super::view::Toast;
use super::widgets::{Icon, Kind, Tone, banner, button, icon_button, small};
use crate::app::state::{Left, State};
use crate::language::Words;
use crate::tr;
use egui::{Align2, Area, Id, Order, Ui, Vec2};

/// Whether there is anything to draw.
#[must_use]
pub fn has_notices(state: &State) -> bool {
    !state.notices.is_empty() || state.crashes > 0 || state.left.is_some() || state.is_careful
}

/// Draws the notices, one strip each.
pub fn notices_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    if state.is_careful {
        intents.extend(careful_ui(ui, words, state));
    }
    if let Some(left) = state.left {
        intents.extend(left_ui(ui, words, left));
    }
    if state.crashes > 0 {
        intents.extend(crashes_ui(ui, words, state));
    }
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

/// Offers what was open when the program ended unexpectedly.
fn left_ui(ui: &mut Ui, words: &Words, left: Left) -> Vec<Intent> {
    let mut intents = Vec::new();
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "reopen-asked", count = left.sessions));
        if left.drafts > 0 {
            small(ui, tr!(words, "reopen-with-drafts", count = left.drafts));
        }
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Primary, None, &tr!(words, "reopen-yes")).clicked() {
                intents.push(Intent::Reopen);
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "reopen-no")).clicked() {
                intents.push(Intent::ForgetLeft);
            }
        });
    });
    intents
}

/// Says that the program began with what is built in, and where the files are that it left alone.
fn careful_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "careful-told"));
        ui.horizontal_wrapped(|ui| {
            for (key, place) in [
                ("about-config", &state.places.config),
                ("about-data", &state.places.data),
                ("about-state", &state.places.state),
            ] {
                let name = tr!(words, "about-open", name = words.say(key));
                if button(ui, Kind::Quiet, Some(Icon::Folder), &name).clicked() {
                    intents.push(Intent::OpenFolder(place.clone()));
                }
            }
        });
    });
    intents
}

/// Tells of the reports that an earlier run left.
fn crashes_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    let show = || Intent::OpenFolder(state.places.crashes.clone());
    banner(ui, Tone::Bad, |ui| {
        ui.label(tr!(words, "crash-told", count = state.crashes));
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Normal, Some(Icon::Folder), &tr!(words, "crash-show")).clicked() {
                intents.push(show());
            }
            if button(ui, Kind::Normal, None, &tr!(words, "crash-remove")).clicked() {
                intents.push(Intent::RemoveCrashes);
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "crash-keep")).clicked() {
                intents.push(Intent::KeepCrashes);
            }
        });
    });
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
