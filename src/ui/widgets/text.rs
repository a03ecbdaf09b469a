//! Text on one line that never takes more room than it is given.

use crate::ui::theme::{palette, size};
use egui::accesskit::Live;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Pos2, Response, RichText, Role, Ui, UiBuilder, WidgetInfo};
use std::sync::Arc;

/// Lays out one line, cut with an ellipsis where it is wider than `width`.
pub fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    // No row of a list shows more than this; what a peer or a file names itself may be longer.
    const MOST: usize = 300;
    let shown: String = text.chars().take(MOST).map(|c| if c < ' ' { ' ' } else { c }).collect();
    let mut job = LayoutJob::single_section(shown, TextFormat::simple(font, color));
    job.wrap = TextWrapping::truncate_at_width(width.max(1.0));
    ui.painter().layout_job(job)
}

/// The same for what may be an address: cut in its middle, as its end holds the port.
pub(super) fn elided_address(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> Arc<Galley> {
    let is_address = text.rsplit_once(':').is_some_and(|(_, port)| {
        (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    let chars: Vec<char> = text.chars().collect();
    let wide = |text: String| ui.painter().layout_no_wrap(text, font.clone(), color).size().x;
    if !is_address || chars.len() > 120 || wide(text.to_owned()) <= width {
        return elided(ui, text, font, color, width);
    }
    // Two thirds of what stays are its end.
    let cut = |kept: usize| {
        let (head, tail) =
            (chars.iter().take(kept / 3), chars.iter().skip(chars.len() - kept + kept / 3));
        head.chain([&'…']).chain(tail).collect::<String>()
    };
    let fits = (7..chars.len()).rev().map(cut).find(|text| wide(text.clone()) <= width);
    elided(ui, fits.as_deref().unwrap_or(text), font, color, width)
}

/// Gives a field the keyboard with all of its text selected, so that typing replaces it.
pub fn take_over(field: &Response, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    field.request_focus();
    let mut state = egui::TextEdit::load_state(&field.ctx, field.id).unwrap_or_default();
    let (start, end) = (CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
    state.store(&field.ctx, field.id);
}

/// Draws with names of its own: egui numbers widgets one after the other, and what comes or goes in
/// front of them would take the keyboard away from a field otherwise.
pub fn anchored<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let id = ui.scope_id().with(name);
    ui.scope_builder(UiBuilder::new().scope_id(id), content).inner
}

/// Paints one line with its left middle at a point, and says how wide it became.
pub(super) fn paint_line(
    ui: &Ui,
    at: Pos2,
    text: &str,
    (font, color): (FontId, Color32),
    width: f32,
) -> f32 {
    let galley = elided_address(ui, text, font, color, width);
    let wide = galley.size().x;
    ui.painter().galley(Pos2::new(at.x, at.y - galley.size().y / 2.0), galley, color);
    wide
}

/// A label that steps back.
pub fn label_weak(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = palette(ui).weak;
    ui.label(RichText::new(text).color(color))
}

/// A small label that steps back.
pub fn small(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = palette(ui).weak;
    ui.label(RichText::new(text).color(color).size(size::SMALL))
}

/// A title within a page.
pub fn strong(ui: &mut Ui, text: impl Into<String>, points: f32) -> Response {
    let color = palette(ui).text;
    ui.label(RichText::new(text).color(color).size(points).strong())
}

/// Tells a screen reader what this part of the window is, so that a name is understood within it.
pub fn part(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// Lets a screen reader say something when it comes or changes, without the keyboard going there.
pub fn aloud(response: &Response) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

/// What a button or a row is told to be: pressed where it is the one that is shown. One that is
/// not would be read as a switch that is off.
pub(super) fn info(ui: &Ui, selected: bool, name: &str) -> WidgetInfo {
    if selected {
        WidgetInfo::selected(Role::Button, ui.is_enabled(), true, name)
    } else {
        WidgetInfo::labeled(Role::Button, ui.is_enabled(), name)
    }
}
