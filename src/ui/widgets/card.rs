//! Frames around what belongs together.

use super::icon::{self, Icon};
use crate::ui::theme::{palette, size};
use egui::{CornerRadius, Frame, InnerResponse, Margin, Stroke, Ui, Vec2};

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Take notice.
    Warn,
    /// It failed.
    Bad,
}

/// A raised frame.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let p = palette(ui);
    Frame::new()
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.border))
        .corner_radius(CornerRadius::same(size::CARD_RADIUS))
        .inner_margin(Margin::same(16))
        .show(ui, content)
}

/// A coloured strip with a sign in front, over the whole width.
pub fn banner<R>(ui: &mut Ui, tone: Tone, content: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    let (fill, ink) = match tone {
        Tone::Warn => (p.warn_soft, p.warn),
        Tone::Bad => (p.bad_soft, p.bad),
    };
    let frame = Frame::new()
        .fill(fill)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(Vec2::new(18.0, 20.0), egui::Sense::hover());
                icon::paint(ui.painter(), rect.shrink(1.0), Icon::Warning, ink);
                ui.vertical(content).inner
            })
            .inner
        })
        .inner
}
