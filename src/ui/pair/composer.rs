//! The field in which something is said to a paired machine.

use super::offer::{attach_ui, take_dropped};
use super::talk::{Scene, TalkView};
use crate::language::Words;
use crate::model::pairing::{PairFault, PairWish};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::keys::enter_sends;
use crate::ui::theme::{palette, size};
use crate::ui::view::Dialog;
use crate::ui::widgets::{Icon, Kind, button, icon_button, small};
use egui::{Event, Key, KeyboardShortcut, Layout, Modifiers, RichText, ScrollArea, TextEdit, Ui};

/// Most bytes of a text.
pub(super) const LIMIT: usize = 64 * 1024;
/// Bytes from which on their count is shown.
const LONG: usize = 48 * 1024;
/// Lines that the field grows to before it scrolls.
const LINES: usize = 8;

/// Draws it.
pub(super) fn composer_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    view: &mut TalkView,
    dialog: &mut Option<Dialog>,
    intents: &mut Vec<Intent>,
) {
    let words = scene.words;
    if scene.known.ended().is_some() {
        ended_ui(ui, scene, view, dialog);
        return;
    }
    take_dropped(ui, scene.id(), intents);
    if let Some(fault) = &view.fault {
        let text = words.pair_fault(fault, Some(&scene.name));
        let text = tr!(words, "pair-not-said", why = text);
        ui.label(RichText::new(text).color(palette(ui).bad));
    }
    attach_ui(ui, scene, view, intents);
    let able = scene.state.pairing.broken.is_none();
    let mut send = false;
    ui.horizontal(|ui| {
        let wide = (ui.available_width() - beside(ui, words)).max(80.0);
        send = field_ui(ui, words, view, wide);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(able && !view.text.trim().is_empty(), |ui| {
                send |= button(ui, Kind::Primary, None, &tr!(words, "pair-send")).clicked();
            });
            let (name, open) = (tr!(words, "pair-attach"), view.path.is_some());
            if icon_button(ui, Icon::Attach, &name, open).clicked() {
                view.path = if open { None } else { Some(String::new()) };
                view.path_focus = !open;
            }
        });
    });
    if view.text.len() > LONG {
        let (bytes, limit) = (view.text.len(), LIMIT);
        small(ui, tr!(words, "pair-length", bytes = bytes, limit = limit));
    }
    if send {
        say(scene, view, intents);
    }
}

/// Room for the buttons beside a field, in points: the fields below each other end at one edge.
pub(super) fn beside(ui: &Ui, words: &Words) -> f32 {
    let (gap, padding) = (ui.spacing().item_spacing.x, ui.spacing().button_padding.x);
    let wide = |key: &str| {
        let font = egui::TextStyle::Button.resolve(ui.style());
        let galley = ui.painter().layout_no_wrap(words.say(key), font, palette(ui).text);
        galley.size().x + 2.0 * padding
    };
    gap + (size::ROW + gap + wide("pair-send")).max(wide("pair-offer"))
}

/// Nothing can be said any more. What was typed can still be read and copied.
fn ended_ui(ui: &mut Ui, scene: &Scene<'_>, view: &TalkView, dialog: &mut Option<Dialog>) {
    let words = scene.words;
    if !view.text.trim().is_empty() {
        let name = tr!(words, "pair-say");
        let lines = view.text.lines().take(LINES).count();
        let tall = ui.text_style_height(&egui::TextStyle::Body) * lines as f32 + 12.0;
        ScrollArea::vertical().id_salt("unsaid").max_height(tall).show(ui, |ui| {
            let mut text = view.text.as_str();
            let field = TextEdit::multiline(&mut text).desired_width(f32::INFINITY);
            let field = ui.add(field.desired_rows(1).text_color(palette(ui).weak));
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
        });
        ui.add_space(size::TIGHT);
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let again = tr!(words, "pair-again");
            if button(ui, Kind::Primary, Some(Icon::Pair), &again).clicked() {
                *dialog = Some(Dialog::Pair);
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                let text = tr!(words, "pair-over-hint");
                ui.add(egui::Label::new(text).wrap());
            });
        });
    });
}

/// Says what is typed; what cannot be said stays.
fn say(scene: &Scene<'_>, view: &mut TalkView, intents: &mut Vec<Intent>) {
    if view.text.trim().is_empty() {
        return;
    }
    let bytes = view.text.len();
    if let Some(fault) = &scene.state.pairing.broken {
        view.fault = Some(fault.clone());
    } else if bytes > LIMIT {
        view.fault = Some(PairFault::TooLong { bytes: bytes as u64, limit: LIMIT as u64 });
    } else {
        let text = std::mem::take(&mut view.text);
        intents.push(Intent::Pair(PairWish::Say(scene.id(), text)));
        view.fault = None;
        view.focus = true;
        view.list.let_go();
    }
}

/// Draws the field. True when what is in it is to be said.
fn field_ui(ui: &mut Ui, words: &Words, view: &mut TalkView, wide: f32) -> bool {
    let id = ui.scope_id().with("say");
    if std::mem::take(&mut view.focus) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let mut send = false;
    if ui.memory(|memory| memory.has_focus(id)) {
        catch_paste(ui, view);
        send = ui.input_mut(enter_sends);
    }
    let lines = view.text.bytes().filter(|byte| *byte == b'\n').take(LINES).count() + 1;
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let tall = line * (lines.clamp(2, LINES) as f32) + 12.0;
    let area = ScrollArea::vertical().id_salt("say").max_height(tall).min_scrolled_height(tall);
    area.max_width(wide).show(ui, |ui| {
        let field = TextEdit::multiline(&mut view.text)
            .id(id)
            .char_limit(LIMIT)
            .desired_rows(2)
            .desired_width(wide)
            .hint_text(tr!(words, "pair-say-hint"))
            .margin(egui::Margin::symmetric(10, 6))
            .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter));
        let response = ui.add(field);
        let name = tr!(words, "pair-say");
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        if response.changed() {
            view.fault = None;
        }
    });
    send
}

/// A paste that is longer than a text may be is refused whole: it is still on the clipboard.
fn catch_paste(ui: &Ui, view: &mut TalkView) {
    let before = view.text.len();
    let mut refused = None;
    ui.input_mut(|i| {
        i.events.retain(|event| match event {
            Event::Paste(text) if before + text.len() > LIMIT => {
                refused = Some(before + text.len());
                false
            }
            _ => true,
        });
    });
    if let Some(bytes) = refused {
        view.fault = Some(PairFault::TooLong { bytes: bytes as u64, limit: LIMIT as u64 });
    }
}
