//! The colours, light and dark. A test computes the contrast of every pair that carries text.

use egui::Color32;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Behind the conversation.
    pub base: Color32,
    /// Behind the side panels and bars.
    pub panel: Color32,
    /// Fields, cards, hovered rows.
    pub raised: Color32,
    /// Buttons at rest.
    pub control: Color32,
    /// Buttons under the pointer.
    pub control_hover: Color32,
    /// Lines between things and around them.
    pub border: Color32,
    /// Text.
    pub text: Color32,
    /// Text that steps back: times, hints, units.
    pub weak: Color32,
    /// The one accent: links, marks, the primary button.
    pub accent: Color32,
    /// Text upon the accent.
    pub on_accent: Color32,
    /// Behind what is selected.
    pub selected: Color32,
    /// All is well.
    pub good: Color32,
    /// Take notice.
    pub warn: Color32,
    /// It failed.
    pub bad: Color32,
    /// Behind a warning.
    pub warn_soft: Color32,
    /// Behind a failure.
    pub bad_soft: Color32,
    /// Behind what we said.
    pub mine: Color32,
    /// Text of what we said.
    pub on_mine: Color32,
    /// Behind what the peer said.
    pub theirs: Color32,
    /// Text of what the peer said.
    pub on_theirs: Color32,
    /// Control characters and other marks that stand for bytes, on either bubble.
    pub mark: Color32,
    /// Behind a hit of a search; the text upon it is `on_found`.
    pub found: Color32,
    /// Text of a hit.
    pub on_found: Color32,
}

#[expect(clippy::disallowed_methods, reason = "the theme is where colours are made")]
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The dark theme.
pub const DARK: Palette = Palette {
    base: rgb(0x14_16_1b),
    panel: rgb(0x1a_1d_23),
    raised: rgb(0x22_26_2e),
    control: rgb(0x2a_2f_39),
    control_hover: rgb(0x35_3b_47),
    border: rgb(0x30_36_41),
    text: rgb(0xe7_e9_ee),
    weak: rgb(0xa3_ab_b8),
    accent: rgb(0x6a_a6_ff),
    on_accent: rgb(0x0a_12_20),
    selected: rgb(0x24_3a_5c),
    good: rgb(0x4c_d9_8a),
    warn: rgb(0xf5_be_4f),
    bad: rgb(0xff_8a_8a),
    warn_soft: rgb(0x38_2e_18),
    bad_soft: rgb(0x3d_20_24),
    mine: rgb(0x23_45_78),
    on_mine: rgb(0xf1_f5_fd),
    theirs: rgb(0x26_2b_35),
    on_theirs: rgb(0xe7_e9_ee),
    mark: rgb(0xf2_c0_85),
    found: rgb(0xf5_be_4f),
    on_found: rgb(0x1a_14_05),
};

/// The light theme.
pub const LIGHT: Palette = Palette {
    base: rgb(0xff_ff_ff),
    panel: rgb(0xf5_f6_f8),
    raised: rgb(0xff_ff_ff),
    control: rgb(0xe8_eb_ef),
    control_hover: rgb(0xdc_e1_e8),
    border: rgb(0xd9_dd_e4),
    text: rgb(0x1a_1d_23),
    weak: rgb(0x56_5f_6c),
    accent: rgb(0x1c_5a_c8),
    on_accent: rgb(0xff_ff_ff),
    selected: rgb(0xd9_e6_fb),
    good: rgb(0x12_6b_37),
    warn: rgb(0x84_50_06),
    bad: rgb(0xb3_22_22),
    warn_soft: rgb(0xff_f4_dc),
    bad_soft: rgb(0xfd_e9_e9),
    mine: rgb(0xd9_e6_fb),
    on_mine: rgb(0x10_20_3a),
    theirs: rgb(0xee_f0_f3),
    on_theirs: rgb(0x1a_1d_23),
    mark: rgb(0x8a_3d_0c),
    found: rgb(0xff_e0_7a),
    on_found: rgb(0x2a_20_02),
};

/// The colours of the theme that is drawn now.
#[must_use]
pub fn palette(ui: &egui::Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2, "relative luminance").
    fn luminance(color: Color32) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_what_is_behind_it() {
        for (name, p) in [("dark", DARK), ("light", LIGHT)] {
            // Rows are chosen and pointed at with all that is written in them, states and all; and
            // the ring of the keyboard is in the accent.
            let grounds = [
                ("base", p.base),
                ("panel", p.panel),
                ("raised", p.raised),
                ("selected", p.selected),
                ("control", p.control),
                ("control_hover", p.control_hover),
                ("warn_soft", p.warn_soft),
                ("bad_soft", p.bad_soft),
            ];
            let inks = [
                ("text", p.text),
                ("weak", p.weak),
                ("accent", p.accent),
                ("good", p.good),
                ("warn", p.warn),
                ("bad", p.bad),
            ];
            let mut pairs = vec![
                ("on_accent/accent", p.on_accent, p.accent),
                ("on_mine/mine", p.on_mine, p.mine),
                ("on_theirs/theirs", p.on_theirs, p.theirs),
                ("mark/mine", p.mark, p.mine),
                ("mark/theirs", p.mark, p.theirs),
                ("mark/base", p.mark, p.base),
                ("on_found/found", p.on_found, p.found),
            ];
            for (_, ground) in grounds {
                pairs.extend(inks.iter().map(|(ink, color)| (*ink, *color, ground)));
            }
            for (pair, ink, ground) in pairs {
                let found = contrast(ink, ground);
                assert!(found >= 4.5, "{name}: {pair} on {ground:?} has {found:.2}");
            }
        }
    }
}
