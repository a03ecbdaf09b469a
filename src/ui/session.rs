//! One conversation with all that is around it: head, faults, messages, composer.

use super::composer::composer_ui;
use super::conversation::conversation_ui;
use super::errors::errors_ui;
use super::header::header_ui;
use super::intent::{Intent, Place};
use super::theme::{palette, size};
use super::view::View;
use super::widgets::{anchored, label_weak};
use super::window::is_low;
use crate::app::state::{Session, State};
use crate::language::Words;
use crate::tr;
use egui::{Frame, Margin, Panel, Ui};

/// Height below an open form from which on there is room for messages and for what is written, in
/// points.
const ROOMY: f32 = 470.0;

/// Draws what is at a place.
pub(super) fn place_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    place: &Place,
) -> Vec<Intent> {
    match place {
        Place::Session(id) => match state.sessions.get(id) {
            Some(session) => session_ui(ui, words, state, view, (place, session)),
            None => Vec::new(),
        },
        Place::Contact(id) => super::pair::talk_ui(ui, words, state, view, *id),
        Place::Past(folder) => match state.past.iter().find(|past| past.folder == *folder) {
            Some(past) => {
                let session = Session::of_past(past);
                session_ui(ui, words, state, view, (place, &session))
            }
            None => Vec::new(),
        },
    }
}

fn session_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    (place, session): (&Place, &Session),
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let p = palette(ui);
    let tight = ui.available_height() < ROOMY;
    let around = if is_low(ui.ctx()) { 5 } else { 10 };
    let head = Frame::new().fill(p.base).inner_margin(Margin::symmetric(16, around));
    Panel::top(("head", place)).frame(head).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = size::TIGHT;
        intents.extend(header_ui(ui, words, state, session, view));
        anchored(ui, "errors", |ui| intents.extend(errors_ui(ui, words, state, session, view)));
    });
    let foot = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(16, around));
    // The unfolded form needs the room, and the keyboard.
    let covered = view.form.as_ref().is_some_and(|form| form.unfolded || tight);
    if !session.read_only && !covered {
        let foot = Panel::bottom(("composer", place)).frame(foot).show(ui, |ui| {
            let composer = view.composers.entry(session.id).or_default();
            if let Some(conversation) = view.conversations.get(place) {
                composer.follow(conversation.peer());
            }
            let drawn = ui.push_id(place, |ui| composer_ui(ui, words, session, composer));
            intents.extend(drawn.inner.into_iter().map(Intent::Engine));
        });
        view.foot = view.foot.min(foot.response.rect.top());
    }
    // What is told for a moment does not cover the newest message.
    if view.toasts_tall > 0.0 && !is_low(ui.ctx()) {
        let room = Panel::bottom(("toasts", place)).frame(Frame::new().fill(p.base));
        room.resizable(false).exact_size(view.toasts_tall + size::GAP).show(ui, |_| ());
        view.toasts_free = true;
    }
    let middle = Frame::new().fill(p.base).inner_margin(Margin::symmetric(8, 6));
    egui::CentralPanel::default().frame(middle).show(ui, |ui| {
        // What is in the banner is not said twice.
        let is_empty = session.never_was() && session.warnings.len() < 2;
        match view.conversations.get_mut(place).filter(|_| !is_empty) {
            Some(conversation) => {
                // Two conversations may be shown side by side: each has ids of its own.
                let drawn =
                    ui.push_id(place, |ui| conversation_ui(ui, words, session, conversation));
                intents.extend(drawn.inner.into_iter().map(Intent::Engine));
            }
            None if is_empty => {}
            None => {
                ui.centered_and_justified(|ui| label_weak(ui, tr!(words, "session-empty")));
            }
        }
    });
    intents
}
