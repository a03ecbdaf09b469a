//! A row onto the screen: ground, selection, hits, text, marks.

use super::find::Find;
use super::row::{Row, stretch};
use super::select::Selection;
use crate::ui::theme::{Palette, size};
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, pos2};

/// What a row's looks depend on besides itself.
pub(super) struct Light<'a> {
    pub(super) p: &'static Palette,
    pub(super) selection: Option<Selection>,
    pub(super) find: &'a Find,
    pub(super) chosen: bool,
    /// Its thread is the one that lights up.
    pub(super) lit: bool,
}

/// Paints a row whose upper left corner is here.
pub(super) fn paint(painter: &Painter, row: &Row, at: Pos2, light: &Light<'_>) {
    let p = light.p;
    let shift = at.to_vec2();
    if let Some((rect, fill, edge)) = row.ground {
        let rect = rect.translate(shift);
        let edge = if light.chosen { p.accent } else { edge };
        painter.rect(
            rect,
            CornerRadius::same(size::CARD_RADIUS),
            fill,
            Stroke::new(1.5, edge),
            StrokeKind::Inside,
        );
        if light.lit {
            // A bar beside it, not its colour alone.
            let bar = Rect::from_min_max(
                pos2(rect.left() - 6.0, rect.top() + 2.0),
                pos2(rect.left() - 2.0, rect.bottom() - 2.0),
            );
            painter.rect_filled(
                bar.translate(egui::vec2(if rect.left() < at.x + 6.0 { 7.0 } else { 0.0 }, 0.0)),
                CornerRadius::same(2),
                p.accent,
            );
        }
    }
    let text_at = row.body_at + shift;
    if let Some(range) = light.selection.and_then(|selection| selection.within(row)) {
        let fill = p.accent.gamma_multiply(0.35);
        ground(painter, row, text_at, (range.start, range.end), fill, None);
    }
    for (index, hit) in light.find.hits_in(row.head.position) {
        let (from, to) = (row.shown.char_of(hit.start), row.shown.char_of(hit.end));
        let edge = (index == light.find.current).then_some(p.text);
        ground(painter, row, text_at, (from, to), p.found.gamma_multiply(0.55), edge);
    }
    for (rect, color) in &row.marks {
        painter.rect_filled(rect.translate(shift), CornerRadius::ZERO, *color);
    }
    painter.galley(text_at, row.body.clone(), p.text);
    for (place, galley) in &row.quiet {
        painter.galley(*place + shift, galley.clone(), p.weak);
    }
}

fn ground(
    painter: &Painter,
    row: &Row,
    at: Pos2,
    (from, to): (usize, usize),
    fill: Color32,
    edge: Option<Color32>,
) {
    let stroke = edge.map_or(Stroke::NONE, |color| Stroke::new(1.5, color));
    for rect in stretch(&row.body, from, to) {
        let rect = rect.translate(at.to_vec2());
        painter.rect(rect, CornerRadius::same(2), fill, stroke, StrokeKind::Outside);
    }
}
