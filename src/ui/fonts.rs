//! The fonts: egui's own, and among them one with the Chinese characters of GB 2312.

use egui::{FontData, FontDefinitions, RawInput};
use std::sync::Arc;

/// A subset of Droid Sans Fallback; its licence lies beside it.
static CHINESE: &[u8] = include_bytes!("../../assets/fonts/droid-gb2312.ttf");
const CHINESE_NAME: &str = "droid-gb2312";

/// The font of code, which has the brackets around what would hide.
const CODE: &str = "Hack";

/// Widest texture that drawn characters are kept in, in pixels; it grows as high. Wide enough for all
/// of the Chinese font in a size and on a fine screen; as wide as textures may be, which is up to
/// 16,384, each row of letters would take 2 MiB, here and once more where it is drawn.
const ATLAS: usize = 4096;

/// Has egui keep the drawn characters in a narrower texture than the system allows.
pub fn narrow(input: &mut RawInput) {
    input.max_texture_side = input.max_texture_side.map(|side| side.min(ATLAS));
}

/// Gives the window its fonts: a machine without any draws Chinese.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

/// Behind the font of texts comes that of code: names with `⟨U+202E⟩` in them stand in sentences,
/// too. Then Chinese, before the pictures: those have some of its brackets and marks, as heavy
/// signs.
fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    fonts.font_data.insert(CHINESE_NAME.to_owned(), Arc::new(FontData::from_static(CHINESE)));
    for names in fonts.families.values_mut() {
        let at = names.iter().position(|name| is_picture(name)).unwrap_or(names.len());
        names.insert(at, CHINESE_NAME.to_owned());
        if !names.iter().any(|name| name == CODE) {
            names.insert(at, CODE.to_owned());
        }
    }
    fonts
}

fn is_picture(font: &str) -> bool {
    font.to_lowercase().contains("emoji")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_characters_take_little_memory_where_textures_may_be_wide() {
        let wide = RawInput { max_texture_side: Some(16 * 1024), ..RawInput::default() };
        let size = |narrowed: bool| {
            let (ctx, mut input) = (egui::Context::default(), wide.clone());
            install(&ctx);
            if narrowed {
                narrow(&mut input);
            }
            let drawn = ctx.run_ui(input, |ui| drop(ui.label("Jackfield 监听")));
            drawn.drop_without_applying_deltas();
            ctx.fonts(|fonts| fonts.font_image_size()[0])
        };
        assert_eq!((size(true), size(false)), (ATLAS, 16 * 1024));
    }

    #[test]
    fn chinese_marks_are_not_drawn_by_the_font_of_pictures() {
        let fonts = definitions();
        for names in fonts.families.values() {
            let place = |is: &dyn Fn(&str) -> bool| names.iter().position(|name| is(name));
            let chinese = place(&|name| name == CHINESE_NAME);
            assert!(place(&|name| name == CODE) < chinese, "{names:?}");
            assert!(chinese < place(&is_picture), "{names:?}");
            assert!(names.iter().all(|name| fonts.font_data.contains_key(name)), "{names:?}");
        }
    }
}
