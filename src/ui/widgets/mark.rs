//! The coloured and shaped mark of a session's state: never told by colour alone.

use crate::app::state::Stage;
use crate::ui::theme::{Palette, palette};
use egui::{Color32, Painter, Rect, Sense, Stroke, Ui, Vec2};

/// A shape for each kind of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A point within a ring: waits for peers.
    Ring,
    /// A full circle: open.
    Disc,
    /// A circle, half full.
    HalfDisc,
    /// Three points: on the way.
    Dots,
    /// A circle's edge: over.
    Hollow,
    /// A cross: failed.
    Cross,
}

/// Shape and colour of a state.
#[must_use]
pub fn mark_of(stage: &Stage, p: &Palette) -> (Shape, Color32) {
    match stage {
        Stage::Listening => (Shape::Ring, p.good),
        Stage::Open => (Shape::Disc, p.good),
        Stage::HalfClosed => (Shape::HalfDisc, p.warn),
        Stage::Opening | Stage::Resolving(_) | Stage::Connecting(_) => (Shape::Dots, p.accent),
        Stage::Retrying(_) | Stage::Closing => (Shape::Dots, p.warn),
        Stage::Closed => (Shape::Hollow, p.weak),
        Stage::Failed(_) => (Shape::Cross, p.bad),
    }
}

/// Draws the mark of a state, as a thing of its own in the layout.
pub fn mark(ui: &mut Ui, stage: &Stage) {
    let (shape, color) = mark_of(stage, palette(ui));
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
    paint(ui.painter(), rect, shape, color);
}

/// Draws a mark as a thing of its own in the layout.
pub fn paint_mark(ui: &mut Ui, shape: Shape, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
    paint(ui.painter(), rect, shape, color);
}

/// Draws a mark into the middle of a rectangle.
pub(super) fn paint(painter: &Painter, rect: Rect, shape: Shape, color: Color32) {
    let middle = rect.center();
    let edge = Stroke::new(1.6, color);
    match shape {
        Shape::Ring => {
            painter.circle_stroke(middle, 4.8, edge);
            painter.circle_filled(middle, 2.0, color);
        }
        Shape::Disc => {
            painter.circle_filled(middle, 4.6, color);
        }
        Shape::HalfDisc => {
            painter.circle_stroke(middle, 4.4, edge);
            let half = Rect::from_min_max(
                egui::pos2(middle.x - 4.4, middle.y - 4.4),
                egui::pos2(middle.x, middle.y + 4.4),
            );
            painter.with_clip_rect(half).circle_filled(middle, 4.4, color);
        }
        Shape::Dots => {
            for shift in [-4.2, 0.0, 4.2] {
                painter.circle_filled(egui::pos2(middle.x + shift, middle.y), 1.6, color);
            }
        }
        Shape::Hollow => {
            painter.circle_stroke(middle, 4.2, edge);
        }
        Shape::Cross => {
            for (x, y) in [(3.6, 3.6), (3.6, -3.6)] {
                let reach = Vec2::new(x, y);
                painter.line_segment([middle - reach, middle + reach], Stroke::new(2.0, color));
            }
        }
    }
}
