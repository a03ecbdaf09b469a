//! A row of a list: mark, title, detail at the end, and the whole of it a button.

use super::icon::{self, Icon};
use super::mark::{self, Shape};
use super::text::paint_line;
use crate::ui::theme::{palette, size};
use egui::{Color32, CornerRadius, FontId, Id, Rect, Response, Sense, Ui, Vec2};

/// What stands in front of a row's title.
#[derive(Clone, Copy, Debug)]
pub enum RowMark {
    /// Nothing.
    None,
    /// A state.
    Shape(Shape, Color32),
    /// A picture.
    Icon(Icon),
}

/// What a row shows.
pub struct Row<'a> {
    /// What it is known by from frame to frame: the keyboard stays on it when rows above it come
    /// and go.
    pub id: Id,
    /// Levels below the list.
    pub depth: u8,
    /// In front.
    pub mark: RowMark,
    /// What it is called.
    pub title: &'a str,
    /// At its end, stepping back.
    pub detail: &'a str,
    /// What is read out for it: title, state and detail.
    pub name: &'a str,
    /// Whether it is the one that is shown.
    pub selected: bool,
    /// Whether its title is an address or other code.
    pub mono: bool,
}

/// Draws a row over the whole width.
pub fn row(ui: &mut Ui, row: &Row<'_>) -> Response {
    let tall = if row.depth == 0 { size::ROW } else { size::DENSE_ROW + 2.0 };
    let wide = ui.available_width();
    let (_, rect) = ui.allocate_space(Vec2::new(wide, tall));
    let response = ui.interact(rect, row.id, Sense::click_and_drag());
    response.widget_info(|| super::info(ui, row.selected, row.name));
    super::reveal(&response);
    if ui.is_rect_visible(rect) {
        paint(ui, rect, row, &response);
    }
    response
}

fn paint(ui: &Ui, rect: Rect, row: &Row<'_>, response: &Response) {
    let p = palette(ui);
    let fill = match (row.selected, response.hovered()) {
        (true, _) => p.selected,
        (false, true) => p.control,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS), fill);
    if row.selected {
        super::button::chosen_bar(ui, rect);
    }
    if response.has_focus() {
        super::button::focus_ring(ui, rect);
    }
    let mut left = rect.left() + size::GAP + f32::from(row.depth) * 16.0;
    let middle = rect.center().y;
    let spot = Rect::from_center_size(egui::pos2(left + 7.0, middle), Vec2::splat(14.0));
    match row.mark {
        RowMark::None => {}
        RowMark::Shape(shape, color) => mark::paint(ui.painter(), spot, shape, color),
        RowMark::Icon(icon) => icon::paint(ui.painter(), spot, icon, p.weak),
    }
    if !matches!(row.mark, RowMark::None) {
        left += 22.0;
    }
    let mut right = rect.right() - size::GAP;
    if !row.detail.is_empty() {
        let font = FontId::proportional(size::SMALL);
        let galley = super::elided(ui, row.detail, font, p.weak, rect.width() * 0.4);
        right -= galley.size().x;
        let at = egui::pos2(right, middle - galley.size().y / 2.0);
        ui.painter().galley(at, galley, p.weak);
        right -= size::GAP;
    }
    let font = match (row.mono, row.depth) {
        (true, _) => FontId::monospace(size::MONO - 0.5),
        (false, 0) => FontId::proportional(size::BODY),
        (false, _) => FontId::proportional(size::BODY - 1.0),
    };
    paint_line(ui, egui::pos2(left, middle), row.title, (font, p.text), right - left);
}
