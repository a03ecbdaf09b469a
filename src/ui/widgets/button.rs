//! Buttons: one kind for what matters most, one for the rest, one for what is at the edge.

use super::icon::{self, Icon};
use crate::ui::theme::{palette, size};
use egui::{
    Color32, CornerRadius, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    Vec2, WidgetInfo, WidgetText,
};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What one most likely wants: filled with the accent. One on a page.
    Primary,
    /// What one may want.
    Normal,
    /// What cannot be taken back: never what one is led to.
    Danger,
    /// What one seldom wants: no frame until the pointer is there.
    Quiet,
}

struct Look {
    fill: Color32,
    ink: Color32,
    edge: Color32,
}

/// A button with an icon in front of its text where there is one.
pub fn button(ui: &mut Ui, kind: Kind, icon: Option<Icon>, text: &str) -> Response {
    let font = TextStyle::Button.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    let picture = if icon.is_some() { 14.0 + size::GAP - 1.0 } else { 0.0 };
    let padding = ui.spacing().button_padding.x;
    let wide = galley.size().x + picture + 2.0 * padding;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(wide, size::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    reveal(&response);
    if ui.is_rect_visible(rect) {
        let look = look(ui, kind, &response);
        paint_frame(ui, rect, &look);
        if response.has_focus() {
            focus_ring(ui, rect.expand(2.0));
            if kind == Kind::Primary {
                // The ring and the button are of one colour: a line parts them.
                let line = Stroke::new(1.5, look.ink);
                let corners = CornerRadius::same(size::RADIUS);
                ui.painter().rect_stroke(rect.shrink(1.0), corners, line, StrokeKind::Inside);
            }
        }
        let left = rect.left() + padding;
        if let Some(icon) = icon {
            let middle = egui::pos2(left + 7.0, rect.center().y);
            icon::paint(ui.painter(), square(middle, 14.0), icon, look.ink);
        }
        let at = egui::pos2(left + picture, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, look.ink);
    }
    response
}

/// A button that is nothing but an icon; its name is read out and shown while the pointer rests.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, selected: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ROW), Sense::click());
    response.widget_info(|| super::info(ui, selected, name));
    reveal(&response);
    if ui.is_rect_visible(rect) {
        let mut look = look(ui, Kind::Quiet, &response);
        if selected {
            (look.fill, look.ink) = (palette(ui).selected, palette(ui).text);
        }
        paint_frame(ui, rect, &look);
        if selected {
            underline(ui, rect);
        }
        if response.has_focus() {
            focus_ring(ui, rect.expand(2.0));
        }
        icon::paint(ui.painter(), square(rect.center(), 15.0), icon, look.ink);
    }
    response.on_hover_text(name)
}

/// One of several pages: underlined while it is shown.
pub fn tab(ui: &mut Ui, selected: bool, text: &str) -> Response {
    let font = FontId::proportional(size::BODY);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    let wide = galley.size().x + 2.0 * size::GAP;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(wide, 32.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), selected, text));
    if ui.is_rect_visible(rect) {
        let colors = palette(ui);
        let lit = selected || response.hovered();
        let ink = if lit { colors.text } else { colors.weak };
        let at = rect.center() - galley.size() / 2.0;
        ui.painter().galley(at, galley, ink);
        if selected {
            underline(ui, rect);
        }
        if response.has_focus() {
            focus_ring(ui, rect.shrink(2.0));
        }
    }
    response
}

/// A word that is on or off: underlined while it is on.
pub fn toggle(ui: &mut Ui, on: bool, text: impl Into<WidgetText>) -> Response {
    let response = ui.selectable_label(on, text.into());
    if on && ui.is_rect_visible(response.rect) {
        underline(ui, response.rect);
    }
    response
}

/// One of several words: underlined while it is the one that counts.
pub fn option<V: PartialEq>(
    ui: &mut Ui,
    current: &mut V,
    value: V,
    text: impl Into<WidgetText>,
) -> Response {
    let mut response = toggle(ui, *current == value, text);
    if response.clicked() && *current != value {
        *current = value;
        response.mark_changed();
    }
    response
}

/// Scrolls to what has just been given the keyboard.
pub fn reveal(response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
}

/// A line below what is on: the ground behind it tells little by itself.
fn underline(ui: &Ui, rect: Rect) {
    let side = size::GAP.min(rect.width() / 4.0);
    let bar = Rect::from_min_max(
        egui::pos2(rect.left() + side, rect.bottom() - 2.0),
        egui::pos2(rect.right() - side, rect.bottom()),
    );
    ui.painter().rect_filled(bar, CornerRadius::same(1), palette(ui).accent);
}

/// A bar at the end of a row that is chosen.
pub(super) fn chosen_bar(ui: &Ui, rect: Rect) {
    let bar = Rect::from_min_max(
        egui::pos2(rect.right() - 3.0, rect.top() + 5.0),
        egui::pos2(rect.right(), rect.bottom() - 5.0),
    );
    ui.painter().rect_filled(bar, CornerRadius::same(1), palette(ui).accent);
}

/// The ring that shows where the keyboard is.
pub fn focus_ring(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(2.0, palette(ui).accent);
    ui.painter().rect_stroke(rect, CornerRadius::same(size::RADIUS), stroke, StrokeKind::Inside);
}

fn look(ui: &Ui, kind: Kind, response: &Response) -> Look {
    let p = palette(ui);
    let clear = Color32::TRANSPARENT;
    let lit = response.hovered() || response.is_pointer_button_down_on();
    let ink = if ui.is_enabled() { p.text } else { p.weak };
    match (kind, lit) {
        (Kind::Primary, _) if !ui.is_enabled() => {
            Look { fill: p.control, ink: p.weak, edge: p.border }
        }
        (Kind::Primary, false) => Look { fill: p.accent, ink: p.on_accent, edge: clear },
        (Kind::Primary, true) => Look { fill: p.accent, ink: p.on_accent, edge: p.text },
        (Kind::Danger, _) if !ui.is_enabled() => Look { fill: p.control, ink, edge: p.border },
        (Kind::Danger, false) => Look { fill: p.control, ink: p.bad, edge: p.bad },
        (Kind::Danger, true) => Look { fill: p.control_hover, ink: p.bad, edge: p.bad },
        (Kind::Normal, false) => Look { fill: p.control, ink, edge: p.border },
        (Kind::Normal, true) => Look { fill: p.control_hover, ink, edge: p.border },
        (Kind::Quiet, false) => Look { fill: clear, ink: p.weak, edge: clear },
        (Kind::Quiet, true) => Look { fill: p.control, ink, edge: clear },
    }
}

fn paint_frame(ui: &Ui, rect: Rect, look: &Look) {
    let corners = CornerRadius::same(size::RADIUS);
    let stroke = Stroke::new(1.0, look.edge);
    ui.painter().rect(rect, corners, look.fill, stroke, StrokeKind::Inside);
}

fn square(middle: egui::Pos2, side: f32) -> Rect {
    Rect::from_center_size(middle, Vec2::splat(side))
}
