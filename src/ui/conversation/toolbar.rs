//! The conversation's own tools: view, lens, filters, find.

use super::{ConversationView, Direction, Mode};
use crate::language::Words;
use crate::model::Lens;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{aloud, choice, option, part, take_over, toggle};
use crate::ui::window::is_low;
use egui::{ComboBox, Key, RichText, ScrollArea, TextEdit, Ui};

/// Longest idle gap that can be chosen, in milliseconds.
const LONGEST: u32 = 600_000;

/// Draws the tools.
pub(super) fn toolbar_ui(ui: &mut Ui, words: &Words, view: &mut ConversationView) {
    strip(ui, |ui| {
        part(ui, egui::Role::Toolbar, &tr!(words, "part-tools"));
        for (mode, key) in [
            (Mode::Chat, "talk-mode-chat"),
            (Mode::Log, "talk-mode-log"),
            (Mode::Hex, "talk-mode-hex"),
        ] {
            option(ui, &mut view.mode, mode, words.say(key));
        }
        ui.separator();
        lens_ui(ui, words, view);
        filter_ui(ui, words, view);
        ui.spacing_mut().button_padding.x = 8.0;
        if toggle(ui, view.find.open, tr!(words, "talk-find-open")).clicked() {
            view.find.open = !view.find.open;
        }
    });
}

/// A line of tools, with the room at its sides that everything in the middle has.
pub(super) fn strip(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 2)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 4.0);
        ui.spacing_mut().button_padding.x = 9.0;
        // One line each, however low the window is: what does not fit is scrolled to.
        if is_low(ui.ctx()) {
            let id = ui.next_auto_id();
            ScrollArea::horizontal().id_salt(id).show(ui, |ui| ui.horizontal(content));
        } else {
            ui.horizontal_wrapped(content);
        }
    });
}

/// A field to search in a list that pops up: a popup's own style gives fields no box.
pub(in crate::ui) fn search_ui(ui: &mut Ui, name: &str, text: &mut String) {
    let p = crate::ui::theme::palette(ui);
    let label = ui.label(name);
    egui::Frame::new()
        .fill(p.base)
        .stroke(egui::Stroke::new(1.0, p.weak))
        .corner_radius(egui::CornerRadius::same(crate::ui::theme::size::RADIUS))
        .inner_margin(egui::Margin::symmetric(6, 3))
        .show(ui, |ui| {
            let field = TextEdit::singleline(text).char_limit(100).frame(egui::Frame::NONE);
            ui.add(field).labelled_by(label.id);
        });
}

fn lens_ui(ui: &mut Ui, words: &Words, view: &mut ConversationView) {
    let now = view.lens();
    let name = |lens: Lens| match lens {
        Lens::Raw => tr!(words, "talk-lens-raw"),
        Lens::Lines => tr!(words, "talk-lens-lines"),
        Lens::IdleGap(_) => tr!(words, "talk-lens-idle"),
    };
    let mut wished = now;
    let label = tr!(words, "talk-lens");
    let shown = ComboBox::from_id_salt("lens").selected_text(name(now)).show_ui(ui, |ui| {
        for lens in [Lens::Raw, Lens::Lines, Lens::IdleGap(view.idle)] {
            if choice(ui, wished == lens, name(lens)) {
                wished = lens;
            }
        }
    });
    named_combo(&shown.response, &label, &name(now));
    if let Lens::IdleGap(_) = wished {
        idle_ui(ui, words, view);
        wished = Lens::IdleGap(view.idle);
    }
    view.set_lens(wished);
}

/// The idle gap as a field. What is no gap stays there, with a word on it, and changes nothing.
fn idle_ui(ui: &mut Ui, words: &Words, view: &mut ConversationView) {
    let name = tr!(words, "talk-lens-idle-ms");
    let mut text = view.idle_typed.take().unwrap_or_else(|| view.idle.to_string());
    let edit = TextEdit::singleline(&mut text).char_limit(8).desired_width(48.0);
    let field = ui.add(edit).on_hover_text(name.as_str());
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name.as_str()));
    ui.label("ms");
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        take_over(&field, &text);
    }
    let read = text.trim().parse().ok().filter(|ms| (1..=LONGEST).contains(ms));
    if let Some(ms) = read {
        view.idle = ms;
    } else {
        let most = words.grouped(LONGEST.into());
        let wrong = tr!(words, "talk-lens-idle-wrong", most = most);
        aloud(&ui.label(RichText::new(wrong).color(palette(ui).bad).size(size::SMALL)));
    }
    view.idle_typed = (field.has_focus() || read.is_none()).then_some(text);
}

fn filter_ui(ui: &mut Ui, words: &Words, view: &mut ConversationView) {
    let name = |direction: Direction| match direction {
        Direction::All => tr!(words, "talk-show-everything"),
        Direction::Received => tr!(words, "talk-show-received"),
        Direction::Sent => tr!(words, "talk-show-sent"),
        Direction::Events => tr!(words, "talk-show-events"),
    };
    let before = (view.direction, view.text.clone());
    let shown =
        ComboBox::from_id_salt("direction").selected_text(name(view.direction)).show_ui(ui, |ui| {
            for direction in
                [Direction::All, Direction::Received, Direction::Sent, Direction::Events]
            {
                if choice(ui, view.direction == direction, name(direction)) {
                    view.direction = direction;
                }
            }
        });
    named_combo(&shown.response, &tr!(words, "talk-show"), &name(view.direction));
    let hint = tr!(words, "talk-filter");
    let field = TextEdit::singleline(&mut view.text)
        .char_limit(200)
        .desired_width(84.0)
        .hint_text(hint.as_str());
    let response = ui.add(field);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(hint));
    if before != (view.direction, view.text.clone()) {
        view.refilter();
    }
}

/// Gives a list of choices the name of what is chosen with it.
pub(in crate::ui) fn named_combo(response: &egui::Response, name: &str, value: &str) {
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
}
