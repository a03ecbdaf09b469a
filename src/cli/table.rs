//! Tables for people: columns as wide as their widest cell, in a fixed-width font.

use std::fmt::Write;

/// Rows under a head, two spaces between the columns.
pub(super) fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|cell| width(cell)).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        let mut line = String::new();
        for (cell, wanted) in row.iter().zip(&widths) {
            let pad = wanted.saturating_sub(width(cell)) + 2;
            write!(line, "{cell}{:pad$}", "").ok(); // A string never refuses.
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Cells that a text takes in a terminal: two for East Asian wide characters and emoji.
fn width(text: &str) -> usize {
    let wide = |c: char| {
        matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
            | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
    };
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_with_wide_characters() {
        let row = |cells: [&str; 2]| cells.map(String::from).to_vec();
        let text = table(&row(["名称", "b"]), &[row(["io:1#1", "x"]), row(["线程", ""])]);
        assert_eq!(text, "名称    b\nio:1#1  x\n线程\n");
    }
}
