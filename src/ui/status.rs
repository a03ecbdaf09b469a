//! The bar at the bottom: threads, connections, links, rates, and whether anything was lost.

use super::theme::palette;
use super::widgets::small;
use super::words;
use crate::app::state::State;
use crate::language::Words;
use crate::tr;
use egui::{RichText, Ui};

/// Draws the bar.
pub fn status_ui(ui: &mut Ui, words: &Words, state: &State) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = super::theme::size::PAD;
        small(ui, tr!(words, "count-threads", count = state.threads.count));
        small(ui, tr!(words, "count-connections", count = state.open_connections()));
        if state.datagram_peers() > 0 {
            small(ui, tr!(words, "count-peers", count = state.datagram_peers()));
        }
        let (linked, paired) = state.pairing.linked();
        if paired > 0 {
            small(ui, tr!(words, "count-linked", count = linked));
        }
        small(ui, words::rates(words, &state.rate));
        small(ui, tr!(words, "status-recorded", bytes = words.bytes(state.recorded)));
        let (text, color) = match losses(words, state) {
            Some(text) => (text, palette(ui).bad),
            None => (tr!(words, "status-nothing-lost"), palette(ui).weak),
        };
        ui.label(RichText::new(text).color(color).size(super::theme::size::SMALL));
    });
}

/// What was lost, if anything was.
pub(super) fn losses(words: &Words, state: &State) -> Option<String> {
    let mut parts = Vec::new();
    if !state.record.paused.is_empty() {
        parts.push(tr!(words, "status-not-recording", count = state.record.paused.len()));
    }
    if state.record.missing > 0 {
        parts.push(tr!(words, "status-missing", count = state.record.missing));
    }
    let dropped: u64 = state.sessions.values().map(|session| session.dropped).sum();
    if dropped > 0 {
        parts.push(tr!(words, "status-dropped", count = dropped));
    }
    (!parts.is_empty()).then(|| words.list(&parts))
}
