//! How a message becomes characters: what is laid out, and what a selection is counted in.

use super::Mode;
use super::chat::whole;
use super::text::Shown;
use crate::record::{Message, Position};
use std::collections::BTreeSet;

/// Rows of bytes in a bubble: what is more is in the viewer.
const ROWS: usize = 16;
/// Bytes below which marks in the text are as easy to read as a dump.
const SHORT: usize = 4;
/// Of a hundred bytes, how many that are no text make a message binary.
const BINARY: usize = 30;
/// The width of a fixed-width character, as a share of the font's size.
const CHAR: f32 = 0.602;

/// What the characters of a message depend on besides its bytes.
#[derive(Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) mode: Mode,
    /// Whether the lens shows what came as it came: with every line end seen.
    pub(super) raw: bool,
    /// Bytes in a row of a bubble of bytes.
    pub(super) per_row: usize,
    /// Messages that the person wants the other way: bytes as text, or text as bytes.
    pub(super) turned: &'a BTreeSet<Position>,
}

impl Manner<'_> {
    /// Whether a bubble shows bytes and not text.
    pub(super) fn is_hex(&self, message: &Message) -> bool {
        let is_turned = self.turned.contains(&message.position);
        self.mode == Mode::Chat
            && !message.bytes.is_empty()
            && is_binary(whole(message)) != is_turned
    }

    /// A message as it is shown, but for the log, which shows as much as its line has room for.
    pub(super) fn shown(&self, message: &Message) -> Shown {
        match self.mode {
            Mode::Chat if self.is_hex(message) => {
                let most = ROWS * self.per_row;
                let kept = message.bytes.get(..most).unwrap_or(&message.bytes);
                Shown::bubble(kept, self.per_row)
            }
            Mode::Chat => Shown::lines(whole(message), self.raw),
            Mode::Log => Shown::line(&message.bytes),
            Mode::Hex => Shown::hex(&message.bytes, 0),
        }
    }
}

/// Bytes in a row of a bubble, and the size of its font, in so many points.
pub(super) fn fitting(room: f32, largest: f32) -> (usize, f32) {
    /// The smallest size that is read without effort.
    const SMALLEST: f32 = 10.0;
    // Offset, gaps, two digits and a space a byte, one character a byte.
    let chars = |per_row: f32| 4.0 + 2.0 + per_row * 3.0 + 2.0 + per_row;
    let font = |per_row: f32| room / (chars(per_row) * CHAR);
    if font(16.0) >= SMALLEST {
        (16, font(16.0).min(largest))
    } else {
        (8, font(8.0).clamp(6.0, largest))
    }
}

/// Whether so much of it is no text that it is read as bytes.
fn is_binary(bytes: &[u8]) -> bool {
    if bytes.len() < SHORT {
        return false;
    }
    let mut odd = 0;
    for chunk in bytes.utf8_chunks() {
        // What moves a terminal's cursor is part of many texts.
        let is_odd = |c: &u8| matches!(c, 0..=6 | 14..=26 | 28..=31 | 127);
        odd += chunk.valid().bytes().filter(is_odd).count() + chunk.invalid().len();
    }
    odd * 100 >= bytes.len() * BINARY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mostly_no_text_is_binary_and_every_byte_of_it_is_led_back_to() {
        for text in ["", "hello\r\n", "欢迎访问菜鸟教程!", "\u{1b}[31mred\u{1b}[0m\u{8}", "\0\0a"]
        {
            assert!(!is_binary(text.as_bytes()), "{text:?}");
        }
        assert!(
            !is_binary(b"\x01\x00\x00\x2a{\"id\":7,\"name\":\"a long one\"}"),
            "a head and a text"
        );
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [all.as_slice(), b"\0\0\0\x2a", b"\x7fELF\x02\x01\x01\0\0\0", &[0xff; 9]] {
            assert!(is_binary(bytes), "{bytes:?}");
            for per_row in [8, 16] {
                let shown = Shown::bubble(bytes, per_row);
                assert_eq!(shown.bytes_of(&(0..shown.chars())), 0..bytes.len());
                assert_eq!(shown.bytes(), bytes.len());
            }
        }
    }

    #[test]
    fn a_narrow_bubble_has_short_rows_and_a_wide_one_no_larger_a_font_than_the_rest() {
        assert_eq!(fitting(260.0, 13.0).0, 8);
        assert_eq!(fitting(700.0, 13.0), (16, 13.0));
    }
}
