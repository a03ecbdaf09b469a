//! The palettes and sizes as egui's own style.

use super::palette::{DARK, LIGHT, Palette};
use super::size;
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Vec2};

/// Gives both themes their look. Which one is shown follows the system until the person chooses.
pub fn install(ctx: &egui::Context) {
    for (theme, palette) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            spacing(&mut style.spacing);
            text(style);
            visuals(&mut style.visuals, palette);
            style.interaction.selectable_labels = false;
            // Nothing moves that nobody moves: there is no motion to reduce, on any system.
            style.animation_time = 0.0;
            style.scroll_animation = egui::style::ScrollAnimation::none();
            style.visuals.text_cursor.blink = false;
        });
    }
}

fn spacing(spacing: &mut egui::style::Spacing) {
    spacing.item_spacing = Vec2::new(size::GAP, size::GAP - 2.0);
    spacing.button_padding = Vec2::new(size::PAD, 5.0);
    spacing.interact_size = Vec2::new(size::ROW, size::ROW);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.combo_width = 60.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
}

fn text(style: &mut egui::Style) {
    let font = |size, family| FontId::new(size, family);
    style.text_styles = [
        (TextStyle::Small, font(size::SMALL, FontFamily::Proportional)),
        (TextStyle::Body, font(size::BODY, FontFamily::Proportional)),
        (TextStyle::Button, font(size::BODY, FontFamily::Proportional)),
        (TextStyle::Heading, font(size::HEADING, FontFamily::Proportional)),
        (TextStyle::Monospace, font(size::MONO, FontFamily::Monospace)),
    ]
    .into();
}

fn visuals(visuals: &mut egui::Visuals, p: &Palette) {
    visuals.panel_fill = p.panel;
    visuals.window_fill = p.raised;
    visuals.window_stroke = Stroke::new(1.0, p.border);
    visuals.window_corner_radius = CornerRadius::same(size::CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = p.base;
    visuals.text_edit_bg_color = Some(p.base);
    visuals.faint_bg_color = p.raised;
    visuals.code_bg_color = p.control;
    visuals.weak_text_color = Some(p.weak);
    visuals.hyperlink_color = p.accent;
    visuals.warn_fg_color = p.warn;
    visuals.error_fg_color = p.bad;
    visuals.selection.bg_fill = p.selected;
    visuals.selection.stroke = Stroke::new(1.0, p.text);
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    widgets(&mut visuals.widgets, p);
}

fn widgets(widgets: &mut egui::style::Widgets, p: &Palette) {
    let corner_radius = CornerRadius::same(size::RADIUS);
    let look = |fill: Color32, edge: Color32, ink: Color32| egui::style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius,
        fg_stroke: Stroke::new(1.2, ink),
        expansion: 0.0,
    };
    widgets.noninteractive = look(p.panel, p.border, p.text);
    widgets.inactive = look(p.control, p.border, p.text);
    widgets.hovered = look(p.control_hover, p.border, p.text);
    widgets.active = look(p.selected, p.accent, p.text);
    // The keyboard's place is seen from afar.
    widgets.active.bg_stroke.width = 2.0;
    widgets.open = look(p.control_hover, p.border, p.text);
}
