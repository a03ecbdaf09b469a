//! What the middle shows while nothing is open: four ways to begin.

use super::intent::Intent;
use super::keys::{self, Action};
use super::theme::{palette, size};
use super::widgets::{Icon, label_weak, paint_icon, part, reveal, small, strong};
use crate::language::Words;
use crate::tr;
use egui::{
    Align, CornerRadius, FontId, Layout, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

/// Least and most width of a large button, and its height.
const CARD: (f32, f32, f32) = (164.0, 216.0, 156.0);

/// Draws the large buttons, in the middle of so much height where they fit into it.
pub fn first_start_ui(ui: &mut Ui, words: &Words, height: f32) -> (Vec<Action>, Vec<Intent>) {
    let (mut actions, mut intents) = (Vec::new(), Vec::new());
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        part(ui, Role::Main, &tr!(words, "start-title"));
        ui.add_space((height * 0.16).max(size::SECTION));
        strong(ui, tr!(words, "start-title"), 26.0);
        label_weak(ui, tr!(words, "start-subtitle"));
        ui.add_space(size::SECTION + size::TIGHT);
        // Four in a row where there is room; else two, or one below the other.
        let (least, most, tall) = CARD;
        let room = ui.available_width() - 2.0 * size::SECTION;
        let share = |columns: f32| (room - (columns - 1.0) * size::PAD) / columns;
        let columns = [4.0, 2.0].into_iter().find(|&columns| share(columns) >= least);
        let columns = columns.unwrap_or(1.0);
        let card = Vec2::new(share(columns).clamp(least, most).floor(), tall);
        let rows = 4.0 / columns;
        let high = rows * card.y + (rows - 1.0) * size::PAD;
        let wide = columns * card.x + (columns - 1.0) * size::PAD;
        ui.allocate_ui_with_layout(
            Vec2::new(wide + 1.0, high),
            Layout::left_to_right(Align::Min).with_main_wrap(true),
            |ui| {
                ui.spacing_mut().item_spacing = Vec2::splat(size::PAD);
                let name = tr!(words, "bar-listen");
                if large(ui, card, Icon::Listen, &name, &tr!(words, "start-listen")).clicked() {
                    actions.push(Action::Listen);
                }
                let name = tr!(words, "bar-connect");
                if large(ui, card, Icon::Connect, &name, &tr!(words, "start-connect")).clicked() {
                    actions.push(Action::Connect);
                }
                let name = tr!(words, "start-pair-title");
                if large(ui, card, Icon::Pair, &name, &tr!(words, "start-pair")).clicked() {
                    actions.push(Action::Pair);
                }
                let name = tr!(words, "start-tutorial-title");
                if large(ui, card, Icon::Tutorial, &name, &tr!(words, "start-tutorial")).clicked() {
                    intents.push(Intent::Tutorial);
                }
            },
        );
        ui.add_space(size::SECTION);
        let keys = keys::hint(ui.ctx(), Action::Keys);
        small(ui, tr!(words, "start-hint", keys = keys));
    });
    (actions, intents)
}

fn large(ui: &mut Ui, card: Vec2, icon: Icon, title: &str, text: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(card, Sense::click());
    let name = title.to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    reveal(&response);
    let p = palette(ui);
    let lit = response.hovered() || response.has_focus();
    let (fill, edge) = if lit { (p.control, p.accent) } else { (p.raised, p.border) };
    let corners = CornerRadius::same(size::CARD_RADIUS);
    let wide = if response.has_focus() { 2.0 } else { 1.0 };
    ui.painter().rect(rect, corners, fill, Stroke::new(wide, edge), StrokeKind::Inside);
    let left = rect.left() + 18.0;
    let spot = Rect::from_min_size(egui::pos2(left, rect.top() + 18.0), Vec2::splat(24.0));
    paint_icon(ui.painter(), spot, icon, p.accent);
    let inner = card.x - 36.0;
    let title = ui.painter().layout(title.to_owned(), FontId::proportional(17.0), p.text, inner);
    ui.painter().galley(egui::pos2(left, rect.top() + 54.0), title, p.text);
    let text = ui.painter().layout(text.to_owned(), FontId::proportional(13.0), p.weak, inner);
    ui.painter().galley(egui::pos2(left, rect.top() + 82.0), text, p.weak);
    response
}
