//! The coloured and shaped mark of a session's state: never told by colour alone.

use super::icon::{self, Icon};
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
    /// Three points, each smaller: on its way out.
    Fading,
    /// An arrow in a circle: tries again.
    Again,
    /// A circle's edge: over, or not there.
    Hollow,
    /// The same with a stroke through it: gone for good.
    Struck,
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
        Stage::Retrying(_) => (Shape::Again, p.warn),
        Stage::Closing => (Shape::Fading, p.warn),
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
        Shape::Fading => {
            for (shift, radius) in [(-4.2, 2.2), (0.5, 1.5), (4.4, 0.8)] {
                painter.circle_filled(egui::pos2(middle.x + shift, middle.y), radius, color);
            }
        }
        Shape::Again => icon::paint(painter, rect, Icon::Retry, color),
        Shape::Hollow => {
            painter.circle_stroke(middle, 4.2, edge);
        }
        Shape::Struck => {
            painter.circle_stroke(middle, 4.2, edge);
            let reach = Vec2::new(5.4, -5.4);
            painter.line_segment([middle - reach, middle + reach], edge);
        }
        Shape::Cross => {
            for (x, y) in [(3.6, 3.6), (3.6, -3.6)] {
                let reach = Vec2::new(x, y);
                painter.line_segment([middle - reach, middle + reach], Stroke::new(2.0, color));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::Retry;
    use crate::language::{Language, Words};
    use crate::model::{Fault, FaultKind};
    use crate::ui::theme::{DARK, LIGHT};
    use std::time::Instant;

    const SHAPES: [Shape; 9] = [
        Shape::Ring,
        Shape::Disc,
        Shape::HalfDisc,
        Shape::Dots,
        Shape::Fading,
        Shape::Again,
        Shape::Hollow,
        Shape::Struck,
        Shape::Cross,
    ];

    fn stages(now: Instant) -> [Stage; 8] {
        let fault = Fault::new(FaultKind::Other("it".to_owned()));
        let retry = Retry { attempt: 1, attempts: 2, at: now, fault: fault.clone() };
        [
            Stage::Opening,
            Stage::Listening,
            Stage::Open,
            Stage::HalfClosed,
            Stage::Retrying(retry),
            Stage::Closing,
            Stage::Closed,
            Stage::Failed(fault),
        ]
    }

    #[test]
    fn each_state_has_a_shape_and_words_of_its_own() {
        let now = Instant::now();
        for (language, p) in Language::ALL.into_iter().zip([DARK, LIGHT]) {
            let words = Words::new(language);
            let told =
                |stage: &Stage| (mark_of(stage, &p).0, crate::ui::words::stage(&words, stage, now));
            let told = stages(now).map(|stage| told(&stage));
            for (at, (shape, text)) in told.iter().enumerate() {
                let twin = told.iter().skip(at + 1).find(|(s, t)| s == shape || t == text);
                assert_eq!(twin, None, "{shape:?} {text:?}");
            }
        }
    }

    #[test]
    fn no_two_shapes_look_the_same_in_grey() {
        let drawn = |shape| {
            let ctx = egui::Context::default();
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let rect = Rect::from_min_size(egui::pos2(10.0, 10.0), Vec2::splat(14.0));
                paint(ui.painter(), rect, shape, DARK.weak);
            });
            output.textures_delta.clear();
            let shapes: Vec<_> = output.shapes.into_iter().map(|clipped| clipped.shape).collect();
            format!("{shapes:?}")
        };
        let drawn = SHAPES.map(drawn);
        for (at, one) in drawn.iter().enumerate() {
            assert!(!drawn.iter().skip(at + 1).any(|other| other == one), "{:?}", SHAPES[at]);
        }
    }
}
