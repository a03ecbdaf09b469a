//! The scroll bar of a conversation: it stands for fractions of the record, not for points.

use crate::ui::theme::palette;
use egui::{Color32, CornerRadius, Id, Rect, Sense, Ui, pos2, vec2};

/// Width of the bar, in points.
pub(super) const WIDTH: f32 = 12.0;
/// Shortest handle that can be caught.
const HANDLE: f32 = 28.0;

/// Draws the bar. `from` and `to` are the visible fractions; what comes back is where the upper edge
/// is wished. `grab` keeps where in the handle it was caught.
pub(super) fn bar_ui(
    ui: &Ui,
    rect: Rect,
    (from, to): (f64, f64),
    name: &str,
    grab: &mut Option<f32>,
) -> Option<f64> {
    let response = ui.interact(rect, ui.scope_id().with("bar"), Sense::DRAG | Sense::CLICK);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ScrollBar, ui.is_enabled(), name);
        info.value = Some(from);
        info
    });
    if from <= 0.0 && to >= 1.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "fractions")]
    let (from, share) = (from as f32, (to - from).clamp(0.0, 1.0) as f32);
    let high = (rect.height() * share).clamp(HANDLE.min(rect.height()), rect.height());
    let travel = (rect.height() - high).max(1.0);
    let reach = (1.0 - share).max(f32::EPSILON);
    let top = rect.top() + travel * (from / reach).clamp(0.0, 1.0);
    let handle = Rect::from_min_size(pos2(rect.left() + 3.0, top), vec2(WIDTH - 5.0, high));
    let held = response.dragged() || response.hovered();
    let p = palette(ui);
    let fill: Color32 = if held { p.weak } else { p.border };
    ui.painter().rect_filled(handle, CornerRadius::same(4), fill);

    let pointer = response.interact_pointer_pos()?;
    if !response.is_pointer_button_down_on() {
        *grab = None;
        return None;
    }
    let held_at = *grab.get_or_insert_with(|| {
        if handle.expand(4.0).contains(pointer) { pointer.y - top } else { high / 2.0 }
    });
    if !response.dragged() && handle.expand(4.0).contains(pointer) {
        return None;
    }
    let part = ((pointer.y - held_at - rect.top()) / travel).clamp(0.0, 1.0);
    Some(f64::from(part) * f64::from(reach))
}

/// The id of the area that takes the keys.
pub(super) fn keys_id(ui: &Ui) -> Id {
    ui.scope_id().with("messages")
}
