//! What lies over the messages for a moment: the way to the newest, and what was copied.

use super::ConversationView;
use crate::language::Words;
use crate::tr;
use crate::ui::theme::{palette, size};
use egui::{Rect, Sense, Ui, pos2, vec2};

pub(super) fn pill_ui(ui: &mut Ui, words: &Words, area: Rect, view: &mut ConversationView) {
    if view.list.is_stuck() {
        return;
    }
    let new = view.seen.map_or(0, |seen| view.rows.count_after(seen));
    let text = if new > 0 {
        tr!(words, "talk-new", count = new, shown = words.grouped(new))
    } else {
        tr!(words, "talk-to-end")
    };
    let rect = Rect::from_center_size(
        pos2(area.center().x, area.bottom() - 24.0),
        vec2(170.0_f32.min(area.width()), 28.0),
    );
    let p = palette(ui);
    let (fill, ink) = if new > 0 { (p.accent, p.on_accent) } else { (p.raised, p.text) };
    let button = egui::Button::new(egui::RichText::new(text).color(ink))
        .fill(fill)
        .stroke(egui::Stroke::new(1.0, p.border))
        .corner_radius(14.0);
    if ui.put(rect, button).clicked() {
        view.list.stick();
        ui.ctx().request_repaint();
    }
}

pub(super) fn notice_ui(ui: &mut Ui, area: Rect, view: &mut ConversationView) {
    let now = ui.input(|i| i.time);
    let Some((text, until)) = view.notice.clone() else { return };
    if now >= until {
        view.notice = None;
        return;
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(until - now));
    let p = palette(ui);
    let galley = ui.painter().layout(
        text.clone(),
        egui::FontId::proportional(size::SMALL),
        p.text,
        area.width() - 40.0,
    );
    let rect = Rect::from_min_size(
        pos2(area.left() + 12.0, area.bottom() - galley.size().y - 24.0),
        galley.size() + vec2(20.0, 12.0),
    );
    let edge = egui::Stroke::new(1.0, p.border);
    ui.painter().rect(rect, 8.0, p.raised, edge, egui::StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(10.0, 6.0), galley, p.text);
    let response = ui.interact(rect, ui.scope_id().with("notice"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
}
