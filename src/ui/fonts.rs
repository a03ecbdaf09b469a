//! The fonts: egui's own, and behind them one with the Chinese characters of GB 2312.

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontFamily};

/// A subset of Droid Sans Fallback; its licence lies beside it.
static CHINESE: &[u8] = include_bytes!("../../assets/fonts/droid-gb2312.ttf");

/// Adds the Chinese font with the lowest priority: a machine without any font draws Chinese.
pub fn install(ctx: &egui::Context) {
    let lowest = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    let families = vec![lowest(FontFamily::Proportional), lowest(FontFamily::Monospace)];
    ctx.add_font(FontInsert::new("droid-gb2312", FontData::from_static(CHINESE), families));
}
