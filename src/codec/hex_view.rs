//! Rows of the hex view.

use std::fmt::Write;

/// Bytes in a row.
const WIDTH: usize = 16;

/// Sixteen bytes, or what is left at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexRow {
    /// The offset of its first byte.
    pub offset: u64,
    /// `48 65 6C 6C 6F`, with a wider gap in the middle of a full row.
    pub hex: String,
    /// A character for each byte; a dot for what is no printable ASCII.
    pub text: String,
}

/// The rows of a hex view, whose first byte has this offset.
pub fn hex_rows(bytes: &[u8], offset: u64) -> impl ExactSizeIterator<Item = HexRow> + '_ {
    bytes.chunks(WIDTH).enumerate().map(move |(number, row)| HexRow {
        offset: offset.saturating_add((number * WIDTH) as u64),
        hex: hex(row),
        text: row.iter().map(|byte| visible(*byte)).collect(),
    })
}

fn hex(row: &[u8]) -> String {
    let mut text = String::with_capacity(WIDTH * 3 + 1);
    for (place, byte) in row.iter().enumerate() {
        if place > 0 {
            text.push_str(if place == WIDTH / 2 { "  " } else { " " });
        }
        write!(text, "{byte:02X}").expect("a String takes everything");
    }
    text
}

fn visible(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '.' }
}
