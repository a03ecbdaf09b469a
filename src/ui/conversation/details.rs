//! The strip below the messages: all that is known of the one that was chosen.

use super::row::safe;
use super::select::{Format, Selection};
use super::{ConversationView, find};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::SegmentKind;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::toggle;
use egui::{Frame, Margin, RichText, Ui};

/// Draws the strip, where a message is chosen.
pub(super) fn details_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ConversationView,
) {
    let Some(position) = view.chosen else { return };
    let Some(message) = view.rows.message(position, 0) else { return };
    let p = palette(ui);
    let frame = Frame::new().fill(p.raised).inner_margin(Margin::symmetric(12, 6));
    egui::Panel::bottom(ui.scope_id().with("details")).resizable(false).frame(frame).show(
        ui,
        |ui| {
            ui.horizontal_wrapped(|ui| {
                let kind = match message.kind {
                    SegmentKind::Received => tr!(words, "talk-kind-received"),
                    SegmentKind::Sent => tr!(words, "talk-kind-sent"),
                    SegmentKind::Unsent => tr!(words, "talk-kind-unsent"),
                    SegmentKind::Note => tr!(words, "talk-kind-note"),
                };
                let thread = view.thread_labels.get(&message.thread).cloned();
                let thread = thread.unwrap_or_else(|| message.thread.to_string());
                let peer = super::row::peer_of(&message, session);
                ui.label(RichText::new(kind).strong());
                quiet(ui, view.clock.exact(message.time));
                quiet(ui, tr!(words, "talk-detail-sequence", number = message.sequence));
                quiet(ui, tr!(words, "talk-detail-peer", peer = peer));
                quiet(ui, tr!(words, "talk-detail-bytes", count = message.len));
                if message.cuts.len() > 1 {
                    quiet(ui, tr!(words, "talk-detail-segments", count = message.cuts.len()));
                }
                let lit = view.highlight == Some(message.thread);
                let name = tr!(words, "talk-detail-thread", thread = safe(&thread, 48));
                if toggle(ui, lit, name).clicked() {
                    view.highlight = (!lit).then_some(message.thread);
                    view.clicked_thread = Some(message.thread);
                }
            });
            ui.horizontal_wrapped(|ui| {
                if message.kind != SegmentKind::Note {
                    for format in Format::ALL {
                        if ui.small_button(words.say(format.key())).clicked() {
                            super::body::copy(
                                ui,
                                words,
                                view,
                                Selection::message(position),
                                format,
                            );
                        }
                    }
                    if let Some((position, is_hex)) = view.chosen_is_hex()
                        && ui.small_button(turn_name(words, is_hex)).clicked()
                    {
                        view.turn(position);
                    }
                    if ui.small_button(tr!(words, "talk-show-bytes")).clicked() {
                        view.viewer = Some(super::viewer::Viewer::new(position, message.len));
                    }
                }
                if find::named_button(ui, "✖", &tr!(words, "talk-close-details")).clicked() {
                    view.chosen = None;
                }
            });
        },
    );
}

/// What turns bytes into text, or text into bytes.
pub(super) fn turn_name(words: &Words, is_hex: bool) -> String {
    if is_hex { tr!(words, "talk-as-text") } else { tr!(words, "talk-as-hex") }
}

fn quiet(ui: &mut Ui, text: String) {
    let color = palette(ui).weak;
    ui.label(RichText::new(text).color(color).size(size::SMALL));
}
