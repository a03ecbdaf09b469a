//! Dense tables: a header and rows that are painted, not laid out, so that thousands cost little.

use super::text::elided_address;
use crate::ui::theme::{palette, size};
use egui::{Color32, CornerRadius, FontId, Id, Rect, Response, Sense, Ui, Vec2};

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its left: words.
    Left,
    /// At its right: numbers.
    Right,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its width, in points.
    pub width: f32,
    /// Where its text stands.
    pub align: Align,
}

/// A cell.
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Its colour.
    pub color: Color32,
    /// Whether it is code.
    pub mono: bool,
}

/// The width of a row.
#[must_use]
pub(super) fn width(columns: &[Column]) -> f32 {
    columns.iter().map(|column| column.width + size::GAP).sum::<f32>() + size::GAP
}

/// Draws the names of the columns.
pub fn header(ui: &mut Ui, columns: &[Column], names: &[String]) {
    let wide = width(columns).max(ui.available_width());
    let (rect, _) = ui.allocate_exact_size(Vec2::new(wide, size::DENSE_ROW), Sense::hover());
    let ink = palette(ui).weak;
    let font = FontId::proportional(size::SMALL);
    let mut left = rect.left() + size::GAP;
    for (column, name) in columns.iter().zip(names) {
        place(ui, rect, left, *column, name, (font.clone(), ink));
        left += column.width + size::GAP;
    }
    let line = egui::Stroke::new(1.0, palette(ui).border);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
}

/// Draws a row that is known by this id from frame to frame, or by its place; `name` is what is read out for it.
pub fn table_row(
    ui: &mut Ui,
    columns: &[Column],
    cells: &[Cell],
    (id, name, selected): (Option<Id>, &str, bool),
) -> Response {
    let wide = width(columns).max(ui.available_width());
    let (auto, rect) = ui.allocate_space(Vec2::new(wide, size::DENSE_ROW));
    let response = ui.interact(rect, id.unwrap_or(auto), Sense::click());
    response.widget_info(|| super::info(ui, selected, name));
    super::reveal(&response);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let p = palette(ui);
    let fill = match (selected, response.hovered()) {
        (true, _) => p.selected,
        (false, true) => p.control,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
    if selected {
        super::button::chosen_bar(ui, rect);
    }
    if response.has_focus() {
        super::button::focus_ring(ui, rect);
    }
    let mut left = rect.left() + size::GAP;
    for (column, cell) in columns.iter().zip(cells) {
        let font = if cell.mono {
            FontId::monospace(size::SMALL)
        } else {
            FontId::proportional(size::SMALL + 0.5)
        };
        place(ui, rect, left, *column, &cell.text, (font, cell.color));
        left += column.width + size::GAP;
    }
    response
}

fn place(
    ui: &Ui,
    rect: Rect,
    left: f32,
    column: Column,
    text: &str,
    (font, color): (FontId, Color32),
) {
    let galley = elided_address(ui, text, font, color, column.width);
    let x = match column.align {
        Align::Left => left,
        Align::Right => left + column.width - galley.size().x,
    };
    let at = egui::pos2(x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}
