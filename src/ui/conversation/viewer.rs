//! A window with all of one message, of which only the visible rows are ever read.

use super::rows::Rows;
use super::text::Shown;
use crate::language::Words;
use crate::record::Position;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::option;
use egui::{FontId, RichText, ScrollArea, Ui};

/// Bytes in a row of text. A row has no line break of its own, so any place is found without
/// reading what is before it.
const TEXT_ROW: u64 = 96;
/// Bytes in a row of the hex view.
const HEX_ROW: u64 = 16;
/// Rows that are offered: beyond them a scroll offset in `f32` loses single points.
const ROWS: u64 = 800_000;

/// Which message is shown, and how.
pub(super) struct Viewer {
    pub(super) position: Position,
    pub(super) len: u64,
    hex: bool,
}

impl Viewer {
    pub(super) fn new(position: Position, len: u64) -> Self {
        Self { position, len, hex: true }
    }
}

/// Draws the window. False when it was closed.
pub(super) fn viewer_ui(
    ctx: &egui::Context,
    words: &Words,
    rows: &mut dyn Rows,
    viewer: &mut Viewer,
) -> bool {
    let mut open = true;
    let title = tr!(words, "talk-viewer", size = words.bytes(viewer.len));
    egui::Window::new(title)
        .id(egui::Id::unique(("talk-viewer", viewer.position)))
        .open(&mut open)
        .default_size([720.0, 480.0])
        .show(ctx, |ui| {
            ui.horizontal(|ui| {
                option(ui, &mut viewer.hex, true, tr!(words, "talk-mode-hex"));
                option(ui, &mut viewer.hex, false, tr!(words, "talk-mode-text"));
            });
            ui.separator();
            rows_ui(ui, words, rows, viewer);
        });
    open
}

fn rows_ui(ui: &mut Ui, words: &Words, rows: &mut dyn Rows, viewer: &Viewer) {
    let per_row = if viewer.hex { HEX_ROW } else { TEXT_ROW };
    let all = viewer.len.div_ceil(per_row);
    let offered = usize::try_from(all.min(ROWS)).unwrap_or_default();
    if all > ROWS {
        let size = words.bytes(ROWS * per_row);
        ui.label(RichText::new(tr!(words, "talk-viewer-cut", size = size)).color(palette(ui).warn));
    }
    let area = ScrollArea::both().auto_shrink(false);
    area.show_rows(ui, size::MONO + 4.0, offered, |ui, visible| {
        let from = visible.start as u64 * per_row;
        let to = (visible.end as u64 * per_row).min(viewer.len);
        let bytes = rows.bytes(viewer.position, from..(to + 4).min(viewer.len));
        for (number, _) in visible.enumerate() {
            let start = number * usize::try_from(per_row).unwrap_or(16);
            let end = start + usize::try_from(per_row).unwrap_or(16);
            row_ui(ui, &bytes, (start, end), from, viewer.hex);
        }
    });
}

fn row_ui(ui: &mut Ui, bytes: &[u8], (start, end): (usize, usize), offset: u64, hex: bool) {
    let cut =
        |to: usize| bytes.get(start.min(bytes.len())..to.min(bytes.len())).unwrap_or_default();
    let shown = if hex {
        Shown::hex(cut(end), offset + start as u64)
    } else {
        // Characters that begin in this row belong to it, up to their last byte.
        let tail = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
        let skip = |at: usize| (at..at + 3).take_while(|at| tail(*at)).count();
        let from = if start == 0 { 0 } else { start + skip(start) };
        let to = (end + skip(end)).min(bytes.len());
        Shown::line(bytes.get(from..to).unwrap_or_default())
    };
    let p = palette(ui);
    let job = shown.job(&FontId::monospace(size::MONO), p.text, p, f32::INFINITY);
    ui.label(job);
}
