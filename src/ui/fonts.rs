//! The fonts: egui's own, and behind them one with the Chinese characters of GB 2312.

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontDefinitions, FontFamily};

/// A subset of Droid Sans Fallback; its licence lies beside it.
static CHINESE: &[u8] = include_bytes!("../../assets/fonts/droid-gb2312.ttf");

/// The font of code, which has the brackets around what would hide.
const CODE: &str = "Hack";

/// Adds the Chinese font with the lowest priority: a machine without any font draws Chinese. Behind
/// the font of texts comes that of code: names with `⟨U+202E⟩` in them stand in sentences, too.
pub fn install(ctx: &egui::Context) {
    let lowest = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    if let Some(code) = FontDefinitions::default().font_data.get(CODE) {
        let families = vec![lowest(FontFamily::Proportional)];
        ctx.add_font(FontInsert::new("code", FontData::clone(code), families));
    }
    let families = vec![lowest(FontFamily::Proportional), lowest(FontFamily::Monospace)];
    ctx.add_font(FontInsert::new("droid-gb2312", FontData::from_static(CHINESE), families));
}
