//! A text in its bubble: mine at the right, theirs at the left, with time and delivery.

use super::talk::{Scene, TalkView};
use super::when::When;
use crate::app::state::pairing::Delivery;
use crate::codec::{SpanKind, spans};
use crate::model::pairing::{Item, TransferId};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{
    Icon, Kind, aloud, button, context_menu, focus_ring, menu_item, paint_icon, reveal, small,
};
use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{
    Align, Color32, CornerRadius, FontId, Galley, Layout, Rect, Role, Sense, Stroke, Ui, Vec2,
    WidgetInfo, pos2,
};
use std::sync::Arc;

/// Most bytes of a text that are laid out before the person asks for all of it.
pub(super) const SHOWN: usize = 4096;
/// Space between a bubble's edge and its text, in points.
const INSIDE: Vec2 = Vec2::new(12.0, 8.0);
/// Side of a mark of delivery, in points.
const MARK: f32 = 13.0;

/// A line that parts the days.
pub(super) fn day_ui(ui: &mut Ui, day: &str) {
    ui.add_space(size::GAP);
    ui.with_layout(Layout::top_down(Align::Center), |ui| small(ui, day));
    ui.add_space(size::TIGHT);
}

/// A line about something that was done.
pub(super) fn note_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    item: &Item,
    (key, of): (&str, TransferId),
    when: &When,
) {
    let words = scene.words;
    let flow = scene.state.pairing.transfers.get(&(item.contact, of));
    let what = flow.map_or_else(|| "…".into(), |flow| words.file_of(&flow.transfer.name));
    let values = [("name", scene.name.as_str().into()), ("what", what.into())];
    let text = words.say_with(key, &values);
    let text = format!("{text} · {}", when.time(item.at));
    ui.with_layout(Layout::top_down(Align::Center), |ui| small(ui, text));
}

/// Draws a text.
pub(super) fn bubble_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    item: &Item,
    text: &str,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let words = scene.words;
    let whole = view.whole.contains(&item.position);
    let shown = if whole { text } else { beginning(text) };
    let p = palette(ui);
    let (fill, ink) = if item.mine { (p.mine, p.on_mine) } else { (p.theirs, p.on_theirs) };
    let most = ui.available_width() * size::BUBBLE_SHARE - 2.0 * INSIDE.x;
    let galley = layout(ui, shown, ink, most);
    let foot = Foot::new(ui, scene, item, &view.when);
    let inner =
        Vec2::new(galley.size().x.max(foot.wide), galley.size().y + size::TIGHT + foot.tall);
    let bubble = inner + 2.0 * INSIDE;
    let (row, _) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), bubble.y), Sense::hover());
    let left = if item.mine { row.right() - bubble.x } else { row.left() };
    let rect = Rect::from_min_size(pos2(left, row.top()), bubble);
    ui.painter().rect_filled(rect, CornerRadius::same(size::CARD_RADIUS), fill);
    let at = rect.min + INSIDE;
    let body = Rect::from_min_size(at, galley.size());
    let response = ui.interact(body, ui.scope_id().with("text"), Sense::click_and_drag());
    let printed = galley.text().to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &printed));
    let is_news = scene.state.pairing.talks.get(&item.contact).is_some_and(|talk| {
        !item.mine && talk.items().back().is_some_and(|last| last.position == item.position)
    });
    if is_news {
        aloud(&response);
    }
    reveal(&response);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    LabelSelectionState::label_text_selection(ui, &response, at, galley, ink, Stroke::NONE);
    context_menu(&response, |ui| {
        if menu_item(ui, tr!(words, "pair-copy-text")) {
            intents.push(Intent::Copy(text.to_owned()));
        }
    });
    foot.paint(ui, rect.max - INSIDE, ink);
    if shown.len() < text.len() {
        let bytes = words.bytes(text.len() as u64);
        let name = tr!(words, "pair-show-all", bytes = bytes);
        let side = if item.mine { Align::Max } else { Align::Min };
        ui.with_layout(Layout::top_down(side), |ui| {
            if button(ui, Kind::Quiet, None, &name).clicked() {
                view.whole.insert(item.position);
            }
        });
    }
}

/// The first bytes of a text, to a character's end.
fn beginning(text: &str) -> &str {
    let end = (0..=SHOWN.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// What hides or reorders is made visible, in a colour of its own.
fn layout(ui: &Ui, text: &str, ink: Color32, most: f32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.wrap.max_width = most.max(40.0);
    for span in spans(text.as_bytes(), false) {
        let format = match span.kind {
            SpanKind::Plain => TextFormat::simple(FontId::proportional(size::BODY), ink),
            _ => {
                let mark = palette(ui).mark;
                let simple = TextFormat::simple(FontId::monospace(size::SMALL), mark);
                // Who writes such a mark out gets none of its line.
                TextFormat { underline: Stroke::new(1.0, mark), ..simple }
            }
        };
        job.append(&span.text, 0.0, format);
    }
    ui.painter().layout_job(job)
}

/// Time and delivery of an item, below its text.
struct Foot {
    galley: Arc<Galley>,
    icon: Option<Icon>,
    color: Option<Color32>,
    state: String,
    wide: f32,
    tall: f32,
}

impl Foot {
    fn new(ui: &Ui, scene: &Scene<'_>, item: &Item, when: &When) -> Self {
        let words = scene.words;
        let mut text = when.time(item.at);
        let (icon, color, state) = match delivery(scene, item) {
            None => (None, None, String::new()),
            Some(Err(())) => {
                let state = tr!(words, "pair-not-delivered");
                text = format!("{state} · {text}");
                (Some(Icon::Warning), Some(palette(ui).bad), state)
            }
            Some(Ok(Delivery::Queued)) => {
                (Some(Icon::History), None, tr!(words, "pair-state-queued"))
            }
            Some(Ok(Delivery::Sent)) => (Some(Icon::Tick), None, tr!(words, "pair-state-sent")),
            Some(Ok(Delivery::Stored)) => {
                (Some(Icon::Ticks), None, tr!(words, "pair-state-stored"))
            }
        };
        if item.returned {
            text = format!("{} · {text}", tr!(words, "pair-returned"));
        }
        let font = FontId::proportional(size::SMALL);
        let galley = ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER);
        let mark = if icon.is_some() { MARK + size::TIGHT } else { 0.0 };
        let (wide, tall) = (galley.size().x + mark, galley.size().y);
        Self { galley, icon, color, state, wide, tall }
    }

    /// Paints it with its end at a corner.
    fn paint(self, ui: &mut Ui, corner: egui::Pos2, ink: Color32) {
        let rect = Rect::from_min_max(corner - Vec2::new(self.wide, self.tall), corner);
        let name = match self.state.as_str() {
            "" => self.galley.text().to_owned(),
            state => format!("{}, {state}", self.galley.text()),
        };
        let response = ui.interact(rect, ui.scope_id().with("foot"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        let ink = self.color.unwrap_or(ink);
        ui.painter().galley(rect.min, self.galley, ink);
        if let Some(icon) = self.icon {
            let middle = pos2(rect.right() - MARK / 2.0, rect.center().y);
            let spot = Rect::from_center_size(middle, Vec2::splat(MARK));
            paint_icon(ui.painter(), spot, icon, ink);
            response.on_hover_text(self.state);
        }
    }
}

/// How far an item of ours is; an error where it will not arrive any more.
fn delivery(scene: &Scene<'_>, item: &Item) -> Option<Result<Delivery, ()>> {
    if !item.mine {
        return None;
    }
    let gone = scene.known.ended().is_some();
    let delivery = scene.known.delivery(item);
    Some(if gone && delivery != Delivery::Stored { Err(()) } else { Ok(delivery) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_text_ends_with_a_whole_character() {
        assert_eq!(beginning("short"), "short");
        let long = "汉".repeat(2000);
        assert_eq!(beginning(&long).len(), SHOWN / 3 * 3);
    }
}
